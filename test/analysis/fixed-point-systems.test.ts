/** Linear systems with one solution, none, and many. @module */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { solutionOf } from '../../src/analysis/fixed-point-systems.ts';
import { foldIn, integers, normal } from '../../src/tensor/random.ts';
import { keys } from '../support/arbitraries.ts';

const times = (a: Float64Array, x: Float64Array): Float64Array =>
  x.map((_, i) => x.reduce((sum, value, j) => sum + a[i * x.length + j] * value, 0));

test('a solution solves its system, to rounding of |A| |x|', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), keys, (n, k) => {
      const a = Float64Array.from(normal(foldIn(k, 0), [n, n]).data);
      const b = Float64Array.from(normal(foldIn(k, 1), [n]).data);
      const x = solutionOf(a, b) as Float64Array;
      const size = Math.max(1, ...x.map(Math.abs));
      times(a, x).forEach((value, i) => {
        // Complete pivoting is backward stable: some n^2 roundings, of elements that hardly grow.
        expect(Math.abs(value - b[i])).toBeLessThan(1e-12 * size);
      });
    }),
  );
});

test('of rank less than n: many if the right side is in the range, else none', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 7 }), keys, (n, k) => {
      const whole = (index: number, size: number): Float64Array =>
        Float64Array.from(integers(foldIn(k, index), [size], -9, 10).data);
      const a = whole(0, n * n);
      // The last row is the sum of the others, so that b is in the range only if it is that, too.
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let i = 0; i < n - 1; i++) sum += a[i * n + j];
        a[(n - 1) * n + j] = sum;
      }
      const b = times(a, whole(1, n));
      expect(solutionOf(a, b)).toBe('many');
      b[n - 1] += 1;
      expect(solutionOf(a, b)).toBe('none');
    }),
  );
});

describe('small ones', () => {
  test.each<[number[], number[], number[] | string]>([
    [[], [], []],
    [[4], [2], [0.5]],
    [[0], [0], 'many'],
    [[0], [1], 'none'],
    [
      [0, 1, 1, 0],
      [2, 3],
      [3, 2],
    ],
    [[1, 2, 2, 4], [1, 2], 'many'],
    [[1, 2, 2, 4], [1, 3], 'none'],
    [
      [1e-200, 0, 0, 1e-200],
      [1e-200, 2e-200],
      [1, 2],
    ],
  ])('%j x = %j', (a, b, expected) => {
    const x = solutionOf(Float64Array.from(a), Float64Array.from(b));
    expect(typeof x === 'string' ? x : [...x]).toEqual(expected);
  });
});
