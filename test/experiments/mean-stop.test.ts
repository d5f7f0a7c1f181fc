import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stopAtMean } from '../../src/experiments/index.ts';
import type { CurriculumState } from '../../src/rnn/index.ts';
import { fit as begin, createRateNetwork, taskLoss } from '../../src/rnn/index.ts';
import { key, zeros } from '../../src/tensor/index.ts';

const batch = { inputs: zeros([1, 1, 1]), targets: zeros([1, 1, 1]) };
const data = { batchSize: 1, batch: () => batch };

describe('stopAtMean', () => {
  it('ends at the first check at which the mean of the last ones is high enough', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 16 }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 16 }),
        fc.option(fc.integer({ min: 0, max: 16 }), { nil: undefined }),
        (values, over, threshold, first) => {
          const stop = stopAtMean({
            ...{ data, every: 1, over, atLeast: threshold },
            ...(first === undefined ? {} : { first }),
          });
          const seen: number[] = first === undefined ? [] : [first];
          let state: CurriculumState = stop.begin;
          for (const value of values) {
            // A state is plain data: a run that was saved goes on as it would have.
            state = stop.check(JSON.parse(JSON.stringify(state)), value);
            seen.push(value);
            const last = seen.slice(Math.max(0, seen.length - over));
            // Sums of small whole numbers are exact, so the mean may be compared by its sum.
            const sum = last.reduce((a, b) => a + b, 0);
            expect(stop.done(state)).toBe(sum >= threshold * last.length);
          }
          expect(state.values.map(([value]) => value)).toEqual(seen);
        },
      ),
    );
  });

  it('never ends for NaN', () => {
    const stop = stopAtMean({ data, every: 1, over: 2, atLeast: 0 });
    const [once, twice] = [stop.check(stop.begin, Number.NaN), stop.check(stop.begin, 1)];
    expect([stop.done(once), stop.done(stop.check(once, 5)), stop.done(twice)]).toEqual([false, false, true]);
  });

  it('ends a run of fit, every so many updates', async () => {
    const network = createRateNetwork({ nIn: 1, nRec: 2, nOut: 1 });
    const measure = ({ update }: { update: number }): number => update;
    const run = begin({
      network,
      loss: taskLoss(network),
      data: stopAtMean({ data, every: 3, over: 2, atLeast: 10, first: 0 }),
      updates: 100,
      key: key(0),
      measure,
      engine: 'interpreted',
    });
    // Means of 0 and 3, 3 and 6, 6 and 9, 9 and 12.
    expect(await run.finish()).toMatchObject({ stoppedBy: 'curriculum', update: 12 });
    expect(run.state().curriculum.values.map(([value]) => value)).toEqual([0, 3, 6, 9, 12]);
  });

  it.each<[object, string]>([
    [{ over: 0 }, 'stopAtMean: expected over to be a whole number >= 1, got 0'],
    [{ every: 0.5 }, 'stopAtMean: expected every to be a whole number >= 1, got 0.5'],
    [{ atLeast: Number.NaN }, 'stopAtMean: expected atLeast to be a finite number'],
    [{ first: Infinity }, 'stopAtMean: expected first to be a finite number'],
    [{ data: null }, 'stopAtMean: expected data to be an object, got null'],
    [{ least: 1 }, "stopAtMean: expected known options, got 'least' - did you mean 'atLeast'?"],
  ])('refuses %o', (change, message) => {
    expect(() => stopAtMean({ data, every: 1, over: 1, atLeast: 1, ...change } as never)).toThrow(message);
  });
});
