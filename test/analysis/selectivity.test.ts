import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { choiceSelectivity, selectivity } from '../../src/analysis/selectivity.ts';
import { fromArray, full, ShapeError, type Tensor, tensor, zeros } from '../../src/tensor/index.ts';
import { mapData, onGrid } from '../support/arbitraries.ts';
import { golden } from './behaviour-golden.ts';

const [T, B, N] = [4, 6, 3];
const rates = onGrid([T, B, N]);
const groups = fc
  .shuffledSubarray([0, 1, 0, 1, 0, 1], { minLength: 6, maxLength: 6 })
  .map((list) => list as number[]);
const both = [selectivity, choiceSelectivity] as const;

/** `lcg` of behaviour.py, cut at 0 and scaled per unit. */
function goldenRates(): Tensor {
  const { shape, seed, gain } = golden.selectivity;
  let state = seed;
  const data = Float64Array.from({ length: shape[0] * shape[1] * shape[2] }, (_, i) => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return Math.max(((state >>> 16) - 32768) / 32768, 0) * gain[i % gain.length];
  });
  return fromArray(data, shape);
}

/** The largest difference; relative to 1 where values are larger. */
function distance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  return Math.max(
    ...Array.from(actual, (d, i) => Math.abs(d - expected[i]) / Math.max(1, Math.abs(expected[i]))),
  );
}

describe.each(both)('%o', (dPrime) => {
  it('has the other sign when the groups change places', () => {
    fc.assert(
      fc.property(rates, groups, (r, list) => {
        const swapped = dPrime(
          r,
          list.map((g) => 1 - g),
        );
        const expected = dPrime(r, list);
        // Nothing may vary, so that d' is infinite; else the same sums in another order.
        expected.forEach((d, i) => {
          if (Number.isFinite(d)) expect(Math.abs(swapped[i] + d)).toBeLessThan(1e-9 * (1 + Math.abs(d)));
          else expect(swapped[i]).toBe(-d);
        });
      }),
    );
  });

  it('is exactly 0 for silent and for constant units, whatever the others do', () => {
    fc.assert(
      fc.property(rates, groups, fc.double({ min: 0.01, max: 3, noNaN: true }), (r, list, rate) => {
        const changed = mapData((x, i) => [x, 0, rate][i % N], r);
        const [active, silent, constant] = dPrime(changed, list);
        expect([Object.is(silent, 0), Object.is(constant, 0)]).toEqual([true, true]);
        expect(active).toEqual(dPrime(r, list)[0]);
      }),
    );
  });

  it('reads the steps of the span, and trials of group 0 and 1, only', () => {
    fc.assert(
      fc.property(rates, groups, (r, list) => {
        const spoiled = mapData((x, i) => {
          const [t, b] = [Math.floor(i / (B * N)), Math.floor(i / N) % B];
          return t === 0 || t === 3 || b === 0 ? Number.NaN : x;
        }, r);
        const labels = [-1, ...list.slice(1)];
        const from = new Array(B).fill(1);
        const actual = dPrime(spoiled, labels, { from, to: 3 });
        expect(actual).toEqual(dPrime(r, labels, { from: 1, to: new Int32Array(B).fill(3) }));
        expect(actual.every((d) => !Number.isNaN(d))).toBe(true);
      }),
    );
  });
});

// Sums of some 12 numbers in another order: 1e-15 of them, before the division by the deviation, 0.1 at least.
const TOLERANCE = 1e-13;

describe('against NumPy', () => {
  const { truth, choice, from, to, byTruth, byChoice } = golden.selectivity;

  it('by ground truth', () => {
    expect(distance(selectivity(goldenRates(), truth, { from, to }), byTruth)).toBeLessThan(TOLERANCE);
  });

  it('by choice', () => {
    expect(distance(choiceSelectivity(goldenRates(), choice, { from, to }), byChoice)).toBeLessThan(
      TOLERANCE,
    );
  });

  it('control: wrong steps, and one formula for the other, are told apart', () => {
    const r = goldenRates();
    expect(distance(selectivity(r, truth, { from, to: to + 1 }), byTruth)).toBeGreaterThan(1e-3);
    expect(distance(choiceSelectivity(r, truth, { from, to }), byTruth)).toBeGreaterThan(1e-3);
  });
});

test('values by hand: means 1 and 3, deviations 1 and 1; sums 2 and 6, no deviation', () => {
  const r = tensor(
    [
      [[0], [2]],
      [[2], [4]],
    ],
    'f64',
  );
  expect(selectivity(r, [0, 1])[0]).toBeCloseTo(-2, 6);
  expect(choiceSelectivity(r, [0, 1])[0]).toBe(-Infinity);
});

const r = zeros([4, 2, 3]);
test.each<[() => unknown, Error]>([
  [
    () => selectivity(zeros([4, 2]), [0, 1]),
    new ShapeError('selectivity: expected r of shape [T, B, n], got [4, 2]', []),
  ],
  [
    () => selectivity(full([4, 2, 3], 1, 'i32'), [0, 1]),
    new TypeError('selectivity: expected r to be an f32 or f64 tensor [T, B, n], got i32'),
  ],
  [
    () => selectivity([[[1]]] as never, [0, 1]),
    new TypeError('selectivity: expected r to be an f32 or f64 tensor [T, B, n], got [[[1]]]'),
  ],
  [() => selectivity(r, [0, 1, 1]), new ShapeError('selectivity: expected groups of 2 trials, got 3', [])],
  [
    () => selectivity(r, [0, 2]),
    new RangeError('selectivity: expected trials of both groups, got none of 1'),
  ],
  [
    () => choiceSelectivity(r, [-1, 1]),
    new RangeError('choiceSelectivity: expected trials of both choices, got none of 0'),
  ],
  [
    () => selectivity(r, [0, 1], { start: 1 } as never),
    new TypeError("selectivity: expected known options, got 'start' - the options are from, to"),
  ],
  [
    () => selectivity(r, [0, 1], { to: 5 }),
    new RangeError('selectivity: expected to to be a whole number in [0, 4], got 5'),
  ],
  [
    () => selectivity(r, [0, 1], { from: [0, 1.5] }),
    new RangeError('selectivity: expected from[1] to be a whole number in [0, 4], got 1.5'),
  ],
  [
    () => selectivity(r, [0, 1], { from: [0, 3], to: 2 }),
    new RangeError('selectivity: expected from <= to, got 3 and 2 in trial 1'),
  ],
])('bad input %#', (call, { name, message }) => {
  expect(call).toThrow(expect.objectContaining({ name, message }));
});
