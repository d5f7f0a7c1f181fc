/** Householder reflections I - beta v v^T. @module */

/** A reflection that turns the vector it was made from into (head, 0, ..., 0). */
export interface Reflection {
  readonly v: Float64Array;
  /** 2 / v^T v, or 0 where nothing is to be done. */
  readonly beta: number;
  readonly head: number;
}

/**
 * Makes the reflection of a vector x: with s the sign of x[0], v = x + s |x| e0, beta = 1 / (|x| (|x| + |x[0]|)) and
 * head = -s |x| (Golub and Van Loan, Matrix Computations, 5.1). x is divided by its largest element first, so that
 * no square overflows or vanishes. A vector of the form (head, 0, ..., 0) is left as it is, sign included.
 */
export function reflectionOf(x: Float64Array): Reflection {
  let tail = 0;
  for (let i = 1; i < x.length; i++) tail = Math.max(tail, Math.abs(x[i]));
  if (tail === 0) return { v: x, beta: 0, head: x[0] };
  const largest = Math.max(tail, Math.abs(x[0]));
  const v = x.map((value) => value / largest);
  let square = 0;
  for (const value of v) square += value * value;
  const length = Math.sqrt(square);
  const beta = 1 / (length * (length + Math.abs(v[0])));
  const sign = v[0] < 0 ? -1 : 1;
  v[0] += sign * length;
  return { v, beta, head: -sign * length * largest };
}

/** Reflects the columns from `column` on of the rows `row` .. `row + v.length - 1` of a matrix with `n` columns, in place. */
export function reflectRows(a: Float64Array, n: number, row: number, column: number, by: Reflection): void {
  const { v, beta } = by;
  if (beta === 0) return;
  const sums = new Float64Array(n);
  for (let i = 0; i < v.length; i++) {
    const at = (row + i) * n;
    for (let j = column; j < n; j++) sums[j] += v[i] * a[at + j];
  }
  for (let i = 0; i < v.length; i++) {
    const at = (row + i) * n;
    const factor = beta * v[i];
    for (let j = column; j < n; j++) a[at + j] -= factor * sums[j];
  }
}

/** Reflects the columns `column` .. `column + v.length - 1` of every row of a matrix with `n` columns, in place. */
export function reflectColumns(a: Float64Array, n: number, column: number, by: Reflection): void {
  const { v, beta } = by;
  if (beta === 0) return;
  for (let at = column; at < a.length; at += n) {
    let sum = 0;
    for (let j = 0; j < v.length; j++) sum += a[at + j] * v[j];
    const factor = beta * sum;
    for (let j = 0; j < v.length; j++) a[at + j] -= factor * v[j];
  }
}

/**
 * Turns a matrix [m, n], m >= n, into R by one reflection for each column, in place; below the diagonal it is 0 but for
 * rounding. The reflections, the first one first, make Q^T.
 */
export function triangularise(a: Float64Array, m: number, n: number): Reflection[] {
  const reflections: Reflection[] = [];
  for (let k = 0; k < n; k++) {
    const by = reflectionOf(Float64Array.from({ length: m - k }, (_, i) => a[(k + i) * n + k]));
    reflectRows(a, n, k, k, by);
    reflections.push(by);
  }
  return reflections;
}
