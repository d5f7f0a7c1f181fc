/** What a draw depends on: its key and the logical position, nothing else. @module */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bits,
  choice,
  foldIn,
  integers,
  type Key,
  key,
  normal,
  permutation,
  split,
  uniform,
} from '../../src/tensor/random.ts';
import { type Shape, sizeOf } from '../../src/tensor/shape.ts';
import { type Tensor, tensor } from '../../src/tensor/tensor.ts';
import { threefry2x32 } from '../../src/tensor/threefry.ts';
import { keys, shapes } from '../support/arbitraries.ts';

const draws: [string, (k: Key, shape: Shape) => Tensor][] = [
  ['bits', bits],
  ['uniform', (k, shape) => uniform(k, shape)],
  ['normal', normal],
  ['integers', (k, shape) => integers(k, shape, 0, 1000)],
  ['choice', (k, shape) => choice(k, shape, [1, 2, 3])],
];

// Random123 known-answer vectors (Salmon et al. 2011, file kat_vectors): counter, key, output.
test.each([
  [0, 0, 0, 0, 0x6b200159, 0x99ba4efe],
  [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x1cb996fc, 0xbb002be7],
  [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xc4923a9c, 0x483df7a0],
])(
  'threefry2x32 encrypts counter (%i, %i) under (%i, %i) to Random123 known answers',
  (c0, c1, k0, k1, y0, y1) => {
    const out = new Int32Array(2);
    threefry2x32(k0 | 0, k1 | 0, c0 | 0, c1 | 0, out);
    expect(Array.from(out, (word) => word >>> 0)).toEqual([y0, y1]);
  },
);

test('threefry2x32 is a bijection of the counter: different counters never collide', () => {
  const counters = fc.tuple(fc.integer(), fc.integer());
  fc.assert(
    fc.property(keys, counters, counters, (k, [a0, a1], [b0, b1]) => {
      fc.pre(a0 !== b0 || a1 !== b1);
      const [a, b] = [new Int32Array(2), new Int32Array(2)];
      threefry2x32(k.data[0], k.data[1], a0, a1, a);
      threefry2x32(k.data[0], k.data[1], b0, b1, b);
      expect(a).not.toEqual(b);
    }),
  );
});

test('bits are the known answers at the counters (row, pair of columns)', () => {
  // Row 0, columns 0 and 1 of key (0, 0): the first known answer above.
  expect(Array.from(bits(key(0), [2]).data, (word) => word >>> 0)).toEqual([0x6b200159, 0x99ba4efe]);
  const last = bits(key(0), [3, 5]).data[14];
  const words = new Int32Array(2);
  threefry2x32(0, 0, 2, 2, words);
  expect(last).toBe(words[0]);
});

describe.each(draws)('%s', (_, draw) => {
  test('the same key gives the same draw, another key another one', () => {
    fc.assert(
      fc.property(keys, shapes(), (k, shape) => {
        expect(draw(k, shape)).toEqual(draw({ ...k }, shape));
      }),
    );
    expect(draw(key(1), [64])).not.toEqual(draw(key(2), [64]));
  });

  test('[B, n] is the first rows of [B + more, n]', () => {
    const length = fc.integer({ min: 1, max: 7 });
    fc.assert(
      fc.property(keys, length, length, length, (k, rows, more, n) => {
        const part = draw(k, [rows, n]);
        expect(part.data).toEqual(draw(k, [rows + more, n]).data.slice(0, rows * n));
      }),
    );
  });

  test('[T, B, n] is [T B, n] in another shape', () => {
    fc.assert(
      fc.property(keys, shapes({ minRank: 2, maxLength: 5 }), (k, shape) => {
        const n = shape[shape.length - 1];
        expect(draw(k, shape).data).toEqual(draw(k, [sizeOf(shape) / n, n]).data);
      }),
    );
  });

  test('scalars and empty shapes work', () => {
    expect(draw(key(3), []).data[0]).toBe(draw(key(3), [1]).data[0]);
    expect(draw(key(3), [0, 4]).data.length).toBe(0);
    expect(draw(key(3), [4, 0]).data.length).toBe(0);
  });

  test('refuses what is not a key or not a shape', () => {
    expect(() => draw(7 as unknown as Key, [2])).toThrow(
      /: expected a key, got 7 - make one with key\(seed\)$/,
    );
    expect(() => draw(tensor([1, 2]), [2])).toThrow(
      /expected a key \(i32 of shape \[2\]\), got f32 of shape \[2\]/,
    );
    expect(() => draw(key(0), [-1])).toThrow(/expected a shape of whole numbers >= 0, got \[-1\]/);
  });
});

describe.each(draws.slice(0, 3))('%s', (_, draw) => {
  test('columns of [B, n] are the first columns of [B, n + more], for odd n too', () => {
    const length = fc.integer({ min: 1, max: 7 });
    fc.assert(
      fc.property(keys, length, length, length, (k, rows, n, more) => {
        const narrow = draw(k, [rows, n]).data;
        const wide = draw(k, [rows, n + more]).data;
        const cut = Array.from(narrow, (_v, i) => wide[Math.floor(i / n) * (n + more) + (i % n)]);
        expect(Array.from(narrow)).toEqual(cut);
      }),
    );
  });
});

test('a normal is the same number in f32 and f64, a uniform too', () => {
  expect(Array.from(normal(key(5), [99], 'f64').data)).toEqual(Array.from(normal(key(5), [99]).data));
  const f64 = uniform(key(5), [99], { dtype: 'f64' });
  expect(Array.from(f64.data)).toEqual(Array.from(uniform(key(5), [99]).data));
});

describe('derived keys', () => {
  const text = (k: Key): string => k.data.join();

  test('key keeps all 53 bits of a seed', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (seed) => {
        const [high, low] = key(seed).data;
        expect((high >>> 0) * 2 ** 32 + (low >>> 0)).toBe(seed);
      }),
    );
  });

  test('foldIn and split give distinct keys, none of which is a word pair of a draw', () => {
    fc.assert(
      fc.property(keys, (k) => {
        const words = bits(k, [50, 8]).data;
        const drawn = Array.from({ length: words.length / 2 }, (_, i) =>
          words.slice(2 * i, 2 * i + 2).join(),
        );
        const folded = Array.from({ length: 200 }, (_, i) => text(foldIn(k, i)));
        const all = [text(k), ...drawn, ...folded, ...split(k, 200).map(text)];
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });

  test('split gives two keys by default, and the first keys do not depend on how many follow', () => {
    expect(split(key(1)).map(text)).toEqual(split(key(1), 5).slice(0, 2).map(text));
  });

  test('foldIn takes any 32-bit number, signed or not', () => {
    expect(foldIn(key(1), -1)).toEqual(foldIn(key(1), 2 ** 32 - 1));
    expect(foldIn(key(1), 0)).not.toEqual(foldIn(key(1), 1));
  });

  test('golden keys: a change of derivation changes every run, so it must show here', () => {
    // Computed with this library at version 0.1: counters (-1, 7) and (-2, 0) under the key (0, 42).
    const words = (c0: number, c1: number): number[] => {
      const out = new Int32Array(2);
      threefry2x32(0, 42, c0, c1, out);
      return Array.from(out);
    };
    expect(Array.from(foldIn(key(42), 7).data)).toEqual(words(-1, 7));
    expect(Array.from(split(key(42))[0].data)).toEqual(words(-2, 0));
  });
});

test.each([
  [() => key(-1), 'key: expected seed to be a whole number >= 0, got -1'],
  [() => key(0.5), 'key: expected seed to be a whole number >= 0, got 0.5'],
  [() => key(2 ** 53), 'key: expected seed to be a whole number >= 0, got 9007199254740992'],
  [
    () => foldIn(key(0), 2 ** 32),
    'foldIn: expected index to be a whole number in [-2147483648, 4294967295], got 4294967296',
  ],
  [() => split(key(0), 1.5), 'split: expected count to be a whole number in [0, 2147483647], got 1.5'],
  [
    () => uniform(key(0), [1], { low: 2, high: 1 }),
    'uniform: expected high to be a finite number >= 2, got 1',
  ],
  [
    () => integers(key(0), [1], 3, 3),
    'integers: expected high to be a whole number in [4, 2147483648], got 3',
  ],
  [
    () => integers(key(0), [1], 0.5, 3),
    'integers: expected low to be a whole number in [-2147483648, 2147483647], got 0.5',
  ],
  [() => permutation(key(0), -1), 'permutation: expected n to be a whole number in [0, 2147483647], got -1'],
  [() => choice(key(0), [1], [1, -1]), 'choice: expected weights[1] to be a finite number >= 0, got -1'],
  [() => choice(key(0), [1], [0, 0]), 'choice: expected weights with a positive sum, got [0, 0]'],
  [() => choice(key(0), [1], []), 'choice: expected weights with a positive sum, got []'],
])('bad arguments: %s', (f, message) => {
  expect(f).toThrow(new RangeError(message));
});
