/** CRC-32 as zip uses it: reflected polynomial 0xEDB88320, all ones before and after (ISO 3309). @module */

const POLYNOMIAL = 0xedb88320;

function makeTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
    return crc;
  });
}

const TABLE: Int32Array = /* @__PURE__ */ makeTable();

/** Returns the CRC-32 of the bytes as an unsigned 32-bit number. */
export function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ TABLE[(crc ^ bytes[i]) & 255];
  return ~crc >>> 0;
}
