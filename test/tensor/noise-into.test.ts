import fc from 'fast-check';
import { expect, test } from 'vitest';
import { key, noise } from '../../src/tensor/index.ts';
import { noiseInto } from '../../src/tensor/noise.ts';

test('noiseInto writes the normals of noise, times std, whatever their number', () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.oneof(fc.nat(9), fc.integer({ min: 250, max: 260 }), fc.nat(1100)),
      fc.integer({ min: 1, max: 64 }),
      (seed, count, sixteenths) => {
        const std = sixteenths / 16;
        const out = new Float32Array(count + 1).fill(7);
        noiseInto(key(seed), out.subarray(0, count), std);
        const wanted = noise(key(seed), count);
        out.forEach((value, i) => {
          if (i === count) expect(value).toBe(7);
          // std multiplies before the sine or cosine does: one rounding of a double more, then one to f32.
          else expect(Math.abs(value - std * wanted[i])).toBeLessThanOrEqual(2 ** -23 * Math.abs(value));
        });
      },
    ),
    { numRuns: 60 },
  );
});

test('noiseInto wants a key', () => {
  expect(() => noiseInto(3 as never, new Float32Array(2), 1)).toThrow(/^noiseInto: expected a key, got 3/);
});
