import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { conditionsOf } from '../../src/analysis/conditions.ts';
import { performanceBy } from '../../src/analysis/performance.ts';
import { proportion } from '../../src/analysis/proportion.ts';
import { ShapeError } from '../../src/tensor/index.ts';
import { golden } from './behaviour-golden.ts';

describe('conditionsOf', () => {
  it('puts every trial into the group of its value, values ascending', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 3 })), (values) => {
        const groups = conditionsOf('f', 'values', values);
        expect(groups.map(({ value }) => value)).toEqual([...new Set(values)].sort((a, b) => a - b));
        for (const { value, trials } of groups) {
          expect(trials).toEqual(values.flatMap((each, b) => (each === value ? [b] : [])));
        }
      }),
    );
  });

  it('takes 0 and -0 for one value, leaves out NaN, and sorts names', () => {
    expect(conditionsOf('f', 'values', [0, Number.NaN, -0])).toEqual([{ value: 0, trials: [0, 2] }]);
    expect(conditionsOf('f', 'values', ['motion', 'colour', 'motion'])).toEqual([
      { value: 'colour', trials: [1] },
      { value: 'motion', trials: [0, 2] },
    ]);
  });
});

const counts = fc
  .integer({ min: 1, max: 300 })
  .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));

describe('proportion', () => {
  it('has an interval inside [0, 1] that contains the fraction and mirrors that of its complement', () => {
    fc.assert(
      fc.property(counts, ([k, n]) => {
        const { low, fraction, high } = proportion(k, n);
        expect(0 <= low && low <= fraction && fraction <= high && high <= 1).toBe(true);
        // A handful of roundings.
        expect(Math.abs(low + proportion(n - k, n).high - 1)).toBeLessThan(1e-15);
      }),
    );
  });

  it('ends where the distance to the fraction is 1.96 standard errors of the end', () => {
    fc.assert(
      fc.property(counts, ([k, n]) => {
        const { low, fraction, high } = proportion(k, n);
        const z2 = 1.959963984540054 ** 2;
        for (const end of [low, high]) {
          // Squares of differences near 1, divided by n: a handful of roundings.
          expect(Math.abs((fraction - end) ** 2 - (z2 * end * (1 - end)) / n)).toBeLessThan(1e-14);
        }
      }),
    );
  });

  it("is SciPy's Wilson interval", () => {
    for (const [k, n, low, high] of golden.wilson) {
      const actual = proportion(k, n);
      // A handful of roundings.
      expect(Math.abs(actual.low - low)).toBeLessThan(1e-14);
      expect(Math.abs(actual.high - high)).toBeLessThan(1e-14);
    }
    expect(proportion(424, 500)).toMatchObject({ n: 500, k: 424, fraction: 0.848 });
    // The binomial standard error that Song et al.'s 500 trials have.
    expect(proportion(424, 500).standardError).toBeCloseTo(0.016, 3);
  });
});

describe('performanceBy', () => {
  it('counts the correct trials of each value; booleans, 1 and 0 are the same', () => {
    const trials = fc.array(fc.tuple(fc.constantFrom(0, 6.4, 12.8), fc.boolean()), { minLength: 1 });
    fc.assert(
      fc.property(trials, (list) => {
        const values = list.map(([value]) => value);
        const correct = list.map(([, right]) => right);
        const rows = performanceBy(values, correct);
        expect(performanceBy(Float64Array.from(values), correct.map(Number))).toEqual(rows);
        for (const { value, n, k } of rows) {
          const own = list.filter(([each]) => each === value);
          expect([n, k]).toEqual([own.length, own.filter(([, right]) => right).length]);
        }
        expect(rows.reduce((sum, { n }) => sum + n, 0)).toBe(list.length);
      }),
    );
  });

  test('an example', () => {
    const rows = performanceBy(['b', 'a', 'b', 'b'], [true, true, false, true]);
    expect(rows.map(({ value, k, n }) => [value, k, n])).toEqual([
      ['a', 1, 1],
      ['b', 2, 3],
    ]);
  });
});

test.each<[() => unknown, Error]>([
  [
    () => performanceBy([1, 2], [true]),
    new ShapeError('performanceBy: expected correct of 2 trials, got 1', []),
  ],
  [
    () => performanceBy([1, 2], [1, Number.NaN]),
    new RangeError(
      'performanceBy: expected correct[1] to be true or false, or 1 or 0, got NaN - leave out trials that do not count',
    ),
  ],
  [
    () => performanceBy(3 as never, []),
    new TypeError('performanceBy: expected values to be an array with one value per trial, got 3'),
  ],
  [
    () => performanceBy<number | string>([1, 'a'], [1, 1]),
    new TypeError("performanceBy: expected values to be numbers, or names, got 'a' at 1"),
  ],
  [() => proportion(3, 2), new RangeError('proportion: expected k to be a whole number in [0, 2], got 3')],
  [() => proportion(0, 0), new RangeError('proportion: expected n to be a whole number >= 1, got 0')],
])('bad input %#', (call, { name, message }) => {
  expect(call).toThrow(expect.objectContaining({ name, message }));
});
