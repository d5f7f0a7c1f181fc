/** How many trials of each condition are correct. @module */

import { type ConditionValue, conditionsOf } from './conditions.ts';
import { type Proportion, proportion } from './proportion.ts';
import { correctTrials } from './trials.ts';

/** The fraction of correct trials of a condition: `k` of `n`. */
export interface Performance<V extends ConditionValue = number> extends Proportion {
  readonly value: V;
}

/**
 * Returns the fraction of correct trials for each value of a condition, with its standard error and the 95 % interval
 * of Wilson (1927): values in ascending order, NaN left out.
 * @param values of each trial: numbers, such as its coherence, or names
 * @param correct of each trial: true or false, or 1 or 0
 * @throws TypeError, RangeError or ShapeError for other values or lists that differ in length
 * @example performanceBy(trials.map((each) => each.coherence), correct)
 */
export function performanceBy<V extends ConditionValue>(
  values: ArrayLike<V>,
  correct: ArrayLike<boolean | number>,
): Performance<V>[] {
  const fn = 'performanceBy';
  const conditions = conditionsOf(fn, 'values', values);
  const right = correctTrials(fn, correct, values.length);
  return conditions.map(({ value, trials }) => ({
    value,
    ...proportion(trials.filter((b) => right[b]).length, trials.length),
  }));
}
