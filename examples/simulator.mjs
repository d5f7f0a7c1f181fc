/**
 * Experiments on a trained network that only its weights are left of: runs without a model, other numbers of trials,
 * a smaller time step, noise, lesions, perturbations, connections that change in time, and a closed loop.
 *
 * Run:  node examples/simulator.mjs [--trials 20000] [--seed 1] [--tests 200] [--out runs/simulator]
 *       (after npm run build)
 * Time: about 10 s; --weights FILE takes a PsychRNN weight file instead.
 */
import {
  clipByNorm,
  createRateNetwork,
  createSimulator,
  decodePsychrnn,
  encodePsychrnn,
  full,
  key,
  Model,
  perceptualDiscrimination,
  psychrnnOptions,
  pulse,
  split,
  taskAccuracy,
  tensor,
  toPsychrnn,
  trialBatch,
  trialDataset,
} from 'synaptape';
import { readFileBytes, writeFileWhole } from 'synaptape/node';
import { readOptions } from './shared/options.mjs';
import { bars } from './shared/text-plot.mjs';

const OPTIONS = { trials: 20_000, seed: 1, tests: 200, out: 'runs/simulator', weights: '' };
const { trials, seed, tests, out, weights } = readOptions(OPTIONS);
const time = { dt: 10, tau: 100 };
const [dataKey, testKey, noiseKey] = split(key(seed), 3);
const task = perceptualDiscrimination({ ...time, T: 2000 });

/** Trains a network and leaves its weights in a file. */
async function trainedWeights(path) {
  const network = createRateNetwork(psychrnnOptions({ nIn: 2, nRec: 50, nOut: 2, ...time }));
  const model = new Model(network, { seed });
  const data = trialDataset(task, { batchSize: 128, key: dataKey });
  await model.train(data, { trials, clip: (gradients) => clipByNorm(gradients, 1) });
  await writeFileWhole(path, encodePsychrnn(toPsychrnn(network, model.params)));
  return path;
}

// From here on there is no network, only the file and the time constants, which the file does not tell.
const path = weights || (await trainedWeights(`${out}/weights.npz`));
const file = await decodePsychrnn(await readFileBytes(path));
const simulator = createSimulator({ weights: file, ...time, sigmaRec: 0.1, engine: 'compiled' });
const { nRec } = simulator;

const test = trialBatch(task, testKey, tests);
const nSteps = test.inputs.shape[0];
const percent = (z) => `${(100 * taskAccuracy(task, test, z)).toFixed(1)} % correct`;
const show = (name, z) => console.log(`${name.padEnd(34)} ${percent(z)}`);

// Noise is on only where a key is given, and the same key gives the same noise.
const plain = simulator.run(test.inputs);
show('without noise', plain.z);
show('with noise', simulator.run(test.inputs, { key: noiseKey }).z);

// Half the time step: alpha and noise follow from it. The same kind of trials, in steps of 5 ms.
const fine = createSimulator({ weights: file, dt: 5, tau: 100, sigmaRec: 0.1, engine: 'compiled' });
const fineTask = perceptualDiscrimination({ dt: 5, tau: 100, T: 2000 });
const fineTest = trialBatch(fineTask, testKey, tests);
const correct = taskAccuracy(fineTask, fineTest, fine.run(fineTest.inputs).z);
console.log(`${'with steps of 5 ms'.padEnd(34)} ${(100 * correct).toFixed(1)} % correct`);

// Lesions: the units that were most active are silenced.
const mean = (unit) => plain.r.data.reduce((sum, rate, i) => (i % nRec === unit ? sum + rate : sum), 0);
const byRate = Array.from({ length: nRec }, (_, unit) => unit).toSorted((a, b) => mean(b) - mean(a));
for (const count of [1, 5, 20])
  show(`silent: the ${count} most active`, simulator.run(test.inputs, { lesions: byRate.slice(0, count) }).z);

// A perturbation at a time: a push to every unit from 1000 to 1200 ms.
const push = pulse({ nSteps, dt: 10, from: 1000, to: 1200, value: full([nRec], 0.5) });
show('a push to all units', simulator.run(test.inputs, { perturbation: { x: push } }).z);

// Connections that change in time: factors of the recurrent weights for each step.
const factors = (rule) => {
  const connectivity = full([nSteps, nRec, nRec], 1);
  for (let t = 0; t < nSteps; t++)
    connectivity.data.fill(rule(10 * t), t * nRec * nRec, (t + 1) * nRec * nRec);
  return connectivity;
};
const run = (rule) => simulator.run(test.inputs, { connectivity: factors(rule) });
const unchanged = run(() => 1).z.data.every((z, i) => z === plain.z.data[i]);
console.log(`factors of 1 change nothing:       ${unchanged}`);
show('recurrence off from 1500 ms', run((ms) => (ms < 1500 ? 1 : 0)).z);
show('no recurrence at all', run(() => 0).z);

// A closed loop: input 0 is stronger for 500 ms; once output 0 says so, the evidence turns to input 1 for 500 ms.
let state = simulator.begin(1);
let answered = null;
const outputs = [[], []];
for (let ms = 0; ms < 4000; ms += 10) {
  const first = ms >= 200 && ms < 700;
  const second = answered !== null && ms >= answered + 200 && ms < answered + 700;
  const u = first ? [1.7, 1] : second ? [1, 1.7] : [0, 0];
  const [next, { z }] = simulator.step(state, tensor([u]));
  state = next;
  for (const i of [0, 1]) outputs[i].push(z.data[i]);
  if (answered === null && ms >= 700 && z.data[0] > 0.6 && z.data[0] > z.data[1]) answered = ms;
}
const last = outputs.map((values) => values.at(-1));
console.log(`\nclosed loop: output 0 answers ${answered === null ? 'never' : `at ${answered} ms`}`);
for (const i of [0, 1]) console.log(`output ${i}  ${bars(outputs[i], { low: -0.1, high: 1.1 })}`);
console.log(`at the end output ${last[0] > last[1] ? 0 : 1} is the larger`);
