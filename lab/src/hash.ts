/** SHA-256 (FIPS 180-4) in plain integers, for pages opened from disk, where some browsers have no `crypto.subtle`. @module */

import type { RateParams } from '../../src/rnn/networks/rate-network.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';

/** The first `count` primes. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p !== 0)) found.push(n);
  return found;
}

/** The first 32 bits of the fraction of the square root (power 2) or the cube root (power 3) of a small whole number. */
function fractionBits(n: number, power: 2 | 3): number {
  // The largest whole x with x^power <= n * 2^(32 power), by halving.
  const target = BigInt(n) << BigInt(32 * power);
  let x = 0n;
  for (let bit = 1n << 40n; bit > 0n; bit >>= 1n) if ((x + bit) ** BigInt(power) <= target) x += bit;
  return Number(BigInt.asIntN(32, x));
}

const START: Int32Array = /* @__PURE__ */ Int32Array.from(primes(8), (p) => fractionBits(p, 2));
const ROUNDS: Int32Array = /* @__PURE__ */ Int32Array.from(primes(64), (p) => fractionBits(p, 3));

const rotate = (x: number, by: number): number => (x >>> by) | (x << (32 - by));

/** Works one block of 64 bytes into a state of eight words. */
function absorb(state: Int32Array, words: Int32Array): void {
  for (let t = 16; t < 64; t++) {
    const [a, b] = [words[t - 15], words[t - 2]];
    const low = rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3);
    const high = rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10);
    words[t] = words[t - 16] + low + words[t - 7] + high;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let t = 0; t < 64; t++) {
    const choice = (e & f) ^ (~e & g);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const first = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + choice + ROUNDS[t] + words[t]) | 0;
    const second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => {
    state[i] += word;
  });
}

/** The message with its padding: a bit 1, zeros, and its length in bits, to whole blocks of 64 bytes. */
function padded(bytes: Uint8Array): DataView {
  const size = (Math.floor((bytes.length + 8) / 64) + 1) * 64;
  const out = new Uint8Array(size);
  out.set(bytes);
  out[bytes.length] = 0x80;
  const view = new DataView(out.buffer);
  view.setBigUint64(size - 8, 8n * BigInt(bytes.length));
  return view;
}

/**
 * The SHA-256 of bytes in hexadecimal digits.
 * @example sha256(new TextEncoder().encode('abc')) // 'ba7816bf...f20015ad'
 */
export function sha256(bytes: Uint8Array): string {
  const message = padded(bytes);
  const state = START.slice();
  const words = new Int32Array(64);
  for (let at = 0; at < message.byteLength; at += 64) {
    for (let i = 0; i < 16; i++) words[i] = message.getInt32(at + 4 * i);
    absorb(state, words);
  }
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/**
 * The SHA-256 of parameters, in the order of their names: of each `NAME [SHAPE]` and its bytes, little-endian, as
 * WebAssembly's memory is everywhere.
 */
export function hashOfParams(params: RateParams<Tensor>): string {
  const named = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = named.flatMap(([name, { shape, data }]) => [
    new TextEncoder().encode(`${name} [${shape}]`),
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  ]);
  return sha256(joined(parts));
}
