/** Delayed match to sample among distractors: answer when the sample comes back (Miller, Erickson and Desimone 1996). @module */

import { checkInteger, checkNumber, type Tensor } from '../../tensor/index.ts';
import { checkName } from '../../tensor/options.ts';
import { firstAnswer, shareOfTrials } from '../core/answers.ts';
import { between, oneOf } from '../core/conditions.ts';
import { type CommonOptions, type DescribedTask, defineTask } from '../core/define-task.ts';
import { cosinesAround, TURN } from '../core/ring.ts';
import { periodOf, type TrialBatch } from '../core/task.ts';

type Periods = 'fixation' | 'sample' | 'delay1' | 'test1' | 'delay2' | 'test2' | 'delay3' | 'test3';

/**
 * Options of `delayMatchSampleDistractor1D`; dt is 100 ms by default, fixation 300 ms, the sample and each test 500 ms,
 * each delay 1000 ms.
 */
export interface DelayMatchSampleDistractor1DOptions extends CommonOptions<Periods> {
  /**
   * Standard deviation of the noise that one ms gathers: sigma / sqrt(dt) per step. 0 by default, for neurogym takes a
   * sigma and uses none.
   */
  readonly sigma?: number;
  /** Number of channels that show a stimulus, 32 by default. */
  readonly dimRing?: number;
  /**
   * When the fixation input is on: `'untilFirstTest'` (default), so that its end says that answers are
   * possible, or `'fixationOnly'`, as in neurogym.
   */
  readonly fixationCue?: 'untilFirstTest' | 'fixationOnly';
}

/** What sets trials of `delayMatchSampleDistractor1D` apart. */
export interface DelayMatchSampleDistractor1DConditions {
  /** The test that matches: 1, 2 or 3. */
  groundTruth: number;
  /** Angle of the sample in radians. */
  sample: number;
  /** Angle of the first test that does not match. */
  distractor1: number;
  /** Angle of the other test that does not match. */
  distractor2: number;
}

const TESTS = ['test1', 'test2', 'test3'] as const;

function accuracy(batch: TrialBatch<DelayMatchSampleDistractor1DConditions>, outputs: Tensor): number {
  return shareOfTrials(batch, outputs, (trial, b) => {
    const answer = firstAnswer(outputs, b, periodOf(trial, 'sample').end, trial.nSteps);
    const { start, end } = periodOf(trial, `test${trial.groundTruth}`);
    return answer !== undefined && answer.choice === 1 && answer.step >= start && answer.step < end;
  });
}

/**
 * Makes the delayed match-to-sample task with distractors: nIn = 1 + dimRing, nOut = 2.
 *
 * Input 0 is the fixation cue. In the sample and test periods, input 1 + i is cos(theta_i - theta) plus noise,
 * theta_i = 2 pi i / dimRing. One of three tests is the sample, the others are at angles uniform on the circle. The
 * target is 1 (go) in the test that matches, 0 elsewhere; the trial goes on to its end. A trial is correct when the
 * first go after the sample period falls into the test that matches.
 * @example delayMatchSampleDistractor1D({ dimRing: 16, sigma: 1 })
 */
export const delayMatchSampleDistractor1D: (
  options?: DelayMatchSampleDistractor1DOptions,
) => DescribedTask<DelayMatchSampleDistractor1DConditions, 'classes'> = defineTask<
  DelayMatchSampleDistractor1DOptions,
  DelayMatchSampleDistractor1DConditions,
  'classes'
>('delayMatchSampleDistractor1D', {
  kind: 'classes',
  defaults: {
    dt: 100,
    timing: {
      fixation: 300,
      sample: 500,
      delay1: 1000,
      test1: 500,
      delay2: 1000,
      test2: 500,
      delay3: 1000,
      test3: 500,
    },
    sigma: 0,
    dimRing: 32,
    fixationCue: 'untilFirstTest',
  },
  check(fn, { sigma, dimRing, fixationCue }) {
    checkNumber(fn, 'sigma', sigma, 0);
    checkInteger(fn, 'dimRing', dimRing, 3, 2 ** 16);
    checkName(fn, 'fixationCue', fixationCue, ['untilFirstTest', 'fixationOnly']);
  },
  build({ dt, sigma, dimRing, fixationCue }) {
    const stimulus = Array.from({ length: dimRing }, (_, i) => 1 + i);
    const angle = between(0, TURN);
    const cueOn = fixationCue === 'fixationOnly' ? ['fixation'] : ['fixation', 'sample', 'delay1'];
    return {
      inputs: ['fixation', ...stimulus.map((i) => `stimulus ${i}`)],
      outputs: ['fixate', 'match'],
      response: TESTS,
      ...(fixationCue === 'fixationOnly' ? {} : { cue: 0 }),
      conditions: { groundTruth: oneOf([1, 2, 3]), sample: angle, distractor1: angle, distractor2: angle },
      accuracy,
      paint({ groundTruth, sample, distractor1, distractor2 }, canvas) {
        const tests = [distractor1, distractor2];
        tests.splice(groundTruth - 1, 0, sample);
        canvas.add(cueOn, 0, 1);
        canvas.add('sample', stimulus, cosinesAround(dimRing, sample));
        TESTS.forEach((test, i) => {
          canvas.add(test, stimulus, cosinesAround(dimRing, tests[i]));
        });
        canvas.noise(['sample', ...TESTS], stimulus, sigma / Math.sqrt(dt));
        canvas.label(`test${groundTruth}`, 1);
      },
    };
  },
});
