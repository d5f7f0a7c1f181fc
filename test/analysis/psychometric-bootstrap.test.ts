import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Level } from '../../src/analysis/probit.ts';
import { bootstrapPsychometric } from '../../src/analysis/psychometric-bootstrap.ts';
import { fitPsychometric } from '../../src/analysis/psychometric-fit.ts';
import { key } from '../../src/tensor/index.ts';
import { normalCdf } from '../../src/tensor/normal-distribution.ts';
import { keys } from '../support/arbitraries.ts';
import { runs } from '../support/runs.ts';

const levels = (n: number): Level[] =>
  [-20, -10, -5, 0, 5, 10, 20].map((x) => ({ x, n, k: Math.round(n * normalCdf((x - 1) / 8)) }));

describe('bootstrapPsychometric', () => {
  it('gives the intervals of the information where trials are many', () => {
    const points = levels(500);
    const fit = fitPsychometric(points);
    const intervals = bootstrapPsychometric(points, { key: key(1), samples: 400 });
    expect(intervals).toMatchObject({ separated: 0, constant: 0, lapse: { low: 0, high: 0 } });
    for (const name of ['bias', 'slope', 'sigma', 'threshold'] as const) {
      const { low, high, standardError } = fit[name];
      // A 2.5th percentile of 400 normals has a standard error of 0.13 of theirs: 5 of these.
      expect(Math.abs(intervals[name].low - low)).toBeLessThan(0.65 * standardError);
      expect(Math.abs(intervals[name].high - high)).toBeLessThan(0.65 * standardError);
    }
  });

  it('is a function of the key: around the fit, the same again, another for another key', () => {
    fc.assert(
      fc.property(keys, keys, (first, second) => {
        fc.pre(first.data.join() !== second.data.join());
        const draw = (from: typeof first) => bootstrapPsychometric(levels(60), { key: from, samples: 40 });
        const intervals = draw(first);
        expect(draw(first)).toEqual(intervals);
        expect(draw(second)).not.toEqual(intervals);
        const { sigma } = fitPsychometric(levels(60));
        expect(intervals.sigma.low).toBeLessThan(sigma.value);
        expect(intervals.sigma.high).toBeGreaterThan(sigma.value);
      }),
      runs(0.1),
    );
  });

  it('counts samples that are separated as a slope without end, and leaves out those of one choice', () => {
    const few = [
      { x: -1, n: 3, k: 1 },
      { x: 1, n: 3, k: 2 },
    ];
    const { separated, constant, slope, sigma } = bootstrapPsychometric(few, { key: key(2), samples: 200 });
    expect([separated > 50, constant > 0]).toEqual([true, true]);
    // Some samples rise from none to all, and some fall: sigma may be anything.
    expect([slope.low < 0, slope.high, sigma]).toEqual([true, Infinity, { low: 0, high: Infinity }]);
  });

  it('fits lapses when asked', () => {
    const lapsing = levels(200).map(({ x, n, k }) => ({ x, n, k: Math.round(0.9 * k + 0.05 * n) }));
    const { lapse } = bootstrapPsychometric(lapsing, { key: key(3), samples: 40, lapses: 'symmetric' });
    expect(lapse.low).toBeLessThan(0.05);
    expect(lapse.high).toBeGreaterThan(0.05);
    expect(lapse.high).toBeLessThan(0.12);
  });
});

const one = { key: key(1) };
test.each<[() => unknown, Error]>([
  [
    () =>
      bootstrapPsychometric(
        [
          { x: 0, n: 5, k: 0 },
          { x: 1, n: 5, k: 5 },
        ],
        one,
      ),
    new RangeError(
      'bootstrapPsychometric: expected choices that a curve can be fitted to, got ones that are separated - use more trials',
    ),
  ],
  [
    () =>
      bootstrapPsychometric(
        [
          { x: 0, n: 5.5, k: 1 },
          { x: 1, n: 5, k: 3 },
        ],
        one,
      ),
    new RangeError('bootstrapPsychometric: expected points[0].n to be a whole number >= 0, got 5.5'),
  ],
  [
    () => bootstrapPsychometric(levels(9), { ...one, samples: 0 }),
    new RangeError('bootstrapPsychometric: expected samples to be a whole number >= 1, got 0'),
  ],
  [
    () => bootstrapPsychometric(levels(9), { key: 3 } as never),
    new TypeError('bootstrapPsychometric: expected a key, got 3 - make one with key(seed)'),
  ],
  [
    () => bootstrapPsychometric(levels(9), { ...one, sample: 3 } as never),
    new TypeError("bootstrapPsychometric: expected known options, got 'sample' - did you mean 'samples'?"),
  ],
])('bad input %#', (call, { name, message }) => {
  expect(call).toThrow(expect.objectContaining({ name, message }));
});
