import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DelayedDiscriminationOptions,
  delayedDiscrimination,
  trialBatch,
} from '../../../src/tasks/index.ts';
import { full, key, split } from '../../../src/tensor/index.ts';
import { chiSquareScore, countsOf } from '../../support/statistics.ts';
import { anyKey } from '../arbitraries.ts';
import { anyDelayed, range, stepsWith } from './psychrnn-tasks.ts';

const PAIRS = ['18,10', '22,14', '26,18', '30,22', '34,26'];
const code = (f: number): number => 0.4 + (0.8 * (f - 10)) / 24;

describe('every trial, whatever the options and the key', () => {
  it('is the published timeline, asked at the times 0, dt, 2 dt, ..', () => {
    fc.assert(
      fc.property(anyDelayed, anyKey, (options, from) => {
        const task = delayedDiscrimination({ ...options, sigma: 0 });
        const { inputs, targets, mask, trials } = trialBatch(task, from, 1);
        const [trial] = trials;
        const { f1, f2, choice } = trial;
        expect(PAIRS).toContain(`${Math.max(f1, f2)},${Math.min(f1, f2)}`);
        expect(choice).toBe(f1 > f2 ? 0 : 1);
        const delay = trial.onset + trial.stimulus1;
        const stimulus2 = delay + trial.delay;
        const decision = stimulus2 + trial.stimulus2;
        const end = decision + trial.decision;
        expect(end).toBeLessThan(options.T! + 1e-9);
        for (let k = 0; k < trial.nSteps; k++) {
          const t = k * task.dt;
          const f = trial.onset <= t && t < delay ? f1 : stimulus2 <= t && t < decision ? f2 : null;
          const asked = decision <= t && t < end;
          const shown = f === null ? [0, 0] : [code(f), code(44 - f)].map(Math.fround);
          expect([...inputs.data.subarray(2 * k, 2 * k + 2)]).toEqual(shown);
          const wanted = asked ? [0, 1].map((i) => Math.fround(i === choice ? 1 : 0.2)) : [0, 0];
          expect([...targets.data.subarray(2 * k, 2 * k + 2)]).toEqual(wanted);
          expect([...mask.data.subarray(2 * k, 2 * k + 2)]).toEqual(asked ? [1, 1] : [0, 0]);
        }
      }),
    );
  });

  it('has a step in every window by default', () => {
    fc.assert(
      fc.property(
        anyKey,
        fc.double({ min: 0.01, max: 50, noNaN: true }),
        fc.double({ min: 8.01, max: 40, noNaN: true }),
        (from, dt, steps) => {
          const { periods } = delayedDiscrimination({ dt, T: dt * steps }).plan(from);
          for (const { start, end } of periods.slice(1, 5)) expect(end).toBeGreaterThan(start);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('known facts (reference/psychrnn.md 9.3 and 12)', () => {
  const durations = { onset: 250, stimulus1: 500, delay: 500, stimulus2: 500, decision: 250 };

  it('stimuli in steps 25-74 and 125-174, mask and target in 175-199', () => {
    const task = delayedDiscrimination({ durations, sigma: 0 });
    const { inputs, targets, mask, trials } = trialBatch(task, key(0), 1, { f1: 26, f2: 18 });
    expect([trials[0].choice, inputs.shape]).toEqual([0, [200, 1, 2]]);
    for (const i of [0, 1]) {
      expect(stepsWith(inputs.data, 2, i)).toEqual([...range(25, 74), ...range(125, 174)]);
      expect(stepsWith(targets.data, 2, i)).toEqual(range(175, 199));
      expect(stepsWith(mask.data, 2, i)).toEqual(range(175, 199));
    }
    const at = (t: number): number[] => [...inputs.data.subarray(2 * t, 2 * t + 2)];
    [0.933333, 0.666667].forEach((value, i) => {
      expect(at(25)[i]).toBeCloseTo(value, 6);
      expect(at(125)[1 - i]).toBeCloseTo(value, 6);
    });
    expect([...targets.data.subarray(350, 352)]).toEqual([1, Math.fround(0.2)]);
    const other = trialBatch(task, key(0), 1, { f1: 18, f2: 26 });
    expect([...other.targets.data.subarray(350, 352)]).toEqual([Math.fround(0.2), 1]);
  });

  it('codes 10, 14, .. 34 Hz as .4, .533333, .. 1.2 and in reverse', () => {
    const table = [0.4, 0.533333, 0.666667, 0.8, 0.933333, 1.066667, 1.2];
    const task = delayedDiscrimination({ durations, sigma: 0 });
    table.forEach((value, i) => {
      const f1 = 10 + 4 * i;
      const { data } = trialBatch(task, key(0), 1, { f1, f2: f1 === 20 ? 10 : 20 }).inputs;
      expect(data[50]).toBeCloseTo(value, 6);
      expect(data[51]).toBeCloseTo(table[6 - i], 6);
    });
  });

  it('draws pairs and orders at equal odds, as it does forced choices', () => {
    const task = delayedDiscrimination();
    const trials = split(key(3), 5000).map((each) => task.plan(each));
    const cells = trials.map(
      ({ f1, f2, choice }) => PAIRS.indexOf(`${Math.max(f1, f2)},${Math.min(f1, f2)}`) * 2 + choice,
    );
    // Above 4 standard deviations with a probability of about 1e-3.
    expect(chiSquareScore(countsOf(cells, 10), Array(10).fill(0.1))).toBeLessThan(4);
    for (const choice of [0, 1]) {
      const forced = split(key(4), 50).map((each) => task.plan(each, { choice }));
      expect(forced.every(({ f1, f2 }) => f1 > f2 === (choice === 0))).toBe(true);
      expect(new Set(forced.map(({ f1 }) => f1)).size).toBe(5);
    }
  });

  it('with the durations of PsychRNN about 2 % of trials ask nothing, and these do not count', () => {
    const task = delayedDiscrimination({ durations: 'psychrnn' });
    const keys = split(key(5), 5000);
    const empty = keys.filter((each) => {
      const { start, end } = task.plan(each).periods[4];
      return start === end;
    });
    // Half the durations below dt, on a grid of dt: dt / 2 / (T / 8) = 2 %; standard deviation 0.2 %.
    expect(Math.abs(empty.length / keys.length - 0.02)).toBeLessThan(0.008);
    const forced = { decision: 0 };
    const batch = trialBatch(task, key(0), 3, forced);
    expect(batch.mask.data.every((weight) => weight === 0)).toBe(true);
    expect(task.accuracy(batch, full(batch.targets.shape, 0))).toBe(NaN);
  });
});

describe('bad calls', () => {
  it.each<[DelayedDiscriminationOptions, string]>([
    [
      { durations: 'psychrn' as 'psychrnn' },
      "expected durations to be 'psychrnn', got 'psychrn' - did you mean 'psychrnn'?",
    ],
    [
      { durations: { onset_time: 200 } as object },
      "expected known options, got 'onset_time' - did you mean 'onset'?",
    ],
    [{ durations: { delay: -1 } }, 'expected durations.delay to be a finite number >= 0, got -1'],
    [
      { durations: { decision: 0 } },
      'expected durations.decision to last at least one step of dt = 10 ms, got 0 - lengthen it or lower dt',
    ],
    [
      { durations: { delay: 1000 } },
      'expected durations that last at most T = 2000 ms together, got up to 2500 - raise T or give shorter ones',
    ],
    [{ T: 80 }, 'expected T to be above 8 dt = 80 ms, got 80 - lengthen it, lower dt, or give durations'],
  ])('%o', (options, message) => {
    expect(() => delayedDiscrimination(options)).toThrow(`delayedDiscrimination: ${message}`);
  });

  it.each<[object, string]>([
    [{ f1: 26 }, 'expected forced f2 to be a number in [10, 34], got undefined'],
    [{ f1: 26, f2: 40 }, 'expected forced f2 to be a number in [10, 34], got 40'],
    [
      { f1: 26, f2: 18, choice: 1 },
      'expected forced choice 0 with f1 > f2 or choice 1 with f1 < f2, got { f1: 26, f2: 18, choice: 1 }',
    ],
    [
      { f1: 26, f2: 26 },
      'expected forced choice 0 with f1 > f2 or choice 1 with f1 < f2, got { f1: 26, f2: 26 }',
    ],
    [{ choice: 2 }, 'expected forced choice to be a whole number in [0, 1], got 2'],
    [{ delay: NaN }, 'expected forced delay to be a finite number >= 0, got NaN'],
  ])('forced %o', (forced, message) => {
    expect(() => delayedDiscrimination().plan(key(0), forced)).toThrow(`delayedDiscrimination: ${message}`);
  });

  it('forced durations that exceed T', () => {
    expect(() => delayedDiscrimination().plan(key(0), { delay: 2000 })).toThrow(
      /^delayedDiscrimination: expected forced durations to end by T = 2000 ms, got a decision until \d/,
    );
  });
});
