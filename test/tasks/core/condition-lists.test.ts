import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexBelow, listOf, orderOf, severalFrom } from '../../../src/tasks/core/conditions.ts';
import { key, uniform } from '../../../src/tensor/index.ts';
import { chiSquareScore, correlationScore, countsOf } from '../../support/statistics.ts';

const draws = uniform(key(1), [20_000]).data;
const anyU = fc.nat(2 ** 24 - 1).map((n) => n / 2 ** 24);

describe('severalFrom', () => {
  it('returns the same uniform numbers for the same number, others for another', () => {
    fc.assert(
      fc.property(anyU, anyU, fc.integer({ min: 1, max: 9 }), (u, v, n) => {
        const values = severalFrom(u, n);
        expect(values.length).toBe(n);
        expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
        expect(severalFrom(u, n)).toEqual(values);
        if (u !== v) expect(severalFrom(v, n)).not.toEqual(values);
      }),
    );
  });

  it('returns numbers that are correlated neither with each other nor with the first', () => {
    const rows = Array.from(draws, (u) => severalFrom(u, 2));
    const [a, b] = [rows.map((row) => row[0]), rows.map((row) => row[1])];
    for (const score of [correlationScore(a, b), correlationScore(a, draws), correlationScore(b, draws)]) {
      expect(Math.abs(score)).toBeLessThan(4.5);
    }
  });
});

describe('listOf and orderOf', () => {
  it('draw every list at equal odds', () => {
    const pairs = Array.from(draws, (u) => listOf(2, indexBelow(3)).draw(u));
    const flat = new Array<number>(9).fill(1 / 9);
    expect(
      Math.abs(
        chiSquareScore(
          countsOf(
            pairs.map(([a, b]) => 3 * a + b),
            9,
          ),
          flat,
        ),
      ),
    ).toBeLessThan(4.5);
    const orders = Array.from(draws, (u) => orderOf(3).draw(u).join(''));
    const names = ['012', '021', '102', '120', '201', '210'];
    const counts = countsOf(
      orders.map((order) => names.indexOf(order)),
      6,
    );
    expect(Math.abs(chiSquareScore(counts, new Array<number>(6).fill(1 / 6)))).toBeLessThan(4.5);
  });

  it('take what they may have drawn', () => {
    fc.assert(
      fc.property(anyU, fc.integer({ min: 1, max: 8 }), (u, n) => {
        for (const condition of [listOf(n, indexBelow(4)), orderOf(n)]) {
          expect(() => condition.check('test', 'x', condition.draw(u))).not.toThrow();
        }
      }),
    );
  });

  it.each<[() => void, string]>([
    [() => listOf(2, indexBelow(3)).check('f', 'x', [1]), 'f: expected x to be a list of 2, got [1]'],
    [() => listOf(2, indexBelow(3)).check('f', 'x', 1), 'f: expected x to be a list of 2, got 1'],
    [
      () => listOf(2, indexBelow(3)).check('f', 'x', [1, 3]),
      'f: expected x[1] to be a whole number in [0, 2], got 3',
    ],
    [
      () => orderOf(3).check('f', 'x', [0, 1, 1]),
      'f: expected x to be the numbers 0 to 2 in some order, got [0, 1, 1]',
    ],
    [() => orderOf(3).check('f', 'x', [0, 1]), 'f: expected x to be a list of 3, got [0, 1]'],
  ])('refuse what does not fit: %#', (call, message) => {
    expect(call).toThrow(new RangeError(message));
  });
});
