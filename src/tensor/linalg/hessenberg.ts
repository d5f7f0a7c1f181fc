/** Reduction of a matrix to Hessenberg form. @module */

import { reflectColumns, reflectionOf, reflectRows } from './householder.ts';

/**
 * Turns a matrix [n, n] into Q^T A Q with zeros below the first subdiagonal, in place, by n - 2 Householder
 * reflections (Golub and Van Loan, Matrix Computations, algorithm 7.4.2): 10/3 n^3 operations. The computed form is
 * exactly similar to A + E with |E| of the order of n eps |A|. A symmetric matrix becomes tridiagonal, to rounding.
 * @param q [n, n], multiplied from the right by Q where it is given
 */
export function toHessenberg(a: Float64Array, n: number, q?: Float64Array): void {
  for (let k = 0; k < n - 2; k++) {
    const below = Float64Array.from({ length: n - 1 - k }, (_, i) => a[(k + 1 + i) * n + k]);
    const by = reflectionOf(below);
    reflectRows(a, n, k + 1, k + 1, by);
    reflectColumns(a, n, k + 1, by);
    if (q) reflectColumns(q, n, k + 1, by);
    a[(k + 1) * n + k] = by.head;
    for (let i = k + 2; i < n; i++) a[i * n + k] = 0;
  }
}
