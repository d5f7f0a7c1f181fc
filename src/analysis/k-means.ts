/** Clusters of points by k-means, in doubles and with `+ - * /` only: a key gives the same bits in every engine. @module */

import { matrixOf } from '../tensor/linalg/matrix.ts';
import { checkInteger, checkOptions, checkRecord } from '../tensor/options.ts';
import { checkKey, choice, foldIn, type Key } from '../tensor/random.ts';
import { fromArray, type Tensor } from '../tensor/tensor.ts';

/** Options of `kMeans`. */
export interface KMeansOptions {
  /** Number of clusters. */
  readonly k: number;
  /** Of the first centres. */
  readonly key: Key;
  /** Runs from different first centres, the best of which is returned; 20 by default. */
  readonly restarts?: number;
}

/** Points divided into clusters. */
export interface Clustering {
  /** Cluster of each point, 0 .. k - 1; clusters are numbered in the order of their first points. */
  readonly labels: readonly number[];
  /** Means of the clusters, f64 [k, d]. */
  readonly centres: Tensor;
  /** Sum of the squared distances of points to the centres of their clusters. */
  readonly inertia: number;
}

/** n points of d coordinates each, row by row. */
export interface Points {
  readonly x: Float64Array;
  readonly n: number;
  readonly d: number;
}

/** @throws TypeError, ShapeError or RangeError unless `points` is a matrix of finite floats, a row for each point */
export function readPoints(fn: string, points: Tensor): Points {
  const x = matrixOf(fn, points);
  return { x, n: points.shape[0], d: points.shape[1] };
}

/** The squared distance of row i of `a` to row j of `b`. */
export function squaredDistance(a: Float64Array, i: number, b: Float64Array, j: number, d: number): number {
  let sum = 0;
  for (let c = 0; c < d; c++) {
    const difference = a[i * d + c] - b[j * d + c];
    sum += difference * difference;
  }
  return sum;
}

/** The number of different points. */
export function distinctPoints({ x, n, d }: Points): number {
  const rows = Array.from({ length: n }, (_, i) => x.slice(i * d, (i + 1) * d).join());
  return new Set(rows).size;
}

// As many as scikit-learn draws, 2 + ln k, for some 20 clusters.
const CANDIDATES = 5;

/**
 * Draws first centres: the first is any point, each other a point with a probability proportional to its squared
 * distance to the nearest centre so far (k-means++, Arthur and Vassilvitskii 2007), the best of five that are drawn so:
 * for 12 planted clusters of 256 points, 20 runs found them with 3 of 3 keys, and with 1 of 3 without the choice.
 */
function seedCentres({ x, n, d }: Points, k: number, key: Key): Float64Array {
  const centres = new Float64Array(k * d);
  let nearest = new Array<number>(n).fill(1);
  for (let j = 0; j < k; j++) {
    const drawn = choice(foldIn(key, j), [j === 0 ? 1 : CANDIDATES], nearest).data;
    const tried = Array.from(new Set(drawn), (centre) => {
      const left = nearest.map((least, i) => {
        const distance = squaredDistance(x, i, x, centre, d);
        return j === 0 ? distance : Math.min(least, distance);
      });
      return { centre, left, sum: left.reduce((a, b) => a + b, 0) };
    });
    const best = tried.reduce((a, b) => (b.sum < a.sum ? b : a));
    centres.set(x.subarray(best.centre * d, (best.centre + 1) * d), j * d);
    nearest = best.left;
  }
  return centres;
}

interface Assignment {
  readonly labels: number[];
  /** Squared distance of each point to its centre. */
  readonly distances: Float64Array;
}

/** Assigns points to their nearest centres, the first of those that are equally near. */
function assign({ x, n, d }: Points, centres: Float64Array): Assignment {
  const k = centres.length / d;
  const labels = new Array<number>(n).fill(0);
  const distances = new Float64Array(n).fill(Infinity);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < k; j++) {
      const distance = squaredDistance(x, i, centres, j, d);
      if (distance >= distances[i]) continue;
      distances[i] = distance;
      labels[i] = j;
    }
  }
  return { labels, distances };
}

function sizesOf(labels: readonly number[], k: number): number[] {
  const sizes = new Array<number>(k).fill(0);
  for (const label of labels) sizes[label]++;
  return sizes;
}

/** Gives each empty cluster the point that is farthest from its centre, of those that leave no cluster empty. */
function fillEmpty({ labels, distances }: Assignment, k: number): number[] {
  const filled = [...labels];
  const sizes = sizesOf(labels, k);
  const far = distances.slice();
  sizes.forEach((size, j) => {
    if (size > 0) return;
    const free = (i: number): number => (sizes[filled[i]] > 1 ? far[i] : -1);
    const farthest = filled.reduce((best, _, i) => (free(i) > free(best) ? i : best), 0);
    sizes[filled[farthest]]--;
    filled[farthest] = j;
    sizes[j] = 1;
    far[farthest] = 0;
  });
  return filled;
}

function centresOf({ x, n, d }: Points, labels: readonly number[], k: number): Float64Array {
  const centres = new Float64Array(k * d);
  const sizes = sizesOf(labels, k);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < d; c++) centres[labels[i] * d + c] += x[i * d + c];
  }
  return centres.map((sum, at) => sum / sizes[Math.floor(at / d)]);
}

// Rounding may let two assignments alternate; other runs end, after some ten iterations, when no label changes.
const MOST_ITERATIONS = 300;

/** Clusters as they are found, in any order. */
export interface Division {
  readonly labels: number[];
  readonly centres: Float64Array;
  readonly inertia: number;
}

/**
 * Moves centres to the means of the points that are nearest to them until no point changes its cluster (Lloyd 1982).
 * @param first centres to start from, [k, d]; those to which no point is nearest take a point from others
 */
export function lloyd(points: Points, first: Float64Array): Division {
  const { x, n, d } = points;
  const k = first.length / d;
  let labels = fillEmpty(assign(points, first), k);
  let centres = centresOf(points, labels, k);
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const next = fillEmpty(assign(points, centres), k);
    if (next.every((label, i) => label === labels[i])) break;
    labels = next;
    centres = centresOf(points, labels, k);
  }
  let inertia = 0;
  for (let i = 0; i < n; i++) inertia += squaredDistance(x, i, centres, labels[i], d);
  return { labels, centres, inertia };
}

/** Numbers clusters anew: cluster `order[j]` becomes cluster j. */
export function renumber(clustering: Clustering, order: readonly number[]): Clustering {
  const { labels, centres, inertia } = clustering;
  const [k, d] = centres.shape;
  const moved = order.flatMap((j) => Array.from(centres.data.subarray(j * d, (j + 1) * d)));
  return {
    labels: labels.map((label) => order.indexOf(label)),
    centres: fromArray(Float64Array.from(moved), [k, d]),
    inertia,
  };
}

/** k-means of points that are known to have k different ones. */
export function clusterPoints(points: Points, k: number, key: Key, restarts: number): Clustering {
  const runOf = (restart: number): Division => lloyd(points, seedCentres(points, k, foldIn(key, restart)));
  let best = runOf(0);
  for (let restart = 1; restart < restarts; restart++) {
    const next = runOf(restart);
    if (next.inertia < best.inertia) best = next;
  }
  const { labels, centres, inertia } = best;
  return renumber({ labels, centres: fromArray(centres, [k, points.d]), inertia }, [...new Set(labels)]);
}

/**
 * Divides points into k clusters so that the sum of squared distances to the means of the clusters is small: the
 * iteration of Lloyd (1982) from the first centres of k-means++ (Arthur and Vassilvitskii 2007), the best of several
 * runs. No run is sure to find the least sum.
 * @param points [n, d], a row for each
 * @throws ShapeError for anything but a matrix; RangeError for points that are not finite and for fewer different
 * points than clusters
 * @example kMeans(tensor([[0], [1], [9], [10]]), { k: 2, key: key(0) }).labels // [0, 0, 1, 1]
 */
export function kMeans(points: Tensor, options: KMeansOptions): Clustering {
  const fn = 'kMeans';
  const read = readPoints(fn, points);
  checkRecord(fn, 'options', options);
  checkOptions(fn, options, ['k', 'key', 'restarts']);
  const { k, key, restarts = 20 } = options;
  checkKey(fn, key);
  checkInteger(fn, 'restarts', restarts, 1);
  checkInteger(fn, 'k', k, 1, read.n);
  const distinct = distinctPoints(read);
  if (distinct < k) {
    throw new RangeError(`${fn}: expected at least k = ${k} different points, got ${distinct} - lower k`);
  }
  return clusterPoints(read, k, key, restarts);
}
