/** The best that anyone can do at the perceptual decision task. @module */

import { checkNumber } from '../../tensor/index.ts';
import { normalCdf } from '../../tensor/normal-distribution.ts';
import { checkPositive } from '../../tensor/options.ts';

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
