/**
 * What a brain's wiring forbids: the same task with no constraint, Dale's principle, no autapses, two modules that
 * do not talk to each other, and weights that do not learn. Each constraint is checked after training.
 *
 * Run:  node examples/biological-constraints.mjs [--trials 50000] [--seed 1]        (after npm run build)
 * Time: about 6 s for each of the six networks.
 */
import {
  clipByNorm,
  createRateNetwork,
  key,
  Model,
  meanSquaredError,
  perceptualDiscrimination,
  psychrnnOptions,
  split,
  taskAccuracy,
  taskLoss,
  tensor,
  trialBatch,
  trialDataset,
} from 'synaptape';
import { readOptions } from './shared/options.mjs';
import { lossLine } from './shared/text-plot.mjs';

const { trials, seed } = readOptions({ trials: 50_000, seed: 1 });
const time = { dt: 10, tau: 100 };
const task = perceptualDiscrimination({ ...time, T: 2000 });
const [dataKey, testKey] = split(key(seed));
const data = trialDataset(task, { batchSize: 128, key: dataKey });
const test = trialBatch(task, testKey, 500);

/** A matrix [post][pre] of 50 units from a rule for each connection. */
const units = Array.from({ length: 50 }, (_, unit) => unit);
const matrix = (rule) => tensor(units.map((post) => units.map((pre) => rule(post, pre))));

/** Makes a network with PsychRNN's defaults and a constraint, trains it, and tells how well it does. */
async function experiment(name, constraint, { params } = {}) {
  const network = createRateNetwork(psychrnnOptions({ nIn: 2, nRec: 50, nOut: 2, ...time, ...constraint }));
  const model = new Model(network, { seed, ...(params ? { params } : {}) });
  const start = model.params;
  const error = (z, targets, mask) => meanSquaredError(z, targets, mask, { form: 'psychrnn' });
  const { losses, seconds } = await model.train(data, {
    trials,
    loss: taskLoss(network, { error }),
    clip: (gradients) => clipByNorm(gradients, 1),
  });
  const correct = 100 * taskAccuracy(task, test, model.test(test.inputs).z);
  console.log(`\n${name} (${seconds.toFixed(1)} s)`);
  console.log(`  ${lossLine(losses)}`);
  console.log(`  correct: ${correct.toFixed(1)} %`);
  return { params: model.params, start, weights: network.effectiveWeights(model.params) };
}

const every = (w, rule) => w.data.every((value, i) => rule(value, Math.floor(i / 50), i % 50));
function report(what, holds) {
  console.log(`  ${what}: ${holds ? 'yes' : 'NO'}`);
  if (!holds) process.exitCode = 1;
}

await experiment('no constraint', {});

// Dale's principle: the first 80 % of the units excite, the others inhibit. Inputs excite, outputs read excitatory units.
const dale = await experiment("Dale's principle", { daleRatio: 0.8 });
const { wIn, wRec, wOut } = dale.weights;
const signed = every(wRec, (w, _, pre) => (pre < 40 ? w >= 0 : w <= 0));
report('units 0 to 39 excite, 40 to 49 inhibit', signed);
const positive = wIn.data.every((w) => w >= 0);
report('inputs excite', positive);
const excitatory = every(wOut, (w, _, pre) => (pre < 40 ? w >= 0 : w === 0));
report('outputs read excitatory units only', excitatory);

// No autapses: no unit connects to itself.
const alone = await experiment('no autapses', { autapses: false });
const noLoops = every(alone.weights.wRec, (w, post, pre) => post !== pre || w === 0);
report('the diagonal is 0', noLoops);

// Modules: units 0 to 19 and 20 to 39 are not connected to each other; units 40 to 49 are connected to all.
const module = (unit) => Math.floor(unit / 20);
const connected = (post, pre) => module(post) === module(pre) || module(post) === 2 || module(pre) === 2;
const modules = await experiment('two modules and a hub', {
  masks: { wRec: matrix((post, pre) => (connected(post, pre) ? 1 : 0)) },
});
const apart = every(modules.weights.wRec, (w, post, pre) => connected(post, pre) || w === 0);
report('nothing connects the modules', apart);

// Fixed weights: the two blocks between the first 40 and the last 10 units keep their values to the bit.
const between = (post, pre) => post < 40 !== pre < 40;
const fixed = { wRec: matrix((post, pre) => (between(post, pre) ? 1 : 0)) };
const same = ({ params, start }) =>
  every(params.wRec, (w, post, pre) => !between(post, pre) || Object.is(w, start.wRec.data[50 * post + pre]));
const random = await experiment('fixed blocks, random', { fixed });
report('frozen weights identical to the bit', same(random));

// The same blocks, each replaced by its mean, and trained again from there.
const blockMean = (inBlock) => {
  const block = random.params.wRec.data.filter((_, i) => inBlock(Math.floor(i / 50), i % 50));
  return block.reduce((sum, w) => sum + w, 0) / block.length;
};
const toFirst = blockMean((post, pre) => post < 40 && pre >= 40);
const toLast = blockMean((post, pre) => post >= 40 && pre < 40);
const uniform = matrix((post, pre) => {
  if (!between(post, pre)) return random.params.wRec.data[50 * post + pre];
  return post < 40 ? toFirst : toLast;
});
const again = await experiment(
  'fixed blocks, uniform',
  { fixed },
  { params: { ...random.params, wRec: uniform } },
);
report('frozen weights identical to the bit', same(again));
console.log(`  weights to the first 40 units ${toFirst.toFixed(4)}, to the last 10 ${toLast.toFixed(4)}`);
