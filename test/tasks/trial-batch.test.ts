import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  consecutivePeriods,
  perceptualDecisionMaking,
  periodOf,
  type Task,
  trialBatch,
  trialsFromKeys,
} from '../../src/tasks/index.ts';
import { foldIn, type Key, key, uniform } from '../../src/tensor/index.ts';
import { anyKey, anyOptions, batchEqualsSingles, song } from './arbitraries.ts';

const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);

const layOut = consecutivePeriods('detect', 20, { wait: { uniform: [100, 400] }, answer: 100 });

/** A task of one's own, with a mask of its own. */
const detect: Task<{ present: boolean }> = {
  name: 'detect',
  dt: 20,
  nIn: 1,
  nOut: 2,
  plan: (from, { present = uniform(foldIn(from, 0), []).data[0] < 0.5 } = {}) => ({
    present,
    ...layOut(foldIn(from, 1)),
  }),
  fill(trial, _, { inputs, targets, mask }) {
    const { start, end } = periodOf(trial, 'answer');
    inputs[start - 1] = trial.present ? 1 : 0;
    targets.fill(trial.present ? 1 : 0, start, end);
    mask.fill(5, start, end);
    mask[start] = 0;
  },
};

describe('batches', () => {
  it('of n are n single trials with split keys, then padding', () => {
    fc.assert(
      fc.property(anyOptions, anyKey, fc.integer({ min: 1, max: 5 }), (options, from, count) => {
        expect(batchEqualsSingles(perceptualDecisionMaking(options), from, count)).toBe(true);
        expect(batchEqualsSingles(detect, from, count)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('positive control: a task that remembers its last trial breaks that law', () => {
    let last = 0;
    const impure: Task<{ present: boolean }> = {
      ...detect,
      fill(trial, from, out) {
        detect.fill(trial, from, out);
        out.inputs[0] = last;
        last = trial.nSteps;
      },
    };
    expect(batchEqualsSingles(impure, key(0), 4)).toBe(false);
  });

  it('have the same bytes for the same key and others for another', () => {
    const bytes = (from: Key): string => JSON.stringify(trialBatch(song(), from, 8));
    fc.assert(
      fc.property(anyKey, fc.integer({ min: 1, max: 1000 }), (from, other) => {
        expect(bytes(from)).toBe(bytes(from));
        expect(bytes(from)).not.toBe(bytes(foldIn(from, other)));
      }),
      { numRuns: 10 },
    );
  });

  it('keep their trials when they grow', () => {
    const small = trialBatch(song(), key(1), 3).trials;
    expect(trialBatch(song(), key(1), 10).trials.slice(0, 3)).toEqual(small);
  });

  it('are padded to their longest trial with inputs, targets and mask 0', () => {
    const { inputs, targets, mask, trials } = trialBatch(song(), key(2), 32);
    const nSteps = Math.max(...trials.map((trial) => trial.nSteps));
    expect(inputs.shape).toEqual([nSteps, 32, 3]);
    expect([inputs.dtype, targets.dtype, mask.dtype]).toEqual(['f32', 'i32', 'f32']);
    expect([targets.shape, mask.shape]).toEqual([
      [nSteps, 32],
      [nSteps, 32],
    ]);
    const total = sum(mask.data);
    expect(total).toBe(sum(trials.map((trial) => trial.nSteps)));
    expect(total).toBeLessThan(nSteps * 32);
    mask.data.forEach((weight, at) => {
      if (weight === 1) return;
      expect(targets.data[at]).toBe(0);
      expect([...inputs.data.subarray(at * 3, at * 3 + 3)]).toEqual([0, 0, 0]);
    });
  });

  it('hold the mask that a task of one’s own writes, and its forced conditions', () => {
    const { inputs, targets, mask, trials } = trialBatch(detect, key(3), 1, { present: true });
    const { start, end } = periodOf(trials[0], 'answer');
    expect(end - start).toBe(5);
    expect([...mask.data]).toEqual([...Array(start).fill(1), 0, 5, 5, 5, 5]);
    expect([...targets.data]).toEqual([...Array(start).fill(0), 1, 1, 1, 1, 1]);
    expect(inputs.data[start - 1]).toBe(1);
    expect(sum(inputs.data)).toBe(1);
  });
});

describe('bad calls', () => {
  const empty: Task<object> = {
    ...detect,
    name: 'empty',
    plan: () => ({ periods: [], nSteps: 0, dt: 20 }),
    fill: () => {},
  };
  it.each<[string, () => unknown, RegExp]>([
    ['count 0', () => trialBatch(detect, key(0), 0), /^trialBatch: expected count .* got 0/],
    ['no key', () => trialBatch(detect, 7 as unknown as Key, 2), /^trialBatch: expected a key, got 7/],
    ['no keys', () => trialsFromKeys(detect, []), /^trialsFromKeys: expected the number of keys .* got 0/],
    [
      'no steps',
      () => trialBatch(empty, key(0), 1),
      /task 'empty' to plan trials of whole steps >= 1, got 0/,
    ],
    ['unknown period', () => periodOf(detect.plan(key(0)), 'reply'), /periods wait, answer, got 'reply'/],
    [
      'no periods',
      () => consecutivePeriods('mine', 20, {}),
      /^mine: expected timing to give every trial a step/,
    ],
    ['all empty', () => consecutivePeriods('mine', 20, { a: { choice: [0, 100] } }), /can all be empty/],
    ['bad period', () => consecutivePeriods('mine', 20, { a: -1 }), /^mine: expected timing\.a to be/],
    ['bad dt', () => consecutivePeriods('mine', -20, { a: 100 }), /^mine: expected dt to be .* got -20/],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(message);
  });
});
