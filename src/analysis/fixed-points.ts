/** Fixed and slow points of a map of states, and what it does around them. @module */

import type { Engine } from '../compile/compile.ts';
import { type Eigenvalues, eigenvalues } from '../tensor/linalg/index.ts';
import {
  checkFlag,
  checkInteger,
  checkName,
  checkNumber,
  checkOptions,
  checkPositive,
  checkRecord,
  show,
} from '../tensor/options.ts';
import { formatShape, ShapeError } from '../tensor/shape.ts';
import { cast, isTensor, type Tensor } from '../tensor/tensor.ts';
import { type Candidate, polish, speedAt } from './fixed-point-polish.ts';
import { descend } from './fixed-point-search.ts';
import { checkStarts } from './fixed-point-starts.ts';
import { jacobianAt, type StateMap } from './jacobians.ts';
import { groupPoints, outliersOf, spreadOf } from './unique-points.ts';

/** A state x, how much it moves in a step, and what the map F does around it. */
export interface FixedPoint {
  /** [n] */
  readonly x: Float64Array;
  /** |x - F(x)|^2 / 2 in doubles. */
  readonly q: number;
  /** dF_i / dx_j, `f64` [n, n]. */
  readonly jacobian: Tensor;
  /** Of the Jacobian, in descending order of modulus. */
  readonly eigenvalues: Eigenvalues;
  /** Whether all eigenvalues have moduli below 1: small disturbances die out. */
  readonly stable: boolean;
  /** Number of eigenvalues with a modulus above 1. */
  readonly unstableModes: number;
}

/** A point that a search has found. */
export interface FoundPoint extends FixedPoint {
  /** `'fixed'` for q <= tolQ; else the state moves, and q says how slowly: by at most 1e-2 of the spread of the starts in a step. */
  readonly kind: 'fixed' | 'slow';
  /** Number of starts from which the search ended here. This is no measure of the basin of attraction under F. */
  readonly starts: number;
}

/** What a search has found. */
export interface FixedPoints<P extends FoundPoint = FoundPoint> {
  /** Different points in ascending order of q, fixed ones first. */
  readonly points: readonly P[];
  /** Where the search from each start ended. */
  readonly ends: {
    /** `f32` [S, n], before they were improved in doubles */
    readonly x: Tensor;
    /** [S] */
    readonly q: Float64Array;
    /**
     * The position in `points` of the point that it became; -1 for an outlier, for a state that was not finite, and for
     * one that is not slow.
     */
    readonly point: Int32Array;
  };
}

/** Options of `findFixedPointsOf`. */
export interface FixedPointOptions {
  /** Most steps of the search, 3000 by default. It ends when all starts have come as far as `f32` can tell. */
  readonly iterations?: number;
  /** Rate of Adam at the first step, in units of the state; 0.05 by default. It falls to 0 as a cosine. */
  readonly learningRate?: number;
  /**
   * The q up to which a point is called fixed; 1e-20 by default. `f32` reaches some n 1e-15 for states of the order of 1,
   * the doubles that follow some n 1e-32; what is in between moves.
   */
  readonly tolQ?: number;
  /** Points that are no further apart (2-norm) are the same; 1e-3 by default. */
  readonly tolUnique?: number;
  /**
   * Whether points further from the mean of the starts than 10 times their mean distance from it are dropped; true by
   * default. The search may leave the region where the network lives.
   */
  readonly dropOutliers?: boolean;
  /** WebAssembly or plain loops; `'compiled'` by default. */
  readonly engine?: Engine;
}

/** The names of `FixedPointOptions`. */
export const FIXED_POINT_OPTION_NAMES: readonly (keyof FixedPointOptions)[] = [
  ...(['iterations', 'learningRate', 'tolQ', 'tolUnique', 'dropOutliers', 'engine'] as const),
];

const OUTLIER_FACTOR = 10;
// A state that moves further in a step crosses the region of the starts within 100 steps, as in a trial: it is not slow.
const MOST_MOVE = 1e-2;

/** Describes a state of which q is known: Jacobian, eigenvalues and stability. */
export function describePoint(step: StateMap, { x, q }: Candidate): FixedPoint {
  const jacobian = jacobianAt(step, x);
  const spectrum = eigenvalues(jacobian);
  const moduli = spectrum.re.map((re, i) => Math.hypot(re, spectrum.im[i]));
  return {
    ...{ x, q, jacobian, eigenvalues: spectrum },
    stable: moduli.every((modulus) => modulus < 1),
    unstableModes: moduli.filter((modulus) => modulus > 1).length,
  };
}

function checkFixedPointOptions(fn: string, options: FixedPointOptions): Required<FixedPointOptions> {
  checkRecord(fn, 'options', options);
  checkOptions(fn, options, FIXED_POINT_OPTION_NAMES);
  const { iterations = 3000, learningRate = 0.05, tolQ = 1e-20, tolUnique = 1e-3 } = options;
  const { dropOutliers = true, engine = 'compiled' } = options;
  checkInteger(fn, 'iterations', iterations, 0, 2 ** 24);
  checkNumber(fn, 'learningRate', learningRate, 0);
  checkNumber(fn, 'tolQ', tolQ, 0);
  checkPositive(fn, 'tolUnique', tolUnique);
  checkFlag(fn, 'dropOutliers', dropOutliers);
  checkName(fn, 'engine', engine, ['compiled', 'interpreted']);
  return { iterations, learningRate, tolQ, tolUnique, dropOutliers, engine };
}

/** The rows of a matrix, in doubles. */
function rowsOf({ shape: [rows, n], data }: Tensor): Float64Array[] {
  return Array.from({ length: rows }, (_, i) => Float64Array.from(data.subarray(i * n, (i + 1) * n)));
}

/** @throws TypeError or ShapeError unless the map returns rows like those that it is given, in both dtypes */
function checkStep(fn: string, step: StateMap, starts: Tensor): void {
  for (const given of [starts, cast(starts, 'f64')]) {
    const returned: unknown = step(given);
    const told = ({ dtype, shape }: Tensor): string => `${dtype} ${formatShape(shape)}`;
    const want = `expected step to return ${told(given)} for ${told(given)}`;
    if (!isTensor(returned)) throw new TypeError(`${fn}: ${want}, got ${show(returned)}`);
    if (told(returned) === told(given)) continue;
    throw new ShapeError(`${fn}: ${want}, got ${told(returned)}`, [given.shape, returned.shape]);
  }
}

/**
 * Finds fixed and slow points of any map of states: from every start it goes down q = |x - F(x)|^2 / 2 (Sussillo and
 * Barak 2013), all starts at once in one compiled program in `f32`; it improves what is different by
 * Levenberg-Marquardt steps in doubles, by at most `tolUnique`, and describes what is still different then.
 *
 * Not every fixed point is found: only those to which a start leads. A point that the search has not brought within
 * `tolUnique` of a fixed one is reported as slow, and more `iterations` may turn it into one. Where |x - F(x)| is more
 * than 1e-2 of the mean distance of the starts from their mean, the search gave up, and there is no point: what moves so
 * far in a step is through the region of the starts in 100. Starts that are all the same set no such bound. Each different point
 * takes some 10 ms for 64 units, most of it for eigenvalues: of a search that is cut short there are many.
 * @param step F: [S, n] to [S, n], row by row, in ops; for `f32` and for `f64` rows
 * @param starts [S, n]
 * @throws TypeError for unknown options, RangeError for values out of range, ShapeError for starts or a map that do not fit
 * @example findFixedPointsOf((x) => tanh(matmul(x, cast(w, x.dtype), { transB: true })), starts)
 */
export function findFixedPointsOf(
  step: StateMap,
  starts: Tensor,
  options: FixedPointOptions = {},
): FixedPoints {
  return search('findFixedPointsOf', step, starts, options);
}

/** As `findFixedPointsOf`, for callers of another name. */
export function search(fn: string, step: StateMap, starts: Tensor, options: FixedPointOptions): FixedPoints {
  if (typeof step !== 'function')
    throw new TypeError(`${fn}: expected step to be a function, got ${show(step)}`);
  checkStarts(fn, starts);
  const { iterations, learningRate, tolQ, tolUnique, dropOutliers, engine } = checkFixedPointOptions(
    fn,
    options,
  );
  const first = cast(starts, 'f32');
  checkStep(fn, step, first);
  const x = descend(step, first, { iterations, learningRate, engine });
  const ends = rowsOf(x);
  const q = Float64Array.from(ends, (end) => speedAt(step, end));
  const from = rowsOf(first);
  const dropped = dropOutliers ? outliersOf(ends, from, OUTLIER_FACTOR) : ends.map(() => false);
  // Only what is different is polished: each step of it costs as much as n rows of the search.
  const before = groupPoints(
    ends,
    q.map((value, i) => (dropped[i] ? Number.NaN : value)),
    tolUnique,
  );
  const polished = before.leaders.map((i) => polish(step, ends[i], tolUnique));
  const most = (MOST_MOVE * spreadOf(from).spread) ** 2 / 2 || Infinity;
  const after = groupPoints(
    polished.map((point) => point.x),
    polished.map((point) => (point.q <= Math.max(most, tolQ) ? point.q : Number.NaN)),
    tolUnique,
  );
  const point = before.group.map((group) => (group < 0 ? -1 : after.group[group]));
  const points = after.leaders.map(
    (leader, k): FoundPoint => ({
      ...describePoint(step, polished[leader]),
      kind: polished[leader].q <= tolQ ? 'fixed' : 'slow',
      starts: point.reduce((count, each) => count + (each === k ? 1 : 0), 0),
    }),
  );
  return { points, ends: { x, q, point } };
}
