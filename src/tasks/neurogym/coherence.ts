/** What the perceptual tasks of neurogym share: coherences, rings of channels, and where the noise is. @module */

import { checkNumber } from '../../tensor/index.ts';
import { show } from '../../tensor/options.ts';
import { ringCosines } from '../core/ring.ts';

/**
 * Where a task that has it puts noise during the stimulus: on the stimulus channels (`'stimulus'`), or on all channels,
 * the fixation cue among them, as neurogym does (`'all'`).
 */
export type NoiseOn = 'stimulus' | 'all';

export const NOISE_ON: readonly NoiseOn[] = ['stimulus', 'all'];

/** When the fixation input is on: until the decision, so that its end is the signal to answer, or in the fixation only. */
export type FixationCue = 'untilDecision' | 'fixationOnly';

export const FIXATION_CUES: readonly FixationCue[] = ['untilDecision', 'fixationOnly'];

/** @throws RangeError unless `cohs` lists coherences in percent */
export function checkCohs(fn: string, cohs: unknown): void {
  if (!Array.isArray(cohs) || cohs.length === 0) {
    throw new RangeError(`${fn}: expected cohs to list at least one coherence, got ${show(cohs)}`);
  }
  cohs.forEach((coherence, i) => {
    checkNumber(fn, `cohs[${i}]`, coherence, 0, 100);
  });
}

/**
 * Prepares the means of n channels on a ring: 0.5 + coherence / 200 cos(theta_i - theta), theta_i = 2 pi i / n, theta
 * the angle of channel `direction`, coherence in percent.
 */
export function coherentRing(n: number): (direction: number, coherence: number) => number[] {
  const cosines = ringCosines(n);
  return (direction, coherence) =>
    cosines.map((_, i) => 0.5 + (coherence / 200) * cosines[(i - direction + n) % n]);
}
