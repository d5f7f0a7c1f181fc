/** Networks as PsychRNN makes them (Ehrlich, Stone, Brandfonbrener, Atanasov and Murray 2021). @module */

import { balanced } from '../initializers/balanced.ts';
import { gaussian } from '../initializers/fixed-scale.ts';
import { glorotNormal } from '../initializers/glorot.ts';
import { spectralRadius } from '../initializers/spectral-radius.ts';
import type { RateNetworkOptions } from './rate-options.ts';

/** What PsychRNN's parameters leave open, with its defaults for the rest. */
export type PsychrnnOptions = Partial<RateNetworkOptions> &
  Pick<RateNetworkOptions, 'nIn' | 'nRec' | 'nOut' | 'dt' | 'tau'>;

/**
 * Options of a rate network with PsychRNN's defaults: ReLU, no noise, a first state that is learned (0.1 + 0.01 N(0, 1)),
 * Glorot's normal weights, Gaussian recurrent ones with spectral radius 1.1, biases 0. With `daleRatio`, inputs excite,
 * outputs read excitatory units and are excited, and weights start balanced; the radius is then that of the effective
 * matrix, where PsychRNN scales the raw one (`spectralRadius(1.1, ..., { of: 'raw' })`).
 * @example createRateNetwork(psychrnnOptions({ nIn: 2, nRec: 50, nOut: 2, dt: 10, tau: 100, daleRatio: 0.8 }))
 */
export function psychrnnOptions(options: PsychrnnOptions): RateNetworkOptions {
  const dale = options.daleRatio != null;
  return {
    autapses: true,
    initialState: 'parameter',
    ...(dale ? { readout: 'excitatory', signs: { wIn: 'positive', wOut: 'positive' } } : {}),
    ...options,
    init: {
      wIn: glorotNormal(),
      wRec: spectralRadius(1.1, dale ? balanced(gaussian()) : gaussian()),
      wOut: glorotNormal(),
      bRec: 0,
      bOut: 0,
      x0: gaussian({ mean: 0.1, std: 0.01 }),
      ...options.init,
    },
  };
}
