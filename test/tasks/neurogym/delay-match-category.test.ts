import { describe, expect, it } from 'vitest';
import { taskAccuracy } from '../../../src/tasks/core/accuracy.ts';
import { trialBatch } from '../../../src/tasks/core/trial-batch.ts';
import {
  type DelayMatchCategoryOptions,
  delayMatchCategory,
} from '../../../src/tasks/neurogym/delay-match-category.ts';
import { key } from '../../../src/tensor/index.ts';
import { normalCdf } from '../../../src/tensor/normal-distribution.ts';
import { answers, bytesOf, column, during, labels, spread } from './columns.ts';

/** Accuracy of whoever takes the sign of the summed channels, weighted with sin(theta_i), for the category. */
function observed(options: DelayMatchCategoryOptions, count: number): number {
  const task = delayMatchCategory(options);
  const batch = trialBatch(task, key(5), count);
  const n = task.nIn - 1;
  const sine = (b: number, start: number): number => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const shown = column(batch, 1 + i, b).slice(start, start + 6);
      sum += Math.sin((2 * Math.PI * i) / n) * shown.reduce((x, y) => x + y);
    }
    return sum;
  };
  const choices = batch.trials.map((_, b) => (sine(b, 5) * sine(b, 21) > 0 ? 1 : 2));
  return taskAccuracy(
    task,
    batch,
    answers(batch, 3, (_, b) => choices[b]),
  );
}

/** What that observer reaches: the weighted sum has mean (n / 4) T sin(theta) and variance (n / 2) T sigma^2, T in ms. */
function ceiling(n: number, ms: number): number {
  const reach = 0.5 * Math.sqrt((n * ms) / 2);
  const angles = Array.from({ length: 2000 }, (_, k) => (Math.PI * (k + 0.5)) / 2000);
  const [right] = spread(angles.map((angle) => normalCdf(reach * Math.sin(angle))));
  return right * right + (1 - right) * (1 - right);
}

describe('delayMatchCategory', () => {
  it('is 27 steps: sample in 5 to 10, test and answer in 21 to 26', () => {
    const task = delayMatchCategory({ sigma: 0, dimRing: 4 });
    expect([task.nIn, task.nOut, task.maxSteps, task.cue]).toEqual([5, 3, 27, 0]);
    const forced = { groundTruth: 2, sampleCategory: 0, samplePosition: 0.5, testPosition: 0.25 };
    const batch = trialBatch(task, key(0), 1, forced);
    expect(column(batch, 0, 0)).toEqual(during(27, 1, [0, 21]));
    expect(labels(batch, 0)).toEqual(during(27, 2, [21, 27]));
    // Sample at 90, test at 225 degrees.
    const half = 0.5 - 0.5 * Math.SQRT1_2;
    const expected = [
      [0.5, half],
      [1, half],
      [0.5, 1 - half],
      [0, 1 - half],
    ];
    expected.forEach(([sample, test], i) => {
      const shown = column(batch, 1 + i, 0);
      const ideal = during(27, sample, [5, 11]).map((x, t) => (t >= 21 ? test : x));
      shown.forEach((value, t) => {
        expect(value).toBeCloseTo(ideal[t], 6);
      });
    });
  });

  it('can be done up to 0.9795 of the time with 8 channels', () => {
    expect(ceiling(8, 600)).toBeCloseTo(0.97947, 5);
    // 3000 trials: standard error 0.0026.
    expect(Math.abs(observed({}, 3000) - ceiling(8, 600))).toBeLessThan(0.0105);
  });

  it('cannot be done with the two channels of neurogym: they show the same of both categories', () => {
    const task = delayMatchCategory({ dimRing: 2, sigma: 0 });
    const shown = (sampleCategory: number, samplePosition: number): number[] =>
      column(trialBatch(task, key(0), 1, { sampleCategory, samplePosition }), 1, 0).slice(5, 11);
    for (const position of [0.1, 0.3, 0.9]) {
      shown(1, 1 - position).forEach((value, t) => {
        expect(value).toBeCloseTo(shown(0, position)[t], 6);
      });
    }
  });

  it('has every class and category at equal odds', () => {
    const { trials } = trialBatch(delayMatchCategory(), key(6), 2000);
    for (const first of [1, 2]) {
      for (const category of [0, 1]) {
        const found = trials.filter((t) => t.groundTruth === first && t.sampleCategory === category);
        // Standard errors 0.0097 and 0.013.
        expect(Math.abs(found.length / 2000 - 0.25)).toBeLessThan(0.04);
        expect(Math.abs(spread(found.map((t) => t.testPosition))[0] - 0.5)).toBeLessThan(0.055);
      }
    }
  });

  it.each([{ dt: 50 }, { timing: { test: 500 } }, { sigma: 0.5 }, { dimRing: 9 }])(
    '%o matters',
    (options) => {
      const bytes = (chosen: object): string => bytesOf(trialBatch(delayMatchCategory(chosen), key(4), 3));
      expect(bytes(options)).not.toBe(bytes({}));
    },
  );

  it.each<[object, object, string]>([
    [{ sigma: NaN }, {}, 'delayMatchCategory: expected sigma to be a finite number >= 0, got NaN'],
    [{ dimRing: 1 }, {}, 'expected dimRing to be a whole number in [2, 65536], got 1'],
    [{ timing: { test: 0 } }, {}, 'expected timing.test to last at least one step of dt = 100 ms, got 0'],
    [{}, { sampleCategory: 2 }, 'expected forced sampleCategory to be one of 0, 1, got 2'],
    [{}, { testPosition: 1.5 }, 'expected forced testPosition to be a number in [0, 1], got 1.5'],
  ])('refuses %o, forced %o', (options, forced, message) => {
    expect(() => trialBatch(delayMatchCategory(options), key(0), 1, forced)).toThrow(message);
  });
});
