/** Eigenvalues with right eigenvectors of general real matrices. @module */

import { fromArray, type Tensor } from '../tensor.ts';
import { type Complex, eigenvectorAt } from './back-substitution.ts';
import { normalise, scaleBy } from './balance.ts';
import { inOrder, listOf, spelledOut } from './eigenvalues.ts';
import type { Eigenvalues } from './francis.ts';
import { squareOf } from './matrix.ts';
import { unitVector } from './phase.ts';
import { type SchurForm, schurOf } from './schur.ts';

/** Eigenvalues, and real and imaginary parts, f64 [n, n], of vectors: column i belongs to eigenvalue i. */
export interface EigenDecomposition {
  readonly values: Eigenvalues;
  readonly vectors: Complex<Tensor>;
}

/** P Z y. */
function mapped({ order, z }: SchurForm, n: number, y: Float64Array): Float64Array {
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += z[i * n + j] * y[j];
    out[order[i]] = sum;
  }
  return out;
}

function checkFinite(data: Float64Array): void {
  if (data.every(Number.isFinite)) return;
  throw new RangeError(
    'eigen: expected a matrix whose Schur form stays below 1.8e308, got a larger one - scale it',
  );
}

/**
 * Returns the eigenvalues of a real matrix, the same bits in the same order as `eigenvalues`, with right eigenvectors:
 * by back substitution in the real Schur form of the blocks that `eigenvalues` solves. A vector v of a well scaled
 * matrix fulfils |A v - lambda v| <= 8 n 2^-52 |A| (Frobenius norm); where balancing scales by large factors, by as
 * much more, as with LAPACK's `dgeev`.
 *
 * Each vector has 2-norm 1, and of its entries the first that is as large as the largest (to 1e-9 of it) is real and
 * positive; those of real eigenvalues are real, those of conjugate pairs conjugate. An eigenvalue that is repeated has as
 * many independent vectors as there are; of a defective one, the others are equal or almost so.
 * @param a `f32` or `f64` [n, n], n >= 1
 * @throws as `eigenvalues`
 * @example eigen(tensor([[0, -1], [1, 0]])).vectors.im // [[0, 0], [-0.7, 0.7]], re [[0.7, 0.7], [0, 0]]
 */
export function eigen(a: Tensor): EigenDecomposition {
  const data = squareOf('eigen', a);
  const n = a.shape[0];
  const form = schurOf('eigen', data, n);
  const list = listOf('eigen', form.values).sort(inOrder);
  checkFinite(form.t);
  const exponent = normalise(form.t);
  const scaled = { re: form.values.re.slice(), im: form.values.im.slice() };
  for (const part of [scaled.re, scaled.im, form.sizes]) scaleBy(part, exponent);

  const re = new Float64Array(n * n);
  const im = new Float64Array(n * n);
  let column = 0;
  for (const { at } of list) {
    const lambda = { re: scaled.re[at], im: scaled.im[at] };
    const y = eigenvectorAt(form.t, n, form.sizes, at, lambda);
    const v = unitVector({ re: mapped(form, n, y.re), im: mapped(form, n, y.im) });
    checkFinite(v.re);
    for (const sign of lambda.im === 0 ? [1] : [1, -1]) {
      for (let i = 0; i < n; i++) {
        re[i * n + column] = v.re[i];
        im[i * n + column] = sign * v.im[i] + 0;
      }
      column++;
    }
  }
  return { values: spelledOut(list), vectors: { re: fromArray(re, [n, n]), im: fromArray(im, [n, n]) } };
}
