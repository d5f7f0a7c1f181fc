/** Which of many points are the same, and which lie far off. @module */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { groupPoints, outliersOf } from '../../src/analysis/unique-points.ts';

const at = (...x: number[]): Float64Array => Float64Array.from(x);
const distance = (a: Float64Array, b: Float64Array): number =>
  Math.hypot(...a.map((value, i) => value - b[i]));

describe('groups', () => {
  test('have leaders further apart than the tolerance, in order of q, and members within it', () => {
    const coordinate = fc.integer({ min: -8, max: 8 });
    const point = fc.tuple(coordinate, coordinate, fc.constantFrom(0, 1, 2, Number.NaN));
    fc.assert(
      fc.property(fc.array(point, { maxLength: 30 }), fc.integer({ min: 1, max: 6 }), (list, tolerance) => {
        const points = list.map(([x, y]) => at(x, y));
        const q = list.map(([, , value]) => value);
        const { leaders, group } = groupPoints(points, q, tolerance);
        leaders.forEach((a, i) => {
          expect(group[a]).toBe(i);
          for (const b of leaders.slice(0, i)) {
            expect(distance(points[a], points[b])).toBeGreaterThan(tolerance);
            expect(q[b]).toBeLessThanOrEqual(q[a]);
          }
        });
        points.forEach((each, i) => {
          expect(group[i] === -1).toBe(Number.isNaN(q[i]));
          if (group[i] === -1) return;
          const leader = leaders[group[i]];
          expect(distance(each, points[leader])).toBeLessThanOrEqual(tolerance);
          expect(q[leader]).toBeLessThanOrEqual(q[i]);
        });
      }),
    );
  });

  test('are led by the point of least q, and the tolerance counts as the same', () => {
    const points = [at(0, 0), at(3, 4), at(3.1, 4)];
    expect(groupPoints(points, [2, 1, 3], 5)).toEqual({ leaders: [1], group: Int32Array.of(0, 0, 0) });
    expect(groupPoints(points, [2, 3, 1], 5)).toEqual({ leaders: [2, 0], group: Int32Array.of(1, 0, 0) });
    expect(groupPoints([], [], 1)).toEqual({ leaders: [], group: new Int32Array(0) });
  });
});

test('outliers are further off than 10 times the mean distance of the starts from their mean', () => {
  const starts = [at(-1, 2), at(1, 2), at(0, 1), at(0, 3)];
  const points = [at(0, 12), at(0, 12.1), at(10, 2), at(8, 9), at(0, 2)];
  expect(outliersOf(points, starts, 10)).toEqual([false, true, false, true, false]);
  expect(outliersOf(points, [at(0, 0), at(0, 0)], 10)).toEqual(points.map(() => false));
});
