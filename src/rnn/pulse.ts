/** Arrays over time that are 0 outside an interval: perturbations at given times. @module */

import { checkInteger, checkNumber, checkOptions, checkPositive, checkRecord } from '../tensor/options.ts';
import { formatShape, ShapeError } from '../tensor/shape.ts';
import { isTensor, type Tensor, tensor, zeros } from '../tensor/tensor.ts';

/** Options of `pulse`; times in ms. */
export interface PulseOptions {
  /** Number of steps of the run. */
  readonly nSteps: number;
  /** Length of a step. */
  readonly dt: number;
  /** When the pulse starts and ends: it covers the steps t, from 0, with from <= t dt < to; none if both are equal. */
  readonly from: number;
  readonly to: number;
  /** What it is while it lasts: [n], the same for all trials, or [B, n]. */
  readonly value: Tensor | readonly number[];
}

// Times that are whole numbers of steps but for rounding, such as 0.3 / 0.1, count as such.
const SLACK = 1e-9;

/**
 * Makes a perturbation at given times: `value` in the steps from `from` to `to`, 0 in the others.
 * @returns [nSteps, n] or [nSteps, B, n], of the dtype of `value`; f32 for a list
 * @throws RangeError for times outside the run or between two steps, ShapeError for values of other axes
 * @example simulator.run(inputs, { perturbation: { x: pulse({ nSteps: 100, dt: 20, from: 500, to: 700, value: [1, 0] }) } })
 */
export function pulse(options: PulseOptions): Tensor {
  checkRecord('pulse', 'options', options);
  checkOptions('pulse', options, ['nSteps', 'dt', 'from', 'to', 'value']);
  const { nSteps, dt, from, to } = options;
  checkInteger('pulse', 'nSteps', nSteps, 1);
  checkPositive('pulse', 'dt', dt);
  const end = Number((nSteps * dt).toPrecision(12));
  // A time at the end of the run may lie beyond it by rounding.
  const inRun = (time: number): number => (time > end && time <= end * (1 + SLACK) ? end : time);
  checkNumber('pulse', "'from'", inRun(from), 0, end);
  checkNumber('pulse', "'to'", inRun(to), inRun(from), end);
  const value = isTensor(options.value) ? options.value : tensor(options.value);
  const rank = value.shape.length;
  if (rank !== 1 && rank !== 2) {
    const got = formatShape(value.shape);
    throw new ShapeError(`pulse: expected value of shape [n] or [B, n], got ${got}`, [value.shape]);
  }
  const [first, last] = [from, to].map((time) => Math.min(Math.ceil(time / dt - SLACK), nSteps));
  if (first === last && from < to) {
    const got = `none from ${from} to ${to} at dt ${dt}`;
    throw new RangeError(`pulse: expected a step that starts in the pulse, got ${got} - move or widen it`);
  }
  const out = zeros([nSteps, ...value.shape], value.dtype);
  const size = value.data.length;
  for (let t = first; t < last; t++) out.data.set(value.data, t * size);
  return out;
}
