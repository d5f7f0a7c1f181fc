/** Reads the options of a benchmark: `--name value`, with defaults that also say which names exist. @module */

import { parseArgs } from 'node:util';

/** Returns the values of options, numbers where the default is one, and the other words. */
export function readOptions<T extends { readonly [name: string]: string | number }>(
  defaults: T,
): { values: { [name in keyof T]: T[name] extends number ? number : string }; words: string[] } {
  const options = Object.fromEntries(
    Object.keys(defaults).map((name) => [name, { type: 'string' as const }]),
  );
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const read = Object.entries(defaults).map(([name, fallback]) => {
    const given = values[name] ?? fallback;
    const value = typeof fallback === 'number' ? Number(given) : given;
    if (Number.isNaN(value)) throw new RangeError(`bench: expected --${name} to be a number, got '${given}'`);
    return [name, value];
  });
  return { values: Object.fromEntries(read), words: positionals };
}
