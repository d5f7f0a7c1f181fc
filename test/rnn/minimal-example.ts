/** The minimal example of PsychRNN, in full and at a size for every run of the suite. @module */

import {
  fit as begin,
  clipByNorm,
  createRateNetwork,
  type Fit,
  type FitOptions,
  key,
  meanSquaredError,
  type PerceptualDiscriminationOptions,
  perceptualDiscrimination,
  psychrnnOptions,
  type RateNetworkOptions,
  type RateParams,
  split,
  type Tensor,
  type TrialBatch,
  taskLoss,
  trialDataset,
} from '../../src/index.ts';

/** Times in ms, and trials per batch. */
export interface Size {
  readonly dt: number;
  readonly T: number;
  readonly batchSize: number;
}

/** Perceptual discrimination as the notebook has it; and a sixteenth of it, with the same 391 updates. */
export const sizes = {
  full: { dt: 10, T: 2000, batchSize: 128 },
  small: { dt: 20, T: 1000, batchSize: 32 },
} as const satisfies { readonly [name: string]: Size };

/** 50 units with PsychRNN's defaults, and what changes them. */
export const networkOf = ({ dt }: Size, changes: Partial<RateNetworkOptions> = {}) =>
  createRateNetwork(psychrnnOptions({ nIn: 2, nRec: 50, nOut: 2, dt, tau: 100, ...changes }));

/** Trials of the task, with keys of their own for each seed. */
export const dataOf = (
  { dt, T, batchSize }: Size,
  seed: number,
  options: PerceptualDiscriminationOptions = {},
) =>
  trialDataset(perceptualDiscrimination({ dt, tau: 100, T, ...options }), {
    batchSize,
    key: split(key(seed))[0],
  });

type Options = FitOptions<RateParams, TrialBatch<object, 'values'>, never>;

/** Training with PsychRNN's defaults: its squared error, Adam at .001, each gradient clipped to norm 1. */
export function fitting(
  size: Size,
  seed: number,
  options: Partial<Options> = {},
  network = networkOf(size),
): Fit<RateParams<Tensor>> {
  return begin({
    network,
    data: options.data ?? dataOf(size, seed),
    key: split(key(seed))[1],
    clip: (gradients: never) => clipByNorm(gradients, 1),
    loss: taskLoss(network, { error: (z, y, mask) => meanSquaredError(z, y, mask, { form: 'psychrnn' }) }),
    ...options,
  } as never) as never;
}
