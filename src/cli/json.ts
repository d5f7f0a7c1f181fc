/** Documents of the command line. @module */

/** Numbers that JSON does not have: NaN is null, the others are the strings 'Infinity' and '-Infinity'. */
function plain(_: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return Number.isNaN(value) ? null : String(value);
  return ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value;
}

/** Writes a document; typed arrays are lists. */
export const jsonDocument = (value: object): string => `${JSON.stringify(value, plain, 2)}\n`;
