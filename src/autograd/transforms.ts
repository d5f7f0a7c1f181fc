/** Derivatives of functions of trees of tensors. @module */

import { checkOptions } from '../tensor/options.ts';
import { formatShape, type Shape, ShapeError, sizeOf } from '../tensor/shape.ts';
import { ones, zeros } from '../tensor/tensor.ts';
import { keptValues, linearize } from './linearize.ts';
import { concat, reshape } from './ops/layout.ts';
import { replay } from './replay.ts';
import { Tape, type Value } from './tape.ts';
import { type Flat, flatten, mapTree } from './tree.ts';

/** A function recorded for the shapes of its example arguments. */
export interface Traced {
  readonly tape: Tape;
  readonly args: Flat;
  readonly result: Flat;
}

/**
 * Records a function.
 * @param args trees of values; only their types matter
 */
export function trace<A extends readonly unknown[]>(fn: string, f: (...args: A) => unknown, args: A): Traced {
  const flat = flatten(fn, args);
  const tape = new Tape(fn);
  const inputs = flat.leaves.map((v) => tape.input(v));
  const result = flatten(fn, f(...(flat.rebuild(inputs) as unknown as A)));
  return { tape: tape.close(result.leaves), args: flat, result };
}

/** Options of the transforms. */
export interface GradOptions {
  /** The argument to differentiate with respect to; 0, the first, by default. */
  readonly wrt?: number;
}

/** Marks the leaves of argument `wrt`, which must be floats. */
function activeLeaves(fn: string, args: Flat, wrt: number): boolean[] {
  const active = args.paths.map((path) => path.startsWith(`[${wrt}]`));
  args.leaves.forEach((v, i) => {
    if (active[i] && v.dtype === 'i32') {
      throw new TypeError(
        `${fn}: expected f32 or f64 at argument ${args.paths[i]}, got i32 - convert it with cast()`,
      );
    }
  });
  if (!active.includes(true)) {
    throw new RangeError(
      `${fn}: expected an argument ${wrt} that holds arrays, got none - see the option wrt`,
    );
  }
  return active;
}

/**
 * Computes y = f(args) and its pullback, which turns a cotangent yBar (of y's form) into that of argument `wrt`.
 * @example
 * const [y, pullback] = vjp((x: Value) => mul(x, x), [tensor([1, 2])]);
 * pullback(tensor([1, 1])); // [2, 4]
 */
export function vjp<A extends readonly unknown[], Y>(
  f: (...args: A) => Y,
  args: A,
  options: GradOptions = {},
): [Y, (yBar: Y) => A[0]] {
  return differentiate('vjp', f, args, options);
}

function differentiate<A extends readonly unknown[], Y>(
  fn: string,
  f: (...args: A) => Y,
  args: A,
  options: GradOptions,
): [Y, (yBar: Y) => A[0]] {
  checkOptions(fn, options, ['wrt']);
  const { wrt = 0 } = options;
  const { tape, args: flat, result } = trace(fn, f, args);
  const active = activeLeaves(fn, flat, wrt);
  const reached = result.leaves.map((y) => y.dtype !== 'i32');
  const pair = linearize(tape, active, reached);
  const outs = replay(pair.forward, flat.leaves);
  const extras = outs.splice(result.leaves.length);
  const kept = keptValues(pair, flat.leaves, extras);
  const pullback = (yBar: Y): A[0] => {
    const bars = flatten('pullback', yBar).leaves.filter((_, i) => reached[i]);
    const grads = replay(pair.adjoint, bars, kept);
    return flatten(fn, args[wrt]).rebuild(grads) as A[0];
  };
  return [result.rebuild(outs) as Y, pullback];
}

/**
 * Returns the function that computes f and the gradient of f with respect to an argument.
 * @throws ShapeError when f does not return a scalar
 */
export function valueAndGrad<A extends readonly unknown[]>(
  f: (...args: A) => Value,
  options: GradOptions = {},
): (...args: A) => [Value, A[0]] {
  return (...args) => {
    const [y, pullback] = differentiate('grad', f, args, options);
    if (y.dtype === 'i32')
      throw new TypeError('grad: expected f to return f32 or f64, got i32 - convert it with cast()');
    if (sizeOf(y.shape) !== 1) {
      const advice = 'reduce it with sum() or use vjp()';
      throw new ShapeError(
        `grad: expected f to return a scalar, got shape ${formatShape(y.shape)} - ${advice}`,
        [y.shape],
      );
    }
    return [y, pullback(ones(y.shape, y.dtype))];
  };
}

/**
 * Returns the function that computes the gradient of a scalar function with respect to an argument, in that
 * argument's form. It can be differentiated again.
 * @example grad((x: Value) => sum(mul(x, x)))(tensor([1, 2])) // [2, 4]
 */
export function grad<A extends readonly unknown[]>(
  f: (...args: A) => Value,
  options: GradOptions = {},
): (...args: A) => A[0] {
  const both = valueAndGrad(f, options);
  return (...args) => both(...args)[1];
}

/**
 * Returns the function that computes the Jacobian dy/dx of one array by another: shape [...y.shape, ...x.shape],
 * in x's form for a tree x. One pullback per element of y.
 */
export function jacobian<A extends readonly unknown[]>(
  f: (...args: A) => Value,
  options: GradOptions = {},
): (...args: A) => A[0] {
  return (...args) => {
    const [y, pullback] = differentiate('jacobian', f, args, options);
    const size = sizeOf(y.shape);
    const rows = Array.from({ length: size }, (_, i) => {
      const unit = zeros(y.shape, y.dtype);
      unit.data[i] = 1;
      return pullback(unit);
    });
    if (size === 0)
      throw new ShapeError('jacobian: expected f to return at least one element, got none', [y.shape]);
    const stack = (...leaves: Value[]): Value => {
      const { shape } = leaves[0];
      const flat: Shape = [1, sizeOf(shape)];
      return reshape(concat(leaves.map((leaf) => reshape(leaf, flat))), [...y.shape, ...shape]);
    };
    return mapTree('jacobian', stack, rows[0], ...rows.slice(1));
  };
}
