import { describe, expect, it } from 'vitest';
import { checkedData } from '../../src/experiments/index.ts';
import { trialBatch } from '../../src/tasks/index.ts';
import { rdm } from '../../src/tasks/pycog/rdm.ts';
import { key } from '../../src/tensor/index.ts';

const CHECK = 2 ** 30;

describe('checkedData', () => {
  const data = checkedData(rdm(), {
    batchSize: 4,
    key: key(3),
    checkTrials: 6,
    checkConditions: (trial) => ({ catchTrial: false, coherence: [1, 16][trial % 2] }),
  });

  it('serves batches to train on, and larger ones with conditions by number to check on', () => {
    expect([data.batchSize, data.batch(0).inputs.shape]).toEqual([4, [100, 4, 2]]);
    const check = data.batch(CHECK + 500);
    expect(check.inputs.shape).toEqual([100, 6, 2]);
    expect(check.trials.map(({ coherence }) => coherence)).toEqual([1, 16, 1, 16, 1, 16]);
    expect(data.accuracy?.(check, check.targets)).toBe(1);
  });

  it('is a pure function of the number, with other trials for every number', () => {
    const many = checkedData(rdm({ pCatch: 0 }), { batchSize: 40, key: key(3), checkTrials: 40 });
    const bytes = (step: number): string => String(many.batch(step).inputs.data);
    const steps = [0, 1, CHECK - 1, CHECK, CHECK + 1];
    expect(steps.map(bytes)).toEqual(steps.map(bytes));
    expect(new Set(steps.map(bytes)).size).toBe(5);
    expect(bytes(0)).not.toBe(String(trialBatch(rdm({ pCatch: 0 }), key(3), 40).inputs.data));
  });

  it('pads to the steps that are asked for, and refuses what does not fit', () => {
    const options = { batchSize: 1, key: key(0), checkTrials: 1 };
    const long = checkedData(rdm(), { ...options, padTo: 120 });
    expect([0, CHECK].map((step) => long.batch(step).inputs.shape)).toEqual([
      [120, 1, 2],
      [120, 1, 2],
    ]);
    expect(() => checkedData(rdm(), { ...options, trials: 2 } as never)).toThrow(
      "checkedData: expected known options, got 'trials'",
    );
    expect(() => checkedData(rdm(), { ...options, checkTrials: 0 })).toThrow(
      'batchSize to be a whole number',
    );
  });
});
