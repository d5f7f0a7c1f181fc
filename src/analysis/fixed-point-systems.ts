/** Small linear systems, solved in doubles, that may have no solution or many. @module */

/** The solution of a system, or how many there are. */
export type Solution = Float64Array | 'none' | 'many';

/** The place of the largest element of the rows and columns from k on. */
function pivotOf(a: Float64Array, n: number, k: number): readonly [number, number] {
  let [row, column] = [k, k];
  for (let i = k; i < n; i++) {
    for (let j = k; j < n; j++) {
      if (Math.abs(a[i * n + j]) > Math.abs(a[row * n + column])) [row, column] = [i, j];
    }
  }
  return [row, column];
}

function swapRows(a: Float64Array, width: number, i: number, j: number): void {
  for (let k = 0; k < width; k++) [a[i * width + k], a[j * width + k]] = [a[j * width + k], a[i * width + k]];
}

function swapColumns(a: Float64Array, n: number, i: number, j: number): void {
  for (let k = 0; k < n; k++) [a[k * n + i], a[k * n + j]] = [a[k * n + j], a[k * n + i]];
}

/** Subtracts multiples of row k from the rows below it, and the same of the right side. */
function eliminate(a: Float64Array, b: Float64Array, n: number, k: number): void {
  for (let i = k + 1; i < n; i++) {
    const factor = a[i * n + k] / a[k * n + k];
    if (factor === 0) continue;
    for (let j = k; j < n; j++) a[i * n + j] -= factor * a[k * n + j];
    b[i] -= factor * b[k];
  }
}

/**
 * Solves A x = b by elimination with complete pivoting (Golub and Van Loan, Matrix Computations, 3.4.8), which shows
 * the rank: what is left below n 2^-50 of the largest element is taken as 0, of A and of b alike.
 * @param given [n, n], row after row
 * @param right [n]
 */
export function solutionOf(given: Float64Array, right: Float64Array): Solution {
  const n = right.length;
  const [a, b] = [given.slice(), right.slice()];
  const largest = (values: Float64Array): number => values.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
  const rounding = n * 2 ** -50;
  const [leastPivot, leastRight] = [rounding * largest(a), rounding * Math.max(largest(a), largest(b))];
  const order = Array.from({ length: n }, (_, i) => i);
  for (let k = 0; k < n; k++) {
    const [row, column] = pivotOf(a, n, k);
    if (!(Math.abs(a[row * n + column]) > leastPivot)) {
      return b.subarray(k).every((v) => Math.abs(v) <= leastRight) ? 'many' : 'none';
    }
    swapRows(a, n, k, row);
    swapRows(b, 1, k, row);
    swapColumns(a, n, k, column);
    [order[k], order[column]] = [order[column], order[k]];
    eliminate(a, b, n, k);
  }
  const x = new Float64Array(n);
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i];
    for (let j = i + 1; j < n; j++) sum -= a[i * n + j] * x[order[j]];
    x[order[i]] = sum / a[i * n + i];
  }
  return x;
}
