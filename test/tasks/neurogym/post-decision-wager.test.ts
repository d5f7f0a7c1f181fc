import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trialBatch } from '../../../src/tasks/index.ts';
import { postDecisionWager } from '../../../src/tasks/neurogym/post-decision-wager.ts';
import { confidence } from '../../../src/tasks/neurogym/wager-confidence.ts';
import { key } from '../../../src/tensor/index.ts';
import { moments } from '../../support/statistics.ts';
import { answer, input, mean, runsWhere, score, spans, sums } from './reading.ts';

const COHS = [0, 3.2, 6.4, 12.8, 25.6, 51.2];

/** Density of the evidence, given the direction that it favours, from normal densities. */
const density = (evidence: number, ms: number, sign: number): number =>
  mean(
    COHS.map((coherence) => {
      const distance = evidence - (sign * ms * coherence) / 100;
      return Math.exp((-distance * distance) / (4 * ms)) / Math.sqrt(4 * Math.PI * ms);
    }),
  );

const posterior = (evidence: number, ms: number): number => {
  const [right, wrong] = [density(evidence, ms, 1), density(evidence, ms, -1)];
  return right / (right + wrong);
};

/** Probabilities of 1 to 8 steps of stimulus: exponential with mean 180 ms, at least 100, below 900. */
const durations = Array.from({ length: 8 }, (_, i) => {
  const left = (ms: number): number => Math.exp(-(ms - 100) / 180);
  return (left(100 * (i + 1)) - left(100 * (i + 2))) / (1 - left(900));
});

/** How sure the best observer is, and how often: the points of the trapezoidal rule over durations and evidence. */
const points = durations.flatMap((p, i) => {
  const ms = 100 * (i + 1);
  const [reach, step] = [8 * Math.sqrt(2 * ms), Math.sqrt(2 * ms) / 500];
  const count = Math.ceil((1.5 * ms + 2 * reach) / step);
  return Array.from({ length: count }, (_, k) => {
    const x = -0.5 * ms - reach + k * step;
    const [right, wrong] = [density(x, ms, 1), density(x, ms, -1)];
    return { weight: p * right * step, sure: Math.max(right, wrong) / (right + wrong) };
  });
});

const expected = (f: (sure: number) => number): number =>
  points.reduce((sum, { weight, sure }) => sum + (weight === 0 ? 0 : weight * f(sure)), 0);

describe('confidence', () => {
  it('is the posterior of the favoured direction', () => {
    fc.assert(
      fc.property(fc.integer({ min: -300, max: 300 }), fc.integer({ min: 1, max: 9 }), (evidence, steps) => {
        const wanted = posterior(Math.abs(evidence), 100 * steps);
        expect(confidence(evidence, 100 * steps, COHS, 1)).toBeCloseTo(wanted, 5);
        // Twice the noise is as a quarter of the time, with evidence in the same proportion.
        const noisier = confidence(2 * evidence, 100 * steps, COHS, 2);
        expect(noisier).toBeCloseTo(
          confidence(
            evidence,
            100 * steps,
            COHS.map((c) => c / 2),
            1,
          ),
          5,
        );
      }),
    );
  });

  it('is a half without evidence, and certain without noise', () => {
    expect(confidence(0, 300, COHS, 1)).toBe(0.5);
    expect([confidence(0, 300, COHS, 0), confidence(-1, 300, COHS, 0)]).toEqual([0.5, 1]);
    expect(confidence(1e6, 900, COHS, 0.01)).toBe(1);
  });
});

describe('postDecisionWager', () => {
  it('has a stimulus of 1 to 8 steps, a delay of 12 to 17, and the offer 5 to 7 steps into it', () => {
    const task = postDecisionWager();
    expect([task.nIn, task.nOut, task.maxSteps]).toEqual([4, 4, 27]);
    const batch = trialBatch(task, key(0), 1000);
    const seen = batch.trials.map(({ periods, wager, nSteps }, b) => {
      const { fixation, stimulus, delay, preSure, decision } = spans(periods);
      expect([fixation, stimulus[0], decision]).toEqual([[0, 1], 1, [delay[1], delay[1] + 1]]);
      expect([delay[0], preSure[0], nSteps]).toEqual([stimulus[1], stimulus[1], decision[1]]);
      const on = runsWhere(nSteps, (t) => input(batch, t, b, 3) === 1);
      expect(on).toEqual(wager ? [[preSure[1], nSteps]] : []);
      return [stimulus, delay, preSure].map(([start, end]) => end - start);
    });
    const unique = (i: number): number[] => [...new Set(seen.map((each) => each[i]))].sort((a, b) => a - b);
    expect([unique(0), unique(1), unique(2)]).toEqual([
      [1, 2, 3, 4, 5, 6, 7, 8],
      [12, 13, 14, 15, 16, 17],
      [5, 6, 7],
    ]);
    const shares = durations.map((_, i) => seen.filter(([steps]) => steps === i + 1).length / 1000);
    // Standard error 0.016.
    durations.forEach((p, i) => {
      expect(Math.abs(shares[i] - p)).toBeLessThan(0.065);
    });
  });

  it('offers the sure choice with the decision where the wait outlasts the delay', () => {
    const task = postDecisionWager({ timing: { delay: 300, preSure: 500 } });
    const batch = trialBatch(task, key(0), 1, { wager: true });
    const { preSure, delay, decision } = spans(batch.trials[0].periods);
    expect([preSure, decision[0]]).toEqual([delay, delay[1]]);
    expect(input(batch, decision[0], 0, 3)).toBe(1);
  });

  it('wants the sure choice where it is offered and the inputs are not worth 0.7', () => {
    const batch = trialBatch(postDecisionWager(), key(1), 2000);
    batch.trials.forEach(({ wager, groundTruth, periods, dt }, b) => {
      const { stimulus } = spans(periods);
      const [left, right] = sums(batch, b, 'stimulus', [1, 2]);
      const sure = posterior(Math.abs(dt * (left - right)), dt * (stimulus[1] - stimulus[0]));
      // What rounding to f32 could decide the other way is left out.
      if (Math.abs(sure - 0.7) < 1e-5) return;
      expect(answer(batch, b)).toBe(wager && sure < 0.7 ? 3 : 1 + groundTruth);
    });
  });

  it('wants the direction always as published', () => {
    const batch = trialBatch(postDecisionWager({ target: 'direction' }), key(1), 200);
    batch.trials.forEach(({ groundTruth }, b) => {
      expect(answer(batch, b)).toBe(1 + groundTruth);
    });
  });

  it('is answered at best as the integral over the evidence says, and earns most so', () => {
    const direction = expected((sure) => sure);
    const taken = expected((sure) => (sure < 0.7 ? 1 : 0));
    const ceiling = 0.5 * direction + 0.5 * expected((sure) => (sure < 0.7 ? 1 : sure));
    expect(expected(() => 1)).toBeCloseTo(1, 6);
    // The step of the integral, across which the choice changes at once, moves them by up to 4e-5.
    expect(ceiling).toBeCloseTo(0.8622, 4);
    expect(direction).toBeCloseTo(0.7881, 4);
    expect(taken).toBeCloseTo(0.3673, 4);
    const batch = trialBatch(postDecisionWager(), key(2), 6000);
    const observed = batch.trials.map(({ wager, periods, dt }, b) => {
      const { stimulus } = spans(periods);
      const [left, right] = sums(batch, b, 'stimulus', [1, 2]);
      const sure = confidence(dt * (left - right), dt * (stimulus[1] - stimulus[0]), COHS, 1);
      return wager && sure < 0.7 ? 3 : left > right ? 1 : 2;
    });
    const right = observed.map((choice, b) => choice === answer(batch, b));
    expect(Math.abs(score(right, ceiling))).toBeLessThan(4);
    const offered = batch.trials.flatMap(({ wager }, b) => (wager ? [answer(batch, b) === 3] : []));
    expect(Math.abs(score(offered, taken))).toBeLessThan(4);
    // Any other threshold earns less on trials with an offer.
    const earned = (threshold: number): number => expected((sure) => (sure < threshold ? 0.7 : sure));
    for (const threshold of [0.6, 0.65, 0.75, 0.8]) expect(earned(0.7)).toBeGreaterThan(earned(threshold));
  });

  it.each(['stimulus', 'all'] as const)('has noise of 0.1 on %s', (noiseOn) => {
    const batch = trialBatch(postDecisionWager({ noiseOn }), key(3), 1000, { coherence: 0 });
    for (const channel of [0, 1, 2, 3]) {
      const { variance } = moments(batch.trials.map((_, b) => input(batch, 1, b, channel)));
      const noisy = noiseOn === 'all' || channel === 1 || channel === 2;
      // Standard error 0.0022.
      expect(Math.abs(Math.sqrt(variance) - (noisy ? 0.1 : 0))).toBeLessThan(noisy ? 0.01 : 1e-6);
    }
  });

  it.each<[object, string]>([
    [{ cohs: [-1] }, 'expected cohs[0] to be a number in [0, 100], got -1'],
    [{ sigma: Infinity }, 'expected sigma to be a finite number >= 0, got Infinity'],
    [{ sureReward: 1.5 }, 'expected sureReward to be a number in [0, 1], got 1.5'],
    [
      { target: 'best' },
      "expected target to be 'bestChoice' or 'direction', got 'best' - did you mean 'bestChoice'?",
    ],
    [{ noiseOn: 'cue' }, "expected noiseOn to be 'stimulus' or 'all', got 'cue' - did you mean 'all'?"],
  ])('refuses %o', (options, message) => {
    expect(() => postDecisionWager(options)).toThrow(new RangeError(`postDecisionWager: ${message}`));
  });
});
