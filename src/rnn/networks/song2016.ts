/** The network of Song, Yang and Wang (2016) as the PyTorch original of the perceptual decision experiment sets it. @module */

import { createRateNetwork, type RateNetwork } from './rate-network.ts';
import type { RateNetworkOptions } from './rate-options.ts';

/** 40 excitatory and 10 inhibitory units, tau 100 ms, dt 20 ms, read out from the excitatory ones; 2873 parameters. */
export const song2016Options: RateNetworkOptions = {
  nIn: 3,
  nRec: 50,
  nOut: 3,
  dt: 20,
  tau: 100,
  sigmaRec: 0.15,
  daleRatio: 0.8,
  autapses: false,
  readout: 'excitatory',
  inputBias: true,
};

export function createSong2016Network(): RateNetwork {
  return createRateNetwork(song2016Options);
}
