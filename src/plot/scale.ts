/** From data to pixels: scales and ticks. @module */

/** Two ends; those of a range may be the wrong way round, as y is. */
export type Interval = readonly [from: number, to: number];

/** Maps a value to a pixel. */
export type Scale = (value: number) => number;

/** Makes a linear scale. A domain of one value lies in the middle of the range. */
export function linearScale([low, high]: Interval, [from, to]: Interval): Scale {
  // Halves, because the difference of two large numbers may be infinite.
  const half = high / 2 - low / 2;
  if (half === 0) return () => (from + to) / 2;
  return (value) => from + ((value / 2 - low / 2) / half) * (to - from);
}

/** Ticks at round numbers. */
export interface Ticks {
  readonly values: readonly number[];
  /** One text per tick: all with the same number of decimals, or with exponents. */
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

const withMinus = (text: string): string => text.replaceAll('-', '−').replace('+', '');

/** Writes a number with a true minus sign. */
export function formatValue(value: number, decimals: number): string {
  return withMinus((value + 0).toFixed(decimals));
}

/** Writes a number with an exponent, as 2.5e−7, with a number of decimals in front of it, without zeros at their end. */
function formatExponent(value: number, decimals: number): string {
  if (value === 0) return '0';
  const [mantissa, exponent] = value.toExponential(Math.min(20, Math.max(0, decimals))).split('e');
  return withMinus(`${Number(mantissa)}e${Number(exponent)}`);
}

/** Writes a number in six characters or so. */
export function brief(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e5 || size < 5e-3) return formatExponent(value, 1);
  return formatValue(value, size >= 10 ? 0 : 2);
}

// Wider labels have exponents.
const WIDEST = 6;

/** Labels of multiples of 10^k: all as plain numbers, or all with exponents where those are shorter than long ones. */
function labelsOf(values: readonly number[], k: number): readonly string[] {
  const widest = (texts: readonly string[]): number =>
    Math.max(...texts.map((text) => text.replace('−', '').length));
  const plain = values.map((value) => formatValue(value, Math.min(20, Math.max(0, -k))));
  if (widest(plain) <= WIDEST) return plain;
  const exponents = values.map((value) => {
    const ofValue = Number(value.toExponential().split('e')[1]);
    return formatExponent(value, ofValue - k);
  });
  return widest(exponents) < widest(plain) ? exponents : plain;
}

/**
 * Returns the round numbers of an interval, `most` + 1 of them at most; at least one unless the interval is empty or its
 * length is not finite. Where rounding leaves no numbers between its ends it has one tick.
 * @example niceTicks([0, 1], 4).labels // ['0.0', '0.5', '1.0']
 */
export function niceTicks([low, high]: Interval, most: number = 5): Ticks {
  if (!(low <= high && Number.isFinite(high - low))) return { values: [], labels: [] };
  // Ticks are counted from zero, and whole numbers are exact up to 9e15.
  if (high - low <= Math.max(1e-300, 1e-13 * Math.max(-low, high)))
    return {
      values: [low],
      labels: [Number.isInteger(low) && Math.abs(low) < 1e5 ? formatValue(low, 0) : brief(low)],
    };
  const { m, k } = roundStep(high - low, most);
  // A tick is a whole number of steps, and dividing by a power of ten is exact where multiplying by 0.1 is not.
  const at = (i: number): number => (k < 0 ? (i * m) / Number(`1e${-k}`) : i * m * Number(`1e${k}`));
  const step = at(1);
  const slack = 1e-9 * step;
  const values: number[] = [];
  for (let i = Math.ceil((low - slack) / step); at(i) <= high + slack; i++) values.push(at(i) + 0);
  // A step just below the length may have no multiple in it; half of it has.
  if (values.length === 0) return niceTicks([low, high], most + 1);
  return { values, labels: labelsOf(values, k) };
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
