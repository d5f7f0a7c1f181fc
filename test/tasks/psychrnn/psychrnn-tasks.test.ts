import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trialBatch } from '../../../src/tasks/index.ts';
import { foldIn, fromArray, full, key } from '../../../src/tensor/index.ts';
import { correlationScore, moments } from '../../support/statistics.ts';
import { anyKey, batchEqualsSingles } from '../arbitraries.ts';
import { bytesOf, families } from './psychrnn-tasks.ts';

describe.each(families)('$name', ({ name, make, options, changes, stated }) => {
  it('makes finite arrays of the stated shapes, with periods that cover the trial', () => {
    fc.assert(
      fc.property(options, anyKey, fc.integer({ min: 1, max: 3 }), (given, from, count) => {
        const task = make(given);
        const { kind, inputs, targets, mask, trials } = trialBatch(task, from, count);
        const nSteps = Math.ceil(given.T! / given.dt! - 1e-9);
        expect([task.name, task.kind, kind, task.maxSteps]).toEqual([name, 'values', 'values', nSteps]);
        expect(inputs.shape).toEqual([nSteps, count, task.nIn]);
        expect([targets.shape, mask.shape]).toEqual([
          [nSteps, count, task.nOut],
          [nSteps, count, task.nOut],
        ]);
        for (const { data } of [inputs, targets, mask]) expect(data.every(Number.isFinite)).toBe(true);
        expect(mask.data.every((weight) => weight === 0 || weight === 1)).toBe(true);
        for (const { periods } of trials) {
          expect([periods[0].start, periods.at(-1)?.end]).toEqual([0, nSteps]);
          periods.slice(1).forEach((period, i) => {
            expect(period.start).toBe(periods[i].end);
          });
        }
      }),
    );
  });

  it('obeys the law of batches, and padding only pads', () => {
    fc.assert(
      fc.property(options, anyKey, fc.integer({ min: 1, max: 10 }), fc.nat(5), (given, from, count, more) => {
        const task = make(given);
        expect(batchEqualsSingles(task, from, count)).toBe(true);
        expect(batchEqualsSingles(task, from, count, task.maxSteps + more)).toBe(true);
      }),
      { numRuns: 10 },
    );
  });

  it('has the same bytes for the same key and others for another', () => {
    fc.assert(
      fc.property(options, anyKey, fc.integer({ min: 1, max: 1000 }), (given, from, other) => {
        const bytes = (at: typeof from): string =>
          `${bytesOf(trialBatch(make(given), at, 2))} ${JSON.stringify(trialBatch(make(given), at, 2).trials)}`;
        expect(bytes(from)).toBe(bytes(from));
        expect(bytes(from)).not.toBe(bytes(foldIn(from, other)));
      }),
      { numRuns: 15 },
    );
  });

  const bytes = (given: object): string => bytesOf(trialBatch(make(given), key(5), 8));

  it.each(changes.map((change) => [JSON.stringify(change), change] as const))(
    'changes with %s',
    (_, change) => {
      expect(bytes(change)).not.toBe(bytes({}));
    },
  );

  it('tells the noise of PsychRNN from its own at dt 20, and not at dt 10', () => {
    expect(bytes({ dt: 20, noise: 'psychrnn' })).not.toBe(bytes({ dt: 20 }));
    const [a, b] = [{ noise: 'psychrnn' }, {}].map((given) => trialBatch(make(given), key(5), 2).inputs.data);
    a.forEach((value, i) => {
      // One rounding of the standard deviation, and one to f32.
      expect(Math.abs(value - b[i])).toBeLessThan(1e-6);
    });
  });

  it('has the defaults that it states', () => {
    expect(bytes(stated)).toBe(bytes({}));
  });

  it('has accuracy 1 for its targets, 0 for their opposite', () => {
    fc.assert(
      fc.property(anyKey, fc.integer({ min: 1, max: 5 }), (from, count) => {
        const task = make();
        const batch = trialBatch(task, from, count);
        expect(task.accuracy(batch, batch.targets)).toBe(1);
        const opposite = fromArray(
          (batch.targets.data as Float32Array).map((value) => -value),
          batch.targets.shape,
        );
        expect(task.accuracy(batch, opposite)).toBe(0);
        expect(task.accuracy(batch, full(batch.targets.shape, NaN))).toBe(0);
      }),
      { numRuns: 15 },
    );
  });

  it('has white noise of the stated standard deviation', () => {
    // The difference of equal trials with and without noise.
    for (const [given, sigma] of [
      [{ dt: 10, tau: 100, sigma: 2 }, 2 * Math.sqrt(0.2)],
      [{ dt: 5, tau: 200, sigma: 1 }, Math.sqrt(0.05)],
    ] as const) {
      const loud = trialBatch(make(given), key(11), 20).inputs.data;
      const quiet = trialBatch(make({ ...given, sigma: 0 }), key(11), 20).inputs.data;
      const noise = Float64Array.from(loud, (value, i) => value - quiet[i]);
      const { mean, variance } = moments(noise);
      // At least 8000 values: standard errors of mean and deviation below 0.0112 and 0.0079 of sigma.
      expect(Math.abs(mean / sigma)).toBeLessThan(0.045);
      expect(Math.abs(Math.sqrt(variance) / sigma - 1)).toBeLessThan(0.032);
      // The next channel or trial, and the next step: in standard errors.
      for (const apart of [1, 20 * make(given).nIn]) {
        expect(Math.abs(correlationScore(noise.subarray(apart), noise.subarray(0, -apart)))).toBeLessThan(4);
      }
    }
  });
});

describe('bad options of any of the three', () => {
  it.each<[object, RegExp]>([
    [{ dt: 0 }, /dt to be a finite number > 0, got 0/],
    [{ tau: -5 }, /tau to be a finite number > 0, got -5/],
    [{ T: 5 }, /T to be a finite number >= 10, got 5/],
    [{ sigma: -1 }, /sigma to be a finite number >= 0, got -1/],
    [{ noise: 'psychrn' }, /noise to be 'tauAware' or 'psychrnn', got 'psychrn' - did you mean 'psychrnn'\?/],
    [{ Tau: 100 }, /expected known options, got 'Tau' - did you mean 'tau'\?/],
  ])('%o', (bad, message) => {
    for (const { name, make } of families) {
      expect(() => make(bad)).toThrow(message);
      expect(() => make(bad)).toThrow(new RegExp(`^${name}: expected `));
    }
  });

  it('options that are no object, and forced conditions that are none', () => {
    for (const { name, make } of families) {
      expect(() => make(3 as unknown as object)).toThrow(`${name}: expected options to be an object, got 3`);
      expect(() => make().plan(key(0), 3 as unknown as object)).toThrow(
        `${name}: expected forced to be an object, got 3`,
      );
      expect(() => make().plan(key(0), { coh: 3 } as object)).toThrow(/expected known options, got 'coh' - /);
    }
  });
});
