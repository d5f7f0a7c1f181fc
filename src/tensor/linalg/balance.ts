/** Scaling by powers of 2, which rounds nothing: of single rows and columns, and of a whole matrix. @module */

/** The 2-norm of `count` elements from `at` by `stride`; the largest is taken out, so that no square overflows. */
function norm(a: Float64Array, at: number, stride: number, count: number): number {
  let largest = 0;
  for (let i = 0; i < count; i++) largest = Math.max(largest, Math.abs(a[at + i * stride]));
  if (largest === 0) return 0;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += (a[at + i * stride] / largest) * (a[at + i * stride] / largest);
  return largest * Math.sqrt(sum);
}

// One step changes exponents by 500 at most, half of what doubles hold; the next sweep does the rest.
const LARGEST_FACTOR = 2 ** 500;

/** The power of 2 that makes column * f and row / f most alike; 1 unless that takes 5 % off their sum. */
function factorFor(column: number, row: number): number {
  if (column === 0 || row === 0) return 1;
  let f = 1;
  while (column * f < row / f / 2 && f < LARGEST_FACTOR) f *= 2;
  while (column * f >= (row / f) * 2 && f > 1 / LARGEST_FACTOR) f /= 2;
  return column * f + row / f < 0.95 * (column + row) ? f : 1;
}

/**
 * Balances a matrix [n, n] in place: D^-1 A D with D diagonal, powers of 2, such that rows and columns of equal index
 * have similar norms (Parlett and Reinsch 1969). Errors of what follows are relative to the norm, which this makes small.
 *
 * The norms are 2-norms with the diagonal: the 1-norm without it scales rounding errors of an almost triangular
 * matrix up to the size of its elements (Watkins 2006; James, Langou and Lowery 2014). Every step makes the sum of
 * squares smaller, and only finitely many D lie below a given sum, so the sweeps end.
 * @returns the diagonal of D
 */
export function balance(a: Float64Array, n: number): Float64Array {
  const d = new Float64Array(n).fill(1);
  for (let changed = true; changed; ) {
    changed = false;
    for (let i = 0; i < n; i++) {
      const f = factorFor(norm(a, i, n, n), norm(a, i * n, 1, n));
      if (f === 1) continue;
      changed = true;
      d[i] *= f;
      for (let j = 0; j < n; j++) {
        if (j === i) continue;
        a[j * n + i] *= f;
        a[i * n + j] /= f;
      }
    }
  }
  return d;
}

/** Multiplies by 2^exponent in place, in steps that doubles hold: exact unless the result is below 2^-1022. */
export function scaleBy(a: Float64Array, exponent: number): void {
  for (let left = Math.abs(exponent); left > 0; left -= 500) {
    let step = 1;
    for (let i = 0; i < Math.min(left, 500); i++) step *= 2;
    for (let i = 0; i < a.length; i++) a[i] = exponent > 0 ? a[i] * step : a[i] / step;
  }
}

// Squares of the largest elements are far from overflow (2^1023), and elements 2^-1474 times as large are still there.
const LARGEST = 2 ** 400;

/**
 * Multiplies by the power of 2 that brings the largest element into [2^400, 2^401), in place.
 * @returns the exponent, 0 for zeros
 */
export function normalise(a: Float64Array): number {
  let largest = 0;
  for (const x of a) largest = Math.max(largest, Math.abs(x));
  let exponent = 0;
  for (; largest > 0 && largest < LARGEST; largest *= 2) exponent++;
  for (; largest >= 2 * LARGEST; largest /= 2) exponent--;
  scaleBy(a, exponent);
  return exponent;
}
