import { describe, expect, it } from 'vitest';
import { idealObserver, trialBatch } from '../../../src/tasks/index.ts';
import { perceptualDecisionMakingDelayResponse } from '../../../src/tasks/neurogym/perceptual-decision-making-delay-response.ts';
import { key } from '../../../src/tensor/index.ts';
import { input, mean, score, spans, sums } from './reading.ts';

const COHS = [0, 6.4, 12.8, 25.6, 51.2];

describe('perceptualDecisionMakingDelayResponse', () => {
  it('lasts 11 steps of stimulus, one of eight delays and 15 steps of decision', () => {
    const task = perceptualDecisionMakingDelayResponse();
    expect([task.nIn, task.nOut, task.maxSteps]).toEqual([3, 3, 66]);
    const { trials } = trialBatch(task, key(0), 400);
    const delays = new Set(
      trials.map(({ periods, nSteps }) => {
        const { fixation, stimulus, delay, decision } = spans(periods);
        expect([fixation, stimulus, decision[1] - decision[0]]).toEqual([[0, 0], [0, 11], 15]);
        expect([delay[0], delay[1], nSteps]).toEqual([11, decision[0], decision[1]]);
        return delay[1] - delay[0];
      }),
    );
    expect([...delays].sort((a, b) => a - b)).toEqual([3, 5, 7, 9, 12, 20, 32, 40]);
  });

  it.each(COHS)('shows (1 +- coherence / 100) / 2 at coherence %d', (coherence) => {
    const task = perceptualDecisionMakingDelayResponse({ sigma: 0 });
    const batch = trialBatch(task, key(0), 2, (groundTruth) => ({ groundTruth, coherence }));
    for (const b of [0, 1]) {
      expect(input(batch, 5, b, 1 + b)).toBe(Math.fround((1 + coherence / 100) / 2));
      expect(input(batch, 5, b, 2 - b)).toBe(Math.fround((1 - coherence / 100) / 2));
      expect([input(batch, 11, b, 1), input(batch, 11, b, 2)]).toEqual([0, 0]);
    }
  });

  it('is answered as well as the closed form says', () => {
    const ceiling = mean(COHS.map((coherence) => idealObserver(coherence, 1100)));
    expect(ceiling).toBeCloseTo(0.886394, 6);
    const batch = trialBatch(perceptualDecisionMakingDelayResponse(), key(3), 4000);
    const right = batch.trials.map(({ groundTruth }, b) => {
      const [left, other] = sums(batch, b, 'stimulus', [1, 2]);
      return left > other === (groundTruth === 0);
    });
    expect(Math.abs(score(right, ceiling))).toBeLessThan(4);
  });

  it.each<[object, string]>([
    [{ cohs: [] }, 'expected cohs to list at least one coherence, got []'],
    [{ cohs: [0, 101] }, 'expected cohs[1] to be a number in [0, 100], got 101'],
    [{ sigma: -1 }, 'expected sigma to be a finite number >= 0, got -1'],
  ])('refuses %o', (options, message) => {
    expect(() => perceptualDecisionMakingDelayResponse(options)).toThrow(
      new RangeError(`perceptualDecisionMakingDelayResponse: ${message}`),
    );
  });
});
