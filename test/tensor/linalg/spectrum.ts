/** Matrices, and spectra as multisets: pairs of nearest eigenvalues, and power sums. @module */

import fc from 'fast-check';
import type { Eigenvalues } from '../../../src/tensor/linalg/index.ts';
import { fromArray, type Tensor } from '../../../src/tensor/tensor.ts';
import { mapData, normals, onGrid } from '../../support/arbitraries.ts';

/** Square matrices of up to `max` rows: dense, on a grid (often singular or defective), and sparse (often reducible). */
export function squares(max: number): fc.Arbitrary<Tensor> {
  return fc.integer({ min: 1, max }).chain((n) =>
    fc.oneof(
      normals([n, n]),
      onGrid([n, n]),
      fc
        .tuple(onGrid([n, n]), fc.array(fc.boolean(), { minLength: n * n, maxLength: n * n }))
        .map(([a, kept]) => mapData((x, i) => (kept[i] ? x : 0), a)),
    ),
  );
}

/**
 * The bound of |E| / |A| (Frobenius norms) for the matrix A + E of which a computed spectrum is the exact one. Some 3 n
 * sweeps round each element a few times, mostly in different directions: the largest of 15,000 random matrices of 2 to
 * 6 rows was 12 eps (eps = 2^-52), and 14 eps for NumPy's.
 */
export const backwardError = (n: number): number => 8 * n * Number.EPSILON;

/** A matrix [n, n] from its elements by row and column. */
export function matrix(n: number, element: (i: number, j: number) => number): Tensor {
  return fromArray(
    Float64Array.from({ length: n * n }, (_, at) => element(Math.floor(at / n), at % n)),
    [n, n],
  );
}

/** The element of a matrix [n, n] at a row and column. */
export const at = (a: Tensor, i: number, j: number): number => a.data[i * a.shape[1] + j];

export const frobenius = (a: Tensor): number => Math.hypot(...a.data);

/**
 * Pairs the eigenvalues of two spectra, nearest first, and returns the distance for each of `expected`.
 * @throws Error when their numbers differ
 */
export function distances(actual: Eigenvalues, expected: Eigenvalues): Float64Array {
  const n = expected.re.length;
  if (actual.re.length !== n) throw new Error(`spectra: expected ${n} eigenvalues, got ${actual.re.length}`);
  const between = Float64Array.from({ length: n * n }, (_, k) => {
    const [i, j] = [Math.floor(k / n), k % n];
    return Math.hypot(actual.re[j] - expected.re[i], actual.im[j] - expected.im[i]);
  });
  const nearestFirst = Array.from(between.keys()).sort((p, q) => between[p] - between[q]);
  const out = new Float64Array(n).fill(NaN);
  const used = new Set<number>();
  for (const k of nearestFirst) {
    const [i, j] = [Math.floor(k / n), k % n];
    if (!Number.isNaN(out[i]) || used.has(j)) continue;
    out[i] = between[k];
    used.add(j);
  }
  return out;
}

/** The largest error of a spectrum in units of the tolerance for each of `expected`; 0 / 0 is 0. */
export function worst(actual: Eigenvalues, expected: Eigenvalues, tolerance: (i: number) => number): number {
  return distances(actual, expected).reduce(
    (most, error, i) => (error === 0 ? most : Math.max(most, error / tolerance(i))),
    0,
  );
}

/** Sum of the k-th powers of the eigenvalues, k = 1 .. n: real, since they come in conjugate pairs. */
export function powerSums({ re, im }: Eigenvalues): number[] {
  const power = { re: re.map(() => 1), im: im.map(() => 0) };
  return Array.from(re, () => {
    for (let i = 0; i < re.length; i++) {
      const real = power.re[i] * re[i] - power.im[i] * im[i];
      power.im[i] = power.re[i] * im[i] + power.im[i] * re[i];
      power.re[i] = real;
    }
    return power.re.reduce((sum, x) => sum + x, 0);
  });
}

/** Traces of the powers A, A^2 .. A^n. */
export function traces(a: Tensor): number[] {
  const n = a.shape[0];
  let power = matrix(n, (i, j) => (i === j ? 1 : 0));
  return Array.from({ length: n }, () => {
    const last = power;
    power = matrix(n, (i, j) => {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += at(last, i, k) * at(a, k, j);
      return sum;
    });
    return Array.from({ length: n }, (_, i) => at(power, i, i)).reduce((sum, x) => sum + x, 0);
  });
}
