/** How sure of a direction one can be at most, given noisy evidence of unknown coherence. @module */

import { exp } from '../../tensor/formulas.ts';
import { numberLanes } from '../../tensor/lanes.ts';

/**
 * Returns the probability that the direction to which the evidence points is right, for an observer who knows the task
 * but not the coherence of the trial. With c = coherence / 100, the evidence D is normal with mean +-T c and variance
 * 2 T sigma^2, so that the two directions are as likely as the sums over coherences of
 * exp(-T c^2 / (4 sigma^2) +- D c / (2 sigma^2)).
 * @param evidence D, the summed difference of the two channels times dt, in ms
 * @param stimulusMs duration T of the stimulus
 * @param cohs coherences in percent, at equal odds
 * @param sigma noise of the task; without noise any evidence is certain
 */
export function confidence(
  evidence: number,
  stimulusMs: number,
  cohs: readonly number[],
  sigma: number,
): number {
  if (sigma === 0) return evidence === 0 ? 0.5 : 1;
  const size = Math.abs(evidence);
  const exponents = cohs.map((coherence) => {
    const c = coherence / 100;
    const scale = c / (2 * sigma * sigma);
    const prior = (-stimulusMs * c * scale) / 2;
    return [prior + size * scale, prior - size * scale];
  });
  // The largest exponent is taken out: none overflows, and one term is 1.
  const largest = exponents.reduce((most, [up]) => Math.max(most, up), -Infinity);
  const sumOf = (which: number): number =>
    exponents.reduce((sum, pair) => sum + exp(numberLanes, Math.fround(pair[which] - largest)), 0);
  const [toward, away] = [sumOf(0), sumOf(1)];
  return toward / (toward + away);
}
