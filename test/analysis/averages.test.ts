import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { alignTo } from '../../src/analysis/alignment.ts';
import { averageBy, tuning } from '../../src/analysis/averages.ts';
import { meanOf } from '../../src/analysis/mean.ts';
import { full, ShapeError, type Tensor, tensor, toNested, zeros } from '../../src/tensor/index.ts';
import { mapData, onGrid } from '../support/arbitraries.ts';
import { assertClose, tolerances } from '../support/close.ts';

const [T, B, N] = [5, 6, 2];
const rates = onGrid([T, B, N]);
const perTrial = <V>(value: fc.Arbitrary<V>): fc.Arbitrary<V[]> =>
  fc.array(value, { minLength: B, maxLength: B });
const groups = perTrial(fc.constantFrom(-1, 0, 2));
const lengths = perTrial(fc.nat(T));

const at = (r: Tensor, t: number, b: number, i: number): number => r.data[(t * B + b) * N + i];

/** Spoils what padded trials do not have. */
const padded = (r: Tensor, to: readonly number[]): Tensor =>
  mapData((x, i) => (Math.floor(i / (B * N)) < to[Math.floor(i / N) % B] ? x : Number.NaN), r);

describe('averageBy', () => {
  it('is the mean over the trials of a value that have the step; never NaN for what is padded', () => {
    fc.assert(
      fc.property(rates, groups, lengths, (r, values, to) => {
        const averages = averageBy(padded(r, to), values, { to });
        expect(averages.map(({ value }) => value)).toEqual([...new Set(values)].sort((p, q) => p - q));
        for (const { value, n, mean, counts } of averages) {
          const own = values.flatMap((each, b) => (each === value ? [b] : []));
          expect(n).toBe(own.length);
          for (let t = 0; t < T; t++) {
            const there = own.filter((b) => t < to[b]);
            expect(counts[t]).toBe(there.length);
            for (let i = 0; i < N; i++) {
              const expected = there.reduce((sum, b) => sum + at(r, t, b, i), 0) / Math.max(1, there.length);
              // Sums on the grid are exact.
              expect(mean.data[t * N + i]).toBe(expected);
            }
          }
        }
      }),
    );
  });

  it('by one group, of averages weighted by their counts, is the average of all', () => {
    fc.assert(
      fc.property(rates, groups, (r, values) => {
        const [all] = averageBy(r, new Array(B).fill('all'));
        const sums = new Float64Array(T * N);
        for (const { n, mean } of averageBy(r, values)) {
          for (let i = 0; i < sums.length; i++) sums[i] += (n / B) * mean.data[i];
        }
        assertClose(tensor([...sums], 'f64'), tensor([...all.mean.data], 'f64'), tolerances.f64);
      }),
    );
  });
});

describe('tuning', () => {
  it('is the mean and its error, over trials, of the mean over steps', () => {
    fc.assert(
      fc.property(rates, groups, lengths, (r, values, to) => {
        const curve = tuning(padded(r, to), values, { to });
        expect(curve.mean.shape).toEqual([curve.values.length, N]);
        curve.values.forEach((value, c) => {
          const own = values.flatMap((each, b) => (each === value && to[b] > 0 ? [b] : []));
          expect(curve.counts[c]).toBe(own.length);
          for (let i = 0; i < N; i++) {
            const rate = (b: number): number => {
              let sum = 0;
              for (let t = 0; t < to[b]; t++) sum += at(r, t, b, i);
              return sum / to[b];
            };
            const { mean, standardError } = meanOf(own.map(rate));
            expect(curve.mean.data[c * N + i]).toBe(mean);
            expect(curve.standardError.data[c * N + i]).toBe(standardError);
          }
        });
        const present = values.filter((_, b) => to[b] > 0);
        expect(curve.values).toEqual([...new Set(present)].sort((p, q) => p - q));
      }),
    );
  });
});

describe('alignTo', () => {
  const options = fc.record({ before: fc.nat(7), after: fc.integer({ min: 1, max: 7 }) });

  it('puts the event at step `before`, and what lies outside the trial is NaN and not counted', () => {
    fc.assert(
      fc.property(
        rates,
        perTrial(fc.integer({ min: -1, max: T - 1 })),
        lengths,
        options,
        (r, steps, to, o) => {
          const aligned = alignTo(r, steps, { ...o, to });
          expect(aligned.r.shape).toEqual([o.before + o.after, B, N]);
          const counts = new Int32Array(o.before + o.after);
          for (let bin = 0; bin < counts.length; bin++) {
            for (let b = 0; b < B; b++) {
              const t = steps[b] + bin - o.before;
              const there = steps[b] >= 0 && t >= 0 && t < to[b];
              counts[bin] += Number(there);
              expect(aligned.from[b] <= bin && bin < aligned.to[b]).toBe(there);
              for (let i = 0; i < N; i++) {
                expect(at(aligned.r, bin, b, i)).toBe(there ? at(r, t, b, i) : Number.NaN);
              }
            }
          }
          expect(aligned.counts).toEqual(counts);
          const averages = averageBy(aligned.r, steps, { from: aligned.from, to: aligned.to });
          expect(averages.every(({ mean }) => mean.data.every((x) => !Number.isNaN(x)))).toBe(true);
        },
      ),
    );
  });

  it('changes nothing when the event is the first step', () => {
    fc.assert(
      fc.property(rates, (r) => {
        expect(alignTo(r, new Int32Array(B), { after: T }).r).toEqual(r);
      }),
    );
  });

  test('an example', () => {
    const r = tensor([
      [[1], [10]],
      [[2], [20]],
      [[3], [30]],
    ]);
    const { r: aligned, counts } = alignTo(r, [1, 2], { before: 2, after: 1 });
    expect(toNested(aligned)).toEqual([
      [[Number.NaN], [10]],
      [[1], [20]],
      [[2], [30]],
    ]);
    expect(counts).toEqual(Int32Array.of(1, 2, 2));
  });
});

const r = zeros([4, 2, 3]);
test.each<[() => unknown, Error]>([
  [() => averageBy(r, [1]), new ShapeError('averageBy: expected groups of 2 trials, got 1', [])],
  [
    () => averageBy(full([4, 2, 3], 0, 'i32'), [1, 2]),
    new TypeError('averageBy: expected r to be an f32 or f64 tensor [T, B, n], got i32'),
  ],
  [
    () => averageBy(r, [1, 2], { to: [4, 5] }),
    new RangeError('averageBy: expected to[1] to be a whole number in [0, 4], got 5'),
  ],
  [
    () => averageBy(r, [1, 2], { lengths: [4, 4] } as never),
    new TypeError("averageBy: expected known options, got 'lengths' - the options are from, to"),
  ],
  [
    () => tuning(r, null as never),
    new TypeError('tuning: expected values to be an array with one value per trial, got null'),
  ],
  [() => alignTo(r, [0], { after: 1 }), new ShapeError('alignTo: expected steps of 2 trials, got 1', [])],
  [
    () => alignTo(r, [0, 4], { after: 1 }),
    new RangeError('alignTo: expected steps[1] to be a whole number in [-1, 3], got 4'),
  ],
  [
    () => alignTo(r, [0, 0], { before: 3 } as never),
    new RangeError('alignTo: expected after to be a whole number >= 1, got undefined'),
  ],
])('bad input %#', (call, { name, message }) => {
  expect(call).toThrow(expect.objectContaining({ name, message }));
});
