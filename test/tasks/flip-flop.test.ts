import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taskAccuracy } from '../../src/tasks/core/accuracy.ts';
import { trialBatch } from '../../src/tasks/core/trial-batch.ts';
import { flipFlop } from '../../src/tasks/flip-flop.ts';
import { fromArray, key } from '../../src/tensor/index.ts';
import { runs } from '../support/runs.ts';
import { anyKey, batchEqualsSingles } from './arbitraries.ts';
import { spread } from './neurogym/columns.ts';

describe('flipFlop', () => {
  it('remembers the sign of the last pulse of each bit, and has a pulse at step 0', () => {
    const options = fc.record({
      bits: fc.integer({ min: 1, max: 5 }),
      probability: fc.constantFrom(0, 0.1, 0.5, 1),
      steps: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(options, anyKey, (chosen, from) => {
        const task = flipFlop(chosen);
        const { bits, steps } = chosen;
        const { inputs, targets, mask } = trialBatch(task, from, 2);
        expect([inputs.shape, targets.shape]).toEqual([
          [steps, 2, bits],
          [steps, 2, bits],
        ]);
        expect(mask.data.every((weight) => weight === 1)).toBe(true);
        for (let column = 0; column < 2 * bits; column++) {
          let last = 0;
          for (let t = 0; t < steps; t++) {
            const pulse = inputs.data[t * 2 * bits + column];
            expect([-1, 0, 1]).toContain(pulse);
            if (t === 0 || chosen.probability === 1) expect(pulse).not.toBe(0);
            if (t > 0 && chosen.probability === 0) expect(pulse).toBe(0);
            if (pulse !== 0) last = pulse;
            expect(targets.data[t * 2 * bits + column]).toBe(last);
          }
        }
        expect(batchEqualsSingles(task, from, 3, steps + 2)).toBe(true);
      }),
      runs(0.3),
    );
  });

  it('is 64 steps of 3 bits by default; pulses come in half of the later steps, with both signs alike', () => {
    const task = flipFlop();
    expect([task.nIn, task.nOut, task.maxSteps, task.kind]).toEqual([3, 3, 64, 'values']);
    const { inputs } = trialBatch(task, key(1), 200);
    expect(inputs.shape).toEqual([64, 200, 3]);
    const later = Array.from(inputs.data.subarray(600));
    // 37800 draws: standard errors 0.0026 and 0.0036.
    expect(Math.abs(later.filter((x) => x !== 0).length / later.length - 0.5)).toBeLessThan(0.01);
    expect(Math.abs(spread(later)[0])).toBeLessThan(0.015);
    const first = Array.from(inputs.data.subarray(0, 600));
    // Standard error 0.041.
    expect(Math.abs(spread(first)[0])).toBeLessThan(0.16);
  });

  it('has bits that do not know of each other', () => {
    const { inputs } = trialBatch(flipFlop(), key(2), 300);
    const product = (a: number, b: number, lag: number): number => {
      const values: number[] = [];
      for (let at = 3 * 300; at < inputs.data.length - 3 * 300; at += 3) {
        values.push(inputs.data[at + a] * inputs.data[at + b + lag * 3 * 300]);
      }
      return spread(values)[0];
    };
    // 18600 products of variance 1/4: standard error 0.0037.
    for (const [a, b, lag] of [
      [0, 1, 0],
      [1, 2, 0],
      [0, 2, 0],
      [0, 0, 1],
      [0, 1, 1],
    ]) {
      expect(Math.abs(product(a, b, lag))).toBeLessThan(0.015);
    }
  });

  it('adds noise to the inputs and nothing else', () => {
    const [noisy, quiet] = [0.2, 0].map((noise) => trialBatch(flipFlop({ noise }), key(3), 50));
    expect(noisy.targets.data).toEqual(quiet.targets.data);
    const added = Array.from(noisy.inputs.data, (x, i) => x - quiet.inputs.data[i]);
    // 9600 draws: standard errors 0.002 and 0.0014.
    expect(Math.abs(spread(added)[0])).toBeLessThan(0.008);
    expect(Math.abs(spread(added)[1] - 0.2)).toBeLessThan(0.006);
  });

  it('counts right signs, but none of 0 or NaN and none in padding', () => {
    const task = flipFlop({ bits: 2, steps: 4 });
    const batch = trialBatch(task, key(4), 1, {}, { padTo: 6 });
    const shape = [6, 1, 2];
    const score = (f: (x: number, i: number) => number): number =>
      taskAccuracy(task, batch, fromArray(Float32Array.from(batch.targets.data, f), shape));
    expect(score((x) => 0.1 * x)).toBe(1);
    expect(score((x) => -x)).toBe(0);
    expect(score((x, i) => (i === 0 ? NaN : i === 3 ? 0 : x))).toBe(0.75);
    expect(score((x, i) => (i >= 8 ? NaN : x))).toBe(1);
    expect(() => task.accuracy!(batch, fromArray(new Float32Array(8), [4, 1, 2]))).toThrow(
      'accuracy: expected outputs of shape [6, 1, 2], got [4, 1, 2]',
    );
  });

  it.each([{ bits: 2 }, { probability: 0.4 }, { steps: 63 }, { noise: 0.1 }])('%o matters', (options) => {
    const bytes = (chosen: object): string => String(trialBatch(flipFlop(chosen), key(5), 2).inputs.data);
    expect(bytes(options)).not.toBe(bytes({}));
    expect(bytes(options)).toBe(bytes(options));
  });

  it.each<[object, object, string]>([
    [{ bits: 0 }, {}, 'flipFlop: expected bits to be a whole number in [1, 65536], got 0'],
    [{ probability: 1.1 }, {}, 'flipFlop: expected probability to be a number in [0, 1], got 1.1'],
    [{ steps: 0.5 }, {}, 'flipFlop: expected steps to be a whole number'],
    [{ noise: -1 }, {}, 'flipFlop: expected noise to be a finite number >= 0, got -1'],
    [{ nbits: 3 }, {}, "did you mean 'bits'?"],
    [{}, { sign: 1 }, "flipFlop: expected no forced conditions, for it has none, got 'sign'"],
  ])('refuses %o, forced %o', (options, forced, message) => {
    expect(() => trialBatch(flipFlop(options), key(0), 1, forced)).toThrow(message);
  });
});
