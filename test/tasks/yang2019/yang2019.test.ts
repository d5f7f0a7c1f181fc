import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrialFrame } from '../../../src/tasks/core/task.ts';
import { trialBatch } from '../../../src/tasks/core/trial-batch.ts';
import { type Yang2019Rule, yang2019Rules } from '../../../src/tasks/yang2019/rules.ts';
import { yang2019, yang2019All } from '../../../src/tasks/yang2019/yang2019.ts';
import { key } from '../../../src/tensor/index.ts';
import { moments } from '../../support/statistics.ts';
import { anyKey, batchEqualsSingles } from '../arbitraries.ts';
import { anyRule, clean, plans, tasks, uncued } from './trials.ts';

/** Published durations in steps of 20 ms: a list of all that occur, or [least, most] of a uniform law as a string. */
const short = [10, 20, 30];
const gap = [10, 20, 40, 80];
const goTiming = [[15, 34, 'uniform'], [25, 74, 'uniform'], [25]];
const reactTiming = [[25, 124, 'uniform'], [25]];
const delayTiming = [[15, 25, 35], short, gap, [25]];
const atOnce = [[5, 19, 'uniform'], [20, 40, 80], [25]];
const inTurn = [short, short, gap, short, [5, 14, 'uniform'], [25]];
const matching = [short, short, gap, [25]];
const published: { [rule: string]: readonly (readonly (number | string)[])[] } = {
  fdgo: goTiming,
  fdanti: goTiming,
  reactgo: reactTiming,
  reactanti: reactTiming,
  delaygo: delayTiming,
  delayanti: delayTiming,
  ...Object.fromEntries(['dm1', 'dm2', 'contextdm1', 'contextdm2', 'multidm'].map((r) => [r, atOnce])),
  ...Object.fromEntries(
    ['delaydm1', 'delaydm2', 'contextdelaydm1', 'contextdelaydm2', 'multidelaydm'].map((r) => [r, inTurn]),
  ),
  dmsgo: matching,
  dmsnogo: matching,
  dmcgo: [short, short, gap, short],
  dmcnogo: [short, short, gap, short],
};

describe('the twenty tasks', () => {
  it('are twenty, of 85 inputs and 33 outputs, each with its own rule channel', () => {
    expect(yang2019Rules).toHaveLength(20);
    expect(new Set(yang2019Rules).size).toBe(20);
    yang2019Rules.forEach((rule, i) => {
      const { name, kind, nIn, nOut, ruleChannel, inputs, outputs, dt } = tasks[rule];
      expect([name, kind, nIn, nOut, ruleChannel, dt]).toEqual([rule, 'values', 85, 33, 65 + i, 20]);
      expect(inputs[ruleChannel]).toBe(`rule ${rule}`);
      expect([inputs.length, outputs.length]).toEqual([85, 33]);
    });
  });

  it.each(yang2019Rules)('%s has the published durations', (rule) => {
    const trials = plans<TrialFrame>(tasks[rule], key(8), 600);
    expect(tasks[rule].maxSteps).toBe(
      published[rule].reduce((sum, law) => sum + Math.max(...law.filter((n) => typeof n === 'number')), 0),
    );
    published[rule].forEach((law, i) => {
      const lengths = trials.map(({ periods }) => periods[i].end - periods[i].start);
      if (law[2] === 'uniform') {
        const [low, high] = law as number[];
        expect(Math.min(...lengths)).toBeGreaterThanOrEqual(low);
        expect(Math.max(...lengths)).toBeLessThanOrEqual(high);
        // Mean of a uniform law within 4 standard errors.
        const error = (high + 1 - low) / Math.sqrt(12 * 600);
        expect(Math.abs(moments(lengths).mean - (low + high) / 2)).toBeLessThan(4 * error);
        return;
      }
      expect([...new Set(lengths)].sort((a, b) => a - b)).toEqual([...law]);
      for (const steps of law) {
        const p = 1 / law.length;
        const share = lengths.filter((n) => n === steps).length / 600;
        expect(Math.abs(share - p)).toBeLessThanOrEqual(4 * Math.sqrt((p * (1 - p)) / 600));
      }
    });
  });

  it('show the cue until the response, or throughout, and the rule throughout', () => {
    fc.assert(
      fc.property(anyRule, anyKey, (rule, from) => {
        const { input, nSteps, start } = clean(rule, from);
        for (let t = 0; t < nSteps; t++) {
          expect(input(t, 0)).toBe(uncued.includes(rule) || t < start.response ? 1 : 0);
          const rules = yang2019Rules.map((_, i) => input(t, 65 + i));
          expect(rules).toEqual(yang2019Rules.map((each) => (each === rule ? 1 : 0)));
        }
        expect(tasks[rule].cue).toBe(uncued.includes(rule) ? undefined : 0);
      }),
      { numRuns: 25 },
    );
  });

  it('weigh nothing for 100 ms, then 1, nothing for 100 ms of the response, then 5; the fixation output twice', () => {
    fc.assert(
      fc.property(anyRule, anyKey, fc.constantFrom(10, 20, 50, 100), (rule, from, dt) => {
        const { mask, nSteps, start } = clean(rule, from, {}, { dt });
        const grace = 100 / dt;
        for (let t = 0; t < nSteps; t++) {
          const wanted = t < start.response ? (t < grace ? 0 : 1) : t < start.response + grace ? 0 : 5;
          const weights = Array.from({ length: 33 }, (_, i) => mask(t, i));
          expect(weights).toEqual([2 * wanted, ...Array(32).fill(wanted)]);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('want 0.8 of the fixation output until the response, then 0.05, and a bump on 0.05 where to respond', () => {
    const low = Math.fround(0.05);
    const high = Math.fround(0.8);
    fc.assert(
      fc.property(anyRule, anyKey, (rule, from) => {
        const { target, nSteps, start } = clean(rule, from);
        const last = Array.from({ length: 33 }, (_, i) => target(nSteps - 1, i));
        const responds = last[0] === low;
        for (let t = 0; t < nSteps; t++) {
          const responding = responds && t >= start.response;
          const wanted = responding ? last : [high, ...Array(32).fill(low)];
          expect(Array.from({ length: 33 }, (_, i) => target(t, i))).toEqual(wanted);
        }
        // The nearest unit is at most pi / 32 away from the answer: 0.8 exp(-1/32) = 0.7754.
        const top = Math.max(...last.slice(1));
        if (responds) expect(top).toBeGreaterThan(0.05 + 0.7753);
        else expect(top).toBe(low);
      }),
      { numRuns: 25 },
    );
  });

  it('are batches of single trials, the same for the same key', () => {
    fc.assert(
      fc.property(anyRule, anyKey, (rule, from) => {
        const task = yang2019(rule, { dt: 50, dimRing: 5 });
        expect(batchEqualsSingles(task as never, from, 3)).toBe(true);
        expect(trialBatch(task as never, from, 2)).toEqual(trialBatch(task as never, from, 2));
      }),
      { numRuns: 20 },
    );
  });

  it('have noise of 0.01 sqrt(2 / 0.2) = 0.0316 on all 85 inputs, independent over them', () => {
    const noisy = trialBatch(yang2019('fdgo'), key(5), 8);
    const plain = trialBatch(yang2019('fdgo', { sigma: 0 }), key(5), 8);
    const [nSteps, count] = noisy.inputs.shape;
    const differences = Array.from({ length: 85 }, (): number[] => []);
    for (let t = 0; t < nSteps; t++) {
      for (let b = 0; b < count; b++) {
        if (t >= noisy.trials[b].nSteps) continue;
        const at = (t * count + b) * 85;
        differences.forEach((list, i) => {
          list.push(noisy.inputs.data[at + i] - plain.inputs.data[at + i]);
        });
      }
    }
    const n = differences[0].length;
    const std = Math.sqrt(0.001);
    for (const list of differences) {
      const { mean, variance } = moments(list);
      // 5 standard errors of a mean and of a variance, for 85 of them.
      expect(Math.abs(mean)).toBeLessThan((5 * std) / Math.sqrt(n));
      expect(Math.abs(variance / std ** 2 - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    }
  });

  it('have classes, if asked: 0 for fixation, else 1 + the nearest channel; one weight per step', () => {
    fc.assert(
      fc.property(anyRule, anyKey, (rule, from) => {
        const values = trialBatch(tasks[rule] as (typeof tasks)['fdgo'], from, 2);
        const task = yang2019(rule, { targets: 'classes' });
        const classes = trialBatch(task as never, from, 2) as ReturnType<
          typeof trialBatch<object, 'classes'>
        >;
        expect(classes.inputs).toEqual(values.inputs);
        expect(classes.mask.shape).toEqual(values.targets.shape.slice(0, 2));
        classes.targets.data.forEach((label, i) => {
          const wanted = values.targets.data.subarray(33 * i, 33 * (i + 1));
          if (values.mask.data[33 * i] === 0) return;
          const right = label === wanted.indexOf(Math.max(...wanted));
          // Expecting at every step takes seconds.
          if (!right || classes.mask.data[i] !== values.mask.data[33 * i + 1]) expect(label).toBe(wanted);
        });
      }),
      { numRuns: 20 },
    );
  });

  it('take any mixture of rule inputs', () => {
    const ruleInput = { fdanti: 1, delaygo: 1, fdgo: -1 };
    const { input } = clean('delayanti', key(0), {}, { ruleInput });
    expect(yang2019Rules.map((_, i) => input(3, 65 + i))).toEqual([
      -1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ]);
  });

  it('come all at once, with the options that each of them has', () => {
    const all = yang2019All({ dt: 50, dimRing: 8, coherences: [0.3], timing: { stimulus: 300, wait: 150 } });
    expect(Object.keys(all)).toEqual([...yang2019Rules]);
    expect(all.dmcgo.nIn).toBe(37);
    for (const trial of plans(all.contextdm1, key(0), 20)) {
      expect([trial.coherence1, trial.coherence2]).toEqual([0.3, 0.3]);
      expect(trial.periods[1].end - trial.periods[1].start).toBe(6);
    }
    expect(yang2019All({ targets: 'classes' }).fdgo.kind).toBe('classes');
  });
});

describe('bad calls', () => {
  it.each<[() => unknown, string]>([
    [() => yang2019('fdgoo' as Yang2019Rule), "- did you mean 'fdgo'?"],
    [() => yang2019('fdgo', { coherences: 'easy' }), "fdgo: expected known options, got 'coherences'"],
    [() => yang2019('dm1', { coherences: 'eazy' as 'easy' }), "did you mean 'easy'?"],
    [() => yang2019('dm1', { coherences: [] }), 'dm1: expected the number of coherences'],
    [() => yang2019('dm1', { coherences: [1] }), 'expected coherences[0] to be a number in [0, 0.8], got 1'],
    [() => yang2019('fdgo', { timing: { wait: 100 } }), "fdgo: timing: expected known options, got 'wait'"],
    [
      () => yang2019('fdgo', { timing: { response: 100 } }),
      'fdgo: expected timing.response to last longer than the 100 ms that do not count, got 100',
    ],
    [() => yang2019('fdgo', { timing: { response: -1 } }), 'fdgo: expected timing.response to be'],
    [
      () => yang2019('fdgo', { dimRing: 2 }),
      'fdgo: expected dimRing to be a whole number in [3, 65536], got 2',
    ],
    [() => yang2019('fdgo', { sigma: -1 }), 'fdgo: expected sigma to be a finite number >= 0, got -1'],
    [() => yang2019('fdgo', { tauIn: 0 }), 'fdgo: expected tauIn to be a finite number > 0, got 0'],
    [() => yang2019('fdgo', { targets: 'labels' as 'classes' }), 'fdgo: expected targets to be'],
    [
      () => yang2019('fdgo', { ruleInput: { dm3: 1 } as never }),
      "fdgo: ruleInput: expected known options, got 'dm3' - did you mean 'dm1'?",
    ],
    [() => yang2019('fdgo', { ruleInput: { dm1: NaN } }), 'expected ruleInput.dm1'],
    [() => yang2019All({ timing: { stimulis: 1 } as never }), "- did you mean 'stimulus'?"],
    [
      () => trialBatch(tasks.dm1, key(0), 1, { stronger: 3 }),
      'dm1: expected forced stronger to be one of 1, 2, got 3',
    ],
    [() => trialBatch(tasks.dm1, key(0), 1, { modality: 1 } as never), "got 'modality'"],
  ])('%#', (call, message) => {
    expect(call).toThrow(message);
  });
});
