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
  /** When the pulse starts and ends: it covers the steps t, from 0, with from <= t dt < to. */
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
 * @throws RangeError for times outside the run, ShapeError for values of other axes
 * @example simulator.run(inputs, { perturbation: { x: pulse({ nSteps: 100, dt: 20, from: 500, to: 700, value: [1, 0] }) } })
 */
export function pulse(options: PulseOptions): Tensor {
  checkRecord('pulse', 'options', options);
  checkOptions('pulse', options, ['nSteps', 'dt', 'from', 'to', 'value']);
  const { nSteps, dt, from, to } = options;
  checkInteger('pulse', 'nSteps', nSteps, 1);
  checkPositive('pulse', 'dt', dt);
  checkNumber('pulse', 'from', from, 0, nSteps * dt);
  checkNumber('pulse', 'to', to, from, nSteps * dt * (1 + SLACK));
  const value = isTensor(options.value) ? options.value : tensor(options.value);
  const rank = value.shape.length;
  if (rank !== 1 && rank !== 2) {
    const got = formatShape(value.shape);
    throw new ShapeError(`pulse: expected value of shape [n] or [B, n], got ${got}`, [value.shape]);
  }
  const stepAt = (time: number): number => Math.min(Math.ceil(time / dt - SLACK), nSteps);
  const out = zeros([nSteps, ...value.shape], value.dtype);
  const size = value.data.length;
  for (let t = stepAt(from); t < stepAt(to); t++) out.data.set(value.data, t * size);
  return out;
}
