import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { trialLengthStats } from '../../../src/tasks/core/length-stats.ts';
import { goNogo } from '../../../src/tasks/neurogym/go-nogo.ts';
import { key, split } from '../../../src/tensor/index.ts';
import { runs } from '../../support/runs.ts';
import { anyKey, anyOptions, song } from '../arbitraries.ts';

describe('trialLengthStats', () => {
  test('are those of the planned trials, by their definitions', () => {
    fc.assert(
      fc.property(anyOptions, anyKey, fc.integer({ min: 1, max: 60 }), (options, from, trials) => {
        const task = song(options);
        // Batches split a trial's key in two, and plan with the first.
        const steps = split(from, trials).map((each) => task.plan(split(each)[0]).nSteps);
        const { mean, std, percentile95, max } = trialLengthStats(task, { key: from, trials });
        const sorted = steps.toSorted((a, b) => a - b);
        const average = steps.reduce((sum, n) => sum + n, 0) / trials;
        const variance = steps.reduce((sum, n) => sum + (n - average) ** 2, 0) / trials;
        // Sums of at most 60 whole numbers, in another order.
        expect(mean).toBeCloseTo(average, 9);
        expect(std).toBeCloseTo(Math.sqrt(variance), 9);
        expect(max).toBe(sorted.at(-1));
        expect(steps.filter((n) => n <= percentile95).length).toBeGreaterThanOrEqual(0.95 * trials);
        expect(steps.filter((n) => n < percentile95).length).toBeLessThan(0.95 * trials);
        expect(max).toBeLessThanOrEqual(task.maxSteps);
      }),
      runs(0.3),
    );
  });

  test('a task of one length has no spread; 1000 trials by default', () => {
    expect(trialLengthStats(goNogo(), { key: key(0) })).toEqual({
      mean: 15,
      std: 0,
      percentile95: 15,
      max: 15,
    });
    // Uniform from 0 to 100 steps of 10 ms: deviation 29.2, so that the mean of 1000 has a standard error of 0.92.
    const task = goNogo({ dt: 10, timing: { delay: { uniform: [0, 1010] } } });
    const { mean, std } = trialLengthStats(task, { key: key(1) });
    expect(Math.abs(mean - 150)).toBeLessThan(4);
    expect(Math.abs(std - 29.2)).toBeLessThan(2);
  });

  test.each<[object, RegExp]>([
    [
      { key: key(0), trials: 0 },
      /^trialLengthStats: expected trials to be a whole number in \[1, \d+\], got 0$/,
    ],
    [
      { key: key(0), trails: 5 },
      /^trialLengthStats: expected known options, got 'trails' - did you mean 'trials'\?$/,
    ],
    [{ key: 5 }, /^trialLengthStats: expected a key, got 5 - make one with key\(seed\)$/],
  ])('%o', (options, message) => {
    expect(() => trialLengthStats(goNogo(), options as { key: ReturnType<typeof key> })).toThrow(message);
  });
});
