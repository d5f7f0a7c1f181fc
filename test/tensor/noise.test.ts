import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noise, refillNoise } from '../../src/tensor/noise.ts';
import { foldIn, key, normal } from '../../src/tensor/random.ts';

test('noise is normal to f32 rounding, for every key and count', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 300 }), (seed, count) => {
      const from = foldIn(key(3), seed);
      const exact = normal(from, [count]).data;
      noise(from, count).forEach((z, i) => {
        // Errors of the f32 formulas: 2^-22 of the radius, which is at most 6.7.
        expect(Math.abs(z - exact[i])).toBeLessThan(2 ** -19);
      });
    }),
  );
});

test('refillNoise puts the same numbers into a longer array, and leaves what is behind them', () => {
  for (const count of [0, 1, 2, 255, 256, 257]) {
    const out = new Float64Array(300).fill(9);
    refillNoise(key(5), out, count);
    expect(out.subarray(0, count)).toEqual(noise(key(5), count));
    expect(out.subarray(count + (count & 1)).every((z) => z === 9)).toBe(true);
  }
});

test('control: another key gives other noise', () => {
  expect(noise(key(1), 4)).not.toEqual(noise(key(2), 4));
});

test('noise refuses what is not a key', () => {
  expect(() => noise([1, 2] as never, 4)).toThrow('noise: expected a key');
});
