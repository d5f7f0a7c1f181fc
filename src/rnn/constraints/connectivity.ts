/** Random sparse masks, and what they connect. @module */

import { components } from '../../tensor/linalg/components.ts';
import {
  checkFlag,
  checkInteger,
  checkNumber,
  checkOptions,
  checkRecord,
  show,
} from '../../tensor/options.ts';
import { checkKey, foldIn, type Key, permutation } from '../../tensor/random.ts';
import { formatShape, type Shape, ShapeError } from '../../tensor/shape.ts';
import { isTensor, type Nested, type Tensor, tensor, zeros } from '../../tensor/tensor.ts';

/** Share of the possible connections that exist, in [0, 1]: one for all, or one for each kind of presynaptic units. */
export type Density = number | { readonly excitatory: number; readonly inhibitory: number };

/**
 * Number of excitatory units among `n`, as `createRateNetwork` counts them; all of them without a ratio. The small
 * number makes 0.58 * 50 = 28.999999999999996 mean 29.
 */
export const excitatoryCount = (n: number, daleRatio: number | null): number =>
  daleRatio === null ? n : Math.floor(daleRatio * n + 1e-9);

/** @throws RangeError or TypeError for what is no density */
export function checkDensity(fn: string, name: string, density: Density, daleRatio: number | null): void {
  if (typeof density !== 'object') {
    checkNumber(fn, name, density, 0, 1);
    return;
  }
  checkRecord(fn, name, density);
  checkOptions(`${fn}: ${name}`, density, ['excitatory', 'inhibitory']);
  checkNumber(fn, `${name}.excitatory`, density.excitatory, 0, 1);
  checkNumber(fn, `${name}.inhibitory`, density.inhibitory, 0, 1);
  if (daleRatio === null) {
    throw new RangeError(
      `${fn}: expected ${name} of two kinds beside a daleRatio, got none - give daleRatio`,
    );
  }
}

/** Chooses round(density * places.length) of the places, each as likely as the others. */
export function choosePlaces(key: Key, places: readonly number[], density: number): readonly number[] {
  const count = Math.round(density * places.length);
  if (count === places.length) return places;
  return count === 0
    ? []
    : Array.from(permutation(key, places.length).data.subarray(0, count), (i) => places[i]);
}

/** Options of `sparseMask`. */
export interface SparseMaskOptions {
  readonly key: Key;
  /** [post, pre]. */
  readonly shape: Shape;
  readonly density: Density;
  /** Whether units may connect to themselves; true by default. */
  readonly diagonal?: boolean;
  /** Fraction of excitatory columns, which come first; for a density of two kinds. */
  readonly daleRatio?: number | null;
}

/** The places of a matrix in the columns [from, to), row by row. */
function placesIn([rows, columns]: Shape, from: number, to: number, diagonal: boolean): number[] {
  const places: number[] = [];
  for (let post = 0; post < rows; post++) {
    for (let pre = from; pre < to; pre++) if (diagonal || pre !== post) places.push(post * columns + pre);
  }
  return places;
}

/**
 * Draws a mask of zeros and ones with exactly round(density * n) ones among the n possible places, `f32` [post, pre]:
 * pycog's random connectivity and, with a density for each kind of presynaptic units, its `generate_Crec`.
 * @throws TypeError for unknown options, RangeError for values outside their range, ShapeError for a shape that is not
 * that of a matrix, or not square without its diagonal
 * @example sparseMask({ key: key(1), shape: [500, 500], density: { excitatory: 0.1, inhibitory: 0.5 }, diagonal: false, daleRatio: 0.8 })
 */
export function sparseMask(options: SparseMaskOptions): Tensor {
  const FN = 'sparseMask';
  checkRecord(FN, 'options', options);
  checkOptions(FN, options, ['key', 'shape', 'density', 'diagonal', 'daleRatio']);
  const { key, shape, density, diagonal = true, daleRatio = null } = options;
  checkKey(FN, key);
  if (!Array.isArray(shape) || shape.length !== 2) {
    throw new ShapeError(`${FN}: expected shape to be [post, pre], got ${show(shape)}`, []);
  }
  shape.forEach((n, axis) => {
    checkInteger(FN, `shape[${axis}]`, n, 1);
  });
  checkFlag(FN, 'diagonal', diagonal);
  if (!diagonal && shape[0] !== shape[1]) {
    throw new ShapeError(`${FN}: expected a square shape without its diagonal, got ${formatShape(shape)}`, [
      shape,
    ]);
  }
  if (daleRatio !== null) checkNumber(FN, 'daleRatio', daleRatio, 0, 1);
  checkDensity(FN, 'density', density, daleRatio);
  const mask = zeros(shape);
  const fill = (from: Key, low: number, high: number, share: number): void => {
    for (const at of choosePlaces(from, placesIn(shape, low, high, diagonal), share)) mask.data[at] = 1;
  };
  if (typeof density === 'number') {
    fill(key, 0, shape[1], density);
  } else {
    const nExc = excitatoryCount(shape[1], daleRatio);
    fill(foldIn(key, 0), 0, nExc, density.excitatory);
    fill(foldIn(key, 1), nExc, shape[1], density.inhibitory);
  }
  return mask;
}

/**
 * Whether every unit reaches every other along connections that are not 0. A network for which this is false has
 * units that hear nothing of others, or are not heard; pycog warns of it.
 * @param mask [n, n], a mask or weights, as a tensor or as nested arrays
 * @throws ShapeError for a matrix that is not square
 */
export function isStronglyConnected(mask: Tensor | Nested): boolean {
  const { shape, data } = isTensor(mask) ? mask : tensor(mask, 'f64');
  if (shape.length !== 2 || shape[0] !== shape[1] || shape[0] === 0) {
    throw new ShapeError(`isStronglyConnected: expected a square mask, got shape ${formatShape(shape)}`, [
      shape,
    ]);
  }
  return components(Float64Array.from(data), shape[0]).length === 1;
}
