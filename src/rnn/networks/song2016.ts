/** The network of Song, Yang and Wang (2016) as the PyTorch original of the perceptual decision experiment sets it. @module */

import type { Value } from '../../autograd/tape.ts';
import { softmaxCrossEntropy } from '../losses/losses.ts';
import {
  createRateNetwork,
  type RateNetwork,
  type RateNetworkOptions,
  type RateParams,
} from './rate-network.ts';

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

/** A batch with a class to choose at each time step: inputs [T, B, nIn], targets i32 [T, B]. */
export interface ClassBatch<T = Value> {
  readonly inputs: T;
  readonly targets: T;
}

/** The loss of a network on a class batch: softmax cross-entropy over all time steps, in nats. */
export function classLoss(
  network: RateNetwork,
): (params: RateParams, batch: ClassBatch, key: Value) => Value {
  return (params, { inputs, targets }, key) =>
    softmaxCrossEntropy(network.run(params, inputs, key).z, targets);
}
