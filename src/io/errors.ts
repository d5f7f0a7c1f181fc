/** The words in which damaged or foreign files are told. @module */

/** Longest part of a name from a file that is repeated in a message. */
const MAX_QUOTED = 60;

/** Quotes a name that came out of a file: cut to 60 characters, control characters escaped. */
export function quote(name: string): string {
  const cut = name.length > MAX_QUOTED ? `${name.slice(0, MAX_QUOTED)}...` : name;
  return `'${JSON.stringify(cut).slice(1, -1).replaceAll('\\"', '"')}'`;
}

/** Makes the error for bytes that cannot be what a writer wrote. */
export function damaged(fn: string, expected: string, got: string | number): Error {
  return new Error(
    `${fn}: expected ${expected}, got ${got} - the file is damaged or cut short, get it again`,
  );
}

/**
 * Checks that an argument is a byte array.
 * @throws TypeError naming `fn`
 */
export function checkBytes(fn: string, bytes: unknown): void {
  if (bytes instanceof Uint8Array) return;
  const cure = bytes instanceof ArrayBuffer ? ' - wrap it: new Uint8Array(buffer)' : '';
  const got = typeof bytes === 'object' && bytes !== null ? 'another object' : String(bytes);
  throw new TypeError(`${fn}: expected a Uint8Array, got ${cure ? 'an ArrayBuffer' : got}${cure}`);
}
