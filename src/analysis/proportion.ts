/** A fraction of trials and how far it is to be trusted. @module */

import { checkInteger } from '../tensor/options.ts';

/** The quantile of the normal distribution that ends 95 % intervals. */
export const Z95 = 1.959963984540054;

/** A fraction k / n with its standard error and 95 % interval. */
export interface Proportion {
  /** Number of trials. */
  readonly n: number;
  /** Number of them that count, such as those that were correct. */
  readonly k: number;
  readonly fraction: number;
  /** sqrt(p (1 - p) / n): 0 where all trials or none count; the interval is not. */
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Returns the fraction k / n with its standard error and the 95 % interval of Wilson (1927), which holds for few trials
 * and for fractions of 0 and 1 too: with z = 1.96, (p + z^2 / 2n +- z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n).
 * @param k a whole number in [0, n]
 * @param n a whole number >= 1
 * @throws RangeError for other numbers
 * @example proportion(9, 10) // { fraction: 0.9, low: 0.596, high: 0.982, ... }
 */
export function proportion(k: number, n: number): Proportion {
  checkInteger('proportion', 'n', n, 1);
  checkInteger('proportion', 'k', k, 0, n);
  const p = k / n;
  const z2 = (Z95 * Z95) / n;
  const centre = (p + z2 / 2) / (1 + z2);
  const half = (Z95 * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n))) / (1 + z2);
  return {
    ...{ n, k, fraction: p, standardError: Math.sqrt((p * (1 - p)) / n) },
    // At the ends the interval reaches them; rounding must not move it past.
    low: k === 0 ? 0 : centre - half,
    high: k === n ? 1 : centre + half,
  };
}
