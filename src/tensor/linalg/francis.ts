/** Eigenvalues of a Hessenberg matrix by the double-shift QR algorithm (Francis 1961). @module */

import { formatShape } from '../shape.ts';
import { chase, type Shift, startOf } from './bulge.ts';

/** Real and imaginary parts of the n eigenvalues of a matrix [n, n], in the same order. */
export interface Eigenvalues {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** The eigenvalues (re[0], im) and (re[1], -im) of a matrix [2, 2]. */
interface Pair {
  readonly re: readonly [number, number];
  readonly im: number;
}

const EPS = Number.EPSILON;
// Below this a product with a relative error of EPS may be below the smallest normal double.
const TINY = 2 ** -970;

/**
 * Solves [[a, b], [c, d]] with p = (a - d) / 2: d + p +- sqrt(p^2 + b c). Of two real ones the smaller distance from d
 * is found by division, not by a difference that cancels. Rounding acts as relative changes of EPS in p, b and c.
 */
export function pairOf(a: number, b: number, c: number, d: number): Pair {
  const p = (a - d) / 2;
  const scale = Math.max(Math.abs(p), Math.abs(b), Math.abs(c));
  if (scale === 0) return { re: [a, d], im: 0 };
  const square = (p / scale) * (p / scale) + (b / scale) * (c / scale);
  const root = scale * Math.sqrt(Math.abs(square));
  if (square < 0) return { re: [d + p, d + p], im: root };
  const z = p < 0 ? p - root : p + root;
  return { re: [d + z, z === 0 ? d : d - (b / z) * c], im: 0 };
}

/** Whether h[k, k - 1] may be taken as 0: small beside its neighbours on the diagonal, and then by Ahues and Tisseur (1997). */
function negligible(h: Float64Array, n: number, k: number, bottom: number): boolean {
  const at = k * n + k;
  const sub = Math.abs(h[at - 1]);
  if (sub <= TINY) return true;
  const upper = h[at - n - 1];
  const lower = h[at];
  let beside = Math.abs(upper) + Math.abs(lower);
  if (beside === 0) {
    if (k >= 2) beside += Math.abs(h[at - n - 2]);
    if (k + 1 <= bottom) beside += Math.abs(h[at + n]);
  }
  if (sub > EPS * beside) return false;
  const above = Math.abs(h[at - n]);
  const gap = Math.abs(upper - lower);
  const [big, small] = [Math.max(sub, above), Math.min(sub, above)];
  const [far, near] = [Math.max(Math.abs(lower), gap), Math.min(Math.abs(lower), gap)];
  const sum = big + far;
  return small * (big / sum) <= Math.max(TINY, EPS * (near * (far / sum)));
}

/** The first row of the unreduced block that ends at `bottom`; the subdiagonal element before it is set to 0. */
function topOf(h: Float64Array, n: number, bottom: number): number {
  for (let k = bottom; k > 0; k--) {
    if (negligible(h, n, k, bottom)) {
      h[k * n + k - 1] = 0;
      return k;
    }
  }
  return 0;
}

// Every tenth sweep without a deflation takes shifts that follow no rule of the matrix, for those that the usual
// shifts leave as they are: 3/4 +- i sqrt(7)/4 times two subdiagonal elements, by turns at either end (LAPACK's dlahqr).
const EXCEPTIONAL = 10;
const EXCEPTIONAL_RE = 0.75;
const EXCEPTIONAL_IM = 0.6614378277661477;

/** The shifts of a sweep: of the last two rows their eigenvalues if complex, else twice the one nearer to the last element. */
function shiftOf(h: Float64Array, n: number, top: number, bottom: number, sweep: number): Shift {
  if (sweep % EXCEPTIONAL === 0) {
    const atTop = sweep % (2 * EXCEPTIONAL) !== 0;
    const k = atTop ? top + 2 : bottom;
    const size = Math.abs(h[k * n + k - 1]) + Math.abs(h[(k - 1) * n + k - 2]);
    const from = atTop ? h[top * n + top] : h[bottom * n + bottom];
    return { re: from + EXCEPTIONAL_RE * size, im: EXCEPTIONAL_IM * size };
  }
  const at = bottom * n + bottom;
  const { re, im } = pairOf(h[at - n - 1], h[at - n], h[at - 1], h[at]);
  if (im !== 0) return { re: re[0], im };
  return { re: Math.abs(re[0] - h[at]) <= Math.abs(re[1] - h[at]) ? re[0] : re[1], im: 0 };
}

/**
 * Makes the block [2, 2] from row k of a Schur form triangular, where its eigenvalues re[0], re[1] are real: with
 * (z, c), z = re[0] - d, an eigenvector of [[a, b], [c, d]] without cancellation, the rotation G that has it as first
 * column leaves [[re[0], b - c], [0, re[1]]]. Equal eigenvalues then have two vectors where they have.
 */
function splitPair(h: Float64Array, n: number, k: number, re: Pair['re'], q: Float64Array): void {
  const at = k * n + k;
  const [b, c, z] = [h[at + 1], h[at + n], re[0] - h[at + n + 1]];
  const largest = Math.max(Math.abs(z), Math.abs(c));
  const length = Math.sqrt((z / largest) * (z / largest) + (c / largest) * (c / largest));
  const [cos, sin] = [z / largest / length, c / largest / length];
  for (const [a, last] of [
    [h, k - 1],
    [q, n - 1],
  ] as const) {
    for (let i = 0; i <= last; i++) {
      const [x, y] = [a[i * n + k], a[i * n + k + 1]];
      a[i * n + k] = cos * x + sin * y;
      a[i * n + k + 1] = cos * y - sin * x;
    }
  }
  for (let j = k + 2; j < n; j++) {
    const [x, y] = [h[k * n + j], h[k * n + n + j]];
    h[k * n + j] = cos * x + sin * y;
    h[k * n + n + j] = cos * y - sin * x;
  }
  h[at] = re[0];
  h[at + 1] = b - c;
  h[at + n] = 0;
  h[at + n + 1] = re[1];
}

/**
 * Returns the eigenvalues of a Hessenberg matrix [n, n], complex ones as neighbours a + ib, a - ib with b > 0. Its
 * largest element is best near 2^400, as `normalise` leaves it. Rows and columns are kept up to date within the active
 * block only, and `h` is used up, unless `q` is given: it then becomes the real Schur form, block upper triangular with
 * one row for each real eigenvalue and two for each complex pair, and the eigenvalues have the same bits.
 * @param q [n, n], multiplied from the right by the orthogonal transformation: Q H Q^T stays the same matrix
 * @param limit the sweeps after which the iteration is given up: 30 for each eigenvalue by default, where 2 to 3 are usual
 * @throws Error naming `fn` when the iteration has not converged by then
 */
export function hessenbergEigenvalues(
  fn: string,
  h: Float64Array,
  n: number,
  q?: Float64Array,
  limit: number = 30 * Math.max(10, n),
): Eigenvalues {
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  let bottom = n - 1;
  let sweeps = 0;
  let sinceDeflation = 0;
  while (bottom >= 0) {
    const top = topOf(h, n, bottom);
    const at = bottom * n + bottom;
    if (top === bottom) {
      re[bottom] = h[at];
    } else if (top === bottom - 1) {
      const pair = pairOf(h[at - n - 1], h[at - n], h[at - 1], h[at]);
      re.set(pair.re, top);
      im.set([pair.im, -pair.im], top);
      if (q && pair.im === 0) splitPair(h, n, top, pair.re, q);
    } else {
      if (sweeps === limit) throw notConverged(fn, limit, n);
      sweeps++;
      sinceDeflation++;
      const shift = shiftOf(h, n, top, bottom, sinceDeflation);
      chase(h, n, top, bottom, startOf(h, n, top, bottom, shift), q);
      continue;
    }
    bottom = top - 1;
    sinceDeflation = 0;
  }
  return { re, im };
}

/** What is thrown by an iteration that has not come to its end. */
export function notConverged(fn: string, limit: number, n: number): Error {
  const got = `no convergence after ${limit} sweeps on a block of shape ${formatShape([n, n])}`;
  return new Error(`${fn}: expected the QR algorithm to converge, got ${got} - perturb the matrix`);
}
