/** What a network chooses, and when: the first output that reaches a threshold. @module */

import {
  checkInteger,
  checkNumber,
  checkOptions,
  checkPositive,
  checkRecord,
  show,
} from '../tensor/options.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkTimeMajor, type StepSpan, trialSpan } from './trials.ts';

/** Options of `responses`. */
export interface ResponseOptions extends StepSpan {
  /** Duration of a step in ms. */
  readonly dt: number;
  readonly threshold: number;
  /** Which outputs stand for choices 0, 1, ...; all by default. */
  readonly outputs?: readonly number[];
}

/** One response per trial. */
export interface Responses {
  /** [B]: index into `outputs`, or -1 where none reaches the threshold. */
  readonly choices: Int32Array;
  /** [B]: the step of the response, or -1. */
  readonly steps: Int32Array;
  /** [B]: reaction time in ms, or NaN. */
  readonly reactionTimes: Float64Array;
}

function checkOutputs(fn: string, outputs: unknown, nOut: number): void {
  if (!Array.isArray(outputs) || outputs.length === 0) {
    throw new TypeError(`${fn}: expected outputs to be a list of output numbers, got ${show(outputs)}`);
  }
  outputs.forEach((output, i) => {
    checkInteger(fn, `outputs[${i}]`, output, 0, nOut - 1);
  });
}

/**
 * Returns the choice of each trial and its reaction time: those of the first step from <= t < to at which an output is at
 * least the threshold; of several outputs that reach it in one step the largest counts, the first of equals. The
 * reaction time is (t - from + 1) dt in ms, from the beginning of step `from` to the end of step t, at which the output
 * is known: dt at least.
 * @param z outputs [T, B, nOut]
 * @throws TypeError, ShapeError or RangeError for other arguments
 * @example responses(z, { dt: 20, from: 25, threshold: 0.8, outputs: [1, 2] })
 */
export function responses(z: Tensor, options: ResponseOptions): Responses {
  const fn = 'responses';
  checkTimeMajor(fn, 'z', z);
  checkRecord(fn, 'options', options);
  checkOptions(fn, options, ['dt', 'from', 'to', 'threshold', 'outputs']);
  const [nSteps, nTrials, nOut] = z.shape;
  const { dt, threshold, outputs = Array.from({ length: nOut }, (_, i) => i) } = options;
  checkPositive(fn, 'dt', dt);
  checkNumber(fn, 'threshold', threshold, -Number.MAX_VALUE);
  checkOutputs(fn, outputs, nOut);
  const { from, to } = trialSpan(fn, options, nSteps, nTrials);
  const choices = new Int32Array(nTrials).fill(-1);
  const steps = new Int32Array(nTrials).fill(-1);
  const reactionTimes = new Float64Array(nTrials).fill(Number.NaN);
  for (let b = 0; b < nTrials; b++) {
    for (let t = from[b]; t < to[b] && choices[b] < 0; t++) {
      let largest = -Infinity;
      outputs.forEach((output, choice) => {
        const value = z.data[(t * nTrials + b) * nOut + output];
        if (!(value >= threshold && value > largest)) return;
        largest = value;
        choices[b] = choice;
      });
      if (choices[b] < 0) continue;
      steps[b] = t;
      reactionTimes[b] = (t - from[b] + 1) * dt;
    }
  }
  return { choices, steps, reactionTimes };
}
