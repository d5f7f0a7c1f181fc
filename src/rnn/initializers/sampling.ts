/** Samples of the gamma and the lognormal distribution from keys; element i depends on the key and i only. @module */

import { exp, log } from '../../tensor/formulas.ts';
import { numberLanes } from '../../tensor/lanes.ts';
import { foldIn, type Key, normal, split, uniform } from '../../tensor/random.ts';

// Both formulas take f32 arguments; the first-order term in what rounding took off keeps the result near f32 accuracy
// where it is small (logarithms of numbers near 1) or the argument is large.

/** ln u for u > 0. */
function logOf(u: number): number {
  const single = Math.fround(u);
  return log(numberLanes, single) + (u - single) / single;
}

/** e^x. */
function expOf(x: number): number {
  const single = Math.fround(x);
  return exp(numberLanes, single) * (1 + (x - single));
}

/** Uniform draws in (0, 1): the middles of 2^24 cells. */
const insideUnit = (key: Key, count: number): Float64Array =>
  Float64Array.from(uniform(key, [count]).data, (u) => u + 2 ** -25);

/**
 * Draws from Gamma(shape, 1) for shape >= 1: d v with d = shape - 1/3 and v = (1 + z / sqrt(9 d))^3 for a normal z,
 * accepted with probability exp(z^2 / 2 + d - d v + d ln v) (Marsaglia and Tsang 2000). Each round of proposals has
 * its own key; at least 95 of 100 elements are accepted in each.
 */
function largeGamma(from: Key, count: number, shape: number): Float64Array {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  const out = new Float64Array(count);
  for (let round = 0, left = count; left > 0; round++) {
    const [zKey, uKey] = split(foldIn(from, round));
    const z = normal(zKey, [count]).data;
    const u = insideUnit(uKey, count);
    left = 0;
    for (let i = 0; i < count; i++) {
      if (out[i] > 0) continue;
      const root = 1 + c * z[i];
      const v = root * root * root;
      if (root > 0 && logOf(u[i]) < (z[i] * z[i]) / 2 + d * (1 - v + logOf(v))) out[i] = d * v;
      else left++;
    }
  }
  return out;
}

/**
 * Draws `count` numbers from the gamma distribution with this shape > 0 and mean 1. Below shape 1 a draw of shape + 1
 * is multiplied by u^(1 / shape), u uniform in (0, 1) (Marsaglia and Tsang 2000, section 6).
 */
export function unitGamma(from: Key, count: number, shape: number): Float64Array {
  const [drawKey, powerKey] = split(from);
  if (shape >= 1) return largeGamma(drawKey, count, shape).map((x) => x / shape);
  const u = insideUnit(powerKey, count);
  return largeGamma(drawKey, count, shape + 1).map((x, i) => (x * expOf(logOf(u[i]) / shape)) / shape);
}

/**
 * Draws `count` numbers from the lognormal distribution with mean 1 and this variance: exp(s z - s^2 / 2) with
 * s^2 = ln(1 + variance).
 */
export function unitLognormal(from: Key, count: number, variance: number): Float64Array {
  const square = logOf(1 + variance);
  const s = Math.sqrt(square);
  return Float64Array.from(normal(from, [count]).data, (z) => expOf(s * z - square / 2));
}
