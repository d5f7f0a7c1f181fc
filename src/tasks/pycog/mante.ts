/** Context-dependent integration of motion or colour, as in pycog (Mante, Sussillo, Shenoy and Newsome 2013). @module */

import { checkNumber } from '../../tensor/options.ts';
import { type Condition, flag, levelOf, oneOf } from '../core/conditions.ts';
import { type CommonOptions, type DescribedTask, defineTask } from '../core/define-task.ts';
import {
  type CatchConditions,
  checkCoherences,
  checkTwoChoice,
  evidence,
  type TwoChoiceOptions,
  twoChoiceParts,
} from './two-choice.ts';

/** Options of `mante`. */
export interface ManteOptions extends CommonOptions<'fixation' | 'stimulus' | 'decision'>, TwoChoiceOptions {
  /** Coherences in percent of either modality, drawn at equal odds; [1, 3, 10] by default. */
  readonly cohs?: readonly number[];
  /** Contrast of the inputs, (1 +- scale coherence / 100) / 2; 5 by default. */
  readonly scale?: number;
}

/** What sets trials of `mante` apart. */
export interface ManteConditions extends CatchConditions {
  /** The modality that counts. */
  context: 'motion' | 'colour';
  /** The right choice, 0 or 1: the one that the modality that counts speaks for. */
  groundTruth: number;
  /** The choice that each modality speaks for, 0 or 1. */
  motion: number;
  colour: number;
  /** Coherences in percent. */
  motionCoherence: number;
  colourCoherence: number;
}

/** Either choice, or the one that is given if it is one. */
const choiceLike = (given: number | undefined): Condition<number> =>
  oneOf(given === 0 || given === 1 ? [given] : [0, 1]);

/**
 * Makes pycog's mante, the task of its examples mante and mante_areas. nIn = 6, nOut = 2, targets of kind `'values'`.
 *
 * All inputs are 0 but in the stimulus period: input 0 or 1 is then 1 and tells the context, motion or colour; inputs 2
 * and 3 are the evidence of the motion, (1 +- 5 c / 100) / 2, and 4 and 5 that of the colour. There is no noise: it
 * belongs to the network. Targets, mask and accuracy are those of `rdm`; the right choice is that of the modality that
 * counts. One trial of 73 is a catch trial of 2000 ms.
 * dt 20 ms; fixation 100 ms (400 in pycog's tests), stimulus 800, decision 300.
 * @throws TypeError for unknown options, RangeError for values out of range
 * @example trialBatch(mante(), key(0), 100, { context: 'colour', catchTrial: false })
 */
export const mante: (options?: ManteOptions) => DescribedTask<ManteConditions, 'values'> = defineTask<
  ManteOptions,
  ManteConditions,
  'values'
>('mante', {
  kind: 'values',
  defaults: {
    dt: 20,
    timing: { fixation: 100, stimulus: 800, decision: 300 },
    cohs: [1, 3, 10],
    scale: 5,
    pCatch: 1 / 73,
    catchDuration: 2000,
    low: 0.2,
    high: 1,
  },
  check(fn, options) {
    checkTwoChoice(fn, options);
    checkCoherences(fn, options.cohs);
    checkNumber(fn, 'scale', options.scale, 0);
  },
  build(options) {
    const { cohs, scale, pCatch } = options;
    const { answer, ...parts } = twoChoiceParts<ManteConditions>('mante', options, (c) => c.groundTruth);
    return {
      ...parts,
      inputs: ['motion context', 'colour context', 'motion 0', 'motion 1', 'colour 0', 'colour 1'],
      conditions: {
        catchTrial: flag(pCatch),
        context: oneOf(['motion', 'colour']),
        groundTruth: ({ context = 'motion' }, forced) => choiceLike(forced[context]),
        motion: ({ context, groundTruth }) => choiceLike(context === 'motion' ? groundTruth : undefined),
        colour: ({ context, groundTruth }) => choiceLike(context === 'colour' ? groundTruth : undefined),
        motionCoherence: levelOf(cohs, 0, 100),
        colourCoherence: levelOf(cohs, 0, 100),
      },
      paint(trial, canvas) {
        canvas.add('stimulus', trial.context === 'motion' ? 0 : 1, 1);
        canvas.add('stimulus', [2, 3], evidence(trial.motion, trial.motionCoherence, scale));
        canvas.add('stimulus', [4, 5], evidence(trial.colour, trial.colourCoherence, scale));
        answer(trial, canvas);
      },
    };
  },
});
