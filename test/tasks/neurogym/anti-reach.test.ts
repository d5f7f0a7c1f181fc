import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trialBatch } from '../../../src/tasks/index.ts';
import { antiReach } from '../../../src/tasks/neurogym/anti-reach.ts';
import { key } from '../../../src/tensor/index.ts';
import { argmax, input, runsWhere, spans, sums } from './reading.ts';

const channels = (n: number): number[] => Array.from({ length: n }, (_, i) => 1 + i);

describe('antiReach', () => {
  it('has 33 inputs and outputs, and 5 steps of each period', () => {
    const task = antiReach();
    expect([task.nIn, task.nOut, task.maxSteps]).toEqual([33, 33, 15]);
    const wanted = { fixation: [0, 5], stimulus: [5, 10], delay: [10, 10], decision: [10, 15] };
    expect(spans(task.plan(key(0)).periods)).toEqual(wanted);
  });

  it('shows a cosine opposite to the answer, or at it, in the stimulus period', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 33 }), fc.nat(32), fc.boolean(), (dimRing, at, anti) => {
        const groundTruth = at % dimRing;
        const batch = trialBatch(antiReach({ dimRing, anti }), key(0), 1, { groundTruth });
        channels(dimRing).forEach((channel, i) => {
          const angle = (2 * Math.PI * (i - groundTruth)) / dimRing + (anti ? Math.PI : 0);
          // Rounding the angle to f32 moves the cosine by up to 2.4e-7, its formula by as much.
          expect(input(batch, 7, 0, channel)).toBeCloseTo(Math.cos(angle), 5);
          const on = runsWhere(15, (t) => input(batch, t, 0, channel) !== 0);
          if (on.length > 0) expect(on).toEqual([[5, 10]]);
        });
      }),
    );
  });

  it('is answered without a mistake by the direction opposite to the largest input', () => {
    const batch = trialBatch(antiReach(), key(1), 300);
    const forced = trialBatch(antiReach(), key(1), 300, { anti: false });
    batch.trials.forEach(({ groundTruth }, b) => {
      expect((argmax(sums(batch, b, 'stimulus', channels(32))) + 16) % 32).toBe(groundTruth);
      expect(argmax(sums(forced, b, 'stimulus', channels(32)))).toBe(groundTruth);
    });
  });

  it.each<[object, string]>([
    [{ anti: 1 }, 'expected anti to be true or false, got 1'],
    [{ dimRing: 1 }, 'expected dimRing to be a whole number in [2, 65536], got 1'],
  ])('refuses %o', (options, message) => {
    expect(() => antiReach(options)).toThrow(`antiReach: ${message}`);
  });
});
