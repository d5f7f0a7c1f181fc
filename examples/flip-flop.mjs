/**
 * How does a network remember? Three bits, each set by pulses of its own (Sussillo and Barak 2013): a trained network
 * keeps them in eight stable fixed points, the corners of a cube, with saddles between them. They are found by going
 * down the speed of the state from many states at once, without input.
 *
 * Run:  node examples/flip-flop.mjs [--updates 1000] [--starts 1024] [--seed 1]        (after npm run build)
 * Time: about 3 s. It ends with an error unless the stable points are the eight corners.
 */
import {
  adam,
  clipByGlobalNorm,
  createRateNetwork,
  drawStarts,
  exponentialDecay,
  findFixedPoints,
  flipFlop,
  key,
  Model,
  recordedStates,
  split,
  taskAccuracy,
  trialBatch,
  trialDataset,
} from 'synaptape';
import { readOptions } from './shared/options.mjs';
import { lossLine } from './shared/text-plot.mjs';

const { updates, starts, seed } = readOptions({ updates: 1000, starts: 1024, seed: 1 });
const [dataKey, testKey, startKey] = split(key(seed), 3);

// The network: h <- tanh(wRec h + wIn u + b), the plainest there is. dt / tau = 1 leaves no leak.
const task = flipFlop();
const network = createRateNetwork({
  nIn: task.nIn,
  nRec: 24,
  nOut: task.nOut,
  dt: task.dt,
  tau: task.dt,
  leak: 'rateOutside',
  activation: 'tanh',
});
const model = new Model(network, { seed });
const { losses, seconds } = await model.train(trialDataset(task, { batchSize: 32, key: dataKey }), {
  updates,
  optimizer: adam({ learningRate: exponentialDecay({ initial: 0.01, rate: 0.1, every: 1000 }) }),
  clip: (gradients) => clipByGlobalNorm(gradients, 1),
});
console.log(lossLine(losses));
console.log(`${updates} updates in ${seconds.toFixed(1)} s`);
const test = trialBatch(task, testKey, 256);
const activity = model.test(test.inputs);
console.log(`signs correct: ${(100 * taskAccuracy(task, test, activity.z)).toFixed(2)} % of new trials`);

// The search: from states of the test, with noise, which leads some starts to saddles where no trial stays.
const found = findFixedPoints(network, model.params, {
  starts: drawStarts(recordedStates(network, activity), { key: startKey, count: starts, noise: 0.5 }),
});
const fixed = found.points.filter(({ kind }) => kind === 'fixed');
const atFixed = fixed.reduce((sum, point) => sum + point.starts, 0);
console.log(`${atFixed} of ${starts} starts led to ${fixed.length} fixed points without input`);

const signs = (outputs) => Array.from(outputs, (z) => (z > 0 ? '+' : '-')).join('');
const stable = fixed
  .filter((point) => point.stable)
  .sort((a, b) => signs(a.outputs).localeCompare(signs(b.outputs), 'en'));
console.log('\nstable:  bits  outputs                largest |eigenvalue|  starts');
for (const { outputs, eigenvalues, starts: count } of stable) {
  const z = Array.from(outputs, (value) => value.toFixed(3).padStart(7)).join('');
  const modulus = Math.hypot(eigenvalues.re[0], eigenvalues.im[0]).toFixed(3);
  console.log(`         ${signs(outputs)}  ${z}  ${modulus.padStart(20)}  ${String(count).padStart(6)}`);
}

console.log('\nsaddles: unstable directions  points  a cube has');
for (const [modes, part] of [
  [1, '12 edges'],
  [2, '6 faces'],
  [3, '1 centre'],
]) {
  const count = fixed.filter((point) => point.unstableModes === modes).length;
  console.log(`         ${String(modes).padStart(19)}  ${String(count).padStart(6)}  ${part}`);
}

const corners = new Set(stable.map(({ outputs }) => signs(outputs)));
if (stable.length !== 8 || corners.size !== 8) {
  console.error(`expected 8 stable points at 8 corners, got ${stable.length} at ${corners.size}`);
  process.exitCode = 1;
}
