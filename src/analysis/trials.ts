/** What every analysis of trials asks of its arguments: rates, one value per trial, and the steps that count. @module */

import { checkInteger, show } from '../tensor/options.ts';
import { formatShape, ShapeError } from '../tensor/shape.ts';
import { isTensor, type Tensor } from '../tensor/tensor.ts';

/** Which steps of each trial count: from <= t < to, one number for all trials or one for each. */
export interface StepSpan {
  /** 0 by default. */
  readonly from?: number | ArrayLike<number>;
  /** All steps by default; the lengths of the trials where they are padded. */
  readonly to?: number | ArrayLike<number>;
}

/** A span with one number for each of B trials. */
export interface TrialSpan {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/**
 * Checks that `r` holds floats [T, B, n], time-major, with n >= 1.
 * @throws TypeError or ShapeError naming `fn`
 */
export function checkTimeMajor(fn: string, name: string, r: Tensor): void {
  if (!isTensor(r) || r.dtype === 'i32') {
    const got = isTensor(r) ? 'i32' : show(r);
    throw new TypeError(`${fn}: expected ${name} to be an f32 or f64 tensor [T, B, n], got ${got}`);
  }
  if (r.shape.length !== 3 || r.shape[2] === 0) {
    throw new ShapeError(`${fn}: expected ${name} of shape [T, B, n], got ${formatShape(r.shape)}`, [
      r.shape,
    ]);
  }
}

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

/**
 * Checks that `list` is an array, plain or typed, with one value for each of `nTrials` trials.
 * @throws TypeError or ShapeError naming `fn`
 */
export function checkPerTrial(fn: string, name: string, list: ArrayLike<unknown>, nTrials?: number): void {
  if (!isList(list)) {
    throw new TypeError(`${fn}: expected ${name} to be an array with one value per trial, got ${show(list)}`);
  }
  if (nTrials !== undefined && list.length !== nTrials) {
    throw new ShapeError(`${fn}: expected ${name} of ${nTrials} trials, got ${list.length}`, [
      [nTrials],
      [list.length],
    ]);
  }
}

/**
 * Turns true and false, or 1 and 0, into booleans.
 * @throws TypeError, ShapeError naming `fn`, RangeError naming the first other value
 */
export function correctTrials(
  fn: string,
  correct: ArrayLike<boolean | number>,
  nTrials: number,
): readonly boolean[] {
  checkPerTrial(fn, 'correct', correct, nTrials);
  return Array.from(correct, (value, b) => {
    if (value === true || value === 1) return true;
    if (value === false || value === 0) return false;
    throw new RangeError(
      `${fn}: expected correct[${b}] to be true or false, or 1 or 0, got ${show(value)} - leave out trials that do not count`,
    );
  });
}

/**
 * Gives every trial its steps.
 * @throws TypeError, ShapeError or RangeError naming `fn` for ends outside 0 <= from <= to <= nSteps
 */
export function trialSpan(
  fn: string,
  { from = 0, to }: StepSpan,
  nSteps: number,
  nTrials: number,
): TrialSpan {
  const each = (name: string, end: number | ArrayLike<number>): Int32Array => {
    if (typeof end === 'number') {
      checkInteger(fn, name, end, 0, nSteps);
      return new Int32Array(nTrials).fill(end);
    }
    checkPerTrial(fn, name, end, nTrials);
    return Int32Array.from(end, (step, b) => {
      checkInteger(fn, `${name}[${b}]`, step, 0, nSteps);
      return step;
    });
  };
  const span = { from: each('from', from), to: each('to', to ?? nSteps) };
  const b = span.from.findIndex((start, i) => start > span.to[i]);
  if (b >= 0) {
    const got = `${span.from[b]} and ${span.to[b]} in trial ${b}`;
    throw new RangeError(`${fn}: expected from <= to, got ${got}`);
  }
  return span;
}
