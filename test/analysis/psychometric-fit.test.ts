import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Level } from '../../src/analysis/probit.ts';
import {
  type Estimate,
  fitPsychometric,
  type PsychometricFit,
  psychometricCurve,
} from '../../src/analysis/psychometric-fit.ts';
import { idealObserver } from '../../src/tasks/index.ts';
import { normalCdf } from '../../src/tensor/normal-distribution.ts';
import { runs } from '../support/runs.ts';
import { golden } from './behaviour-golden.ts';

const COHS = [-51.2, -25.6, -12.8, -6.4, 0, 6.4, 12.8, 25.6, 51.2];
const LAPSES = ['none', 'symmetric'] as const;

const levelsOf = (xs: readonly number[], counts: readonly (readonly [number, number])[]): Level[] =>
  xs.map((x, i) => ({ x, n: counts[i][0], k: counts[i][1] }));

const count = fc
  .integer({ min: 1, max: 40 })
  .chain((n) => fc.tuple(fc.constant(n), fc.integer({ min: 0, max: n })));

/** Any counts at all: some rise, some fall, some are flat, separated or constant. */
const anyLevels = fc
  .uniqueArray(fc.integer({ min: -20, max: 20 }), { minLength: 2, maxLength: 7 })
  .chain((xs) =>
    fc.array(count, { minLength: xs.length, maxLength: xs.length }).map((counts) =>
      levelsOf(
        [...xs].sort((a, b) => a - b),
        counts,
      ),
    ),
  );

function logLikelihood(levels: readonly Level[], p: (x: number) => number): number {
  const term = (k: number, q: number): number => (k === 0 ? 0 : k * Math.log(q));
  return levels.reduce((sum, { x, n, k }) => sum + term(k, p(x)) + term(n - k, 1 - p(x)), 0);
}

/** The log-likelihood of a fit, from its deviance. */
function reached(levels: readonly Level[], { deviance }: PsychometricFit): number {
  const own = levels.reduce((sum, level) => sum + logLikelihood([level], () => level.k / level.n), 0);
  return own - deviance / 2;
}

/** The largest difference of estimates, relative to their standard errors. */
function distance(actual: readonly Estimate[], expected: readonly number[]): number {
  return Math.max(...expected.map((value, i) => Math.abs(actual[i].value - value) / actual[i].standardError));
}

const lapseShares = [0, 0.02, 0.1, 0.25];

describe('fitPsychometric', () => {
  it('finds the highest likelihood: no curve among many is likelier', () => {
    const curves = fc.array(
      fc.record({
        bias: fc.double({ min: -25, max: 25, noNaN: true }),
        slope: fc.double({ min: -3, max: 3, noNaN: true }),
      }),
      { minLength: 30, maxLength: 30 },
    );
    fc.assert(
      fc.property(anyLevels, curves, fc.constantFrom(...LAPSES), (levels, others, lapses) => {
        const fit = fitPsychometric(levels, { lapses });
        const best = reached(levels, fit);
        for (const { bias, slope } of others) {
          for (const lapse of lapses === 'none' ? [0] : lapseShares) {
            const p = (x: number): number => lapse + (1 - 2 * lapse) * normalCdf(slope * (x - bias));
            // Rounding of sums of up to 300 terms.
            expect(logLikelihood(levels, p)).toBeLessThan(best + 1e-9);
          }
        }
      }),
      runs(0.5),
    );
  });

  it('is at a maximum: near it, in every direction, the likelihood is lower or equal', () => {
    fc.assert(
      fc.property(anyLevels, fc.constantFrom(...LAPSES), (levels, lapses) => {
        const fit = fitPsychometric(levels, { lapses });
        fc.pre(fit.status === 'fitted');
        const [bias, slope, lapse] = [fit.bias.value, fit.slope.value, fit.lapse.value];
        fc.pre(Number.isFinite(bias) && Math.abs(bias) < 1e3);
        const at = (a: number, b: number, l: number): number =>
          logLikelihood(levels, (x) => l + (1 - 2 * l) * normalCdf(b * (x - a)));
        const best = at(bias, slope, lapse);
        for (const h of [1e-2, 1e-3]) {
          for (const sign of [-1, 1]) {
            expect(at(bias + sign * h, slope, lapse)).toBeLessThan(best + 1e-9);
            expect(at(bias, slope * (1 + sign * h), lapse)).toBeLessThan(best + 1e-9);
            const l = lapse + sign * h;
            if (lapses === 'none' || l < 0 || l > 0.25) continue;
            expect(at(bias, slope, l)).toBeLessThan(best + 1e-9);
          }
        }
      }),
      runs(0.5),
    );
  });

  it('recovers a curve from exact fractions, its share of lapses too', () => {
    const bias = fc.double({ min: -10, max: 10, noNaN: true });
    const sigma = fc.double({ min: 4, max: 30, noNaN: true });
    const lapse = fc.double({ min: 1e-4, max: 0.2, noNaN: true });
    fc.assert(
      fc.property(bias, sigma, fc.option(lapse, { nil: undefined }), (b, s, l) => {
        const p = (x: number): number => (l ?? 0) + (1 - 2 * (l ?? 0)) * normalCdf((x - b) / s);
        const levels = COHS.map((x) => ({ x, n: 100, k: 100 * p(x) }));
        const fit = fitPsychometric(levels, { lapses: l === undefined ? 'none' : 'symmetric' });
        // The climb ends at 1e-12 standard errors; with lapses, where information is nearly singular, rounding adds.
        const bound = l === undefined ? 1e-9 : 1e-5;
        expect(distance([fit.bias, fit.sigma], [b, s])).toBeLessThan(bound);
        expect(Math.abs(fit.lapse.value - (l ?? 0))).toBeLessThan(bound);
        const at75 = psychometricCurve(fit, [fit.bias.value, fit.bias.value + fit.threshold.value]);
        expect(Math.abs(at75[0] - 0.5) + Math.abs(at75[1] - 0.75)).toBeLessThan(1e-12);
      }),
      runs(0.5),
    );
  });

  it('moves with x, and mirrors with the choices', () => {
    fc.assert(
      fc.property(
        anyLevels,
        fc.constantFrom(0.001, 0.5, 3, 1000),
        fc.integer({ min: -50, max: 50 }),
        (levels, c, d) => {
          const fit = fitPsychometric(levels);
          fc.pre(fit.status === 'fitted');
          const moved = fitPsychometric(levels.map((each) => ({ ...each, x: c * each.x + d })));
          const mirrored = fitPsychometric(levels.map(({ x, n, k }) => ({ x: -x, n, k: n - k })));
          // Rounding of x + d, up to 1e5 times x, in units of standard errors.
          expect(Math.abs(moved.slope.value * c - fit.slope.value) / fit.slope.standardError).toBeLessThan(
            1e-7,
          );
          expect(Math.abs(mirrored.slope.value - fit.slope.value) / fit.slope.standardError).toBeLessThan(
            1e-9,
          );
          expect(moved.status).toBe('fitted');
          // Where the slope may be 0 the bias is anywhere.
          if (Math.abs(fit.slope.value) < fit.slope.standardError) return;
          expect(Math.abs(moved.bias.value - c * fit.bias.value - d) / moved.bias.standardError).toBeLessThan(
            1e-6,
          );
          expect(Math.abs(mirrored.bias.value + fit.bias.value) / fit.bias.standardError).toBeLessThan(1e-8);
        },
      ),
    );
  });

  it('has half the standard error for four times the trials; the order and the division of points do not matter', () => {
    fc.assert(
      fc.property(anyLevels, (levels) => {
        const fit = fitPsychometric(levels);
        fc.pre(fit.status === 'fitted');
        const four = fitPsychometric([...levels, ...levels, ...levels, ...levels].reverse());
        expect(Math.abs((2 * four.slope.standardError) / fit.slope.standardError - 1)).toBeLessThan(1e-9);
        const interval = 1.959963984540054 * fit.slope.standardError;
        expect(fit.slope.low).toBeCloseTo(fit.slope.value - interval, 12);
        expect(fit.sigma.low).toBeLessThanOrEqual(fit.sigma.value);
        expect(fit.sigma.high).toBeGreaterThanOrEqual(fit.sigma.value);
      }),
    );
  });
});

describe('choices without a curve', () => {
  it('are separated when a step explains them, and only then', () => {
    fc.assert(
      fc.property(anyLevels, (levels) => {
        const shares = levels.map(({ n, k }) => k / n);
        const constant = shares.every((p) => p === 0) || shares.every((p) => p === 1);
        const steps = (values: readonly number[]): boolean =>
          values.some((_, i) => values.every((p, j) => (j < i ? p === 0 : j === i || p === 1)));
        const separated = steps(shares) || steps(shares.map((p) => 1 - p));
        const { status } = fitPsychometric(levels);
        expect(status).toBe(constant ? 'constant' : separated ? 'separated' : 'fitted');
      }),
    );
  });

  it.each(LAPSES)('perfect choices, lapses %s: a step between the x around it', (lapses) => {
    const fit = fitPsychometric(
      levelsOf(
        [-2, -1, 1, 4],
        [
          [9, 0],
          [9, 0],
          [9, 9],
          [9, 9],
        ],
      ),
      { lapses },
    );
    expect(fit).toMatchObject({ status: 'separated', deviance: 0 });
    const { bias, slope, sigma, threshold, lapse } = fit;
    expect([bias, slope, sigma, threshold, lapse].map(({ value }) => value)).toEqual([0, Infinity, 0, 0, 0]);
    expect([bias, sigma].map(({ standardError, low }) => [standardError, low])).toEqual([
      [Number.NaN, Number.NaN],
      [Number.NaN, Number.NaN],
    ]);
    expect([...psychometricCurve(fit, [-1, -1e-9, 0, 1e-9])]).toEqual([0, 0, 0.5, 1]);
  });

  it('one x with both choices is where the step is; a falling one has the slope -Infinity', () => {
    const counts = [
      [9, 9],
      [9, 9],
      [9, 2],
      [9, 0],
    ] as const;
    const fit = fitPsychometric(levelsOf([-2, -1, 1, 4], counts));
    expect([fit.status, fit.bias.value, fit.slope.value]).toEqual(['separated', 1, -Infinity]);
    expect([...psychometricCurve(fit, [0, 2])]).toEqual([1, 0]);
  });

  it('with lapses, the same errors on either side are a step too', () => {
    const counts = [
      [20, 2],
      [20, 2],
      [20, 18],
      [20, 18],
    ] as const;
    const fit = fitPsychometric(levelsOf([-2, -1, 1, 2], counts), { lapses: 'symmetric' });
    expect([fit.status, fit.bias.value, fit.lapse.value]).toEqual(['separated', 0, 0.1]);
    expect(fit.deviance).toBeLessThan(1e-12);
  });

  it('all the same: constant, a curve of NaN', () => {
    for (const k of [0, 5]) {
      const fit = fitPsychometric(
        levelsOf(
          [1, 2],
          [
            [5, k],
            [5, k],
          ],
        ),
      );
      expect(fit).toMatchObject({ status: 'constant', deviance: 0 });
      expect(psychometricCurve(fit, [1])[0]).toBeNaN();
    }
  });

  it('at chance: no slope, no end to sigma', () => {
    const { status, slope, sigma } = fitPsychometric(
      levelsOf(
        [-1, 0, 1],
        [
          [8, 4],
          [8, 4],
          [8, 4],
        ],
      ),
    );
    expect(status).toBe('fitted');
    expect(Math.abs(slope.value)).toBeLessThan(1e-12);
    expect(sigma.high).toBe(sigma.value < 0 ? 1 / slope.low : Infinity);
  });
});

/** Differences from the golden values: estimates in standard errors, standard errors relative, the deviance. */
function errors(points: readonly Level[], each: (typeof golden.probit)[number]): number[] {
  const fit = fitPsychometric(points, { lapses: each.lapses });
  const actual = [fit.bias, fit.sigma, fit.lapse];
  const relative = each.standardError.map((error, i) => Math.abs(actual[i].standardError / error - 1));
  return [distance(actual, each.value), Math.max(...relative), Math.abs(fit.deviance - each.deviance)];
}

describe('against SciPy, refined to 40 digits', () => {
  const toLevels = (each: (typeof golden.probit)[number]): Level[] =>
    each.points.map(([x, n, k]) => ({ x, n, k }));

  it.each(golden.probit)('$name', (each) => {
    // The climb ends at 1e-12 standard errors; rounding in the sums, of 500 trials at most, is some 1e-13 of them.
    for (const error of errors(toLevels(each), each)) expect(error).toBeLessThan(1e-10);
  });

  it('control: one answer more is seen', () => {
    const each = golden.probit[0];
    const points = toLevels(each).map((level, i) => (i === 5 ? { ...level, k: level.k + 1 } : level));
    for (const error of errors(points, each)) expect(error).toBeGreaterThan(1e-3);
  });
});

test('the ideal observer of 500 ms has sigma 100 sqrt(2 / 500) = 6.3246 % coherence and no bias', () => {
  const levels = COHS.map((x) => {
    const p = idealObserver(Math.abs(x), 500);
    return { x, n: 100, k: 100 * (x < 0 ? 1 - p : p) };
  });
  const { bias, sigma, threshold } = fitPsychometric(levels);
  expect(bias.value).toBeCloseTo(0, 9);
  expect(sigma.value).toBeCloseTo(6.324555320336759, 9);
  expect(threshold.value).toBeCloseTo(0.6744897501960817 * 6.324555320336759, 9);
});

test.each<[() => unknown, Error]>([
  [
    () => fitPsychometric([{ x: 1, n: 5, k: 2 }]),
    new RangeError('fitPsychometric: expected trials at two or more different x, got 1'),
  ],
  [
    () => fitPsychometric([{ x: 1, n: 5, k: 6 }]),
    new RangeError('fitPsychometric: expected points[0].k to be a number in [0, 5], got 6'),
  ],
  [
    () => fitPsychometric([{ x: Number.NaN, n: 5, k: 5 }]),
    new RangeError(
      'fitPsychometric: expected points[0].x to be a finite number >= -1.7976931348623157e+308, got NaN',
    ),
  ],
  [
    () => fitPsychometric(5 as never),
    new TypeError('fitPsychometric: expected points to be a list of { x, n, k }, got 5'),
  ],
  [
    () => fitPsychometric([3] as never),
    new TypeError('fitPsychometric: expected points[0] to be an object, got 3'),
  ],
  [
    () => fitPsychometric([], { lapses: 'both' } as never),
    new RangeError(
      "fitPsychometric: expected lapses to be 'none' or 'symmetric', got 'both' - did you mean 'none'?",
    ),
  ],
  [
    () => fitPsychometric([], { lapse: 'none' } as never),
    new TypeError("fitPsychometric: expected known options, got 'lapse' - did you mean 'lapses'?"),
  ],
])('bad input %#', (call, { name, message }) => {
  expect(call).toThrow(expect.objectContaining({ name, message }));
});
