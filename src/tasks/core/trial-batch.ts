/** Batches of whole trials, padded to the longest or to a given number of steps. @module */

import { checkInteger, checkOptions, type Key, split } from '../../tensor/index.ts';
import { checkRecord } from '../../tensor/options.ts';
import { checkKey } from '../../tensor/random.ts';
import {
  makeColumns,
  type PlannedTrial,
  planTrial,
  tensorsOf,
  trialWriter,
  type WriteTrials,
} from './render.ts';
import type { TargetKind, Task, TrialBatch } from './task.ts';

/** Conditions to be taken as given: the same for all trials, or those of trial 0, 1, .. of the batch. */
export type Forced<C extends object> = Partial<C> | ((trial: number) => Partial<C>);

/** Options of `trialBatch` and `trialsFromKeys`. */
export interface Padding {
  /** Steps of the batch; those of its longest trial by default. Compiled programs want batches of one shape. */
  readonly padTo?: number;
}

function planAll<C extends object, K extends TargetKind>(
  fn: string,
  task: Task<C, K>,
  keys: readonly Key[],
  forced: Forced<C> | undefined,
): PlannedTrial<C>[] {
  const given = (typeof forced === 'function' ? forced : (): Partial<C> | undefined => forced) as (
    trial: number,
  ) => Partial<C> | undefined;
  return keys.map((key, i) => planTrial(fn, task, key, given(i)));
}

// Trials that are written at a time: with two channels of f32 they fill a line of the cache, 64 bytes.
const GROUP = 8;

/** Makes a writer for batches of `count` trials. */
export function batchWriter<C extends object, K extends TargetKind>(
  task: Task<C, K>,
  count: number,
): WriteTrials<C, K> {
  return trialWriter(task, Math.min(GROUP, count));
}

/** Makes the trials of keys with a writer that the caller keeps, so that its buffer is made once. */
export function makeBatch<C extends object, K extends TargetKind>(
  fn: string,
  task: Task<C, K>,
  write: WriteTrials<C, K>,
  keys: readonly Key[],
  forced: Forced<C> | undefined,
  padTo: number | undefined,
): TrialBatch<C, K> {
  const planned = planAll(fn, task, keys, forced);
  const longest = planned.reduce((most, { trial }) => Math.max(most, trial.nSteps), 0);
  if (padTo !== undefined && padTo < longest) {
    throw new RangeError(
      `${fn}: expected trials of task '${task.name}' to have at most padTo = ${padTo} steps, got one of ${longest} - raise padTo`,
    );
  }
  const nSteps = padTo ?? longest;
  const columns = makeColumns(task, nSteps, keys.length);
  for (let column = 0; column < planned.length; column += GROUP) {
    write(planned.slice(column, column + GROUP), columns, column, 0, nSteps);
  }
  const trials = planned.map(({ trial }) => trial);
  return { kind: task.kind, ...tensorsOf(task, columns), trials };
}

/** @throws RangeError when `padTo` is given and no whole number >= 1 */
export function checkPadTo(fn: string, padTo: number | undefined): void {
  if (padTo !== undefined) checkInteger(fn, 'padTo', padTo, 1, 2 ** 31 - 1);
}

function checkPadding(fn: string, padding: Padding): void {
  checkRecord(fn, 'the options', padding);
  checkOptions(fn, padding, ['padTo']);
  checkPadTo(fn, padding.padTo);
}

/**
 * Makes one trial from each key. A trial depends on its own key only, not on its neighbours.
 * @param forced conditions that all trials share, or a function that gives those of trial 0, 1, ..
 * @param padding `{ padTo }` for a batch of that many steps
 * @throws RangeError without keys, for conditions that the task does not allow, for a trial longer than `padTo`
 * @example trialsFromKeys(task, keys, (i) => ({ coherence: [0, 12.8, 51.2][i % 3] }), { padTo: 100 })
 */
export function trialsFromKeys<C extends object, K extends TargetKind>(
  task: Task<C, K>,
  keys: readonly Key[],
  forced?: Forced<C>,
  padding: Padding = {},
): TrialBatch<C, K> {
  const fn = 'trialsFromKeys';
  checkInteger(fn, 'the number of keys', keys.length, 1);
  checkPadding(fn, padding);
  return makeBatch(fn, task, batchWriter(task, keys.length), keys, forced, padding.padTo);
}

/**
 * Makes `count` whole trials: those of the keys `split(key, count)`, so the first trials of a larger batch are
 * those of a smaller one.
 * @param forced conditions that all trials share, such as `{ coherence: 51.2 }`, or a function of the trial's number
 * @param padding `{ padTo }` for a batch of that many steps
 * @throws RangeError for a count below 1, for conditions that the task does not allow, for a trial longer than `padTo`
 * @example trialBatch(perceptualDecisionMaking(), key(0), 16).inputs.shape // [22, 16, 3]
 */
export function trialBatch<C extends object, K extends TargetKind>(
  task: Task<C, K>,
  key: Key,
  count: number,
  forced?: Forced<C>,
  padding: Padding = {},
): TrialBatch<C, K> {
  const fn = 'trialBatch';
  checkKey(fn, key);
  checkInteger(fn, 'count', count, 1, 2 ** 31 - 1);
  checkPadding(fn, padding);
  return makeBatch(fn, task, batchWriter(task, count), split(key, count), forced, padding.padTo);
}
