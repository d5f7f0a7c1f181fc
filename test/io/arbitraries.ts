/** Random tensors of every dtype: bit patterns, not just nice numbers. @module */

import fc from 'fast-check';
import { sizeOf } from '../../src/tensor/shape.ts';
import { fromArray, type Tensor } from '../../src/tensor/tensor.ts';

export const shapes: fc.Arbitrary<number[]> = fc.array(fc.nat({ max: 4 }), { maxLength: 5 });

/** Tensors with NaN, infinities, subnormals, -0, no elements or no axes. */
export const tensors: fc.Arbitrary<Tensor> = shapes.chain((shape) => {
  const size = { minLength: sizeOf(shape), maxLength: sizeOf(shape) };
  return fc.oneof(
    fc.float32Array(size).map((data) => fromArray(data, shape)),
    fc.float64Array(size).map((data) => fromArray(data, shape)),
    fc.int32Array(size).map((data) => fromArray(data, shape)),
  );
});

/** Names of members, among them empty, unicode and prototype names. */
export const names: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('', '__proto__', 'constructor', 'a.npy', 'W/Adam_1', '\ufeffb', '0'),
  fc.string({ unit: 'grapheme', maxLength: 12 }).map((name) => name.replaceAll('\0', '')),
);

export const records: fc.Arbitrary<Record<string, Tensor>> = fc
  .uniqueArray(fc.tuple(names, tensors), { maxLength: 5, selector: ([name]) => name })
  .map((entries) => {
    // Without a prototype, so that '__proto__' is a key like any other.
    const record: Record<string, Tensor> = Object.create(null);
    for (const [name, x] of entries) record[name] = x;
    return record;
  });
