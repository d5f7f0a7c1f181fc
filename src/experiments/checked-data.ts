/** Batches to train on, and balanced ones to check on. @module */

import { type DataSource, testNumber } from '../rnn/training/data.ts';
import type { TargetKind, Task, TrialBatch } from '../tasks/core/task.ts';
import type { Forced } from '../tasks/core/trial-batch.ts';
import { trialDataset } from '../tasks/core/trial-dataset.ts';
import { checkOptions, checkRecord } from '../tensor/options.ts';
import { foldIn, type Key } from '../tensor/random.ts';

/** Options of `checkedData`. */
export interface CheckedDataOptions<C extends object> {
  /** Trials per update. */
  readonly batchSize: number;
  readonly key: Key;
  /** Trials per check. */
  readonly checkTrials: number;
  /** Conditions of the trials of a check, the same for all or by their number; drawn by default. */
  readonly checkConditions?: Forced<C>;
  /** Steps of every batch; by default the most that a trial of the task can have. */
  readonly padTo?: number;
}

/**
 * Serves a task to `fit`: batches of random trials to train on, and fresh batches of another size, with conditions by
 * number, to check on: those numbered from 2^30 on.
 * @throws TypeError for unknown options, RangeError for values out of range
 */
export function checkedData<C extends object, K extends TargetKind>(
  task: Task<C, K>,
  options: CheckedDataOptions<C>,
): DataSource<TrialBatch<C, K>> {
  checkRecord('checkedData', 'options', options);
  checkOptions('checkedData', options, ['batchSize', 'key', 'checkTrials', 'checkConditions', 'padTo']);
  const { batchSize, key, checkTrials, checkConditions, padTo } = options;
  const padding = padTo === undefined ? {} : { padTo };
  const training = trialDataset(task, { batchSize, key: foldIn(key, 0), ...padding });
  const checks = trialDataset(task, {
    batchSize: checkTrials,
    key: foldIn(key, 1),
    ...padding,
    ...(checkConditions === undefined ? {} : { forced: checkConditions }),
  });
  return {
    batchSize,
    batch: (step) => (step < testNumber(0) ? training : checks).batch(step),
    ...(task.accuracy ? { accuracy: task.accuracy } : {}),
  };
}
