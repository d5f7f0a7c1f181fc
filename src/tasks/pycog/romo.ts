/** Comparing two frequencies over a delay, as in pycog (Barak, Tsodyks and Romo 2010). @module */

import type { Tensor } from '../../tensor/index.ts';
import { checkNumber, show } from '../../tensor/options.ts';
import { flag, indexBelow, oneOf } from '../core/conditions.ts';
import { type CommonOptions, type DescribedTask, defineTask } from '../core/define-task.ts';
import type { TrialBatch } from '../core/task.ts';
import {
  type CatchConditions,
  checkTwoChoice,
  type TwoChoiceOptions,
  tuned,
  twoChoiceParts,
  worstConditionAccuracy,
} from './two-choice.ts';

/** Options of `romo`. */
export interface RomoOptions
  extends CommonOptions<'fixation' | 'f1' | 'delay' | 'f2' | 'decision'>,
    TwoChoiceOptions {
  /**
   * Pairs of frequencies in Hz, the higher one first, drawn at equal odds; [18, 10], [22, 14], [26, 18], [30, 22],
   * [34, 26] by default. The inputs span the lowest and the highest of all.
   */
  readonly pairs?: readonly (readonly [higher: number, lower: number])[];
}

/** What sets trials of `romo` apart. */
export interface RomoConditions extends CatchConditions {
  /** Number of the pair, from 0. */
  pair: number;
  /** The right choice: 0 if the first frequency is the higher one, 1 if it is the lower one. */
  groundTruth: number;
}

const truthOf = ({ groundTruth }: RomoConditions): number => groundTruth;

/**
 * Makes pycog's romo, a task of parametric working memory. nIn = nOut = 2, targets of kind `'values'`.
 *
 * In the periods f1 and f2, input 0 rises from 0.4 to 1.2 with the frequency f, 0.4 + 0.8 (f - 10) / 24, and input 1
 * falls likewise; both are 0 elsewhere. There is no noise: it belongs to the network. Choice 0 is right if f1 > f2.
 * Targets, mask and accuracy are those of `rdm`; pycog stops training by `romoWorstCondition`. One trial of 11 is a
 * catch trial of 2500 ms.
 * dt 20 ms; fixation 100 ms (500 in pycog's tests), f1 500, delay uniform from 2500 to 3500 (3000 in tests), f2 500,
 * decision 300.
 * @throws TypeError for unknown options, RangeError for values out of range
 * @example romo({ timing: { delay: 3000 }, pCatch: 0 })
 */
export const romo: (options?: RomoOptions) => DescribedTask<RomoConditions, 'values'> = defineTask<
  RomoOptions,
  RomoConditions,
  'values'
>('romo', {
  kind: 'values',
  defaults: {
    dt: 20,
    timing: { fixation: 100, f1: 500, delay: { uniform: [2500, 3500] }, f2: 500, decision: 300 },
    pairs: [
      [18, 10],
      [22, 14],
      [26, 18],
      [30, 22],
      [34, 26],
    ],
    pCatch: 1 / 11,
    catchDuration: 2500,
    low: 0.2,
    high: 1,
  },
  check(fn, options) {
    checkTwoChoice(fn, options);
    const { pairs } = options;
    if (!Array.isArray(pairs) || pairs.length === 0) {
      throw new RangeError(`${fn}: expected pairs to list at least one pair, got ${show(pairs)}`);
    }
    pairs.forEach((pair: readonly number[], i) => {
      if (!Array.isArray(pair) || pair.length !== 2 || !(pair[0] > pair[1])) {
        throw new RangeError(`${fn}: expected pairs[${i}] to be [higher, lower], got ${show(pair)}`);
      }
      pair.forEach((frequency, j) => {
        checkNumber(fn, `pairs[${i}][${j}]`, frequency, 0);
      });
    });
  },
  build(options) {
    const { pairs, pCatch } = options;
    const all = pairs.flat();
    const [lowest, highest] = [Math.min(...all), Math.max(...all)];
    const { answer, ...parts } = twoChoiceParts('romo', options, truthOf);
    return {
      ...parts,
      inputs: ['rising', 'falling'],
      conditions: {
        catchTrial: flag(pCatch),
        pair: indexBelow(pairs.length),
        groundTruth: oneOf([0, 1]),
      },
      paint(trial, canvas) {
        const [higher, lower] = pairs[trial.pair];
        const [f1, f2] = trial.groundTruth === 0 ? [higher, lower] : [lower, higher];
        canvas.add('f1', [0, 1], tuned(f1, lowest, highest));
        canvas.add('f2', [0, 1], tuned(f2, lowest, highest));
        answer(trial, canvas);
      },
    };
  },
});

/**
 * Returns the accuracy in the worst of the conditions of a batch, each a pair of frequencies in one order: the number
 * by which pycog stops training. Catch trials do not count; NaN when there are no others.
 * @param outputs [T, B, 2]
 */
export const romoWorstCondition: (batch: TrialBatch<RomoConditions, 'values'>, outputs: Tensor) => number =
  worstConditionAccuracy(truthOf, ({ pair, groundTruth }) => `${pair} ${groundTruth}`);
