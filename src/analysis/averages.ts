/** Activity averaged over the trials of a condition. @module */

import { checkOptions, checkRecord } from '../tensor/options.ts';
import { fromArray, type Tensor } from '../tensor/tensor.ts';
import { type ConditionValue, conditionsOf } from './conditions.ts';
import { meanOf } from './mean.ts';
import { checkTimeMajor, type StepSpan, trialSpan } from './trials.ts';

/** The average of the trials of one condition. */
export interface Average<V extends ConditionValue = number> {
  readonly value: V;
  /** Number of trials. */
  readonly n: number;
  /** `f64` [T, n]: 0 at steps that no trial of the condition has. */
  readonly mean: Tensor;
  /** [T]: how many trials have the step. */
  readonly counts: Int32Array;
}

/**
 * Returns the mean activity at each step, for the trials of each value: values in ascending order, NaN left out. A trial
 * counts at the steps of its span only, so that what is padded, or missing after `alignTo`, is not read.
 * @param r rates or outputs [T, B, n]
 * @param groups of each trial: numbers, such as its signed coherence, or names
 * @param span steps that each trial has; all by default
 * @throws TypeError, ShapeError or RangeError for arguments that do not fit
 * @example averageBy(r, signedCoherence, { to: trials.map((each) => each.length) })
 */
export function averageBy<V extends ConditionValue>(
  r: Tensor,
  groups: ArrayLike<V>,
  span: StepSpan = {},
): Average<V>[] {
  const fn = 'averageBy';
  checkTimeMajor(fn, 'r', r);
  checkRecord(fn, 'span', span);
  checkOptions(fn, span, ['from', 'to']);
  const [nSteps, nTrials, n] = r.shape;
  const conditions = conditionsOf(fn, 'groups', groups, nTrials);
  const { from, to } = trialSpan(fn, span, nSteps, nTrials);
  return conditions.map(({ value, trials }) => {
    const mean = new Float64Array(nSteps * n);
    const counts = new Int32Array(nSteps);
    for (const b of trials) {
      for (let t = from[b]; t < to[b]; t++) {
        counts[t]++;
        for (let i = 0; i < n; i++) mean[t * n + i] += r.data[(t * nTrials + b) * n + i];
      }
    }
    for (let at = 0; at < mean.length; at++) mean[at] /= Math.max(1, counts[Math.floor(at / n)]);
    return { value, n: trials.length, mean: fromArray(mean, [nSteps, n]), counts };
  });
}

/** How units are tuned to a condition. */
export interface Tuning<V extends ConditionValue = number> {
  readonly values: readonly V[];
  /** Number of trials of each value. */
  readonly counts: Int32Array;
  /** `f64` [nValues, n]: mean rate. */
  readonly mean: Tensor;
  /** `f64` [nValues, n]: over trials; NaN for a value with fewer than two. */
  readonly standardError: Tensor;
}

/**
 * Returns tuning curves: the rate of each unit, averaged over the steps of the span in each trial, then over the trials of
 * each value, with its standard error over trials. Values are in ascending order, NaN is left out, as are trials whose
 * span is empty.
 * @param r rates [T, B, n]
 * @param values of each trial: numbers, such as a frequency, or names
 * @param span steps that count, such as those of the stimulus; all by default
 * @throws TypeError, ShapeError or RangeError for arguments that do not fit
 * @example tuning(r, signedCoherence, { from: 25, to: 50 })
 */
export function tuning<V extends ConditionValue>(
  r: Tensor,
  values: ArrayLike<V>,
  span: StepSpan = {},
): Tuning<V> {
  const fn = 'tuning';
  checkTimeMajor(fn, 'r', r);
  checkRecord(fn, 'span', span);
  checkOptions(fn, span, ['from', 'to']);
  const [nSteps, nTrials, n] = r.shape;
  const { from, to } = trialSpan(fn, span, nSteps, nTrials);
  const conditions = conditionsOf(fn, 'values', values, nTrials)
    .map(({ value, trials }) => ({ value, trials: trials.filter((b) => from[b] < to[b]) }))
    .filter(({ trials }) => trials.length > 0);
  const rate = (b: number, i: number): number => {
    let sum = 0;
    for (let t = from[b]; t < to[b]; t++) sum += r.data[(t * nTrials + b) * n + i];
    return sum / (to[b] - from[b]);
  };
  const mean = new Float64Array(conditions.length * n);
  const standardError = new Float64Array(conditions.length * n);
  conditions.forEach(({ trials }, c) => {
    for (let i = 0; i < n; i++) {
      const each = meanOf(trials.map((b) => rate(b, i)));
      mean[c * n + i] = each.mean;
      standardError[c * n + i] = each.standardError;
    }
  });
  return {
    values: conditions.map(({ value }) => value),
    counts: Int32Array.from(conditions, ({ trials }) => trials.length),
    mean: fromArray(mean, [conditions.length, n]),
    standardError: fromArray(standardError, [conditions.length, n]),
  };
}
