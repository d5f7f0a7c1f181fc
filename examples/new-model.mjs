/**
 * A network of one's own. Its inputs pass through a feed-forward layer of 32 rectified units before they reach 50
 * recurrent ones. A cell is five functions; from them `createNetwork` makes what trains, compiles and saves like the rest.
 *
 * Run:  node examples/new-model.mjs [--trials 50000] [--seed 1]        (after npm run build)
 * Time: about 9 s.
 */
import {
  add,
  broadcastTo,
  clipByNorm,
  createNetwork,
  createRateNetwork,
  fit,
  foldIn,
  key,
  Model,
  matmul,
  meanSquaredError,
  mul,
  normal,
  perceptualDiscrimination,
  psychrnnOptions,
  relu,
  split,
  taskAccuracy,
  taskLoss,
  trialBatch,
  trialDataset,
} from 'synaptape';
import { readOptions } from './shared/options.mjs';
import { lossLine } from './shared/text-plot.mjs';

const { trials, seed } = readOptions({ trials: 50_000, seed: 1 });
const time = { dt: 10, tau: 100 };
const [N_IN, N_LAYER, N_REC, N_OUT] = [2, 32, 50, 2];
const ALPHA = time.dt / time.tau;

/** Weights [post, pre] times activity [B, pre]. */
const through = (w, activity) => matmul(activity, w, { transB: true });

// The rate network behind the layer; here it only draws first values.
const inner = createRateNetwork(psychrnnOptions({ nIn: N_LAYER, nRec: N_REC, nOut: N_OUT, ...time }));

const cell = {
  name: 'layer before rate units',
  nIn: N_IN,
  nRec: N_REC,
  nOut: N_OUT,
  // The free parameters, by name; any operation may use them, and all of them are learned.
  initialize(from) {
    const [innerKey, layerKey] = split(from);
    const std = Math.sqrt(2 / (N_IN + N_LAYER));
    return { ...inner.initialize(innerKey), wLayer: mul(normal(layerKey, [N_LAYER, N_IN]), std) };
  },
  // What the steps use, computed once per run: signs and masks would be applied here.
  prepare: (params) => params,
  // The state before the first step: one row per trial.
  begin: ({ x0 }, batchSize) => broadcastTo(x0, [batchSize, N_REC]),
  // x' = (1 - a) x + a (wRec f(x) + wIn f(wLayer u) + b)
  step({ wLayer, wIn, wRec, wOut, bRec, bOut }, x, { u }) {
    const drive = add(add(through(wRec, relu(x)), through(wIn, relu(through(wLayer, u)))), bRec);
    const next = add(mul(x, 1 - ALPHA), mul(drive, ALPHA));
    const r = relu(next);
    return [next, { r, z: add(through(wOut, r), bOut) }];
  },
};
const network = createNetwork(cell);

const task = perceptualDiscrimination({ ...time, T: 2000 });
const [dataKey, runKey, testKey] = split(key(seed), 3);
const options = {
  network,
  loss: taskLoss(network, { error: (z, y, mask) => meanSquaredError(z, y, mask, { form: 'psychrnn' }) }),
  data: trialDataset(task, { batchSize: 128, key: dataKey }),
  key: runKey,
  clip: (gradients) => clipByNorm(gradients, 1),
};

// The same three updates of 8 trials: interpreted, operation by operation, and compiled to WebAssembly.
for (const engine of ['interpreted', 'compiled']) {
  const few = trialDataset(task, { batchSize: 8, key: dataKey });
  const short = fit({ ...options, data: few, updates: 3, logEvery: 3, engine });
  const { losses, seconds, secondsToFirst } = await short.finish();
  const each = (1000 * (seconds - secondsToFirst)) / 2;
  console.log(`${short.engine}: ${each.toFixed(1)} ms per update, loss ${losses[0][1].toFixed(6)}`);
}

const run = fit({ ...options, trials });
const before = run.params;
const { params, losses, update, seconds } = await run.finish();
console.log(lossLine(losses));
console.log(`${update} updates in ${seconds.toFixed(1)} s, ${run.engine}`);

for (const [name, { shape, data }] of Object.entries(params)) {
  const moved = data.filter((w, i) => w !== before[name].data[i]).length;
  console.log(`  ${name.padEnd(6)} [${shape.join(', ')}]: ${moved} of ${data.length} values learned`);
}
const test = trialBatch(task, foldIn(testKey, 0), 500);
const { z } = new Model(network, { params }).test(test.inputs);
console.log(`correct: ${(100 * taskAccuracy(task, test, z)).toFixed(1)} % of 500 new trials`);
