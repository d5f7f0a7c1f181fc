/** Delayed match to category: is the test of the sample's category? (Freedman and Assad 2006) @module */

import { checkInteger, checkNumber } from '../../tensor/index.ts';
import { between, oneOf } from '../core/conditions.ts';
import { type CommonOptions, type DescribedTask, defineTask } from '../core/define-task.ts';
import { cosinesAround } from '../core/ring.ts';

/** Options of `delayMatchCategory`; dt is 100 ms by default, fixation 500, sample 650, delay 1000 and test 650 ms. */
export interface DelayMatchCategoryOptions extends CommonOptions<'fixation' | 'sample' | 'delay' | 'test'> {
  /** Standard deviation of the noise that one ms gathers, 1 by default: sigma / sqrt(dt) per step. */
  readonly sigma?: number;
  /**
   * Number of channels that show a stimulus, 8 by default. neurogym's default is 2: its channels show +-cos(theta)
   * only, which is distributed alike in both categories, so that the task cannot be done.
   */
  readonly dimRing?: number;
}

/** What sets trials of `delayMatchCategory` apart. */
export interface DelayMatchCategoryConditions {
  /** 1 match, 2 non-match: also the class to choose. */
  groundTruth: number;
  /** 0 for angles from 0 to pi, 1 from pi to 2 pi. */
  sampleCategory: number;
  /** Place of the sample in its category: its angle is pi (sampleCategory + samplePosition). */
  samplePosition: number;
  /** Place of the test in its category. */
  testPosition: number;
}

/**
 * Makes the delayed match-to-category task: nIn = 1 + dimRing, nOut = 3. The answer is given while the test is shown.
 *
 * Input 0 is the fixation cue, on until the test. In the sample and test periods, input 1 + i is
 * 0.5 + 0.5 cos(theta_i - theta) plus noise of standard deviation sigma / sqrt(dt), theta_i = 2 pi i / dimRing, with
 * theta uniform in the half circle of the category. The target is groundTruth in the test period and 0 before it.
 * neurogym's task is that with `dimRing: 2`.
 * @example delayMatchCategory({ dimRing: 32 })
 */
export const delayMatchCategory: (
  options?: DelayMatchCategoryOptions,
) => DescribedTask<DelayMatchCategoryConditions, 'classes'> = defineTask<
  DelayMatchCategoryOptions,
  DelayMatchCategoryConditions,
  'classes'
>('delayMatchCategory', {
  kind: 'classes',
  defaults: {
    dt: 100,
    timing: { fixation: 500, sample: 650, delay: 1000, test: 650 },
    sigma: 1,
    dimRing: 8,
  },
  check(fn, { sigma, dimRing }) {
    checkNumber(fn, 'sigma', sigma, 0);
    checkInteger(fn, 'dimRing', dimRing, 2, 2 ** 16);
  },
  build({ dt, sigma, dimRing }) {
    const stimulus = Array.from({ length: dimRing }, (_, i) => 1 + i);
    const shown = (category: number, position: number): number[] =>
      cosinesAround(dimRing, Math.PI * (category + position)).map((cosine) => 0.5 + 0.5 * cosine);
    return {
      inputs: ['fixation', ...stimulus.map((i) => `stimulus ${i}`)],
      outputs: ['fixate', 'match', 'non-match'],
      response: ['test'],
      cue: 0,
      conditions: {
        groundTruth: oneOf([1, 2]),
        sampleCategory: oneOf([0, 1]),
        samplePosition: between(0, 1),
        testPosition: between(0, 1),
      },
      paint({ groundTruth, sampleCategory, samplePosition, testPosition }, canvas) {
        const testCategory = groundTruth === 1 ? sampleCategory : 1 - sampleCategory;
        canvas.add(['fixation', 'sample', 'delay'], 0, 1);
        canvas.add('sample', stimulus, shown(sampleCategory, samplePosition));
        canvas.add('test', stimulus, shown(testCategory, testPosition));
        canvas.noise(['sample', 'test'], stimulus, sigma / Math.sqrt(dt));
        canvas.label('test', groundTruth);
      },
    };
  },
});
