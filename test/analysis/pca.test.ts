/** Principal components: what holds for all data, NumPy's results, and a plane that was put there. @module */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PcaOptions, pca } from '../../src/analysis/pca.ts';
import { orthonormalColumns } from '../../src/tensor/linalg/index.ts';
import { key, normal } from '../../src/tensor/random.ts';
import { ShapeError, sizeOf } from '../../src/tensor/shape.ts';
import { cast, fromArray, ones, type Tensor, tensor } from '../../src/tensor/tensor.ts';
import { mapData, normals } from '../support/arbitraries.ts';

const EPS = Number.EPSILON;

/** Rates [T, B, n] with at least two rows. */
const rates: fc.Arbitrary<Tensor> = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 5 }))
  .chain((shape) => normals(shape));

const norm = (x: ArrayLike<number>): number => Math.hypot(...Array.from(x));
const sum = (x: ArrayLike<number>): number => Array.from(x).reduce((total, value) => total + value, 0);

/** The sum of the variances of the columns. */
function totalVariance({ data, shape }: Tensor): number {
  const n = shape[shape.length - 1];
  const rows = data.length / n;
  let total = 0;
  for (let i = 0; i < n; i++) {
    const column = Array.from({ length: rows }, (_, r) => data[r * n + i]);
    const mean = sum(column) / rows;
    total += sum(column.map((x) => (x - mean) ** 2)) / (rows - 1);
  }
  return total;
}

describe('properties', () => {
  test('the variances sum to the total variance, fractions to 1, in descending order', () => {
    fc.assert(
      fc.property(rates, (x) => {
        const { variances, explained } = pca(x);
        const total = totalVariance(x);
        // Sums of some tens of rounded squares, and of n values off by some n eps each.
        expect(Math.abs(sum(variances) - total)).toBeLessThanOrEqual(1e-13 * total);
        expect(Math.abs(sum(explained) - 1)).toBeLessThanOrEqual(1e-13);
        expect(Array.from(variances)).toEqual(Array.from(variances).sort((p, q) => q - p));
        expect(variances.every((value) => value >= 0)).toBe(true);
      }),
    );
  });

  test('projections have mean 0 and the variances, and no correlations; all of them give the data back', () => {
    fc.assert(
      fc.property(rates, (x) => {
        const { project, unproject, variances } = pca(x);
        const n = x.shape[2];
        const y = project(x);
        const rows = x.data.length / n;
        const tolerance = 1e-13 * totalVariance(x);
        for (let i = 0; i < n; i++) {
          for (let j = 0; j <= i; j++) {
            const products = Array.from({ length: rows }, (_, r) => y.data[r * n + i] * y.data[r * n + j]);
            const expected = i === j ? variances[i] : 0;
            expect(Math.abs(sum(products) / (rows - 1) - expected)).toBeLessThanOrEqual(tolerance);
          }
        }
        const back = unproject(y);
        expect(back.shape).toEqual(x.shape);
        expect(norm(back.data.map((value: number, i: number) => value - x.data[i]))).toBeLessThanOrEqual(
          64 * EPS * norm(x.data),
        );
      }),
    );
  });

  test('fewer components are the first of all', () => {
    fc.assert(
      fc.property(rates, fc.nat({ max: 4 }), (x, more) => {
        const n = x.shape[2];
        const k = Math.min(n, 1 + more);
        const [all, some] = [pca(x), pca(x, { components: k })];
        expect(some.components.shape).toEqual([k, n]);
        expect(some.components.data).toEqual(all.components.data.slice(0, k * n));
        expect(some.variances).toEqual(all.variances.slice(0, k));
        expect(some.explained).toEqual(all.explained.slice(0, k));
        expect(some.project(x).shape).toEqual([...x.shape.slice(0, -1), k]);
      }),
    );
  });

  test('leading axes make no difference; f32 is computed in doubles', () => {
    fc.assert(
      fc.property(rates, (x) => {
        const n = x.shape[2];
        const flat = fromArray(x.data, [x.data.length / n, n]);
        expect(pca(flat).components).toEqual(pca(x).components);
        const single = cast(x, 'f32');
        expect(pca(single).variances).toEqual(pca(cast(single, 'f64')).variances);
      }),
    );
  });

  test('a unit that never changes is in no component of some variance, and changes none', () => {
    fc.assert(
      fc.property(rates, (x) => {
        const n = x.shape[2];
        const wide = fromArray(
          Float64Array.from({ length: (x.data.length / n) * (n + 1) }, (_, k) =>
            k % (n + 1) === n ? 0.1 : x.data[Math.floor(k / (n + 1)) * n + (k % (n + 1))],
          ),
          [x.data.length / n, n + 1],
        );
        const found = pca(wide);
        const own = pca(x);
        own.variances.forEach((value, c) => {
          expect(Math.abs(found.variances[c] - value)).toBeLessThanOrEqual(1e-13 * own.variances[0]);
          if (value < 1e-6 * own.variances[0]) return;
          expect(Math.abs(found.components.data[c * (n + 1) + n])).toBeLessThanOrEqual(1e-9);
        });
      }),
    );
  });
});

describe('an ellipse in a plane', () => {
  // Half-axes 3 and 1 along two directions of 20 dimensions, off the origin: variances 9/2 and 1/2 of a full turn.
  const n = 20;
  const count = 400;
  const plane = orthonormalColumns(normal(key(11), [n, 2], 'f64'));
  const ellipse = (noise: number): Tensor => {
    const rest = normal(key(12), [count, n], 'f64');
    return fromArray(
      Float64Array.from({ length: count * n }, (_, k) => {
        const [row, i] = [Math.floor(k / n), k % n];
        const turn = (2 * Math.PI * row) / count;
        const [x, y] = [3 * Math.cos(turn), Math.sin(turn)];
        return 5 + x * plane.data[i * 2] + y * plane.data[i * 2 + 1] + noise * rest.data[k];
      }),
      [count, n],
    );
  };
  /** The cosine between component c and the direction that it should have. */
  const cosine = (components: Tensor, c: number): number =>
    Math.abs(sum(Array.from({ length: n }, (_, i) => components.data[c * n + i] * plane.data[i * 2 + c])));

  test('is found: its axes, its variances, its centre', () => {
    const { components, variances, explained, mean } = pca(ellipse(0), { components: 3 });
    expect(cosine(components, 0)).toBeCloseTo(1, 12);
    expect(cosine(components, 1)).toBeCloseTo(1, 12);
    expect(variances[0]).toBeCloseTo((4.5 * count) / (count - 1), 11);
    expect(variances[1]).toBeCloseTo((0.5 * count) / (count - 1), 11);
    expect(explained[0] + explained[1]).toBeCloseTo(1, 13);
    expect(Array.from(mean.data)).toEqual(new Array(n).fill(expect.closeTo(5, 12)));
  });

  test('control: noise tilts the axes, by the second one more', () => {
    const { components } = pca(ellipse(0.5), { components: 2 });
    expect(1 - cosine(components, 0)).toBeGreaterThan(1e-6);
    expect(cosine(components, 1)).toBeLessThan(cosine(components, 0));
    expect(cosine(components, 1)).toBeGreaterThan(0.9);
  });
});

describe("NumPy's covariance and its eigenvectors", () => {
  const golden: { pca: { mean: number[]; variances: number[]; components: number[][] } } = JSON.parse(
    readFileSync(new URL('../golden/analysis/linear.json', import.meta.url), 'utf8'),
  );
  /** As `lcg` of linear.py. */
  const lcg = (seed: number, shape: readonly number[]): Tensor => {
    let state = seed;
    const next = (): number => {
      state = (Math.imul(1664525, state) + 1013904223) >>> 0;
      return ((state >>> 16) - 32768) / 32768;
    };
    return fromArray(Float64Array.from({ length: sizeOf(shape) }, next), shape);
  };
  const sizes = [1, 2, 0.5, 1, 0, 4];

  const rates = mapData((x, i) => x * sizes[i % 6], lcg(71, [7, 5, 6]));

  test('control: another divisor, and another mean, would not', () => {
    const { variances } = golden.pca;
    const bound = 16 * EPS * variances[0];
    expect(Math.abs((pca(rates).variances[0] * 34) / 35 - variances[0])).toBeGreaterThan(bound);
    const moved = mapData((x, i) => (i < 6 ? x + 1e-9 : x), rates);
    expect(Math.abs(pca(moved).variances[0] - variances[0])).toBeGreaterThan(bound);
  });

  test('agree', () => {
    const found = pca(rates);
    const { mean, variances, components } = golden.pca;
    // Values are off by some n eps of the largest, vectors by that over the gap to the next value: 80 times that.
    variances.forEach((x, c) => {
      expect(Math.abs(found.variances[c] - x)).toBeLessThanOrEqual(16 * EPS * variances[0]);
      expect(Math.abs(found.explained[c] - x / sum(variances))).toBeLessThanOrEqual(16 * EPS);
      components[c].forEach((value, i) => {
        expect(Math.abs(found.components.data[c * 6 + i] - value)).toBeLessThanOrEqual(80 * 16 * EPS);
      });
    });
    mean.forEach((x, i) => {
      expect(Math.abs(found.mean.data[i] - x)).toBeLessThanOrEqual(16 * EPS);
    });
  });
});

describe('pca refuses', () => {
  const x = normal(key(1), [4, 3]);
  test.each<[string, unknown, unknown, new (...args: never[]) => Error, string]>([
    ['no array', 3, {}, TypeError, 'expected an array, got 3 - make one with tensor()'],
    [
      'integers',
      ones([2, 2], 'i32'),
      {},
      TypeError,
      'expected an f32 or f64 array, got i32 - convert it with cast()',
    ],
    ['a vector', ones([4]), {}, ShapeError, 'expected an array of shape [..., n] with rows, got shape [4]'],
    ['one row', ones([1, 1, 4]), {}, ShapeError, 'expected at least two rows, got shape [1, 1, 4]'],
    ['NaN', tensor([[1], [NaN]]), {}, RangeError, 'expected finite elements, got NaN at [1, 0]'],
    [
      'rows that are all the same',
      tensor([
        [0.1, 0.2],
        [0.1, 0.2],
        [0.1, 0.2],
      ]),
      {},
      RangeError,
      'expected rows that differ, got the same one everywhere',
    ],
    ['no options', x, 3, TypeError, 'expected options to be an object, got 3'],
    [
      'another option',
      x,
      { component: 2 },
      TypeError,
      "expected known options, got 'component' - did you mean 'components'?",
    ],
    [
      'too many components',
      x,
      { components: 4 },
      RangeError,
      'expected components to be a whole number in [1, 3], got 4',
    ],
  ])('%s', (_, data, options, kind, message) => {
    const call = (): unknown => pca(data as Tensor, options as PcaOptions);
    expect(call).toThrow(kind);
    expect(call).toThrow(`pca: ${message}`);
  });

  test('to project what has another number of units', () => {
    const { project, unproject } = pca(x, { components: 2 });
    expect(() => project(ones([2, 2]))).toThrow(
      'project: expected an array of shape [..., 3], got shape [2, 2]',
    );
    expect(() => unproject(ones([3]))).toThrow(
      'unproject: expected an array of shape [..., 2], got shape [3]',
    );
  });
});
