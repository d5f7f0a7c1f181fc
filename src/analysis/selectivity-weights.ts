/** How weights depend on what units prefer. @module */

import { show } from '../tensor/options.ts';
import { formatShape, ShapeError } from '../tensor/shape.ts';
import { isTensor, type Tensor } from '../tensor/tensor.ts';
import { checkDPrime } from './selectivity-order.ts';

/** Excitatory or inhibitory. */
export type UnitSign = 'E' | 'I';

/** Mean weight of a number of connections; NaN where there are none. */
export interface MeanWeight {
  readonly mean: number;
  readonly n: number;
}

/** The weights of one pathway, between units of the same and of opposite preference. */
export interface PreferenceWeights {
  readonly from: UnitSign;
  readonly to: UnitSign;
  readonly same: MeanWeight;
  readonly opposite: MeanWeight;
}

const PATHWAYS: readonly (readonly [UnitSign, UnitSign])[] = [
  ['E', 'E'],
  ['E', 'I'],
  ['I', 'E'],
  ['I', 'I'],
];

/**
 * Returns the mean weight between units whose d' has the same sign, and between those with opposite signs, for the
 * pathways E to E, E to I, I to E and I to I in this order. Units with d' = 0, such as silent ones, have no preference
 * and are left out, as is the diagonal; connections of weight 0 count.
 * @param wRec effective recurrent weights [n, n], wRec[post][pre], with their signs
 * @param dPrime [n], as of `selectivity`
 * @param nExc the first nExc units are excitatory, the others inhibitory
 * @throws TypeError, ShapeError or RangeError for arguments that do not fit
 * @example preferenceConnectivity(network.effectiveWeights(params).wRec, dPrime, 40)[0].same.mean
 */
export function preferenceConnectivity(
  wRec: Tensor,
  dPrime: ArrayLike<number>,
  nExc: number,
): PreferenceWeights[] {
  const fn = 'preferenceConnectivity';
  checkDPrime(fn, dPrime, nExc);
  const n = dPrime.length;
  if (!isTensor(wRec)) {
    throw new TypeError(`${fn}: expected wRec to be a tensor [n, n], got ${show(wRec)}`);
  }
  if (wRec.shape.length !== 2 || wRec.shape.some((length) => length !== n)) {
    const want = `wRec of shape ${formatShape([n, n])}, as dPrime has ${n} units`;
    throw new ShapeError(`${fn}: expected ${want}, got ${formatShape(wRec.shape)}`, [wRec.shape]);
  }
  const units = (sign: UnitSign): number[] =>
    Array.from({ length: n }, (_, i) => i).filter((i) => i < nExc === (sign === 'E') && dPrime[i] !== 0);
  return PATHWAYS.map(([from, to]) => {
    const mean = (same: boolean): MeanWeight => {
      let [sum, count] = [0, 0];
      for (const post of units(to)) {
        for (const pre of units(from)) {
          if (post === pre || (dPrime[post] > 0 === dPrime[pre] > 0) !== same) continue;
          sum += wRec.data[post * n + pre];
          count++;
        }
      }
      return { mean: sum / count, n: count };
    };
    return { from, to, same: mean(true), opposite: mean(false) };
  });
}
