/** The byte writer against slow decoders written from the definition of LEB128. @module */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteWriter } from '../../../src/compile/wasm/bytes.ts';

const u32 = fc.oneof(
  fc.integer({ min: 0, max: 300 }),
  fc.nat(2 ** 31 - 1),
  fc.integer({ min: 2 ** 31, max: 2 ** 32 - 1 }),
);
const i32 = fc.oneof(fc.integer({ min: -300, max: 300 }), fc.integer());

/** Reads groups of seven bits, lowest first; the last byte is the first one below 0x80. */
function decode(bytes: Uint8Array, signed: boolean): bigint {
  const last = bytes.findIndex((byte) => byte < 0x80);
  expect(last).toBe(bytes.length - 1);
  const value = bytes.reduce((sum, byte, i) => sum + (BigInt(byte & 0x7f) << BigInt(7 * i)), 0n);
  const negative = signed && (bytes[last] & 0x40) !== 0;
  return negative ? value - (1n << BigInt(7 * bytes.length)) : value;
}

test('unsigned numbers decode to themselves and take no more bytes than they need', () => {
  fc.assert(
    fc.property(u32, (value) => {
      const bytes = new ByteWriter().unsigned(value).written();
      expect(decode(bytes, false)).toBe(BigInt(value));
      expect(bytes.length).toBe(Math.max(1, Math.ceil(value.toString(2).length / 7)));
    }),
  );
});

test('signed numbers decode to themselves and take no more bytes than they need', () => {
  fc.assert(
    fc.property(i32, (value) => {
      const bytes = new ByteWriter().signed(value).written();
      expect(decode(bytes, true)).toBe(BigInt(value));
      const magnitude = value < 0 ? -value - 1 : value;
      expect(bytes.length).toBe(Math.ceil((magnitude === 0 ? 1 : magnitude.toString(2).length + 1) / 7));
    }),
  );
});

test('a pointer above 2^31 is written as the negative number with its bits', () => {
  expect(new ByteWriter().signed(2 ** 32 - 1).written()).toEqual(new ByteWriter().signed(-1).written());
  expect(new ByteWriter().signed(2 ** 31).written()).toEqual(new ByteWriter().signed(-(2 ** 31)).written());
});

test.each([-1, 2 ** 32, 0.5, Number.NaN])('%d is not written as an unsigned number', (value) => {
  expect(() => new ByteWriter().unsigned(value)).toThrow('internal: expected an unsigned 32-bit number');
});

test.each([-(2 ** 31) - 1, 2 ** 32, 0.5, Number.NaN])('%d is not written as a signed number', (value) => {
  expect(() => new ByteWriter().signed(value)).toThrow('internal: expected a 32-bit number');
});

test('what was written survives growth of the buffer', () => {
  const long = Uint8Array.from({ length: 1000 }, (_, i) => i);
  const out = new ByteWriter().byte(7).float32(1.5).int32(-2).bytes(long).name('é'.repeat(70)).written();
  const view = new DataView(out.buffer, out.byteOffset);
  expect([out[0], view.getFloat32(1, true), view.getInt32(5, true)]).toEqual([7, 1.5, -2]);
  expect(out.subarray(9, 1009)).toEqual(long);
  expect([...out.subarray(1009, 1013)]).toEqual([0x8c, 0x01, 0xc3, 0xa9]);
});
