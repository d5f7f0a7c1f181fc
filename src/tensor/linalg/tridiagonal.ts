/** Eigenvalues and eigenvectors of symmetric tridiagonal matrices, by the QR algorithm with implicit shifts. @module */

import { notConverged } from './francis.ts';

const EPS = Number.EPSILON;
// Of a matrix with elements up to 2^401 nothing that counts is lost below this, and its square is a normal double.
const TINY = 2 ** -480;

/** The eigenvalue of the last two rows that is nearer to the last element (Wilkinson 1968). */
function shiftOf(d: Float64Array, e: Float64Array, bottom: number): number {
  const off = e[bottom - 1];
  const half = (d[bottom - 1] - d[bottom]) / 2;
  const root = Math.sqrt(half * half + off * off);
  return d[bottom] - off * (off / (half < 0 ? half - root : half + root));
}

/** Replaces rows k and k + 1 of a matrix [n, n] by c, s and -s, c times them. */
function rotateRows(rows: Float64Array, n: number, k: number, c: number, s: number): void {
  for (let at = k * n, end = at + n; at < end; at++) {
    const [upper, lower] = [rows[at], rows[at + n]];
    rows[at] = c * upper + s * lower;
    rows[at + n] = c * lower - s * upper;
  }
}

/** One sweep of rotations down the block `top` .. `bottom` (Golub and Van Loan, Matrix Computations, algorithm 8.3.2). */
function sweep(
  d: Float64Array,
  e: Float64Array,
  top: number,
  bottom: number,
  rows: Float64Array,
  n: number,
): void {
  let x = d[top] - shiftOf(d, e, bottom);
  let bulge = e[top];
  for (let k = top; k < bottom; k++) {
    const largest = Math.max(Math.abs(x), Math.abs(bulge));
    if (largest === 0) return;
    const [p, q] = [x / largest, bulge / largest];
    const length = Math.sqrt(p * p + q * q);
    const [c, s] = [p / length, q / length];
    if (k > top) e[k - 1] = length * largest;
    const w = s * (d[k + 1] - d[k]) + 2 * c * e[k];
    d[k] += s * w;
    d[k + 1] -= s * w;
    e[k] = c * w - e[k];
    x = e[k];
    if (k + 1 < bottom) {
      bulge = s * e[k + 1];
      e[k + 1] *= c;
    }
    rotateRows(rows, n, k, c, s);
  }
}

/**
 * Turns the diagonal d [n] of a symmetric tridiagonal matrix into its eigenvalues, in no order, in place. The largest
 * element is best near 2^400, as `normalise` leaves it.
 * @param e the elements beside the diagonal [n - 1]; used up
 * @param rows [n, n], multiplied from the left by the transposed eigenvectors: Q^T in, eigenvectors of Q T Q^T out
 * @throws Error naming `fn` when the iteration has not converged after 30 sweeps for each eigenvalue; 2 are usual
 */
export function diagonalise(fn: string, d: Float64Array, e: Float64Array, rows: Float64Array): void {
  const n = d.length;
  const limit = 30 * Math.max(10, n);
  const negligible = (k: number): boolean => {
    const off = Math.abs(e[k - 1]);
    return off <= TINY || off <= EPS * (Math.abs(d[k - 1]) + Math.abs(d[k]));
  };
  let sweeps = 0;
  for (let bottom = n - 1; bottom > 0; ) {
    let top = bottom;
    while (top > 0 && !negligible(top)) top--;
    if (top > 0) e[top - 1] = 0;
    if (top === bottom) {
      bottom--;
    } else {
      if (sweeps++ === limit) throw notConverged(fn, limit, n);
      sweep(d, e, top, bottom, rows, n);
    }
  }
}
