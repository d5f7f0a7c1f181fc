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

/** @throws RangeError where there are not as many numbers as the sizes say */
export function checkCount(caller: string, name: string, got: number, wanted: number, sizes: string): void {
  if (got !== wanted) {
    throw new RangeError(
      `${caller}: expected ${name} of ${sizes} = ${wanted} numbers, got ${got} - give them row by row`,
    );
  }
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
