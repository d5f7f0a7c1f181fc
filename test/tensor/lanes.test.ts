/** The scalar lanes against the definitions of the WebAssembly instructions that they stand for. @module */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberLanes as m } from '../../src/tensor/lanes.ts';

const floats = fc.float({ noDefaultInfinity: false });
const ints = fc.integer();

test('every arithmetic result is an f32 number', () => {
  fc.assert(
    fc.property(floats, floats, (a, b) => {
      for (const y of [m.add(a, b), m.sub(a, b), m.mul(a, b), m.div(a, b), m.sqrt(a), m.f32(a + 0.1)]) {
        expect(Object.is(y, Math.fround(y))).toBe(true);
      }
    }),
  );
});

test('nearest rounds ties to even and keeps the sign of zero', () => {
  const cases = [0.5, 1.5, 2.5, -0.5, -1.5, 0.49999997, 8388607.5, 2 ** 24, -0, Infinity, -Infinity, NaN];
  const expected = [0, 2, 2, -0, -2, 0, 8388608, 2 ** 24, -0, Infinity, -Infinity, NaN];
  expect(cases.map(m.nearest)).toEqual(expected);
});

test('nearest is within 1/2, on a whole number', () => {
  fc.assert(
    fc.property(fc.float({ min: -1e6, max: 1e6, noNaN: true }), (x) => {
      const y = m.nearest(x);
      expect(Number.isInteger(y) && Math.abs(y - x) <= 0.5).toBe(true);
    }),
  );
});

test('toInt truncates, saturates, and gives 0 for NaN', () => {
  expect([2.9, -2.9, 3e9, -3e9, Infinity, -Infinity, NaN].map(m.toInt)).toEqual([
    2,
    -2,
    2 ** 31 - 1,
    -(2 ** 31),
    2 ** 31 - 1,
    -(2 ** 31),
    0,
  ]);
});

test('reinterpreting bits goes there and back', () => {
  fc.assert(
    fc.property(ints, (i) => {
      const x = m.asFloat(i);
      fc.pre(!Number.isNaN(x));
      expect(m.asInt(x)).toBe(i);
    }),
  );
  expect(m.asInt(1)).toBe(0x3f800000);
});

test('integer operations wrap to 32 signed bits', () => {
  const wrap = (x: bigint): number => Number(BigInt.asIntN(32, x));
  fc.assert(
    fc.property(ints, ints, fc.nat({ max: 31 }), (a, b, n) => {
      expect(m.addInt(a, b)).toBe(wrap(BigInt(a) + BigInt(b)));
      expect(m.subInt(a, b)).toBe(wrap(BigInt(a) - BigInt(b)));
      expect(m.shiftLeft(a, n)).toBe(wrap(BigInt(a) << BigInt(n)));
      expect(m.shiftRight(a, n)).toBe(wrap(BigInt(a) >> BigInt(n)));
      expect(m.shiftRightZero(a, n)).toBe(wrap(BigInt.asUintN(32, BigInt(a)) >> BigInt(n)));
      expect([m.and(a, b), m.or(a, b), m.xor(a, b)]).toEqual([a & b, a | b, a ^ b]);
    }),
  );
});

test('fromUint reads the bits as an unsigned number, fromInt as a signed one', () => {
  expect([m.fromUint(-1), m.fromInt(-1), m.fromUint(2 ** 24 + 1)]).toEqual([2 ** 32, -1, 2 ** 24]);
});

test('min and max give NaN if either is NaN; comparisons with NaN are false', () => {
  expect([m.min(NaN, 1), m.max(1, NaN), m.min(2, 1), m.max(2, 1)]).toEqual([NaN, NaN, 1, 2]);
  expect([m.less(NaN, 1), m.less(1, NaN), m.equal(NaN, NaN), m.less(1, 2), m.equal(0, -0)]).toEqual([
    0, 0, 0, -1, -1,
  ]);
  expect([m.equalInt(3, 3), m.equalInt(3, 4), m.select(-1, 5, 6), m.select(0, 5, 6)]).toEqual([-1, 0, 5, 6]);
});
