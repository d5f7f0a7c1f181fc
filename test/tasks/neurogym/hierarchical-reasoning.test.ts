import { describe, expect, it } from 'vitest';
import { taskAccuracy } from '../../../src/tasks/core/accuracy.ts';
import { stepsOf } from '../../../src/tasks/core/lay-out.ts';
import { periodOf } from '../../../src/tasks/core/task.ts';
import { trialBatch } from '../../../src/tasks/core/trial-batch.ts';
import {
  type HierarchicalReasoningOptions,
  hierarchicalReasoning,
} from '../../../src/tasks/neurogym/hierarchical-reasoning.ts';
import { key } from '../../../src/tensor/index.ts';
import { answers, bytesOf, column, during, labels, rightAnswers } from './columns.ts';

const timing = { fixation: 500, fixation2: 500 };
const neurogym = { threshold: 610, atThreshold: 'short', ruleCue: 'hidden' } as const;

/** What one reaches who calls intervals of more than `limit` steps long and knows the rule. */
function observed(options: HierarchicalReasoningOptions, limit: number): number {
  const task = hierarchicalReasoning(options);
  const batch = trialBatch(task, key(5), 3000);
  const sides = batch.trials.map((trial) => {
    const pro = stepsOf(trial, 'delay') > limit === (trial.rule === 1);
    return pro ? trial.stimulus : 1 - trial.stimulus;
  });
  const ends = batch.trials.map((trial) => periodOf(trial, 'ruleTarget').end);
  return taskAccuracy(
    task,
    batch,
    answers(batch, 5, (t, b) => (t < ends[b] ? 1 + batch.trials[b].rule : 3 + sides[b])),
  );
}

describe('hierarchicalReasoning', () => {
  it.each([
    [0, 500, 0, 3],
    [0, 1100, 0, 4],
    [1, 500, 0, 4],
    [1, 1100, 0, 3],
    [0, 500, 1, 4],
    [1, 1100, 1, 4],
  ])('rule %d, %d ms, flashes on side %d: class %d', (rule, interval, stimulus, side) => {
    const task = hierarchicalReasoning({ timing });
    expect([task.nIn, task.nOut]).toEqual([5, 5]);
    const batch = trialBatch(task, key(0), 1, { rule, interval, stimulus });
    const steps = interval / 100;
    // Fixation 5, rule 10, fixation 5, flash 1, interval, flash 1, decision 7.
    const end = 22 + steps;
    const n = end + 7;
    expect(column(batch, 0, 0)).toEqual(during(n, 1, [0, end]));
    expect(column(batch, 1 + rule, 0)).toEqual(during(n, 1, [5, 15]));
    expect(column(batch, 2 - rule, 0)).toEqual(during(n, 0));
    expect(column(batch, 3 + stimulus, 0)).toEqual(during(n, 1, [20, 21], [end - 1, end]));
    expect(column(batch, 4 - stimulus, 0)).toEqual(during(n, 0));
    const wanted = during(n, side, [end, n]).map((x, t) => (t >= 5 && t < 15 ? 1 + rule : x));
    expect(labels(batch, 0)).toEqual(wanted);
  });

  it('shows intervals of 5 to 11 steps; the longest trial has maxSteps', () => {
    const task = hierarchicalReasoning();
    const { trials } = trialBatch(task, key(1), 900);
    const counts = [5, 6, 7, 8, 9, 10, 11].map((n) => trials.filter((t) => stepsOf(t, 'delay') === n).length);
    // 690 is floored to 600 and 1090 to 1000 ms: two ninths each. Standard error 12.5 at most.
    [1, 2, 1, 1, 1, 2, 1].forEach((ninths, i) => {
      expect(Math.abs(counts[i] - 100 * ninths)).toBeLessThan(50);
    });
    expect(Math.max(...trials.map(({ nSteps }) => nSteps))).toBeLessThanOrEqual(task.maxSteps);
    // Fixations of less than 800 and 900 ms.
    expect(task.maxSteps).toBe(7 + 10 + 8 + 1 + 11 + 1 + 7);
  });

  it('can be done 17 / 18 of the time, for the median is long or short by chance', () => {
    // Standard error 0.0042.
    expect(Math.abs(observed({}, 8) - 17 / 18)).toBeLessThan(0.017);
    expect(observed({ atThreshold: 'short' }, 8)).toBe(1);
    expect(observed(neurogym, 6)).toBe(1);
    const { trials } = trialBatch(hierarchicalReasoning(), key(2), 400, { interval: 850 });
    // Standard error 10.
    expect(Math.abs(trials.filter(({ long }) => long).length - 200)).toBeLessThan(40);
  });

  it('needs both answers', () => {
    const task = hierarchicalReasoning({ timing });
    const batch = trialBatch(task, key(3), 1, { rule: 1, interval: 500, stimulus: 0 });
    const score = (rule: number, side: number): number =>
      taskAccuracy(
        task,
        batch,
        answers(batch, 5, (t) => (t < 15 ? rule : side)),
      );
    expect([score(2, 4), score(1, 4), score(2, 3), score(0, 4)]).toEqual([1, 0, 0, 0]);
    expect(taskAccuracy(task, batch, rightAnswers(batch, 5))).toBe(1);
  });

  it('hides the rule by name, and takes it in blocks', () => {
    const task = hierarchicalReasoning({ timing, ruleCue: 'hidden' });
    const batch = trialBatch(task, key(0), 30, (i) => ({ rule: Math.floor(i / 15) % 2, interval: 500 }));
    for (const b of [0, 29]) {
      for (const channel of [1, 2]) expect(column(batch, channel, b)).toEqual(during(34, 1, [5, 15]));
    }
    expect(batch.trials.map(({ rule }) => rule)).toEqual([...Array(15).fill(0), ...Array(15).fill(1)]);
  });

  it.each([
    { dt: 50 },
    { timing: { ruleTarget: 500 } },
    { threshold: 650 },
    { atThreshold: 'short' } as const,
    { ruleCue: 'hidden' } as const,
  ])('%o matters', (options) => {
    const bytes = (chosen: object): string => bytesOf(trialBatch(hierarchicalReasoning(chosen), key(4), 40));
    expect(bytes(options)).not.toBe(bytes({}));
  });

  it.each<[object, object, string]>([
    [{ threshold: 0 }, {}, 'expected threshold to be a finite number > 0, got 0'],
    [{ atThreshold: 'long' }, {}, "expected atThreshold to be 'random' or 'short', got 'long'"],
    [{ ruleCue: 'hiden' }, {}, "did you mean 'hidden'?"],
    [{ timing: { delay: 0 } }, {}, 'expected timing.delay to last at least one step'],
    [{ timing: { ruleTarget: 0 } }, {}, 'expected timing.ruleTarget to last at least one step'],
    [{}, { interval: 1200 }, 'expected forced interval to last at most 11 steps of dt = 100 ms, got 1200'],
    [
      {},
      { interval: 500, long: true },
      'expected forced long to be false by the interval and the threshold, got true',
    ],
    [{}, { interval: 500, long: 1 }, 'expected forced long to be true or false, got 1'],
    [{}, { rule: 2 }, 'expected forced rule to be one of 0, 1, got 2'],
  ])('refuses %o, forced %o', (options, forced, message) => {
    expect(() => trialBatch(hierarchicalReasoning(options), key(0), 1, forced)).toThrow(message);
  });
});
