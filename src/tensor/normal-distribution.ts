/** The normal distribution, in its tails too. @module */

import { checkNumber } from './options.ts';

// Beyond it, exp(-z^2 / 2) is below the smallest double.
const END = 39;

/** exp(-z^2 / 2) / sqrt(2 pi): z is split so that rounding its square, 1e-16 z^2 of it, does not grow in the exponential. */
export function normalDensity(z: number): number {
  if (Math.abs(z) > END) return 0;
  const coarse = Math.round(16 * z) / 16;
  const rest = 0.5 * (z - coarse) * (z + coarse);
  return (Math.exp(-0.5 * coarse * coarse) * Math.exp(-rest)) / Math.sqrt(2 * Math.PI);
}

/** z + z^3 / 3 + z^5 / (3 5) + ... for 0 <= z < 2. */
function series(z: number): number {
  let sum = 0;
  for (let n = 1, term = z; sum + term !== sum; n += 2, term *= (z * z) / n) sum += term;
  return sum;
}

/** z + 1 / (z + 2 / (z + 3 / ...)) for z >= 2: phi(z) / Phi(-z). 100 terms leave an error of 1e-16 at 2. */
function fraction(z: number): number {
  let value = z;
  for (let n = 100; n > 0; n--) value = z + n / value;
  return value;
}

/**
 * Returns the standard normal distribution function Phi(z), with a relative error below 3e-14, down to 1e-300 at -37.
 * With phi the density: 1/2 + phi(z) (z + z^3 / 3 + z^5 / (3 5) + ...) near 0, and in the tails the continued fraction
 * phi(z) / (z + 1 / (z + 2 / (z + 3 / ...))) (Abramowitz and Stegun 1964, 26.2.11 and 26.2.14).
 * @example normalCdf(1) // 0.8413447460685429
 */
export function normalCdf(z: number): number {
  if (z > 0) return 1 - normalCdf(-z);
  if (z > -2) return 0.5 - normalDensity(z) * series(-z);
  if (z < -END) return 0;
  return normalDensity(z) / fraction(-z);
}

/** A quantile z < 0 to 4.5e-4 (Hastings 1955; Abramowitz and Stegun 1964, 26.2.23). */
function roughQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  const below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  return above / below - t;
}

/**
 * Returns the z with Phi(z) = p, with an error below 1e-14 max(1, |z|) for p >= 1e-300: a rough value and two steps of
 * Halley's method, each of which takes an error e to some z^2 e^3.
 * @param p in [0, 1]; the ends give -Infinity and Infinity
 * @throws RangeError for another p
 * @example normalQuantile(0.975) // 1.959963984540054
 */
export function normalQuantile(p: number): number {
  checkNumber('normalQuantile', 'p', p, 0, 1);
  if (p === 0) return -Infinity;
  // 1 - p is exact for p in [1/2, 1].
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p === 0.5) return 0;
  let z = roughQuantile(p);
  for (let i = 0; i < 2; i++) {
    const error = (normalCdf(z) - p) / normalDensity(z);
    z -= error / (1 + 0.5 * z * error);
  }
  return z;
}
