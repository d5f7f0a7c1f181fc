/** The perceptual decision with a long, random delay before the answer (Inagaki et al. 2019). @module */

import { checkNumber } from '../../tensor/index.ts';
import { indexBelow, levelOf } from '../core/conditions.ts';
import { type CommonOptions, type DescribedTask, defineTask } from '../core/define-task.ts';
import { numbered } from '../core/names.ts';
import { checkCohs, coherentRing } from './coherence.ts';

/**
 * Options of `perceptualDecisionMakingDelayResponse`; dt is 100 ms by default, fixation 0, stimulus 1150, delay one of
 * 300, 500, 700, 900, 1200, 2000, 3200 and 4000, decision 1500 ms.
 */
export interface PerceptualDecisionMakingDelayResponseOptions
  extends CommonOptions<'fixation' | 'stimulus' | 'delay' | 'decision'> {
  /**
   * Coherences in percent, drawn at equal odds; [0, 6.4, 12.8, 25.6, 51.2] by default. What neurogym calls
   * `stim_scale` multiplies them.
   */
  readonly cohs?: readonly number[];
  /** Standard deviation of the noise that one ms gathers, 1 by default: sigma / sqrt(dt) per step. */
  readonly sigma?: number;
}

/** What sets trials of `perceptualDecisionMakingDelayResponse` apart. */
export interface PerceptualDecisionMakingDelayResponseConditions {
  /** The side of the stronger stimulus, 0 or 1. */
  groundTruth: number;
  /** Coherence in percent. */
  coherence: number;
}

/**
 * Makes the perceptual decision with a delayed response: in the stimulus period input 1 + groundTruth is
 * (1 + coherence / 100) / 2 and the other (1 - coherence / 100) / 2, both with noise of standard deviation
 * sigma / sqrt(dt). Input 0 is the fixation cue, on until the decision. The target is groundTruth + 1 in the decision
 * period and 0 before it; every step counts alike.
 *
 * The best observer is right as often as `idealObserver` says, with 1100 ms of stimulus at dt 100. neurogym counts
 * ground truths from 1.
 * @example perceptualDecisionMakingDelayResponse({ timing: { delay: { uniform: [300, 4000] } } })
 */
export const perceptualDecisionMakingDelayResponse: (
  options?: PerceptualDecisionMakingDelayResponseOptions,
) => DescribedTask<PerceptualDecisionMakingDelayResponseConditions, 'classes'> = defineTask<
  PerceptualDecisionMakingDelayResponseOptions,
  PerceptualDecisionMakingDelayResponseConditions,
  'classes'
>('perceptualDecisionMakingDelayResponse', {
  kind: 'classes',
  defaults: {
    dt: 100,
    timing: {
      fixation: 0,
      stimulus: 1150,
      delay: { choice: [300, 500, 700, 900, 1200, 2000, 3200, 4000] },
      decision: 1500,
    },
    cohs: [0, 6.4, 12.8, 25.6, 51.2],
    sigma: 1,
  },
  check(fn, { cohs, sigma }) {
    checkCohs(fn, cohs);
    checkNumber(fn, 'sigma', sigma, 0);
  },
  build({ dt, cohs, sigma }) {
    const pair = coherentRing(2);
    return {
      inputs: ['fixation', ...numbered('side', 2)],
      outputs: ['fixate', ...numbered('choice', 2)],
      response: ['decision'],
      cue: 0,
      conditions: { groundTruth: indexBelow(2), coherence: levelOf(cohs, 0, 100) },
      paint({ groundTruth, coherence }, canvas) {
        canvas.add(['fixation', 'stimulus', 'delay'], 0, 1);
        canvas.add('stimulus', [1, 2], pair(groundTruth, coherence));
        canvas.noise('stimulus', [1, 2], sigma / Math.sqrt(dt));
        canvas.label('decision', groundTruth + 1);
      },
    };
  },
});
