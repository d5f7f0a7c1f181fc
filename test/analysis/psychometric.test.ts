import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { proportion } from '../../src/analysis/proportion.ts';
import { psychometric } from '../../src/analysis/psychometric.ts';
import { ShapeError } from '../../src/tensor/index.ts';

describe('psychometric', () => {
  it('counts the choices of 1 at each coherence, and those that are none', () => {
    const trial = fc.tuple(fc.constantFrom(-51.2, -6.4, 0, 6.4), fc.constantFrom(-1, 0, 1, 2, Number.NaN));
    fc.assert(
      fc.property(fc.array(trial), (list) => {
        const { points, unanswered } = psychometric(
          list.map(([x]) => x),
          list.map(([, choice]) => choice),
        );
        const answered = list.filter(([, choice]) => choice === 0 || choice === 1);
        expect(unanswered).toBe(list.length - answered.length);
        const xs = [...new Set(answered.map(([x]) => x))].sort((a, b) => a - b);
        expect(points).toEqual(
          xs.map((x) => {
            const own = answered.filter(([each]) => each === x);
            return { x, ...proportion(own.filter(([, choice]) => choice === 1).length, own.length) };
          }),
        );
      }),
    );
  });

  test('an example, -0 among zeros', () => {
    const { points, unanswered } = psychometric([-10, -0, 0, 10, 10], [0, 1, 0, 1, -1]);
    expect(points.map(({ x, n, k }) => [x, n, k])).toEqual([
      [-10, 1, 0],
      [0, 2, 1],
      [10, 1, 1],
    ]);
    expect(unanswered).toBe(1);
  });
});

test.each<[() => unknown, Error]>([
  [() => psychometric([1, 2], [1]), new ShapeError('psychometric: expected choices of 2 trials, got 1', [])],
  [
    () => psychometric([1, 2], null as never),
    new TypeError('psychometric: expected choices to be an array with one value per trial, got null'),
  ],
  [
    () => psychometric([true] as never, [1]),
    new TypeError('psychometric: expected signedCoherence to be numbers, got true at 0'),
  ],
])('bad input %#', (call, { name, message }) => {
  expect(call).toThrow(expect.objectContaining({ name, message }));
});
