/** Delayed paired association: go when two stimuli belong together (Zhang et al. 2019). @module */

import { checkNumber } from '../../tensor/index.ts';
import { oneOf } from '../core/conditions.ts';
import { type CommonOptions, type DescribedTask, defineTask } from '../core/define-task.ts';

type Periods = 'fixation' | 'stimulus1' | 'delay1' | 'stimulus2' | 'delay2' | 'decision';

/**
 * Options of `delayPairedAssociation`; dt is 100 ms by default, fixation 0, stimulus1, delay1, stimulus2 and delay2
 * 1000 ms each, decision 500 ms.
 */
export interface DelayPairedAssociationOptions extends CommonOptions<Periods> {
  /**
   * Standard deviation of the noise that one ms gathers, on the stimulus inputs while a stimulus is shown:
   * sigma / sqrt(dt) per step. 0 by default, for neurogym takes a sigma and uses none.
   */
  readonly sigma?: number;
}

/** What sets trials of `delayPairedAssociation` apart. */
export interface DelayPairedAssociationConditions {
  /** 1 go, 0 no go: also the class to choose in the decision period. */
  groundTruth: number;
  /** The first stimulus: 1 or 2. */
  first: number;
}

/**
 * Makes the delayed paired-association task: nIn = 5, nOut = 2.
 *
 * Input 0 is the fixation cue, on until the decision. The first stimulus is input 1 or 2, the second 3 or 4; 1 and 3
 * belong together, and 2 and 4. The target is 1 (go) in the decision period for a pair that belongs together, else 0.
 * neurogym names the periods stim1, delay_btw_stim, stim2 and delay_aft_stim.
 * @example delayPairedAssociation({ timing: { delay1: { uniform: [500, 1500] } } })
 */
export const delayPairedAssociation: (
  options?: DelayPairedAssociationOptions,
) => DescribedTask<DelayPairedAssociationConditions, 'classes'> = defineTask<
  DelayPairedAssociationOptions,
  DelayPairedAssociationConditions,
  'classes'
>('delayPairedAssociation', {
  kind: 'classes',
  defaults: {
    dt: 100,
    timing: { fixation: 0, stimulus1: 1000, delay1: 1000, stimulus2: 1000, delay2: 1000, decision: 500 },
    sigma: 0,
  },
  check(fn, { sigma }) {
    checkNumber(fn, 'sigma', sigma, 0);
  },
  build: ({ dt, sigma }) => ({
    inputs: ['fixation', 'stimulus 1', 'stimulus 2', 'stimulus 3', 'stimulus 4'],
    outputs: ['fixate', 'go'],
    response: ['decision'],
    cue: 0,
    conditions: { groundTruth: oneOf([0, 1]), first: oneOf([1, 2]) },
    paint({ groundTruth, first }, canvas) {
      canvas.add(['fixation', 'stimulus1', 'delay1', 'stimulus2', 'delay2'], 0, 1);
      canvas.add('stimulus1', first, 1);
      canvas.add('stimulus2', groundTruth === 1 ? first + 2 : 5 - first, 1);
      canvas.noise(['stimulus1', 'stimulus2'], [1, 2, 3, 4], sigma / Math.sqrt(dt));
      canvas.label('decision', groundTruth);
    },
  }),
});
