/** Principal components of activity. @module */

import { symmetricEigen } from '../tensor/linalg/index.ts';
import { floatsOf } from '../tensor/linalg/matrix.ts';
import { checkInteger, checkOptions, checkRecord } from '../tensor/options.ts';
import { matmul } from '../tensor/reference.ts';
import { formatShape, ShapeError } from '../tensor/shape.ts';
import { fromArray, type Tensor } from '../tensor/tensor.ts';

export interface PcaOptions {
  /** How many components are returned, 1 .. n; all n by default. */
  readonly components?: number;
}

/** Principal components of rows of n numbers, in descending order of variance; all tensors are f64. */
export interface Pca {
  /** The mean of the rows [n]. */
  readonly mean: Tensor;
  /** Orthonormal rows [k, n]; of the entries of each, the first that is as large as the largest is positive. */
  readonly components: Tensor;
  /** Variance along each component [k], divided by the number of rows less 1. */
  readonly variances: Float64Array;
  /** Its fraction of the sum of the variances of all n columns [k]. */
  readonly explained: Float64Array;
  /** Coordinates [..., k] of x [..., n], relative to the mean. */
  project(x: Tensor): Tensor;
  /** Points [..., n] with the coordinates y [..., k]. */
  unproject(y: Tensor): Tensor;
}

/** The elements of an array [..., n], checked. */
function rowsOf(fn: string, x: Tensor, n: number): Float64Array {
  const data = floatsOf(fn, x, 'an array', `of shape [..., ${n}]`, (rank) => rank >= 1);
  if (x.shape.at(-1) === n) return data;
  throw new ShapeError(`${fn}: expected an array of shape [..., ${n}], got shape ${formatShape(x.shape)}`, [
    x.shape,
  ]);
}

/** The means of the columns of rows of n numbers. */
function meanOf(rows: Float64Array, n: number): Float64Array {
  const mean = new Float64Array(n);
  for (let k = 0; k < rows.length; k++) mean[k % n] += rows[k];
  return mean.map((sum) => sum / (rows.length / n));
}

/** The covariances [n, n] of the columns of rows, whose mean is taken off in place: symmetric to the bit. */
function covarianceOf(rows: Float64Array, n: number, mean: Float64Array): Float64Array {
  const out = new Float64Array(n * n);
  for (let at = 0; at < rows.length; at += n) {
    for (let i = 0; i < n; i++) rows[at + i] -= mean[i];
    for (let i = 0; i < n; i++) {
      const own = rows[at + i];
      if (own === 0) continue;
      for (let j = 0; j <= i; j++) out[i * n + j] += own * rows[at + j];
    }
  }
  const count = rows.length / n - 1;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      out[i * n + j] /= count;
      out[j * n + i] = out[i * n + j];
    }
  }
  return out;
}

/**
 * Returns the principal components of activity: the eigenvectors of the covariance of the n units over all leading
 * axes, their eigenvalues as variances (divided by the number of rows less 1, as scikit-learn's PCA does), computed in
 * doubles. Components whose variances are alike are determined by rounding within the space they span; those of no
 * variance, as of silent units or of more units than rows, by convention.
 * @param data `f32` or `f64` [..., n], two rows at least: rates [T, B, n] of a run, for one
 * @throws TypeError for another kind of value or an unknown option; ShapeError for another shape; RangeError for NaN or
 * infinite elements, rows that are all the same, and a number of components outside of 1 .. n
 * @example const { explained, project } = pca(activity.r, { components: 3 })
 */
export function pca(data: Tensor, options: PcaOptions = {}): Pca {
  checkRecord('pca', 'options', options);
  checkOptions('pca', options, ['components']);
  const rows = floatsOf('pca', data, 'an array', 'of shape [..., n] with rows', (rank) => rank >= 2);
  const n = data.shape[data.shape.length - 1];
  if (rows.length === n) {
    throw new ShapeError(`pca: expected at least two rows, got shape ${formatShape(data.shape)}`, [
      data.shape,
    ]);
  }
  const { components: k = n } = options;
  checkInteger('pca', 'components', k, 1, n);
  // Sums of equal numbers round, so the variances of constant columns would not be exactly 0.
  if (rows.every((x, at) => x === rows[at % n])) {
    throw new RangeError('pca: expected rows that differ, got the same one everywhere');
  }
  const mean = meanOf(rows, n);
  const covariance = covarianceOf(rows, n, mean);
  let total = 0;
  for (let i = 0; i < n; i++) total += covariance[i * n + i];

  const { values, vectors } = symmetricEigen(fromArray(covariance, [n, n]));
  const components = Float64Array.from({ length: k * n }, (_, at) => {
    return vectors.data[(at % n) * n + Math.floor(at / n)];
  });
  const axes = fromArray(components, [k, n]);
  // The smallest are 0 but for rounding, on either side of it.
  const variances = values.slice(0, k).map((x) => Math.max(x, 0));
  return {
    mean: fromArray(mean, [n]),
    components: axes,
    variances,
    explained: variances.map((x) => x / total),
    project: (x) => {
      const centred = rowsOf('project', x, n).map((value, at) => value - mean[at % n]);
      const count = centred.length / n;
      const shape = [count, k];
      const { data } = matmul(fromArray(centred, [count, n]), axes, false, true, { dtype: 'f64', shape });
      return fromArray(data, [...x.shape.slice(0, -1), k]);
    },
    unproject: (y) => {
      const coordinates = rowsOf('unproject', y, k);
      const count = coordinates.length / k;
      const shape = [count, n];
      const { data } = matmul(fromArray(coordinates, [count, k]), axes, false, false, {
        dtype: 'f64',
        shape,
      });
      return fromArray(
        data.map((value: number, at: number) => value + mean[at % n]),
        [...y.shape.slice(0, -1), n],
      );
    },
  };
}
