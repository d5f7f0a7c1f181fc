import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mixture } from '../../../src/tasks/core/mixture.ts';
import { ringBump } from '../../../src/tasks/core/ring.ts';
import type { Trial } from '../../../src/tasks/core/task.ts';
import { trialBatch } from '../../../src/tasks/core/trial-batch.ts';
import {
  type Yang2019NeurogymConditions,
  type Yang2019NeurogymOptions,
  yang2019Neurogym,
} from '../../../src/tasks/yang2019/neurogym-form.ts';
import { type Yang2019Rule, yang2019Rules } from '../../../src/tasks/yang2019/rules.ts';
import { key } from '../../../src/tensor/index.ts';
import { moments } from '../../support/statistics.ts';
import { anyKey, batchEqualsSingles } from '../arbitraries.ts';
import { anyRule, plans } from './trials.ts';

/** Inputs of one trial by step and channel, and its labels. */
function one(
  rule: Yang2019Rule,
  forced: Yang2019NeurogymConditions = {},
  options: Yang2019NeurogymOptions = {},
): { input: (t: number) => number[]; labels: number[]; trial: Trial<Yang2019NeurogymConditions> } {
  // The go and anti rules have no noise.
  const noiseless = yang2019Rules.indexOf(rule) < 6 ? {} : { sigma: 0 };
  const { inputs, targets, trials } = trialBatch(
    yang2019Neurogym(rule, { ...noiseless, ...options }),
    key(1),
    1,
    forced,
  );
  const nIn = inputs.shape[2];
  return {
    input: (t) => [...inputs.data.subarray(t * nIn, (t + 1) * nIn)],
    labels: [...targets.data],
    trial: trials[0],
  };
}

const bump = (at: number, strength = 1): number[] =>
  ringBump(16, (2 * Math.PI * at) / 16, { height: 0.8 * strength });
const sum = (...lists: number[][]): number[] =>
  lists[0].map((_, i) => lists.reduce((total, list) => total + list[i], 0));
const nothing = Array<number>(16).fill(0);

const expectStep = (got: number[], cue: number, ring1: number[], ring2: number[]): void => {
  // Inputs are f32.
  [cue, ...ring1, ...ring2].forEach((value, i) => {
    expect(Math.abs(got[i] - value)).toBeLessThan(1e-6);
  });
};

describe('the twenty tasks in the form of neurogym', () => {
  it('have 33 inputs, 17 classes and the lengths that neurogym has', () => {
    const most: Partial<Record<Yang2019Rule, number>> = {
      fdgo: 15,
      reactgo: 10,
      delayanti: 20,
      // Fixation is below 500 ms: at most 4 steps.
      dm1: 4 + 6 + 2,
      multidm: 4 + 5 + 2,
      multidelaydm: 4 + 5 + 10 + 5 + 2,
      dmcgo: 32,
    };
    for (const rule of yang2019Rules) {
      const { nIn, nOut, kind, name, maxSteps } = yang2019Neurogym(rule);
      expect([nIn, nOut, kind, name]).toEqual([33, 17, 'classes', rule]);
      if (most[rule] !== undefined) expect(maxSteps).toBe(most[rule]);
    }
  });

  it('are batches of single trials, the same for the same key; nothing but the response has a class', () => {
    fc.assert(
      fc.property(anyRule, anyKey, (rule, from) => {
        const task = yang2019Neurogym(rule);
        expect(batchEqualsSingles(task, from, 3)).toBe(true);
        const { targets, trials, inputs } = trialBatch(task, from, 1);
        const { start, end } = trials[0].periods.at(-1)!;
        targets.data.forEach((label, t) => {
          if (t < start) expect(label).toBe(0);
          else expect(label).toBe(targets.data[end - 1]);
          expect(inputs.data[t * 33]).toBe(t < start ? 1 : 0);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('go to a place of the ring, or opposite to what is shown', () => {
    const forced = { groundTruth: 3, modality: 2 };
    const go = one('fdgo', forced);
    expectStep(go.input(4), 1, nothing, nothing);
    expectStep(go.input(5), 1, nothing, bump(3));
    expectStep(go.input(10), 0, nothing, nothing);
    expect(go.labels).toEqual([...Array(10).fill(0), ...Array(5).fill(4)]);
    expectStep(one('fdanti', forced).input(5), 1, nothing, bump(11));
    expectStep(one('delayanti', { ...forced, modality: 1 }).input(9), 1, bump(11), nothing);
    expectStep(one('reactgo', forced).input(5), 0, nothing, bump(3));
    expectStep(one('reactanti', forced).input(5), 0, nothing, bump(11));
  });

  it('decide between strengths 0.5 +- c / 2, or two strengths one after the other', () => {
    const pair = { location: 2, offset: 15 };
    const fixed = { timing: { fixation: 300 } };
    const at = { coherence1: 0.64, coherence2: -0.32 };
    const context = one('contextdm2', { ...pair, ...at }, fixed);
    expectStep(context.input(3), 1, sum(bump(2, 0.82), bump(1, 0.18)), sum(bump(2, 0.34), bump(1, 0.66)));
    expect(context.labels.at(-1)).toBe(2);
    expect(one('contextdm1', { ...pair, ...at }, fixed).labels.at(-1)).toBe(3);
    expect(one('multidm', { ...pair, ...at }, fixed).labels.at(-1)).toBe(3);
    const single = one('dm2', { ...pair, coherence2: -0.08 }, fixed);
    expectStep(single.input(3), 1, nothing, sum(bump(2, 0.46), bump(1, 0.54)));
    const delayed = one(
      'contextdelaydm1',
      { ...pair, first1: 1, second1: 0.3, first2: 0.3, second2: 0.6 },
      fixed,
    );
    expectStep(delayed.input(3), 1, bump(2), bump(2, 0.3));
    expectStep(delayed.input(8), 1, nothing, nothing);
    expectStep(delayed.input(18), 1, bump(1, 0.3), bump(1, 0.6));
    expect(delayed.labels.slice(-2)).toEqual([3, 3]);
    expect(one('dm1', { coherence1: 0.08 }, { ...fixed, fixationCue: 'fixationOnly' }).input(3)[0]).toBe(0);
  });

  it('tie in 1/8 of multidm and 1/6 of multidelaydm: ceilings of 15/16 and 11/12', () => {
    const count = 4000;
    for (const [rule, ties] of [['multidm', 1 / 8] as const, ['multidelaydm', 1 / 6] as const]) {
      const trials = plans(yang2019Neurogym(rule), key(5), count);
      const difference = (t: Yang2019NeurogymConditions): number =>
        rule === 'multidm' ? t.coherence1! + t.coherence2! : t.first1! + t.first2! - t.second1! - t.second2!;
      const tied = trials.filter((t) => Math.abs(difference(t)) < 1e-9);
      // 4 standard errors.
      const error = 4 * Math.sqrt((ties * (1 - ties)) / count);
      expect(Math.abs(tied.length / count - ties)).toBeLessThan(error);
      const first = tied.filter(({ tie }) => tie === 1).length / tied.length;
      expect(Math.abs(first - 0.5)).toBeLessThan(2 / Math.sqrt(tied.length));
    }
    const tie = { location: 0, offset: 4, coherence1: 0.16, coherence2: -0.16 };
    expect([1, 2].map((to) => one('multidm', { ...tie, tie: to }).labels.at(-1))).toEqual([1, 5]);
    const sums = { location: 0, offset: 4, first1: 0.3, second1: 0.6, first2: 0.6, second2: 0.3 };
    expect([1, 2].map((to) => one('multidelaydm', { ...sums, tie: to }).labels.at(-1))).toEqual([1, 5]);
  });

  it('match places, or halves of the ring of eight each', () => {
    const at = { location: 7, modality: 1 };
    const match = one('dmsgo', { ...at, match: true });
    expectStep(match.input(3), 1, bump(7), nothing);
    expectStep(match.input(18), 1, bump(7), nothing);
    expect(match.labels.slice(22)).toEqual([0, ...Array(9).fill(8)]);
    const other = one('dmsnogo', { ...at, match: false });
    expectStep(other.input(18), 1, bump(15), nothing);
    expect(other.labels.at(-1)).toBe(16);
    expect(one('dmsgo', { ...at, match: false }).labels.at(-1)).toBe(0);
    const label = (rule: 'dmcgo' | 'dmcnogo', location: number, match: boolean, test: number): number =>
      one(rule, { location, match, test, modality: 2 }).labels.at(-1)!;
    expect(label('dmcgo', 7, true, 2)).toBe(3);
    expect(label('dmcgo', 8, true, 2)).toBe(11);
    expect(label('dmcgo', 8, false, 2)).toBe(0);
    expect(label('dmcnogo', 8, false, 2)).toBe(3);
    expect(label('dmcnogo', 0, true, 2)).toBe(0);
  });

  it('have noise of 1 / sqrt(dt) where stimuli are: both rings in decisions, the ring shown in matching', () => {
    const spread = (rule: Yang2019Rule, forced: object, from: number, channels: number[]): number => {
      const batch = trialBatch(yang2019Neurogym(rule, { timing: { fixation: 300 } }), key(3), 200, forced);
      const values = Array.from({ length: 200 }, (_, b) =>
        channels.map((i) => batch.inputs.data[(from * 200 + b) * 33 + i]),
      ).flat();
      return Math.sqrt(moments(values).variance);
    };
    // Channels 9 and 25 are opposite to the stimuli; the standard error of a standard deviation is 0.1 / sqrt(2 x 200).
    const near = { location: 0, offset: 1 };
    for (const i of [9, 25]) expect(Math.abs(spread('dm1', near, 3, [i]) - 0.1)).toBeLessThan(0.02);
    expect(spread('dm1', near, 3, [0])).toBeLessThan(1e-12);
    expect(spread('delaydm1', near, 9, [9, 25])).toBe(0);
    const shown = { location: 0, match: true, modality: 2 };
    expect(Math.abs(spread('dmsgo', shown, 3, [25]) - 0.1)).toBeLessThan(0.02);
    expect(spread('dmsgo', shown, 3, [9])).toBe(0);
    expect(spread('dmsgo', shown, 10, [9, 25])).toBe(0);
  });

  it('mix, with a rule input for each', () => {
    const all = Object.fromEntries(yang2019Rules.map((rule) => [rule, yang2019Neurogym(rule)]));
    const data = mixture(all, { batchSize: 20, key: key(0) });
    expect([data.nIn, data.nOut, data.nSteps]).toEqual([53, 17, 32]);
    const { inputs, trials } = data.batch(2 ** 30);
    trials.forEach(({ task }, b) => {
      const rules = [...inputs.data.subarray(b * 53 + 33, (b + 1) * 53)];
      expect(rules).toEqual(yang2019Rules.map((rule) => (rule === task ? 1 : 0)));
    });
  });

  it.each<[() => unknown, string]>([
    [() => yang2019Neurogym('go' as 'fdgo'), 'yang2019Neurogym: expected rule to be'],
    [() => yang2019Neurogym('fdgo', { sigma: 1 }), "fdgo: expected known options, got 'sigma'"],
    [() => yang2019Neurogym('reactgo', { fixationCue: 'fixationOnly' }), "got 'fixationCue'"],
    [() => yang2019Neurogym('dm1', { fixationCue: 'always' as never }), 'expected fixationCue to be'],
    [() => yang2019Neurogym('dm1', { dimRing: 5 }), 'dm1: expected an even dimRing, got 5'],
    [() => yang2019Neurogym('dm1', { dimRing: 2 }), 'dm1: expected dimRing to be a whole number in [4,'],
    [() => yang2019Neurogym('dm1', { sigma: -1 }), 'dm1: expected sigma to be a finite number >= 0'],
    [() => yang2019Neurogym('dm1', { cohs: [] }), 'cohs to list at least 1 different numbers, got []'],
    [() => yang2019Neurogym('delaydm1', { cohs: [1, 1] }), 'cohs to list at least 2 different numbers'],
    [() => yang2019Neurogym('dm1', { cohs: [2] }), 'expected cohs[0] to be a number in [0, 1], got 2'],
    [() => one('delaydm1', { first1: 0.3, second1: 0.3 }), 'expected forced second1 to be one of 0.6, 1'],
    [() => one('dm1', { offset: 0 }), 'expected forced offset to be one of 1, 2'],
    [() => one('dm1', { tie: 1 }), "got 'tie'"],
  ])('refuses what does not fit: %#', (call, message) => {
    expect(call).toThrow(message);
  });
});
