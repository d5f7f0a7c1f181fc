/**
 * The shortest whole experiment: make a task, make a network, train it, test it on trials that it has not seen.
 * 50 rectified units learn which of two noisy inputs is the stronger, with PsychRNN's default network.
 *
 * Run:  node examples/hello-world.mjs [--trials 50000] [--seed 1]        (after npm run build)
 * Time: about 6 s for 50,000 trials.
 */
import {
  clipByNorm,
  createRateNetwork,
  key,
  Model,
  perceptualDiscrimination,
  psychrnnOptions,
  split,
  taskAccuracy,
  trialBatch,
  trialDataset,
} from 'synaptape';
import { readOptions } from './shared/options.mjs';
import { bars, course, lossLine } from './shared/text-plot.mjs';

const { trials, seed } = readOptions({ trials: 50_000, seed: 1 });

// The task: trials of 2 s in steps of 10 ms. Its units of time are milliseconds, as everywhere.
const time = { dt: 10, tau: 100 };
const task = perceptualDiscrimination({ ...time, T: 2000 });

// The network: sizes and time constants are ours, all else is PsychRNN's default.
const network = createRateNetwork(psychrnnOptions({ nIn: task.nIn, nRec: 50, nOut: task.nOut, ...time }));
const model = new Model(network, { seed });

// Training: each update draws 128 new trials. The same seed gives the same numbers on every machine.
const [dataKey, testKey] = split(key(seed));
const data = trialDataset(task, { batchSize: 128, key: dataKey });
const { losses, update, seconds } = await model.train(data, {
  trials,
  clip: (gradients) => clipByNorm(gradients, 1),
  log({ update, trials, loss }) {
    if (update % 50 === 0) console.log(`${String(trials).padStart(6)} trials: loss ${loss.toFixed(4)}`);
  },
});
console.log(lossLine(losses));
console.log(`${update} updates in ${seconds.toFixed(1)} s`);

// Testing: 500 trials from a key that training did not use; any number of trials will do.
const test = trialBatch(task, testKey, 500);
const { z } = model.test(test.inputs);
console.log(`correct: ${(100 * taskAccuracy(task, test, z)).toFixed(1)} % of 500 new trials`);

// One trial: what goes in, what should come out, and what comes out, over time.
const { direction, coherence } = test.trials[0];
console.log(`\none trial: input ${direction} is stronger by ${coherence}`);
for (const channel of [0, 1]) {
  const range = { low: -0.2, high: 1.8 };
  console.log(`input  ${channel}  ${bars(course(test.inputs, 0, channel), range)}`);
}
for (const channel of [0, 1]) {
  const range = { low: -0.1, high: 1.1 };
  console.log(`target ${channel}  ${bars(course(test.targets, 0, channel), range)}`);
  console.log(`output ${channel}  ${bars(course(z, 0, channel), range)}`);
}
