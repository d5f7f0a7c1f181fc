/** Readers of the options that name arrays or parameters, shared by the networks. @module */

import { checkRecord, nearestName, show } from '../../tensor/options.ts';
import { formatShape, type Shape, ShapeError, sameShape } from '../../tensor/shape.ts';
import { cast, ones, type Tensor } from '../../tensor/tensor.ts';
import type { FixedMasks } from '../constraints/fixed.ts';
import { asTensor, checkInitial, type Matrix } from '../initializers/initializer.ts';

/** The shapes of the parameters of a network, by name. */
export type ParamShapes = { readonly [name: string]: Shape };

/** A deep copy of an options object; functions and objects of classes are kept. Members that are undefined go. */
export function copyOf<T>(given: T): T;
export function copyOf(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(copyOf);
  if (ArrayBuffer.isView(given)) return (given as Float32Array).slice();
  if (typeof given !== 'object' || given === null) return given;
  if (Object.getPrototypeOf(given) !== Object.prototype) return given;
  const named = Object.entries(given).filter(([, each]) => each !== undefined);
  return Object.fromEntries(named.map(([name, each]) => [name, copyOf(each)]));
}

/**
 * Reads an array option and checks its shape and entries; `what` says which entries are allowed.
 * @returns a copy, `f32`
 * @throws ShapeError or RangeError naming `fn` and the option
 */
export function readArray(
  fn: string,
  name: string,
  given: Matrix,
  shape: Shape,
  allowed: (x: number) => boolean,
  what: string,
): Tensor {
  const matrix = cast(asTensor(fn, name, given), 'f32');
  if (!sameShape(matrix.shape, shape)) {
    const axes = shape.length === 2 ? ' ([post, pre])' : '';
    const got = formatShape(matrix.shape);
    throw new ShapeError(`${fn}: expected ${name} of shape ${formatShape(shape)}${axes}, got ${got}`, [
      shape,
      matrix.shape,
    ]);
  }
  const bad = matrix.data.find((x) => !allowed(x));
  if (bad !== undefined) throw new RangeError(`${fn}: expected ${name} to hold ${what}, got ${bad}`);
  // A copy: what the caller does to its array later must not reach the network.
  return { ...matrix, data: matrix.data.slice() };
}

function checkParamName(fn: string, option: string, name: string, shapes: ParamShapes): void {
  if (Object.hasOwn(shapes, name)) return;
  const advice = `did you mean '${nearestName(name, Object.keys(shapes))}'?`;
  throw new TypeError(`${fn}: expected ${option} to name parameters, got ${show(name)} - ${advice}`);
}

/** @throws TypeError unless the `init` option is an object that gives parameters by name what may be their initial values */
export function checkInit(fn: string, init: object, shapes: ParamShapes): void {
  checkRecord(fn, 'init', init);
  for (const [name, given] of Object.entries(init)) {
    checkParamName(fn, 'init', name, shapes);
    if (given !== undefined) checkInitial(fn, `init.${name}`, given);
  }
}

/**
 * Reads a `fixed` option: by parameter, true for all of it, or numbers in [0, 1], 1 where an entry keeps its value.
 * @throws TypeError, ShapeError or RangeError naming the parameter
 */
export function readFixed(
  fn: string,
  fixed: { readonly [name: string]: boolean | Matrix | undefined },
  shapes: ParamShapes,
): FixedMasks {
  checkRecord(fn, 'fixed', fixed);
  const entries = Object.entries(fixed).flatMap(([name, given]): [string, Tensor][] => {
    checkParamName(fn, 'fixed', name, shapes);
    const shape = shapes[name];
    if (given === false || given === undefined) return [];
    if (given === true) return [[name, ones(shape)]];
    const mask = readArray(fn, `fixed.${name}`, given, shape, (m) => m >= 0 && m <= 1, 'numbers in [0, 1]');
    return [[name, mask]];
  });
  return Object.fromEntries(entries);
}
