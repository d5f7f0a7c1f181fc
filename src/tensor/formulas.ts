/**
 * Elementary functions in `+ - * / sqrt` and bit operations only, because engines disagree on Math.exp and its kin.
 * The coefficients come from scripts/fit-formulas.mjs; the error bounds are measured in the tests.
 * @module
 */

import type { Lanes } from './lanes.ts';

type Cubic = readonly [number, number, number, number];
type Quartic = readonly [number, number, number, number, number];

/** c0 + c1 x + c2 x^2 + c3 x^3 by Horner's rule; written out, because engines do not unroll loops over arrays. */
function cubic<F, I>(m: Lanes<F, I>, x: F, c: Cubic): F {
  const high = m.add(m.mul(m.f32(c[3]), x), m.f32(c[2]));
  return m.add(m.mul(m.add(m.mul(high, x), m.f32(c[1])), x), m.f32(c[0]));
}

/** c0 + x (c1 + c2 x + c3 x^2 + c4 x^3). */
function quartic<F, I>(m: Lanes<F, I>, x: F, c: Quartic): F {
  const high = m.add(m.mul(m.f32(c[4]), x), m.f32(c[3]));
  const middle = m.add(m.mul(high, x), m.f32(c[2]));
  return m.add(m.mul(m.add(m.mul(middle, x), m.f32(c[1])), x), m.f32(c[0]));
}

// ln 2 in two parts: n * LN2_HIGH is exact for |n| < 2^9, because LN2_HIGH has 15 significant bits.
const LN2_HIGH = 0.693145751953125;
const LN2_LOW = 1.42860677e-6;

const EXP: Quartic = [
  0.5, 0.16666576266288757, 0.041666556149721146, 0.008363177999854088, 0.0013926181709393859,
];

/** e^x: n = round(x / ln 2), r = x - n ln 2, then e^r = 1 + r + r^2 P(r), scaled by 2^n in two exact steps. */
export function exp<F, I>(m: Lanes<F, I>, x: F): F {
  // Beyond these ends the result is infinite or 0; min and max let NaN through.
  const bounded = m.max(m.min(x, m.f32(89)), m.f32(-104));
  const n = m.nearest(m.mul(bounded, m.f32(Math.LOG2E)));
  const r = m.sub(m.sub(bounded, m.mul(n, m.f32(LN2_HIGH))), m.mul(n, m.f32(LN2_LOW)));
  const power = m.add(m.add(m.mul(m.mul(r, r), quartic(m, r, EXP)), r), m.f32(1));
  const k = m.toInt(n);
  const half = m.shiftRight(k, 1);
  const scale = (e: I): F => m.asFloat(m.shiftLeft(m.addInt(e, m.i32(127)), 23));
  return m.mul(m.mul(power, scale(half)), scale(m.subInt(k, half)));
}

export const LOG: Cubic = [0.6666666865348816, 0.4000012278556824, 0.28550806641578674, 0.23330830037593842];

/**
 * ln(x 2^scale) for a normal number x > 0: x = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt 2), s = f / (2 + f),
 * ln(1 + f) = f - h + s (h + R(s^2)), h = f^2 / 2.
 */
function logOfNormal<F, I>(m: Lanes<F, I>, x: F, scale: F | null): F {
  // Subtracting the bits of sqrt(1/2) makes the exponent field roll over there instead of at 1.
  const offset = m.subInt(m.asInt(x), m.i32(0x3f3504f3));
  const k = m.shiftRight(offset, 23);
  const mantissa = m.asFloat(m.addInt(m.and(offset, m.i32(0x007fffff)), m.i32(0x3f3504f3)));
  const f = m.sub(mantissa, m.f32(1));
  const s = m.div(f, m.add(m.f32(2), f));
  const w = m.mul(s, s);
  const h = m.mul(m.mul(f, f), m.f32(0.5));
  const tail = m.mul(s, m.add(h, m.mul(w, cubic(m, w, LOG))));
  const n = scale === null ? m.fromInt(k) : m.add(m.fromInt(k), scale);
  const small = m.sub(h, m.add(tail, m.mul(n, m.f32(LN2_LOW))));
  return m.sub(m.mul(n, m.f32(LN2_HIGH)), m.sub(small, f));
}

/** ln x; -Infinity at 0, NaN below. */
export function log<F, I>(m: Lanes<F, I>, x: F): F {
  const tiny = m.less(x, m.f32(2 ** -126));
  const normal = m.select(tiny, m.mul(x, m.f32(2 ** 23)), x);
  const value = logOfNormal(m, normal, m.select(tiny, m.f32(-23), m.f32(0)));
  const infinite = m.equal(x, m.f32(Infinity));
  const zero = m.equal(x, m.f32(0));
  const valid = m.less(m.f32(0), x);
  return m.select(infinite, x, m.select(zero, m.f32(-Infinity), m.select(valid, value, m.f32(NaN))));
}

const TANH: Quartic = [
  -0.333333283662796, 0.1333276927471161, -0.05385090783238411, 0.020997179672122, -0.006096714176237583,
];

/** tanh x: x + x^3 P(x^2) for |x| < 0.625, else sign(x) (1 - 2 / (e^(2|x|) + 1)). */
export function tanh<F, I>(m: Lanes<F, I>, x: F): F {
  const size = m.abs(x);
  const w = m.mul(x, x);
  const near = m.add(x, m.mul(m.mul(x, w), quartic(m, w, TANH)));
  const far = m.sub(m.f32(1), m.div(m.f32(2), m.add(exp(m, m.add(size, size)), m.f32(1))));
  const signed = m.asFloat(m.or(m.asInt(far), m.and(m.asInt(x), m.i32(-(2 ** 31)))));
  return m.select(m.less(size, m.f32(0.625)), near, signed);
}

/** 1 / (1 + e^-x), as e / (1 + e) with e = e^-|x| for negative x, so that small results keep their digits. */
export function sigmoid<F, I>(m: Lanes<F, I>, x: F): F {
  const e = exp(m, m.neg(m.abs(x)));
  return m.div(m.select(m.less(x, m.f32(0)), e, m.f32(1)), m.add(m.f32(1), e));
}

export const SIN: Cubic = [
  1.5707963705062866, -0.6459634900093079, 0.07968021929264069, -0.004602149128913879,
];
export const COS: Cubic = [
  -1.2337005138397217, 0.253669410943985, -0.02086152881383896, 0.0009067399078048766,
];

/** Sine and cosine of (quadrant + f) quarter turns, |f| <= 1/2. */
function quarterTurns<F, I>(m: Lanes<F, I>, quadrant: I, f: F): { sin: F; cos: F } {
  const w = m.mul(f, f);
  const s = m.mul(f, cubic(m, w, SIN));
  const c = m.add(m.f32(1), m.mul(w, cubic(m, w, COS)));
  const swap = m.subInt(m.i32(0), m.and(quadrant, m.i32(1)));
  const signBit = (q: I): I => m.shiftLeft(m.and(q, m.i32(2)), 30);
  const flip = (value: F, q: I): F => m.asFloat(m.xor(m.asInt(value), signBit(q)));
  return {
    sin: flip(m.select(swap, c, s), quadrant),
    cos: flip(m.select(swap, s, c), m.addInt(quadrant, m.i32(1))),
  };
}

// pi/2 in three parts of 8, 11 and 24 bits (Cody and Waite 1980): k times the first two is exact for k < 2^13.
const HALF_PI = [1.5703125, 0.0004837512969970703, 7.549789948768648e-8];

/** The quadrant of x and the rest in quarter turns. Accurate for |x| <= 8192; larger arguments lose digits. */
function reduceAngle<F, I>(m: Lanes<F, I>, x: F): { quadrant: I; f: F } {
  const k = m.nearest(m.mul(x, m.f32(2 / Math.PI)));
  let rest = x;
  for (const part of HALF_PI) rest = m.sub(rest, m.mul(k, m.f32(part)));
  // Beyond that range the rest may be anything; bounded, it still gives a sine between -1 and 1.
  const f = m.max(m.min(m.mul(rest, m.f32(2 / Math.PI)), m.f32(0.51)), m.f32(-0.51));
  return { quadrant: m.toInt(k), f };
}

/** sin x for x in radians. */
export function sin<F, I>(m: Lanes<F, I>, x: F): F {
  const { quadrant, f } = reduceAngle(m, x);
  return quarterTurns(m, quadrant, f).sin;
}

/** cos x for x in radians. */
export function cos<F, I>(m: Lanes<F, I>, x: F): F {
  const { quadrant, f } = reduceAngle(m, x);
  return quarterTurns(m, quadrant, f).cos;
}

/**
 * Two independent standard normals from 2 x 32 random bits (Box and Muller 1958): with u in (0, 1] from `bits0`
 * and an angle of `bits1` / 2^32 turns, sqrt(-2 ln u) times its cosine and its sine. |z| is at most 6.66.
 */
export function normalPair<F, I>(m: Lanes<F, I>, bits0: I, bits1: I): { first: F; second: F } {
  const u = m.mul(m.add(m.fromUint(bits0), m.f32(1)), m.f32(2 ** -32));
  const radius = m.sqrt(m.mul(m.f32(-2), logOfNormal(m, u, null)));
  const quadrant = m.shiftRightZero(m.addInt(bits1, m.i32(2 ** 29)), 30);
  const rest = m.subInt(bits1, m.shiftLeft(quadrant, 30));
  const { sin: s, cos: c } = quarterTurns(m, quadrant, m.mul(m.fromInt(rest), m.f32(2 ** -30)));
  return { first: m.mul(radius, c), second: m.mul(radius, s) };
}
