/** Options that are typed as JSON. @module */

export type JsonRecord = Readonly<Record<string, unknown>>;

/**
 * Reads a record; nothing typed is an empty one.
 * @throws Error with a sentence for text that is no JSON, and for JSON that is no record
 */
export function recordIn(text: string): JsonRecord {
  let value: unknown;
  try {
    value = JSON.parse(text.trim() || '{}');
  } catch (error) {
    throw new Error(`This is not JSON yet (${(error as Error).message}); the options stay as they were.`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonRecord;
  throw new Error('These are no options, which have names, as in {"dt": 20}; the options stay as they were.');
}

/** A record without some of its names, and those alone. */
export function parted(record: JsonRecord, names: readonly string[]): { rest: JsonRecord; kept: JsonRecord } {
  const entries = Object.entries(record);
  return {
    rest: Object.fromEntries(entries.filter(([name]) => !names.includes(name))),
    kept: Object.fromEntries(entries.filter(([name]) => names.includes(name))),
  };
}
