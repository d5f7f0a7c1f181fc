import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MixtureOptions, mixture } from '../../../src/tasks/core/mixture.ts';
import type { TrialBatch } from '../../../src/tasks/core/task.ts';
import { trialDataset } from '../../../src/tasks/core/trial-dataset.ts';
import { withRule } from '../../../src/tasks/core/with-rule.ts';
import { goNogo } from '../../../src/tasks/neurogym/go-nogo.ts';
import { perceptualDecisionMaking } from '../../../src/tasks/neurogym/perceptual-decision-making.ts';
import { perceptualDiscrimination } from '../../../src/tasks/psychrnn/perceptual-discrimination.ts';
import { yang2019, yang2019All, yang2019Shared } from '../../../src/tasks/yang2019/yang2019.ts';
import { type Key, key, type Tensor, zeros } from '../../../src/tensor/index.ts';
import { chiSquareScore } from '../../support/statistics.ts';
import { anyKey } from '../arbitraries.ts';

const small = { dt: 100, dimRing: 8 };
const three = {
  fdgo: yang2019('fdgo', small),
  dm1: yang2019('dm1', small),
  dmsgo: yang2019('dmsgo', small),
};
const names = Object.keys(three);
const mix = (options: Partial<MixtureOptions> = {}) =>
  mixture(three, { batchSize: 4, key: key(0), ...options });

const tasksOf = ({ trials }: TrialBatch<{ task: string }, 'values'>): string[] =>
  trials.map(({ task }) => task);

const count = (list: readonly string[]): number[] =>
  names.map((name) => list.filter((each) => each === name).length);

describe('the order of tasks', () => {
  it('is at random by weight, one per batch or one per trial', () => {
    const weights = { dm1: 5 };
    const wanted = [1 / 7, 5 / 7, 1 / 7];
    const perBatch = mix({ schedule: { interleaved: 'batches', weights }, batchSize: 2 });
    const batches = Array.from({ length: 400 }, (_, step) => tasksOf(perBatch.batch(step)));
    for (const [a, b] of batches) expect(a).toBe(b);
    const perTrial = mix({ schedule: { interleaved: 'trials', weights }, batchSize: 8 });
    const trials = Array.from({ length: 50 }, (_, step) => tasksOf(perTrial.batch(step)));
    expect(trials.some((list) => new Set(list).size === 3)).toBe(true);
    // 4 standard deviations of chi-square with 2 degrees of freedom.
    expect(chiSquareScore(count(batches.map(([a]) => a)), wanted)).toBeLessThan(4);
    expect(chiSquareScore(count(trials.flat()), wanted)).toBeLessThan(4);
    const even = mix({ batchSize: 1 });
    const plain = Array.from({ length: 300 }, (_, step) => tasksOf(even.batch(step))[0]);
    expect(chiSquareScore(count(plain), [1 / 3, 1 / 3, 1 / 3])).toBeLessThan(4);
    // Control: the wrong probabilities are found.
    expect(chiSquareScore(count(plain), wanted)).toBeGreaterThan(40);
    const never = mix({ schedule: { interleaved: 'trials', weights: { fdgo: 0, dm1: 0 } }, batchSize: 20 });
    expect(count(tasksOf(never.batch(0)))).toEqual([0, 0, 20]);
  });

  it('is in blocks, over and over', () => {
    const data = mix({ schedule: { blocked: 2 } });
    const order = Array.from({ length: 8 }, (_, step) => new Set(tasksOf(data.batch(step))));
    expect(order).toEqual(
      ['fdgo', 'fdgo', 'dm1', 'dm1', 'dmsgo', 'dmsgo', 'fdgo', 'fdgo'].map((name) => new Set([name])),
    );
  });

  it('is one group after the other, at random within a group; the last stays', () => {
    const data = mix({
      schedule: {
        sequential: [
          { tasks: ['fdgo'], updates: 3 },
          { tasks: ['dm1', 'dmsgo'], updates: 60 },
          { tasks: ['fdgo'], updates: 2 },
        ],
      },
      batchSize: 1,
    });
    const order = Array.from({ length: 80 }, (_, step) => tasksOf(data.batch(step))[0]);
    expect(count(order.slice(0, 3))).toEqual([3, 0, 0]);
    const [go, dm, match] = count(order.slice(3, 63));
    expect([go, dm + match]).toEqual([0, 60]);
    // 4 standard deviations.
    expect(Math.abs(dm - 30)).toBeLessThan(4 * Math.sqrt(15));
    expect(count(order.slice(63))).toEqual([17, 0, 0]);
  });

  it('is all tasks in turn in tests, from 2^30 on, whatever it is in training', () => {
    for (const schedule of [{ interleaved: 'batches' }, { blocked: 9 }] as const) {
      const data = mix({ schedule, batchSize: 4 });
      const tests = [0, 1, 2].map((i) => tasksOf(data.batch(2 ** 30 + i)));
      expect(tests[0]).toEqual(['fdgo', 'dm1', 'dmsgo', 'fdgo']);
      expect(count(tests.flat())).toEqual([4, 4, 4]);
    }
  });
});

describe('a batch', () => {
  it('is a pure function of its number, and all have one shape', () => {
    fc.assert(
      fc.property(
        anyKey,
        fc.array(fc.nat(2 ** 30 + 9), { minLength: 1, maxLength: 3 }),
        fc.constantFrom<Partial<MixtureOptions>>(
          {},
          { schedule: { interleaved: 'trials' } },
          { schedule: { blocked: 3 }, shared: yang2019Shared },
          { padTo: 50, shared: ['timing'] },
        ),
        (from, steps, options) => {
          const data = mix({ key: from, ...options });
          const first = steps.map((step) => data.batch(step));
          const again = mix({ key: from, ...options });
          expect(steps.toReversed().map((step) => again.batch(step))).toEqual(first.toReversed());
          for (const { inputs, targets, mask } of first) {
            expect(inputs.shape).toEqual([data.nSteps, 4, data.nIn]);
            expect([targets.shape, mask.shape]).toEqual(Array(2).fill([data.nSteps, 4, data.nOut]));
          }
        },
      ),
      { numRuns: 25 },
    );
    expect([mix().nSteps, mix({ padTo: 50 }).nSteps]).toEqual([33, 50]);
    expect(mix().batch(0).inputs).not.toEqual(mix({ key: key(1) }).batch(0).inputs);
  });

  it('of one task is that of its own dataset', () => {
    fc.assert(
      fc.property(anyKey, fc.nat(100), (from, step) => {
        const batch = mix({ key: from }).batch(step);
        const name = batch.trials[0].task as keyof typeof three;
        const alone = trialDataset(three[name] as (typeof three)['dm1'], {
          batchSize: 4,
          key: from,
          padTo: 33,
        }).batch(step);
        expect({ ...batch, trials: [] }).toEqual({ ...alone, trials: [] });
        expect(batch.trials).toEqual(alone.trials.map((trial) => ({ ...trial, task: name })));
      }),
      { numRuns: 20 },
    );
  });

  it('has the rule input of each trial on, also when tasks alternate within the batch', () => {
    const data = mix({ schedule: { interleaved: 'trials' }, batchSize: 6 });
    const { inputs, trials } = data.batch(3);
    const noise = 6 * 0.01 * Math.sqrt(2);
    trials.forEach(({ task, nSteps }, b) => {
      for (let t = 0; t < data.nSteps; t++) {
        for (const name of names) {
          const channel = three[name as keyof typeof three].ruleChannel;
          const on = name === task && t < nSteps ? 1 : 0;
          expect(Math.abs(inputs.data[(t * 6 + b) * data.nIn + channel] - on)).toBeLessThan(noise);
        }
      }
    });
  });

  it('shares durations and rings between trials of a task, as published, or durations only', () => {
    const periods = (options: Partial<MixtureOptions>): number[] => {
      const data = mixture(yang2019All(small), { batchSize: 8, key: key(1), ...options });
      const seen = { timing: 0, rings: 0, locations: 0, batches: 0 };
      for (let step = 0; step < 40; step++) {
        const { trials } = data.batch(step);
        const all = trials as unknown as Record<string, unknown>[];
        const distinct = (f: (trial: Record<string, unknown>) => unknown): boolean =>
          new Set(all.map((trial) => JSON.stringify(f(trial)))).size > 1;
        seen.timing += distinct((trial) => trial.periods) ? 1 : 0;
        seen.rings += distinct((trial) => [trial.modality, trial.modality1, trial.modality2]) ? 1 : 0;
        seen.locations += distinct((trial) => trial.location ?? trial.location1) ? 1 : 0;
      }
      return [seen.timing, seen.rings, seen.locations];
    };
    expect(periods({ shared: yang2019Shared })).toEqual([0, 0, 40]);
    const [timing, rings, locations] = periods({ shared: ['timing'] });
    expect([timing, locations]).toEqual([0, 40]);
    expect(rings).toBeGreaterThan(10);
    expect(periods({})).toEqual([40, expect.any(Number), 40]);
  });

  it('shares other durations in the next batch', () => {
    const data = mix({ shared: ['timing'], schedule: { interleaved: 'trials' }, batchSize: 12 });
    const lengths = [0, 1, 2, 3].map((step) => {
      const own = data.batch(step).trials.filter(({ task }) => task === 'dmsgo');
      expect(new Set(own.map(({ nSteps }) => nSteps)).size).toBe(1);
      return own[0].nSteps;
    });
    expect(new Set(lengths).size).toBeGreaterThan(1);
  });
});

describe('tasks without a rule input', () => {
  const plain = {
    go: goNogo(),
    dots: perceptualDecisionMaking({ dimRing: 4, timing: { stimulus: 300 } }),
  };

  it('get one, behind the inputs of the task with the most', () => {
    const data = mixture(plain, { batchSize: 6, key: key(2) });
    expect([data.nIn, data.nOut, data.nSteps, data.kind, data.dt]).toEqual([7, 5, 15, 'classes', 100]);
    const seen = new Set<string>();
    for (let step = 0; step < 8; step++) {
      const { inputs, targets, trials } = data.batch(step);
      const name = trials[0].task as keyof typeof plain;
      seen.add(name);
      const task = withRule(plain[name] as (typeof plain)['dots'], name, ['go', 'dots'], 5);
      const alone = trialDataset(task, { batchSize: 6, key: key(2), padTo: 15 }).batch(step);
      expect([inputs, targets]).toEqual([alone.inputs, alone.targets]);
    }
    expect(seen.size).toBe(2);
  });

  it('go without, if asked', () => {
    const data = mixture(plain, { batchSize: 2, key: key(2), rule: false });
    expect(data.nIn).toBe(5);
    expect(data.batch(0).inputs.shape).toEqual([15, 2, 5]);
  });
});

describe('performance', () => {
  const data = mix({ batchSize: 7 });
  const batch = data.batch(2 ** 30);
  /** The targets, with fixation at the end of the trials named. */
  const answers = (wrong: readonly number[]): Tensor => {
    const z = { ...batch.targets, data: batch.targets.data.slice() };
    for (const b of wrong) {
      const at = ((batch.trials[b].nSteps - 1) * 7 + b) * data.nOut;
      z.data[at] = 0.85 - z.data[at];
    }
    return z;
  };

  it('is that of all trials, and of each task', () => {
    expect(data.accuracy(batch, batch.targets)).toBe(1);
    expect(data.accuracyByTask(batch, batch.targets)).toEqual({ fdgo: 1, dm1: 1, dmsgo: 1 });
    // Trials 0, 3 and 6 are of fdgo.
    expect(data.accuracyByTask(batch, answers([0, 3, 1]))).toEqual({ fdgo: 1 / 3, dm1: 0.5, dmsgo: 1 });
    expect(data.accuracy(batch, answers([0, 3, 1]))).toBeCloseTo(4 / 7, 12);
  });

  it('is NaN for tasks that are not in the batch', () => {
    const one = mix({ schedule: { blocked: 100 } });
    const first = one.batch(0);
    expect(one.accuracyByTask(first, first.targets)).toEqual({ fdgo: 1, dm1: NaN, dmsgo: NaN });
    expect(one.accuracy(first, first.targets)).toBe(1);
  });

  it('counts by the accuracy of the kind where a task has none of its own, and leaves out what asks nothing', () => {
    const both = mixture({ a: goNogo(), b: goNogo() }, { batchSize: 4, key: key(3) });
    const test = both.batch(2 ** 30);
    const z = zeros([15, 4, 2]);
    test.targets.data.forEach((label, i) => {
      // Trial 1, of b, is wrong.
      z.data[2 * i + (i % 4 === 1 ? 1 - label : label)] = 1;
    });
    expect(both.accuracyByTask(test, z)).toEqual({ a: 1, b: 0.5 });
    expect(both.accuracy(test, z)).toBe(0.75);
    const hidden = { ...test.mask, data: test.mask.data.map((w, i) => (i % 4 === 1 ? 0 : w)) };
    expect(both.accuracy({ ...test, mask: hidden }, z)).toBe(1);
    const blank = { ...test, mask: zeros([15, 4]) };
    expect(both.accuracy(blank, z)).toBeNaN();
  });
});

describe('bad calls', () => {
  const good = { batchSize: 2, key: key(0) };
  const endless = perceptualDecisionMaking({
    timing: { stimulus: { truncatedExponential: { mean: 300, min: 100 } } },
  });
  it.each<[string, () => unknown, RegExp]>([
    ['no tasks', () => mixture({}, good), /^mixture: expected at least one task, got none$/],
    ['an unknown option', () => mix({ bachSize: 1 } as never), /did you mean 'batchSize'/],
    ['no key', () => mix({ key: 3 as unknown as Key }), /expected a key, got 3/],
    ['batchSize 0', () => mix({ batchSize: 0 }), /batchSize to be a whole number/],
    ['half a step', () => mix({ padTo: 1.5 }), /padTo to be a whole number/],
    ['rule 1', () => mix({ rule: 1 as never }), /expected rule to be true or false, got 1/],
    [
      'kinds',
      () => mixture({ a: goNogo() as never, b: perceptualDiscrimination() }, good),
      /^mixture: expected tasks of the same kind, got 'classes' of 'a' and 'values' of 'b'$/,
    ],
    [
      'time steps',
      () => mixture({ a: goNogo(), b: goNogo({ dt: 20 }) }, good),
      /^mixture: expected tasks of the same dt, got 100 of 'a' and 20 of 'b'$/,
    ],
    [
      'outputs',
      () => mixture({ a: yang2019('fdgo'), b: yang2019('fdanti', { dimRing: 16 }) }, good),
      /same nOut, got 33 of 'a' and 17 of 'b'/,
    ],
    [
      'some with rules',
      () => mixture({ a: yang2019('fdgo', { ...small, targets: 'classes' }), b: goNogo() }, good),
      /expected rule inputs in all tasks, of 37 inputs in all, or in none, got 'b' of 3/,
    ],
    ['no longest trial', () => mixture({ a: endless }, good), /longest length, got 'a' - give padTo/],
    ['a short padTo', () => mix({ padTo: 10 }).batch(0), /mixture: expected trials .* at most padTo = 10/],
    ['what is shared', () => mix({ shared: ['timings'] }), /did you mean 'timing'/],
    ['one name', () => mix({ shared: 'timing' as never }), /expected shared to list names, got 'timing'/],
    [
      'no timing to share',
      () => {
        const own = yang2019('fdgo');
        const task = { ...own, plan: (from: Key) => own.plan(from) };
        return mixture({ a: task }, { ...good, shared: ['timing'] });
      },
      /expected trials of 'a' to share timing, got different periods - share what they depend on too/,
    ],
    ['no schedule', () => mix({ schedule: {} as never }), /expected schedule to be interleaved/],
    [
      'two schedules',
      () => mix({ schedule: { blocked: 1, interleaved: 'trials' } as never }),
      /expected schedule to be interleaved/,
    ],
    ['weights of blocks', () => mix({ schedule: { blocked: 1, weights: {} } as never }), /to be interleaved/],
    ['a schedule', () => mix({ schedule: { block: 1 } as never }), /did you mean 'blocked'/],
    ['a unit', () => mix({ schedule: { interleaved: 'trial' as never } }), /did you mean 'trials'/],
    [
      'a weight',
      () => mix({ schedule: { interleaved: 'trials', weights: { dm2: 1 } } }),
      /did you mean 'dm1'/,
    ],
    [
      'a negative weight',
      () => mix({ schedule: { interleaved: 'trials', weights: { dm1: -1 } } }),
      /schedule.weights.dm1 to be a finite number >= 0, got -1/,
    ],
    [
      'no weight',
      () => mix({ schedule: { interleaved: 'trials', weights: { fdgo: 0, dm1: 0, dmsgo: 0 } } }),
      /schedule.weights with a positive sum/,
    ],
    ['half a block', () => mix({ schedule: { blocked: 0.5 } }), /schedule.blocked to be a whole number/],
    ['no groups', () => mix({ schedule: { sequential: [] } }), /at least one group/],
    [
      'an empty group',
      () => mix({ schedule: { sequential: [{ tasks: [], updates: 1 }] } }),
      /sequential\[0\].tasks to name at least one task/,
    ],
    [
      'a group of another',
      () => mix({ schedule: { sequential: [{ tasks: ['dm9'], updates: 1 }] } }),
      /did you mean 'dm1'/,
    ],
    [
      'no updates',
      () => mix({ schedule: { sequential: [{ tasks: ['dm1'], updates: 0 }] } }),
      /sequential\[0\].updates to be a whole number/,
    ],
    ['batch -1', () => mix().batch(-1), /batch: expected step/],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(message);
  });
});
