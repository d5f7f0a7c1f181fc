/** Pictures of a few colours as PNG in a data URI (PNG, third edition; stored blocks of zlib, RFC 1950 and 1951). @module */

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = CRC_TABLE[(c ^ byte) & 255] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return ((b << 16) | a) >>> 0;
}

const bigEndian = (value: number): number[] => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);

function join(parts: readonly ArrayLike<number>[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function chunk(type: string, data: ArrayLike<number>): Uint8Array {
  const body = join([Array.from(type, (letter) => letter.charCodeAt(0)), data]);
  return join([bigEndian(data.length), body, bigEndian(crc32(body))]);
}

const STORED = 65535;

/** A zlib stream that holds bytes as they are: cells of noise do not shrink. */
function zlib(bytes: Uint8Array): Uint8Array {
  const parts: ArrayLike<number>[] = [[0x78, 0x01]];
  for (let at = 0; at === 0 || at < bytes.length; at += STORED) {
    const part = bytes.subarray(at, at + STORED);
    const n = part.length;
    const last = at + STORED >= bytes.length ? 1 : 0;
    parts.push([last, n & 255, n >> 8, ~n & 255, (~n >> 8) & 255], part);
  }
  return join([...parts, bigEndian(adler32(bytes))]);
}

/** A colour with its opacity, each 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number, opacity: number];

/**
 * Encodes a picture as PNG.
 * @param pixels indices into the palette, row by row
 * @param palette at most 256 colours
 */
export function encodePng(
  width: number,
  height: number,
  pixels: Uint8Array,
  palette: readonly Colour[],
): Uint8Array {
  const rows = new Uint8Array(height * (width + 1));
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  // 8 bits per pixel, palette, no interlace; the 0 in front of each row says that it is not filtered.
  const header = [...bigEndian(width), ...bigEndian(height), 8, 3, 0, 0, 0];
  return join([
    [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    chunk('IHDR', header),
    chunk(
      'PLTE',
      palette.flatMap((colour) => colour.slice(0, 3)),
    ),
    chunk(
      'tRNS',
      palette.map(([, , , opacity]) => opacity),
    ),
    chunk('IDAT', zlib(rows)),
    chunk('IEND', []),
  ]);
}

/** Writes bytes as a data URI of a PNG. */
export function pngUri(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return `data:image/png;base64,${btoa(text)}`;
}
