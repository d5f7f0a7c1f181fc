import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  circularDistance,
  cosinesAround,
  direction,
  nearestChannel,
  ringBump,
  ringCosines,
  wrapped,
} from '../../../src/tasks/core/ring.ts';

const anyAngle = fc.double({ min: -50, max: 50, noNaN: true });
const anySize = fc.integer({ min: 2, max: 64 });

describe('a ring of channels', () => {
  it('has the cosines and directions of its angles, to 2e-7 in f32', () => {
    expect(ringCosines(2)).toEqual([1, -1]);
    fc.assert(
      fc.property(anySize, anyAngle, (n, angle) => {
        ringCosines(n).forEach((c, k) => {
          expect(Math.abs(c - Math.cos((2 * Math.PI * k) / n))).toBeLessThan(4e-7);
        });
        const [c, s] = direction(wrapped(angle));
        // The angle is rounded to f32, by at most 2^-22.
        expect(Math.abs(c - Math.cos(angle))).toBeLessThan(5e-7);
        expect(Math.abs(s - Math.sin(angle))).toBeLessThan(5e-7);
      }),
    );
  });

  it('has the cosines of its distances from an angle, to 5e-7 in f32', () => {
    expect(cosinesAround(2, 0)).toEqual([1, -1]);
    fc.assert(
      fc.property(anySize, fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }), (n, angle) => {
        cosinesAround(n, angle).forEach((c, k) => {
          // Half an ulp of an angle of up to 2 pi is 2.4e-7, the formula is within 2e-7.
          expect(Math.abs(c - Math.cos((2 * Math.PI * k) / n - angle))).toBeLessThan(5e-7);
        });
      }),
    );
  });

  it('wraps angles to [0, 2 pi), and has distances in [0, pi] that do not depend on turns', () => {
    fc.assert(
      fc.property(anyAngle, anyAngle, fc.integer({ min: -3, max: 3 }), (a, b, turns) => {
        expect(wrapped(a)).toBeGreaterThanOrEqual(0);
        expect(wrapped(a)).toBeLessThan(2 * Math.PI);
        const d = circularDistance(a, b);
        expect(d).toBeGreaterThanOrEqual(0);
        expect(d).toBeLessThanOrEqual(Math.PI);
        // Rounding of angles up to 70 radians.
        expect(Math.abs(Math.cos(d) - Math.cos(a - b))).toBeLessThan(1e-12);
        expect(Math.abs(circularDistance(b, a + 2 * Math.PI * turns) - d)).toBeLessThan(1e-12);
      }),
    );
    expect(wrapped(-1e-20)).toBe(0);
    expect(wrapped(2 * Math.PI)).toBe(0);
  });

  it('has bumps of 0.8 exp(-(d / (pi / 8))^2 / 2): 0.8 at the centre, 0.8 / sqrt(e) at pi / 8', () => {
    const bump = ringBump(32, Math.PI / 2);
    expect(bump[8]).toBe(0.8);
    expect(bump[10]).toBeCloseTo(0.8 * Math.exp(-0.5), 6);
    expect(bump[6]).toBeCloseTo(bump[10], 6);
    expect(ringBump(4, 0, { height: 2, width: Math.PI / 2 })).toEqual([
      2,
      expect.closeTo(2 * Math.exp(-0.5), 6),
      expect.closeTo(2 * Math.exp(-2), 6),
      expect.closeTo(2 * Math.exp(-0.5), 6),
    ]);
  });

  it('finds the channel nearest to an angle', () => {
    fc.assert(
      fc.property(anySize, anyAngle, (n, angle) => {
        const d = Array.from({ length: n }, (_, k) => circularDistance((2 * Math.PI * k) / n, angle));
        expect(d[nearestChannel(n, angle)] - Math.min(...d)).toBeLessThan(1e-12);
      }),
    );
  });
});
