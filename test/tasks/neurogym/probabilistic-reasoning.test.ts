import { describe, expect, it } from 'vitest';
import { trialBatch } from '../../../src/tasks/index.ts';
import { reasoningCeiling } from '../../../src/tasks/neurogym/ideal-observer-ceilings.ts';
import { probabilisticReasoning } from '../../../src/tasks/neurogym/probabilistic-reasoning.ts';
import { key } from '../../../src/tensor/index.ts';
import { chiSquareScore, countsOf } from '../../support/statistics.ts';
import { input, runsWhere, score, spans } from './reading.ts';

const WEIGHTS = [-10, -0.9, -0.7, -0.5, -0.3, 0.3, 0.5, 0.7, 0.9, 10];
const MILD = WEIGHTS.slice(1, 9);

describe('probabilisticReasoning', () => {
  it('has 41 inputs, and a delay of 4 or 5 steps', () => {
    const task = probabilisticReasoning();
    expect([task.nIn, task.nOut, task.maxSteps]).toEqual([41, 3, 35]);
    const delays = trialBatch(task, key(0), 200).trials.map(({ periods }) => {
      const found = spans(periods);
      expect([found.fixation, found.stimulus0, found.stimulus3]).toEqual([
        [0, 5],
        [5, 10],
        [20, 25],
      ]);
      return found.delay[1] - found.delay[0];
    });
    expect(new Set(delays)).toEqual(new Set([4, 5]));
  });

  it('shows each shape at its place until the last stimulus period ends, and nothing else', () => {
    const shapes = [3, 3, 0, 9];
    const locations = [2, 0, 3, 1];
    const batch = trialBatch(probabilisticReasoning(), key(1), 1, { shapes, locations });
    const wanted = new Map(shapes.map((shape, i) => [1 + 10 * locations[i] + shape, [[5 + 5 * i, 25]]]));
    for (let channel = 1; channel < 41; channel++) {
      const on = runsWhere(batch.trials[0].nSteps, (t) => input(batch, t, 0, channel) === 1);
      expect(on).toEqual(wanted.get(channel) ?? []);
    }
  });

  it('draws shapes, places and the choice as it should', () => {
    const { trials } = trialBatch(probabilisticReasoning(), key(2), 8000);
    const even = (n: number): number[] => new Array<number>(n).fill(1 / n);
    for (const i of [0, 3]) {
      const shapes = countsOf(
        trials.map((trial) => trial.shapes[i]),
        10,
      );
      expect(Math.abs(chiSquareScore(shapes, even(10)))).toBeLessThan(4.5);
      const places = countsOf(
        trials.map((trial) => trial.locations[i]),
        4,
      );
      expect(Math.abs(chiSquareScore(places, even(4)))).toBeLessThan(4.5);
    }
    const pairs = countsOf(
      trials.map(({ shapes }) => 10 * shapes[0] + shapes[1]),
      100,
    );
    expect(Math.abs(chiSquareScore(pairs, even(100)))).toBeLessThan(4.5);
    const odds = [6, 6, 2, 3];
    const forced = trialBatch(probabilisticReasoning(), key(3), 4000, { shapes: odds }).trials;
    // Sum -0.2: p = 1 / (1 + 10^0.2).
    expect(
      Math.abs(
        score(
          forced.map(({ groundTruth }) => groundTruth === 1),
          0.386863,
        ),
      ),
    ).toBeLessThan(4);
  });

  it.each([
    ['all shapes', WEIGHTS, 0.915469],
    ['without -10 and 10', MILD, 0.835524],
  ])('is answered by the sum of weights as often as the closed form says: %s', (_, weights, ceiling) => {
    expect(reasoningCeiling(weights)).toBeCloseTo(ceiling, 6);
    const n = weights.length;
    const batch = trialBatch(probabilisticReasoning({ weights }), key(4), 4000);
    const right = batch.trials.map(({ groundTruth, periods }, b) => {
      const { end } = periods.find(({ name }) => name === 'stimulus3')!;
      let evidence = 0;
      for (let i = 0; i < 4 * n; i++) evidence += weights[i % n] * input(batch, end - 1, b, 1 + i);
      return evidence > 0 === (groundTruth === 1);
    });
    expect(Math.abs(score(right, ceiling))).toBeLessThan(4);
  });

  it.each<[object, string]>([
    [{ weights: [] }, 'expected weights to list at least one number, got []'],
    [{ weights: [1, Infinity] }, 'expected weights[1] to be a number in [-1000, 1000], got Infinity'],
    [{ nLocations: 0 }, 'expected nLocations to be a whole number in [1, 1000], got 0'],
  ])('refuses %o', (options, message) => {
    expect(() => probabilisticReasoning(options)).toThrow(`probabilisticReasoning: ${message}`);
  });

  it.each<[object, string]>([
    [{ shapes: [0, 1, 2, 10] }, 'expected forced shapes[3] to be a whole number in [0, 9], got 10'],
    [{ locations: [0, 0, 1, 2] }, 'expected forced locations to be the numbers 0 to 3 in some order'],
  ])('refuses to force %o', (forced, message) => {
    expect(() => probabilisticReasoning().plan(key(0), forced)).toThrow(message);
  });
});
