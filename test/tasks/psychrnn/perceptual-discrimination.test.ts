import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type PerceptualDiscriminationOptions,
  perceptualDiscrimination,
  trialBatch,
} from '../../../src/tasks/index.ts';
import { key } from '../../../src/tensor/index.ts';
import { chiSquareScore, countsOf, kolmogorovScore } from '../../support/statistics.ts';
import { anyKey } from '../arbitraries.ts';
import { anyPerceptual, range, stepsWith } from './psychrnn-tasks.ts';

describe('every trial, whatever the options and the key', () => {
  it('is the published timeline, asked at the times 0, dt, 2 dt, ..', () => {
    fc.assert(
      fc.property(anyPerceptual, anyKey, (options, from) => {
        const task = perceptualDiscrimination({ ...options, sigma: 0 });
        const { inputs, targets, mask, trials } = trialBatch(task, from, 1);
        const [{ coherence, direction, onset, duration, nSteps }] = trials;
        const offset = onset + duration;
        for (let k = 0; k < nSteps; k++) {
          const t = k * task.dt;
          const seen = onset < t && t < offset;
          const answered = t > offset + 20;
          for (let i = 0; i < 2; i++) {
            const evidence = i === direction ? 1 + coherence : 1;
            expect(inputs.data[2 * k + i]).toBe(seen ? Math.fround(evidence) : 0);
            expect(targets.data[2 * k + i]).toBe(answered ? (i === direction ? 1 : Math.fround(0.2)) : 0);
            const asked = options.gap === 'masked' ? answered : !(t < offset);
            expect(mask.data[2 * k + i]).toBe(asked ? 1 : 0);
          }
        }
        const T = options.T!;
        expect(onset >= 0 && onset < T / 2 && duration >= T / 8 && offset < (7 * T) / 8).toBe(true);
        expect(stepsWith(inputs.data, 2).length).toBeGreaterThan(0);
        expect(stepsWith(targets.data, 2).length).toBeGreaterThan(0);
      }),
    );
  });

  it('takes forced conditions as given and draws the rest as before', () => {
    fc.assert(
      fc.property(anyPerceptual, anyKey, fc.nat(1), fc.nat(100), (options, from, direction, percent) => {
        const task = perceptualDiscrimination(options);
        const coherence = percent / 100;
        const free = task.plan(from);
        expect(task.plan(from, { coherence, direction })).toEqual({ ...free, coherence, direction });
        const { onset, duration } = free;
        expect(task.plan(from, { onset, duration })).toEqual(free);
      }),
    );
  });
});

describe('known facts (reference/psychrnn.md 9.2 and 12)', () => {
  const forced = { coherence: 0.5, direction: 0, onset: 500, duration: 500 };

  it('stimulus steps 51-99 with 1.5 and 1, mask 100-199, target steps 103-199 with 1 and 0.2', () => {
    const { inputs, targets, mask } = trialBatch(perceptualDiscrimination({ sigma: 0 }), key(0), 1, forced);
    expect(inputs.shape).toEqual([200, 1, 2]);
    expect(stepsWith(inputs.data, 2, 0)).toEqual(range(51, 99));
    expect(stepsWith(inputs.data, 2, 1)).toEqual(range(51, 99));
    expect([...inputs.data.subarray(102, 104)]).toEqual([1.5, 1]);
    expect(stepsWith(mask.data, 2, 0)).toEqual(range(100, 199));
    expect(stepsWith(mask.data, 2, 1)).toEqual(range(100, 199));
    expect(stepsWith(targets.data, 2)).toEqual(range(103, 199));
    expect([...targets.data.subarray(206, 208)]).toEqual([1, Math.fround(0.2)]);
  });

  it('the gap of 20 ms can be masked', () => {
    const { mask } = trialBatch(perceptualDiscrimination({ gap: 'masked' }), key(0), 1, forced);
    expect(stepsWith(mask.data, 2)).toEqual(range(103, 199));
  });

  it('coherence and direction are honoured', () => {
    const options = { coherence: 0.3, direction: 1 };
    const { trials } = trialBatch(perceptualDiscrimination(options), key(1), 50);
    expect(trials.every(({ coherence, direction }) => coherence === 0.3 && direction === 1)).toBe(true);
    const two = trialBatch(perceptualDiscrimination({ coherence: [0.1, 0.7] }), key(1), 50).trials;
    expect([...new Set(two.map(({ coherence }) => coherence))].sort()).toEqual([0.1, 0.7]);
  });

  it('draws coherence and direction at equal odds, onset and duration uniformly, all independently', () => {
    const { trials } = trialBatch(perceptualDiscrimination({ dt: 200, T: 2000, sigma: 0 }), key(2), 4000);
    const cohs = [0.1, 0.3, 0.5, 0.7];
    const cells = trials.map(
      ({ coherence, direction, onset, duration }) =>
        ((cohs.indexOf(coherence) * 2 + direction) * 2 + (onset < 500 ? 0 : 1)) * 2 +
        (duration < 500 ? 0 : 1),
    );
    // Above 4 standard deviations with a probability below 1e-3.
    expect(chiSquareScore(countsOf(cells, 32), Array(32).fill(1 / 32))).toBeLessThan(4);
    const onsets = Float64Array.from(trials, ({ onset }) => onset / 1000);
    expect(kolmogorovScore(onsets, (x) => x)).toBeLessThan(1.95);
    const durations = Float64Array.from(trials, ({ duration }) => (duration - 250) / 500);
    expect(kolmogorovScore(durations, (x) => x)).toBeLessThan(1.95);
  });
});

describe('bad calls', () => {
  it.each<[PerceptualDiscriminationOptions, string]>([
    [{ coherence: 51.2 }, 'expected coherence to be a number in [0, 1], got 51.2'],
    [{ coherence: [0.1, -0.3] }, 'expected coherence[1] to be a number in [0, 1], got -0.3'],
    [{ coherence: [] }, 'expected coherence to list at least one value, got []'],
    [{ direction: 2 }, 'expected direction to be a whole number in [0, 1], got 2'],
    [
      { gap: 'mask' as 'masked' },
      "expected gap to be 'trained' or 'masked', got 'mask' - did you mean 'masked'?",
    ],
    [
      { T: 200 },
      'expected T to be at least 8 (dt + 20) = 240 ms, got 200 - shorter trials can end before the decision',
    ],
  ])('%o', (options, message) => {
    expect(() => perceptualDiscrimination(options)).toThrow(`perceptualDiscrimination: ${message}`);
  });

  it.each<[object, string]>([
    [{ coherence: 2 }, 'expected forced coherence to be a number in [0, 1], got 2'],
    [{ direction: 0.5 }, 'expected forced direction to be a whole number in [0, 1], got 0.5'],
    [{ onset: -1 }, 'expected forced onset to be a finite number >= 0, got -1'],
    [{ duration: 0 }, 'expected forced duration to be a finite number > 0, got 0'],
    [
      { onset: 1500, duration: 470 },
      'expected forced onset and duration to leave time for a decision before T = 2000 ms, got a stimulus until 1970 ms',
    ],
  ])('forced %o', (forced, message) => {
    expect(() => perceptualDiscrimination().plan(key(0), forced)).toThrow(
      `perceptualDiscrimination: ${message}`,
    );
  });

  it('the shortest T leaves every trial a decision', () => {
    const task = perceptualDiscrimination({ T: 240 });
    const forced = { onset: 120 * (1 - 2 ** -24), duration: 30 + 60 * (1 - 2 ** -24) };
    expect(task.plan(key(0), forced).periods.at(-1)).toEqual({ name: 'decision', start: 23, end: 24 });
  });
});
