/** Squared errors of outputs [T, B, nOut] against targets. @module */

import { mul, select, sqrt, sub } from '../../autograd/ops/elementwise.ts';
import type { Value } from '../../autograd/tape.ts';
import { checkName, checkOptions, checkRecord } from '../../tensor/options.ts';
import { checkDType, checkOutputs, checkShapeOf, entryMask, maskedMean, mean, shown } from './masked-mean.ts';

/** Options of `meanSquaredError`. */
export interface SquaredErrorOptions {
  /**
   * What the squares are divided by. `'normalised'`, the default: by the sum of the mask, so that the loss does not
   * depend on how much is masked. `'psychrnn'`: the mask is squared with the error, and the mean is over all
   * entries, masked ones too, as in PsychRNN (Ehrlich et al. 2021).
   */
  readonly form?: 'normalised' | 'psychrnn';
}

const FORMS: readonly string[] = ['normalised', 'psychrnn'];

/**
 * Mean squared error over the entries that the mask shows: sum(mask (z - target)^2) / sum(mask), or in PsychRNN's
 * form mean((mask (z - target))^2) over all entries. Where the mask is 0, nothing is read: outputs and targets may
 * be huge or NaN there, and the gradient is exactly 0. If it is 0 everywhere, so is the loss.
 * @param z outputs [T, B, nOut]
 * @param targets [T, B, nOut]
 * @param mask weights >= 0 [T, B], the same for every output, or [T, B, nOut]; all 1 by default
 * @throws ShapeError or TypeError for targets or a mask that do not fit z; TypeError or RangeError for bad options
 * @example meanSquaredError(z, batch.targets, batch.mask)
 */
export function meanSquaredError(
  z: Value,
  targets: Value,
  mask: Value | null = null,
  options: SquaredErrorOptions = {},
): Value {
  checkRecord('meanSquaredError', 'options', options);
  checkOptions('meanSquaredError', options, ['form']);
  const { form = 'normalised' } = options;
  checkName('meanSquaredError', 'form', form, FORMS);
  return squaredError('meanSquaredError', z, targets, mask, form);
}

function squaredError(
  fn: string,
  z: Value,
  targets: Value,
  mask: Value | null,
  form: NonNullable<SquaredErrorOptions['form']>,
): Value {
  checkOutputs(fn, z);
  checkShapeOf(fn, 'targets', targets.shape, [z.shape]);
  checkDType(fn, 'targets', targets.dtype, z.dtype);
  const perEntry = entryMask(fn, mask, z);
  const error = shown(sub(z, targets), perEntry);
  if (form === 'normalised') return maskedMean(mul(error, error), perEntry);
  const weighted = perEntry === null ? error : mul(error, perEntry);
  return mean(mul(weighted, weighted));
}

/**
 * Root of the mean squared error, sqrt(sum(mask (z - target)^2) / sum(mask)): the error that pycog reports and stops
 * at. Where it is 0 its gradient is taken as 0. Arguments and errors are those of `meanSquaredError`.
 */
export function rootMeanSquaredError(z: Value, targets: Value, mask: Value | null = null): Value {
  const square = squaredError('rootMeanSquaredError', z, targets, mask, 'normalised');
  // The derivative of the root is infinite at 0, where 0 x infinity would give NaN.
  return select(square, sqrt(select(square, square, 1)), 0);
}
