/** A mean and how far it is to be trusted. @module */

/** A mean of n numbers. */
export interface Mean {
  readonly n: number;
  /** NaN for no numbers. */
  readonly mean: number;
  /** sqrt(s^2 / n) with s^2 the sample variance, divided by n - 1; NaN for fewer than two numbers. */
  readonly standardError: number;
}

/** Returns the mean of some numbers and its standard error: exactly the number, and 0, where all are the same. */
export function meanOf(values: ArrayLike<number>): Mean {
  const n = values.length;
  const origin = values[0];
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i] - origin;
  const mean = n === 0 ? Number.NaN : origin + sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i] - mean) ** 2;
  return { n, mean, standardError: n < 2 ? Number.NaN : Math.sqrt(squares / (n - 1) / n) };
}
