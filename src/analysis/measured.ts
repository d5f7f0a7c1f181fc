/** Tables of what a measure gives with and without an intervention. @module */

import { checkRecord, show } from '../tensor/options.ts';

/** Numbers by name, as a measure gives them: `{ accuracy: 0.85, reactionTime: 412 }`. */
export interface Measured {
  readonly [name: string]: number;
}

/** What a measure gives under an intervention. */
export interface MeasuredRow {
  readonly values: Measured;
  /** `values` minus those of the intact network. */
  readonly change: Measured;
}

/**
 * Returns what a measure gave.
 * @throws TypeError for anything but an object of numbers; NaN, where a measure says nothing, is one
 */
export function checkMeasured(fn: string, measured: unknown): Measured {
  checkRecord(fn, 'what measure returns', measured);
  for (const [name, value] of Object.entries(measured as object)) {
    if (typeof value === 'number') continue;
    const want = `measure to return numbers, such as { accuracy: 0.8 }`;
    throw new TypeError(`${fn}: expected ${want}, got ${name}: ${show(value)}`);
  }
  return measured as Measured;
}

/** @throws TypeError when a measure is no function */
export function checkMeasure(fn: string, measure: unknown): void {
  if (typeof measure === 'function') return;
  throw new TypeError(`${fn}: expected measure to be a function, got ${show(measure)}`);
}

/** A row of a table, beside what the intact network gave. */
export const measuredRow = (values: Measured, intact: Measured): MeasuredRow => ({
  values,
  change: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value - intact[name]])),
});
