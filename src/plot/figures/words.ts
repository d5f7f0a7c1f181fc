/** Numbers in words: what descriptions, which are read aloud, say of the data. @module */

import { formatNumber } from '../svg.ts';

/** Writes a number to three digits, with a true minus sign. */
export function say(value: number): string {
  if (!Number.isFinite(value)) return 'unknown';
  return String(Number(value.toPrecision(3)) + 0).replaceAll('-', '−');
}

/** Writes a fraction as a percentage. */
export const percent = (fraction: number): string =>
  Number.isFinite(fraction) ? `${say(100 * fraction)} %` : 'unknown';

/** '1 unit', '2 units'. */
export const count = (n: number, one: string, many: string = `${one}s`): string =>
  `${n} ${n === 1 ? one : many}`;

/** A time in ms. */
export const milliseconds = (time: number): string => `${formatNumber(time)} ms`;

/** The finite numbers among values. */
export const finite = (values: ArrayLike<number>): number[] =>
  Array.from(values).filter((value) => Number.isFinite(value));

/** The last number that is finite. */
export const lastOf = (values: ArrayLike<number>): number => finite(values).at(-1) ?? Number.NaN;

/** @throws TypeError for what is no flat list of numbers */
export function checkNumbers(caller: string, name: string, values: ArrayLike<number>): void {
  if (typeof values?.length === 'number' && typeof (values[0] ?? 0) === 'number') return;
  const got = 'shape' in Object(values) ? 'a tensor - give its data' : typeof values;
  throw new TypeError(`${caller}: expected ${name} to be numbers, got ${got}`);
}

/** @throws TypeError for what are no numbers, RangeError where there are not as many as the sizes say */
export function checkCount(
  caller: string,
  name: string,
  values: ArrayLike<number>,
  wanted: number,
  sizes: string,
): void {
  checkNumbers(caller, name, values);
  if (values.length !== wanted) {
    throw new RangeError(
      `${caller}: expected ${name} of ${sizes} = ${wanted} numbers, got ${values.length} - give them row by row`,
    );
  }
}

/** @throws RangeError for what is not a number of things, from 0 to all of them */
export function checkPart(caller: string, name: string, value: number, all: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= all) return;
  throw new RangeError(`${caller}: expected ${name} to be a whole number in [0, ${all}], got ${value}`);
}

/** @throws RangeError for what is not an order of units 0 .. n - 1, none of them twice */
export function checkOrder(caller: string, order: ArrayLike<number>, n: number): void {
  const seen = new Set<number>();
  for (const unit of Array.from(order)) {
    if (!(Number.isInteger(unit) && unit >= 0 && unit < n && !seen.has(unit))) {
      throw new RangeError(
        `${caller}: expected an order of different units from 0 to ${n - 1}, got ${unit} - give each unit once`,
      );
    }
    seen.add(unit);
  }
}
