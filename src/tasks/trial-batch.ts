/** Batches of whole trials, padded to the longest. @module */

import { checkInteger, fromArray, type Key, split, type Tensor } from '../tensor/index.ts';
import { checkKey } from '../tensor/random.ts';
import { planTrial, trialWriter } from './render.ts';
import type { Task, Trial } from './task.ts';

/** Whole trials side by side. Steps behind the end of a trial have inputs, target and mask 0. */
export interface TrialBatch<C extends object> {
  /** f32 [T, B, nIn] */
  readonly inputs: Tensor;
  /** i32 [T, B], class labels */
  readonly targets: Tensor;
  /** f32 [T, B], weight of each step in the loss */
  readonly mask: Tensor;
  /** What was shown, one per column. */
  readonly trials: readonly Trial<C>[];
}

/**
 * Makes one trial from each key. A trial depends on its own key only, not on its neighbours.
 * @param forced conditions that all trials share
 * @throws RangeError without keys, or for conditions that the task does not allow
 */
export function trialsFromKeys<C extends object>(
  task: Task<C>,
  keys: readonly Key[],
  forced?: Partial<C>,
): TrialBatch<C> {
  checkInteger('trialsFromKeys', 'the number of keys', keys.length, 1);
  const planned = keys.map((key) => planTrial('trialsFromKeys', task, key, forced));
  const nColumns = keys.length;
  const nSteps = planned.reduce((longest, { trial }) => Math.max(longest, trial.nSteps), 0);
  const inputs = new Float32Array(nSteps * nColumns * task.nIn);
  const targets = new Int32Array(nSteps * nColumns);
  const mask = new Float32Array(nSteps * nColumns);
  const write = trialWriter(task);
  planned.forEach((trial, column) => {
    write(trial, { nColumns, nSteps, inputs, targets, mask }, column, 0);
  });
  return {
    inputs: fromArray(inputs, [nSteps, nColumns, task.nIn]),
    targets: fromArray(targets, [nSteps, nColumns]),
    mask: fromArray(mask, [nSteps, nColumns]),
    trials: planned.map(({ trial }) => trial),
  };
}

/**
 * Makes `count` whole trials: those of the keys `split(key, count)`, so the first trials of a larger batch are
 * those of a smaller one.
 * @param forced conditions that all trials share, such as `{ coherence: 51.2 }`
 * @throws RangeError for a count below 1, or for conditions that the task does not allow
 * @example trialBatch(perceptualDecisionMaking(), key(0), 16).inputs.shape // [22, 16, 3]
 */
export function trialBatch<C extends object>(
  task: Task<C>,
  key: Key,
  count: number,
  forced?: Partial<C>,
): TrialBatch<C> {
  checkKey('trialBatch', key);
  checkInteger('trialBatch', 'count', count, 1, 2 ** 31 - 1);
  return trialsFromKeys(task, split(key, count), forced);
}
