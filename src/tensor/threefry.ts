/** The counter-based generator threefry2x32 with 20 rounds (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"). @module */

/** Rotation distances of the eight rounds that repeat. */
export const ROTATIONS: readonly number[] = [13, 15, 26, 6, 17, 29, 16, 24];

/** The third key word is the exclusive or of the two others and this constant. */
export const KEY_PARITY = 0x1bd11bda;

/** Encrypts the counter (c0, c1) under the key (k0, k1) and writes the two 32-bit words to out[0] and out[1]. */
export function threefry2x32(k0: number, k1: number, c0: number, c1: number, out: Int32Array): void {
  const k2 = k0 ^ k1 ^ KEY_PARITY;
  let x0 = (c0 + k0) | 0;
  let x1 = (c1 + k1) | 0;
  // Five groups of four rounds; after group g the key is injected, rotated by g and with g added.
  let a = k0;
  let b = k1;
  let c = k2;
  for (let group = 1; group <= 5; group++) {
    const first = (group & 1) === 1;
    x0 = (x0 + x1) | 0;
    x1 = first ? (x1 << 13) | (x1 >>> 19) : (x1 << 17) | (x1 >>> 15);
    x1 ^= x0;
    x0 = (x0 + x1) | 0;
    x1 = first ? (x1 << 15) | (x1 >>> 17) : (x1 << 29) | (x1 >>> 3);
    x1 ^= x0;
    x0 = (x0 + x1) | 0;
    x1 = first ? (x1 << 26) | (x1 >>> 6) : (x1 << 16) | (x1 >>> 16);
    x1 ^= x0;
    x0 = (x0 + x1) | 0;
    x1 = first ? (x1 << 6) | (x1 >>> 26) : (x1 << 24) | (x1 >>> 8);
    x1 ^= x0;
    x0 = (x0 + b) | 0;
    x1 = (x1 + c + group) | 0;
    [a, b, c] = [b, c, a];
  }
  out[0] = x0;
  out[1] = x1;
}
