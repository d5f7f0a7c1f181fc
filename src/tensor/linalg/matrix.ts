/** What every routine here asks of its argument. @module */

import { formatShape, ShapeError, stridesOf } from '../shape.ts';
import { isTensor, type Tensor } from '../tensor.ts';

/**
 * Checks that `x` is a tensor of finite floats with at least one element and one of the ranks, and copies it into doubles.
 * @param kind what it is, for messages: `a matrix`
 * @param form what is asked of its shape: `with rows and columns`
 * @throws TypeError for another kind of value, ShapeError for another rank or no elements, RangeError for NaN or infinity
 */
export function floatsOf(
  fn: string,
  x: Tensor,
  kind: string,
  form: string,
  ranks: (rank: number) => boolean,
): Float64Array {
  if (!isTensor(x)) {
    throw new TypeError(`${fn}: expected ${kind}, got ${String(x)} - make one with tensor()`);
  }
  if (x.dtype === 'i32') {
    const float = kind.replace(/^an? /, 'an f32 or f64 ');
    throw new TypeError(`${fn}: expected ${float}, got i32 - convert it with cast()`);
  }
  if (!ranks(x.shape.length) || x.data.length === 0) {
    throw new ShapeError(`${fn}: expected ${kind} ${form}, got shape ${formatShape(x.shape)}`, [x.shape]);
  }
  const bad = x.data.findIndex((value: number) => !Number.isFinite(value));
  if (bad >= 0) {
    const at = stridesOf(x.shape).map((stride, axis) => Math.floor(bad / stride) % x.shape[axis]);
    throw new RangeError(`${fn}: expected finite elements, got ${x.data[bad]} at ${formatShape(at)}`);
  }
  return Float64Array.from(x.data);
}

/** As `floatsOf`, for matrices [m, n]. */
export function matrixOf(fn: string, a: Tensor): Float64Array {
  return floatsOf(fn, a, 'a matrix', 'with rows and columns', (rank) => rank === 2);
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

/**
 * As `floatsOf`, for the right-hand side [m] or [m, k] of equations with m rows.
 * @throws ShapeError when it has another number of rows
 */
export function rightSideOf(fn: string, b: Tensor, m: number): Float64Array {
  const kind = 'a right-hand side';
  const form = `of shape [${m}] or [${m}, k]`;
  const data = floatsOf(fn, b, kind, form, (rank) => rank === 1 || rank === 2);
  if (b.shape[0] === m) return data;
  throw new ShapeError(`${fn}: expected ${kind} ${form}, got shape ${formatShape(b.shape)}`, [[m], b.shape]);
}
