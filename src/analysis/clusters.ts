/** Clusters of units that take part in the same tasks (Yang et al. 2019). @module */

import { checkInteger, checkOptions, checkRecord } from '../tensor/options.ts';
import { checkKey, foldIn, type Key } from '../tensor/random.ts';
import { fromArray, type Tensor } from '../tensor/tensor.ts';
import { type Clustering, clusterPoints, distinctPoints, readPoints, renumber } from './k-means.ts';
import { distancesOf, silhouetteOf } from './silhouette.ts';

/** Options of `clusterUnits`. */
export interface ClusterOptions {
  /** Of the first centres. */
  readonly key: Key;
  /** The largest number of clusters to try; 29 by default, as in Yang et al. (2019). */
  readonly most?: number;
  /** Runs of k-means for each number of clusters; 20 by default. */
  readonly restarts?: number;
}

/** How well some number of clusters describes the units. */
export interface ClusterScore {
  readonly k: number;
  /** Mean silhouette, in [-1, 1]. */
  readonly silhouette: number;
}

/** Units divided into clusters. */
export interface UnitClusters extends Clustering {
  /** The number of clusters. */
  readonly k: number;
  /** Mean silhouette of the units. */
  readonly silhouette: number;
  /** Those of all numbers of clusters that were tried, ascending. */
  readonly scores: readonly ClusterScore[];
  /** The columns in the order of a heat map: by cluster, then by preferred task. */
  readonly order: readonly number[];
}

/** The column of the largest of each row, the first of equal ones. */
function preferences({ data, shape: [rows, columns] }: Tensor): number[] {
  return Array.from({ length: rows }, (_, i) => {
    const row = Array.from(data.subarray(i * columns, (i + 1) * columns));
    return row.indexOf(Math.max(...row));
  });
}

const numbers = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** Numbers clusters by the task that their units prefer on average; where it is the same, in the order of their units. */
function byTask(clustering: Clustering): Clustering {
  const preferred = preferences(clustering.centres);
  const order = numbers(preferred.length).sort((a, b) => preferred[a] - preferred[b] || a - b);
  return renumber(clustering, order);
}

function transposed({ data, shape: [rows, columns] }: Tensor): Tensor {
  const out = new Float64Array(rows * columns);
  data.forEach((v, at) => {
    out[(at % columns) * rows + Math.floor(at / columns)] = v;
  });
  return fromArray(out, [columns, rows]);
}

/**
 * Divides units into clusters by the tasks they take part in: k-means for 2, 3, ... clusters, of which the number with
 * the largest mean silhouette is taken (Yang et al. 2019, Methods). The number is at most that of different units, and
 * one less than that of units.
 * @param normalized task variances divided by their largest over tasks [nTasks, n], as `taskVarianceTable` gives them
 * @returns labels by column, centres [k, nTasks]; clusters are numbered by the task that they prefer
 * @throws ShapeError for anything but a matrix; RangeError for values that are not finite and for fewer than three
 * units or two different ones
 * @example
 * const { units, normalized } = taskVarianceTable(variances);
 * const { labels, k } = clusterUnits(normalized, { key: key(0) });
 * const members = (c: number) => units.filter((_, i) => labels[i] === c); // a group of `lesionTable`
 */
export function clusterUnits(normalized: Tensor, options: ClusterOptions): UnitClusters {
  const fn = 'clusterUnits';
  readPoints(fn, normalized);
  checkRecord(fn, 'options', options);
  checkOptions(fn, options, ['key', 'most', 'restarts']);
  const { key, most = 29, restarts = 20 } = options;
  checkKey(fn, key);
  checkInteger(fn, 'most', most, 2);
  checkInteger(fn, 'restarts', restarts, 1);
  const byUnit = transposed(normalized);
  const points = readPoints(fn, byUnit);
  const distinct = distinctPoints(points);
  if (points.n < 3 || distinct < 2) {
    const want = 'at least three units, two of them different';
    throw new RangeError(`${fn}: expected ${want}, got ${points.n} with ${distinct} different`);
  }
  const distances = distancesOf(points);
  const tried = numbers(Math.min(most, points.n - 1, distinct) - 1).map((i) => {
    const clustering = clusterPoints(points, i + 2, foldIn(key, i + 2), restarts);
    return { k: i + 2, clustering, silhouette: silhouetteOf(distances, clustering.labels).mean };
  });
  const best = tried.reduce((a, b) => (b.silhouette > a.silhouette ? b : a));
  const clustering = byTask(best.clustering);
  const { labels } = clustering;
  const preferred = preferences(byUnit);
  return {
    k: best.k,
    ...clustering,
    silhouette: best.silhouette,
    scores: tried.map(({ k, silhouette }) => ({ k, silhouette })),
    order: numbers(points.n).sort((a, b) => labels[a] - labels[b] || preferred[a] - preferred[b] || a - b),
  };
}
