/** Which of many points are the same, and which lie far off. @module */

/** Groups of points that are the same within a tolerance. */
export interface PointGroups {
  /** The point of least q of each group, in ascending order of q. */
  readonly leaders: readonly number[];
  /** The group of each point, as a position in `leaders`; -1 for points whose q is not a number. */
  readonly group: Int32Array;
}

const distance = (a: Float64Array, b: Float64Array): number =>
  Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0));

/**
 * Groups points: each joins the first leader within the tolerance (2-norm, inclusive), in ascending order of q, or
 * becomes one. Leaders are thus further apart than the tolerance.
 */
export function groupPoints(
  points: readonly Float64Array[],
  q: ArrayLike<number>,
  tolerance: number,
): PointGroups {
  const order = [...points.keys()].filter((i) => Number.isFinite(q[i])).sort((i, j) => q[i] - q[j] || i - j);
  const leaders: number[] = [];
  const group = new Int32Array(points.length).fill(-1);
  for (const i of order) {
    const found = leaders.findIndex((leader) => distance(points[leader], points[i]) <= tolerance);
    group[i] = found >= 0 ? found : leaders.push(i) - 1;
  }
  return { leaders, group };
}

/** The mean of points, and their mean distance from it. */
export function spreadOf(points: readonly Float64Array[]): { centre: Float64Array; spread: number } {
  const mean = (of: (point: Float64Array) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const centre = points[0].map((_, j) => mean((point) => point[j]));
  return { centre, spread: mean((point) => distance(point, centre)) };
}

/**
 * Says of each point whether it is further from the mean of the starts than `factor` times the mean distance of the
 * starts from there (Golub and Sussillo 2018). Where all starts are the same, no point is.
 */
export function outliersOf(
  points: readonly Float64Array[],
  starts: readonly Float64Array[],
  factor: number,
): boolean[] {
  const { centre, spread } = spreadOf(starts);
  return points.map((point) => spread > 0 && distance(point, centre) > factor * spread);
}
