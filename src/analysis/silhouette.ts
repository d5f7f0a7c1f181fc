/** How well points lie in their clusters: silhouettes (Rousseeuw 1987). @module */

import { checkInteger, show } from '../tensor/options.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type Points, readPoints, squaredDistance } from './k-means.ts';

/** Silhouettes of points, and their mean, by which numbers of clusters are compared. */
export interface Silhouette {
  readonly mean: number;
  /** One for each point, in [-1, 1]. */
  readonly values: Float64Array;
}

/** The distances between all points, [n, n]. */
export function distancesOf({ x, n, d }: Points): Float64Array {
  const distances = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const distance = Math.sqrt(squaredDistance(x, i, x, j, d));
      distances[i * n + j] = distance;
      distances[j * n + i] = distance;
    }
  }
  return distances;
}

/** Silhouettes from the distances [n, n] between all points; labels are 0 .. k - 1, k >= 2. */
export function silhouetteOf(distances: Float64Array, labels: readonly number[]): Silhouette {
  const n = labels.length;
  const k = labels.reduce((most, label) => Math.max(most, label + 1), 0);
  const sizes = new Float64Array(k);
  for (const label of labels) sizes[label]++;
  const values = new Float64Array(n);
  const sums = new Float64Array(k);
  for (let i = 0; i < n; i++) {
    const own = labels[i];
    // Rousseeuw's choice for a point that is alone.
    if (sizes[own] === 1) continue;
    sums.fill(0);
    for (let j = 0; j < n; j++) sums[labels[j]] += distances[i * n + j];
    const a = sums[own] / (sizes[own] - 1);
    const b = sums.reduce(
      (least, sum, c) => (c === own || sizes[c] === 0 ? least : Math.min(least, sum / sizes[c])),
      Infinity,
    );
    const larger = Math.max(a, b);
    // Of points that all coincide neither cluster is nearer.
    values[i] = larger === 0 ? 0 : (b - a) / larger;
  }
  return { mean: values.reduce((sum, value) => sum + value, 0) / n, values };
}

/**
 * Computes silhouettes: (b - a) / max(a, b), with a the mean distance of a point to the others of its cluster and b that
 * to the points of the nearest other cluster (Rousseeuw 1987); 0 for a point that is alone in its cluster.
 * @param points [n, d], a row for each
 * @param labels cluster of each point, whole numbers >= 0, as `kMeans` gives them
 * @throws ShapeError for anything but a matrix; TypeError or RangeError for labels that do not fit or are all alike
 * @example silhouette(points, kMeans(points, { k: 3, key: key(0) }).labels).mean
 */
export function silhouette(points: Tensor, labels: readonly number[]): Silhouette {
  const fn = 'silhouette';
  const read = readPoints(fn, points);
  if (!Array.isArray(labels) || labels.length !== read.n) {
    const got = Array.isArray(labels) ? `${labels.length}` : show(labels);
    throw new TypeError(`${fn}: expected labels to be a list of ${read.n} clusters, got ${got}`);
  }
  labels.forEach((label, i) => {
    checkInteger(fn, `labels[${i}]`, label, 0, read.n - 1);
  });
  if (new Set(labels).size < 2) throw new RangeError(`${fn}: expected at least two clusters, got one`);
  return silhouetteOf(distancesOf(read), labels);
}
