/** Eigenvalues of general real matrices. @module */

import type { Tensor } from '../tensor.ts';
import { balance, normalise, scaleBy } from './balance.ts';
import { components, submatrix } from './components.ts';
import { type Eigenvalues, hessenbergEigenvalues } from './francis.ts';
import { toHessenberg } from './hessenberg.ts';
import { squareOf } from './matrix.ts';

/** One real eigenvalue (im = 0), or the conjugate pair re +- i im with im > 0. */
export interface Found {
  readonly re: number;
  readonly im: number;
  readonly modulus: number;
  /** Its place, or that of the first of a pair, in the form that it was found from. */
  readonly at: number;
}

/** sqrt(re^2 + im^2) without overflow: |re| exactly where im is 0. */
function modulusOf(re: number, im: number): number {
  const large = Math.max(Math.abs(re), Math.abs(im));
  if (large === 0) return 0;
  const ratio = Math.min(Math.abs(re), Math.abs(im)) / large;
  return large * Math.sqrt(1 + ratio * ratio);
}

/** The eigenvalues of an irreducible matrix [n, n], whose elements are used up. */
function ofBlock(fn: string, a: Float64Array, n: number): Eigenvalues {
  if (n === 1) return { re: a, im: new Float64Array(1) };
  balance(a, n);
  const exponent = normalise(a);
  toHessenberg(a, n);
  const { re, im } = hessenbergEigenvalues(fn, a, n);
  scaleBy(re, -exponent);
  scaleBy(im, -exponent);
  return { re, im };
}

/**
 * Lists eigenvalues without the conjugate of each with im > 0, which follows it.
 * @throws RangeError naming `fn` where one is too large
 */
export function listOf(fn: string, { re, im }: Eigenvalues): Found[] {
  const list: Found[] = [];
  for (let at = 0; at < re.length; at++) {
    // Adding 0 turns -0 into 0.
    if (im[at] >= 0) list.push({ re: re[at] + 0, im: im[at] + 0, modulus: modulusOf(re[at], im[at]), at });
  }
  if (!list.every(({ modulus }) => modulus < Infinity)) {
    throw new RangeError(`${fn}: expected eigenvalues below 1.8e308, got larger ones - scale the matrix`);
  }
  return list;
}

const found = (fn: string, a: Tensor): Found[] => {
  const data = squareOf(fn, a);
  const n = a.shape[0];
  return components(data, n).flatMap((indices) =>
    listOf(fn, ofBlock(fn, submatrix(data, n, indices), indices.length)),
  );
};

/** Descending by modulus, then by real part, then by the size of the imaginary part. */
export const inOrder = (p: Found, q: Found): number => q.modulus - p.modulus || q.re - p.re || q.im - p.im;

/** The eigenvalues of a list, each complex one followed by its conjugate. */
export function spelledOut(list: readonly Found[]): Eigenvalues {
  const parts = list.flatMap(({ re, im }) =>
    im === 0
      ? [[re, 0]]
      : [
          [re, im],
          [re, -im],
        ],
  );
  return { re: Float64Array.from(parts, ([re]) => re), im: Float64Array.from(parts, ([, im]) => im) };
}

/**
 * Returns the eigenvalues of a real matrix, computed in doubles: the matrix is split into its irreducible blocks, each
 * balanced, reduced to Hessenberg form and solved by the double-shift QR algorithm. The result is that of a matrix
 * that differs by some n 2^-52 |A| (norm after balancing), so an eigenvalue of condition 1 is off by no more; those of
 * a defective matrix, with a Jordan block of size k, by that to the power 1/k relative to |A|. Blocks of size 1 are
 * exact: a network without loops, its neurons in any order, has the eigenvalues 0.
 *
 * They are in descending order of modulus, then of real part, then of the size of the imaginary part; a complex one
 * with im > 0 is followed by its conjugate, equal to the bit. Moduli equal but for rounding come in any order.
 * @param a `f32` or `f64` [n, n], n >= 1
 * @throws TypeError for another dtype, ShapeError for another shape, RangeError for NaN or infinite elements, Error
 * when the iteration does not converge
 * @example eigenvalues(tensor([[0, -1], [1, 0]])) // { re: [0, 0], im: [1, -1] }
 */
export function eigenvalues(a: Tensor): Eigenvalues {
  return spelledOut(found('eigenvalues', a).sort(inOrder));
}

/**
 * Returns the spectral radius of a matrix, max |eigenvalue|: to rounding for most, as `eigenvalues` says; exactly 0 for
 * a network without loops, but some 1e-16 to the power 1/n, times the norm, for other nilpotent matrices.
 * @param a `f32` or `f64` [n, n], n >= 1
 * @throws as `eigenvalues`
 */
export function spectralRadius(a: Tensor): number {
  return found('spectralRadius', a).reduce((radius, { modulus }) => Math.max(radius, modulus), 0);
}
