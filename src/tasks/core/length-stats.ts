/** How long the trials of a task are. @module */

import { checkInteger, checkOptions, type Key, split } from '../../tensor/index.ts';
import { checkRecord } from '../../tensor/options.ts';
import { checkKey } from '../../tensor/random.ts';
import { planTrial } from './render.ts';
import type { TargetKind, Task } from './task.ts';

/** Options of `trialLengthStats`. */
export interface LengthStatsOptions {
  readonly key: Key;
  /** Trials to look at; 1000 by default. */
  readonly trials?: number;
}

/** Lengths of trials in steps. */
export interface LengthStats {
  readonly mean: number;
  /** Standard deviation over the trials looked at. */
  readonly std: number;
  /** The shortest length that at least 95 % of the trials do not exceed. */
  readonly percentile95: number;
  readonly max: number;
}

/**
 * Plans trials, those of the keys `split(key, trials)`, and returns how long they are, in steps.
 * @throws TypeError for unknown options, RangeError for fewer than one trial
 * @example trialLengthStats(goNogo(), { key: key(0) }) // { mean: 15, std: 0, percentile95: 15, max: 15 }
 */
export function trialLengthStats<C extends object, K extends TargetKind>(
  task: Task<C, K>,
  options: LengthStatsOptions,
): LengthStats {
  const fn = 'trialLengthStats';
  checkRecord(fn, 'options', options);
  checkOptions(fn, options, ['key', 'trials']);
  const { key, trials = 1000 } = options;
  checkKey(fn, key);
  checkInteger(fn, 'trials', trials, 1, 2 ** 31 - 1);
  const lengths = Float64Array.from(split(key, trials), (each) => planTrial(fn, task, each).trial.nSteps);
  lengths.sort();
  const mean = lengths.reduce((sum, n) => sum + n, 0) / trials;
  const variance = lengths.reduce((sum, n) => sum + (n - mean) * (n - mean), 0) / trials;
  return {
    mean,
    std: Math.sqrt(variance),
    percentile95: lengths[Math.ceil(0.95 * trials) - 1],
    max: lengths[trials - 1],
  };
}
