/** Delayed match to sample: is the test what the sample was? (Miller, Erickson and Desimone 1996) @module */

import { checkInteger, checkNumber } from '../../tensor/index.ts';
import { indexBelow, oneOf } from '../core/conditions.ts';
import { type CommonOptions, type DescribedTask, defineTask } from '../core/define-task.ts';
import { ringCosines } from '../core/ring.ts';

/**
 * Options of `delayMatchSample`; dt is 100 ms by default, fixation 300, sample 500, delay 1000, test 500 and decision
 * 900 ms.
 */
export interface DelayMatchSampleOptions
  extends CommonOptions<'fixation' | 'sample' | 'delay' | 'test' | 'decision'> {
  /** Standard deviation of the noise that one ms gathers, 1 by default: sigma / sqrt(dt) per step. */
  readonly sigma?: number;
  /** Number of stimuli, and of channels that show them; 2 by default. */
  readonly dimRing?: number;
}

/** What sets trials of `delayMatchSample` apart. */
export interface DelayMatchSampleConditions {
  /** 1 match, 2 non-match: also the class to choose. */
  groundTruth: number;
  /** The channel that the sample points at, 0 .. dimRing - 1. */
  sample: number;
}

/**
 * Makes the delayed match-to-sample task: nIn = 1 + dimRing, nOut = 3.
 *
 * Input 0 is the fixation cue, on until the decision. In the sample and test periods, input 1 + i is
 * 0.5 + 0.5 cos(theta_i - theta) plus noise of standard deviation sigma / sqrt(dt), theta_i = 2 pi i / dimRing; the
 * test is the sample, or points the opposite way. The target is groundTruth in the decision period and 0 before it.
 * As in neurogym.
 * @example delayMatchSample({ dimRing: 8, timing: { delay: { uniform: [500, 1500] } } })
 */
export const delayMatchSample: (
  options?: DelayMatchSampleOptions,
) => DescribedTask<DelayMatchSampleConditions, 'classes'> = defineTask<
  DelayMatchSampleOptions,
  DelayMatchSampleConditions,
  'classes'
>('delayMatchSample', {
  kind: 'classes',
  defaults: {
    dt: 100,
    timing: { fixation: 300, sample: 500, delay: 1000, test: 500, decision: 900 },
    sigma: 1,
    dimRing: 2,
  },
  check(fn, { sigma, dimRing }) {
    checkNumber(fn, 'sigma', sigma, 0);
    checkInteger(fn, 'dimRing', dimRing, 2, 2 ** 16);
  },
  build({ dt, sigma, dimRing }) {
    const cosines = ringCosines(dimRing);
    const stimulus = cosines.map((_, i) => 1 + i);
    return {
      inputs: ['fixation', ...stimulus.map((i) => `stimulus ${i}`)],
      outputs: ['fixate', 'match', 'non-match'],
      response: ['decision'],
      cue: 0,
      conditions: { groundTruth: oneOf([1, 2]), sample: indexBelow(dimRing) },
      paint({ groundTruth, sample }, canvas) {
        const shown = (sign: number): number[] =>
          cosines.map((_, i) => 0.5 + 0.5 * sign * cosines[(i - sample + dimRing) % dimRing]);
        canvas.add(['fixation', 'sample', 'delay', 'test'], 0, 1);
        canvas.add('sample', stimulus, shown(1));
        canvas.add('test', stimulus, shown(groundTruth === 1 ? 1 : -1));
        canvas.noise(['sample', 'test'], stimulus, sigma / Math.sqrt(dt));
        canvas.label('decision', groundTruth);
      },
    };
  },
});
