import { describe, expect, it } from 'vitest';
import { idealObserver, trialBatch } from '../../../src/tasks/index.ts';
import { multiSensoryIntegration } from '../../../src/tasks/neurogym/multi-sensory-integration.ts';
import { key } from '../../../src/tensor/index.ts';
import { moments } from '../../support/statistics.ts';
import { argmax, input, mean, score, spans, sums } from './reading.ts';

describe('multiSensoryIntegration', () => {
  it('lasts 3, 7 and 1 steps', () => {
    const task = multiSensoryIntegration();
    expect([task.nIn, task.nOut, task.maxSteps]).toEqual([5, 3, 11]);
    const wanted = { fixation: [0, 3], stimulus: [3, 10], decision: [10, 11] };
    expect(spans(task.plan(key(0)).periods)).toEqual(wanted);
  });

  it('divides the coherence between the modalities', () => {
    const task = multiSensoryIntegration({ sigma: 0 });
    const forced = { groundTruth: 1, coherence: 40, proportion: 0.25 };
    const batch = trialBatch(task, key(0), 1, forced);
    const shown = [0, 1, 2, 3, 4].map((i) => input(batch, 5, 0, i));
    [1, 0.45, 0.55, 0.35, 0.65].forEach((value, i) => {
      expect(shown[i]).toBeCloseTo(value, 6);
    });
    const { trials } = trialBatch(task, key(1), 2000);
    const { mean: middle, variance } = moments(trials.map(({ proportion }) => proportion));
    // Uniform on [0, 1): standard errors 0.0065 and 0.0017.
    expect(Math.abs(middle - 0.5)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.008);
  });

  it('is answered as well as the closed form says by the sum of both modalities, and by one less well', () => {
    const each = [5, 15, 50].map((coherence) => idealObserver(coherence, 700 / 2));
    [0.7458, 0.9764, 1].forEach((value, i) => {
      expect(each[i]).toBeCloseTo(value, 4);
    });
    expect(mean(each)).toBeCloseTo(0.9074, 4);
    const batch = trialBatch(multiSensoryIntegration(), key(2), 4000);
    const right = (weight: number): boolean[] =>
      batch.trials.map(({ groundTruth }, b) => {
        const [a, c, d, e] = sums(batch, b, 'stimulus', [1, 2, 3, 4]);
        return argmax([a + weight * d, c + weight * e]) === groundTruth;
      });
    expect(Math.abs(score(right(1), mean(each)))).toBeLessThan(4);
    expect(score(right(0), mean(each))).toBeLessThan(-10);
  });

  it.each(['stimulus', 'all'] as const)('has noise of 0.1 on %s', (noiseOn) => {
    const batch = trialBatch(multiSensoryIntegration({ noiseOn }), key(3), 500, { coherence: 0 });
    for (const channel of [0, 1, 2, 3, 4]) {
      const values = batch.trials.flatMap((_, b) => [3, 9].map((t) => input(batch, t, b, channel)));
      const { mean: middle, variance } = moments(values);
      const noisy = noiseOn === 'all' || channel > 0;
      // Standard errors 0.0032 and 0.0022.
      expect(Math.abs(middle - (channel === 0 ? 1 : 0.5))).toBeLessThan(0.014);
      expect(Math.abs(Math.sqrt(variance) - (noisy ? 0.1 : 0))).toBeLessThan(noisy ? 0.01 : 1e-6);
      expect([input(batch, 2, 0, channel), input(batch, 10, 0, channel)]).toEqual([channel === 0 ? 1 : 0, 0]);
    }
  });

  it.each<[object, string]>([
    [{ cohs: [NaN] }, 'expected cohs[0] to be a number in [0, 100], got NaN'],
    [{ dimRing: 0 }, 'expected dimRing to be a whole number in [2, 65536], got 0'],
    [{ noiseOn: 'al' }, "expected noiseOn to be 'stimulus' or 'all', got 'al' - did you mean 'all'?"],
  ])('refuses %o', (options, message) => {
    expect(() => multiSensoryIntegration(options)).toThrow(
      new RangeError(`multiSensoryIntegration: ${message}`),
    );
  });
});
