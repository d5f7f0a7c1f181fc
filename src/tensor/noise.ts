/** Standard normals for data that JavaScript makes. @module */

import { COS, LOG, SIN } from './formulas.ts';
import { checkKey, type Key } from './random.ts';
import { threefry2x32 } from './threefry.ts';

const words = new Int32Array(2);
const oneFloat = new Float32Array(1);
const itsBits = new Int32Array(oneFloat.buffer);

// Words are drawn a block at a time: the generator and the formulas in one loop take 1.3 times as long.
const BLOCK = 256;
const block = new Int32Array(BLOCK);
const lastPair = new Float32Array(2);

/** Draws the words of `count` normals, from those of pair `firstPair` on. */
function fillWords(k0: number, k1: number, firstPair: number, count: number): void {
  for (let i = 0; i < count; i += 2) {
    threefry2x32(k0, k1, 0, firstPair + (i >> 1), words);
    block[i] = words[0];
    block[i + 1] = words[1];
  }
}

/** Turns the words of the block into normals times `std`. */
function fillBlock(out: Float32Array | Float64Array, start: number, count: number, std: number): void {
  // Variables of this function: engines check those of a module anew for every pair, which takes a third longer.
  const [from, float, bits] = [block, oneFloat, itsBits];
  const [log0, log1, log2, log3] = LOG;
  const [sin0, sin1, sin2, sin3] = SIN;
  const [cos0, cos1, cos2, cos3] = COS;
  for (let i = 0; i < count; i += 2) {
    // ln u for u in (0, 1], as `log` of formulas.ts.
    float[0] = ((from[i] >>> 0) + 1) * 2 ** -32;
    const offset = (bits[0] - 0x3f3504f3) | 0;
    bits[0] = (offset & 0x007fffff) + 0x3f3504f3;
    const g = float[0] - 1;
    const v = g / (2 + g);
    const x = v * v;
    const h = g * g * 0.5;
    const tail = v * (h + x * (((log3 * x + log2) * x + log1) * x + log0));
    const radius = std * Math.sqrt(-2 * ((offset >> 23) * Math.LN2 - (h - tail - g)));
    const turn = from[i + 1];
    const quadrant = ((turn + 2 ** 29) | 0) >>> 30;
    const f = ((turn - (quadrant << 30)) | 0) * 2 ** -30;
    const w = f * f;
    const s = f * (((sin3 * w + sin2) * w + sin1) * w + sin0);
    const c = 1 + w * (((cos3 * w + cos2) * w + cos1) * w + cos0);
    // (cosine, sine) is (c, s), (-s, c), (-c, -s), (s, -c) in turn. A branch on random bits would be mispredicted
    // every other time, so the index says where each goes.
    const odd = quadrant & 1;
    const signed = radius * (1 - (quadrant & 2));
    out[start + i + odd] = signed * c;
    out[start + i + 1 - odd] = signed * (1 - 2 * odd) * s;
  }
}

/** Fills the first `count` elements, an even number. */
function fillPairs(from: Key, out: Float32Array | Float64Array, count: number, std: number): void {
  const [k0, k1] = from.data;
  for (let start = 0; start < count; start += BLOCK) {
    const size = Math.min(BLOCK, count - start);
    fillWords(k0, k1, start >> 1, size);
    fillBlock(out, start, size, std);
  }
}

/**
 * Draws `count` standard normals: the random words and the formulas of `normal`, written out in doubles. Rounding
 * every operation to f32, and calls that engines do not inline, make `normal` 3 to 8 times as slow; to f32 rounding
 * the values are the same.
 */
export function noise(from: Key, count: number): Float64Array {
  const out = new Float64Array(count + (count & 1));
  refillNoise(from, out, count);
  return out.subarray(0, count);
}

/** Puts the numbers of `noise` at the beginning of an array of at least `count` elements, rounded up to an even number. */
export function refillNoise(from: Key, out: Float64Array, count: number): void {
  checkKey('noise', from);
  fillPairs(from, out, count + (count & 1), 1);
}

/** Fills an array with the normals of `noise` times `std`, without allocating another. */
export function noiseInto(from: Key, out: Float32Array, std: number): void {
  checkKey('noiseInto', from);
  const even = out.length & ~1;
  fillPairs(from, out, even, std);
  if (even === out.length) return;
  fillWords(from.data[0], from.data[1], even >> 1, 2);
  fillBlock(lastPair, 0, 2, std);
  out[even] = lastPair[0];
}
