/** Standard normals for data that JavaScript makes. @module */

import { COS, LOG, SIN } from './formulas.ts';
import { checkKey, type Key } from './random.ts';
import { threefry2x32 } from './threefry.ts';

const words = new Int32Array(2);
const floatBits = new Float32Array(1);
const intBits = new Int32Array(floatBits.buffer);

/** ln u for u in (0, 1], as `log` of formulas.ts. */
function logOf(u: number): number {
  floatBits[0] = u;
  const offset = (intBits[0] - 0x3f3504f3) | 0;
  intBits[0] = (offset & 0x007fffff) + 0x3f3504f3;
  const f = floatBits[0] - 1;
  const s = f / (2 + f);
  const w = s * s;
  const h = f * f * 0.5;
  const tail = s * (h + w * (((LOG[3] * w + LOG[2]) * w + LOG[1]) * w + LOG[0]));
  return (offset >> 23) * Math.LN2 - (h - tail - f);
}

/**
 * Draws `count` standard normals: the random words and the formulas of `normal`, written out in doubles. Rounding
 * every operation to f32, and calls that engines do not inline, make `normal` 3 to 8 times as slow; to f32 rounding
 * the values are the same.
 */
export function noise(from: Key, count: number): Float64Array {
  checkKey('noise', from);
  const [k0, k1] = from.data;
  const out = new Float64Array(count + (count & 1));
  for (let i = 0; i < count; i += 2) {
    threefry2x32(k0, k1, 0, i >> 1, words);
    const turn = words[1];
    const radius = Math.sqrt(-2 * logOf(((words[0] >>> 0) + 1) * 2 ** -32));
    const quadrant = ((turn + 2 ** 29) | 0) >>> 30;
    const f = ((turn - (quadrant << 30)) | 0) * 2 ** -30;
    const w = f * f;
    const s = f * (((SIN[3] * w + SIN[2]) * w + SIN[1]) * w + SIN[0]);
    const c = 1 + w * (((COS[3] * w + COS[2]) * w + COS[1]) * w + COS[0]);
    const swap = (quadrant & 1) === 1;
    const cosine = swap ? s : c;
    const sine = swap ? c : s;
    out[i] = radius * (((quadrant + 1) & 2) === 2 ? -cosine : cosine);
    out[i + 1] = radius * ((quadrant & 2) === 2 ? -sine : sine);
  }
  return out.subarray(0, count);
}
