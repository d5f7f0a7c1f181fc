import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pulseCeiling, reasoningCeiling } from '../../../src/tasks/neurogym/ideal-observer-ceilings.ts';
import { runs } from '../../support/runs.ts';

const MILD = [-0.9, -0.7, -0.5, -0.3, 0.3, 0.5, 0.7, 0.9];

/** All lists of `length` numbers below `base`. */
const lists = (base: number, length: number): number[][] =>
  Array.from({ length: base ** length }, (_, i) =>
    Array.from({ length }, (_, k) => Math.floor(i / base ** k) % base),
  );

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

describe('pulseCeiling', () => {
  it('is that of the task: 0.960376', () => {
    expect(pulseCeiling()).toBeCloseTo(0.960376, 6);
  });

  it('counts what an enumeration of all pulses counts', () => {
    const p = fc.integer({ min: 0, max: 20 }).map((n) => n / 20);
    fc.assert(
      fc.property(p, p, fc.integer({ min: 1, max: 4 }), (a, b, n) => {
        const odds = (pulses: number[], q: number): number =>
          pulses.reduce((product, pulse) => product * (pulse === 1 ? q : 1 - q), 1);
        const sides = lists(2, n);
        let best = 0;
        for (const left of sides) {
          for (const right of sides) {
            best += odds(left, a) * odds(right, b) * (sum(left) === sum(right) ? 0.5 : 1);
          }
        }
        expect(pulseCeiling([a, b], n)).toBeCloseTo(best, 12);
      }),
      runs(0.3),
    );
  });

  it.each<[() => number, string]>([
    [() => pulseCeiling([0.5, 2]), 'pulseCeiling: expected pPulse[1] to be a number in [0, 1], got 2'],
    [
      () => pulseCeiling([0.5, 0.5], 0),
      'pulseCeiling: expected nBins to be a whole number in [1, 1000], got 0',
    ],
  ])('refuses what does not fit: %#', (call, message) => {
    expect(call).toThrow(new RangeError(message));
  });
});

describe('reasoningCeiling', () => {
  it('is that of the task: 0.915469, and 0.835524 without the shapes of weight -10 and 10', () => {
    expect(reasoningCeiling()).toBeCloseTo(0.915469, 6);
    expect(reasoningCeiling(MILD)).toBeCloseTo(0.835524, 6);
  });

  it('counts what an enumeration of all sequences counts', () => {
    const weight = fc.integer({ min: -40, max: 40 }).map((n) => n / 10);
    fc.assert(
      fc.property(
        fc.array(weight, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 4 }),
        (w, n) => {
          const sequences = lists(w.length, n);
          const each = sequences.map((shapes) => {
            const p = 1 / (1 + 10 ** -sum(shapes.map((shape) => w[shape])));
            return Math.max(p, 1 - p);
          });
          expect(reasoningCeiling(w, n)).toBeCloseTo(sum(each) / each.length, 12);
        },
      ),
      runs(0.3),
    );
  });

  it.each<[() => number, string]>([
    [
      () => reasoningCeiling([]),
      'reasoningCeiling: expected weights.length to be a whole number >= 1, got 0',
    ],
    [
      () => reasoningCeiling([NaN]),
      'reasoningCeiling: expected weights[0] to be a number in [-1000, 1000], got NaN',
    ],
    [
      () => reasoningCeiling(MILD, 40),
      'reasoningCeiling: expected at most 1000000 multisets of shapes, got 62891499 - estimate it from a batch',
    ],
  ])('refuses what does not fit: %#', (call, message) => {
    expect(call).toThrow(new RangeError(message));
  });
});
