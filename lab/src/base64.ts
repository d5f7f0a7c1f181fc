/** Bytes as text of 64 letters that addresses and storage take as they are (RFC 4648, section 5, without padding). @module */

/** Bytes per call of `String.fromCharCode`: engines limit the number of arguments. */
const CHUNK = 8192;

/** Writes bytes as base64url. */
export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += CHUNK) {
    binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  }
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/**
 * Reads base64url.
 * @throws RangeError for letters that do not belong, and for a length that no bytes have
 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) {
    throw new RangeError('fromBase64: expected base64url, got other letters or a part of it');
  }
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
}
