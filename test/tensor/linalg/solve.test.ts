/** Linear equations, determined and overdetermined. @module */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leastSquares, solve } from '../../../src/tensor/linalg/index.ts';
import { dependentColumn } from '../../../src/tensor/linalg/least-squares.ts';
import { key, normal } from '../../../src/tensor/random.ts';
import { matmul } from '../../../src/tensor/reference.ts';
import { ShapeError } from '../../../src/tensor/shape.ts';
import { cast, fromArray, ones, type Tensor, tensor, zeros } from '../../../src/tensor/tensor.ts';
import { mapData, normals, onGrid } from '../../support/arbitraries.ts';
import { at, frobenius, matrix } from './spectrum.ts';

const EPS = Number.EPSILON;

/** A [m, n] and B [m, k] of standard normals, m = n or larger. */
const equations = (more: number): fc.Arbitrary<[Tensor, Tensor]> =>
  fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.nat({ max: more }), fc.integer({ min: 1, max: 3 }))
    .chain(([n, extra, k]) => fc.tuple(normals([n + extra, n]), normals([n + extra, k])));

const difference = (a: Tensor, b: Tensor): Tensor => mapData((x, i) => x - b.data[i], a);
const product = (a: Tensor, x: Tensor): Tensor =>
  matmul(a, x, false, false, { dtype: 'f64', shape: [a.shape[0], x.shape[1]] });

/** |A X - B| in units of n eps |A| |X|: what a result has that is exact for a matrix within n eps |A|. */
function residual(a: Tensor, x: Tensor, b: Tensor): number {
  return frobenius(difference(product(a, x), b)) / (a.shape[1] * EPS * frobenius(a) * frobenius(x));
}

/** |A^T (A X - B)| in units of m n eps |A| (|A| |X| + |B|), at the least squares 0. */
function slope(a: Tensor, x: Tensor, b: Tensor): number {
  const rest = difference(product(a, x), b);
  const by = matmul(a, rest, true, false, { dtype: 'f64', shape: x.shape });
  const size = frobenius(a) * (frobenius(a) * frobenius(x) + frobenius(b));
  return frobenius(by) / (a.shape[0] * a.shape[1] * EPS * size);
}

describe('solve', () => {
  test('A X = B', () => {
    fc.assert(
      fc.property(equations(0), ([a, b]) => {
        // Pivoting lets elements grow by 2^(n-1) in the worst case, and hardly at all of random matrices.
        expect(residual(a, solve(a, b), b)).toBeLessThanOrEqual(8);
      }),
    );
  });

  test('a vector is solved as a column, f32 in doubles, the arguments are left as they were', () => {
    fc.assert(
      fc.property(equations(0), ([a, b]) => {
        const n = a.shape[0];
        const before = [a.data.slice(), b.data.slice()];
        const first = fromArray(
          Float64Array.from({ length: n }, (_, i) => at(b, i, 0)),
          [n],
        );
        const all = solve(a, b);
        expect(Array.from(solve(a, first).data)).toEqual(Array.from({ length: n }, (_, i) => at(all, i, 0)));
        expect([a.data, b.data]).toEqual(before);
        const single = [cast(a, 'f32'), cast(b, 'f32')] as const;
        expect(solve(...single)).toEqual(solve(cast(single[0], 'f64'), cast(single[1], 'f64')));
      }),
    );
  });

  test('equations of any size: a power of 2 each changes no bit', () => {
    const exponents = fc.array(fc.integer({ min: -400, max: 400 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(equations(0), exponents, ([a, b], e) => {
        const scaled = (x: Tensor): Tensor =>
          mapData((value, i) => value * 2 ** e[Math.floor(i / x.shape[1])], x);
        expect(solve(scaled(a), scaled(b))).toEqual(solve(a, b));
      }),
    );
  });

  test('a matrix with a column that is a combination of others is refused', () => {
    const sizes = fc.integer({ min: 2, max: 6 });
    const cases = sizes.chain((n) => fc.tuple(onGrid([n, n]), fc.nat({ max: n - 1 })));
    fc.assert(
      fc.property(cases, ([a, column]) => {
        const n = a.shape[0];
        // Exact, because elements are multiples of 1/16.
        const tied = matrix(n, (i, j) => {
          if (j !== column) return at(a, i, j);
          return Array.from({ length: n }, (_, k) => (k === j ? 0 : (k - 2) * at(a, i, k))).reduce(
            (p, q) => p + q,
          );
        });
        expect(() => solve(tied, ones([n]))).toThrow('got a singular one');
      }),
    );
  });

  test('control: a solution that is wrong by 1e-13 is caught', () => {
    const [a, b] = [normal(key(1), [5, 5], 'f64'), normal(key(2), [5, 1], 'f64')];
    const x = solve(a, b);
    expect(
      residual(
        a,
        mapData((value, i) => (i ? value : value + 1e-13 * frobenius(x)), x),
        b,
      ),
    ).toBeGreaterThan(8);
  });

  test('example', () => {
    const a = tensor([
      [2, 1],
      [1, 3],
    ]);
    expect(Array.from(solve(a, tensor([3, 5])).data)).toEqual([
      expect.closeTo(0.8, 15),
      expect.closeTo(1.4, 15),
    ]);
  });

  test.each<[string, unknown, unknown, new (...args: never[]) => Error, string]>([
    ['no matrix', 2, ones([1]), TypeError, 'expected a matrix, got 2 - make one with tensor()'],
    ['a row', ones([1, 2]), ones([1]), ShapeError, 'expected a square matrix, got shape [1, 2]'],
    [
      'no right-hand side',
      ones([1, 1]),
      undefined,
      TypeError,
      'expected a right-hand side, got undefined - make one with tensor()',
    ],
    [
      'other rows',
      ones([2, 2]),
      ones([3]),
      ShapeError,
      'expected a right-hand side of shape [2] or [2, k], got shape [3]',
    ],
    [
      'a scalar',
      ones([2, 2]),
      ones([]),
      ShapeError,
      'expected a right-hand side of shape [2] or [2, k], got shape []',
    ],
    ['NaN', ones([1, 1]), tensor([NaN]), RangeError, 'expected finite elements, got NaN at [0]'],
    [
      'a singular matrix',
      ones([2, 2]),
      ones([2]),
      RangeError,
      'expected a matrix that has an inverse, got a singular one: to rounding, column 1 is a combination of those before it',
    ],
    [
      'zeros',
      zeros([2, 2]),
      ones([2]),
      RangeError,
      'expected a matrix that has an inverse, got a singular one: to rounding, column 0 is a combination of those before it',
    ],
    [
      'an overflow',
      fromArray(Float64Array.of(1e-300), [1, 1]),
      fromArray(Float64Array.of(1e300), [1]),
      RangeError,
      'expected a solution below 1.8e308, got a larger one - scale the equations',
    ],
  ])('refuses %s', (_, a, b, kind, message) => {
    const call = (): unknown => solve(a as Tensor, b as Tensor);
    expect(call).toThrow(kind);
    expect(call).toThrow(`solve: ${message}`);
  });
});

describe('leastSquares', () => {
  test('the slope of the sum of squares is 0; exact equations are solved', () => {
    fc.assert(
      fc.property(equations(5), ([a, b]) => {
        expect(slope(a, leastSquares(a, b), b)).toBeLessThanOrEqual(8);
        const [m, n] = a.shape;
        if (m > n) return;
        expect(residual(a, leastSquares(a, b), b)).toBeLessThanOrEqual(8 * n);
      }),
    );
  });

  test('a column that depends on others is told, the first one; without it there is full rank', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 5 }).chain((n) => fc.tuple(normals([9, n]), fc.nat({ max: n - 2 }))),
        ([a, last]) => {
          const n = a.shape[1];
          expect(dependentColumn(a)).toBe(-1);
          const tied = mapData((x, i) => {
            if (i % n !== last + 1) return x;
            const row = Math.floor(i / n);
            let sum = 0;
            for (let j = 0; j <= last; j++) sum += (j + 1) * at(a, row, j);
            return sum;
          }, a);
          expect(dependentColumn(tied)).toBe(last + 1);
        },
      ),
    );
  });

  test('control: a solution that is wrong by 1e-12 is caught', () => {
    const [a, b] = [normal(key(5), [9, 3], 'f64'), normal(key(6), [9, 2], 'f64')];
    const x = leastSquares(a, b);
    const wrong = mapData((value, i) => (i ? value : value + 1e-12 * frobenius(x)), x);
    expect(slope(a, wrong, b)).toBeGreaterThan(8);
  });

  test('example: the line through three points', () => {
    const a = tensor([
      [1, 0],
      [1, 1],
      [1, 2],
    ]);
    expect(Array.from(leastSquares(a, tensor([1, 3, 5])).data)).toEqual([
      expect.closeTo(1, 14),
      expect.closeTo(2, 14),
    ]);
  });

  test.each<[string, unknown, unknown, new (...args: never[]) => Error, string]>([
    ['no matrix', null, ones([1]), TypeError, 'expected a matrix, got null - make one with tensor()'],
    [
      'more unknowns than equations',
      ones([1, 2]),
      ones([1]),
      ShapeError,
      'expected at least as many rows as columns, got shape [1, 2]',
    ],
    [
      'other rows',
      ones([3, 1]),
      ones([2, 3]),
      ShapeError,
      'expected a right-hand side of shape [3] or [3, k], got shape [2, 3]',
    ],
    [
      'columns that depend on each other',
      ones([3, 2]),
      ones([3]),
      RangeError,
      'expected independent columns, got column 1 a combination of those before it, to rounding - leave it out',
    ],
  ])('refuses %s', (_, a, b, kind, message) => {
    const call = (): unknown => leastSquares(a as Tensor, b as Tensor);
    expect(call).toThrow(kind);
    expect(call).toThrow(`leastSquares: ${message}`);
  });
});

describe('solutions are those of NumPy', () => {
  interface Case {
    readonly name: string;
    readonly m?: number;
    readonly n: number;
    readonly a: readonly number[];
    readonly b: readonly number[];
    readonly x: readonly number[];
    readonly cond: number;
    readonly rest?: number;
  }
  const cases: { readonly solve: readonly Case[]; readonly least: readonly Case[] } = JSON.parse(
    readFileSync(new URL('../../golden/analysis/linear.json', import.meta.url), 'utf8'),
  );
  const read = ({ m, n, a, b, x }: Case): readonly [Tensor, Tensor, Tensor] => {
    const rows = m ?? n;
    const k = b.length / rows;
    return [
      fromArray(Float64Array.from(a), [rows, n]),
      fromArray(Float64Array.from(b), [rows, k]),
      fromArray(Float64Array.from(x), [n, k]),
    ];
  };

  test.each(cases.solve)('solve: $name', (each) => {
    const [a, b, expected] = read(each);
    // Each of the two is off by n eps |A| times the condition number, relative to |X|.
    const bound = 2 * each.n * EPS * each.cond * frobenius(expected);
    expect(frobenius(difference(solve(a, b), expected))).toBeLessThanOrEqual(bound);
  });

  test.each(cases.least)('least squares: $name', (each) => {
    const [a, b, expected] = read(each);
    const [m] = a.shape;
    // As for solve, and by the square of the condition number in the residual (Golub and Van Loan, 5.3.7).
    const relative = 2 * m * EPS * each.cond;
    const bound = relative * (frobenius(expected) + (each.cond * (each.rest ?? 0)) / frobenius(a));
    expect(frobenius(difference(leastSquares(a, b), expected))).toBeLessThanOrEqual(bound);
  });
});
