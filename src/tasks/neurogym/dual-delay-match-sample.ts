/** Two items in memory, each compared with a test when it is cued (Rose et al. 2016). @module */

import { checkNumber } from '../../tensor/index.ts';
import { checkName } from '../../tensor/options.ts';
import { rightInEach } from '../core/answers.ts';
import { oneOf } from '../core/conditions.ts';
import { type CommonOptions, type DescribedTask, defineTask } from '../core/define-task.ts';

type Periods = 'fixation' | 'sample' | 'delay1' | 'cue1' | 'test1' | 'delay2' | 'cue2' | 'test2';

/** Options of `dualDelayMatchSample`; dt is 100 ms by default, and each of the eight periods 500 ms. */
export interface DualDelayMatchSampleOptions extends CommonOptions<Periods> {
  /** Standard deviation of the noise that one ms gathers, 1 by default: sigma / sqrt(dt) per step. */
  readonly sigma?: number;
  /**
   * Which inputs are noisy in the sample and test periods: `'stimulus'` (default), the four of the items, or `'all'`,
   * as in neurogym.
   */
  readonly noiseOn?: 'stimulus' | 'all';
}

/** What sets trials of `dualDelayMatchSample` apart. */
export interface DualDelayMatchSampleConditions {
  /** 1 when the test of item 1 is its sample, 2 when it is not: also the class to choose. */
  groundTruth1: number;
  /** The same for item 2. */
  groundTruth2: number;
  /** Which of its two inputs is on in the sample of item 1: 0 or 1. */
  sample1: number;
  /** The same for item 2. */
  sample2: number;
  /** 0 when item 1 is tested in test1 and item 2 in test2, 1 when it is the other way round. */
  testOrder: number;
}

/**
 * Makes the two-item delayed match-to-sample task: nIn = 7, nOut = 3.
 *
 * Input 0 is a constant 1, as in neurogym: a test is itself the signal to answer. Inputs 1 and 2 show item 1, inputs 3
 * and 4 item 2; in the sample period both items are shown, in a test period one, with noise of standard deviation
 * sigma / sqrt(dt) each time. Input 5 or 6 is on in the cue period before the test of item 1 or 2. The target is the item's
 * groundTruth in its test period and 0 elsewhere. A trial is correct when both answers are, each at the last step of
 * its test; neurogym counts one.
 * @example dualDelayMatchSample({ timing: { delay1: 1500 } })
 */
export const dualDelayMatchSample: (
  options?: DualDelayMatchSampleOptions,
) => DescribedTask<DualDelayMatchSampleConditions, 'classes'> = defineTask<
  DualDelayMatchSampleOptions,
  DualDelayMatchSampleConditions,
  'classes'
>('dualDelayMatchSample', {
  kind: 'classes',
  defaults: {
    dt: 100,
    timing: {
      fixation: 500,
      sample: 500,
      delay1: 500,
      cue1: 500,
      test1: 500,
      delay2: 500,
      cue2: 500,
      test2: 500,
    },
    sigma: 1,
    noiseOn: 'stimulus',
  },
  check(fn, { sigma, noiseOn }) {
    checkNumber(fn, 'sigma', sigma, 0);
    checkName(fn, 'noiseOn', noiseOn, ['stimulus', 'all']);
  },
  build: ({ dt, sigma, noiseOn }) => ({
    inputs: ['fixation', 'item 1 a', 'item 1 b', 'item 2 a', 'item 2 b', 'cue 1', 'cue 2'],
    outputs: ['fixate', 'match', 'non-match'],
    response: ['test1', 'test2'],
    conditions: {
      groundTruth1: oneOf([1, 2]),
      groundTruth2: oneOf([1, 2]),
      sample1: oneOf([0, 1]),
      sample2: oneOf([0, 1]),
      testOrder: oneOf([0, 1]),
    },
    accuracy: rightInEach(['test1', 'test2']),
    paint({ groundTruth1, groundTruth2, sample1, sample2, testOrder }, canvas) {
      canvas.add(null, 0, 1);
      const items = [
        { truth: groundTruth1, sample: sample1, turn: 1 + testOrder },
        { truth: groundTruth2, sample: sample2, turn: 2 - testOrder },
      ];
      items.forEach(({ truth, sample, turn }, item) => {
        const first = 1 + 2 * item;
        canvas.add('sample', first + sample, 1);
        canvas.add(`cue${turn}`, 5 + item, 1);
        canvas.add(`test${turn}`, first + (truth === 1 ? sample : 1 - sample), 1);
        canvas.label(`test${turn}`, truth);
      });
      const noisy = noiseOn === 'all' ? null : [1, 2, 3, 4];
      canvas.noise(['sample', 'test1', 'test2'], noisy, sigma / Math.sqrt(dt));
    },
  }),
});
