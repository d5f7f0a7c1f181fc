/** Logarithmic axes: ticks at 1, 2 and 5 times powers of ten. @module */

import { formatValue, type Interval, niceTicks, type Ticks } from '../scale.ts';

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

const power = (k: number): string =>
  `10${k < 0 ? '⁻' : ''}${Array.from(String(Math.abs(k)), (digit) => SUPERSCRIPTS[Number(digit)]).join('')}`;

const write = (m: number, k: number): string => {
  if (k < -4 || k > 5) return m === 1 ? power(k) : `${m}·${power(k)}`;
  return formatValue(m * 10 ** k, Math.max(0, -k));
};

/** Base-10 logarithms; NaN, which plots leave out, for numbers that have none. */
export const logOf = (values: ArrayLike<number>): number[] =>
  Array.from(values, (value) => (value > 0 ? Math.log10(value) : Number.NaN));

/** Ticks at chosen multiples of the powers of ten. */
function multiples([low, high]: Interval, factors: readonly number[]): Ticks {
  const powers = Array.from(
    { length: Math.floor(high) - Math.floor(low) + 1 },
    (_, i) => Math.floor(low) + i,
  );
  const ticks = powers
    .flatMap((k) => factors.map((m) => ({ at: k + Math.log10(m), text: write(m, k) })))
    .filter(({ at }) => at >= low && at <= high);
  return { values: ticks.map(({ at }) => at), labels: ticks.map(({ text }) => text) };
}

/**
 * Ticks of an axis whose domain are base-10 logarithms: at 1, 2, 3 and 5 times each power of ten, at 1, 2 and 5 times, or
 * at the powers alone, so that they are at most `most`; at round numbers where less than two of these are in it.
 */
export function logTicks(domain: Interval, most: number = 7): Ticks {
  const [fine, medium, coarse] = [[1, 2, 3, 5], [1, 2, 5], [1]].map((factors) => multiples(domain, factors));
  if (fine.values.length < 2) {
    const { values, labels } = niceTicks([10 ** domain[0], 10 ** domain[1]], Math.min(4, most));
    return { values: logOf(values), labels };
  }
  const ticks = [fine, medium].find(({ values }) => values.length <= most) ?? coarse;
  const every = Math.ceil(ticks.values.length / most);
  const shown = <T>(all: readonly T[]): T[] => all.filter((_, i) => i % every === 0);
  return { values: shown(ticks.values), labels: shown(ticks.labels) };
}
