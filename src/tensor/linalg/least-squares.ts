/** Overdetermined systems of linear equations. @module */

import { formatShape, ShapeError } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { reflectRows, triangularise } from './householder.ts';
import { matrixOf, rightSideOf } from './matrix.ts';
import { backSubstitute } from './substitute.ts';

/**
 * The first column k of R [m, n] that depends on those before it: |r[k, k]| is at most m 2^-52 of the norm of the
 * column, so that its angle to their span is rounding. -1 where there is none.
 */
function dependentIn(r: Float64Array, m: number, n: number): number {
  for (let k = 0; k < n; k++) {
    let largest = 0;
    for (let i = 0; i <= k; i++) largest = Math.max(largest, Math.abs(r[i * n + k]));
    if (Math.abs(r[k * n + k]) <= m * Number.EPSILON * largest) return k;
  }
  return -1;
}

/**
 * Returns the first column of a matrix that is a combination of those before it, to rounding, or -1 for full rank.
 * @param a `f32` or `f64` [m, n], m >= n >= 1
 */
export function dependentColumn(a: Tensor): number {
  const r = matrixOf('dependentColumn', a);
  const [m, n] = a.shape;
  triangularise(r, m, n);
  return dependentIn(r, m, n);
}

/**
 * Returns the X that makes the sums of squares of the columns of A X - B least, by Householder reflections (Golub and
 * Van Loan, Matrix Computations, 5.3). It is exact for matrices that differ by some m n 2^-52, relative to their norms.
 * @param a `f32` or `f64` [m, n], m >= n >= 1, of full rank
 * @param b `f32` or `f64` [m] or [m, k]
 * @returns X, f64 [n] or [n, k]
 * @throws TypeError for another dtype, ShapeError for another shape, RangeError for NaN or infinite elements, and for a
 * column that is a combination of those before it
 * @example leastSquares(tensor([[1, 0], [1, 1], [1, 2]]), tensor([1, 3, 5])) // [1, 2]: 1 + 2 t
 */
export function leastSquares(a: Tensor, b: Tensor): Tensor {
  const r = matrixOf('leastSquares', a);
  const [m, n] = a.shape;
  if (m < n) {
    throw new ShapeError(
      `leastSquares: expected at least as many rows as columns, got shape ${formatShape(a.shape)}`,
      [a.shape],
    );
  }
  const x = rightSideOf('leastSquares', b, m);
  const k = x.length / m;
  const reflections = triangularise(r, m, n);
  const column = dependentIn(r, m, n);
  if (column >= 0) {
    const got = `column ${column} a combination of those before it, to rounding - leave it out`;
    throw new RangeError(`leastSquares: expected independent columns, got ${got}`);
  }
  reflections.forEach((by, row) => {
    reflectRows(x, k, row, 0, by);
  });
  return backSubstitute('leastSquares', r, n, x, b.shape.length, k);
}
