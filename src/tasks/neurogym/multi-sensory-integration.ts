/** Multisensory integration: two modalities show the same direction, and both count (after Raposo et al. 2014). @module */

import { checkInteger, checkNumber } from '../../tensor/index.ts';
import { checkName } from '../../tensor/options.ts';
import { between, indexBelow, levelOf } from '../core/conditions.ts';
import { type CommonOptions, type DescribedTask, defineTask } from '../core/define-task.ts';
import { numbered } from '../core/names.ts';
import { checkCohs, coherentRing, NOISE_ON, type NoiseOn } from './coherence.ts';

/** Options of `multiSensoryIntegration`; dt is 100 ms by default, fixation 300, stimulus 750, decision 100 ms. */
export interface MultiSensoryIntegrationOptions extends CommonOptions<'fixation' | 'stimulus' | 'decision'> {
  /** Coherences of both modalities together in percent, drawn at equal odds; [5, 15, 50] by default. */
  readonly cohs?: readonly number[];
  /** Standard deviation of the noise that one ms gathers, 1 by default: sigma / sqrt(dt) per step. */
  readonly sigma?: number;
  /** Number of directions, each with an input in both modalities and an output class; 2 by default. */
  readonly dimRing?: number;
  /** Channels that are noisy in the stimulus period: `'stimulus'` (default), or `'all'` as neurogym has it, the cue too. */
  readonly noiseOn?: NoiseOn;
}

/** What sets trials of `multiSensoryIntegration` apart. */
export interface MultiSensoryIntegrationConditions {
  /** Direction in both modalities, 0 .. dimRing - 1. */
  groundTruth: number;
  /** Coherence of both modalities together, in percent. */
  coherence: number;
  /** The part of the coherence that modality 0 has, from 0 to 1; modality 1 has the rest. */
  proportion: number;
}

/**
 * Makes the multisensory integration task. Input 0 is the fixation cue, on until the decision; dimRing channels of
 * modality 0 follow, then those of modality 1. In the stimulus period the channels of a modality are
 * 0.5 + c / 200 cos(theta_i - theta) plus noise of standard deviation sigma / sqrt(dt), c = coherence proportion in
 * modality 0 and coherence (1 - proportion) in modality 1. The target is groundTruth + 1 in the decision period and 0
 * before it; every step counts alike.
 *
 * With two directions nobody can do better than to sum both modalities, and is then right with the probability
 * `idealObserver(coherence, T / 2, sigma)` for a stimulus of T ms: twice the noise for the same signal. The mean is
 * 0.9074 by default.
 * @example multiSensoryIntegration({ timing: { stimulus: 1500 } })
 */
export const multiSensoryIntegration: (
  options?: MultiSensoryIntegrationOptions,
) => DescribedTask<MultiSensoryIntegrationConditions, 'classes'> = defineTask<
  MultiSensoryIntegrationOptions,
  MultiSensoryIntegrationConditions,
  'classes'
>('multiSensoryIntegration', {
  kind: 'classes',
  defaults: {
    dt: 100,
    timing: { fixation: 300, stimulus: 750, decision: 100 },
    cohs: [5, 15, 50],
    sigma: 1,
    dimRing: 2,
    noiseOn: 'stimulus',
  },
  check(fn, { cohs, sigma, dimRing, noiseOn }) {
    checkCohs(fn, cohs);
    checkNumber(fn, 'sigma', sigma, 0);
    checkInteger(fn, 'dimRing', dimRing, 2, 2 ** 16);
    checkName(fn, 'noiseOn', noiseOn, NOISE_ON);
  },
  build({ dt, cohs, sigma, dimRing, noiseOn }) {
    const ring = coherentRing(dimRing);
    const channels = Array.from({ length: 2 * dimRing }, (_, i) => 1 + i);
    return {
      inputs: [
        'fixation',
        ...numbered('modality 0 direction', dimRing),
        ...numbered('modality 1 direction', dimRing),
      ],
      outputs: ['fixate', ...numbered('choice', dimRing)],
      response: ['decision'],
      cue: 0,
      conditions: {
        groundTruth: indexBelow(dimRing),
        coherence: levelOf(cohs, 0, 100),
        proportion: between(0, 1),
      },
      paint({ groundTruth, coherence, proportion }, canvas) {
        canvas.add(['fixation', 'stimulus'], 0, 1);
        const shares = [coherence * proportion, coherence * (1 - proportion)];
        const means = shares.flatMap((share) => ring(groundTruth, share));
        canvas.add('stimulus', channels, means);
        canvas.noise('stimulus', noiseOn === 'all' ? null : channels, sigma / Math.sqrt(dt));
        canvas.label('decision', groundTruth + 1);
      },
    };
  },
});
