/** A check of derivatives against finite differences, for our own operations and for users' functions. @module */

import { foldIn, type Key, key, normal, split } from '../tensor/random.ts';
import { formatShape, stridesOf } from '../tensor/shape.ts';
import { item, ones, type Tensor, zeros } from '../tensor/tensor.ts';
import { add, mul } from './ops/elementwise.ts';
import { sum } from './ops/layout.ts';
import type { Value } from './tape.ts';
import { vjp } from './transforms.ts';
import { flatten, type Tree } from './tree.ts';

/** Options of `checkGradients`. */
export interface CheckOptions {
  /** Largest error allowed relative to the scale of the derivative; 1e-6 by default. */
  readonly tolerance?: number;
  /** Random directions, 2 by default. */
  readonly directions?: number;
  /** Also checks every entry when there are at most this many, 64 by default. */
  readonly maxEntries?: number;
  /** Seed of the directions and the output weights, 0 by default. */
  readonly seed?: number;
}

// Central differences err by h^2 f'''/6 + 2^-53 |f| / h; h = 2^-17 balances the two near 6e-11 for f of order 1.
const STEP = 2 ** -17;

/** One comparison: the derivative along a direction by both ways. */
interface Finding {
  readonly where: string;
  readonly exact: number;
  readonly numeric: number;
  readonly error: number;
}

/** A point, or a direction, in the space of all float arguments. */
type Point = readonly Tensor[];

/** Weights all outputs with fixed normals and sums them: a scalar in which each output counts. */
function weigh(outputs: readonly Value[], root: Key): Value {
  const floats = outputs.filter((y) => y.dtype !== 'i32');
  if (floats.length === 0) throw new TypeError('checkGradients: expected f to return f64 arrays, got none');
  return floats
    .map((y, i) => sum(mul(y, normal(foldIn(root, i), y.shape, 'f64'))))
    .reduce((total, part) => add(total, part));
}

function compare(
  where: string,
  f: (...at: Point) => Value,
  at: Point,
  gradient: Point,
  direction: Point,
): Finding {
  const moved = (h: number): Point =>
    at.map((x, k) => ({ ...x, data: Float64Array.from(x.data, (v, i) => v + h * direction[k].data[i]) }));
  const [above, below] = [STEP, -STEP].map((h) => item(f(...moved(h)) as Tensor));
  const terms = gradient.flatMap((g, k) => Array.from(g.data, (v, i) => v * direction[k].data[i]));
  const exact = terms.reduce((total, term) => total + term, 0);
  const numeric = (above - below) / (2 * STEP);
  // Errors are seen against the size of f and of the terms: cancellation among them is not the derivative's fault.
  const scale = terms.reduce((total, term) => total + Math.abs(term), Math.max(1, Math.abs(above)));
  return { where, exact, numeric, error: Math.abs(exact - numeric) / scale };
}

/** The unit directions of all entries, with the words that name them. */
function* entryDirections(at: Point, names: readonly string[]): Generator<[string, Point]> {
  for (const [k, x] of at.entries()) {
    for (let entry = 0; entry < x.data.length; entry++) {
      const direction = at.map((y) => zeros(y.shape, 'f64'));
      direction[k].data[entry] = 1;
      const index = stridesOf(x.shape).map((stride, axis) => Math.floor(entry / stride) % x.shape[axis]);
      yield [`entry ${formatShape(index)} of argument ${names[k]}`, direction];
    }
  }
}

function* randomDirections(at: Point, count: number, root: Key): Generator<[string, Point]> {
  for (let d = 0; d < count; d++) {
    yield [`random direction ${d}`, at.map((x, k) => normal(foldIn(foldIn(root, d), k), x.shape, 'f64'))];
  }
}

/**
 * Compares the derivative of f at args with central differences in f64: along random directions, and, where the
 * arguments are small, entry by entry. The outputs of f are weighted at random, so that each of them counts.
 * @param args trees of f64 tensors; i32 tensors among them are left as they are
 * @throws Error that names the worst entry or direction, both derivatives and the tolerance
 * @throws TypeError for f32 arguments, whose rounding would hide errors
 * @example checkGradients((x) => mul(x, x), [tensor([1, 2], 'f64')]);
 */
export function checkGradients<A extends readonly Tree[]>(
  f: (...args: A) => Tree,
  args: A,
  options: CheckOptions = {},
): void {
  const { tolerance = 1e-6, directions = 2, maxEntries = 64, seed = 0 } = options;
  const { leaves, paths, rebuild } = flatten('checkGradients', args);
  const f32 = leaves.findIndex((x) => x.dtype === 'f32');
  if (f32 >= 0) {
    const advice = "convert it with cast(x, 'f64')";
    throw new TypeError(
      `checkGradients: expected f64 arguments, got f32 at argument ${paths[f32]} - ${advice}`,
    );
  }
  if (!leaves.some((x) => x.dtype === 'f64')) {
    throw new TypeError('checkGradients: expected f64 arguments, got none');
  }
  const floats = leaves.flatMap((x, i) => (x.dtype === 'f64' ? [i] : []));
  const [weightsKey, directionsKey] = split(key(seed));
  const scalar = (...at: readonly Value[]): Value => {
    const all = leaves.map((x, i) => at[floats.indexOf(i)] ?? x);
    return weigh(flatten('checkGradients', f(...(rebuild(all) as A))).leaves, weightsKey);
  };
  const at = floats.map((i) => leaves[i] as Tensor);
  const [, pullback] = vjp((point: Point) => scalar(...point), [at]);
  const gradient = pullback(ones([], 'f64')) as Point;

  const entries = at.reduce((total, x) => total + x.data.length, 0);
  const names = floats.map((i) => paths[i]);
  const checks = [
    ...(entries <= maxEntries ? entryDirections(at, names) : []),
    ...randomDirections(at, directions, directionsKey),
  ];
  const findings = checks.map(([where, direction]) => compare(where, scalar, at, gradient, direction));
  const worst = findings.reduce((a, b) => (b.error > a.error || Number.isNaN(b.error) ? b : a), findings[0]);
  if (worst === undefined || worst.error <= tolerance) return;
  const got = `${worst.exact} where differences give ${worst.numeric} (error ${worst.error.toExponential(1)})`;
  throw new Error(`checkGradients: expected derivatives within ${tolerance}, got ${got} at ${worst.where}`);
}
