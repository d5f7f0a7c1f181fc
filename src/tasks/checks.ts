/** Checks that every task shares. @module */

import { nearestName } from '../tensor/index.ts';

/** Writes any value for a message: `[1, 2]`, `{ "mean": 1 }`, `'text'`. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return String(value);
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  return `{ ${Object.entries(value)
    .map(([name, each]) => `${name}: ${show(each)}`)
    .join(', ')} }`;
}

/** @throws TypeError when `value` is not a plain object of named values */
export function checkRecord(fn: string, name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`${fn}: expected ${name} to be an object, got ${show(value)}`);
  }
}

/** @throws RangeError naming the known names, when `value` is none of them */
export function checkName(fn: string, name: string, value: unknown, known: readonly string[]): void {
  if (typeof value === 'string' && known.includes(value)) return;
  const names = known.map(show).join(' or ');
  const hint = typeof value === 'string' ? ` - did you mean '${nearestName(value, known)}'?` : '';
  throw new RangeError(`${fn}: expected ${name} to be ${names}, got ${show(value)}${hint}`);
}
