import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taskAccuracy } from '../../../src/tasks/core/accuracy.ts';
import { stepsOf } from '../../../src/tasks/core/lay-out.ts';
import { trialBatch } from '../../../src/tasks/core/trial-batch.ts';
import { intervalDiscrimination } from '../../../src/tasks/neurogym/interval-discrimination.ts';
import { key } from '../../../src/tensor/index.ts';
import { anyKey } from '../arbitraries.ts';
import { answers, bytesOf, column, during, labels } from './columns.ts';

// Odds of 3 to 7 steps of 80 ms for a duration uniform in [300, 600) ms.
const ODDS = [20, 80, 80, 80, 40].map((ms) => ms / 300);
const TIE = ODDS.reduce((sum, p) => sum + p * p, 0);

describe('intervalDiscrimination', () => {
  it('shows two stimuli and asks for the longer', () => {
    const task = intervalDiscrimination({ timing: { delay1: 800 } });
    expect([task.nIn, task.nOut, task.cue]).toEqual([3, 3, 0]);
    const forced = { duration: 320, otherDuration: 480, groundTruth: 1 };
    const batch = trialBatch(task, key(0), 2, (i) => ({ ...forced, groundTruth: 1 + i }));
    [
      [6, 4],
      [4, 6],
    ].forEach(([first, second], b) => {
      // Fixation 3 steps, delays 10 and 6, decision 3.
      expect(column(batch, 0, b)).toEqual(during(32, 1, [0, 29]));
      expect(column(batch, 1, b)).toEqual(during(32, 1, [3, 3 + first]));
      expect(column(batch, 2, b)).toEqual(during(32, 1, [13 + first, 13 + first + second]));
      expect(labels(batch, b)).toEqual(during(32, 1 + b, [29, 32]));
    });
  });

  it('has stimuli of unlike lengths, and can be done without error', () => {
    const task = intervalDiscrimination();
    fc.assert(
      fc.property(anyKey, (from) => {
        const batch = trialBatch(task, from, 4);
        batch.trials.forEach((trial, b) => {
          const [first, second] = ['stimulus1', 'stimulus2'].map((name) => stepsOf(trial, name));
          expect(first > second ? 1 : 2).toBe(trial.groundTruth);
          expect(first).not.toBe(second);
          expect(new Set([first * 80, second * 80])).toEqual(new Set([trial.duration, trial.otherDuration]));
          expect(column(batch, 1, b).filter((x) => x === 1).length).toBe(first);
          expect(trial.nSteps).toBeLessThanOrEqual(task.maxSteps);
        });
        const longer = batch.trials.map((trial) =>
          stepsOf(trial, 'stimulus1') > stepsOf(trial, 'stimulus2') ? 1 : 2,
        );
        expect(
          taskAccuracy(
            task,
            batch,
            answers(batch, 3, (_, b) => longer[b]),
          ),
        ).toBe(1);
      }),
    );
  });

  it("with ties 'second' has neurogym's odds: 24 % ties, which are class 2", () => {
    expect(TIE).toBeCloseTo(0.2356, 4);
    for (const ties of ['second', 'excluded'] as const) {
      const { trials } = trialBatch(intervalDiscrimination({ ties }), key(3), 4000);
      const tied = trials.filter(({ duration, otherDuration }) => duration === otherDuration);
      expect(tied.every(({ groundTruth }) => groundTruth === 2)).toBe(true);
      const wanted = ties === 'second' ? TIE : 0;
      // Standard errors 0.0067 and 0.0079.
      expect(Math.abs(tied.length / 4000 - wanted)).toBeLessThan(0.027);
      const first = trials.filter(({ groundTruth }) => groundTruth === 1).length / 4000;
      expect(Math.abs(first - (1 - wanted) / 2)).toBeLessThan(0.032);
      [3, 4, 5, 6, 7].forEach((steps, i) => {
        const share = trials.filter(({ duration }) => duration === steps * 80).length / 4000;
        expect(Math.abs(share - ODDS[i])).toBeLessThan(0.028);
      });
    }
  });

  it.each([
    { dt: 20 },
    { timing: { stimulus: { choice: [240, 640] } } },
    { timing: { delay2: 80 } },
    { ties: 'second' } as const,
  ])('%o matters', (options) => {
    const bytes = (chosen: object): string => bytesOf(trialBatch(intervalDiscrimination(chosen), key(4), 8));
    expect(bytes(options)).not.toBe(bytes({}));
  });

  it.each<[object, object, string]>([
    [{ ties: 'first' }, {}, "expected ties to be 'excluded' or 'second', got 'first'"],
    [{ timing: { stimulus: 0 } }, {}, 'expected timing.stimulus to last at least one step'],
    [{ timing: { stimulus: 80 } }, {}, 'expected timing.stimulus to last at least two steps of dt = 80 ms'],
    [{}, { duration: 640 }, 'expected forced duration to last at most 7 steps of dt = 80 ms, got 640'],
    [
      {},
      { duration: 480, otherDuration: 500 },
      'expected forced otherDuration to differ from the other duration by a step, got 500 and 480',
    ],
    [
      { ties: 'second' },
      { duration: 480, otherDuration: 480, groundTruth: 1 },
      'expected forced groundTruth to be 2 where both stimuli last equally long, got 1',
    ],
    [{}, { groundTruth: 0 }, 'expected forced groundTruth to be one of 1, 2, got 0'],
  ])('refuses %o, forced %o', (options, forced, message) => {
    expect(() => trialBatch(intervalDiscrimination(options), key(0), 1, forced)).toThrow(message);
  });
});
