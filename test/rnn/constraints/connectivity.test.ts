import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  excitatoryCount,
  isStronglyConnected,
  type SparseMaskOptions,
  sparseMask,
} from '../../../src/rnn/constraints/connectivity.ts';
import { createRateNetwork } from '../../../src/rnn/networks/rate-network.ts';
import { key, ShapeError, type Tensor, zeros } from '../../../src/tensor/index.ts';
import { foldIn } from '../../../src/tensor/random.ts';
import { keys } from '../../support/arbitraries.ts';
import { chiSquareScore } from '../../support/statistics.ts';

const countIn = ({ shape: [, n], data }: Tensor, from: number, to: number): number =>
  Array.from(data).reduce((total, m, at) => total + (at % n >= from && at % n < to ? m : 0), 0);

const lengths = fc.integer({ min: 1, max: 20 });
const densities = fc.double({ min: 0, max: 1, noNaN: true });

describe('sparseMask', () => {
  it('has exactly round(density * possible) ones, and zeros else', () => {
    fc.assert(
      fc.property(
        lengths,
        lengths,
        densities,
        fc.boolean(),
        keys,
        (rows, columns, density, diagonal, from) => {
          const shape = diagonal ? [rows, columns] : [rows, rows];
          const mask = sparseMask({ key: from, shape, density, diagonal });
          expect(mask.shape).toEqual(shape);
          expect(mask.dtype).toBe('f32');
          expect(mask.data.every((m) => m === 0 || m === 1)).toBe(true);
          const possible = diagonal ? rows * columns : rows * (rows - 1);
          expect(countIn(mask, 0, shape[1])).toBe(Math.round(density * possible));
          if (!diagonal) expect(mask.data.every((m, at) => m === 0 || at % (rows + 1) !== 0)).toBe(true);
          expect(sparseMask({ key: from, shape, density, diagonal })).toEqual(mask);
        },
      ),
    );
  });

  it('has a density for each kind of columns: romo of pycog, .1 of E and .5 of I of 500 units', () => {
    const density = { excitatory: 0.1, inhibitory: 0.5 };
    const options = { shape: [500, 500], density, diagonal: false, daleRatio: 0.8 };
    const mask = sparseMask({ key: key(1), ...options });
    expect(countIn(mask, 0, 400)).toBe(0.1 * 400 * 499);
    expect(countIn(mask, 400, 500)).toBe(0.5 * 100 * 499);
    expect(isStronglyConnected(mask)).toBe(true);
    expect(sparseMask({ key: key(2), ...options })).not.toEqual(mask);
  });

  it('is as likely to have one place as another', () => {
    const counts = new Array<number>(12).fill(0);
    for (let i = 0; i < 3000; i++) {
      const mask = sparseMask({ key: foldIn(key(8), i), shape: [4, 4], density: 0.25, diagonal: false });
      mask.data.forEach((m, at) => {
        if (m === 1) counts[Math.floor((at - 1) / 5) * 4 + ((at - 1) % 5)]++;
      });
    }
    // Three of twelve places at a time: chi-square is 9/11 of that of independent places.
    expect(Math.abs(chiSquareScore(counts, new Array(12).fill(1 / 12)))).toBeLessThan(4.5);
  });

  it('counts excitatory units as the network does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 0, max: 100 }), (nRec, percent) => {
        const daleRatio = percent / 100;
        const { nExc } = createRateNetwork({ nIn: 1, nRec, nOut: 1, daleRatio });
        expect(excitatoryCount(nRec, daleRatio)).toBe(nExc);
      }),
    );
    expect([excitatoryCount(50, 0.58), excitatoryCount(100, 0.29), excitatoryCount(7, null)]).toEqual([
      29, 29, 7,
    ]);
  });

  it.each<[object, string, new (...args: never[]) => Error]>([
    [{ densty: 0.1 }, "expected known options, got 'densty' - did you mean 'density'?", TypeError],
    [{ density: 1.1 }, 'sparseMask: expected density to be a number in [0, 1], got 1.1', RangeError],
    [{ density: '.1' }, "sparseMask: expected density to be a number in [0, 1], got '.1'", RangeError],
    [
      { density: { excitatory: 1, inhibitory: 0 } },
      'sparseMask: expected density of two kinds beside a daleRatio, got none - give daleRatio',
      RangeError,
    ],
    [
      { density: { exc: 1 }, daleRatio: 0.8 },
      "sparseMask: density: expected known options, got 'exc' - did you mean 'excitatory'?",
      TypeError,
    ],
    [{ shape: [3] }, 'sparseMask: expected shape to be [post, pre], got [3]', ShapeError],
    [{ shape: 3 }, 'sparseMask: expected shape to be [post, pre], got 3', ShapeError],
    [{ shape: [3, 0] }, 'sparseMask: expected shape[1] to be a whole number >= 1, got 0', RangeError],
    [
      { shape: [3, 4], diagonal: false },
      'sparseMask: expected a square shape without its diagonal, got [3, 4]',
      ShapeError,
    ],
    [{ diagonal: 'no' }, "sparseMask: expected diagonal to be true or false, got 'no'", TypeError],
    [{ key: 3 }, 'sparseMask: expected a key, got 3 - make one with key(seed)', TypeError],
    [{ daleRatio: -1 }, 'sparseMask: expected daleRatio to be a number in [0, 1], got -1', RangeError],
  ])('refuses %j', (change, message, type) => {
    const make = (): unknown =>
      sparseMask({ key: key(0), shape: [3, 3], density: 0.5, ...change } as SparseMaskOptions);
    expect(make).toThrow(type);
    expect(make).toThrow(message);
  });
});

/** Whether all reach all, by the closure of the relation (Warshall 1962). */
function allReachAll({ shape: [n], data }: Tensor): boolean {
  const reach = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => i === j || data[i * n + j] !== 0),
  );
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) reach[i][j] ||= reach[i][k] && reach[k][j];
  }
  return reach.every((row) => row.every(Boolean));
}

describe('isStronglyConnected', () => {
  it('is whether every unit reaches every other', () => {
    const seen = new Set<boolean>();
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(0.1, 0.25, 0.4),
        keys,
        (n, density, from) => {
          const mask = sparseMask({ key: from, shape: [n, n], density });
          expect(isStronglyConnected(mask)).toBe(allReachAll(mask));
          seen.add(allReachAll(mask));
        },
      ),
    );
    expect(seen).toEqual(new Set([true, false]));
  });

  it('a ring is, without one of its connections it is not, however long', () => {
    const ring = zeros([2000, 2000]);
    for (let i = 0; i < 2000; i++) ring.data[i * 2000 + ((i + 1) % 2000)] = -0.5;
    expect(isStronglyConnected(ring)).toBe(true);
    ring.data[1000 * 2000 + 1001] = 0;
    expect(isStronglyConnected(ring)).toBe(false);
  });

  it('takes nested arrays, and refuses what is not square', () => {
    expect(isStronglyConnected([[0]])).toBe(true);
    expect(
      isStronglyConnected([
        [0, 1e-300],
        [1, 0],
      ]),
    ).toBe(true);
    expect(() => isStronglyConnected(zeros([2, 3]))).toThrow(ShapeError);
    expect(() => isStronglyConnected([[1, 0]])).toThrow(
      'isStronglyConnected: expected a square mask, got shape [1, 2]',
    );
  });
});
