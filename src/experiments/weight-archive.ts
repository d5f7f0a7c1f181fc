/** The weights of a network as an archive of NumPy. @module */

import { encodeNpz } from '../io/npz.ts';
import type { RateNetwork, RateParams } from '../rnn/networks/rate-network.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** Before the names of the weights in use. */
export const EFFECTIVE = 'effective/';

/** Writes free parameters by their names and, under `effective/`, the weights in use, with signs and masks applied. */
export function encodeWeights(network: RateNetwork, params: RateParams<Tensor>): Uint8Array {
  const used = Object.entries(network.effectiveWeights(params));
  const named = used.map(([name, w]) => [EFFECTIVE + name, w] as const);
  return encodeNpz({ ...(params as object), ...Object.fromEntries(named) });
}
