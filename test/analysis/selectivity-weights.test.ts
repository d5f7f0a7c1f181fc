import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { preferenceConnectivity } from '../../src/analysis/selectivity-weights.ts';
import { fromArray, ShapeError, tensor, zeros } from '../../src/tensor/index.ts';
import { mapData, onGrid } from '../support/arbitraries.ts';

const N = 8;
const dPrimes = fc.array(fc.constantFrom(-2, -1, 0, 1, 3), { minLength: N, maxLength: N });
const nExcs = fc.integer({ min: 0, max: N });

describe('preferenceConnectivity', () => {
  it('counts every connection between units with a preference once, and adds up all weights', () => {
    fc.assert(
      fc.property(onGrid([N, N]), dPrimes, nExcs, (w, dPrime, nExc) => {
        const rows = preferenceConnectivity(w, dPrime, nExc).flatMap(({ same, opposite }) => [
          same,
          opposite,
        ]);
        const units = dPrime.flatMap((d, i) => (d === 0 ? [] : [i]));
        const pairs = units.flatMap((post) => units.filter((pre) => pre !== post).map((pre) => [post, pre]));
        expect(rows.reduce((sum, { n }) => sum + n, 0)).toBe(pairs.length);
        const total = pairs.reduce((sum, [post, pre]) => sum + w.data[post * N + pre], 0);
        const found = rows.reduce((sum, { n, mean }) => sum + (n === 0 ? 0 : n * mean), 0);
        // Division and multiplication by n round.
        expect(Math.abs(found - total)).toBeLessThan(1e-12);
      }),
    );
  });

  it('finds what was planted: a weight by pathway and preference, autapses and units without preference apart', () => {
    fc.assert(
      fc.property(onGrid([4, 2]), dPrimes, nExcs, (planted, dPrime, nExc) => {
        const path = (post: number, pre: number): number => (pre < nExc ? 0 : 2) + (post < nExc ? 0 : 1);
        const w = mapData(
          (_, at) => {
            const [post, pre] = [Math.floor(at / N), at % N];
            if (post === pre || dPrime[post] * dPrime[pre] === 0) return Number.NaN;
            return planted.data[2 * path(post, pre) + Number(dPrime[post] * dPrime[pre] < 0)];
          },
          zeros([N, N]),
        );
        preferenceConnectivity(w, dPrime, nExc).forEach(({ same, opposite }, p) => {
          [same, opposite].forEach(({ mean, n }, other) => {
            expect(mean).toBe(n === 0 ? Number.NaN : planted.data[2 * p + other]);
          });
        });
      }),
    );
  });

  test('rows are postsynaptic: an example', () => {
    // Unit 2 is inhibitory; 0 and 2 prefer the one, 1 the other.
    const w = tensor([
      [9, 1, -4],
      [2, 9, -5],
      [3, 6, 9],
    ]);
    const rows = preferenceConnectivity(w, [1, -1, 2], 2);
    expect(rows.map(({ from, to }) => from + to)).toEqual(['EE', 'EI', 'IE', 'II']);
    expect(rows.map(({ same }) => same)).toEqual([
      { mean: Number.NaN, n: 0 },
      { mean: 3, n: 1 },
      { mean: -4, n: 1 },
      { mean: Number.NaN, n: 0 },
    ]);
    expect(rows.map(({ opposite }) => opposite)).toEqual([
      { mean: 1.5, n: 2 },
      { mean: 6, n: 1 },
      { mean: -5, n: 1 },
      { mean: Number.NaN, n: 0 },
    ]);
  });
});

test.each<[() => unknown, Error]>([
  [
    () => preferenceConnectivity(zeros([3, 2]), [1, 2, 3], 2),
    new ShapeError(
      'preferenceConnectivity: expected wRec of shape [3, 3], as dPrime has 3 units, got [3, 2]',
      [],
    ),
  ],
  [
    () => preferenceConnectivity([[1]] as never, [1], 1),
    new TypeError('preferenceConnectivity: expected wRec to be a tensor [n, n], got [[1]]'),
  ],
  [
    () => preferenceConnectivity(fromArray(new Float32Array(1), [1, 1]), [1], 2),
    new RangeError('preferenceConnectivity: expected nExc to be a whole number in [0, 1], got 2'),
  ],
])('bad input %#', (call, { name, message }) => {
  expect(call).toThrow(expect.objectContaining({ name, message }));
});
