import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf, normalDensity, normalQuantile } from '../../src/tensor/normal-distribution.ts';
import { golden } from '../analysis/behaviour-golden.ts';

const relative = (actual: number, expected: number): number => Math.abs(actual / expected - 1);
const z = fc.double({ min: -37, max: 37, noNaN: true });

describe('normalCdf', () => {
  it('and its reflection sum to 1, and it never falls but by its error', () => {
    fc.assert(
      fc.property(z, fc.double({ min: 0, max: 1, noNaN: true }), (a, step) => {
        expect(Math.abs(normalCdf(a) + normalCdf(-a) - 1)).toBeLessThan(2 ** -52);
        expect(normalCdf(a + step)).toBeGreaterThanOrEqual(normalCdf(a) * (1 - 6e-14));
      }),
    );
  });

  // 3e-14 is the stated bound; SciPy's tails are themselves off by up to 1.2e-13.
  it('is right to 3e-14 of its value, in the tails too', () => {
    for (const [at, value] of golden.normal) expect(relative(normalCdf(at), value)).toBeLessThan(3e-14);
    for (const [at, value] of golden.ndtr) expect(relative(normalCdf(at), value)).toBeLessThan(2e-13);
  });

  it('has the ends 0 and 1, and NaN for NaN', () => {
    const ends = [0, -40, -Infinity, 40, Infinity, Number.NaN].map(normalCdf);
    expect(ends).toEqual([0.5, 0, 0, 1, 1, Number.NaN]);
  });

  it('has the density as its slope', () => {
    fc.assert(
      fc.property(fc.double({ min: -8, max: 8, noNaN: true }), (a) => {
        const h = 1e-4;
        const slope = (normalCdf(a + h) - normalCdf(a - h)) / (2 * h);
        // h^2 / 6 times the third derivative, at most 0.4, and rounding by 1e-16 / h.
        expect(Math.abs(slope - normalDensity(a))).toBeLessThan(2e-9);
      }),
    );
  });
});

describe('normalQuantile', () => {
  it('undoes normalCdf', () => {
    fc.assert(
      fc.property(fc.double({ min: -36, max: 5, noNaN: true }), (a) => {
        // Phi off by 3e-14 moves z by 3e-14 Phi / phi, and above 0 the rounding of Phi near 1 by 1.1e-16 / phi.
        const bound = 2e-14 * Math.max(1, Math.abs(a)) + (4e-14 * normalCdf(a)) / normalDensity(a);
        expect(Math.abs(normalQuantile(normalCdf(a)) - a)).toBeLessThan(bound);
      }),
    );
  });

  it('is odd about 1/2, exactly where 1 - p is exact', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 20 - 1 }), (k) => {
        expect(normalQuantile(1 - k / 2 ** 20) + normalQuantile(k / 2 ** 20)).toBe(0);
      }),
    );
  });

  it("is SciPy's ndtri to 1e-14 max(1, |z|), from 1e-300 on", () => {
    for (const [p, value] of golden.ndtri) {
      expect(Math.abs(normalQuantile(p) - value)).toBeLessThan(1e-14 * Math.max(1, Math.abs(value)));
    }
    expect([0, 0.5, 1].map(normalQuantile)).toEqual([-Infinity, 0, Infinity]);
  });

  it.each([-0.1, 1.1, Number.NaN])('refuses %d', (p) => {
    expect(() => normalQuantile(p)).toThrow(
      new RangeError(`normalQuantile: expected p to be a number in [0, 1], got ${p}`),
    );
  });
});
