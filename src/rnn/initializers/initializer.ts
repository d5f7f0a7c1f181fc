/** What an initialiser is: a function from a key and the place of an array in a network to its first values. @module */

import { show } from '../../tensor/options.ts';
import type { Key } from '../../tensor/random.ts';
import { formatShape, type Shape, ShapeError, sameShape } from '../../tensor/shape.ts';
import { cast, full, isTensor, type Nested, type Tensor, tensor } from '../../tensor/tensor.ts';

/** An array given as a tensor or as nested arrays of numbers. */
export type Matrix = Tensor | Nested;

/** Where initial values go: what an initialiser may need to know of the network around them. */
export interface InitialSite {
  /** Name of the parameter, such as `wRec`. */
  readonly name: string;
  /** Shape of the values: [post, pre] for weights, [n] for biases and states. */
  readonly shape: Shape;
  /** Number of presynaptic units, for a bias those of the weights beside it. */
  readonly fanIn: number;
  /** Factors of the weights without signs, 0 where there is no connection; all 1 for biases and states. */
  readonly mask: Tensor;
  /** Signs of the columns, +1 or -1 [pre]; null where weights may have either sign. */
  readonly signs: Tensor | null;
  /** The weights that the network would use if these were drawn, [post, pre]; the values themselves for biases. */
  effective(drawn: Tensor): Tensor;
}

/**
 * Draws initial values of the shape of their site, `f32`. Where the network has signs, only the size of a value
 * counts; masks multiply what is drawn. A function of its arguments alone.
 */
export type Initializer = (key: Key, site: InitialSite) => Tensor;

/** What may stand for initial values: a rule, one number for all, or the values. */
export type Initial = Initializer | number | Matrix;

/**
 * An array option as a tensor.
 * @throws TypeError naming the option for what is no array
 */
export function asTensor(fn: string, name: string, given: Matrix): Tensor {
  if (isTensor(given)) return given;
  if (!Array.isArray(given)) {
    throw new TypeError(`${fn}: expected ${name} to be a tensor or nested arrays, got ${show(given)}`);
  }
  return tensor(given);
}

const isInitial = (given: unknown): boolean =>
  typeof given === 'function' || typeof given === 'number' || isTensor(given) || Array.isArray(given);

/** @throws TypeError for what cannot stand for initial values */
export function checkInitial(fn: string, name: string, given: unknown): void {
  if (isInitial(given)) return;
  const want = `${name} to be a rule such as init.gaussian(), a number or values`;
  throw new TypeError(`${fn}: expected ${want}, got ${show(given)}`);
}

/** @throws TypeError for a value that a rule returned and that is no tensor */
function drawFrom(fn: string, rule: Initializer, key: Key, site: InitialSite): Tensor {
  const drawn = rule(key, site);
  if (isTensor(drawn)) return cast(drawn, 'f32');
  const advice = typeof drawn === 'function' ? ' - call it, as in init.gaussian()' : '';
  throw new TypeError(`${fn}: expected init.${site.name} to return a tensor, got ${show(drawn)}${advice}`);
}

/**
 * Makes the initial values of a site, `f32`.
 * @throws ShapeError for values of another shape, RangeError for values that are not finite, TypeError for a rule
 * that returns no tensor
 */
export function initialValues(fn: string, initial: Initial, key: Key, site: InitialSite): Tensor {
  const { name, shape } = site;
  const drawn =
    typeof initial === 'function'
      ? drawFrom(fn, initial, key, site)
      : typeof initial === 'number'
        ? full(shape, initial)
        : cast(asTensor(fn, `init.${name}`, initial), 'f32');
  if (!sameShape(drawn.shape, shape)) {
    const want = `init.${name} of shape ${formatShape(shape)}`;
    throw new ShapeError(`${fn}: expected ${want}, got ${formatShape(drawn.shape)}`, [shape, drawn.shape]);
  }
  const bad = drawn.data.find((x) => !Number.isFinite(x));
  if (bad !== undefined) {
    throw new RangeError(`${fn}: expected init.${name} to hold finite numbers, got ${bad}`);
  }
  // A copy: what the caller does to its array later must not reach the network.
  return drawn === initial ? { ...drawn, data: drawn.data.slice() } : drawn;
}

/**
 * Checks what a rule that changes other values was given for them.
 * @throws TypeError for what cannot stand for initial values
 */
export function checkInner(fn: string, inner: Initial): void {
  if (isInitial(inner)) return;
  throw new TypeError(`${fn}: expected an initialiser, a number or values, got ${show(inner)}`);
}

/**
 * The numbers of rows and columns of the weights at a site.
 * @throws ShapeError for biases and states
 */
export function matrixShape(fn: string, { name, shape }: InitialSite): readonly [number, number] {
  if (shape.length === 2) return [shape[0], shape[1]];
  throw new ShapeError(`${fn}: expected weights [post, pre], got ${name} of shape ${formatShape(shape)}`, [
    shape,
  ]);
}

/**
 * The number of rows and of columns of square weights.
 * @throws ShapeError for other weights, biases and states
 */
export function squareLength(fn: string, site: InitialSite): number {
  const [rows, columns] = matrixShape(fn, site);
  if (rows === columns) return rows;
  const got = `${site.name} of shape ${formatShape(site.shape)}`;
  throw new ShapeError(`${fn}: expected square weights, got ${got}`, [site.shape]);
}
