/** The best that anyone can do at the perceptual decision task. @module */

import { checkNumber } from '../../tensor/index.ts';
import { checkPositive } from '../../tensor/options.ts';

// Math.exp is fine in this file: a ceiling is reported, it shapes no run.

/**
 * The standard normal distribution function, to 1e-13.
 *
 * With phi the density: 1/2 + phi(z) (z + z^3 / 3 + z^5 / (3 5) + ...) near 0, and far out in the tail the continued
 * fraction phi(z) / (z + 1 / (z + 2 / (z + 3 / ...))) (Abramowitz and Stegun 1964, 26.2.11 and 26.2.14).
 */
export function normalCdf(z: number): number {
  if (z < 0) return 1 - normalCdf(-z);
  const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
  if (z < 4) {
    let sum = 0;
    for (let n = 1, term = z; sum + term !== sum; n += 2, term *= (z * z) / n) sum += term;
    return 0.5 + density * sum;
  }
  let fraction = z;
  for (let n = 40; n > 0; n--) fraction = z + n / fraction;
  return 1 - density / fraction;
}

/**
 * Returns the probability that an observer of both channels answers correctly at `perceptualDecisionMaking` with two
 * directions: Phi(coherence / 100 sqrt(T / 2) / sigma). The summed difference of the channels has mean
 * T coherence / 100 and variance 2 T sigma^2, in ms, whatever dt is.
 * @param coherence in percent
 * @param stimulusMs duration T of the stimulus in ms, a multiple of dt
 * @param sigma noise of the task, 1 by default
 * @throws RangeError for values out of range
 * @example idealObserver(51.2, 100) // 0.99985
 */
export function idealObserver(coherence: number, stimulusMs: number, sigma: number = 1): number {
  checkNumber('idealObserver', 'coherence', coherence, 0, 100);
  checkNumber('idealObserver', 'stimulusMs', stimulusMs, 0);
  checkPositive('idealObserver', 'sigma', sigma);
  return normalCdf(((coherence / 100) * Math.sqrt(stimulusMs / 2)) / sigma);
}
