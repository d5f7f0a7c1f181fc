/** Weights scaled to a spectral radius. @module */

import { spectralRadius as radiusOf } from '../../tensor/linalg/index.ts';
import { checkName, checkOptions, checkPositive, checkRecord } from '../../tensor/options.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import {
  checkInner,
  type Initial,
  type Initializer,
  type InitialSite,
  initialValues,
  squareLength,
} from './initializer.ts';

/** Options of `spectralRadius`. */
export interface SpectralRadiusOptions {
  /** Of which matrix: that of the network, mask, signs and constants included (default), or that which was drawn. */
  readonly of?: 'effective' | 'raw';
}

// Weights in f32 move the radius by some 1e-7 of itself.
const ENOUGH = 5e-7;
// What is accepted where f32 does not resolve that, as with softplus and small weights, whose error is 2^-24 / |w|.
const COARSEST = 1e-3;

/** max |eigenvalue|, 0 where it is no more than the rounding of a matrix without loops, Infinity beyond f32. */
function measure(w: Tensor): number {
  let squares = 0;
  for (const x of w.data) squares += x * x;
  if (!Number.isFinite(squares)) return Infinity;
  const radius = radiusOf(w);
  return radius > 2 ** -20 * Math.sqrt(squares) ? radius : 0;
}

interface Point {
  readonly scale: number;
  readonly error: number;
}

const halved = ({ scale, error }: Point): Point => ({ scale, error: error / 2 });

/** Where a line through two points of unlike signs meets 0, or the middle where that is beyond numbers. */
function between(low: Point, high: Point): number {
  const share = low.error / (low.error - high.error);
  const safe = Number.isFinite(high.error) && share > 0 && share < 1 ? share : 0.5;
  return low.scale + (high.scale - low.scale) * safe;
}

/**
 * Finds a scale with radiusAt(scale) = radius, starting below it at 0: one step where the radius grows in proportion,
 * as it does without constants; else by brackets and the Illinois variant of false position (Dowell and Jarratt 1971).
 * @returns the nearest that was found
 */
function nearestScale(radiusAt: (scale: number) => number, radius: number): Point {
  let low: Point = { scale: 0, error: radiusAt(0) - radius };
  let high: Point | null = null;
  let best = low;
  let last = 0;
  let scale = 1;
  for (let i = 0; i < 80; i++) {
    const error = radiusAt(scale) - radius;
    if (Math.abs(error) < Math.abs(best.error)) best = { scale, error };
    if (Math.abs(error) <= ENOUGH * radius) break;
    const side = Math.sign(error);
    if (side < 0) {
      low = { scale, error };
      if (last === side && high !== null) high = halved(high);
    } else {
      high = { scale, error };
      if (last === side) low = halved(low);
    }
    last = side;
    if (high !== null) {
      if (high.scale - low.scale <= 2 ** -40 * high.scale) break;
      scale = between(low, high);
    } else if (error === -radius) {
      scale *= 2 ** 8;
    } else {
      // Twice the proportional step, after a first one, so that it passes the radius where constants damp the growth.
      scale *= (radius / (radius + error)) * (i === 0 ? 1 : 2);
    }
  }
  return best;
}

/** Multiplies what was drawn by the scale that gives the radius. */
function scaleTo(radius: number, drawn: Tensor, site: InitialSite, of: 'effective' | 'raw'): Tensor {
  const scaled = (scale: number): Tensor => ({ ...drawn, data: drawn.data.map((x) => x * scale) });
  const used = (w: Tensor): Tensor => (of === 'effective' ? site.effective(w) : w);
  const radiusAt = (scale: number): number => measure(used(scaled(scale)));
  const least = radiusAt(0);
  if (least >= radius) {
    const want = `a radius above that of the constants of ${site.name}, ${least}`;
    throw new RangeError(`spectralRadius: expected ${want}, got ${radius}`);
  }
  if (least === 0 && radiusAt(1) === 0) {
    const got = 'got 0, which no factor changes - it needs a loop of connections';
    throw new RangeError(`spectralRadius: expected ${site.name} to have a spectral radius above 0, ${got}`);
  }
  const { scale, error } = nearestScale(radiusAt, radius);
  if (Math.abs(error) <= COARSEST * radius) return scaled(scale);
  const nearest = `the nearest that a factor gives is ${radius + error}`;
  throw new RangeError(
    `spectralRadius: expected a radius that ${site.name} can have, got ${radius} - ${nearest}`,
  );
}

/**
 * Scales what `inner` drew so that its spectral radius, max |eigenvalue|, is `radius`. By default it is that of the
 * effective matrix, to 1e-6 of itself (with positivity `'softplus'` to 1e-3 at worst, what its small weights resolve);
 * `of: 'raw'` takes the matrix that was drawn, before mask and sign, as PsychRNN does: the network then has another.
 *
 * pycog takes 1.5 with Dale's principle and 1.1 without, PsychRNN 1.1. Constants of the network are not scaled, as
 * pycog scales them, but counted.
 * @throws TypeError for unknown options; RangeError for a radius that is not a number > 0, and for weights without
 * loops, whose radius is 0, or constants whose radius is larger; ShapeError for weights that are not square
 * @example spectralRadius(1.1, balanced(gaussian()))
 */
export function spectralRadius(
  radius: number,
  inner: Initial,
  options: SpectralRadiusOptions = {},
): Initializer {
  checkPositive('spectralRadius', 'radius', radius);
  checkInner('spectralRadius', inner);
  checkRecord('spectralRadius', 'options', options);
  checkOptions('spectralRadius', options, ['of']);
  const { of = 'effective' } = options;
  checkName('spectralRadius', 'of', of, ['effective', 'raw']);
  return (key, site) => {
    squareLength('spectralRadius', site);
    return scaleTo(radius, initialValues('spectralRadius', inner, key, site), site, of);
  };
}
