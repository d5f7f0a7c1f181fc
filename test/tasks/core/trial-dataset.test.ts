import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  delayedDiscrimination,
  type PerceptualDecisionMakingConditions,
  perceptualDiscrimination,
  type TrialDatasetOptions,
  trialBatch,
  trialDataset,
} from '../../../src/tasks/index.ts';
import { foldIn, type Key, key } from '../../../src/tensor/index.ts';
import { anyKey, anyOptions, song } from '../arbitraries.ts';

const unbounded = song({ timing: { stimulus: { truncatedExponential: { mean: 300, min: 100 } } } });

describe('a dataset of trials', () => {
  it('is a pure function of the step: split(foldIn(key, step), batchSize), all of one shape', () => {
    fc.assert(
      fc.property(
        anyOptions,
        anyKey,
        fc.array(fc.nat(1000), { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 10 }),
        (options, from, steps, batchSize) => {
          const task = song(options);
          const data = trialDataset(task, { batchSize, key: from });
          expect(data.nSteps).toBe(task.maxSteps);
          for (const step of [...steps, ...steps.toReversed()]) {
            const batch = data.batch(step);
            expect(batch.inputs.shape).toEqual([task.maxSteps, batchSize, task.nIn]);
            const padTo = task.maxSteps;
            expect(batch).toEqual(trialBatch(task, foldIn(from, step), batchSize, {}, { padTo }));
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('goes on at any step, and leaves the batches that it gave alone', () => {
    const options = { batchSize: 5, key: key(3) };
    const task = delayedDiscrimination();
    const first = trialDataset(task, options);
    const batches = [0, 1, 2, 3].map((step) => first.batch(step));
    const resumed = trialDataset(task, options);
    expect(resumed.batch(3)).toEqual(batches[3]);
    expect(resumed.batch(0)).toEqual(batches[0]);
    expect(batches[0].inputs).not.toEqual(batches[1].inputs);
  });

  it('pads to padTo, to the most steps of the task, or to the longest trial when nothing is known', () => {
    const shapeOf = (
      options: Partial<TrialDatasetOptions<PerceptualDecisionMakingConditions>>,
      step: number,
    ): number =>
      trialDataset(unbounded, { batchSize: 4, key: key(0), ...options }).batch(step).inputs.shape[0];
    expect(unbounded.maxSteps).toBe(Infinity);
    expect(trialDataset(unbounded, { batchSize: 4, key: key(0) }).nSteps).toBeUndefined();
    expect(new Set([0, 1, 2].map((step) => shapeOf({}, step))).size).toBeGreaterThan(1);
    expect(new Set([0, 1, 2].map((step) => shapeOf({ padTo: 500 }, step)))).toEqual(new Set([500]));
    expect(trialDataset(song(), { batchSize: 4, key: key(0) }).nSteps).toBe(65);
  });

  it('shows forced conditions', () => {
    const cohs = [6.4, 51.2];
    const forced = (i: number) => ({ coherence: cohs[i % 2] });
    const { trials } = trialDataset(song(), { batchSize: 4, key: key(0), forced }).batch(8);
    expect(trials.map(({ coherence }) => coherence)).toEqual([6.4, 51.2, 6.4, 51.2]);
    const all = trialDataset(song(), { batchSize: 4, key: key(0), forced: { groundTruth: 1 } }).batch(8);
    expect(all.trials.map(({ groundTruth }) => groundTruth)).toEqual([1, 1, 1, 1]);
  });
});

describe('bad calls', () => {
  const good = { batchSize: 2, key: key(0) };
  it.each<[string, object, RegExp]>([
    ['unknown', { bachSize: 2 }, /did you mean 'batchSize'/],
    ['batchSize 0', { batchSize: 0 }, /batchSize to be a whole number .* got 0/],
    ['no key', { key: 3 as unknown as Key }, /expected a key, got 3/],
    ['padTo of half a step', { padTo: 1.5 }, /padTo to be a whole number .* got 1.5/],
  ])('%s', (_, change, message) => {
    const make = (): unknown => trialDataset(song(), { ...good, ...change });
    expect(make).toThrow(message);
    expect(make).toThrow(/^trialDataset: expected /);
  });

  it('a step below 0, and a trial longer than padTo', () => {
    expect(() => trialDataset(song(), good).batch(-1)).toThrow(/^batch: expected step .* got -1/);
    expect(() => trialDataset(song(), { ...good, padTo: 3 }).batch(0)).toThrow(
      /^trialDataset: expected trials of task 'perceptualDecisionMaking' to have at most padTo = 3 steps/,
    );
  });
});

it('answers with the accuracy of its task, and has none where the task has none', () => {
  const task = perceptualDiscrimination();
  const data = trialDataset(task, { batchSize: 6, key: key(0) });
  const batch = data.batch(0);
  expect(data.accuracy?.(batch, batch.targets)).toBe(1);
  const { accuracy: _, ...silent } = task;
  expect(trialDataset(silent, { batchSize: 6, key: key(0) }).accuracy).toBeUndefined();
});
