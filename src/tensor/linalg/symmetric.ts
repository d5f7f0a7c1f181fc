/** Eigenvalues and eigenvectors of symmetric matrices. @module */

import { formatShape } from '../shape.ts';
import { fromArray, type Tensor } from '../tensor.ts';
import { normalise, scaleBy } from './balance.ts';
import { toHessenberg } from './hessenberg.ts';
import { squareOf } from './matrix.ts';
import { turnSign } from './phase.ts';
import { identityOf } from './schur.ts';
import { diagonalise } from './tridiagonal.ts';

/** Eigenvalues [n] in descending order, and vectors, f64 [n, n]: column i belongs to value i. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  readonly vectors: Tensor;
}

function transpose(a: Float64Array, n: number): Float64Array {
  return a.map((_, k) => a[(k % n) * n + Math.floor(k / n)]);
}

function checkSymmetric(a: Float64Array, n: number): void {
  const k = a.findIndex((x, at) => x !== a[(at % n) * n + Math.floor(at / n)]);
  if (k < 0) return;
  const [i, j] = [Math.floor(k / n), k % n];
  const got = `${a[k]} at ${formatShape([i, j])} and ${a[j * n + i]} at ${formatShape([j, i])}`;
  throw new RangeError(
    `symmetricEigen: expected a symmetric matrix, got ${got} - take half the sum with its transpose`,
  );
}

/**
 * Returns the eigenvalues and eigenvectors of a symmetric matrix, in doubles, by reduction to tridiagonal form and the
 * QR algorithm: 10 n^3 operations. They are those of a matrix that differs by some n 2^-52 |A|, so a value is off by no
 * more; vectors are orthonormal to some n 2^-52, and one whose value is apart from the others by a gap is off by some
 * n 2^-52 |A| / gap.
 *
 * Of the entries of a vector the first that is as large as the largest (to 1e-9 of it) is positive.
 * @param a `f32` or `f64` [n, n], n >= 1, equal to its transpose to the bit
 * @throws TypeError for another dtype, ShapeError for another shape, RangeError for NaN or infinite elements, or where
 * the matrix is not symmetric; Error when the iteration does not converge
 * @example symmetricEigen(tensor([[2, 1], [1, 2]])).values // [3, 1]; vectors [[0.7, 0.7], [0.7, -0.7]]
 */
export function symmetricEigen(a: Tensor): SymmetricEigen {
  const data = squareOf('symmetricEigen', a);
  const n = a.shape[0];
  checkSymmetric(data, n);
  const exponent = normalise(data);
  const q = identityOf(n);
  toHessenberg(data, n, q);
  const d = Float64Array.from({ length: n }, (_, k) => data[k * n + k]);
  const e = Float64Array.from({ length: n - 1 }, (_, k) => data[(k + 1) * n + k]);
  const rows = transpose(q, n);
  diagonalise('symmetricEigen', d, e, rows);
  scaleBy(d, -exponent);
  if (!d.every(Number.isFinite)) {
    throw new RangeError(
      'symmetricEigen: expected eigenvalues below 1.8e308, got larger ones - scale the matrix',
    );
  }

  const order = Array.from(d.keys()).sort((i, j) => d[j] - d[i]);
  const sorted = new Float64Array(n * n);
  order.forEach((from, to) => {
    const row = rows.subarray(from * n, from * n + n);
    turnSign(row);
    sorted.set(row, to * n);
  });
  // Adding 0 turns -0 into 0.
  return {
    values: Float64Array.from(order, (i) => d[i] + 0),
    vectors: fromArray(transpose(sorted, n), [n, n]),
  };
}
