/** Reaction times by condition. @module */

import { type ConditionValue, conditionsOf } from './conditions.ts';
import { type Mean, meanOf } from './mean.ts';
import { checkPerTrial, correctTrials } from './trials.ts';

/** The reaction times of one condition, in ms. */
export interface Chronometric<V extends ConditionValue = number> {
  readonly value: V;
  readonly correct: Mean;
  readonly wrong: Mean;
  /** Number of trials without a response. */
  readonly unanswered: number;
}

/**
 * Returns the mean reaction time and its standard error for each value of a condition, of correct and of wrong trials:
 * values in ascending order, NaN left out.
 * @param values of each trial: numbers, such as its coherence, or names
 * @param reactionTimes of each trial in ms, NaN where there was no response, as of `responses`
 * @param correct of each trial: true or false, or 1 or 0; not looked at where there was no response
 * @throws TypeError, RangeError or ShapeError for other values or lists that differ in length
 * @example chronometric(coherence, responses(z, options).reactionTimes, correct)
 */
export function chronometric<V extends ConditionValue>(
  values: ArrayLike<V>,
  reactionTimes: ArrayLike<number>,
  correct: ArrayLike<boolean | number>,
): Chronometric<V>[] {
  const fn = 'chronometric';
  const conditions = conditionsOf(fn, 'values', values);
  checkPerTrial(fn, 'reactionTimes', reactionTimes, values.length);
  const right = correctTrials(fn, correct, values.length);
  return conditions.map(({ value, trials }) => {
    const answered = trials.filter((b) => !Number.isNaN(reactionTimes[b]));
    const mean = (wanted: boolean): Mean =>
      meanOf(answered.filter((b) => right[b] === wanted).map((b) => reactionTimes[b]));
    return {
      ...{ value, correct: mean(true), wrong: mean(false) },
      unanswered: trials.length - answered.length,
    };
  });
}
