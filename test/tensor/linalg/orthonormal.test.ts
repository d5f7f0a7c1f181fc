/** Orthonormal columns: exact properties, and the Haar distribution. @module */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orthonormalColumns } from '../../../src/tensor/linalg/index.ts';
import { foldIn, key, normal } from '../../../src/tensor/random.ts';
import { matmul } from '../../../src/tensor/reference.ts';
import { ShapeError } from '../../../src/tensor/shape.ts';
import { cast, ones, type Tensor, tensor, zeros } from '../../../src/tensor/tensor.ts';
import { keys, mapData, normals, onGrid } from '../../support/arbitraries.ts';
import { kolmogorovScore } from '../../support/statistics.ts';
import { at, frobenius } from './spectrum.ts';

/** Tall or square matrices, dense or on a grid, where columns often depend on each other. */
const tall: fc.Arbitrary<Tensor> = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.nat({ max: 4 }))
  .chain(([n, more]) => fc.oneof(normals([n + more, n]), onGrid([n + more, n])));

const product = (a: Tensor, b: Tensor): Tensor =>
  matmul(a, b, true, false, { dtype: 'f64', shape: [a.shape[1], b.shape[1]] });

/** n reflections with some roundings in each: the largest norm of Q^T Q - I in 18,000 matrices, n <= 6, was 10 eps. */
const bound = (n: number): number => 8 * n * Number.EPSILON;

function departure(q: Tensor): number {
  const n = q.shape[1];
  return frobenius(mapData((x, k) => x - (Math.floor(k / n) === k % n ? 1 : 0), product(q, q)));
}

describe('properties', () => {
  test('the columns are orthonormal, whatever the matrix', () => {
    fc.assert(
      fc.property(tall, (a) => {
        const q = orthonormalColumns(a);
        expect([q.dtype, q.shape]).toEqual([a.dtype, a.shape]);
        expect(departure(q)).toBeLessThanOrEqual(bound(a.shape[1]));
      }),
    );
  });

  test('Q^T A is upper triangular with a diagonal that is not negative, and Q times it is A', () => {
    fc.assert(
      fc.property(tall, (a) => {
        const n = a.shape[1];
        const q = orthonormalColumns(a);
        const r = product(q, a);
        const tolerance = bound(n) * frobenius(a);
        for (let i = 0; i < n; i++) {
          expect(at(r, i, i)).toBeGreaterThanOrEqual(-tolerance);
          for (let j = 0; j < i; j++) expect(Math.abs(at(r, i, j))).toBeLessThanOrEqual(tolerance);
        }
        const back = matmul(q, r, false, false, { dtype: 'f64', shape: a.shape });
        expect(frobenius(mapData((x, k) => x - a.data[k], back))).toBeLessThanOrEqual(tolerance);
      }),
    );
  });

  test('a power of 2 times the matrix changes no bit; f32 is computed in doubles', () => {
    fc.assert(
      fc.property(tall, fc.integer({ min: -600, max: 900 }), (a, e) => {
        const scaled = mapData((x) => x * 2 ** e, a);
        expect(orthonormalColumns(scaled).data).toEqual(orthonormalColumns(a).data);
        const single = cast(a, 'f32');
        expect(orthonormalColumns(single)).toEqual(cast(orthonormalColumns(cast(single, 'f64')), 'f32'));
      }),
    );
  });

  test('columns that are orthonormal stay as they are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), keys, (n, k) => {
        const q = orthonormalColumns(normal(k, [n + 1, n], 'f64'));
        const again = orthonormalColumns(q);
        expect(frobenius(mapData((x, i) => x - q.data[i], again))).toBeLessThanOrEqual(2 * bound(n));
      }),
    );
  });

  test('control: a column that is longer by 1e-13, or not orthogonal by it, is caught', () => {
    const q = orthonormalColumns(normal(key(1), [5, 3], 'f64'));
    expect(departure(mapData((x, i) => (i % 3 === 0 ? x * (1 + 1e-13) : x), q))).toBeGreaterThan(bound(3));
    expect(departure(mapData((x, i) => (i % 3 === 0 ? x + 1e-13 * q.data[i + 1] : x), q))).toBeGreaterThan(
      bound(3),
    );
  });
});

describe('of standard normals the distribution is that of Haar', () => {
  const COUNT = 4000;
  const draws = Array.from({ length: COUNT }, (_, i) =>
    orthonormalColumns(normal(foldIn(key(2007), i), [2, 2], 'f64')),
  );
  /** The direction of the first column, in turns. Where it is even in [0, 1), the second has two equal choices left. */
  const turnOf = (q: Tensor): number => Math.atan2(at(q, 1, 0), at(q, 0, 0)) / (2 * Math.PI) + 0.5;
  const score = (list: readonly Tensor[]): number =>
    kolmogorovScore(Float64Array.from(list, turnOf), (turn) => turn);
  const standardErrors = (values: readonly number[], mean: number, variance: number): number =>
    ((values.reduce((sum, x) => sum + x, 0) / values.length - mean) * Math.sqrt(values.length)) /
    Math.sqrt(variance);

  test('n = 2: every direction is equally likely, and so are rotations and reflections', () => {
    // Kolmogorov's D at the level 0.001; the keys are fixed, so the verdict is always the same.
    expect(score(draws)).toBeLessThan(1.95);
    const signs = draws.map((q) => Math.sign(at(q, 0, 0) * at(q, 1, 1) - at(q, 0, 1) * at(q, 1, 0)));
    expect(Math.abs(standardErrors(signs, 0, 1))).toBeLessThan(4.5);
  });

  test('control: without the signs, as Householder reflections leave them, half of the directions are missing', () => {
    const raw = draws.map((q) => (at(q, 0, 0) > 0 ? mapData((x) => -x, q) : q));
    expect(score(raw)).toBeGreaterThan(1.95);
  });

  test('n = 5: the trace has mean 0, variance 1 and fourth moment 3 (Diaconis and Shahshahani 1994)', () => {
    const sums = Array.from({ length: COUNT }, (_, i) => {
      const q = orthonormalColumns(normal(foldIn(key(1994), i), [5, 5]));
      return [0, 1, 2, 3, 4].reduce((sum, k) => sum + at(q, k, k), 0);
    });
    const power = (k: number): number[] => sums.map((x) => x ** k);
    // Up to the power n its moments are those of a standard normal, 0, 1, 0, 3; the eighth, 105 there, is not larger.
    expect(Math.abs(standardErrors(sums, 0, 1))).toBeLessThan(4.5);
    expect(Math.abs(standardErrors(power(2), 1, 2))).toBeLessThan(4.5);
    expect(Math.abs(standardErrors(power(4), 3, 105 - 9))).toBeLessThan(4.5);
  });
});

describe('examples', () => {
  test('two columns, by Gram and Schmidt', () => {
    const q = orthonormalColumns(
      tensor(
        [
          [3, 1],
          [4, 7],
        ],
        'f64',
      ),
    );
    [0.6, -0.8, 0.8, 0.6].forEach((x, i) => {
      expect(q.data[i]).toBeCloseTo(x, 14);
    });
  });

  test('zeros give columns of the identity', () => {
    expect(Array.from(orthonormalColumns(zeros([3, 2])).data)).toEqual([1, 0, 0, 1, 0, 0]);
  });
});

describe('orthonormalColumns refuses', () => {
  test.each<[string, unknown, new (...args: never[]) => Error, string]>([
    ['what is no matrix', 3, TypeError, 'expected a matrix, got 3 - make one with tensor()'],
    [
      'integers',
      ones([2, 2], 'i32'),
      TypeError,
      'expected an f32 or f64 matrix, got i32 - convert it with cast()',
    ],
    ['a vector', ones([4]), ShapeError, 'expected a matrix with rows and columns, got shape [4]'],
    ['no columns', zeros([3, 0]), ShapeError, 'expected a matrix with rows and columns, got shape [3, 0]'],
    [
      'more columns than rows',
      ones([2, 3]),
      ShapeError,
      'expected at least as many rows as columns, got shape [2, 3] - transpose it',
    ],
    ['NaN', tensor([[1], [NaN]]), RangeError, 'expected finite elements, got NaN at [1, 0]'],
  ])('%s', (_, value, kind, message) => {
    const call = (): unknown => orthonormalColumns(value as Tensor);
    expect(call).toThrow(kind);
    expect(call).toThrow(`orthonormalColumns: ${message}`);
  });
});
