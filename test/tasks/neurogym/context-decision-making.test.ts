import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idealObserver, trialBatch } from '../../../src/tasks/index.ts';
import {
  type ContextDecisionMakingOptions,
  contextDecisionMaking,
} from '../../../src/tasks/neurogym/context-decision-making.ts';
import { key } from '../../../src/tensor/index.ts';
import { moments } from '../../support/statistics.ts';
import { argmax, input, mean, runsWhere, score, spans, sums } from './reading.ts';

describe('contextDecisionMaking', () => {
  it('lasts 3, 7, 3 to 29, and 1 steps', () => {
    const task = contextDecisionMaking();
    expect([task.nIn, task.nOut, task.maxSteps]).toEqual([5, 3, 40]);
    const delays = trialBatch(task, key(0), 3000).trials.map(({ periods }) => {
      const { fixation, stimulus, delay, decision } = spans(periods);
      expect([fixation, stimulus, decision[1] - decision[0]]).toEqual([[0, 3], [3, 10], 1]);
      return delay[1] - delay[0];
    });
    expect(Math.min(...delays)).toBe(3);
    // 869.67 ms before it is cut to steps, which takes 50 ms to within 1; standard error 9.5.
    expect(Math.abs(100 * mean(delays) - 820)).toBeLessThan(40);
  });

  it('shows each modality its own direction and coherence, and counts that of the context', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 7 }),
        fc.nat(100),
        fc.nat(100),
        fc.nat(1),
        fc.nat(41),
        (dimRing, coherence0, coherence1, context, pair) => {
          const task = contextDecisionMaking({ dimRing, sigma: 0, context: 'explicit' });
          const [groundTruth, otherChoice] = [pair % dimRing, Math.floor(pair / 7) % dimRing];
          const forced = { groundTruth, otherChoice, context, coherence0, coherence1 };
          const batch = trialBatch(task, key(1), 1, forced);
          const directions = context === 0 ? [groundTruth, otherChoice] : [otherChoice, groundTruth];
          [coherence0, coherence1].forEach((coherence, modality) => {
            for (let i = 0; i < dimRing; i++) {
              const angle = (2 * Math.PI * (i - directions[modality])) / dimRing;
              const wanted = 0.5 + (coherence / 200) * Math.cos(angle);
              const channel = 1 + modality * dimRing + i;
              expect(input(batch, 3, 0, channel)).toBeCloseTo(wanted, 6);
              const [trial] = batch.trials;
              expect(runsWhere(trial.nSteps, (t) => input(batch, t, 0, channel) > 1e-6).slice(1)).toEqual([]);
              expect([input(batch, 2, 0, channel), input(batch, 10, 0, channel)]).toEqual([0, 0]);
            }
          });
          for (let t = 0; t < batch.trials[0].nSteps; t++) {
            const rule = [0, 1].map((i) => input(batch, t, 0, 1 + 2 * dimRing + i));
            expect(rule).toEqual(context === 0 ? [1, 0] : [0, 1]);
          }
        },
      ),
    );
  });

  it('has independent conditions at equal odds, and the context that the options say', () => {
    const { trials } = trialBatch(contextDecisionMaking({ context: 'explicit' }), key(4), 4000);
    for (const name of ['groundTruth', 'otherChoice', 'context'] as const) {
      expect(
        Math.abs(
          score(
            trials.map((trial) => trial[name] === 1),
            0.5,
          ),
        ),
      ).toBeLessThan(4);
    }
    expect(
      Math.abs(
        score(
          trials.map((one) => one.groundTruth === one.otherChoice),
          0.5,
        ),
      ),
    ).toBeLessThan(4);
    expect(
      Math.abs(
        score(
          trials.map((one) => one.coherence0 === one.coherence1),
          1 / 3,
        ),
      ),
    ).toBeLessThan(4);
    for (const [modality, context] of (['modality0', 'modality1'] as const).entries()) {
      const fixed = trialBatch(contextDecisionMaking({ context }), key(4), 50).trials;
      expect(new Set(fixed.map((trial) => trial.context))).toEqual(new Set([modality]));
    }
  });

  it('has the cue on in the fixation only, as published, where asked to', () => {
    const task = contextDecisionMaking({ fixationCue: 'fixationOnly' });
    expect(task.cue).toBeUndefined();
    const batch = trialBatch(task, key(0), 1);
    expect(runsWhere(batch.trials[0].nSteps, (t) => input(batch, t, 0, 0) === 1)).toEqual([[0, 3]]);
  });

  it.each<[ContextDecisionMakingOptions['context']]>([['modality0'], ['modality1'], ['explicit']])(
    'is answered as well as the closed form says: %s',
    (context) => {
      const each = [5, 15, 50].map((coherence) => idealObserver(coherence, 700));
      [0.8252, 0.9975, 1].forEach((value, i) => {
        expect(each[i]).toBeCloseTo(value, 4);
      });
      expect(mean(each)).toBeCloseTo(0.9409, 4);
      const batch = trialBatch(contextDecisionMaking({ context: context! }), key(2), 4000);
      const right = batch.trials.map((trial, b) => {
        const channels = trial.context === 0 ? [1, 2] : [3, 4];
        return argmax(sums(batch, b, 'stimulus', channels)) === trial.groundTruth;
      });
      expect(Math.abs(score(right, mean(each)))).toBeLessThan(4);
    },
  );

  it('has noise of 0.1 per step at dt 100 on each of the four channels', () => {
    const forced = { coherence0: 0, coherence1: 0 };
    const batch = trialBatch(contextDecisionMaking(), key(7), 1000, forced);
    for (const channel of [1, 2, 3, 4]) {
      const values = batch.trials.flatMap((_, b) => [3, 6, 9].map((t) => input(batch, t, b, channel) - 0.5));
      const { mean: middle, variance } = moments(values);
      // Standard errors 0.0018 and 0.0013.
      expect(Math.abs(middle)).toBeLessThan(0.008);
      expect(Math.abs(Math.sqrt(variance) - 0.1)).toBeLessThan(0.006);
    }
  });

  it.each<[object, string]>([
    [{ cohs: 5 }, 'expected cohs to list at least one coherence, got 5'],
    [{ sigma: NaN }, 'expected sigma to be a finite number >= 0, got NaN'],
    [{ dimRing: 1 }, 'expected dimRing to be a whole number in [2, 65536], got 1'],
    [
      { context: 'implicit' },
      "expected context to be 'modality0' or 'modality1' or 'explicit', got 'implicit' - did you mean 'explicit'?",
    ],
    [{ fixationCue: true }, "expected fixationCue to be 'untilDecision' or 'fixationOnly', got true"],
  ])('refuses %o', (options, message) => {
    expect(() => contextDecisionMaking(options)).toThrow(new RangeError(`contextDecisionMaking: ${message}`));
  });

  it.each<[object, string]>([
    [{ context: 2 }, 'expected forced context to be a whole number in [0, 1], got 2'],
    [{ coherence1: -1 }, 'expected forced coherence1 to be a number in [0, 100], got -1'],
  ])('refuses to force %o', (forced, message) => {
    expect(() => contextDecisionMaking().plan(key(0), forced)).toThrow(message);
  });
});
