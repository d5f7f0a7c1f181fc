import { describe, expect, it } from 'vitest';
import { taskAccuracy } from '../../../src/tasks/core/accuracy.ts';
import { trialBatch } from '../../../src/tasks/core/trial-batch.ts';
import { delayComparison } from '../../../src/tasks/neurogym/delay-comparison.ts';
import { key } from '../../../src/tensor/index.ts';
import { normalCdf } from '../../../src/tensor/normal-distribution.ts';
import { answers, bytesOf, column, during, labels, spread } from './columns.ts';

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b);

describe('delayComparison', () => {
  it('is 26 steps: stimuli in 5 to 9 and 20 to 24, answer in 25', () => {
    const task = delayComparison({ sigma: 0 });
    expect([task.nIn, task.nOut, task.maxSteps, task.cue]).toEqual([2, 3, 26, 0]);
    const batch = trialBatch(task, key(0), 10, (i) => ({ groundTruth: 1 + (i % 2), pair: i >> 1 }));
    batch.trials.forEach(({ groundTruth, pair }, b) => {
      // (1 + (v - 10) / 24) / 2 for v = 18 + 4 pair and 10 + 4 pair.
      const [larger, smaller] = [18, 10].map((v) => 0.5 + (v + 4 * pair - 10) / 48);
      const [first, second] = groundTruth === 1 ? [larger, smaller] : [smaller, larger];
      expect(column(batch, 0, b)).toEqual(during(26, 1, [0, 25]));
      expect(labels(batch, b)).toEqual(during(26, groundTruth, [25, 26]));
      const ideal = during(26, first, [5, 10]).map((x, t) => (t >= 20 && t < 25 ? second : x));
      column(batch, 1, b).forEach((value, t) => {
        expect(value).toBeCloseTo(ideal[t], 6);
      });
    });
  });

  it('can be done up to Phi(sqrt(T / 2) / (6 sigma)) of the time: 0.9958 at 500 ms', () => {
    expect(normalCdf(Math.sqrt(250) / 6)).toBeCloseTo(0.9958, 4);
    for (const sigma of [1, 3]) {
      const task = delayComparison({ sigma });
      const batch = trialBatch(task, key(5), 2000);
      const choices = batch.trials.map((_, b) => {
        const shown = column(batch, 1, b);
        return sum(shown.slice(5, 10)) > sum(shown.slice(20, 25)) ? 1 : 2;
      });
      const reached = taskAccuracy(
        task,
        batch,
        answers(batch, 3, (_, b) => choices[b]),
      );
      // Standard errors 0.0015 and 0.0088.
      expect(Math.abs(reached - normalCdf(Math.sqrt(250) / 6 / sigma))).toBeLessThan(
        [0, 0.006, 0, 0.035][sigma],
      );
    }
  });

  it('has noise of 0.1 per step on the stimulus, on the cue too as in neurogym, and nowhere else', () => {
    for (const noiseOn of ['stimulus', 'all'] as const) {
      const batch = trialBatch(delayComparison({ noiseOn }), key(6), 400, { pair: 0, groundTruth: 1 });
      const at = (channel: number, t: number): number =>
        spread(batch.trials.map((_, b) => column(batch, channel, b)[t]))[1];
      // 400 samples: standard error 0.0035.
      for (const t of [5, 9, 20, 24]) {
        expect(Math.abs(at(1, t) - 0.1)).toBeLessThan(0.014);
        if (noiseOn === 'all') expect(Math.abs(at(0, t) - 0.1)).toBeLessThan(0.014);
        else expect(at(0, t)).toBe(0);
      }
      for (const t of [0, 4, 10, 19, 25]) expect([at(0, t), at(1, t)]).toEqual([0, 0]);
    }
  });

  it('draws both classes and all pairs at equal odds', () => {
    const { trials } = trialBatch(delayComparison(), key(7), 4000);
    for (let cell = 0; cell < 10; cell++) {
      const found = trials.filter((t) => t.groundTruth === 1 + (cell % 2) && t.pair === cell >> 1);
      // Standard error 0.0047.
      expect(Math.abs(found.length / 4000 - 0.1)).toBeLessThan(0.019);
    }
  });

  it.each([
    { dt: 50 },
    { timing: { delay: 2000 } },
    { sigma: 2 },
    { vpairs: [[2, 1]] } as const,
    { noiseOn: 'all' } as const,
  ])('%o matters', (options) => {
    const bytes = (chosen: object): string => bytesOf(trialBatch(delayComparison(chosen), key(4), 3));
    expect(bytes(options)).not.toBe(bytes({}));
  });

  it.each<[object, object, string]>([
    [{ vpairs: [] }, {}, 'expected vpairs to list at least one pair, got []'],
    [{ vpairs: [[10, 18]] }, {}, 'expected vpairs[0] to be two numbers, the larger first, got [10, 18]'],
    [{ vpairs: [[2, 1], [3]] }, {}, 'expected vpairs[1] to be two numbers, the larger first, got [3]'],
    [{ sigma: '1' }, {}, "expected sigma to be a finite number >= 0, got '1'"],
    [{ noiseOn: 'cue' }, {}, "expected noiseOn to be 'stimulus' or 'all', got 'cue'"],
    [{}, { pair: 5 }, 'expected forced pair to be a whole number in [0, 4], got 5'],
  ])('refuses %o, forced %o', (options, forced, message) => {
    const make = (): unknown => trialBatch(delayComparison(options), key(0), 1, forced);
    expect(make).toThrow(message);
    expect(make).toThrow(/^(?:delayComparison|trialBatch): expected /);
  });
});
