/** JSON text that means exactly the value it was made from. @module */

import { damaged } from './errors.ts';

/** A value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Nesting beyond this is a cycle or an attack on the stack. */
export const MAX_DEPTH = 64;

/** An object literal, or one without a prototype. */
export function isPlain(value: unknown): value is { readonly [name: string]: unknown } {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Joins texts of members to the text of an object. */
export function objectText(members: readonly (readonly [name: string, text: string])[]): string {
  return `{${members.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join()}}`;
}

/**
 * Writes a value as JSON. Unlike `JSON.stringify`, which drops undefined values, writes NaN as null and -0 as 0, and
 * calls `toJSON`, it refuses what would come back as something else.
 * @param fn the public function that errors name
 * @param path what errors call the value
 * @throws TypeError for anything but JSON values; RangeError for NaN, infinities and more than 64 levels
 */
export function writeJson(fn: string, path: string, value: unknown, depth: number = 0): string {
  if (depth > MAX_DEPTH) {
    const got = 'more - is it a member of itself?';
    throw new RangeError(`${fn}: expected at most ${MAX_DEPTH} levels of settings, got ${got}`);
  }
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
    throw new RangeError(`${fn}: expected finite numbers in ${path}, got ${value} - write it as text`);
  }
  if (Array.isArray(value)) {
    return `[${Array.from(value, (each, i) => writeJson(fn, `${path}[${i}]`, each, depth + 1)).join()}]`;
  }
  if (isPlain(value)) {
    return objectText(
      Object.entries(value).map(([name, each]) => {
        return [name, writeJson(fn, `${path}.${name}`, each, depth + 1)] as const;
      }),
    );
  }
  const got = typeof value === 'object' ? 'another object' : typeof value;
  const kinds = 'texts, numbers, true, false, null, arrays, plain objects';
  throw new TypeError(`${fn}: expected JSON values (${kinds}) in ${path}, got ${got} - leave it out`);
}

/** Parses JSON text from a file. */
export function parseJson(fn: string, what: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged(fn, `JSON for the ${what}`, 'other text');
  }
}
