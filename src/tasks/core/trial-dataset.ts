/** Training batches of whole trials, numbered by the step of training. @module */

import { checkInteger, checkOptions, foldIn, type Key, split } from '../../tensor/index.ts';
import { checkRecord } from '../../tensor/options.ts';
import { checkKey } from '../../tensor/random.ts';
import type { TargetKind, Task, TrialBatch } from './task.ts';
import { batchWriter, checkPadTo, type Forced, makeBatch } from './trial-batch.ts';

/** Options of `trialDataset`. */
export interface TrialDatasetOptions<C extends object> {
  readonly batchSize: number;
  readonly key: Key;
  /** Steps of every batch; by default the most that a trial of the task can have, if the task says so. */
  readonly padTo?: number;
  /** Conditions that all trials share, or a function that gives those of trial 0, 1, .. of a batch. */
  readonly forced?: Forced<C>;
}

/** A source of training batches. */
export interface TrialDataset<C extends object, K extends TargetKind = 'classes'> {
  readonly batchSize: number;
  /** Steps of every batch; `undefined` when each is as long as its longest trial. */
  readonly nSteps: number | undefined;
  /** Returns the batch of a step in new arrays. The same step always gives the same batch. */
  batch(step: number): TrialBatch<C, K>;
  /** Fraction of trials that outputs [T, B, nOut] answer correctly, where the task says what is correct. */
  readonly accuracy?: NonNullable<Task<C, K>['accuracy']>;
}

/**
 * Serves a task as batches of whole trials. Batch `step` holds the trials of the keys
 * `split(foldIn(key, step), batchSize)`: a pure function of the step, so a run goes on at any step without
 * further state.
 * @throws TypeError for unknown options, RangeError for values out of range; `batch` throws RangeError for a trial
 * longer than `padTo`
 * @example trialDataset(perceptualDiscrimination(), { batchSize: 128, key: key(0) }).batch(7).inputs.shape // [200, 128, 2]
 */
export function trialDataset<C extends object, K extends TargetKind>(
  task: Task<C, K>,
  options: TrialDatasetOptions<C>,
): TrialDataset<C, K> {
  const fn = 'trialDataset';
  checkRecord(fn, 'options', options);
  checkOptions(fn, options, ['batchSize', 'key', 'padTo', 'forced']);
  const { batchSize, key, forced } = options;
  checkInteger(fn, 'batchSize', batchSize, 1, 2 ** 31 - 1);
  checkKey(fn, key);
  checkPadTo(fn, options.padTo);
  const known = task.maxSteps === Infinity ? undefined : task.maxSteps;
  const nSteps = options.padTo ?? known;
  const write = batchWriter(task, batchSize);
  return {
    batchSize,
    nSteps,
    ...(task.accuracy ? { accuracy: task.accuracy } : {}),
    batch(step) {
      checkInteger('batch', 'step', step, 0, 2 ** 32 - 1);
      return makeBatch(fn, task, write, split(foldIn(key, step), batchSize), forced, nSteps);
    },
  };
}
