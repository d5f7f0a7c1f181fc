/** Context-dependent decision: one of two modalities counts, the other is to be ignored (Mante et al. 2013). @module */

import { checkInteger, checkNumber } from '../../tensor/index.ts';
import { checkName } from '../../tensor/options.ts';
import { indexBelow, levelOf } from '../core/conditions.ts';
import { type CommonOptions, type DescribedTask, defineTask } from '../core/define-task.ts';
import { numbered } from '../core/names.ts';
import { checkCohs, coherentRing, FIXATION_CUES, type FixationCue } from './coherence.ts';

/**
 * Options of `contextDecisionMaking`; dt is 100 ms by default, fixation 300, stimulus 750, delay exponential with mean
 * 600 between 300 and 3000, decision 100 ms.
 */
export interface ContextDecisionMakingOptions
  extends CommonOptions<'fixation' | 'stimulus' | 'delay' | 'decision'> {
  /** Coherences in percent, drawn at equal odds and for each modality anew; [5, 15, 50] by default. */
  readonly cohs?: readonly number[];
  /** Standard deviation of the noise that one ms gathers, 1 by default: sigma / sqrt(dt) per step. */
  readonly sigma?: number;
  /** Number of directions, each with an input in both modalities and an output class; 2 by default. */
  readonly dimRing?: number;
  /**
   * What counts: always `'modality0'` (default), always `'modality1'`, or whichever of the two inputs that are then
   * added says so (`'explicit'`). They are neurogym's `impl_context_modality` and `use_expl_context`.
   */
  readonly context?: 'modality0' | 'modality1' | 'explicit';
  /**
   * When the fixation input is on: `'untilDecision'` (default), or `'fixationOnly'` as neurogym has it, where nothing
   * tells when the random delay ends.
   */
  readonly fixationCue?: FixationCue;
}

/** What sets trials of `contextDecisionMaking` apart. */
export interface ContextDecisionMakingConditions {
  /** Direction in the modality that counts, 0 .. dimRing - 1. */
  groundTruth: number;
  /** Direction in the other modality. */
  otherChoice: number;
  /** The modality that counts, 0 or 1. */
  context: number;
  /** Coherence in modality 0, in percent. */
  coherence0: number;
  /** Coherence in modality 1, in percent. */
  coherence1: number;
}

const CONTEXTS = ['modality0', 'modality1', 'explicit'];

/**
 * Makes the context-dependent decision task. Input 0 is the fixation cue; dimRing channels of modality 0 follow, then
 * those of modality 1, then with an explicit context one input for each modality, on throughout the trial of its
 * context. In the stimulus period the channels of a modality are 0.5 + coherence / 200 cos(theta_i - theta) plus noise
 * of standard deviation sigma / sqrt(dt), with the theta of the ground truth in the modality that counts; they are 0
 * elsewhere. The target is groundTruth + 1 in the decision period and 0 before it; every step counts alike.
 *
 * With two directions the best observer is right as often as `idealObserver` says: 0.9409 by default. neurogym counts
 * ground truths and modalities from 1, and has no signal to answer.
 * @example contextDecisionMaking({ context: 'explicit' })
 */
export const contextDecisionMaking: (
  options?: ContextDecisionMakingOptions,
) => DescribedTask<ContextDecisionMakingConditions, 'classes'> = defineTask<
  ContextDecisionMakingOptions,
  ContextDecisionMakingConditions,
  'classes'
>('contextDecisionMaking', {
  kind: 'classes',
  defaults: {
    dt: 100,
    timing: {
      fixation: 300,
      stimulus: 750,
      delay: { truncatedExponential: { mean: 600, min: 300, max: 3000 } },
      decision: 100,
    },
    cohs: [5, 15, 50],
    sigma: 1,
    dimRing: 2,
    context: 'modality0',
    fixationCue: 'untilDecision',
  },
  check(fn, { cohs, sigma, dimRing, context, fixationCue }) {
    checkCohs(fn, cohs);
    checkNumber(fn, 'sigma', sigma, 0);
    checkInteger(fn, 'dimRing', dimRing, 2, 2 ** 16);
    checkName(fn, 'context', context, CONTEXTS);
    checkName(fn, 'fixationCue', fixationCue, FIXATION_CUES);
  },
  build({ dt, cohs, sigma, dimRing, context, fixationCue }) {
    const ring = coherentRing(dimRing);
    const channels = Array.from({ length: 2 * dimRing }, (_, i) => 1 + i);
    const firstContext = 1 + 2 * dimRing;
    const explicit = context === 'explicit';
    const either = indexBelow(2);
    return {
      inputs: [
        'fixation',
        ...numbered('modality 0 direction', dimRing),
        ...numbered('modality 1 direction', dimRing),
        ...(explicit ? numbered('context', 2) : []),
      ],
      outputs: ['fixate', ...numbered('choice', dimRing)],
      response: ['decision'],
      ...(fixationCue === 'untilDecision' ? { cue: 0 } : {}),
      conditions: {
        groundTruth: indexBelow(dimRing),
        otherChoice: indexBelow(dimRing),
        context: explicit ? either : { ...either, draw: () => CONTEXTS.indexOf(context) },
        coherence0: levelOf(cohs, 0, 100),
        coherence1: levelOf(cohs, 0, 100),
      },
      paint(trial, canvas) {
        const [first, second] =
          trial.context === 0
            ? [trial.groundTruth, trial.otherChoice]
            : [trial.otherChoice, trial.groundTruth];
        const cueOn = fixationCue === 'untilDecision' ? ['fixation', 'stimulus', 'delay'] : 'fixation';
        canvas.add(cueOn, 0, 1);
        const means = [...ring(first, trial.coherence0), ...ring(second, trial.coherence1)];
        canvas.add('stimulus', channels, means);
        canvas.noise('stimulus', channels, sigma / Math.sqrt(dt));
        if (explicit) canvas.add(null, firstContext + trial.context, 1);
        canvas.label('decision', trial.groundTruth + 1);
      },
    };
  },
});
