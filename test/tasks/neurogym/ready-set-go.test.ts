import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taskAccuracy } from '../../../src/tasks/core/accuracy.ts';
import { periodOf } from '../../../src/tasks/core/task.ts';
import { trialBatch } from '../../../src/tasks/core/trial-batch.ts';
import { type ReadySetGoOptions, readySetGo } from '../../../src/tasks/neurogym/ready-set-go.ts';
import { key } from '../../../src/tensor/index.ts';
import { anyKey } from '../arbitraries.ts';
import { answers, bytesOf, column, during, labels, rightAnswers } from './columns.ts';

describe('readySetGo', () => {
  it('with a measure of 960 ms: ready at step 1, set at 13, production from 14, go 12 steps after set', () => {
    const task = readySetGo();
    expect([task.nIn, task.nOut, task.cue]).toEqual([3, 2, 0]);
    const batch = trialBatch(task, key(0), 1, { measure: 960 });
    expect(batch.trials[0].nSteps).toBe(14 + 24);
    expect(column(batch, 0, 0)).toEqual(during(38, 1, [0, 14]));
    expect(column(batch, 1, 0)).toEqual(during(38, 1, [1, 2]));
    expect(column(batch, 2, 0)).toEqual(during(38, 1, [13, 14]));
    expect(labels(batch, 0)).toEqual(during(38, 1, [25, 26]));
  });

  it("'setOffset' has neurogym's target, a set signal later: step int(gain m / dt) of the production", () => {
    for (const gain of [1, 1.5, 0.25]) {
      const batch = trialBatch(readySetGo({ countFrom: 'setOffset', gain }), key(0), 1, { measure: 960 });
      const at = 14 + Math.floor(12 * gain);
      expect(labels(batch, 0)).toEqual(during(14 + Math.floor(24 * gain), 1, [at, at + 1]));
    }
  });

  it('has one go in the production of every trial, and no more steps than maxSteps', () => {
    const options: fc.Arbitrary<ReadySetGoOptions> = fc.record({
      dt: fc.constantFrom(10, 20, 80, 12.5),
      gain: fc.constantFrom(0.5, 1, 1.37, 2),
      countFrom: fc.constantFrom('setOnset', 'setOffset'),
    });
    fc.assert(
      fc.property(options, anyKey, (chosen, from) => {
        const task = readySetGo(chosen);
        const batch = trialBatch(task, from, 1);
        const [trial] = batch.trials;
        const { start, end } = periodOf(trial, 'production');
        expect(end).toBe(trial.nSteps);
        expect(trial.nSteps).toBeLessThanOrEqual(task.maxSteps);
        const steps = Math.round(trial.measure / task.dt);
        expect(end - start).toBe(Math.floor(2 * chosen.gain! * steps));
        const at = labels(batch, 0).indexOf(1);
        expect(labels(batch, 0)).toEqual(during(end, 1, [at, at + 1]));
        const from0 = periodOf(trial, 'set')[chosen.countFrom === 'setOnset' ? 'start' : 'end'];
        expect(at - from0).toBe(Math.floor(chosen.gain! * steps));
        expect(at).toBeGreaterThanOrEqual(start);
        expect(taskAccuracy(task, batch, rightAnswers(batch, 2))).toBe(1);
      }),
    );
  });

  it('measures 800 to 1440 ms in steps of 80', () => {
    const task = readySetGo();
    const found = new Set(trialBatch(task, key(1), 500).trials.map(({ measure }) => measure));
    expect([...found].sort((a, b) => a - b)).toEqual([800, 880, 960, 1040, 1120, 1200, 1280, 1360, 1440]);
    expect(trialBatch(task, key(1), 1, { measure: 1440 }).trials[0].nSteps).toBe(task.maxSteps);
  });

  it('tolerates 0.2 of the interval and 25 ms, and ignores what comes before the production', () => {
    const task = readySetGo();
    const batch = trialBatch(task, key(0), 1, { measure: 960 });
    const goAt = (...steps: number[]): number =>
      taskAccuracy(
        task,
        batch,
        answers(batch, 2, (t) => (steps.includes(t) ? 1 : 0)),
      );
    // 217 ms are 2.7 steps; 25 is exact.
    expect([21, 22, 23, 24, 25, 26, 27, 28, 29].map((t) => goAt(t))).toEqual([0, 0, 1, 1, 1, 1, 1, 0, 0]);
    expect([goAt(), goAt(20, 25), goAt(25, 30), goAt(13, 25), goAt(14, 25)]).toEqual([0, 0, 1, 1, 0]);
    const strict = readySetGo({ prodMargin: 0 });
    expect(
      [24, 25, 26].map((t) =>
        taskAccuracy(
          strict,
          batch,
          answers(batch, 2, (s) => +(s === t)),
        ),
      ),
    ).toEqual([0, 1, 0]);
  });

  it.each([
    { dt: 20 },
    { timing: { fixation: 200 } },
    { timing: { measure: 800 } },
    { gain: 1.5 },
    { countFrom: 'setOffset' } as const,
  ])('%o matters', (options) => {
    const bytes = (chosen: object): string => bytesOf(trialBatch(readySetGo(chosen), key(4), 3));
    expect(bytes(options)).not.toBe(bytes({}));
  });

  it.each<[object, object, string]>([
    [{ gain: 0 }, {}, 'expected gain to be a finite number > 0, got 0'],
    [{ prodMargin: -1 }, {}, 'expected prodMargin to be a finite number >= 0, got -1'],
    [{ countFrom: 'set' }, {}, "expected countFrom to be 'setOnset' or 'setOffset', got 'set'"],
    [{ timing: { measure: 0 } }, {}, 'expected timing.measure to last at least one step'],
    [
      { timing: { ready: 900 } },
      {},
      'expected the ready signal to be over when set begins, got 11 steps of 10',
    ],
    [{ timing: { set: 900 } }, {}, 'to outlast the set signal of 11 steps, got 10 steps'],
    [{ gain: 0.05 }, {}, 'expected the interval to be produced to take a step'],
    [{ timing: { ready: 160 } }, { measure: 80 }, 'got 2 steps of 1'],
    [{}, { measure: 1520 }, 'expected forced measure to last at most 18 steps of dt = 80 ms, got 1520'],
  ])('refuses %o, forced %o', (options, forced, message) => {
    expect(() => trialBatch(readySetGo(options), key(0), 1, forced)).toThrow(message);
  });
});
