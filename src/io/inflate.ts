/** Inflates raw DEFLATE data of a declared size with the platform's own decoder. @module */

import { damaged } from './errors.ts';

/** A slice of 16 KiB yields 16 MiB at the worst ratio, so a bomb is noticed before it fills memory. */
const SLICE = 16384;

/** DEFLATE's highest ratio: 258 bytes for a 1-bit length code and a 1-bit distance code (RFC 1951, 3.2.5). */
const MAX_RATIO = 1032;

/** Feeds slices as fast as they are taken. A failure shows at the reading end too, where it is told. */
async function feed({ writable }: DecompressionStream, packed: Uint8Array): Promise<void> {
  const writer = writable.getWriter();
  try {
    for (let from = 0; from < packed.length; from += SLICE) {
      await writer.write(packed.slice(from, from + SLICE));
    }
    await writer.close();
  } catch {}
}

/**
 * Inflates `packed` into exactly `size` bytes and stops as soon as there would be more.
 * @param fn the public function that errors name
 * @param what the member that errors name
 * @throws Error for bytes that are not DEFLATE data or not of that size
 */
export async function inflate(
  fn: string,
  packed: Uint8Array,
  size: number,
  what: string,
): Promise<Uint8Array> {
  if (size > MAX_RATIO * packed.length) {
    throw damaged(fn, `${what} to inflate to at most ${MAX_RATIO} times ${packed.length} bytes`, size);
  }
  const stream = new DecompressionStream('deflate-raw');
  const reader = stream.readable.getReader();
  const out = new Uint8Array(size);
  let filled = 0;
  void feed(stream, packed);
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => {
        throw damaged(fn, `${what} to hold ${size} bytes of DEFLATE data`, `an error after byte ${filled}`);
      });
      if (done) break;
      if (filled + value.length > size) throw damaged(fn, `${what} to inflate to ${size} bytes`, 'more');
      out.set(value, filled);
      filled += value.length;
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    throw error;
  }
  if (filled !== size) throw damaged(fn, `${what} to inflate to ${size} bytes`, filled);
  return out;
}
