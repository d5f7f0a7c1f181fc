/** Does a network learn a task? Trains in short stretches until it does, or until the time is up. @module */

import type { Value } from '../autograd/tape.ts';
import { createRateNetwork, type RateParams } from '../rnn/networks/rate-network.ts';
import { adam, clipByGlobalNorm } from '../rnn/optimizers/index.ts';
import { evaluator } from '../rnn/training/evaluate.ts';
import { fit } from '../rnn/training/fit.ts';
import { taskLoss } from '../rnn/training/task-loss.ts';
import { taskAccuracy } from '../tasks/core/accuracy.ts';
import type { TargetKind, Task } from '../tasks/core/task.ts';
import { trialBatch } from '../tasks/core/trial-batch.ts';
import { trialDataset } from '../tasks/core/trial-dataset.ts';
import { checkInteger, checkNumber, checkOptions, checkPositive } from '../tensor/options.ts';
import { foldIn, key, split } from '../tensor/random.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** Options of `learnTask`. */
export interface LearnOptions {
  /** Accuracy at which the task counts as learned. */
  readonly goal: number;
  /** Training ends after this time at the latest; 60 s by default. */
  readonly seconds?: number;
  /** Training ends after this many updates at the latest; by default only time limits it. */
  readonly updates?: number;
  /** Seed of everything; 1 by default. */
  readonly seed?: number;
  /** Units of the network; 64 by default. */
  readonly nRec?: number;
  /** Trials per update; 64 by default. */
  readonly batchSize?: number;
  /** Trials of each test; 500 by default. */
  readonly testTrials?: number;
  /** Ends training between two stretches once it is aborted. */
  readonly signal?: AbortSignal;
}

/** What came of it. */
export interface Learned {
  /** Fraction of correct trials in the last test. */
  readonly accuracy: number;
  /** Whether the goal was reached, in this test and in one of other trials. */
  readonly reached: boolean;
  readonly updates: number;
  /** Time of training and tests, in seconds. */
  readonly seconds: number;
}

const STRETCH = 100;

/**
 * Trains a leaky rate network (ReLU, tau 100 ms, recurrent noise of 0.05) with Adam (learning rate 0.002, gradients clipped
 * to a global norm of 1) on whole trials, and tests it without noise after every 100 updates on trials that it is not
 * trained on. The goal counts as reached when two tests in a row, of different trials, reach it.
 * @throws RangeError for a task whose trials have no longest length
 */
export async function learnTask<C extends object, K extends TargetKind>(
  task: Task<C, K>,
  options: LearnOptions,
): Promise<Learned> {
  const fn = 'learnTask';
  const names = ['goal', 'seconds', 'updates', 'seed', 'nRec', 'batchSize', 'testTrials', 'signal'];
  checkOptions(fn, options, names);
  const {
    goal,
    seconds = 60,
    updates = 2 ** 30,
    seed = 1,
    nRec = 64,
    batchSize = 64,
    testTrials = 500,
  } = options;
  checkNumber(fn, 'goal', goal, 0, 1);
  checkPositive(fn, 'seconds', seconds);
  for (const [name, value] of Object.entries({ nRec, batchSize, testTrials }))
    checkInteger(fn, name, value, 1);
  const data = trialDataset(task, { batchSize, key: foldIn(key(seed), 1) });
  if (data.nSteps === undefined) {
    throw new RangeError(
      `${fn}: expected a task with a longest trial, got '${task.name}' - give it maxSteps`,
    );
  }
  const { nSteps } = data;
  const { nIn, nOut, dt } = task;
  const network = createRateNetwork({ nIn, nRec, nOut, dt, tau: Math.max(100, dt), sigmaRec: 0.05 });
  const [runKey, testKey] = split(foldIn(key(seed), 2));
  const answer = evaluator(
    (params: RateParams, inputs: Value) => network.run(params, inputs, null).z,
    'compiled',
  );
  const test = (number: number, params: RateParams<Tensor>): number => {
    const batch = trialBatch(task, foldIn(testKey, number), testTrials, {}, { padTo: nSteps });
    return taskAccuracy(task, batch, answer(params, batch.inputs) as Tensor);
  };

  const clock = new AbortController();
  const began = now();
  let accuracy = Number.NaN;
  let streak = 0;
  const run = fit({
    network,
    data,
    updates,
    key: runKey,
    loss: taskLoss(network),
    optimizer: adam({ learningRate: 2e-3 }),
    clip: (gradients) => clipByGlobalNorm(gradients, 1),
    logEvery: STRETCH,
    performance: { cutoff: 1 },
    measure({ update }) {
      accuracy = test(update, run.params);
      streak = accuracy >= goal ? streak + 1 : 0;
      if (now() - began > 1000 * seconds || options.signal?.aborted) clock.abort();
      return streak >= 2 ? 1 : 0;
    },
    signal: clock.signal,
  });
  const { update } = await run.finish();
  if (update % STRETCH !== 0) accuracy = test(update, run.params);
  return { accuracy, reached: streak >= 2, updates: update, seconds: (now() - began) / 1000 };
}

const now = (): number => globalThis.performance.now();
