/** Eigenvectors of general matrices: residuals, independence, conventions. @module */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type EigenDecomposition,
  eigen,
  eigenvalues,
  symmetricEigen,
} from '../../../src/tensor/linalg/index.ts';
import { schurOf } from '../../../src/tensor/linalg/schur.ts';
import { key, normal, permutation } from '../../../src/tensor/random.ts';
import { ShapeError } from '../../../src/tensor/shape.ts';
import { cast, fromArray, ones, type Tensor, tensor, toNested } from '../../../src/tensor/tensor.ts';
import { keys, mapData } from '../../support/arbitraries.ts';
import { at, backwardError, frobenius, matrix, squares } from './spectrum.ts';

/** The largest |A v - lambda v| over the vectors v, each of norm 1, in units of n eps |A|. */
function residual(a: Tensor, { values, vectors }: EigenDecomposition): number {
  const n = a.shape[0];
  const norms = Array.from({ length: n }, (_, c) => {
    const parts = Array.from({ length: n }, (_, i) => {
      let re = values.im[c] * at(vectors.im, i, c) - values.re[c] * at(vectors.re, i, c);
      let im = -values.im[c] * at(vectors.re, i, c) - values.re[c] * at(vectors.im, i, c);
      for (let j = 0; j < n; j++) {
        re += at(a, i, j) * at(vectors.re, j, c);
        im += at(a, i, j) * at(vectors.im, j, c);
      }
      return [re, im];
    });
    return Math.hypot(...parts.flat());
  });
  return Math.max(...norms) / (n * Number.EPSILON * (frobenius(a) || 1));
}

/** The smallest singular value of the vectors V: of the real form of V^H V, down to 1e-7. */
function independence({ vectors: { re, im } }: EigenDecomposition): number {
  const n = re.shape[0];
  const real = matrix(2 * n, (i, j) => {
    if (i < n) return j < n ? at(re, i, j) : -at(im, i, j - n);
    return j < n ? at(im, i - n, j) : at(re, i - n, j - n);
  });
  const gram = matrix(2 * n, (i, j) => {
    let sum = 0;
    for (let k = 0; k < 2 * n; k++) sum += at(real, k, i) * at(real, k, j);
    return sum;
  });
  const { values } = symmetricEigen(gram);
  return Math.sqrt(Math.max(values[values.length - 1], 0));
}

const column = (a: Tensor, c: number): number[] => Array.from({ length: a.shape[0] }, (_, i) => at(a, i, c));

describe('properties', () => {
  test('A v = lambda v, with the bits of eigenvalues', () => {
    fc.assert(
      fc.property(squares(7), (a) => {
        const found = eigen(a);
        expect(found.values).toEqual(eigenvalues(a));
        // The bound of |E| for the values, 8 n eps |A|; the largest of 3,000 normal matrices was 3.1.
        expect(residual(a, found)).toBeLessThanOrEqual(backwardError(1) / Number.EPSILON);
      }),
    );
  });

  test('norm 1; real for real eigenvalues, conjugate for pairs; the leading entry is real and positive', () => {
    fc.assert(
      fc.property(squares(6), (a) => {
        const { values, vectors } = eigen(a);
        for (let c = 0; c < a.shape[0]; c++) {
          const [re, im] = [column(vectors.re, c), column(vectors.im, c)];
          expect(Math.abs(Math.hypot(...re, ...im) - 1)).toBeLessThanOrEqual(4 * Number.EPSILON);
          const sizes = re.map((x, i) => Math.hypot(x, im[i]));
          const lead = sizes.findIndex((x) => x >= Math.max(...sizes) * (1 - 1e-9));
          expect(re[lead]).toBeGreaterThan(0);
          expect(im[lead]).toBe(0);
          expect([...re, ...im].some((x) => Object.is(x, -0))).toBe(false);
          if (values.im[c] === 0) expect(im.every((x) => x === 0)).toBe(true);
          if (values.im[c] > 0) {
            expect(column(vectors.re, c + 1)).toEqual(re);
            expect(column(vectors.im, c + 1)).toEqual(im.map((x) => 0 - x));
          }
        }
      }),
    );
  });

  test('a power of 2 times the matrix has the same vectors; f32 is computed in doubles', () => {
    fc.assert(
      fc.property(squares(5), fc.integer({ min: -600, max: 900 }), (a, e) => {
        const scaled = mapData((x) => x * 2 ** e, a);
        expect(eigen(scaled).vectors).toEqual(eigen(a).vectors);
        const single = cast(a, 'f32');
        expect(eigen(single)).toEqual(eigen(cast(single, 'f64')));
      }),
    );
  });

  test('symmetric matrices have vectors of full rank, repeated eigenvalues or not', () => {
    const small = fc.integer({ min: 1, max: 6 }).chain((n) => fc.tuple(fc.constant(n), keys));
    fc.assert(
      fc.property(small, fc.integer({ min: 1, max: 3 }), ([n, k], distinct) => {
        const order = permutation(k, n).data;
        const q = symmetricEigen(matrix(n, (i, j) => Math.sin(i * j + order[i] * order[j]))).vectors;
        const a = matrix(n, (i, j) => {
          let sum = 0;
          for (let m = 0; m < n; m++) sum += at(q, i, m) * (m % distinct) * at(q, j, m);
          return sum;
        });
        // Rounding makes it symmetric to eps only, which turns vectors of repeated values by any angle but 0.
        expect(independence(eigen(a))).toBeGreaterThan(1e-3);
      }),
    );
  });

  test('the Schur form: orthogonal within blocks, A P Z = P Z T, nothing below the blocks', () => {
    fc.assert(
      fc.property(squares(6), (a) => {
        const n = a.shape[0];
        const { order, t, z } = schurOf('f', Float64Array.from(a.data), n);
        const [tt, zz] = [fromArray(t, [n, n]), fromArray(z, [n, n])];
        const tolerance = 8 * n * n * Number.EPSILON * (frobenius(a) + frobenius(tt)) * frobenius(zz);
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++) {
            let difference = 0;
            for (let k = 0; k < n; k++) {
              difference += at(a, order[i], order[k]) * at(zz, k, j) - at(zz, i, k) * at(tt, k, j);
            }
            expect(Math.abs(difference)).toBeLessThanOrEqual(tolerance);
            if (i > j + 1) expect(at(tt, i, j)).toBe(0);
          }
          if (i > 1) expect(at(tt, i, i - 1) === 0 || at(tt, i - 1, i - 2) === 0).toBe(true);
        }
      }),
    );
  });

  test('control: a vector that is wrong by 1e-12 is caught', () => {
    const a = normal(key(3), [5, 5], 'f64');
    const { values, vectors } = eigen(a);
    const re = mapData((x, i) => (i === 0 ? x + 1e-12 : x), vectors.re);
    expect(residual(a, { values, vectors: { re, im: vectors.im } })).toBeGreaterThan(8);
    const twice = mapData((_, i) => at(vectors.re, Math.floor(i / 5), 0), vectors.re);
    expect(independence({ values, vectors: { re: twice, im: mapData(() => 0, twice) } })).toBeLessThan(1e-7);
  });
});

describe('matrices that are hard, beside NumPy', () => {
  interface Case {
    readonly name: string;
    readonly n: number;
    readonly data: readonly number[];
  }
  const read = (path: string) =>
    JSON.parse(readFileSync(new URL(`../../golden/${path}`, import.meta.url), 'utf8'));
  const cases: readonly Case[] = read('linalg/eigenvalues.json');
  const { general }: { general: readonly { name: string; residual: number; smallest: number }[] } =
    read('analysis/linear.json');

  test.each(general)('$name', ({ name, residual: theirs, smallest }) => {
    const { n, data } = cases.find((each) => each.name === name) as Case;
    const largest = Math.max(...data.map(Math.abs)) || 1;
    // Divided by the largest element, as for NumPy: squares of 2^1000 overflow in the residual.
    const unit = 2 ** Math.round(Math.log2(largest));
    const a = fromArray(
      Float64Array.from(data, (x) => x / unit),
      [n, n],
    );
    const found = eigen(a);
    // One rounding of each of the n products is 0.5; NumPy's residuals are those of another order of operations.
    expect(residual(a, found)).toBeLessThanOrEqual(3 * Math.max(theirs, 0.5));
    // Vectors of a repeated eigenvalue are any basis of their space: by a factor, not to the digit.
    if (smallest > 1e-3) expect(independence(found)).toBeGreaterThan(smallest / 10);
  });
});

describe('examples', () => {
  test('a rotation by a quarter turn', () => {
    const { values, vectors } = eigen(
      tensor([
        [0, -1],
        [1, 0],
      ]),
    );
    const half = expect.closeTo(Math.SQRT1_2, 15);
    expect(values).toEqual({ re: Float64Array.of(0, 0), im: Float64Array.of(1, -1) });
    expect(toNested(vectors.re)).toEqual([
      [half, half],
      [0, 0],
    ]);
    expect(toNested(vectors.im)).toEqual([
      [0, 0],
      [expect.closeTo(-Math.SQRT1_2, 15), half],
    ]);
  });

  test('the identity and zeros have the vectors of the identity', () => {
    for (const scale of [1, 0]) {
      const a = matrix(4, (i, j) => (i === j ? scale : 0));
      expect(independence(eigen(a))).toBe(1);
    }
  });

  test('a Jordan block has one vector, n times', () => {
    const a = matrix(4, (i, j) => (j === i + 1 ? 1 : 0));
    const { values, vectors } = eigen(a);
    expect(Array.from(values.re)).toEqual([0, 0, 0, 0]);
    for (let c = 0; c < 4; c++) {
      // A pivot of 0 counts as 2^-800 of the largest element.
      expect(column(vectors.re, c)).toEqual([1, 0, 0, 0].map((x) => expect.closeTo(x, 200)));
    }
  });

  test('a chain of neurons that drive each other: the mode of each holds all that it drives', () => {
    const { values, vectors } = eigen(
      tensor(
        [
          [3, 0, 0],
          [1, 2, 0],
          [0, 1, 1],
        ],
        'f64',
      ),
    );
    expect(Array.from(values.re)).toEqual([3, 2, 1]);
    // (2, 2, 1) / 3, (0, 1, 1) / sqrt 2, (0, 0, 1).
    [2 / 3, 2 / 3, 1 / 3].forEach((x, i) => {
      expect(at(vectors.re, i, 0)).toBeCloseTo(x, 15);
    });
    expect(column(vectors.re, 1)).toEqual([0, Math.SQRT1_2, Math.SQRT1_2].map((x) => expect.closeTo(x, 15)));
    expect(column(vectors.re, 2)).toEqual([0, 0, 1]);
  });
});

describe('eigen refuses', () => {
  test.each<[string, unknown, new (...args: never[]) => Error, string]>([
    ['nothing', undefined, TypeError, 'expected a matrix, got undefined - make one with tensor()'],
    ['a row', ones([1, 2]), ShapeError, 'expected a square matrix, got shape [1, 2]'],
    ['NaN', tensor([[NaN]]), RangeError, 'expected finite elements, got NaN at [0, 0]'],
    [
      'an overflow of values',
      fromArray(new Float64Array(9).fill(1e308), [3, 3]),
      RangeError,
      'expected eigenvalues below 1.8e308, got larger ones - scale the matrix',
    ],
    [
      'an overflow of what couples blocks',
      fromArray(Float64Array.of(0, 1e308, 1.7e308, 1e308, 0, 1.7e308, 0, 0, 0), [3, 3]),
      RangeError,
      'expected a matrix whose Schur form stays below 1.8e308, got a larger one - scale it',
    ],
  ])('%s', (_, value, kind, message) => {
    const call = (): unknown => eigen(value as Tensor);
    expect(call).toThrow(kind);
    expect(call).toThrow(`eigen: ${message}`);
  });
});
