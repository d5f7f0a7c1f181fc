/** Units in the order of their selectivity. @module */

import { checkInteger, checkOptions, checkRecord, show } from '../tensor/options.ts';

/**
 * Checks d' of units, of which the first nExc are excitatory.
 * @throws TypeError or RangeError naming `fn`
 */
export function checkDPrime(fn: string, dPrime: ArrayLike<number>, nExc: number): void {
  if (!Array.isArray(dPrime) && !ArrayBuffer.isView(dPrime)) {
    throw new TypeError(`${fn}: expected dPrime to be an array of numbers, got ${show(dPrime)}`);
  }
  const bad = Array.prototype.findIndex.call(dPrime, (d) => typeof d !== 'number' || Number.isNaN(d));
  if (bad >= 0) {
    throw new RangeError(`${fn}: expected dPrime[${bad}] to be a number, got ${show(dPrime[bad])}`);
  }
  checkInteger(fn, 'nExc', nExc, 0, dPrime.length);
}

/** The units from <= i < to in ascending order of d', equal ones in that of their numbers. */
function ascending(dPrime: ArrayLike<number>, from: number, to: number): number[] {
  const units = Array.from({ length: to - from }, (_, i) => from + i);
  // Infinities of the same sign differ by NaN, which is no order.
  return units.sort((i, j) => (dPrime[i] < dPrime[j] ? -1 : Number(dPrime[i] > dPrime[j])));
}

/**
 * Returns all units in ascending order of d', excitatory ones first: the order of the connectivity image of Song et al.
 * (2016).
 * @param dPrime [n], as of `selectivity`
 * @param nExc the first nExc units are excitatory, the others inhibitory
 * @returns [n]: position to unit
 * @throws TypeError or RangeError for NaN or an nExc that does not fit
 * @example sortBySelectivity([0.5, -1, 2, 0], 2) // [1, 0, 3, 2]
 */
export function sortBySelectivity(dPrime: ArrayLike<number>, nExc: number): Int32Array {
  checkDPrime('sortBySelectivity', dPrime, nExc);
  return Int32Array.of(...ascending(dPrime, 0, nExc), ...ascending(dPrime, nExc, dPrime.length));
}

/** Options of `mostSelective`. */
export interface MostSelectiveOptions {
  /** How many excitatory units of either preference; 8 by default. */
  readonly excitatory?: number;
  /** How many inhibitory units of either preference; a quarter of `excitatory`, rounded down, by default. */
  readonly inhibitory?: number;
}

/** The most selective units. */
export interface MostSelective {
  /** Most negative excitatory, most positive excitatory, most negative and most positive inhibitory; each ascending. */
  readonly units: Int32Array;
  /** Number of units in each of the four blocks. */
  readonly sizes: readonly [number, number, number, number];
}

/**
 * Returns the units with the most negative and the most positive d', excitatory ones first: by default the 8 + 8 + 2 + 2
 * units of the structured connectivity of Song et al. (2016).
 * @param dPrime [n], as of `selectivity`
 * @param nExc the first nExc units are excitatory, the others inhibitory
 * @throws TypeError or RangeError for NaN, or when there are fewer units than asked for
 * @example mostSelective(dPrime, 40, { excitatory: 8 }).units.length // 20
 */
export function mostSelective(
  dPrime: ArrayLike<number>,
  nExc: number,
  options: MostSelectiveOptions = {},
): MostSelective {
  const fn = 'mostSelective';
  checkDPrime(fn, dPrime, nExc);
  checkRecord(fn, 'options', options);
  checkOptions(fn, options, ['excitatory', 'inhibitory']);
  const { excitatory = 8, inhibitory = Math.floor(excitatory / 4) } = options;
  const n = dPrime.length;
  checkInteger(fn, 'excitatory', excitatory, 0, Math.floor(nExc / 2));
  checkInteger(fn, 'inhibitory', inhibitory, 0, Math.floor((n - nExc) / 2));
  const ends = (units: readonly number[], count: number): readonly number[] => [
    ...units.slice(0, count),
    ...units.slice(units.length - count),
  ];
  return {
    units: Int32Array.of(
      ...ends(ascending(dPrime, 0, nExc), excitatory),
      ...ends(ascending(dPrime, nExc, n), inhibitory),
    ),
    sizes: [excitatory, excitatory, inhibitory, inhibitory],
  };
}
