/** What holds for the eigenvalues of every matrix, however badly conditioned they are. @module */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eigenvalues, spectralRadius } from '../../../src/tensor/linalg/index.ts';
import { normal, permutation } from '../../../src/tensor/random.ts';
import { ShapeError } from '../../../src/tensor/shape.ts';
import { cast, fromArray, ones, type Tensor, tensor, zeros } from '../../../src/tensor/tensor.ts';
import { keys, mapData, normals } from '../../support/arbitraries.ts';
import { at, backwardError, frobenius, matrix, powerSums, squares, traces, worst } from './spectrum.ts';

/** P A P^T: row and column i are row and column `order[i]` of `a`. */
const reorder = (a: Tensor, order: ArrayLike<number>): Tensor =>
  matrix(a.shape[0], (i, j) => at(a, order[i], order[j]));

/**
 * The largest difference of power sums and traces in units of its bound. The eigenvalues are those of A + E, and
 * |tr (A + E)^k - tr A^k| <= k |A|^(k-1) |E|; forming the sums and traces adds less. The sums of the powers 1 .. n
 * determine a spectrum, and their bound knows no condition numbers.
 */
function traceError(actual: Tensor, expected: Tensor = actual): number {
  const sums = powerSums(eigenvalues(actual));
  const n = sums.length;
  const size = frobenius(expected);
  const errors = traces(expected).map((trace, i) => {
    const bound = backwardError(n) * (i + 1) * size ** (i + 1);
    return trace === sums[i] ? 0 : Math.abs(trace - sums[i]) / bound;
  });
  return Math.max(...errors);
}

/** By expansion along the first row: exact on the grid for up to four rows. */
function determinant(a: Tensor): number {
  const n = a.shape[0];
  if (n === 0) return 1;
  let sum = 0;
  for (let k = 0; k < n; k++) {
    const minor = matrix(n - 1, (i, j) => at(a, i + 1, j < k ? j : j + 1));
    sum += (k % 2 === 0 ? 1 : -1) * at(a, 0, k) * determinant(minor);
  }
  return sum;
}

describe('properties', () => {
  test('sums of powers are traces of powers; the first: trace = sum', () => {
    fc.assert(
      fc.property(squares(6), (a) => {
        expect(traceError(a)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('the product is the determinant', () => {
    fc.assert(
      fc.property(squares(4), (a) => {
        const { re, im } = eigenvalues(a);
        let [real, imaginary] = [1, 0];
        re.forEach((x, i) => {
          [real, imaginary] = [real * x - imaginary * im[i], real * im[i] + imaginary * x];
        });
        const n = re.length;
        // |det (A + E) - det A| <= n |E| |A|^(n-1).
        const bound = n * backwardError(n) * frobenius(a) ** n;
        expect(Math.abs(real - determinant(a))).toBeLessThanOrEqual(bound);
        expect(Math.abs(imaginary)).toBeLessThanOrEqual(bound);
      }),
    );
  });

  test('neither order nor transposition matters', () => {
    fc.assert(
      fc.property(squares(6), keys, (a, k) => {
        const n = a.shape[0];
        expect(traceError(reorder(a, permutation(k, n).data), a)).toBeLessThanOrEqual(1);
        expect(
          traceError(
            matrix(n, (i, j) => at(a, j, i)),
            a,
          ),
        ).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('rows times powers of 2 and columns divided by them, exactly similar, change nothing', () => {
    const exponents = fc.array(fc.integer({ min: -160, max: 160 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(squares(6), exponents, (a, e) => {
        const scaled = matrix(a.shape[0], (i, j) => at(a, i, j) * 2 ** (e[i] - e[j]));
        expect(traceError(scaled, a)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('a power of 2 times the matrix has exactly that times the eigenvalues', () => {
    fc.assert(
      fc.property(squares(6), fc.integer({ min: -700, max: 900 }), (a, e) => {
        const { re, im } = eigenvalues(a);
        const scaled = eigenvalues(mapData((x) => x * 2 ** e, a));
        const error = (x: number, expected: number): number => Math.abs(x - expected * 2 ** e);
        // Below 2^-1022 doubles are 2^-1074 apart, above it further than this bound.
        for (let i = 0; i < re.length; i++) {
          expect(Math.max(error(scaled.re[i], re[i]), error(scaled.im[i], im[i]))).toBeLessThan(2 ** -1073);
        }
      }),
    );
  });

  test('they are in order, conjugate pairs are neighbours and equal to the bit, no zero is negative', () => {
    fc.assert(
      fc.property(squares(7), (a) => {
        const { re, im } = eigenvalues(a);
        const modulus = (i: number): number => Math.hypot(re[i], im[i]);
        for (let i = 0; i < re.length; i++) {
          // Math.hypot is not the modulus that they were sorted by, to rounding.
          if (i > 0) expect(modulus(i)).toBeLessThanOrEqual(modulus(i - 1) * (1 + 2 ** -50));
          if (i > 0 && im[i] === 0 && im[i - 1] === 0 && modulus(i) === modulus(i - 1)) {
            expect(re[i]).toBeLessThanOrEqual(re[i - 1]);
          }
          if (im[i] < 0) continue;
          if (im[i] > 0) expect([re[i + 1], im[i + 1]]).toEqual([re[i], -im[i]]);
          else expect([Object.is(re[i], -0), Object.is(im[i], -0)]).toEqual([false, false]);
        }
        expect(im.filter((y) => y < 0).length).toBe(im.filter((y) => y > 0).length);
        expect(Math.abs(spectralRadius(a) - modulus(0))).toBeLessThanOrEqual(2 ** -50 * modulus(0));
      }),
    );
  });

  test('blocks that nothing couples back are solved alone, to the bit', () => {
    fc.assert(
      fc.property(squares(4), squares(4), keys, (a, b, k) => {
        const [p, q] = [a.shape[0], b.shape[0]];
        const coupling = normal(k, [p, q], 'f64');
        const both = matrix(p + q, (i, j) => {
          if (i >= p) return j >= p ? at(b, i - p, j - p) : 0;
          return j >= p ? at(coupling, i, j - p) : at(a, i, j);
        });
        // Positions are drawn, the order within each block is kept: rounding depends on it.
        const order = permutation(k, p + q).data;
        const firsts = Array.from(order.subarray(0, p)).sort((x, y) => x - y);
        const lasts = Array.from(order.subarray(p)).sort((x, y) => x - y);
        const place = new Int32Array(p + q);
        [...firsts, ...lasts].forEach((to, from) => {
          place[to] = from;
        });
        const [left, right] = [eigenvalues(a), eigenvalues(b)];
        const expected = {
          re: Float64Array.of(...left.re, ...right.re),
          im: Float64Array.of(...left.im, ...right.im),
        };
        expect(worst(eigenvalues(reorder(both, place)), expected, () => 1)).toBe(0);
      }),
    );
  });

  test('a network without loops has spectral radius 0, exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), keys, (n, k) => {
        const a = normal(k, [n, n], 'f64');
        const loopless = matrix(n, (i, j) => (j > i ? at(a, i, j) : 0));
        expect(spectralRadius(reorder(loopless, permutation(k, n).data))).toBe(0);
      }),
    );
  });

  test('an f32 matrix is computed in doubles, and left as it was', () => {
    fc.assert(
      fc.property(squares(5), (a) => {
        const single = cast(a, 'f32');
        const before = single.data.slice();
        expect(eigenvalues(single)).toEqual(eigenvalues(cast(single, 'f64')));
        expect(single.data).toEqual(before);
      }),
    );
  });

  test('control: the bounds catch an element that is wrong by 1e-12', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 6 }).chain((n) => normals([n, n])),
        (a) => {
          const wrong = mapData((x, i) => (i === 0 ? x + 1e-12 * frobenius(a) : x), a);
          expect(traceError(wrong, a)).toBeGreaterThan(1);
        },
      ),
    );
  });
});

describe('companion matrices of chosen roots', () => {
  interface Complex {
    readonly re: number;
    readonly im: number;
  }
  const times = (a: Complex, b: Complex): Complex => ({
    re: a.re * b.re - a.im * b.im,
    im: a.re * b.im + a.im * b.re,
  });
  /** c[0] .. c[n], c[n] = 1. */
  const polynomial = (roots: readonly Complex[]): Complex[] => {
    const zero = { re: 0, im: 0 };
    let c: Complex[] = [{ re: 1, im: 0 }];
    for (const root of roots) {
      const scaled = [...c.map((x) => times(root, x)), zero];
      c = [zero, ...c].map(({ re, im }, i) => ({ re: re - scaled[i].re, im: im - scaled[i].im }));
    }
    return c;
  };
  const length = (v: readonly Complex[]): number => Math.hypot(...v.flatMap(({ re, im }) => [re, im]));

  const halves = (min: number): fc.Arbitrary<number> => fc.integer({ min, max: 6 }).map((x) => x / 2);
  const members = fc.uniqueArray(fc.record({ re: halves(-6), im: halves(0) }), {
    minLength: 1,
    maxLength: 3,
    selector: ({ re, im }) => `${re} ${im}`,
  });

  test('have these roots as eigenvalues', () => {
    fc.assert(
      fc.property(members, (list) => {
        const roots = list.flatMap(({ re, im }) =>
          im === 0
            ? [{ re, im }]
            : [
                { re, im },
                { re, im: -im },
              ],
        );
        const n = roots.length;
        const c = polynomial(roots);
        const a = matrix(n, (i, j) => (j === n - 1 ? -c[i].re : i === j + 1 ? 1 : 0));
        // Left eigenvector (1, r, r^2 ..), right one the coefficients of p(x) / (x - r); their product is p'(r).
        const tolerance = (i: number): number => {
          const others = roots.filter((_, j) => j !== i);
          const powers = Array.from({ length: n }, (_, k) => Math.hypot(roots[i].re, roots[i].im) ** k);
          const slope = others.reduce(
            (product, { re, im }) => product * Math.hypot(roots[i].re - re, roots[i].im - im),
            1,
          );
          const condition = (Math.hypot(...powers) * length(polynomial(others))) / slope;
          return backwardError(n) * frobenius(a) * condition;
        };
        const expected = {
          re: Float64Array.from(roots, ({ re }) => re),
          im: Float64Array.from(roots, ({ im }) => im),
        };
        expect(worst(eigenvalues(a), expected, tolerance)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('examples', () => {
  test('a rotation by a quarter turn', () => {
    expect(
      eigenvalues(
        tensor([
          [0, -1],
          [1, 0],
        ]),
      ),
    ).toEqual({
      re: Float64Array.of(0, 0),
      im: Float64Array.of(1, -1),
    });
  });

  test('order: modulus, then real part, then the size of the imaginary part', () => {
    const blocks = [[-2], [0, -2], [2], [1], [0, -2]];
    const n = 7;
    const a = new Float64Array(n * n);
    let i = 0;
    for (const [diagonal, turn] of blocks) {
      a[i * n + i] = diagonal;
      if (turn !== undefined) {
        a[i * n + i + 1] = turn;
        a[(i + 1) * n + i] = -turn;
        i++;
      }
      i++;
    }
    const { re, im } = eigenvalues(fromArray(a, [n, n]));
    expect(Array.from(re)).toEqual([2, 0, 0, 0, 0, -2, 1]);
    expect(Array.from(im)).toEqual([0, 2, -2, 2, -2, 0, 0]);
  });

  test('spectral radius of a complex pair: 3 +- 4i', () => {
    expect(
      spectralRadius(
        tensor([
          [3, -4],
          [4, 3],
        ]),
      ),
    ).toBe(5);
  });

  test('a small eigenvalue of a graded matrix is right to the last digits: 1e-20 - 1e-34', () => {
    const [large, small] = eigenvalues(
      tensor(
        [
          [1, 1e-17],
          [1e-17, 1e-20],
        ],
        'f64',
      ),
    ).re;
    expect(large).toBe(1);
    expect(Math.abs(small - (1e-20 - 1e-34))).toBeLessThanOrEqual(1e-20 * 2 * Number.EPSILON);
  });

  test('-0 is told as 0', () => {
    expect(eigenvalues(tensor([[-0]]))).toEqual({ re: Float64Array.of(0), im: Float64Array.of(0) });
  });

  test('a product of weights 1e300 and 1e-300 round a loop', () => {
    expect(
      Array.from(
        eigenvalues(
          tensor(
            [
              [0, 1e300],
              [1e-300, 0],
            ],
            'f64',
          ),
        ).re,
      ),
    ).toEqual([1, -1]);
  });
});

describe.each([
  ['eigenvalues', eigenvalues],
  ['spectralRadius', spectralRadius],
])('%s refuses', (name, f) => {
  test.each<[string, unknown, new (...args: never[]) => Error, string]>([
    ['nested arrays', [[1]], TypeError, 'expected a matrix, got 1 - make one with tensor()'],
    ['nothing', undefined, TypeError, 'expected a matrix, got undefined - make one with tensor()'],
    [
      'integers',
      ones([2, 2], 'i32'),
      TypeError,
      'expected an f32 or f64 matrix, got i32 - convert it with cast()',
    ],
    ['a vector', ones([4]), ShapeError, 'expected a matrix with rows and columns, got shape [4]'],
    ['a stack', ones([1, 2, 2]), ShapeError, 'expected a matrix with rows and columns, got shape [1, 2, 2]'],
    ['no rows', zeros([0, 0]), ShapeError, 'expected a matrix with rows and columns, got shape [0, 0]'],
    ['rows and columns that differ', ones([2, 3]), ShapeError, 'expected a square matrix, got shape [2, 3]'],
    [
      'NaN',
      tensor([
        [1, 2],
        [NaN, 4],
      ]),
      RangeError,
      'expected finite elements, got NaN at [1, 0]',
    ],
    [
      'infinity',
      tensor([
        [1, -Infinity],
        [3, 4],
      ]),
      RangeError,
      'expected finite elements, got -Infinity at [0, 1]',
    ],
    [
      'an overflow',
      fromArray(new Float64Array(9).fill(1e308), [3, 3]),
      RangeError,
      'expected eigenvalues below 1.8e308, got larger ones - scale the matrix',
    ],
  ])('%s', (_, value, kind, message) => {
    const call = (): unknown => f(value as Tensor);
    expect(call).toThrow(kind);
    expect(call).toThrow(`${name}: ${message}`);
  });
});
