import { describe, expect, it } from 'vitest';
import { taskAccuracy } from '../../../src/tasks/core/accuracy.ts';
import { trialBatch } from '../../../src/tasks/core/trial-batch.ts';
import { delayPairedAssociation } from '../../../src/tasks/neurogym/delay-paired-association.ts';
import { key } from '../../../src/tensor/index.ts';
import { bytesOf, column, during, labels, rightAnswers } from './columns.ts';

describe('delayPairedAssociation', () => {
  it.each([
    [1, 3, 1],
    [1, 4, 0],
    [2, 3, 0],
    [2, 4, 1],
  ])('%d and then %d: %d, in 45 steps', (first, second, groundTruth) => {
    const task = delayPairedAssociation();
    expect([task.nIn, task.nOut, task.maxSteps, task.cue]).toEqual([5, 2, 45, 0]);
    const batch = trialBatch(task, key(0), 1, { first, groundTruth });
    expect(column(batch, 0, 0)).toEqual(during(45, 1, [0, 40]));
    for (let channel = 1; channel <= 4; channel++) {
      const windows: [number, number][] = [];
      if (channel === first) windows.push([0, 10]);
      if (channel === second) windows.push([20, 30]);
      expect(column(batch, channel, 0)).toEqual(during(45, 1, ...windows));
    }
    expect(labels(batch, 0)).toEqual(during(45, groundTruth, [40, 45]));
    expect(taskAccuracy(task, batch, rightAnswers(batch, 2))).toBe(1);
  });

  it('draws the four pairs at equal odds', () => {
    const { trials } = trialBatch(delayPairedAssociation(), key(1), 2000);
    for (const first of [1, 2]) {
      for (const truth of [0, 1]) {
        const found = trials.filter((t) => t.first === first && t.groundTruth === truth);
        // Standard error 0.0097.
        expect(Math.abs(found.length / 2000 - 0.25)).toBeLessThan(0.04);
      }
    }
  });

  it.each([{ dt: 50 }, { timing: { delay2: 500 } }, { sigma: 1 }])('%o matters', (options) => {
    const bytes = (chosen: object): string => bytesOf(trialBatch(delayPairedAssociation(chosen), key(4), 3));
    expect(bytes(options)).not.toBe(bytes({}));
  });

  it.each<[object, object, string]>([
    [{ sigma: -1 }, {}, 'delayPairedAssociation: expected sigma to be a finite number >= 0, got -1'],
    [{ timing: { delay3: 1 } }, {}, "got 'delay3'"],
    [{}, { first: 3 }, 'expected forced first to be one of 1, 2, got 3'],
    [{}, { groundTruth: 2 }, 'expected forced groundTruth to be one of 0, 1, got 2'],
  ])('refuses %o, forced %o', (options, forced, message) => {
    expect(() => trialBatch(delayPairedAssociation(options), key(0), 1, forced)).toThrow(message);
  });
});
