/** Systems of linear equations. @module */

import type { Tensor } from '../tensor.ts';
import { normalise, scaleBy } from './balance.ts';
import { rightSideOf, squareOf } from './matrix.ts';
import { backSubstitute } from './substitute.ts';

function swapRows(a: Float64Array, width: number, i: number, j: number): void {
  for (let c = 0; c < width; c++) {
    const kept = a[i * width + c];
    a[i * width + c] = a[j * width + c];
    a[j * width + c] = kept;
  }
}

/** Row i -= factor * row k, from a column on. */
function subtractRow(
  a: Float64Array,
  width: number,
  i: number,
  k: number,
  factor: number,
  from: number,
): void {
  for (let c = from; c < width; c++) a[i * width + c] -= factor * a[k * width + c];
}

/** Multiplies the rows of equations by powers of 2 that make the largest coefficient of each alike; a row of zeros stays. */
function scaleRows(a: Float64Array, n: number, b: Float64Array, k: number): void {
  for (let i = 0; i < n; i++) {
    const row = a.subarray(i * n, i * n + n);
    // Coefficients near 2^400 would make the right-hand side overflow; near 1, both have room.
    const exponent = normalise(row) - 400;
    scaleBy(row, -400);
    scaleBy(b.subarray(i * k, i * k + k), exponent);
  }
}

/** The largest size of an element in each column. */
function columnSizes(a: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n);
  for (let k = 0; k < a.length; k++) out[k % n] = Math.max(out[k % n], Math.abs(a[k]));
  return out;
}

/**
 * Solves A X = B by elimination with partial pivoting (Golub and Van Loan, Matrix Computations, algorithm 3.4.1) after
 * rows were scaled by powers of 2. The result solves (A + E) X = B with |E| some n 2^-52 |A|, so X is off by that times
 * the condition number |A| |A^-1|.
 * @param a `f32` or `f64` [n, n]
 * @param b `f32` or `f64` [n] or [n, k]
 * @returns X, f64 of the shape of `b`
 * @throws TypeError for another dtype, ShapeError for another shape, RangeError for NaN or infinite elements, and where
 * the matrix is singular: a pivot at most 4 n 2^-52 of the largest element of its column, as of a column that is a
 * combination of others but for rounding
 * @example solve(tensor([[2, 1], [1, 3]]), tensor([3, 5])) // [0.8, 1.4]
 */
export function solve(a: Tensor, b: Tensor): Tensor {
  const u = squareOf('solve', a);
  const n = a.shape[0];
  const x = rightSideOf('solve', b, n);
  const k = x.length / n;
  scaleRows(u, n, x, k);
  const sizes = columnSizes(u, n);
  for (let j = 0; j < n; j++) {
    let pivot = j;
    for (let i = j + 1; i < n; i++) if (Math.abs(u[i * n + j]) > Math.abs(u[pivot * n + j])) pivot = i;
    const size = Math.abs(u[pivot * n + j]);
    if (size <= 4 * n * Number.EPSILON * sizes[j]) throw singular(j);
    if (pivot !== j) {
      swapRows(u, n, pivot, j);
      swapRows(x, k, pivot, j);
    }
    for (let i = j + 1; i < n; i++) {
      const factor = u[i * n + j] / u[j * n + j];
      if (factor === 0) continue;
      subtractRow(u, n, i, j, factor, j);
      subtractRow(x, k, i, j, factor, 0);
    }
  }
  return backSubstitute('solve', u, n, x, b.shape.length, k);
}

function singular(column: number): RangeError {
  const got = `a singular one: to rounding, column ${column} is a combination of those before it`;
  return new RangeError(`solve: expected a matrix that has an inverse, got ${got}`);
}
