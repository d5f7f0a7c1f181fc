/** Random shapes, keys and tensors: nice numbers, for properties of values and derivatives. @module */

import fc from 'fast-check';
import { type Key, key, normal } from '../../src/tensor/random.ts';
import { type Shape, sizeOf } from '../../src/tensor/shape.ts';
import { type DType, fromArray, type Tensor } from '../../src/tensor/tensor.ts';

/** Bounds of `shapes`. */
export interface ShapeBounds {
  readonly minRank?: number;
  readonly maxRank?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

export function shapes(bounds: ShapeBounds = {}): fc.Arbitrary<number[]> {
  const { minRank = 0, maxRank = 3, minLength = 1, maxLength = 3 } = bounds;
  const lengths = fc.integer({ min: minLength, max: maxLength });
  return fc.array(lengths, { minLength: minRank, maxLength: maxRank });
}

/** Shapes that broadcast to `shape`: leading axes dropped, axes of length 1 instead of n. */
export function stretchingTo(shape: Shape): fc.Arbitrary<number[]> {
  return fc
    .tuple(fc.nat({ max: shape.length }), fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }))
    .map(([drop, ones]) => shape.map((n, axis) => (ones[axis % 3] ? 1 : n)).slice(drop));
}

/** Pairs of shapes that broadcast together: either may lack leading axes or have axes of length 1. */
export const shapePairs: fc.Arbitrary<[number[], number[]]> = shapes().chain((shape) =>
  fc
    .tuple(stretchingTo(shape), fc.boolean(), fc.boolean())
    .chain(([part, swap, both]) =>
      (both ? stretchingTo(shape) : fc.constant(shape)).map((other): [number[], number[]] =>
        swap ? [other, part] : [part, other],
      ),
    ),
);

export const keys: fc.Arbitrary<Key> = fc.maxSafeNat().map(key);

/** Standard normals of a shape: cheap to make, shrinks by shape and seed only. */
export function normals(shape: Shape, dtype: DType = 'f64'): fc.Arbitrary<Tensor> {
  return keys.map((k) => normal(k, shape, dtype));
}

/** Multiples of 1/16 in [-4, 4]: exact in every dtype, their sums and products too; shrinks towards 0. */
export function onGrid(shape: Shape, dtype: DType = 'f64'): fc.Arbitrary<Tensor> {
  const size = sizeOf(shape);
  const values = fc.array(fc.integer({ min: -64, max: 64 }), { minLength: size, maxLength: size });
  return values.map((list) => {
    const data = Float64Array.from(list, (v) => (dtype === 'i32' ? v : v / 16));
    if (dtype === 'i32') return fromArray(Int32Array.from(data), shape);
    return fromArray(dtype === 'f32' ? Float32Array.from(data) : data, shape);
  });
}

/** Applies f to the elements of an f64 tensor. */
export function mapData(f: (x: number, i: number) => number, x: Tensor): Tensor {
  return fromArray(Float64Array.from(x.data, f), x.shape);
}

/** Moves elements out of (-1/8, 1/8), where functions with a kink or a pole at 0 have no useful differences. */
export const awayFromZero = (x: Tensor): Tensor => mapData((v) => (v < 0 ? v - 0.125 : v + 0.125), x);

/** Makes all elements at least 1/4. */
export const positive = (x: Tensor): Tensor => mapData((v) => Math.abs(v) + 0.25, x);
