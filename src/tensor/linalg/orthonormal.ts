/** Orthonormal columns by QR factorisation. @module */

import { formatShape, ShapeError } from '../shape.ts';
import { fromArray, type Tensor } from '../tensor.ts';
import { reflectRows, triangularise } from './householder.ts';
import { matrixOf } from './matrix.ts';

/**
 * Returns the factor Q of A = Q R by Householder reflections, with the signs that make the diagonal of R positive: of
 * standard normals it is then distributed by the Haar measure, which without the signs it is not (Mezzadri 2007, How
 * to generate random matrices from the classical compact groups). For [n, n] it is an orthogonal matrix.
 *
 * Computed in doubles, orthonormal to some n 2^-52, then rounded to the dtype of `a`. Where columns of `a` depend on
 * those before them the result is orthonormal all the same, but not determined by `a`.
 * @param a `f32` or `f64` [m, n], m >= n >= 1
 * @returns [m, n] of the dtype of `a`, with Q^T Q = I
 * @throws TypeError for another dtype, ShapeError for another shape, RangeError for NaN or infinite elements
 */
export function orthonormalColumns(a: Tensor): Tensor {
  const r = matrixOf('orthonormalColumns', a);
  const [m, n] = a.shape;
  if (m < n) {
    throw new ShapeError(
      `orthonormalColumns: expected at least as many rows as columns, got shape ${formatShape(a.shape)} - transpose it`,
      [a.shape],
    );
  }
  const reflections = triangularise(r, m, n);
  const q = new Float64Array(m * n);
  for (let k = 0; k < n; k++) q[k * n + k] = reflections[k].head < 0 ? -1 : 1;
  // Column k of what the later reflections leave is still that of the identity, so each needs the columns from k on.
  for (let k = n - 1; k >= 0; k--) reflectRows(q, n, k, k, reflections[k]);
  return fromArray(a.dtype === 'f32' ? Float32Array.from(q) : q, a.shape);
}
