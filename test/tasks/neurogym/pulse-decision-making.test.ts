import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trialBatch } from '../../../src/tasks/index.ts';
import { pulseCeiling } from '../../../src/tasks/neurogym/ideal-observer-ceilings.ts';
import { type Pulses, pulseDecisionMaking } from '../../../src/tasks/neurogym/pulse-decision-making.ts';
import { key } from '../../../src/tensor/index.ts';
import { chiSquareScore, countsOf } from '../../support/statistics.ts';
import { anyKey } from '../arbitraries.ts';
import { argmax, input, score, sums } from './reading.ts';

const count = (side: readonly number[]): number => side.reduce((a, b) => a + b, 0);
const lead = ([left, right]: Pulses): number => count(left) - count(right);

describe('pulseDecisionMaking', () => {
  it('has six pulse steps, each 250 ms after the one before', () => {
    const task = pulseDecisionMaking();
    expect([task.nIn, task.nOut, task.maxSteps]).toEqual([3, 3, 250]);
    const pulses = [
      [1, 1, 0, 1, 0, 1],
      [0, 1, 0, 0, 1, 1],
    ];
    const batch = trialBatch(task, key(0), 1, { pulses });
    for (const side of [0, 1]) {
      const shown = Array.from({ length: 250 }, (_, t) => input(batch, t, 0, 1 + side));
      const wanted = shown.map((_, t) =>
        t >= 50 && t < 200 && (t - 50) % 25 === 0 ? pulses[side][(t - 50) / 25] : 0,
      );
      expect(shown).toEqual(wanted);
    }
    expect(batch.trials[0]).toMatchObject({ pulses, groundTruth: 0 });
    expect(batch.trials[0].periods.slice(1, 3)).toEqual([
      { name: 'cue0', start: 50, end: 51 },
      { name: 'bin0', start: 51, end: 75 },
    ]);
  });

  it('calls the side with more pulses right, and keeps to a forced one', () => {
    fc.assert(
      fc.property(anyKey, fc.integer({ min: 1, max: 9 }), fc.nat(1), (from, nBins, side) => {
        const task = pulseDecisionMaking({ nBins });
        const { pulses, groundTruth } = task.plan(from);
        if (lead(pulses) !== 0) expect(groundTruth).toBe(lead(pulses) > 0 ? 0 : 1);
        const forced = task.plan(from, { groundTruth: side });
        expect(forced.groundTruth).toBe(side);
        expect(Math.sign(lead(forced.pulses)) * (side === 0 ? 1 : -1)).toBeGreaterThanOrEqual(0);
        expect(task.plan(from, { groundTruth })).toEqual(task.plan(from));
      }),
    );
  });

  it('draws pulses with the probabilities of the sides', () => {
    const { trials } = trialBatch(pulseDecisionMaking({ nBins: 2 }), key(2), 6000);
    // Counts of both sides: half of the trials binomial with (0.3, 0.7), half with (0.7, 0.3).
    const law = (p: number): number[] => [(1 - p) ** 2, 2 * p * (1 - p), p * p];
    const probabilities = [0, 1, 2].flatMap((i) =>
      [0, 1, 2].map((j) => (law(0.3)[i] * law(0.7)[j] + law(0.7)[i] * law(0.3)[j]) / 2),
    );
    const counts = countsOf(
      trials.map(({ pulses }) => 3 * count(pulses[0]) + count(pulses[1])),
      9,
    );
    expect(Math.abs(chiSquareScore(counts, probabilities))).toBeLessThan(4.5);
    expect(
      Math.abs(
        score(
          trials.map(({ groundTruth }) => groundTruth === 1),
          0.5,
        ),
      ),
    ).toBeLessThan(4);
  });

  it('is answered by counting as often as the closed form says', () => {
    const batch = trialBatch(pulseDecisionMaking(), key(3), 3000);
    const right = batch.trials.map(({ groundTruth }, b) => {
      const shown = Array.from({ length: 6 }, (_, i) => sums(batch, b, `cue${i}`, [1, 2]));
      return argmax([0, 1].map((side) => count(shown.map((pair) => pair[side])))) === groundTruth;
    });
    expect(Math.abs(score(right, pulseCeiling()))).toBeLessThan(4);
  });

  it.each<[object, string]>([
    [{ pPulse: [0.5] }, 'expected pPulse to be two probabilities, got [0.5]'],
    [{ pPulse: [0.5, 2] }, 'expected pPulse[1] to be a number in [0, 1], got 2'],
    [{ nBins: 0 }, 'expected nBins to be a whole number in [1, 1000], got 0'],
    [{ dt: 20 }, 'expected timing.cue to last 0 or at least one step of dt = 20 ms, got 10'],
  ])('refuses %o', (options, message) => {
    expect(() => pulseDecisionMaking(options)).toThrow(`pulseDecisionMaking: ${message}`);
  });

  it.each<[object, string]>([
    [{ pulses: [[1]] }, 'expected forced pulses to list the pulses of two sides, got [[1]]'],
    [{ pulses: [[1], [0]] }, 'expected forced pulses[0] to be a list of 2, got [1]'],
    [
      {
        pulses: [
          [1, 0],
          [0, 2],
        ],
      },
      'expected forced pulses[1][1] to be a whole number in [0, 1], got 2',
    ],
    [
      {
        pulses: [
          [1, 0],
          [0, 0],
        ],
        groundTruth: 1,
      },
      'expected forced groundTruth to be 0, the side with more pulses, got 1',
    ],
  ])('refuses to force %o', (forced, message) => {
    expect(() => pulseDecisionMaking({ nBins: 2 }).plan(key(0), forced)).toThrow(
      new RangeError(`pulseDecisionMaking: ${message}`),
    );
  });
});
