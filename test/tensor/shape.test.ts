import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  broadcastShapes,
  broadcastStrides,
  checkShape,
  formatShape,
  normalizeAxes,
  ShapeError,
  sameShape,
  sizeOf,
  stridesOf,
} from '../../src/tensor/shape.ts';
import { shapePairs, shapes } from '../support/arbitraries.ts';

/** The error that f throws. */
function errorOf(f: () => unknown): unknown {
  try {
    f();
  } catch (error) {
    return error;
  }
  throw new Error('expected an error');
}

describe('broadcastShapes', () => {
  test('is symmetric, at least as long as either, and changes no axis but those of length 1', () => {
    fc.assert(
      fc.property(shapePairs, ([a, b]) => {
        const out = broadcastShapes('f', a, b);
        expect(broadcastShapes('f', b, a)).toEqual(out);
        expect(out.length).toBe(Math.max(a.length, b.length));
        for (const part of [a, b]) {
          const lead = out.length - part.length;
          expect(part.every((n, axis) => n === 1 || n === out[axis + lead])).toBe(true);
        }
      }),
    );
  });

  test('is idempotent, and [] is its neutral element', () => {
    fc.assert(
      fc.property(shapePairs, ([a, b]) => {
        const out = broadcastShapes('f', a, b);
        expect(broadcastShapes('f', out, a)).toEqual(out);
        expect(broadcastShapes('f', a, [])).toEqual(a);
      }),
    );
  });

  test('stretches 1 to 0', () => {
    expect(broadcastShapes('f', [0, 3], [1, 1])).toEqual([0, 3]);
  });

  test('an error names the function, both shapes and the first axis that disagrees from the end', () => {
    const error = errorOf(() => broadcastShapes('mul', [2, 3], [4]));
    expect(error).toBeInstanceOf(ShapeError);
    expect(error).toMatchObject({
      name: 'ShapeError',
      message: 'mul: cannot broadcast [2, 3] with [4] (axis -1: 3 vs 4)',
      shapes: [[2, 3], [4]],
    });
    expect(() => broadcastShapes('add', [2, 3, 1], [5, 1, 7])).toThrow(
      'add: cannot broadcast [2, 3, 1] with [5, 1, 7] (axis -3: 2 vs 5)',
    );
  });
});

test('strides address the elements of a row-major array one after the other', () => {
  fc.assert(
    fc.property(shapes({ maxRank: 4 }), fc.nat(), (shape, seed) => {
      const strides = stridesOf(shape);
      const flat = seed % sizeOf(shape);
      const index = strides.map((stride, axis) => Math.floor(flat / stride) % shape[axis]);
      expect(index.reduce((sum, i, axis) => sum + i * strides[axis], 0)).toBe(flat);
    }),
  );
});

test('broadcast strides are 0 along stretched axes and the own ones along others', () => {
  expect(broadcastStrides([3, 1, 2], [5, 3, 4, 2])).toEqual([0, 2, 0, 1]);
});

test('sizeOf multiplies lengths; a scalar has one element', () => {
  expect([sizeOf([]), sizeOf([2, 3]), sizeOf([2, 0])]).toEqual([1, 6, 0]);
});

test('sameShape compares lengths and ranks', () => {
  expect([sameShape([2, 3], [2, 3]), sameShape([2], [2, 1]), sameShape([2, 3], [3, 2])]).toEqual([
    true,
    false,
    false,
  ]);
});

test('formatShape writes brackets and commas, for scalars too', () => {
  expect([formatShape([]), formatShape([2]), formatShape([2, 3])]).toEqual(['[]', '[2]', '[2, 3]']);
});

describe('normalizeAxes', () => {
  test('counts negative axes from the end and sorts', () => {
    expect(normalizeAxes('sum', [-1, 0], [2, 3, 4])).toEqual([0, 2]);
    expect(normalizeAxes('sum', 1, [2, 3, 4])).toEqual([1]);
  });

  test.each([
    [3, 'sum: expected an axis of [2, 3, 4], got 3'],
    [-4, 'sum: expected an axis of [2, 3, 4], got -4'],
    [0.5, 'sum: expected an axis of [2, 3, 4], got 0.5'],
    [[1, -2], 'sum: expected each axis once, got [1, -2]'],
  ])('refuses %j', (axes, message) => {
    const error = errorOf(() => normalizeAxes('sum', axes, [2, 3, 4]));
    expect(error).toBeInstanceOf(RangeError);
    expect(error).toHaveProperty('message', message);
  });
});

test.each([
  [[-1], 'full: expected a shape of whole numbers >= 0, got [-1]'],
  [[1.5, 2], 'full: expected a shape of whole numbers >= 0, got [1.5, 2]'],
  [3, 'full: expected a shape of whole numbers >= 0, got [3]'],
  [[2 ** 16, 2 ** 15], 'full: expected at most 2^31 - 1 elements, got shape [65536, 32768]'],
])('checkShape refuses %j', (shape, message) => {
  const error = errorOf(() => checkShape('full', shape as number[]));
  expect(error).toBeInstanceOf(RangeError);
  expect(error).toHaveProperty('message', message);
});
