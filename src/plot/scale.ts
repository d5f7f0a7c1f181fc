/** From data to pixels: scales and ticks. @module */

/** Two ends; those of a range may be the wrong way round, as y is. */
export type Interval = readonly [from: number, to: number];

/** Maps a value to a pixel. */
export type Scale = (value: number) => number;

/** Makes a linear scale. A domain of one value lies in the middle of the range. */
export function linearScale([low, high]: Interval, [from, to]: Interval): Scale {
  if (low === high) return () => (from + to) / 2;
  return (value) => from + ((value - low) / (high - low)) * (to - from);
}

/** Ticks at round numbers. */
export interface Ticks {
  readonly values: readonly number[];
  /** One text per tick, all with the same number of decimals. */
  readonly labels: readonly string[];
}

/** The round step m 10^k, m 1, 2 or 5, of which at most `most` fit in a length: with its exponent. */
function roundStep(length: number, most: number): { m: number; k: number } {
  let k = 0;
  const power = (exponent: number): number => Number(`1e${exponent}`);
  while (length / power(k) > most) k++;
  while (length / power(k - 1) <= most) k--;
  // 10^k is enough and 10^(k - 1) is not.
  const m = [1, 2, 5].find((each) => length / (each * power(k - 1)) <= most);
  return m === undefined ? { m: 1, k } : { m, k: k - 1 };
}

/** Writes a number with a true minus sign. */
export function formatValue(value: number, decimals: number): string {
  return (value + 0).toFixed(decimals).replace('-', '−');
}

/**
 * Returns the round numbers of an interval, `most` + 1 of them at most; at least one unless the interval is empty or not finite.
 * @example niceTicks([0, 1], 4).labels // ['0.0', '0.5', '1.0']
 */
export function niceTicks([low, high]: Interval, most: number = 5): Ticks {
  if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high)) return { values: [], labels: [] };
  if (low === high) return { values: [low], labels: [formatValue(low, Number.isInteger(low) ? 0 : 2)] };
  const { m, k } = roundStep(high - low, most);
  // A tick is a whole number of steps, and dividing by a power of ten is exact where multiplying by 0.1 is not.
  const at = (i: number): number => (k < 0 ? (i * m) / Number(`1e${-k}`) : i * m * Number(`1e${k}`));
  const step = at(1);
  const slack = 1e-9 * step;
  const values: number[] = [];
  for (let i = Math.ceil((low - slack) / step); at(i) <= high + slack; i++) values.push(at(i) + 0);
  // A step just below the length may have no multiple in it; half of it has.
  if (values.length === 0) return niceTicks([low, high], most + 1);
  return { values, labels: values.map((value) => formatValue(value, Math.min(20, Math.max(0, -k)))) };
}

/** Returns the smallest interval that holds all finite numbers, 0 to 1 without any. */
export function extentOf(values: ArrayLike<number>): Interval {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : [0, 1];
}

/** Widens an interval by a share of its length on both sides; one of a single value by a half. */
export function pad([low, high]: Interval, share: number = 0.05): Interval {
  const more = low === high ? 0.5 : (high - low) * share;
  return [low - more, high + more];
}
