/** Probabilistic reasoning: sum the evidence of shapes that come one after the other (Yang and Shadlen 2007). @module */

import { sigmoid } from '../../tensor/formulas.ts';
import { checkInteger, checkNumber } from '../../tensor/index.ts';
import { numberLanes } from '../../tensor/lanes.ts';
import { show } from '../../tensor/options.ts';
import { indexBelow, listOf, orderOf } from '../core/conditions.ts';
import { type CommonOptions, type DescribedTask, defineTask } from '../core/define-task.ts';
import { numbered } from '../core/names.ts';
import { mostStepsRepeated, repeatPeriods } from '../core/repeat.ts';
import { periodOf } from '../core/task.ts';

/**
 * Options of `probabilisticReasoning`; dt is 100 ms by default, fixation 500, stimulus 500, delay from 450 to 550,
 * decision 500 ms. The stimulus period comes once for each location; a random duration is drawn once for a trial.
 */
export interface ProbabilisticReasoningOptions
  extends CommonOptions<'fixation' | 'stimulus' | 'delay' | 'decision'> {
  /**
   * Evidence of each shape for choice 1, as a logarithm of odds to base 10;
   * [-10, -0.9, -0.7, -0.5, -0.3, 0.3, 0.5, 0.7, 0.9, 10] by default.
   */
  readonly weights?: readonly number[];
  /** Number of places where shapes appear, and of shapes in a trial; 4 by default. */
  readonly nLocations?: number;
}

/** What sets trials of `probabilisticReasoning` apart. */
export interface ProbabilisticReasoningConditions {
  /** The shape that appears first, second, ..: indices of weights [nLocations]. */
  shapes: readonly number[];
  /** Where they appear: 0 .. nLocations - 1 in some order. */
  locations: readonly number[];
  /** The choice that is rewarded, 0 or 1: 1 with probability 1 / (1 + 10^-s), s the sum of the weights of the shapes. */
  groundTruth: number;
}

/**
 * Makes the probabilistic reasoning task: shape i appears at the start of period `stimulus0`, `stimulus1`, .. at its
 * location and stays until the last of these periods ends. Input 1 + location n + shape is 1 while that shape, one of n,
 * is there. Input 0 is the fixation cue, on until the decision. The target is groundTruth + 1 in the decision period and
 * 0 before it; every step counts alike. There is no noise, but the target is random; what can be answered at best is
 * in `reasoningCeiling`: 0.915469 by default.
 * @example probabilisticReasoning({ weights: [-0.9, -0.7, -0.5, -0.3, 0.3, 0.5, 0.7, 0.9] })
 */
export const probabilisticReasoning: (
  options?: ProbabilisticReasoningOptions,
) => DescribedTask<ProbabilisticReasoningConditions, 'classes'> = defineTask<
  ProbabilisticReasoningOptions,
  ProbabilisticReasoningConditions,
  'classes'
>('probabilisticReasoning', {
  kind: 'classes',
  defaults: {
    dt: 100,
    timing: { fixation: 500, stimulus: 500, delay: { uniform: [450, 550] }, decision: 500 },
    weights: [-10, -0.9, -0.7, -0.5, -0.3, 0.3, 0.5, 0.7, 0.9, 10],
    nLocations: 4,
  },
  check(fn, { weights, nLocations }) {
    if (!Array.isArray(weights) || weights.length === 0) {
      throw new RangeError(`${fn}: expected weights to list at least one number, got ${show(weights)}`);
    }
    weights.forEach((weight, i) => {
      checkNumber(fn, `weights[${i}]`, weight, -1000, 1000);
    });
    checkInteger(fn, 'nLocations', nLocations, 1, 1000);
  },
  build({ dt, timing, weights, nLocations }) {
    const n = weights.length;
    const either = indexBelow(2);
    const stimuli = Array.from({ length: nLocations }, (_, i) => `stimulus${i}`);
    return {
      inputs: ['fixation', ...stimuli.flatMap((_, at) => numbered(`location ${at} shape`, n))],
      outputs: ['fixate', ...numbered('choice', 2)],
      response: ['decision'],
      cue: 0,
      conditions: {
        shapes: listOf(nLocations, indexBelow(n)),
        locations: orderOf(nLocations),
        groundTruth({ shapes }) {
          const logOdds = (shapes as readonly number[]).reduce((sum, shape) => sum + weights[shape], 0);
          const p = sigmoid(numberLanes, Math.fround(logOdds * Math.LN10));
          return { ...either, draw: (u) => (u < p ? 1 : 0) };
        },
      },
      layOut: (_, frame) => repeatPeriods(frame, ['stimulus'], nLocations),
      maxSteps: mostStepsRepeated(timing, dt, ['stimulus'], nLocations),
      paint(trial, canvas) {
        canvas.add({ start: 0, end: periodOf(trial, 'decision').start }, 0, 1);
        trial.shapes.forEach((shape, i) => {
          canvas.add(stimuli.slice(i), 1 + trial.locations[i] * n + shape, 1);
        });
        canvas.label('decision', trial.groundTruth + 1);
      },
    };
  },
});
