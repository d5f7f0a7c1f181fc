/** Choices by the strength of the evidence, as points. @module */

import { show } from '../tensor/options.ts';
import { conditionsOf } from './conditions.ts';
import { type Proportion, proportion } from './proportion.ts';
import { checkPerTrial } from './trials.ts';

/** The choices at one strength: `k` of `n` are 1. */
export interface PsychometricPoint extends Proportion {
  /** Signed strength of the evidence, such as coherence in percent, positive for choice 1. */
  readonly x: number;
}

/** A psychometric curve. */
export interface PsychometricPoints {
  /** In ascending order of x. */
  readonly points: readonly PsychometricPoint[];
  /** Number of trials without a choice; they are not part of any point. */
  readonly unanswered: number;
}

/**
 * Returns the fraction of choices of 1 at each signed coherence, with the 95 % interval of Wilson (1927).
 * @param signedCoherence of each trial, positive where the evidence is for choice 1; trials with NaN are left out
 * @param choices 0 or 1 for each trial; any other value is no choice
 * @throws TypeError or ShapeError for lists of other kinds, or that differ in length
 * @example psychometric([-10, -10, 10, 10], [0, 1, 1, -1]) // 1 of 2 at -10, 1 of 1 at 10, 1 unanswered
 */
export function psychometric(
  signedCoherence: ArrayLike<number>,
  choices: ArrayLike<number>,
): PsychometricPoints {
  const fn = 'psychometric';
  checkPerTrial(fn, 'signedCoherence', signedCoherence);
  checkPerTrial(fn, 'choices', choices, signedCoherence.length);
  for (let b = 0; b < signedCoherence.length; b++) {
    if (typeof signedCoherence[b] === 'number') continue;
    throw new TypeError(
      `${fn}: expected signedCoherence to be numbers, got ${show(signedCoherence[b])} at ${b}`,
    );
  }
  const conditions = conditionsOf(fn, 'signedCoherence', signedCoherence);
  const count = (trials: readonly number[], choice: number): number =>
    trials.filter((b) => choices[b] === choice).length;
  let unanswered = 0;
  const points = conditions.flatMap(({ value, trials }) => {
    const [left, right] = [count(trials, 0), count(trials, 1)];
    unanswered += trials.length - left - right;
    return left + right === 0 ? [] : [{ x: value, ...proportion(right, left + right) }];
  });
  return { points, unanswered };
}
