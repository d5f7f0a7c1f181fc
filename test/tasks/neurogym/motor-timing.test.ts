import { describe, expect, it } from 'vitest';
import { taskAccuracy } from '../../../src/tasks/core/accuracy.ts';
import { periodOf } from '../../../src/tasks/core/task.ts';
import { trialBatch } from '../../../src/tasks/core/trial-batch.ts';
import { motorTiming } from '../../../src/tasks/neurogym/motor-timing.ts';
import { key } from '../../../src/tensor/index.ts';
import { answers, bytesOf, column, during, labels, rightAnswers } from './columns.ts';

describe('motorTiming', () => {
  it.each([
    [800, 1, 10, 20],
    [1500, 2, 18, 37],
  ])(
    '%d ms: input %d is on, go %d steps after set, %d steps of production',
    (interval, channel, go, length) => {
      const task = motorTiming({ timing: { cue: 1600 } });
      expect([task.nIn, task.nOut, task.maxSteps, task.cue]).toEqual([4, 2, 64, 0]);
      const batch = trialBatch(task, key(0), 1, { interval });
      // Fixation 6 steps, cue 20, set 1.
      const nSteps = 27 + length;
      expect(batch.trials[0].nSteps).toBe(nSteps);
      expect(column(batch, 0, 0)).toEqual(during(nSteps, 1, [0, 27]));
      expect(column(batch, channel, 0)).toEqual(during(nSteps, 1, [6, 27]));
      expect(column(batch, 3 - channel, 0)).toEqual(during(nSteps, 0));
      expect(column(batch, 3, 0)).toEqual(during(nSteps, 1, [26, 27]));
      expect(labels(batch, 0)).toEqual(during(nSteps, 1, [26 + go, 27 + go]));
    },
  );

  it("with an empty set signal has neurogym's target: step int(interval / dt) of the production", () => {
    for (const [options, start] of [
      [{ timing: { cue: 1600, set: 0 } }, 26],
      [{ timing: { cue: 1600 }, countFrom: 'setOffset' as const }, 27],
    ] as const) {
      const batch = trialBatch(motorTiming(options), key(0), 2, (i) => ({ interval: [800, 1500][i] }));
      expect([0, 1].map((b) => labels(batch, b).indexOf(1))).toEqual([start + 10, start + 18]);
    }
    expect(() => motorTiming({ timing: { set: 50 } })).toThrow(
      'motorTiming: expected timing.set to last 0 or at least one step of dt = 80 ms, got 50',
    );
  });

  it('tolerates 0.2 of the interval and 25 ms', () => {
    const task = motorTiming();
    const batch = trialBatch(task, key(2), 40);
    expect(taskAccuracy(task, batch, rightAnswers(batch, 2))).toBe(1);
    for (const { interval, within } of [
      // 185 ms of 10 steps: 2.3 steps; 325 ms of 18.75: 4.06 steps.
      { interval: 800, within: [8, 12] },
      { interval: 1500, within: [15, 22] },
    ]) {
      const one = trialBatch(task, key(3), 1, { interval });
      const { start } = periodOf(one.trials[0], 'set');
      const right = Array.from({ length: 30 }, (_, n) => n).filter(
        (n) =>
          n > 0 &&
          taskAccuracy(
            task,
            one,
            answers(one, 2, (t) => +(t === start + n)),
          ) === 1,
      );
      expect([right[0], right.at(-1), right.length]).toEqual([...within, within[1] - within[0] + 1]);
    }
  });

  it('takes any intervals, each with an input', () => {
    const task = motorTiming({ intervals: [400, 600, 900], dt: 20, timing: { set: 40 } });
    expect(task.inputs).toEqual(['fixation', 'interval 400', 'interval 600', 'interval 900', 'set']);
    const { trials } = trialBatch(task, key(3), 1500);
    for (const interval of [400, 600, 900]) {
      const count = trials.filter((trial) => trial.interval === interval).length;
      // Standard error 18.
      expect(Math.abs(count - 500)).toBeLessThan(73);
    }
    expect(Math.max(...trials.map(({ nSteps }) => nSteps))).toBeLessThanOrEqual(task.maxSteps);
    const longest = motorTiming({ timing: { cue: 2960 } });
    expect(trialBatch(longest, key(0), 1, { interval: 1500 }).trials[0].nSteps).toBe(motorTiming().maxSteps);
  });

  it.each([
    { dt: 20 },
    { timing: { cue: 500 } },
    { intervals: [500, 900] },
    { countFrom: 'setOffset' } as const,
  ])('%o matters', (options) => {
    const bytes = (chosen: object): string => bytesOf(trialBatch(motorTiming(chosen), key(4), 3));
    expect(bytes(options)).not.toBe(bytes({}));
  });

  it.each<[object, object, string]>([
    [{ intervals: [] }, {}, 'expected intervals to list at least one duration, got []'],
    [{ intervals: 800 }, {}, 'expected intervals to list at least one duration, got 800'],
    [{ intervals: [800, -1] }, {}, 'expected intervals[1] to be a finite number > 0, got -1'],
    [{ intervals: [800, 800] }, {}, 'expected intervals to differ, got [800, 800]'],
    [{ intervals: [50] }, {}, 'expected the interval to be produced to take a step'],
    [{ prodMargin: NaN }, {}, 'expected prodMargin to be a finite number >= 0, got NaN'],
    [{ countFrom: 'onset' }, {}, "did you mean 'setOnset'?"],
    [{}, { interval: 900 }, 'expected forced interval to be one of 800, 1500, got 900'],
  ])('refuses %o, forced %o', (options, forced, message) => {
    expect(() => trialBatch(motorTiming(options), key(0), 1, forced)).toThrow(message);
  });
});
