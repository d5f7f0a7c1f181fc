import { describe, expect, it } from 'vitest';
import { trialBatch } from '../../../src/tasks/core/trial-batch.ts';
import { goNogo } from '../../../src/tasks/neurogym/go-nogo.ts';
import { key, toNested } from '../../../src/tensor/index.ts';

describe('goNogo', () => {
  it('is 15 steps of 100 ms: the stimulus in the first five, the answer in the last five', () => {
    const { inputs, targets, mask } = trialBatch(goNogo(), key(0), 2, (trial) => ({ groundTruth: trial }));
    const column = (channel: number, b: number): number[] =>
      (toNested(inputs) as number[][][]).map((step) => step[b][channel]);
    const on = (from: number, to: number): number[] =>
      Array.from({ length: 15 }, (_, t) => (t >= from && t < to ? 1 : 0));
    for (const b of [0, 1]) {
      expect(column(0, b)).toEqual(on(0, 10));
      expect(column(1 + b, b)).toEqual(on(0, 5));
      expect(column(2 - b, b)).toEqual(on(0, 0));
    }
    expect((toNested(targets) as number[][]).map(([, go]) => go)).toEqual(on(10, 15));
    expect(new Set(mask.data)).toEqual(new Set([1]));
  });

  it.each<[() => unknown, string]>([
    [
      () => goNogo({ tming: {} } as never),
      "goNogo: expected known options, got 'tming' - did you mean 'timing'?",
    ],
    [
      () => goNogo({ timing: { decison: 1 } } as never),
      "goNogo: timing: expected known options, got 'decison'",
    ],
    [() => goNogo({ timing: { decision: 0 } }), 'goNogo: expected timing.decision'],
    [() => goNogo({ dt: 0 }), 'goNogo: expected dt to be a finite number > 0, got 0'],
    [
      () => trialBatch(goNogo(), key(0), 1, { groundTruth: 2 }),
      'expected forced groundTruth to be one of 0, 1, got 2',
    ],
  ])('refuses what does not fit: %#', (call, message) => {
    expect(call).toThrow(message);
  });
});
