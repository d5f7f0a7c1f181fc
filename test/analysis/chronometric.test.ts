import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { chronometric } from '../../src/analysis/chronometric.ts';
import { meanOf } from '../../src/analysis/mean.ts';
import { responses } from '../../src/analysis/responses.ts';
import { ShapeError, tensor, zeros } from '../../src/tensor/index.ts';
import { mapData, onGrid } from '../support/arbitraries.ts';

const [T, B, N_OUT] = [6, 4, 3];

describe('responses', () => {
  it('is the first step of the span with an output at the threshold, and the largest of them', () => {
    const spans = fc.array(fc.tuple(fc.nat(T), fc.nat(T)), { minLength: B, maxLength: B });
    fc.assert(
      fc.property(onGrid([T, B, N_OUT]), spans, fc.integer({ min: -20, max: 60 }), (z, ends, level) => {
        const threshold = level / 16;
        const from = ends.map((pair) => Math.min(...pair));
        const to = ends.map((pair) => Math.max(...pair));
        const { choices, steps, reactionTimes } = responses(z, { dt: 20, threshold, from, to });
        for (let b = 0; b < B; b++) {
          const row = (t: number): number[] => [0, 1, 2].map((i) => z.data[(t * B + b) * N_OUT + i]);
          const own = Array.from({ length: to[b] - from[b] }, (_, i) => from[b] + i);
          const first = own.find((t) => Math.max(...row(t)) >= threshold) ?? -1;
          expect(steps[b]).toBe(first);
          if (first < 0) expect([choices[b], reactionTimes[b]]).toEqual([-1, Number.NaN]);
          else {
            expect(choices[b]).toBe(row(first).indexOf(Math.max(...row(first))));
            expect(reactionTimes[b]).toBe((first - from[b] + 1) * 20);
          }
        }
      }),
    );
  });

  it('reads the outputs that stand for choices only', () => {
    fc.assert(
      fc.property(onGrid([T, B, N_OUT]), (z) => {
        const spoiled = mapData((x, i) => (i % N_OUT === 0 ? Number.NaN : x), z);
        const options = { dt: 1, threshold: 1 };
        const { choices, steps } = responses(spoiled, { ...options, outputs: [2, 1] });
        const all = responses(
          mapData((x, i) => (i % N_OUT === 0 ? -9 : x), z),
          options,
        );
        expect(steps).toEqual(all.steps);
        choices.forEach((choice, b) => {
          const output = choice < 0 ? -1 : [2, 1][choice];
          if (output !== all.choices[b]) {
            // Equal outputs: the first of the list counts.
            const at = (steps[b] * B + b) * N_OUT;
            expect(z.data[at + 1]).toBe(z.data[at + 2]);
          }
        });
      }),
    );
  });

  test('an example: 3 steps of 10 ms from step 1 on', () => {
    const z = tensor([[[0.9, 0]], [[0.2, 0.1]], [[0.5, 0.3]], [[0.6, 0.8]], [[1, 0]]]);
    expect(responses(z, { dt: 10, from: 1, threshold: 0.6 })).toEqual({
      choices: Int32Array.of(1),
      steps: Int32Array.of(3),
      reactionTimes: Float64Array.of(30),
    });
  });
});

describe('chronometric', () => {
  it('sorts trials by value and outcome', () => {
    const trial = fc.record({
      value: fc.constantFrom(0, 6.4, 25.6),
      rt: fc.constantFrom(20, 40, 300, Number.NaN),
      correct: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(trial), (list) => {
        const column = <K extends 'value' | 'rt' | 'correct'>(name: K) => list.map((each) => each[name]);
        const rows = chronometric(column('value'), column('rt'), column('correct'));
        for (const { value, correct, wrong, unanswered } of rows) {
          const own = list.filter((each) => each.value === value);
          const times = (right: boolean): number[] =>
            own.filter((each) => each.rt > 0 && each.correct === right).map(({ rt }) => rt);
          expect([correct, wrong]).toEqual([meanOf(times(true)), meanOf(times(false))]);
          expect(correct.n + wrong.n + unanswered).toBe(own.length);
        }
        expect(rows.length).toBe(new Set(column('value')).size);
      }),
    );
  });

  test('values by hand: 100, 200 and 300 ms; nothing of nothing', () => {
    expect(meanOf([100, 200, 300])).toEqual({ n: 3, mean: 200, standardError: Math.sqrt(10000 / 3) });
    expect(meanOf([0.1, 0.1, 0.1])).toEqual({ n: 3, mean: 0.1, standardError: 0 });
    expect(meanOf([7])).toEqual({ n: 1, mean: 7, standardError: Number.NaN });
    expect(meanOf([])).toEqual({ n: 0, mean: Number.NaN, standardError: Number.NaN });
  });
});

const z = zeros([4, 2, 3]);
test.each<[() => unknown, Error]>([
  [
    () => responses(zeros([4, 2]), { dt: 1, threshold: 1 }),
    new ShapeError('responses: expected z of shape [T, B, n], got [4, 2]', []),
  ],
  [
    () => responses(z, { threshold: 1 } as never),
    new RangeError('responses: expected dt to be a finite number > 0, got undefined'),
  ],
  [
    () => responses(z, { dt: 1, threshold: 1, outputs: [3] }),
    new RangeError('responses: expected outputs[0] to be a whole number in [0, 2], got 3'),
  ],
  [
    () => responses(z, { dt: 1, threshold: 1, outputs: [] }),
    new TypeError('responses: expected outputs to be a list of output numbers, got []'),
  ],
  [
    () => responses(z, { dt: 1, treshold: 1 } as never),
    new TypeError("responses: expected known options, got 'treshold' - did you mean 'threshold'?"),
  ],
  [
    () => responses(z, { dt: 1, threshold: 1, from: 5 }),
    new RangeError('responses: expected from to be a whole number in [0, 4], got 5'),
  ],
  [
    () => chronometric([1], [20, 30], [true]),
    new ShapeError('chronometric: expected reactionTimes of 1 trials, got 2', []),
  ],
])('bad input %#', (call, { name, message }) => {
  expect(call).toThrow(expect.objectContaining({ name, message }));
});
