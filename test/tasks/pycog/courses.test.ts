import { describe, expect, it } from 'vitest';
import { trialBatch } from '../../../src/tasks/index.ts';
import { lee, leeSequences } from '../../../src/tasks/pycog/lee.ts';
import { sinewave } from '../../../src/tasks/pycog/sinewave.ts';
import { accuracyWithin, batchRmse } from '../../../src/tasks/pycog/within-error.ts';
import { key, tensor, zeros } from '../../../src/tensor/index.ts';
import { endsOf, oneTrial, repeat } from './trial.ts';

describe('sinewave', () => {
  it('is two periods of 0.9 sin(2 pi t / 800 ms) at t = 20, 40, .. 1600 ms, without input', () => {
    const { inputs, targets, mask } = oneTrial(sinewave(), {});
    expect([targets.length, inputs, mask]).toEqual([80, repeat(80, [0]), repeat(80, [1])]);
    targets.forEach(([value], i) => {
      // The sine of f32 arguments is good to 1e-7.
      expect(Math.abs(value - 0.9 * Math.sin((2 * Math.PI * 20 * (i + 1)) / 800))).toBeLessThan(3e-7);
    });
    expect(targets[9][0]).toBeCloseTo(0.9, 6);
  });

  it.each<[() => unknown, string]>([
    [() => sinewave({ period: 0 }), 'sinewave: expected period to be a finite number > 0, got 0'],
    [() => sinewave({ amplitude: Infinity }), 'sinewave: expected amplitude to be'],
    [() => sinewave({ tolerance: -1 }), 'sinewave: expected tolerance to be a finite number >= 0, got -1'],
    [() => trialBatch(sinewave(), key(0), 1, { phase: 1 } as never), "expected known options, got 'phase'"],
  ])('refuses what does not fit: %#', (call, message) => {
    expect(call).toThrow(message);
  });
});

describe('lee', () => {
  it('lights the dots to choose from and asks for the place of the right one', () => {
    const open = oneTrial(lee(), { sequence: 2 });
    expect(endsOf(open).map(([, end]) => end)).toEqual([100, 200, 250, 300, 350]);
    const lit = (t: number): number[] => open.inputs[t].flatMap((on, i) => (on === 1 && i < 9 ? [i] : []));
    expect([99, 100, 200, 250, 300].map(lit)).toEqual([[], [4], [3, 4, 5], [1, 3, 7], [0, 1, 2]]);
    expect(open.inputs.every((row) => row.slice(9).join() === '0,1,0,0,0,0,0,0')).toBe(true);
    // Sequence 2 goes from the centre to the left (3), up (1), and right (2).
    expect([150, 200, 249, 250, 300].map((t) => open.targets[t])).toEqual([
      [0, 0],
      [-0.5, 0],
      [-0.5, 0],
      [0, 0.5],
      [0.5, 0.5],
    ]);
    expect(open.mask).toEqual([...repeat(100, [0, 0]), ...repeat(250, [1, 1])]);
  });

  it('has eight different sequences, each movement to one of the two dots that are lit', () => {
    expect(new Set(leeSequences.map(String)).size).toBe(8);
    leeSequences.forEach((dots, i) => {
      const { inputs } = oneTrial(lee(), { sequence: i + 1 });
      dots.forEach((dot, k) => {
        const row = inputs[200 + 50 * k].slice(0, 9);
        expect([row[dot], row.filter((on) => on === 1).length]).toEqual([1, 3]);
      });
    });
  });

  it('refuses what does not fit', () => {
    expect(() => lee({ tolerance: -1 })).toThrow(
      'lee: expected tolerance to be a finite number >= 0, got -1',
    );
    expect(() => trialBatch(lee(), key(0), 1, { sequence: 0 })).toThrow('forced sequence to be one of 1, 2');
  });
});

describe('accuracy by the error of each trial', () => {
  const targets = zeros([2, 3, 1]);
  const mask = tensor([
    [[1], [1], [0]],
    [[1], [0], [0]],
  ]);

  it('is the fraction of trials within the tolerance where the mask is not 0', () => {
    // Errors: sqrt((0.3^2 + 0.4^2) / 2) = 0.354, 0.1, and a trial that does not count.
    const z = tensor([
      [[0.3], [0.1], [9]],
      [[0.4], [Number.NaN], [9]],
    ]);
    const at = (tolerance: number): number => accuracyWithin(tolerance)({ targets, mask }, z);
    expect([at(0.05), at(0.2), at(0.36)]).toEqual([0, 0.5, 1]);
    expect(batchRmse({ targets, mask }, z)).toBeCloseTo(Math.sqrt((0.09 + 0.16 + 0.01) / 3), 6);
  });

  it('is 0 for NaN, NaN without a mask, and checks shapes', () => {
    const z = tensor([
      [[Number.NaN], [Number.NaN], [0]],
      [[0], [0], [0]],
    ]);
    expect(accuracyWithin(0.1)({ targets, mask }, z)).toBe(0);
    expect(accuracyWithin(0.1)({ targets, mask: zeros([2, 3, 1]) }, z)).toBeNaN();
    expect(batchRmse({ targets, mask: zeros([2, 3, 1]) }, z)).toBeNaN();
    for (const call of [accuracyWithin(0.1), batchRmse]) {
      expect(() => call({ targets, mask }, zeros([2, 3, 2]))).toThrow(
        'expected outputs of shape [2, 3, 1], got [2, 3, 2]',
      );
    }
  });
});
