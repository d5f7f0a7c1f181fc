import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  consecutivePeriods,
  perceptualDecisionMaking,
  periodOf,
  type Task,
  type TrialView,
  trialBatch,
  trialsFromKeys,
} from '../../../src/tasks/index.ts';
import { foldIn, type Key, key, uniform } from '../../../src/tensor/index.ts';
import { anyKey, anyOptions, batchEqualsSingles, song } from '../arbitraries.ts';

const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);

const layOut = consecutivePeriods('detect', 20, { wait: { uniform: [100, 400] }, answer: 100 });

/** A task of one's own, with a mask of its own. */
const detect: Task<{ present: boolean }> = {
  name: 'detect',
  kind: 'classes',
  dt: 20,
  nIn: 1,
  nOut: 2,
  maxSteps: layOut.maxSteps,
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

/** The same, with two values to answer with and a mask of its own for each. */
const rate: Task<{ present: boolean }, 'values'> = {
  ...detect,
  name: 'rate',
  kind: 'values',
  accuracy: () => 1,
  fill(trial, _, { inputs, targets, mask }) {
    const { start, end } = periodOf(trial, 'answer');
    inputs[start - 1] = 1;
    for (let t = start; t < end; t++) targets[2 * t + (trial.present ? 1 : 0)] = 0.5 + t;
    mask[2 * start] = 0.25;
  },
};

describe('targets of kind values', () => {
  it('have a value and a weight per output', () => {
    const { kind, targets, mask, trials } = trialBatch(rate, key(3), 3, { present: true });
    const [nSteps] = targets.shape;
    expect([kind, targets.dtype, mask.dtype]).toEqual(['values', 'f32', 'f32']);
    expect([targets.shape, mask.shape]).toEqual([
      [nSteps, 3, 2],
      [nSteps, 3, 2],
    ]);
    trials.forEach((trial, b) => {
      const { start } = periodOf(trial, 'answer');
      const at = (start * 3 + b) * 2;
      expect([...targets.data.subarray(at, at + 2)]).toEqual([0, 0.5 + start]);
      expect([...mask.data.subarray(at, at + 2)]).toEqual([0.25, 1]);
    });
  });

  it('obey the law of batches, in groups and beyond them', () => {
    fc.assert(
      fc.property(anyKey, fc.integer({ min: 1, max: 20 }), (from, count) => {
        expect(batchEqualsSingles(rate, from, count)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

describe('positive controls of that law', () => {
  const obeys = (change: (at: number, view: TrialView<'values'>) => void, padTo?: number): boolean => {
    let trial = 0;
    const planted: typeof rate = {
      ...rate,
      fill(planned, from, view) {
        rate.fill(planned, from, view);
        change(trial++, view);
      },
    };
    return batchEqualsSingles(planted, key(0), 12, padTo);
  };

  it('a target, or a weight, that depends on the trials before is caught', () => {
    expect(obeys(() => {})).toBe(true);
    expect(obeys((trial, { targets }) => targets.fill(trial, 0, 1))).toBe(false);
    expect(obeys((trial, { mask }) => mask.fill(trial, 1, 2))).toBe(false);
  });
});

describe('padTo', () => {
  it('only pads', () => {
    fc.assert(
      fc.property(anyKey, fc.integer({ min: 1, max: 11 }), fc.nat(9), (from, count, more) => {
        expect(batchEqualsSingles(detect, from, count, layOut.maxSteps + more)).toBe(true);
        expect(batchEqualsSingles(rate, from, count, layOut.maxSteps + more)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('gives every batch one shape', () => {
    const shapes = [0, 1, 2].map((seed) => trialBatch(rate, key(seed), 3, {}, { padTo: 40 }).targets.shape);
    expect(shapes).toEqual([
      [40, 3, 2],
      [40, 3, 2],
      [40, 3, 2],
    ]);
  });
});

describe('forced conditions', () => {
  it('can differ from trial to trial', () => {
    const { trials } = trialBatch(detect, key(0), 6, (i) => ({ present: i % 3 === 0 }));
    expect(trials.map(({ present }) => present)).toEqual([true, false, false, true, false, false]);
    const free = trialBatch(detect, key(0), 6).trials;
    expect(trialBatch(detect, key(0), 6, () => ({})).trials).toEqual(free);
  });
});

describe('bad calls', () => {
  const empty: Task<object> = {
    name: 'empty',
    kind: 'classes',
    dt: 20,
    nIn: 1,
    nOut: 2,
    plan: () => ({ periods: [], nSteps: 0, dt: 20 }),
    fill: () => {},
  };
  it.each<[string, () => unknown, RegExp]>([
    ['count 0', () => trialBatch(detect, key(0), 0), /^trialBatch: expected count .* got 0/],
    ['no key', () => trialBatch(detect, 7 as unknown as Key, 2), /^trialBatch: expected a key, got 7/],
    [
      'a trial longer than padTo',
      () => trialBatch(detect, key(0), 1, {}, { padTo: 5 }),
      /^trialBatch: expected trials of task 'detect' to have at most padTo = 5 steps, got one of \d+ - raise padTo$/,
    ],
    ['padTo 0', () => trialBatch(detect, key(0), 1, {}, { padTo: 0 }), /padTo to be a whole number .* got 0/],
    [
      'misspelled padTo',
      () => trialsFromKeys(detect, [key(0)], {}, { padto: 9 } as object),
      /^trialsFromKeys: expected known options, got 'padto' - did you mean 'padTo'\?$/,
    ],
    [
      'no kind',
      () => trialBatch({ ...detect, kind: undefined } as unknown as typeof detect, key(0), 1),
      /^detect: expected kind to be 'classes' or 'values', got undefined$/,
    ],
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
