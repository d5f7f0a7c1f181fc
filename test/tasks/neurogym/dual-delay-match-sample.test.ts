import { describe, expect, it } from 'vitest';
import { taskAccuracy } from '../../../src/tasks/core/accuracy.ts';
import { trialBatch } from '../../../src/tasks/core/trial-batch.ts';
import { dualDelayMatchSample } from '../../../src/tasks/neurogym/dual-delay-match-sample.ts';
import { key } from '../../../src/tensor/index.ts';
import { answers, bytesOf, column, during, spread } from './columns.ts';

const bits = (i: number, n: number): number[] => Array.from({ length: n }, (_, k) => (i >> k) & 1);

describe('dualDelayMatchSample', () => {
  it('shows both items, then cues and tests one after the other, in 40 steps', () => {
    const task = dualDelayMatchSample({ sigma: 0 });
    expect([task.nIn, task.nOut, task.maxSteps]).toEqual([7, 3, 40]);
    const batch = trialBatch(task, key(0), 32, (i) => {
      const [g1, g2, sample1, sample2, testOrder] = bits(i, 5);
      return { groundTruth1: 1 + g1, groundTruth2: 1 + g2, sample1, sample2, testOrder };
    });
    batch.trials.forEach((trial, b) => {
      const { testOrder } = trial;
      expect(column(batch, 0, b)).toEqual(during(40, 1, [0, 40]));
      // The cues begin at 15 and 30, the tests at 20 and 35; the second item takes the other turn.
      const starts = [15 + 15 * testOrder, 30 - 15 * testOrder];
      const truths = [trial.groundTruth1, trial.groundTruth2];
      [trial.sample1, trial.sample2].forEach((sample, item) => {
        const cue = starts[item];
        const test = truths[item] === 1 ? sample : 1 - sample;
        for (const value of [0, 1]) {
          const windows: [number, number][] = [];
          if (sample === value) windows.push([5, 10]);
          if (test === value) windows.push([cue + 5, cue + 10]);
          expect(column(batch, 1 + 2 * item + value, b)).toEqual(during(40, 1, ...windows));
        }
        expect(column(batch, 5 + item, b)).toEqual(during(40, 1, [cue, cue + 5]));
        const wanted = batch.targets.data.filter((_, at) => at % 32 === b);
        expect([...wanted.subarray(cue + 5, cue + 10)]).toEqual(Array(5).fill(truths[item]));
        expect([...wanted.subarray(cue, cue + 5)]).toEqual(Array(5).fill(0));
      });
    });
  });

  it('is done by comparing each test with its sample', () => {
    const task = dualDelayMatchSample();
    const batch = trialBatch(task, key(1), 500);
    const difference = (b: number, item: number, start: number): number => {
      const sum = (channel: number): number =>
        column(batch, channel, b)
          .slice(start, start + 5)
          .reduce((x, y) => x + y);
      return sum(1 + 2 * item) - sum(2 + 2 * item);
    };
    const matches = (b: number, cue: number): number => {
      const item = column(batch, 5, b)[cue] > 0.5 ? 0 : 1;
      return difference(b, item, 5) * difference(b, item, cue + 5) > 0 ? 1 : 2;
    };
    const chosen = batch.trials.map((_, b) => [matches(b, 15), matches(b, 30)]);
    // An error has the probability 2 Phi(-15.8).
    expect(
      taskAccuracy(
        task,
        batch,
        answers(batch, 3, (t, b) => chosen[b][t < 30 ? 0 : 1]),
      ),
    ).toBe(1);
    // One right answer is not enough: half of the others are right by chance. Standard error 0.022.
    const half = taskAccuracy(
      task,
      batch,
      answers(batch, 3, (t, b) => (t < 30 ? chosen[b][0] : 1)),
    );
    expect(Math.abs(half - 0.5)).toBeLessThan(0.09);
  });

  it('has noise of 0.1 per step on the items, or everywhere as in neurogym', () => {
    for (const noiseOn of ['stimulus', 'all'] as const) {
      const [noisy, quiet] = [1, 0].map((sigma) =>
        trialBatch(dualDelayMatchSample({ noiseOn, sigma }), key(2), 300),
      );
      const std = (channel: number, t: number): number =>
        spread(noisy.trials.map((_, b) => column(noisy, channel, b)[t] - column(quiet, channel, b)[t]))[1];
      for (let channel = 0; channel < 7; channel++) {
        const isNoisy = noiseOn === 'all' || (channel > 0 && channel < 5);
        // 300 samples: standard error 0.0041.
        for (const t of [5, 24, 35])
          expect(Math.abs(std(channel, t) - (isNoisy ? 0.1 : 0))).toBeLessThan(0.017);
        for (const t of [12, 17, 31]) expect(std(channel, t)).toBe(0);
      }
    }
  });

  it.each([{ dt: 50 }, { timing: { delay2: 1000 } }, { sigma: 2 }, { noiseOn: 'all' } as const])(
    '%o matters',
    (options) => {
      const bytes = (chosen: object): string => bytesOf(trialBatch(dualDelayMatchSample(chosen), key(4), 3));
      expect(bytes(options)).not.toBe(bytes({}));
    },
  );

  it.each<[object, object, string]>([
    [{ sigma: -1 }, {}, 'dualDelayMatchSample: expected sigma to be a finite number >= 0, got -1'],
    [{ noiseOn: 'al' }, {}, "did you mean 'all'?"],
    [{ timing: { test1: 0 } }, {}, 'expected timing.test1 to last at least one step of dt = 100 ms, got 0'],
    [{}, { sample1: 0.5 }, 'expected forced sample1 to be one of 0, 1, got 0.5'],
    [{}, { testOrder: 2 }, 'expected forced testOrder to be one of 0, 1, got 2'],
  ])('refuses %o, forced %o', (options, forced, message) => {
    expect(() => trialBatch(dualDelayMatchSample(options), key(0), 1, forced)).toThrow(message);
  });
});
