/** The fit of exponents. @module */

import { expect, test } from 'vitest';
import { exponentOf, type Point, upperHalf } from '../../bench/statistics.ts';

const sizes = [1, 2, 4, 8, 16, 32, 64, 128];

test.each([0, 0.5, 1, 2, 3])('a power of %f is found, whatever its factor', (power) => {
  for (const factor of [1e-6, 1, 300]) {
    expect(exponentOf(sizes.map((n): Point => [n, factor * n ** power]))).toBeCloseTo(power, 10);
  }
});

test('it is the slope of least squares, not that between the ends', () => {
  // Logarithms to the base 2: (0, 0), (1, 3), (2, 0), (3, 3) have the slope 0.6, their ends 1.
  const points: Point[] = [0, 3, 0, 3].map((y, x) => [2 ** x, 2 ** y]);
  expect(exponentOf(points)).toBeCloseTo(0.6, 12);
});

test('in the upper half fixed costs weigh less', () => {
  const points = sizes.map((n): Point => [n, 5 + n]);
  expect(exponentOf(points)).toBeLessThan(0.7);
  expect(exponentOf(upperHalf(points))).toBeGreaterThan(0.85);
});

test('the upper half has the middle one too, in any order', () => {
  const at = (points: Point[]): number[] => upperHalf(points).map(([n]) => n);
  expect(at(sizes.map((n): Point => [n, 0]))).toEqual([16, 32, 64, 128]);
  expect(at([400, 25, 100, 50, 200].map((n): Point => [n, 0]))).toEqual([100, 200, 400]);
});

test.each([
  [[[4, 1]]],
  [
    [
      [4, 1],
      [4, 2],
    ],
  ],
] as Point[][][])('one size has no slope: %j', (points) => {
  expect(() => exponentOf(points)).toThrow(RangeError);
});
