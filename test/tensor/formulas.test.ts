/**
 * Errors of the elementary functions against Math.* in f64, in units of 2^-24 (half a unit in the last place at 1).
 * Arguments are bit patterns of every exponent and sign, strided by a prime. A sweep of every 13th bit pattern found
 * 1.49 (exp), 1.36 (log), 2.36 (tanh), 2.94 (sigmoid), 2.58 and 2.63 (sin and cos near 0), 2.16 and 2.27 (to 8192).
 * @module
 */

import { describe, expect, test } from 'vitest';
import * as formulas from '../../src/tensor/formulas.ts';
import { type Lanes, numberLanes } from '../../src/tensor/lanes.ts';

type Formula = (m: Lanes<number, number>, x: number) => number;

// With SYNAPTAPE_RUNS=1000 ten times as many arguments.
const STRIDE = Number(process.env.SYNAPTAPE_RUNS ?? 100) >= 1000 ? 1999 : 19_997;

const at = (f: Formula, x: number): number => f(numberLanes, Math.fround(x));

/** The largest error over the f32 numbers that `domain` accepts, in units of 2^-24 of `scale(expected)`. */
function largestError(
  f: (x: number) => number,
  exact: (x: number) => number,
  domain: (x: number) => boolean,
  scale: (y: number) => number,
): number {
  const bits = new Uint32Array(1);
  const float = new Float32Array(bits.buffer);
  let worst = 0;
  for (let pattern = 0; pattern < 2 ** 32; pattern += STRIDE) {
    bits[0] = pattern;
    const x = float[0];
    if (!domain(x)) continue;
    const y = exact(x);
    const error = (Math.abs(f(x) - y) / scale(y)) * 2 ** 24;
    if (Number.isNaN(error)) return NaN;
    worst = Math.max(worst, error);
  }
  return worst;
}

/** Relative error, and below the smallest normal number error relative to that. */
const relative = (y: number): number => Math.max(Math.abs(y), 2 ** -126);
const absolute = (): number => 1;
const within = (limit: number) => (x: number) => Math.abs(x) <= limit;
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

describe('error bounds', () => {
  const rows: [
    string,
    number,
    Formula,
    (x: number) => number,
    (x: number) => boolean,
    (y: number) => number,
  ][] = [
    [
      'exp x, relative, for x in [-103, 88.72]',
      1.6,
      formulas.exp,
      Math.exp,
      (x) => x >= -103 && x <= 88.72,
      relative,
    ],
    ['log x, relative, for all x > 0', 1.5, formulas.log, Math.log, (x) => x > 0 && x < Infinity, relative],
    ['tanh x, relative, for all x', 2.5, formulas.tanh, Math.tanh, Number.isFinite, relative],
    ['sigmoid x, relative, for |x| <= 87', 3.1, formulas.sigmoid, logistic, within(87), relative],
    ['sin x, relative, for |x| <= pi/4', 2.8, formulas.sin, Math.sin, within(Math.PI / 4), relative],
    ['cos x, relative, for |x| <= pi/4', 2.8, formulas.cos, Math.cos, within(Math.PI / 4), relative],
    ['sin x, absolute, for |x| <= 8192', 2.4, formulas.sin, Math.sin, within(8192), absolute],
    ['cos x, absolute, for |x| <= 8192', 2.4, formulas.cos, Math.cos, within(8192), absolute],
  ];

  test.each(rows)('%s: below %d x 2^-24', (_, bound, f, exact, domain, scale) => {
    const error = largestError((x) => f(numberLanes, x), exact, domain, scale);
    expect(error).toBeGreaterThan(0.5);
    expect(error).toBeLessThan(bound);
  });

  test('control: an error of 2^-22 in a few arguments is seen, a NaN too', () => {
    const off = (x: number): number => at(formulas.exp, x) * (x > 1 && x < 1.01 ? 1 + 2 ** -22 : 1);
    expect(largestError(off, Math.exp, within(50), relative)).toBeGreaterThan(3);
    const hole = (x: number): number => (x > 1 && x < 1.01 ? NaN : at(formulas.exp, x));
    expect(largestError(hole, Math.exp, within(50), relative)).toBeNaN();
  });
});

describe('special values', () => {
  const smallest = 2 ** -149;
  test.each([
    [
      'exp',
      formulas.exp,
      [0, -0, Infinity, -Infinity, smallest, 89, -104],
      [1, 1, Infinity, 0, 1, Infinity, 0],
    ],
    [
      'log',
      formulas.log,
      [1, 0, -0, Infinity, -1, -Infinity, -smallest],
      [0, -Infinity, -Infinity, Infinity, NaN, NaN, NaN],
    ],
    [
      'tanh',
      formulas.tanh,
      [0, Infinity, -Infinity, smallest, -smallest, 1e30],
      [0, 1, -1, smallest, -smallest, 1],
    ],
    ['sigmoid', formulas.sigmoid, [0, -0, Infinity, -Infinity, smallest, -104], [0.5, 0.5, 1, 0, 0.5, 0]],
    ['sin', formulas.sin, [0, Infinity, -Infinity], [0, NaN, NaN]],
    ['cos', formulas.cos, [0, -0, Infinity, -Infinity, smallest], [1, 1, NaN, NaN, 1]],
  ])('%s', (_, f, xs, expected) => {
    expect(xs.map((x) => at(f, x))).toEqual(expected);
    expect(at(f, NaN)).toBeNaN();
  });

  test('exp reaches subnormal results, and log takes subnormal arguments', () => {
    expect(at(formulas.exp, -100)).toBe(Math.fround(Math.exp(Math.fround(-100))));
    expect(at(formulas.log, smallest)).toBeCloseTo(-149 * Math.LN2, 5);
  });

  test('tanh and sin are odd, cos is even, to the last bit', () => {
    for (let x = 2 ** -20; x < 8192; x *= 1.37) {
      expect([at(formulas.tanh, -x), at(formulas.sin, -x)]).toEqual([
        -at(formulas.tanh, x),
        -at(formulas.sin, x),
      ]);
      expect(at(formulas.cos, -x)).toBe(at(formulas.cos, x));
    }
  });

  test('|tanh| and sigmoid never exceed 1', () => {
    for (let x = 2 ** -20; x < 2 ** 20; x *= 1.01) {
      expect(Math.max(Math.abs(at(formulas.tanh, -x)), at(formulas.sigmoid, x))).toBeLessThanOrEqual(1);
    }
  });

  test('|sin| and |cos| stay below 1 + 2^-23 for every finite argument', () => {
    for (let x = 1; x < 2 ** 127; x *= 1.7) {
      expect(Math.abs(at(formulas.sin, x)), `sin ${x}`).toBeLessThanOrEqual(1 + 2 ** -23);
      expect(Math.abs(at(formulas.cos, x)), `cos ${x}`).toBeLessThanOrEqual(1 + 2 ** -23);
    }
  });
});

describe('normalPair', () => {
  const pair = (bits0: number, bits1: number): number[] => {
    const { first, second } = formulas.normalPair(numberLanes, bits0 | 0, bits1 | 0);
    return [first, second];
  };

  test('is Box and Muller at u = (bits0 + 1) / 2^32 and an angle of bits1 / 2^32 turns, within 1e-6', () => {
    const words = [
      0, 1, 0xff, 0x12345678, 0x3fffffff, 0x40000000, 0x7fffffff, 0x80000000, 0xc0000001, 0xfffffeff,
    ];
    for (const bits0 of words) {
      for (const bits1 of words) {
        const radius = Math.sqrt(-2 * Math.log((bits0 + 1) / 2 ** 32));
        const angle = (2 * Math.PI * bits1) / 2 ** 32;
        const [first, second] = pair(bits0, bits1);
        expect(Math.abs(first - radius * Math.cos(angle))).toBeLessThan(1e-6 * Math.max(1, radius));
        expect(Math.abs(second - radius * Math.sin(angle))).toBeLessThan(1e-6 * Math.max(1, radius));
      }
    }
  });

  test('is finite at the ends of both words', () => {
    expect(pair(0, 0)[0]).toBeCloseTo(Math.sqrt(64 * Math.LN2), 5);
    for (const bits1 of [0, -1, 2 ** 31, 2 ** 29, 2 ** 29 - 1]) {
      expect(pair(-1, bits1).every((z) => Math.abs(z) === 0)).toBe(true);
      expect(pair(0, bits1).every((z) => Math.abs(z) <= 6.66044)).toBe(true);
    }
  });
});
