/** The real Schur form of a matrix, by irreducible blocks. @module */

import { balance, normalise, scaleBy } from './balance.ts';
import { components, submatrix } from './components.ts';
import { type Eigenvalues, hessenbergEigenvalues } from './francis.ts';
import { toHessenberg } from './hessenberg.ts';

/** A = P Z T Z^-1 P^T, with (P y)[order[i]] = y[i]; all matrices [n, n]. */
export interface SchurForm {
  readonly order: readonly number[];
  /** Block upper triangular: one row for each real eigenvalue, two for each complex pair. */
  readonly t: Float64Array;
  /** Block diagonal: for each irreducible block its scaling times an orthogonal matrix. */
  readonly z: Float64Array;
  /** For each row of T the largest size of an element in its irreducible block. */
  readonly sizes: Float64Array;
  /** The eigenvalues of the blocks of T, at their places. */
  readonly values: Eigenvalues;
}

/** The identity [n, n]. */
export function identityOf(n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) out[i * n + i] = 1;
  return out;
}

/** One irreducible block, as `eigenvalues` solves it: T = Q^T D^-1 A D Q. The elements of `t` are replaced. */
function solveBlock(
  fn: string,
  t: Float64Array,
  m: number,
): { readonly d: Float64Array; readonly q: Float64Array; readonly values: Eigenvalues } {
  const q = identityOf(m);
  if (m === 1) return { d: Float64Array.of(1), q, values: { re: t.slice(), im: new Float64Array(1) } };
  const d = balance(t, m);
  const exponent = normalise(t);
  toHessenberg(t, m, q);
  const values = hessenbergEigenvalues(fn, t, m, q);
  for (const part of [t, values.re, values.im]) scaleBy(part, -exponent);
  return { d, q, values };
}

/** Replaces the columns from `from` on of row `row` of `a` [n, n] by the product with `by` [m, m]. */
function timesBlock(
  a: Float64Array,
  n: number,
  row: number,
  from: number,
  m: number,
  by: Float64Array,
): void {
  const at = row * n + from;
  const old = a.slice(at, at + m);
  a.fill(0, at, at + m);
  for (let k = 0; k < m; k++) for (let j = 0; j < m; j++) a[at + j] += old[k] * by[k * m + j];
}

/** Replaces the rows from `from` on, right of the block [m, m] there, by the product of `by`^T [m, m] with them. */
function timesRows(a: Float64Array, n: number, from: number, m: number, by: Float64Array): void {
  const [first, width] = [from + m, n - from - m];
  const old = new Float64Array(m * width);
  for (let k = 0; k < m; k++) {
    const at = (from + k) * n + first;
    old.set(a.subarray(at, at + width), k * width);
    a.fill(0, at, at + width);
  }
  for (let i = 0; i < m; i++) {
    const at = (from + i) * n + first;
    for (let k = 0; k < m; k++) {
      for (let j = 0; j < width; j++) a[at + j] += by[k * m + i] * old[k * width + j];
    }
  }
}

/**
 * Returns the real Schur form of a matrix [n, n]: its irreducible blocks, put in the order that makes it block upper
 * triangular, each balanced and solved by the QR algorithm, and what couples them transformed with them. The
 * eigenvalues have the bits of those of `eigenvalues`.
 */
export function schurOf(fn: string, a: Float64Array, n: number): SchurForm {
  // A block is found before those that have edges to it, so in reverse order edges lead to what comes later.
  const blocks = components(a, n).reverse();
  const order = blocks.flat();
  const t = submatrix(a, n, order);
  const z = new Float64Array(n * n);
  const sizes = new Float64Array(n);
  const values = { re: new Float64Array(n), im: new Float64Array(n) };
  let from = 0;
  for (const block of blocks) {
    const m = block.length;
    const own = submatrix(a, n, block);
    const { d, q, values: found } = solveBlock(fn, own, m);
    const scaled = q.map((x, k) => x * d[Math.floor(k / m)]);
    for (let row = 0; row < from; row++) timesBlock(t, n, row, from, m, scaled);
    timesRows(
      t,
      n,
      from,
      m,
      q.map((x, k) => x / d[Math.floor(k / m)]),
    );
    for (let i = 0; i < m; i++) {
      t.set(own.subarray(i * m, i * m + m), (from + i) * n + from);
      z.set(scaled.subarray(i * m, i * m + m), (from + i) * n + from);
    }
    let largest = 0;
    for (const x of own) largest = Math.max(largest, Math.abs(x));
    sizes.fill(largest, from, from + m);
    values.re.set(found.re, from);
    values.im.set(found.im, from);
    from += m;
  }
  return { order, t, z, sizes, values };
}
