/** Back substitution with several right-hand sides. @module */

import { fromArray, type Tensor } from '../tensor.ts';

/**
 * Solves U X = B for the upper triangle U of `u`, whose rows have n elements, and the first n rows of `b` with k columns.
 * @returns X, f64 [n, k], or [n] for `shape` of rank 1
 * @throws RangeError naming `fn` where a solution overflows
 */
export function backSubstitute(
  fn: string,
  u: Float64Array,
  n: number,
  b: Float64Array,
  rank: number,
  k: number,
): Tensor {
  const x = b.slice(0, n * k);
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) {
      for (let c = 0; c < k; c++) x[i * k + c] -= u[i * n + j] * x[j * k + c];
    }
    for (let c = 0; c < k; c++) x[i * k + c] /= u[i * n + i];
  }
  if (!x.every(Number.isFinite)) {
    throw new RangeError(`${fn}: expected a solution below 1.8e308, got a larger one - scale the equations`);
  }
  return fromArray(x, rank === 1 ? [n] : [n, k]);
}
