/** Glorot's initialisation, aware of the mask. @module */

import { normal, uniform } from '../../tensor/random.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type Initializer, type InitialSite, matrixShape } from './initializer.ts';

/**
 * The variance 2 / (fanIn_i + fanOut_j) of each entry, with the sums of row i and of column j of the mask (Glorot and
 * Bengio 2010, eq. 12, entry by entry as in PsychRNN); 0 where both are empty.
 */
function variances(fn: string, site: InitialSite): Float64Array {
  const [rows, columns] = matrixShape(fn, site);
  const fanIn = new Float64Array(rows);
  const fanOut = new Float64Array(columns);
  site.mask.data.forEach((m, at) => {
    fanIn[Math.floor(at / columns)] += m;
    fanOut[at % columns] += m;
  });
  return Float64Array.from(site.mask.data, (_, at) => {
    const fans = fanIn[Math.floor(at / columns)] + fanOut[at % columns];
    return fans > 0 ? 2 / fans : 0;
  });
}

const scaled = (x: Tensor, variance: Float64Array): Tensor => ({
  ...x,
  data: x.data.map((v, at) => v * Math.sqrt(variance[at])),
});

/**
 * Draws each weight from N(0, 2 / (fanIn_i + fanOut_j)), the sums of its row and its column of the mask: the
 * `glorot_gauss` of PsychRNN. Where both are empty the weight is 0.
 */
export const glorotNormal = (): Initializer => (key, site) => {
  const variance = variances('glorotNormal', site);
  return scaled(normal(key, site.shape), variance);
};

/**
 * Draws each weight from U(-L, L), L = sqrt(6 / (fanIn_i + fanOut_j)), the sums of its row and its column of the mask:
 * the `glorot_unif` of PsychRNN. Where both are empty the weight is 0.
 */
export const glorotUniform = (): Initializer => (key, site) => {
  const variance = variances('glorotUniform', site);
  return scaled(uniform(key, site.shape, { low: -Math.sqrt(3), high: Math.sqrt(3) }), variance);
};
