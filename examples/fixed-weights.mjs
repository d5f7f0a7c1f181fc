/**
 * Trains a network part of whose recurrent weights never change: those between its first 40 and its last 10 units.
 * All else - sizes, loss, clipping per tensor at 1, Adam with 1e-3 - is PsychRNN's default, so that losses compare.
 *
 * Run:  node examples/fixed-weights.mjs [--seed 1] [--trials 50000] [--json]       (after npm run build)
 * Time: about 6 s.
 */
import {
  adam,
  clipByNorm,
  createRateNetwork,
  fit,
  foldIn,
  key,
  Model,
  meanSquaredError,
  perceptualDiscrimination,
  psychrnnOptions,
  split,
  taskAccuracy,
  taskLoss,
  tensor,
  trialDataset,
} from 'synaptape';
import { readOptions } from './shared/options.mjs';
import { lossLine } from './shared/text-plot.mjs';

const { seed, trials, json } = readOptions({ seed: 1, trials: 50_000, json: false });
const [N_REC, N_FIRST, BATCH_SIZE] = [50, 40, 128];

// gap 'trained' is PsychRNN's published target: outputs of 0 in the 20 ms after the stimulus.
const time = { dt: 10, tau: 100 };
const task = perceptualDiscrimination({ ...time, T: 2000, gap: 'trained' });
const network = createRateNetwork(psychrnnOptions({ nIn: 2, nRec: N_REC, nOut: 2, ...time }));

// 1 where a weight [post][pre] is frozen: post and pre on different sides of the border.
const units = Array.from({ length: N_REC }, (_, i) => i);
const frozen = tensor(units.map((post) => units.map((pre) => (post < N_FIRST === pre < N_FIRST ? 0 : 1))));

// The mean over all entries of (mask error)^2.
const error = (z, targets, mask) => meanSquaredError(z, targets, mask, { form: 'psychrnn' });

const [dataKey, runKey] = split(key(seed));
const data = trialDataset(task, { batchSize: BATCH_SIZE, key: dataKey });
const run = fit({
  network,
  data,
  trials,
  key: runKey,
  loss: taskLoss(network, { error }),
  optimizer: adam({ learningRate: 1e-3, form: 'tensorflow' }),
  clip: (gradients) => clipByNorm(gradients, 1),
  fixed: { wRec: frozen },
  logEvery: 10,
});
const before = run.params.wRec.data.slice();
const { params, losses, update, seconds } = await run.finish();

/** Entries that are the same to the bit after training, among those that `mask` has at `value`. */
const unchanged = (value) =>
  frozen.data.filter((m, i) => m === value && Object.is(before[i], params.wRec.data[i])).length;
const count = (value) => frozen.data.filter((m) => m === value).length;

const last = losses.slice(-5).map(([, loss]) => loss);
const test = trialDataset(task, { batchSize: 500, key: foldIn(dataKey, 2 ** 30) }).batch(0);
const result = {
  seed,
  trials,
  updates: update,
  finalLoss: last.reduce((sum, loss) => sum + loss, 0) / last.length,
  lastLoss: last.at(-1) ?? Number.NaN,
  seconds,
  frozen: count(1),
  frozenUnchanged: unchanged(1),
  learning: count(0),
  learningUnchanged: unchanged(0),
  accuracy: taskAccuracy(task, test, new Model(network, { params }).test(test.inputs).z),
  losses,
};

if (json) console.log(JSON.stringify(result));
else {
  for (const [at, loss] of losses) {
    if (at % 50 === 0) console.log(`${String(at * BATCH_SIZE).padStart(6)} trials: loss ${loss.toFixed(4)}`);
  }
  console.log(lossLine(losses));
  console.log(`final loss ${result.finalLoss.toFixed(4)} (mean of the last ${last.length} logged)`);
  console.log(`last loss  ${result.lastLoss.toFixed(4)}`);
  console.log(`${update} updates in ${seconds.toFixed(1)} s`);
  console.log(`frozen weights identical: ${result.frozenUnchanged} of ${result.frozen}`);
  console.log(`others identical: ${result.learningUnchanged} of ${result.learning}`);
  console.log(`correct: ${(100 * result.accuracy).toFixed(1)} % of 500 new trials`);
}
