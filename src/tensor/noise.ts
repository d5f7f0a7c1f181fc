/** Standard normals for data that JavaScript makes. @module */

import { COS, LOG, SIN } from './formulas.ts';
import { checkKey, type Key } from './random.ts';
import { threefry2x32 } from './threefry.ts';

const words = new Int32Array(2);
const floatBits = new Float32Array(1);
const intBits = new Int32Array(floatBits.buffer);

// By name, so that the loops below read no arrays of coefficients.
const [LOG0, LOG1, LOG2, LOG3] = LOG;
const [SIN0, SIN1, SIN2, SIN3] = SIN;
const [COS0, COS1, COS2, COS3] = COS;

/** ln u for u in (0, 1], as `log` of formulas.ts. */
function logOf(u: number): number {
  floatBits[0] = u;
  const offset = (intBits[0] - 0x3f3504f3) | 0;
  intBits[0] = (offset & 0x007fffff) + 0x3f3504f3;
  const f = floatBits[0] - 1;
  const s = f / (2 + f);
  const w = s * s;
  const h = f * f * 0.5;
  const tail = s * (h + w * (((LOG3 * w + LOG2) * w + LOG1) * w + LOG0));
  return (offset >> 23) * Math.LN2 - (h - tail - f);
}

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
  for (let i = 0; i < count; i += 2) {
    const turn = block[i + 1];
    const radius = std * Math.sqrt(-2 * logOf(((block[i] >>> 0) + 1) * 2 ** -32));
    const quadrant = ((turn + 2 ** 29) | 0) >>> 30;
    const f = ((turn - (quadrant << 30)) | 0) * 2 ** -30;
    const w = f * f;
    const s = f * (((SIN3 * w + SIN2) * w + SIN1) * w + SIN0);
    const c = 1 + w * (((COS3 * w + COS2) * w + COS1) * w + COS0);
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
  checkKey('noise', from);
  const out = new Float64Array(count + (count & 1));
  fillPairs(from, out, out.length, 1);
  return out.subarray(0, count);
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
