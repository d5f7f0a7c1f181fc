/** The f32 and i32 arithmetic that formulas are written in, and its reference on plain numbers. @module */

/**
 * Exactly rounded f32 operations and two's-complement i32 operations on values of types `F` and `I`.
 * A formula written over `Lanes` has one text and two executors: numbers here, SIMD instructions in the
 * compiler; both round every operation alike, so they produce the same bits.
 */
export interface Lanes<F, I> {
  f32(x: number): F;
  i32(x: number): I;
  add(a: F, b: F): F;
  sub(a: F, b: F): F;
  mul(a: F, b: F): F;
  div(a: F, b: F): F;
  sqrt(a: F): F;
  abs(a: F): F;
  neg(a: F): F;
  /** Rounds to the nearest integer, ties to even. */
  nearest(a: F): F;
  /** `min` and `max` return NaN if either operand is NaN. */
  min(a: F, b: F): F;
  max(a: F, b: F): F;
  /** Reinterprets the 32 bits. */
  asInt(a: F): I;
  asFloat(a: I): F;
  /** Truncates; saturates out of range; 0 for NaN. */
  toInt(a: F): I;
  /** Converts a signed (`fromInt`) or unsigned (`fromUint`) integer, rounding to nearest. */
  fromInt(a: I): F;
  fromUint(a: I): F;
  addInt(a: I, b: I): I;
  subInt(a: I, b: I): I;
  and(a: I, b: I): I;
  or(a: I, b: I): I;
  xor(a: I, b: I): I;
  shiftLeft(a: I, bits: number): I;
  /** Arithmetic shift: copies the sign bit. */
  shiftRight(a: I, bits: number): I;
  /** Logical shift: brings in zeros. */
  shiftRightZero(a: I, bits: number): I;
  /** Masks: -1 where true, 0 where false; comparisons with NaN are false. */
  less(a: F, b: F): I;
  equal(a: F, b: F): I;
  equalInt(a: I, b: I): I;
  /** Takes `a` where the mask is -1 and `b` where it is 0. */
  select(mask: I, a: F, b: F): F;
}

const fround = Math.fround;
const floatBits = new Float32Array(1);
const intBits = new Int32Array(floatBits.buffer);

function nearestEven(a: number): number {
  if (!(Math.abs(a) < 2 ** 23)) return a;
  const magic = 1.5 * 2 ** 52;
  const rounded = a + magic - magic;
  return rounded === 0 && (a < 0 || Object.is(a, -0)) ? -0 : rounded;
}

/** The reference: one lane on JavaScript numbers, every result rounded to f32 (double rounding is innocuous). */
export const numberLanes: Lanes<number, number> = {
  f32: fround,
  i32: (x) => x | 0,
  add: (a, b) => fround(a + b),
  sub: (a, b) => fround(a - b),
  mul: (a, b) => fround(a * b),
  div: (a, b) => fround(a / b),
  sqrt: (a) => fround(Math.sqrt(a)),
  abs: Math.abs,
  neg: (a) => -a,
  nearest: nearestEven,
  min: Math.min,
  max: Math.max,
  asInt: (a) => {
    floatBits[0] = a;
    return intBits[0];
  },
  asFloat: (a) => {
    intBits[0] = a;
    return floatBits[0];
  },
  toInt: (a) => (a >= 2 ** 31 ? 2 ** 31 - 1 : a <= -(2 ** 31) ? -(2 ** 31) : a | 0),
  fromInt: fround,
  fromUint: (a) => fround(a >>> 0),
  addInt: (a, b) => (a + b) | 0,
  subInt: (a, b) => (a - b) | 0,
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  shiftLeft: (a, bits) => a << bits,
  shiftRight: (a, bits) => a >> bits,
  shiftRightZero: (a, bits) => (a >>> bits) | 0,
  less: (a, b) => (a < b ? -1 : 0),
  equal: (a, b) => (a === b ? -1 : 0),
  equalInt: (a, b) => (a === b ? -1 : 0),
  select: (mask, a, b) => (mask !== 0 ? a : b),
};
