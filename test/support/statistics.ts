/** Statistics of samples, as deviations in units that chance explains. @module */

/** Mean, variance, skewness and kurtosis (3 for a normal distribution). */
export function moments(x: ArrayLike<number>): {
  mean: number;
  variance: number;
  skewness: number;
  kurtosis: number;
} {
  const n = x.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += x[i] / n;
  let [m2, m3, m4] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const d = x[i] - mean;
    m2 += (d * d) / n;
    m3 += (d * d * d) / n;
    m4 += (d * d * d * d) / n;
  }
  return { mean, variance: m2, skewness: m3 / m2 ** 1.5, kurtosis: m4 / m2 ** 2 };
}

/** Pearson's correlation, in standard errors of the correlation of independent samples (1 / sqrt n). */
export function correlationScore(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const [a, b] = [moments(x), moments(y)];
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] - a.mean) * (y[i] - b.mean);
  return sum / Math.sqrt(a.variance * b.variance) / Math.sqrt(x.length);
}

/** Pearson's chi-square of counts against probabilities, in standard deviations: (chi2 - df) / sqrt(2 df). */
export function chiSquareScore(counts: readonly number[], probabilities: readonly number[]): number {
  const n = counts.reduce((sum, count) => sum + count, 0);
  const df = counts.length - 1;
  const chi2 = counts.reduce(
    (sum, count, i) => sum + (count - n * probabilities[i]) ** 2 / (n * probabilities[i]),
    0,
  );
  return (chi2 - df) / Math.sqrt(2 * df);
}

/** Counts the values 0 .. length-1. */
export function countsOf(values: Iterable<number>, length: number): number[] {
  const counts = new Array<number>(length).fill(0);
  for (const value of values) counts[value]++;
  return counts;
}

/** Kolmogorov's D sqrt n of a sample against a distribution function: above 1.95 with probability 0.001. */
export function kolmogorovScore(x: Float64Array, cdf: (x: number) => number): number {
  const sorted = x.toSorted();
  const n = sorted.length;
  let worst = 0;
  sorted.forEach((v, i) => {
    const p = cdf(v);
    worst = Math.max(worst, Math.abs(p - i / n), Math.abs(p - (i + 1) / n));
  });
  return worst * Math.sqrt(n);
}

/** The standard normal distribution function to 1.5e-7 (Abramowitz and Stegun 1964, 7.1.26). */
export function normalCdf(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const terms = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];
  const tail = terms.reduce((sum, c) => (sum + c) * t, 0) * Math.exp(-x * x);
  return z < 0 ? tail / 2 : 1 - tail / 2;
}
