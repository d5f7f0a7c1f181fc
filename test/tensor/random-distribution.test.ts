/**
 * Distributions of the draws. The keys are fixed, so these tests give the same verdict every time; bounds are
 * 4.5 standard errors (7e-6 by chance for each one) where nothing else is said.
 * @module
 */

import { describe, expect, test } from 'vitest';
import { choice, foldIn, integers, key, normal, permutation, uniform } from '../../src/tensor/random.ts';
import {
  chiSquareScore,
  correlationScore,
  countsOf,
  kolmogorovScore,
  moments,
  normalCdf,
} from '../support/statistics.ts';

const SCORE = 4.5;
const N = 2 ** 19;
const root = key(2016);

/** How far a sample is from standard normals, each entry in standard errors (Kolmogorov's D in its own unit). */
function normalScores(x: Float64Array): Record<string, number> {
  const n = x.length;
  const { mean, variance, skewness, kurtosis } = moments(x);
  const tail = (limit: number, p: number): number => {
    const count = x.reduce((sum, z) => sum + (Math.abs(z) > limit ? 1 : 0), 0);
    return (count - n * p) / Math.sqrt(n * p * (1 - p));
  };
  return {
    mean: mean * Math.sqrt(n),
    variance: (variance - 1) * Math.sqrt(n / 2),
    skewness: skewness * Math.sqrt(n / 6),
    kurtosis: (kurtosis - 3) * Math.sqrt(n / 24),
    'P(|z| > 1)': tail(1, 0.317310507863),
    'P(|z| > 3)': tail(3, 0.00269979606326),
    'P(|z| > 4)': tail(4, 6.33424836662e-5),
    Kolmogorov: (kolmogorovScore(x.subarray(0, 2 ** 16), normalCdf) * SCORE) / 1.95,
  };
}

const failing = (scores: Record<string, number>): string[] =>
  Object.keys(scores).filter((name) => !(Math.abs(scores[name]) < SCORE));

describe('normal', () => {
  const sample = normal(root, [N / 64, 64], 'f64').data as Float64Array;

  test('moments, tails and distribution function are those of standard normals', () => {
    expect(failing(normalScores(sample))).toEqual([]);
  });

  test('all values are finite and below the bound 6.66 of the formula', () => {
    expect(sample.every((z) => Math.abs(z) <= 6.66)).toBe(true);
  });

  test('control: samples that are a little off are caught', () => {
    const caught = (f: (z: number, i: number) => number): string[] => failing(normalScores(sample.map(f)));
    expect(caught((z) => z + 0.01)).toContain('mean');
    expect(caught((z) => 1.01 * z)).toContain('variance');
    expect(caught((z) => (z > 0 ? 1.02 * z : z))).toContain('skewness');
    expect(caught((z) => Math.max(-3, Math.min(3, z)))).toContain('P(|z| > 3)');
    expect(caught((z) => Math.max(-4, Math.min(4, z)))).toContain('P(|z| > 4)');
    // The sum of twelve uniforms minus 6: mean and variance are right, the kurtosis is 2.9.
    const u = uniform(root, [N / 4, 12], { dtype: 'f64' }).data as Float64Array;
    const sumAt = (i: number): number => u.subarray(12 * i, 12 * i + 12).reduce((sum, v) => sum + v, -6);
    expect(failing(normalScores(Float64Array.from({ length: N / 4 }, (_, i) => sumAt(i))))).toContain(
      'kurtosis',
    );
    expect(caught((z) => Math.round(z * 16) / 16)).toContain('Kolmogorov');
  });

  test('the two values of a pair are independent: an 8 x 8 table of joint counts is flat', () => {
    const cell = (z: number): number => Math.min(7, Math.floor(8 * normalCdf(z)));
    const cells = Array.from({ length: N / 2 }, (_, i) => 8 * cell(sample[2 * i]) + cell(sample[2 * i + 1]));
    expect(Math.abs(chiSquareScore(countsOf(cells, 64), new Array(64).fill(1 / 64)))).toBeLessThan(SCORE);
  });
});

describe('independent streams', () => {
  const n = 2 ** 16;
  const draw = (k = root): Float64Array => normal(k, [n / 16, 16], 'f64').data as Float64Array;
  const squared = (x: Float64Array): Float64Array => x.map((z) => z * z);
  /** Values and sizes must both be uncorrelated: Box and Muller's pairs share their radius. */
  const scores = (x: Float64Array, y: Float64Array): number[] => [
    Math.abs(correlationScore(x, y)),
    Math.abs(correlationScore(squared(x), squared(y))),
  ];
  const x = draw();
  const part = (keep: (row: number, column: number) => boolean): Float64Array =>
    x.filter((_, i) => keep(Math.floor(i / 16), i % 16));

  test.each([
    ['keys of neighbouring seeds', x, draw(key(2017))],
    ['keys that differ in the high word', x, draw(key(2016 + 2 ** 32))],
    ['a key and what is folded into it', x, draw(foldIn(root, 0))],
    ['neighbouring fold numbers', draw(foldIn(root, 0)), draw(foldIn(root, 1))],
    ['neighbouring rows', part((row) => row % 2 === 0), part((row) => row % 2 === 1)],
    ['the columns of a pair', part((_, c) => c % 2 === 0), part((_, c) => c % 2 === 1)],
    ['neighbouring pairs', part((_, c) => c % 4 < 2), part((_, c) => c % 4 >= 2)],
  ])('%s are uncorrelated', (_, a, b) => {
    for (const score of scores(a, b)) expect(score).toBeLessThan(SCORE);
  });

  test('control: a correlation of 0.03, or a shared size, is caught', () => {
    const other = draw(key(1));
    expect(
      scores(
        x,
        other.map((z, i) => z + 0.03 * x[i]),
      )[0],
    ).toBeGreaterThan(SCORE);
    expect(
      scores(
        x,
        other.map((z, i) => z * (1 + 0.1 * Math.abs(x[i]))),
      )[1],
    ).toBeGreaterThan(SCORE);
  });
});

describe('uniform', () => {
  const sample = uniform(root, [N], { dtype: 'f64' }).data as Float64Array;

  test('fills [0, 1) evenly', () => {
    expect(sample.every((u) => u >= 0 && u < 1)).toBe(true);
    expect(Math.abs(moments(sample).mean - 0.5) * Math.sqrt(12 * N)).toBeLessThan(SCORE);
    expect(kolmogorovScore(sample, (u) => u)).toBeLessThan(1.95);
    expect(
      kolmogorovScore(
        sample.map((u) => u ** 1.02),
        (u) => u,
      ),
    ).toBeGreaterThan(1.95);
  });

  test('neighbouring numbers are independent: an 8 x 8 table of joint counts is flat', () => {
    for (const shift of [0, 1]) {
      const cells = Array.from({ length: N / 4 }, (_, i) => {
        const [u, v] = sample.subarray(2 * i + shift, 2 * i + shift + 2);
        return 8 * Math.floor(8 * u) + Math.floor(8 * v);
      });
      expect(Math.abs(chiSquareScore(countsOf(cells, 64), new Array(64).fill(1 / 64)))).toBeLessThan(SCORE);
    }
  });

  test('low and high stretch the same draw', () => {
    const wide = uniform(root, [N], { low: -3, high: 5, dtype: 'f64' }).data;
    expect(wide.every((u, i) => u === 8 * sample[i] - 3)).toBe(true);
    expect(uniform(root, [4], { low: 2, high: 2 }).data).toEqual(Float32Array.of(2, 2, 2, 2));
  });
});

describe('whole numbers', () => {
  const flat = (n: number): number[] => new Array(n).fill(1 / n);

  test('integers are even over a range that does not divide 2^32', () => {
    const counts = countsOf(
      integers(root, [70_000], -3, 4).data.map((i) => i + 3),
      7,
    );
    expect(Math.abs(chiSquareScore(counts, flat(7)))).toBeLessThan(SCORE);
  });

  test('integers are even over 3 2^30 values, where the remainder of 32 bits would favour a third', () => {
    const thirds = integers(root, [30_000], -(2 ** 31), 2 ** 30).data.map((i) =>
      Math.floor((i + 2 ** 31) / 2 ** 30),
    );
    expect(Math.abs(chiSquareScore(countsOf(thirds, 3), flat(3)))).toBeLessThan(SCORE);
    const favoured = Array.from({ length: 30_000 }, (_, i) => [0, 0, 1, 2][i % 4]);
    expect(chiSquareScore(countsOf(favoured, 3), flat(3))).toBeGreaterThan(SCORE);
  });

  test('a range of one value gives that value', () => {
    expect(Array.from(integers(root, [5], 2 ** 31 - 1, 2 ** 31).data)).toEqual(
      new Array(5).fill(2 ** 31 - 1),
    );
  });

  test.each([0, 1, 2, 17, 100])('permutation of %i has each number once', (n) => {
    const sorted = Array.from(permutation(foldIn(root, n), n).data).sort((a, b) => a - b);
    expect(sorted).toEqual([...sorted.keys()]);
    expect(sorted.length).toBe(n);
  });

  test('the 6 permutations of 3 are equally likely', () => {
    const orders = ['012', '021', '102', '120', '201', '210'];
    const drawn = Array.from({ length: 12_000 }, (_, i) =>
      orders.indexOf(permutation(foldIn(root, i), 3).data.join('')),
    );
    expect(Math.abs(chiSquareScore(countsOf(drawn, 6), flat(6)))).toBeLessThan(SCORE);
    // Shuffling by swapping with any place, not only those before, is the classic mistake: 4, 5 or 5 of 27.
    const biased = orders.flatMap((_, i) => new Array([4, 5, 5, 5, 4, 4][i] * 444).fill(i));
    expect(chiSquareScore(countsOf(biased, 6), flat(6))).toBeGreaterThan(SCORE);
  });

  test('choice follows its weights, and weights of 0 are never drawn', () => {
    const counts = countsOf(choice(root, [60_000], [0, 1, 0, 2, 3, 0]).data, 6);
    expect([counts[0], counts[2], counts[5]]).toEqual([0, 0, 0]);
    const drawn = [counts[1], counts[3], counts[4]];
    expect(Math.abs(chiSquareScore(drawn, [1 / 6, 2 / 6, 3 / 6]))).toBeLessThan(SCORE);
    expect(chiSquareScore(drawn, flat(3))).toBeGreaterThan(SCORE);
  });

  test('choice of a number n is even over 0 .. n-1', () => {
    const counts = countsOf(choice(root, [50_000], 5).data, 5);
    expect(Math.abs(chiSquareScore(counts, flat(5)))).toBeLessThan(SCORE);
  });
});
