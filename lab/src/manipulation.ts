/** What is done to a trained network before it is looked at. @module */

import { populations, scalePopulation } from '../../src/analysis/populations.ts';
import type { RateNetwork, RateParams } from '../../src/rnn/networks/rate-network.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import type { Manipulation } from './protocol.ts';

/**
 * Parameters with the weights from inhibitory units scaled and some units silenced; those given where nothing is done.
 * @throws TypeError or RangeError, worded by `scalePopulation`, for units and factors that are none
 */
export function manipulated(
  network: RateNetwork,
  params: RateParams<Tensor>,
  { silenced, inhibition }: Manipulation,
): RateParams<Tensor> {
  const scaled = scalePopulation(network, params, { from: populations(network).I, factor: inhibition });
  return scalePopulation(network, scaled, { from: silenced, factor: 0 });
}
