import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { mostSelective, sortBySelectivity } from '../../src/analysis/selectivity-order.ts';

const population = fc
  .array(fc.constantFrom(-Infinity, -2, -0.5, 0, 0.5, 1, Infinity), { minLength: 1, maxLength: 30 })
  .chain((dPrime) => fc.tuple(fc.constant(dPrime), fc.integer({ min: 0, max: dPrime.length })));

describe('sortBySelectivity', () => {
  it('is an order of all units: excitatory first, each block ascending, ties by number', () => {
    fc.assert(
      fc.property(population, ([dPrime, nExc]) => {
        const order = [...sortBySelectivity(dPrime, nExc)];
        expect([...order].sort((a, b) => a - b)).toEqual(dPrime.map((_, i) => i));
        expect(order.slice(0, nExc).every((unit) => unit < nExc)).toBe(true);
        for (let at = 1; at < order.length; at++) {
          const [p, q] = [order[at - 1], order[at]];
          if (p < nExc !== q < nExc) continue;
          expect(dPrime[p] < dPrime[q] || (dPrime[p] === dPrime[q] && p < q)).toBe(true);
        }
      }),
    );
  });

  test('an example', () => {
    expect([...sortBySelectivity([0.5, -1, 2, 0], 2)]).toEqual([1, 0, 3, 2]);
    expect([...sortBySelectivity(Float64Array.of(3, 2, 1), 3)]).toEqual([2, 1, 0]);
  });
});

describe('mostSelective', () => {
  it('takes the ends of the order of either block', () => {
    fc.assert(
      fc.property(population, fc.nat(4), fc.nat(4), ([dPrime, nExc], e, i) => {
        const excitatory = Math.min(e, Math.floor(nExc / 2));
        const inhibitory = Math.min(i, Math.floor((dPrime.length - nExc) / 2));
        const order = [...sortBySelectivity(dPrime, nExc)];
        const { units, sizes } = mostSelective(dPrime, nExc, { excitatory, inhibitory });
        expect(sizes).toEqual([excitatory, excitatory, inhibitory, inhibitory]);
        expect([...units]).toEqual([
          ...order.slice(0, excitatory),
          ...order.slice(nExc - excitatory, nExc),
          ...order.slice(nExc, nExc + inhibitory),
          ...order.slice(order.length - inhibitory),
        ]);
      }),
    );
  });

  it("is the 20 units of the notebook's supplement by default", () => {
    const dPrime = Array.from({ length: 50 }, (_, i) => ((i * 7) % 50) - 25);
    const { units, sizes } = mostSelective(dPrime, 40);
    expect([units.length, sizes]).toEqual([20, [8, 8, 2, 2]]);
    expect(units.slice(0, 16).every((unit) => unit < 40)).toBe(true);
  });
});

test.each<[() => unknown, Error]>([
  [
    () => sortBySelectivity([1, Number.NaN], 1),
    new RangeError('sortBySelectivity: expected dPrime[1] to be a number, got NaN'),
  ],
  [
    () => sortBySelectivity('ab' as never, 1),
    new TypeError("sortBySelectivity: expected dPrime to be an array of numbers, got 'ab'"),
  ],
  [
    () => sortBySelectivity([1, 2], 3),
    new RangeError('sortBySelectivity: expected nExc to be a whole number in [0, 2], got 3'),
  ],
  [
    () => mostSelective(new Float64Array(12), 10),
    new RangeError('mostSelective: expected excitatory to be a whole number in [0, 5], got 8'),
  ],
  [
    () => mostSelective(new Float64Array(20), 16, { inhibitory: 3 }),
    new RangeError('mostSelective: expected inhibitory to be a whole number in [0, 2], got 3'),
  ],
  [
    () => mostSelective(new Float64Array(20), 16, { inhibitry: 3 } as never),
    new TypeError("mostSelective: expected known options, got 'inhibitry' - did you mean 'inhibitory'?"),
  ],
])('bad input %#', (call, { name, message }) => {
  expect(call).toThrow(expect.objectContaining({ name, message }));
});
