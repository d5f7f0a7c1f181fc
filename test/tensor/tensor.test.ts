import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../../src/tensor/shape.ts';
import {
  cast,
  fromArray,
  full,
  isTensor,
  item,
  type Nested,
  ones,
  tensor,
  toNested,
  zeros,
} from '../../src/tensor/tensor.ts';
import { onGrid, shapes } from '../support/arbitraries.ts';

describe('tensor', () => {
  test('reads what toNested writes, in every dtype', () => {
    const cases = fc
      .tuple(shapes({ maxRank: 4 }), fc.constantFrom('f32' as const, 'f64' as const, 'i32' as const))
      .chain(([shape, dtype]) => onGrid(shape, dtype));
    fc.assert(
      fc.property(cases, (x) => {
        expect(tensor(toNested(x), x.dtype)).toEqual(x);
      }),
    );
  });

  test('takes a number as a scalar, and is f32 by default', () => {
    expect(tensor(0.1)).toEqual({ dtype: 'f32', shape: [], data: Float32Array.of(0.1) });
  });

  test('keeps empty axes', () => {
    expect(tensor([]).shape).toEqual([0]);
    expect(tensor([[], []]).shape).toEqual([2, 0]);
  });

  test.each([
    [[[1, 2], [3]], 'tensor: expected every row of axis 1 to have length 2, got length 1'],
    [[[1], 2], 'tensor: expected every row of axis 1 to have length 1, got 2'],
    [[[], [1]], 'tensor: expected every row of axis 1 to have length 0, got length 1'],
    ['abc', 'tensor: expected numbers in nested arrays of equal lengths, got abc'],
    [[1, null], 'tensor: expected numbers in nested arrays of equal lengths, got null'],
    [undefined, 'tensor: expected numbers in nested arrays of equal lengths, got undefined'],
  ])('refuses %j', (values, message) => {
    expect(() => tensor(values as Nested)).toThrow(new TypeError(message));
  });
});

describe('fromArray', () => {
  test('shares the array, names its dtype and copies the shape', () => {
    const data = Float64Array.of(1, 2, 3, 4);
    const shape = [2, 2];
    const x = fromArray(data, shape);
    shape[0] = 7;
    expect(x).toEqual({ dtype: 'f64', shape: [2, 2], data });
    expect(x.data).toBe(data);
  });

  test('an error names the number of elements, the shape and what was given', () => {
    expect(() => fromArray(Float32Array.of(1, 2, 3), [2, 2])).toThrow(
      new ShapeError('fromArray: expected 4 elements for shape [2, 2], got 3', [[3], [2, 2]]),
    );
    expect(() => fromArray(Float32Array.of(1), [-1])).toThrow(RangeError);
  });
});

test('full, zeros and ones fill a shape; f32 by default', () => {
  expect(full([2], 3, 'i32')).toEqual({ dtype: 'i32', shape: [2], data: Int32Array.of(3, 3) });
  expect(zeros([0, 2])).toEqual({ dtype: 'f32', shape: [0, 2], data: new Float32Array(0) });
  expect(ones([], 'f64')).toEqual({ dtype: 'f64', shape: [], data: Float64Array.of(1) });
});

describe('cast', () => {
  test('rounds to f32 and truncates towards zero for i32', () => {
    expect(Array.from(cast(tensor([0.1, -2.5], 'f64'), 'f32').data)).toEqual([Math.fround(0.1), -2.5]);
    expect(Array.from(cast(tensor([2.9, -2.9, -0.5]), 'i32').data)).toEqual([2, -2, 0]);
  });

  test('leaves a tensor of that dtype alone', () => {
    const x = tensor([1]);
    expect(cast(x, 'f32')).toBe(x);
  });
});

test('item reads one element of any rank and refuses more', () => {
  expect(item(tensor([[3]]))).toBe(3);
  expect(() => item(zeros([2, 2]))).toThrow(
    new ShapeError('item: expected one element, got shape [2, 2]', [[2, 2]]),
  );
});

test('isTensor tells tensors from other values', () => {
  expect(isTensor(tensor([1]))).toBe(true);
  for (const other of [null, 1, [], {}, { shape: [1], data: [1] }, { data: new Float32Array(1) }]) {
    expect(isTensor(other)).toBe(false);
  }
});
