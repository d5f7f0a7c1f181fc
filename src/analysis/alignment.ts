/** Trials shifted so that an event is at the same step in all of them. @module */

import { checkInteger, checkOptions, checkRecord } from '../tensor/options.ts';
import { allocate, type Tensor } from '../tensor/tensor.ts';
import { checkPerTrial, checkTimeMajor, type StepSpan, type TrialSpan, trialSpan } from './trials.ts';

/** Options of `alignTo`. */
export interface AlignOptions extends StepSpan {
  /** Number of steps before the event, 0 by default. */
  readonly before?: number;
  /** Number of steps from the event on, its own included: 1 or more. */
  readonly after: number;
}

/** Aligned trials; as a span, `from` and `to` are the steps of each trial that are not missing. */
export interface Aligned extends TrialSpan {
  /** [before + after, B, n]: the event is at step `before`, missing steps are NaN. */
  readonly r: Tensor;
  /** [before + after]: how many trials have the step. */
  readonly counts: Int32Array;
}

/**
 * Shifts the activity of each trial so that an event is at step `before`. What lies outside the trial is NaN; the result
 * says which steps there are, and is the span for `averageBy`.
 * @param r rates or outputs [T, B, n]
 * @param steps the step of the event in each trial, such as `steps` of `responses`; -1 for none: all of it is missing
 * @param options `from` and `to`: steps that each trial has, all by default
 * @throws TypeError, ShapeError or RangeError for arguments that do not fit
 * @example
 * const aligned = alignTo(r, responses(z, options).steps, { before: 20, after: 5 });
 * averageBy(aligned.r, choices, { from: aligned.from, to: aligned.to });
 */
export function alignTo(r: Tensor, steps: ArrayLike<number>, options: AlignOptions): Aligned {
  const fn = 'alignTo';
  checkTimeMajor(fn, 'r', r);
  checkRecord(fn, 'options', options);
  checkOptions(fn, options, ['before', 'after', 'from', 'to']);
  const [nSteps, nTrials, n] = r.shape;
  const { before = 0, after } = options;
  checkInteger(fn, 'before', before, 0);
  checkInteger(fn, 'after', after, 1);
  checkPerTrial(fn, 'steps', steps, nTrials);
  const own = trialSpan(fn, options, nSteps, nTrials);
  const length = before + after;
  const data = allocate(r.dtype, length * nTrials * n).fill(Number.NaN);
  const [from, to] = [new Int32Array(nTrials), new Int32Array(nTrials)];
  const counts = new Int32Array(length);
  for (let b = 0; b < nTrials; b++) {
    checkInteger(fn, `steps[${b}]`, steps[b], -1, nSteps - 1);
    if (steps[b] === -1) continue;
    const shift = before - steps[b];
    const clamp = (step: number): number => Math.min(Math.max(step + shift, 0), length);
    from[b] = clamp(own.from[b]);
    to[b] = clamp(own.to[b]);
    for (let t = from[b]; t < to[b]; t++) {
      counts[t]++;
      const source = ((t - shift) * nTrials + b) * n;
      data.set(r.data.subarray(source, source + n), (t * nTrials + b) * n);
    }
  }
  return { r: { dtype: r.dtype, shape: [length, nTrials, n], data }, from, to, counts };
}
