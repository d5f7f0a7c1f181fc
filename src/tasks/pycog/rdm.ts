/** Perceptual decisions from noisy evidence, as in pycog (Roitman and Shadlen 2002; Kiani, Hanks and Shadlen 2008). @module */

import { checkFlag, checkNumber } from '../../tensor/options.ts';
import { flag, levelOf, oneOf } from '../core/conditions.ts';
import { type CommonOptions, type DescribedTask, defineTask, type Filled } from '../core/define-task.ts';
import {
  type CatchConditions,
  checkCoherences,
  checkTwoChoice,
  evidence,
  type TwoChoiceOptions,
  twoChoiceParts,
} from './two-choice.ts';

/** Options of `rdm`, `rdmVarstim` and `rdmRt`, whose docstrings give the defaults. */
export interface RdmOptions extends CommonOptions<'fixation' | 'stimulus' | 'decision'>, TwoChoiceOptions {
  /** Coherences in percent, drawn at equal odds; [1, 2, 4, 8, 16] by default. */
  readonly cohs?: readonly number[];
  /** Contrast of the inputs, (1 +- scale coherence / 100) / 2; 3.2 by default. */
  readonly scale?: number;
  /** Whether a third input is 1 while the stimulus is on. */
  readonly startCue?: boolean;
  /** Whether the stimulus stays on in the decision period, so that an answer may come at any time in it. */
  readonly reactionTime?: boolean;
}

/** What sets trials of these tasks apart. */
export interface RdmConditions extends CatchConditions {
  /** The right choice, 0 or 1: the input with more evidence. */
  groundTruth: number;
  /** Coherence in percent. */
  coherence: number;
}

/** A task of this family. */
export type RdmTask = DescribedTask<RdmConditions, 'values'>;

type RdmFilled = Filled<RdmOptions>;

const defaults: RdmFilled = {
  dt: 20,
  timing: { fixation: 100, stimulus: 800, decision: 300 },
  cohs: [1, 2, 4, 8, 16],
  scale: 3.2,
  startCue: false,
  reactionTime: false,
  pCatch: 1 / 11,
  catchDuration: 2000,
  low: 0.2,
  high: 1,
};

function family(name: string, changes: Partial<RdmFilled>): (options?: RdmOptions) => RdmTask {
  return defineTask<RdmOptions, RdmConditions, 'values'>(name, {
    kind: 'values',
    defaults: { ...defaults, ...changes },
    check(fn, options) {
      checkTwoChoice(fn, options);
      checkCoherences(fn, options.cohs);
      checkNumber(fn, 'scale', options.scale, 0);
      checkFlag(fn, 'startCue', options.startCue);
      checkFlag(fn, 'reactionTime', options.reactionTime);
    },
    build(options) {
      const { cohs, scale, startCue, reactionTime, pCatch } = options;
      const { answer, ...parts } = twoChoiceParts<RdmConditions>(name, options, (c) => c.groundTruth);
      const shown = reactionTime ? ['stimulus', 'decision'] : ['stimulus'];
      return {
        ...parts,
        inputs: ['evidence for 0', 'evidence for 1', ...(startCue ? ['start'] : [])],
        conditions: {
          catchTrial: flag(pCatch),
          groundTruth: oneOf([0, 1]),
          coherence: levelOf(cohs, 0, 100),
        },
        paint(trial, canvas) {
          canvas.add(shown, [0, 1], evidence(trial.groundTruth, trial.coherence, scale));
          if (startCue) canvas.add(shown, 2, 1);
          answer(trial, canvas);
        },
      };
    },
  });
}

/**
 * Makes pycog's random-dot task with a stimulus of fixed duration: that of its examples rdm_dense, rdm_nodale and
 * rdm_fixed, which differ in the network only. nIn = nOut = 2, targets of kind `'values'`.
 *
 * In the stimulus period the input of the right choice is (1 + 3.2 c / 100) / 2 and the other (1 - 3.2 c / 100) / 2, c the
 * coherence; inputs are 0 elsewhere and have no noise, which belongs to the network. Targets are 0.2 at fixation, and in
 * the decision period 1 for the right choice and 0.2 for the other; the stimulus period has mask 0. One trial of 11 is a
 * catch trial of 2000 ms: no input, both targets 0.2 with mask 1 to the end.
 * dt 20 ms; fixation 100 ms (300 in pycog's tests), stimulus 800, decision 300: 60 steps. Accuracy: the larger output at
 * the last step, catch trials left out.
 *
 * pycog counts the steps t = dt, 2 dt, ..: a period from s to e has those with s < t <= e, the same number as here.
 * @throws TypeError for unknown options, RangeError for values out of range
 * @example rdm({ timing: { fixation: 300 }, pCatch: 0 }) // as it is tested
 */
export const rdm: (options?: RdmOptions) => RdmTask = family('rdm', {});

/**
 * Makes pycog's rdm_varstim: as `rdm`, with a stimulus that lasts 80 to 1500 ms, drawn from a truncated exponential of
 * mean 330 ms (Kiani et al. 2008), and a third input that is 1 while it lasts. Fixation is 500 ms in pycog's tests.
 * @throws TypeError for unknown options, RangeError for values out of range
 * @example rdmVarstim({ timing: { stimulus: 400 } })
 */
export const rdmVarstim: (options?: RdmOptions) => RdmTask = family('rdmVarstim', {
  startCue: true,
  timing: {
    fixation: 100,
    stimulus: { truncatedExponential: { mean: 330, min: 80, max: 1500 } },
    decision: 300,
  },
});

/**
 * Makes pycog's rdm_rt, a reaction-time task: as `rdm`, but the stimulus stays on to the end, a third input is 1 with it,
 * the answer is asked from 300 ms after its onset on, the target of the right choice is 1.2, and 5 trials of 11 are catch
 * trials. Here `stimulus` names the 300 ms before the answer counts and `decision` the 500 ms after them (1200 in pycog's
 * tests); pycog's epoch "stimulus" is both. Its analyses read the reaction time off the first output that exceeds 1.
 * @throws TypeError for unknown options, RangeError for values out of range
 * @example rdmRt({ timing: { decision: 1200 } })
 */
export const rdmRt: (options?: RdmOptions) => RdmTask = family('rdmRt', {
  startCue: true,
  reactionTime: true,
  timing: { fixation: 100, stimulus: 300, decision: 500 },
  high: 1.2,
  pCatch: 5 / 11,
});
