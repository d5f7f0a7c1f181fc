import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taskAccuracy } from '../../../src/tasks/core/accuracy.ts';
import { periodOf } from '../../../src/tasks/core/task.ts';
import { trialBatch } from '../../../src/tasks/core/trial-batch.ts';
import { oneTwoThreeGo } from '../../../src/tasks/neurogym/one-two-three-go.ts';
import { key } from '../../../src/tensor/index.ts';
import { anyKey } from '../arbitraries.ts';
import { answers, bytesOf, column, during, labels, rightAnswers } from './columns.ts';

const fixed = { fixation: 400, target: 800 };

describe('oneTwoThreeGo', () => {
  it('with an interval of 800 ms: flashes at steps 15, 26 and 37, go from 48 on', () => {
    const task = oneTwoThreeGo({ timing: fixed });
    expect([task.nIn, task.nOut, task.cue]).toEqual([3, 2, undefined]);
    const batch = trialBatch(task, key(0), 1, { interval: 800 });
    expect(batch.trials[0].nSteps).toBe(60);
    expect(column(batch, 0, 0)).toEqual(during(60, 1, [0, 60]));
    expect(column(batch, 1, 0)).toEqual(during(60, 1, [15, 16], [26, 27], [37, 38]));
    expect(column(batch, 2, 0)).toEqual(during(60, 1, [5, 60]));
    expect(labels(batch, 0)).toEqual(during(60, 1, [48, 60]));
  });

  it('has three flashes at equal distances and the go at the fourth, in every trial', () => {
    const task = oneTwoThreeGo();
    fc.assert(
      fc.property(anyKey, (from) => {
        const batch = trialBatch(task, from, 1);
        const [trial] = batch.trials;
        const flashes = column(batch, 1, 0).flatMap((x, t) => (x === 1 ? [t] : []));
        const go = labels(batch, 0).indexOf(1);
        const distance = trial.interval / 80 + 1;
        expect([...flashes, go].map((t) => t - flashes[0])).toEqual([0, 1, 2, 3].map((n) => n * distance));
        expect(trial.nSteps - go).toBe(12);
        expect(trial.nSteps).toBeLessThanOrEqual(task.maxSteps);
        // Exponential periods: fixation 100 to 800, target 500 to 1500 ms.
        const target = periodOf(trial, 'target');
        expect(target.start).toBeGreaterThanOrEqual(1);
        expect(target.start).toBeLessThanOrEqual(9);
        expect(target.end - target.start).toBeGreaterThanOrEqual(6);
        expect(target.end - target.start).toBeLessThanOrEqual(18);
      }),
    );
    const found = new Set(trialBatch(task, key(1), 200).trials.map(({ interval }) => interval));
    expect([...found].sort((a, b) => a - b)).toEqual([560, 640, 800, 880, 960]);
  });

  it('tolerates 0.2 of the interval and 25 ms, and listens from the third flash on', () => {
    const task = oneTwoThreeGo({ timing: fixed });
    const batch = trialBatch(task, key(0), 1, { interval: 800 });
    const goAt = (...steps: number[]): number =>
      taskAccuracy(
        task,
        batch,
        answers(batch, 2, (t) => (steps.includes(t) ? 1 : 0)),
      );
    // 185 ms are 2.3 steps; 48 is exact.
    expect([44, 45, 46, 47, 48, 49, 50, 51].map((t) => goAt(t))).toEqual([0, 0, 1, 1, 1, 1, 1, 0]);
    expect([goAt(), goAt(37, 48), goAt(38, 48), goAt(48, 55)]).toEqual([0, 1, 0, 1]);
    expect(taskAccuracy(task, batch, rightAnswers(batch, 2))).toBe(1);
    const strict = oneTwoThreeGo({ timing: fixed, prodMargin: 0 });
    expect(
      [47, 48, 49].map((t) =>
        taskAccuracy(
          strict,
          batch,
          answers(batch, 2, (s) => +(s === t)),
        ),
      ),
    ).toEqual([0, 1, 0]);
  });

  it.each([
    { dt: 50 },
    { timing: { flash: 160 } },
    { timing: { interval: 640 } },
    { timing: { response: 500 } },
  ])('%o matters', (options) => {
    const bytes = (chosen: object): string => bytesOf(trialBatch(oneTwoThreeGo(chosen), key(4), 3));
    expect(bytes(options)).not.toBe(bytes({}));
  });

  it.each<[object, object, string]>([
    [{ timing: { flash: 0 } }, {}, 'expected timing.flash to last at least one step of dt = 80 ms, got 0'],
    [{ timing: { interval: 40 } }, {}, 'expected timing.interval to last at least one step'],
    [{ timing: { response: 0 } }, {}, 'expected timing.response to last at least one step'],
    [{ prodMargin: -1 }, {}, 'expected prodMargin to be a finite number >= 0, got -1'],
    [{}, { interval: 1040 }, 'expected forced interval to last at most 12 steps of dt = 80 ms, got 1040'],
  ])('refuses %o, forced %o', (options, forced, message) => {
    expect(() => trialBatch(oneTwoThreeGo(options), key(0), 1, forced)).toThrow(message);
  });
});
