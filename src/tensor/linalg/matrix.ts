/** What every routine here asks of its argument. @module */

import { formatShape, ShapeError } from '../shape.ts';
import { isTensor, type Tensor } from '../tensor.ts';

/**
 * Checks that `a` is a matrix of finite floats with at least one element, and copies it into doubles.
 * @throws TypeError for another kind of value, ShapeError for another rank or no elements, RangeError for NaN or infinity
 */
export function matrixOf(fn: string, a: Tensor): Float64Array {
  if (!isTensor(a))
    throw new TypeError(`${fn}: expected a matrix, got ${String(a)} - make one with tensor()`);
  if (a.dtype === 'i32') {
    throw new TypeError(`${fn}: expected an f32 or f64 matrix, got i32 - convert it with cast()`);
  }
  if (a.shape.length !== 2 || a.data.length === 0) {
    throw new ShapeError(
      `${fn}: expected a matrix with rows and columns, got shape ${formatShape(a.shape)}`,
      [a.shape],
    );
  }
  const bad = a.data.findIndex((x: number) => !Number.isFinite(x));
  if (bad >= 0) {
    const at = formatShape([Math.floor(bad / a.shape[1]), bad % a.shape[1]]);
    throw new RangeError(`${fn}: expected finite elements, got ${a.data[bad]} at ${at}`);
  }
  return Float64Array.from(a.data);
}

/**
 * As `matrixOf`, for square matrices.
 * @throws ShapeError when the two lengths differ
 */
export function squareOf(fn: string, a: Tensor): Float64Array {
  const data = matrixOf(fn, a);
  if (a.shape[0] !== a.shape[1]) {
    throw new ShapeError(`${fn}: expected a square matrix, got shape ${formatShape(a.shape)}`, [a.shape]);
  }
  return data;
}
