/** Statistics of the benchmarks: robust centres and spreads, and an interval that assumes no distribution. @module */

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** The median absolute deviation from the median, unscaled. */
export function medianDeviation(values: readonly number[]): number {
  const centre = median(values);
  return median(values.map((v) => Math.abs(v - centre)));
}

/** A median, and bounds that hold the true one with a probability of at least `coverage`. */
export interface Interval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly coverage: number;
}

/**
 * Bounds the median by order statistics: the k-th smallest and k-th largest of n values, where the number of values
 * below the median is binomial (n, 1/2). Aims at 95 %; five values or fewer cover less (4: 87.5 %), and it says so.
 */
export function medianInterval(values: readonly number[]): Interval {
  const n = values.length;
  const sorted = [...values].sort((a, b) => a - b);
  // tail = P(Binomial(n, 1/2) < k), doubled for both ends.
  let [k, term, tail] = [1, 0.5 ** n, 0.5 ** n];
  for (let next = term * n; 2 * (tail + next) <= 0.05 && k < n / 2; next = (term * (n - k + 1)) / k) {
    term = next;
    tail += next;
    k++;
  }
  return {
    median: median(values),
    low: sorted[k - 1],
    high: sorted[n - k],
    coverage: Math.max(0, 1 - 2 * tail),
  };
}

/** A measurement at a size. */
export type Point = readonly [size: number, value: number];

/** The p of value = c size^p: the slope of the least squares line through logarithms. */
export function exponentOf(points: readonly Point[]): number {
  const logs = points.map(([size, value]) => [Math.log(size), Math.log(value)]);
  const mean = (axis: number): number => logs.reduce((sum, log) => sum + log[axis], 0) / logs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  let [xy, xx] = [0, 0];
  for (const [x, y] of logs) {
    xy += (x - meanX) * (y - meanY);
    xx += (x - meanX) ** 2;
  }
  if (!(xx > 0)) throw new RangeError('exponentOf: expected at least two sizes');
  return xy / xx;
}

/** The larger half of the sizes, where what does not grow weighs least; with an odd number, the middle one too. */
export function upperHalf(points: readonly Point[]): Point[] {
  return [...points].sort(([a], [b]) => a - b).slice(Math.floor(points.length / 2));
}
