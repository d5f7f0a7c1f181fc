/** Initial weights. @module */

import { type Key, uniform } from '../../tensor/random.ts';
import { formatShape, type Shape, ShapeError } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';

/**
 * Draws from U(-b, b) with b = 1 / sqrt(fanIn): Kaiming's uniform initialisation (He et al. 2015) with gain
 * sqrt(1/3), as PyTorch uses it for its linear layers. `f32`.
 * @param fanIn number of presynaptic units; the length of the last axis by default
 */
export function kaimingUniform(key: Key, shape: Shape, fanIn: number | undefined = shape.at(-1)): Tensor {
  if (fanIn === undefined || fanIn < 1) {
    throw new ShapeError(
      `kaimingUniform: expected at least one presynaptic unit, got ${formatShape(shape)}`,
      [shape],
    );
  }
  const bound = 1 / Math.sqrt(fanIn);
  return uniform(key, shape, { low: -bound, high: bound });
}

/**
 * Divides the first `nExc` columns by nExc / nInh, so that excitation and inhibition are equal in the mean.
 * Without inhibitory (or excitatory) units there is nothing to balance and the weights are returned as they are.
 */
export function balanceColumns(w: Tensor, nExc: number): Tensor {
  const columns = w.shape[1];
  const nInh = columns - nExc;
  if (nInh === 0 || nExc === 0) return w;
  const scaled = w.data.map((value, i) => (i % columns < nExc ? (value * nInh) / nExc : value));
  return { dtype: w.dtype, shape: w.shape, data: scaled };
}
