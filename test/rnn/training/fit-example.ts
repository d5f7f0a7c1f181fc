/** A small run of `fit`: a network of 6 units that learns to scale its input. */

import type { Value } from '../../../src/autograd/index.ts';
import { meanSquaredError } from '../../../src/rnn/losses/squared-error.ts';
import type { Activity } from '../../../src/rnn/networks/rate-network.ts';
import { createRateNetwork, type RateParams } from '../../../src/rnn/networks/rate-network.ts';
import { adam } from '../../../src/rnn/optimizers/index.ts';
import { fit as begin, type Fit } from '../../../src/rnn/training/fit.ts';
import type { FitOptions } from '../../../src/rnn/training/fit-options.ts';
import { full, key, normal, type Tensor } from '../../../src/tensor/index.ts';
import { foldIn } from '../../../src/tensor/random.ts';

export interface Batch {
  readonly inputs: Tensor;
  readonly targets: Tensor;
}

/** Trials whose target at every step is `gain` times their constant input: 4 trials of 6 steps. */
export const source = (gain: number, accuracy?: (batch: Batch, z: Tensor) => number) => ({
  batchSize: 4,
  batch(step: number): Batch {
    const level = normal(foldIn(key(5), step), [4]).data;
    const inputs = full([6, 4, 1], 0);
    inputs.data.forEach((_, i) => {
      inputs.data[i] = level[i % 4];
    });
    return { inputs, targets: { ...inputs, data: inputs.data.map((u) => gain * u) } };
  },
  ...(accuracy ? { accuracy } : {}),
});

export const network = createRateNetwork({
  nIn: 1,
  nRec: 6,
  nOut: 1,
  dt: 50,
  tau: 100,
  sigmaRec: 0.05,
  activation: 'tanh',
});

export type Options = FitOptions<RateParams, Batch, Activity>;

export const options: Options = {
  network,
  loss: (params, { inputs, targets }: { inputs: Value; targets: Value }, noise) =>
    meanSquaredError(network.run(params, inputs, noise).z, targets),
  data: source(0.5),
  updates: 20,
  key: key(1),
  optimizer: adam({ learningRate: 0.01 }),
  logEvery: 5,
};

export const start = (changes: Partial<Options> = {}): Fit<RateParams<Tensor>> =>
  begin({ ...options, ...changes } as Options) as never;
