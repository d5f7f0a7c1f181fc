/**
 * A task of one's own, in two ways. `stepTask` takes the two functions that PsychRNN's users know: what a trial is,
 * and what happens at one of its times. A `Task` writes a whole trial at once, which is faster.
 *
 * The task: in the middle half of the trial two inputs are on, one stronger than the other by a coherence that is
 * exponentially distributed. 20 ms after they end, the output of the stronger one should rise to 1.
 *
 * Run:  node examples/new-task.mjs [--trials 50000] [--seed 1]        (after npm run build)
 * Time: about 20 s.
 */
import {
  clipByNorm,
  createRateNetwork,
  fit,
  key,
  Model,
  meanSquaredError,
  normal,
  psychrnnOptions,
  split,
  stepTask,
  taskAccuracy,
  taskLoss,
  trialBatch,
  trialDataset,
  uniform,
} from 'synaptape';
import { readOptions } from './shared/options.mjs';
import { lossLine } from './shared/text-plot.mjs';

const { trials, seed } = readOptions({ trials: 50_000, seed: 1 });
const [dt, tau, T] = [10, 100, 2000];
const [ONSET, OFFSET] = [T / 4, (3 * T) / 4];
const STD = Math.sqrt((2 * dt) / tau) * 0.1;

/** All randomness comes from the key: the same key is the same trial. */
function drawTrial(trialKey) {
  const [a, b] = uniform(trialKey, [2]).data;
  return { coherence: -Math.log(1 - a) / 5, direction: b < 0.5 ? 0 : 1 };
}

// First way: two functions, the second one asked at the times 0, dt, 2 dt, ...
const stepwise = stepTask({
  name: 'mine, step by step',
  ...{ dt, T, nIn: 2, nOut: 2 },
  trialParams: drawTrial,
  trialFunction(ms, { coherence, direction }, stepKey) {
    const on = ms > ONSET && ms < OFFSET ? 1 : 0;
    const [n0, n1] = normal(stepKey, [2]).data;
    const strength = (channel) => on * (1 + (channel === direction ? coherence : 0));
    const answer = (channel) => (ms > OFFSET + 20 && channel === direction ? 1 : 0);
    const mask = ms < OFFSET ? 0 : 1;
    return {
      x: [strength(0) + STD * n0, strength(1) + STD * n1],
      y: [answer(0), answer(1)],
      mask: [mask, mask],
    };
  },
});

// Second way: plan a trial, then fill its arrays [T, n]. Those of targets begin at 0, those of the mask at 1.
const nSteps = T / dt;
const stepAfter = (ms) => Math.floor(ms / dt) + 1;
const periods = [
  { name: 'fixation', start: 0, end: stepAfter(ONSET) },
  { name: 'stimulus', start: stepAfter(ONSET), end: OFFSET / dt },
  { name: 'gap', start: OFFSET / dt, end: stepAfter(OFFSET + 20) },
  { name: 'answer', start: stepAfter(OFFSET + 20), end: nSteps },
];
const whole = {
  name: 'mine, trial by trial',
  kind: 'values',
  ...{ dt, nIn: 2, nOut: 2, maxSteps: nSteps },
  plan: (trialKey, forced = {}) => ({ ...drawTrial(trialKey), ...forced, periods, nSteps, dt }),
  fill({ coherence, direction }, noiseKey, { inputs, targets, mask }) {
    const [, stimulus, gap, answer] = periods;
    inputs.set(normal(noiseKey, [2 * nSteps]).data.map((n) => STD * n));
    for (let t = stimulus.start; t < stimulus.end; t++) {
      inputs[2 * t + direction] += 1 + coherence;
      inputs[2 * t + 1 - direction] += 1;
    }
    for (let t = answer.start; t < answer.end; t++) targets[2 * t + direction] = 1;
    mask.fill(0, 0, 2 * gap.start);
  },
};

// Both ask the same: targets and masks of forced trials are equal, only the noise is another.
const forced = { coherence: 0.4, direction: 1 };
const [one, other] = [stepwise, whole].map((task) => trialBatch(task, key(0), 8, forced));
const equal = (a, b) => a.data.every((x, i) => x === b.data[i]);
console.log(`same targets: ${equal(one.targets, other.targets)}, same mask: ${equal(one.mask, other.mask)}`);

const network = createRateNetwork(psychrnnOptions({ nIn: 2, nRec: 50, nOut: 2, dt, tau }));
const error = (z, targets, mask) => meanSquaredError(z, targets, mask, { form: 'psychrnn' });
const [dataKey, runKey, testKey] = split(key(seed), 3);
for (const task of [stepwise, whole]) {
  const run = fit({
    network,
    loss: taskLoss(network, { error }),
    data: trialDataset(task, { batchSize: 128, key: dataKey }),
    trials,
    key: runKey,
    clip: (gradients) => clipByNorm(gradients, 1),
  });
  const { params, losses, seconds } = await run.finish();
  const test = trialBatch(task, testKey, 500, { coherence: 0.5 });
  const correct = 100 * taskAccuracy(task, test, new Model(network, { params }).test(test.inputs).z);
  const began = performance.now();
  trialBatch(task, testKey, 500);
  const perTrial = (1000 * (performance.now() - began)) / 500;
  console.log(`\n${task.name}: ${seconds.toFixed(1)} s, ${perTrial.toFixed(0)} us to make a trial`);
  console.log(`  ${lossLine(losses)}`);
  console.log(`  correct: ${correct.toFixed(1)} % at coherence 0.5`);
}
