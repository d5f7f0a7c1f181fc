/** The end of a search in doubles, where single precision has no more digits. @module */

import { leastSquares } from '../tensor/linalg/index.ts';
import { fromArray, type Tensor } from '../tensor/tensor.ts';
import { speeds } from './fixed-point-search.ts';
import { jacobianAt, type StateMap } from './jacobians.ts';

/** A state and its q = |x - F(x)|^2 / 2. */
export interface Candidate {
  readonly x: Float64Array;
  readonly q: number;
}

// A step near a fixed point doubles the digits, or, where I - J has no inverse, gains one bit: q falls 16 times.
const MOST_STEPS = 40;

/** q of one state, in doubles. */
export const speedAt = (step: StateMap, x: Float64Array): number =>
  (speeds(step, fromArray(x, [1, x.length])) as Tensor).data[0];

// Directions that A = I - J shrinks by more than this, relative to its size, are taken for those of a line of fixed points.
const LEAST_DAMPING = 1e-10;

/**
 * The step d that makes |r - A d|^2 + m^2 |d|^2 least, with r = x - F(x) and A = I - J its derivative; null where the
 * Jacobian is not finite. With m = |r| the convergence is quadratic, to a line of fixed points too (Yamashita and
 * Fukushima 2001), and the least m keeps the step determined where r vanishes and A has no inverse.
 */
function stepFrom(step: StateMap, x: Float64Array): Float64Array | null {
  const n = x.length;
  const jacobian = jacobianAt(step, x).data;
  const next = (step(fromArray(x, [1, n])) as Tensor).data;
  const a = new Float64Array(2 * n * n);
  const right = new Float64Array(2 * n);
  let square = 0;
  for (let i = 0; i < n * n; i++) {
    a[i] = (i % (n + 1) === 0 ? 1 : 0) - jacobian[i];
    square += a[i] * a[i];
  }
  if (!Number.isFinite(square)) return null;
  let length = 0;
  for (let i = 0; i < n; i++) {
    right[i] = x[i] - next[i];
    length += right[i] * right[i];
  }
  const damping = Math.max(Math.sqrt(length), LEAST_DAMPING * Math.sqrt(square / n));
  for (let i = 0; i < n; i++) a[(n + i) * n + i] = damping;
  return leastSquares(fromArray(a, [2 * n, n]), fromArray(right, [2 * n])).data as Float64Array;
}

/**
 * Improves a state by steps of Levenberg and Marquardt as long as each at least halves q, and as long as it stays within
 * `reach` (2-norm) of where it was. So a fixed point gets all its digits, and a slow point is not led away to a fixed one.
 */
export function polish(step: StateMap, start: Float64Array, reach: number): Candidate {
  let best: Candidate = { x: start, q: speedAt(step, start) };
  for (let i = 0; i < MOST_STEPS && best.q > 0; i++) {
    const by = stepFrom(step, best.x);
    if (by === null) break;
    const x = best.x.map((value, j) => value - by[j]);
    const distance = Math.sqrt(x.reduce((sum, value, j) => sum + (value - start[j]) ** 2, 0));
    const q = speedAt(step, x);
    if (!(q < best.q && distance <= reach)) break;
    const goesOn = q < best.q / 2;
    best = { x, q };
    if (!goesOn) break;
  }
  return best;
}
