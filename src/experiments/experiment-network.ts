/** From the configuration of a network to the network. @module */

import { sparseMask } from '../rnn/constraints/connectivity.ts';
import { balanced } from '../rnn/initializers/balanced.ts';
import { gaussian } from '../rnn/initializers/fixed-scale.ts';
import { glorotNormal } from '../rnn/initializers/glorot.ts';
import type { Initial } from '../rnn/initializers/initializer.ts';
import { dividedExcitation, kaimingUniform } from '../rnn/initializers/kaiming.ts';
import { spectralRadius } from '../rnn/initializers/spectral-radius.ts';
import { orthogonal } from '../rnn/initializers/structured.ts';
import { createRateNetwork, type RateNetwork } from '../rnn/networks/rate-network.ts';
import type { RateNetworkOptions } from '../rnn/networks/rate-options.ts';
import type { Key } from '../tensor/random.ts';
import { ones, type Tensor, zeros } from '../tensor/tensor.ts';
import type { NetworkConfig, StartName, WeightBlock } from './experiment-config.ts';

/** Sizes and time step, which the task sets. */
export interface NetworkSite {
  readonly nIn: number;
  readonly nOut: number;
  /** In ms. */
  readonly dt: number;
}

/** Writes a value into the blocks of a rule. */
function paint(into: Tensor, blocks: readonly WeightBlock[], rule: WeightBlock['rule'], value: number): void {
  const n = into.shape[1];
  for (const { post, pre } of blocks.filter((block) => block.rule === rule)) {
    for (let row = post[0]; row < post[1]; row++) into.data.fill(value, row * n + pre[0], row * n + pre[1]);
  }
}

/** Where there are recurrent connections. */
function connections({ nRec, density, autapses, blocks }: NetworkConfig, key: Key): Tensor {
  const shape = [nRec, nRec];
  const mask = density < 1 ? sparseMask({ key, shape, density, diagonal: autapses }) : ones(shape);
  paint(mask, blocks, 'absent', 0);
  return mask;
}

type Starts = NonNullable<RateNetworkOptions['init']>;

/** Rules of a start by parameter; those that are missing are the defaults of the network. */
function startOf({ daleRatio, radius, initialState }: NetworkConfig, start: StartName): Starts {
  const scaled = (rule: Initial, own: number | null): Initial =>
    (radius ?? own) === null ? rule : spectralRadius((radius ?? own) as number, rule);
  switch (start) {
    case 'song2016':
      return radius === null ? {} : { wRec: scaled(dividedExcitation(kaimingUniform()), null) };
    case 'psychrnn':
      return {
        wIn: glorotNormal(),
        wRec: scaled(daleRatio === null ? gaussian() : balanced(gaussian()), 1.1),
        wOut: glorotNormal(),
        bRec: 0,
        bOut: 0,
        ...(initialState === 'parameter' ? { x0: gaussian({ mean: 0.1, std: 0.01 }) } : {}),
      };
    case 'orthogonal':
      return { wRec: scaled(orthogonal(), null), bRec: 0, bOut: 0 };
  }
}

/**
 * Makes the network of a configuration.
 * @param key of its random connectivity
 * @throws RangeError, worded by `createRateNetwork`, for values that contradict each other or the time step
 */
export function experimentNetwork(
  config: NetworkConfig,
  { nIn, nOut, dt }: NetworkSite,
  key: Key,
): RateNetwork {
  const { nRec, tau, leak, activation, sigmaRec, daleRatio, autapses, readout, signs, inputBias } = config;
  const { blocks, density, initialState } = config;
  const sparse = density < 1 || blocks.some(({ rule }) => rule === 'absent');
  const fixed = zeros([nRec, nRec]);
  paint(fixed, blocks, 'fixed', 1);
  const init = startOf(config, config.start);
  return createRateNetwork({
    nIn,
    nRec,
    nOut,
    dt,
    tau,
    leak,
    activation,
    sigmaRec,
    daleRatio,
    autapses,
    readout,
    inputBias,
    initialState,
    ...(signs === 'positive' ? { signs: { wIn: 'positive', wOut: 'positive' } } : {}),
    ...(sparse ? { masks: { wRec: connections(config, key) } } : {}),
    ...(blocks.some(({ rule }) => rule === 'fixed') ? { fixed: { wRec: fixed } } : {}),
    ...(Object.keys(init).length > 0 ? { init } : {}),
  });
}
