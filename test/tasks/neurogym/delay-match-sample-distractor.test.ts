import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taskAccuracy } from '../../../src/tasks/core/accuracy.ts';
import { trialBatch } from '../../../src/tasks/core/trial-batch.ts';
import { delayMatchSampleDistractor1D } from '../../../src/tasks/neurogym/delay-match-sample-distractor.ts';
import { key } from '../../../src/tensor/index.ts';
import { anyKey } from '../arbitraries.ts';
import { answers, bytesOf, column, during, labels, rightAnswers } from './columns.ts';

const STARTS = [18, 33, 48];

describe('delayMatchSampleDistractor1D', () => {
  it('is 53 steps: sample in 3 to 7, tests from 18, 33 and 48 on', () => {
    const task = delayMatchSampleDistractor1D();
    expect([task.nIn, task.nOut, task.maxSteps, task.cue]).toEqual([33, 2, 53, 0]);
    fc.assert(
      fc.property(anyKey, fc.constantFrom(1, 2, 3), (from, groundTruth) => {
        const batch = trialBatch(task, from, 1, { groundTruth });
        const [{ sample, distractor1, distractor2 }] = batch.trials;
        const tests = [
          [sample, distractor1, distractor2],
          [distractor1, sample, distractor2],
          [distractor1, distractor2, sample],
        ][groundTruth - 1];
        expect(column(batch, 0, 0)).toEqual(during(53, 1, [0, 18]));
        expect(labels(batch, 0)).toEqual(
          during(53, 1, [STARTS[groundTruth - 1], STARTS[groundTruth - 1] + 5]),
        );
        for (const i of [0, 5, 17, 31]) {
          const shown = column(batch, 1 + i, 0);
          const cosine = (angle: number): number => Math.cos((2 * Math.PI * i) / 32 - angle);
          [3, ...STARTS].forEach((start, n) => {
            for (const t of [start, start + 4]) {
              expect(shown[t]).toBeCloseTo(cosine([sample, ...tests][n]), 5);
            }
            expect([shown[start - 1], shown[start + 5] ?? 0]).toEqual([0, 0]);
          });
        }
      }),
    );
  });

  it('is answered by the first go behind the sample, in the test that matches', () => {
    const task = delayMatchSampleDistractor1D();
    const batch = trialBatch(task, key(1), 30, (i) => ({ groundTruth: 1 + (i % 3) }));
    const goAt = (...steps: number[]): number =>
      taskAccuracy(
        task,
        batch,
        answers(batch, 2, (t) => (steps.includes(t) ? 1 : 0)),
      );
    expect(taskAccuracy(task, batch, rightAnswers(batch, 2))).toBe(1);
    expect(goAt()).toBe(0);
    for (const start of STARTS) {
      // Each test matches in a third of these trials.
      expect([start - 1, start, start + 4, start + 5].map((t) => goAt(t))).toEqual(
        [0, 1, 1, 0].map((x) => x / 3),
      );
    }
    expect(goAt(18, 33)).toBe(1 / 3);
    expect(goAt(7, 18)).toBe(1 / 3);
    expect(goAt(8, 18)).toBe(0);
  });

  it('can be done without error: no distractor is the sample', () => {
    const { trials } = trialBatch(delayMatchSampleDistractor1D(), key(2), 1000);
    for (const { sample, distractor1, distractor2 } of trials) {
      expect([distractor1, distractor2]).not.toContain(sample);
    }
    const counts = [1, 2, 3].map((n) => trials.filter(({ groundTruth }) => groundTruth === n).length);
    // Standard error 15.
    for (const count of counts) expect(Math.abs(count - 333)).toBeLessThan(60);
  });

  it.each([
    { dt: 50 },
    { timing: { delay2: 500 } },
    { sigma: 1 },
    { dimRing: 8 },
    { fixationCue: 'fixationOnly' } as const,
  ])('%o matters', (options) => {
    const bytes = (chosen: object): string =>
      bytesOf(trialBatch(delayMatchSampleDistractor1D(chosen), key(4), 3));
    expect(bytes(options)).not.toBe(bytes({}));
  });

  it('has the fixation cue of neurogym by name', () => {
    const task = delayMatchSampleDistractor1D({ fixationCue: 'fixationOnly' });
    expect(task.cue).toBe(undefined);
    expect(column(trialBatch(task, key(0), 1), 0, 0)).toEqual(during(53, 1, [0, 3]));
  });

  it.each<[object, object, string]>([
    [{ sigma: -1 }, {}, 'expected sigma to be a finite number >= 0, got -1'],
    [{ dimRing: 2 }, {}, 'expected dimRing to be a whole number in [3, 65536], got 2'],
    [{ fixationCue: 'untilTest' }, {}, "did you mean 'untilFirstTest'?"],
    [{}, { groundTruth: 4 }, 'expected forced groundTruth to be one of 1, 2, 3, got 4'],
    [{}, { sample: 7 }, 'expected forced sample to be a number in [0, 6.28'],
  ])('refuses %o, forced %o', (options, forced, message) => {
    const make = (): unknown => trialBatch(delayMatchSampleDistractor1D(options), key(0), 1, forced);
    expect(make).toThrow(message);
    expect(make).toThrow(/^delayMatchSampleDistractor1D: expected /);
  });
});
