import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taskAccuracy } from '../../../src/tasks/core/accuracy.ts';
import { trialBatch } from '../../../src/tasks/core/trial-batch.ts';
import { delayMatchSample } from '../../../src/tasks/neurogym/delay-match-sample.ts';
import { key } from '../../../src/tensor/index.ts';
import { anyKey } from '../arbitraries.ts';
import { answers, bytesOf, column, during, labels, spread } from './columns.ts';

describe('delayMatchSample', () => {
  it('is 32 steps: sample in 3 to 7, test in 18 to 22, answer in 23 to 31', () => {
    const task = delayMatchSample({ sigma: 0 });
    expect([task.nIn, task.nOut, task.maxSteps, task.cue]).toEqual([3, 3, 32, 0]);
    const conditions = [1, 2].flatMap((groundTruth) => [0, 1].map((sample) => ({ groundTruth, sample })));
    const batch = trialBatch(task, key(0), 4, (i) => conditions[i]);
    conditions.forEach(({ groundTruth, sample }, b) => {
      const test = groundTruth === 1 ? sample : 1 - sample;
      const windows = (channel: number): (readonly [number, number])[] => [
        ...(sample === channel ? [[3, 8] as const] : []),
        ...(test === channel ? [[18, 23] as const] : []),
      ];
      expect(column(batch, 0, b)).toEqual(during(32, 1, [0, 23]));
      for (const channel of [0, 1]) {
        expect(column(batch, 1 + channel, b)).toEqual(during(32, 1, ...windows(channel)));
      }
      expect(labels(batch, b)).toEqual(during(32, groundTruth, [23, 32]));
    });
  });

  it('shows 0.5 +- 0.5 cos(angle) on any ring, in any trial', () => {
    fc.assert(
      fc.property(anyKey, fc.integer({ min: 2, max: 17 }), (from, dimRing) => {
        const batch = trialBatch(delayMatchSample({ sigma: 0, dimRing }), from, 1);
        const [{ sample, groundTruth }] = batch.trials;
        for (let i = 0; i < dimRing; i++) {
          const shown = column(batch, 1 + i, 0);
          const cosine = Math.cos((2 * Math.PI * (i - sample)) / dimRing);
          expect(shown[5]).toBeCloseTo(0.5 + 0.5 * cosine, 6);
          expect(shown[20]).toBeCloseTo(0.5 + 0.5 * (groundTruth === 1 ? cosine : -cosine), 6);
        }
      }),
    );
  });

  it('has noise of 0.1 at dt 100 and 0.2236 at dt 20, in the sample and the test only', () => {
    for (const [dt, std] of [
      [100, 0.1],
      [20, 0.2236],
    ]) {
      const [noisy, quiet] = [1, 0].map((sigma) =>
        trialBatch(delayMatchSample({ dt, sigma }), key(2), 300, { sample: 0 }),
      );
      const difference = (channel: number, ms: number): number[] =>
        Array.from({ length: 300 }, (_, b) => {
          const t = Math.floor(ms / dt);
          return column(noisy, channel, b)[t] - column(quiet, channel, b)[t];
        });
      // 300 samples: standard error 4 % of a deviation.
      for (const [channel, ms] of [1, 2].flatMap((c) => [300, 2200].map((at) => [c, at]))) {
        expect(Math.abs(spread(difference(channel, ms))[1] / std - 1)).toBeLessThan(0.16);
      }
      for (const ms of [200, 900, 1700, 2400]) expect(spread(difference(1, ms))).toEqual([0, 0]);
      expect(spread(difference(0, 500))).toEqual([0, 0]);
    }
  });

  it('is done by comparing test and sample, and classes are at equal odds', () => {
    const task = delayMatchSample();
    const batch = trialBatch(task, key(3), 2000);
    const choices = batch.trials.map((_, b) => {
      const difference = (start: number): number => {
        const sum = (channel: number): number =>
          column(batch, channel, b)
            .slice(start, start + 5)
            .reduce((x, y) => x + y);
        return sum(1) - sum(2);
      };
      return difference(3) * difference(18) > 0 ? 1 : 2;
    });
    // An error has the probability 2 Phi(-15.8).
    expect(
      taskAccuracy(
        task,
        batch,
        answers(batch, 3, (_, b) => choices[b]),
      ),
    ).toBe(1);
    // Standard error 0.011.
    expect(Math.abs(choices.filter((choice) => choice === 1).length / 2000 - 0.5)).toBeLessThan(0.045);
  });

  it.each([{ dt: 50 }, { timing: { delay: 500 } }, { sigma: 0.5 }, { dimRing: 4 }])(
    '%o matters',
    (options) => {
      const bytes = (chosen: object): string => bytesOf(trialBatch(delayMatchSample(chosen), key(4), 3));
      expect(bytes(options)).not.toBe(bytes({}));
    },
  );

  it.each<[object, object, string]>([
    [{ sigma: -1 }, {}, 'delayMatchSample: expected sigma to be a finite number >= 0, got -1'],
    [{ dimRing: 1 }, {}, 'delayMatchSample: expected dimRing to be a whole number in [2, 65536], got 1'],
    [{ dimring: 2 }, {}, "did you mean 'dimRing'?"],
    [{}, { groundTruth: 0 }, 'expected forced groundTruth to be one of 1, 2, got 0'],
    [{}, { sample: 2 }, 'expected forced sample to be a whole number in [0, 1], got 2'],
  ])('refuses %o, forced %o', (options, forced, message) => {
    expect(() => trialBatch(delayMatchSample(options), key(0), 1, forced)).toThrow(message);
  });
});
