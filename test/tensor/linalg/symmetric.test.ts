/** Eigenvalues and eigenvectors of symmetric matrices. @module */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eigenvalues, type SymmetricEigen, symmetricEigen } from '../../../src/tensor/linalg/index.ts';
import { diagonalise } from '../../../src/tensor/linalg/tridiagonal.ts';
import { key, normal } from '../../../src/tensor/random.ts';
import { ShapeError } from '../../../src/tensor/shape.ts';
import { cast, fromArray, ones, type Tensor, tensor, toNested } from '../../../src/tensor/tensor.ts';
import { mapData } from '../../support/arbitraries.ts';
import { at, backwardError, frobenius, matrix, squares } from './spectrum.ts';

const symmetric = (a: Tensor): Tensor => matrix(a.shape[0], (i, j) => at(a, i, j) + at(a, j, i));
const symmetrics = (max: number): fc.Arbitrary<Tensor> => squares(max).map(symmetric);

/** |A V - V diag(values)| / |A| and |V^T V - I|, in units of n eps. */
function errorsOf(a: Tensor, { values, vectors }: SymmetricEigen): number {
  const n = a.shape[0];
  const rest = matrix(n, (i, c) => {
    let sum = -values[c] * at(vectors, i, c);
    for (let j = 0; j < n; j++) sum += at(a, i, j) * at(vectors, j, c);
    return sum;
  });
  const departure = matrix(n, (i, j) => {
    let sum = i === j ? -1 : 0;
    for (let k = 0; k < n; k++) sum += at(vectors, k, i) * at(vectors, k, j);
    return sum;
  });
  const size = frobenius(a) || 1;
  return Math.max(frobenius(rest) / size, frobenius(departure)) / (n * Number.EPSILON);
}

describe('properties', () => {
  test('A V = V diag(values), V orthogonal, values in descending order', () => {
    fc.assert(
      fc.property(symmetrics(9), (a) => {
        const found = symmetricEigen(a);
        // That of general matrices: about as many roundings of each element.
        expect(errorsOf(a, found)).toBeLessThanOrEqual(backwardError(1) / Number.EPSILON);
        expect(Array.from(found.values)).toEqual(Array.from(found.values).sort((p, q) => q - p));
      }),
    );
  });

  test('the values are those of the routine for general matrices', () => {
    fc.assert(
      fc.property(symmetrics(7), (a) => {
        const { re } = eigenvalues(a);
        const { values } = symmetricEigen(a);
        const bound = 2 * backwardError(values.length) * frobenius(a);
        re.sort((p, q) => q - p).forEach((x, i) => {
          expect(Math.abs(x - values[i])).toBeLessThanOrEqual(bound);
        });
      }),
    );
  });

  test('the sum of the values is the trace, that of their squares the sum of squares', () => {
    fc.assert(
      fc.property(symmetrics(8), (a) => {
        const { values } = symmetricEigen(a);
        const n = values.length;
        const size = frobenius(a);
        const trace = Array.from(values, (_, i) => at(a, i, i)).reduce((sum, x) => sum + x, 0);
        const bound = n * backwardError(n) * size;
        expect(Math.abs(values.reduce((sum, x) => sum + x, 0) - trace)).toBeLessThanOrEqual(bound);
        const squares = values.reduce((sum, x) => sum + x * x, 0);
        expect(Math.abs(squares - size * size)).toBeLessThanOrEqual(2 * bound * size);
      }),
    );
  });

  test('the leading entry of each vector is positive; no zero is negative', () => {
    fc.assert(
      fc.property(symmetrics(6), (a) => {
        const { values, vectors } = symmetricEigen(a);
        const n = values.length;
        for (let c = 0; c < n; c++) {
          const v = Array.from({ length: n }, (_, i) => at(vectors, i, c));
          const largest = Math.max(...v.map(Math.abs));
          expect(v.find((x) => Math.abs(x) >= largest * (1 - 1e-9))).toBeGreaterThan(0);
        }
        expect(values.some((x) => Object.is(x, -0))).toBe(false);
      }),
    );
  });

  test('a power of 2 times the matrix has that times the values and the same vectors; f32 is computed in doubles', () => {
    fc.assert(
      fc.property(symmetrics(5), fc.integer({ min: -900, max: 900 }), (a, e) => {
        const found = symmetricEigen(a);
        const scaled = symmetricEigen(mapData((x) => x * 2 ** e, a));
        expect(scaled.vectors).toEqual(found.vectors);
        scaled.values.forEach((x, i) => {
          expect(Math.abs(x - found.values[i] * 2 ** e)).toBeLessThanOrEqual(2 ** -1073);
        });
        const single = cast(a, 'f32');
        expect(symmetricEigen(single)).toEqual(symmetricEigen(cast(single, 'f64')));
      }),
    );
  });

  test('control: a vector or a value that is wrong by 1e-12 is caught', () => {
    const a = symmetric(normal(key(4), [6, 6], 'f64'));
    const { values, vectors } = symmetricEigen(a);
    expect(errorsOf(a, { values, vectors: mapData((x, i) => x + (i ? 0 : 1e-12), vectors) })).toBeGreaterThan(
      8,
    );
    const wrong = values.map((x, i) => x + (i ? 0 : 1e-12 * frobenius(a)));
    expect(errorsOf(a, { values: wrong, vectors })).toBeGreaterThan(8);
  });
});

describe('values are those of NumPy', () => {
  interface Case {
    readonly name: string;
    readonly n: number;
    readonly data: readonly number[];
    readonly values: readonly number[];
  }
  const cases: { symmetric: readonly Case[] } = JSON.parse(
    readFileSync(new URL('../../golden/analysis/linear.json', import.meta.url), 'utf8'),
  );

  test.each(cases.symmetric)('$name', ({ n, data, values }) => {
    const a = fromArray(Float64Array.from(data), [n, n]);
    const found = symmetricEigen(a);
    expect(errorsOf(a, found)).toBeLessThanOrEqual(8);
    // Both are exact for matrices within the backward error of A, and values move by no more than the matrix.
    [...values].reverse().forEach((x, i) => {
      expect(Math.abs(found.values[i] - x)).toBeLessThanOrEqual(2 * backwardError(n) * frobenius(a));
    });
  });
});

describe('examples', () => {
  test('two units that excite each other: the sum first, then the difference', () => {
    const { values, vectors } = symmetricEigen(
      tensor(
        [
          [2, 1],
          [1, 2],
        ],
        'f64',
      ),
    );
    const half = expect.closeTo(Math.SQRT1_2, 15);
    expect(Array.from(values)).toEqual([expect.closeTo(3, 14), expect.closeTo(1, 14)]);
    expect(toNested(vectors)).toEqual([
      [half, half],
      [half, expect.closeTo(-Math.SQRT1_2, 15)],
    ]);
  });

  test('diagonal matrices are exact, equal values in their order', () => {
    const diagonal = [1, -2, 1, 5, 0];
    const { values, vectors } = symmetricEigen(matrix(5, (i, j) => (i === j ? diagonal[i] : 0)));
    expect(Array.from(values)).toEqual([5, 1, 1, 0, -2]);
    [3, 0, 2, 4, 1].forEach((unit, c) => {
      for (let i = 0; i < 5; i++) expect(at(vectors, i, c)).toBe(i === unit ? 1 : 0);
    });
  });
});

describe('symmetricEigen refuses', () => {
  test.each<[string, unknown, new (...args: never[]) => Error, string]>([
    ['nested arrays', [[1]], TypeError, 'expected a matrix, got 1 - make one with tensor()'],
    ['a row', ones([1, 2]), ShapeError, 'expected a square matrix, got shape [1, 2]'],
    ['infinity', tensor([[Infinity]]), RangeError, 'expected finite elements, got Infinity at [0, 0]'],
    [
      'what is not symmetric',
      tensor([
        [1, 2],
        [3, 1],
      ]),
      RangeError,
      'expected a symmetric matrix, got 2 at [0, 1] and 3 at [1, 0] - take half the sum with its transpose',
    ],
    [
      'an overflow',
      fromArray(new Float64Array(9).fill(1e308), [3, 3]),
      RangeError,
      'expected eigenvalues below 1.8e308, got larger ones - scale the matrix',
    ],
  ])('%s', (_, value, kind, message) => {
    const call = (): unknown => symmetricEigen(value as Tensor);
    expect(call).toThrow(kind);
    expect(call).toThrow(`symmetricEigen: ${message}`);
  });

  test('to go on for ever', () => {
    expect(() => diagonalise('f', Float64Array.of(1, 2), Float64Array.of(NaN), new Float64Array(4))).toThrow(
      'f: expected the QR algorithm to converge, got no convergence after 300 sweeps on a block of shape [2, 2]',
    );
  });
});
