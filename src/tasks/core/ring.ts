/** Channels on a ring: angles theta_i = 2 pi i / n, cosines, and bumps of activity. @module */

import { cos, exp, sin } from '../../tensor/formulas.ts';
import { numberLanes } from '../../tensor/lanes.ts';

/** A whole turn, in radians. */
export const TURN: number = 2 * Math.PI;

/** Returns cos(2 pi k / n) for k = 0 .. n - 1. */
export function ringCosines(n: number): number[] {
  if (n === 2) return [1, -1];
  return Array.from({ length: n }, (_, k) => cos(numberLanes, Math.fround((2 * Math.PI * k) / n)));
}

/** Returns cos(theta_i - angle) for the channels i = 0 .. n - 1 of a ring; angle in radians, in [0, 2 pi]. */
export function cosinesAround(n: number, angle: number): number[] {
  return Array.from({ length: n }, (_, i) => cos(numberLanes, Math.fround((TURN * i) / n - angle)));
}

/** Returns the unit vector [cos, sin] of an angle in radians. */
export function direction(angle: number): readonly [cosine: number, sine: number] {
  const x = Math.fround(angle);
  return [cos(numberLanes, x), sin(numberLanes, x)];
}

/** Returns an angle in radians brought to [0, 2 pi). */
export function wrapped(angle: number): number {
  const rest = angle % TURN;
  return rest < 0 ? (rest + TURN) % TURN : rest;
}

/** Returns the shorter way between two angles, in [0, pi]. */
export function circularDistance(a: number, b: number): number {
  const d = wrapped(a - b);
  return Math.min(d, TURN - d);
}

/** Returns the channel, of n, that is nearest to an angle in radians. */
export function nearestChannel(n: number, angle: number): number {
  return Math.round((wrapped(angle) / TURN) * n) % n;
}

/** A bump of activity. */
export interface Bump {
  /** Its largest value; 0.8 by default. */
  readonly height?: number;
  /** Its width, as the standard deviation of a normal density, in radians; pi / 8 by default. */
  readonly width?: number;
}

/**
 * Returns a bump on a ring of n channels: height exp(-(d / width)^2 / 2), d the circular distance to `angle` (radians).
 * The defaults are those of Yang et al. (2019).
 */
export function ringBump(
  n: number,
  angle: number,
  { height = 0.8, width = Math.PI / 8 }: Bump = {},
): number[] {
  return Array.from({ length: n }, (_, k) => {
    const d = circularDistance((TURN * k) / n, angle) / width;
    return height * exp(numberLanes, Math.fround((-d * d) / 2));
  });
}
