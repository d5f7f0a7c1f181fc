/** Networks as PsychRNN makes them (Ehrlich, Stone, Brandfonbrener, Atanasov and Murray 2021). @module */

import { add } from '../../autograd/ops/elementwise.ts';
import { checkOptions, checkRecord } from '../../tensor/options.ts';
import { key } from '../../tensor/random.ts';
import { formatShape, ShapeError, sameShape } from '../../tensor/shape.ts';
import { type Tensor, zeros } from '../../tensor/tensor.ts';
import { balanced } from '../initializers/balanced.ts';
import { gaussian } from '../initializers/fixed-scale.ts';
import { glorotNormal } from '../initializers/glorot.ts';
import { spectralRadius } from '../initializers/spectral-radius.ts';
import type { RateNetwork, RateParams } from './rate-network.ts';
import type { RateNetworkOptions } from './rate-options.ts';

/** What PsychRNN's parameters leave open, with its defaults for the rest. */
export type PsychrnnOptions = Partial<RateNetworkOptions> &
  Pick<RateNetworkOptions, 'nIn' | 'nRec' | 'nOut' | 'dt' | 'tau'>;

const FN = 'psychrnnOptions';

/** Names of all options; an object, so that the compiler tells one that is missing. */
const NAMES: { readonly [N in keyof RateNetworkOptions]-?: true } = {
  ...{ nIn: true, nRec: true, nOut: true, dt: true, tau: true, trainTau: true, leak: true, activation: true },
  ...{ sigmaRec: true, sigmaIn: true, tauIn: true, baselineIn: true, rectifyInputs: true },
  ...{ initialState: true, daleRatio: true, positivity: true, signs: true, autapses: true, readout: true },
  ...{ inputBias: true, masks: true, constants: true, fixed: true, init: true },
};

/** What PsychRNN has no default for. */
const REQUIRED = ['nIn', 'nRec', 'nOut', 'dt', 'tau'] as const;

/**
 * Options of a rate network with PsychRNN's defaults: ReLU, no noise, a first state that is learned (0.1 + 0.01 N(0, 1)),
 * Glorot's normal weights, Gaussian recurrent ones with spectral radius 1.1, biases 0. With `daleRatio`, inputs excite,
 * outputs read excitatory units and are excited, and weights start balanced; the radius is then that of the effective
 * matrix, where PsychRNN scales the raw one (`spectralRadius(1.1, ..., { of: 'raw' })`).
 * Values are checked by `createRateNetwork`.
 * @throws TypeError for unknown options, and for sizes and times that are missing
 * @example createRateNetwork(psychrnnOptions({ nIn: 2, nRec: 50, nOut: 2, dt: 10, tau: 100, daleRatio: 0.8 }))
 */
export function psychrnnOptions(options: PsychrnnOptions): RateNetworkOptions {
  checkRecord(FN, 'options', options);
  checkOptions(FN, options, Object.keys(NAMES));
  const missing = REQUIRED.find((name) => options[name] === undefined);
  if (missing !== undefined)
    throw new TypeError(`${FN}: expected ${missing}, got none - PsychRNN has no default for it`);
  const dale = options.daleRatio != null;
  const { initialState = 'parameter' } = options;
  return {
    autapses: true,
    initialState,
    ...(dale ? { readout: 'excitatory', signs: { wIn: 'positive', wOut: 'positive' } } : {}),
    ...options,
    init: {
      wIn: glorotNormal(),
      wRec: spectralRadius(1.1, dale ? balanced(gaussian()) : gaussian()),
      wOut: glorotNormal(),
      bRec: 0,
      bOut: 0,
      ...(initialState === 'parameter' ? { x0: gaussian({ mean: 0.1, std: 0.01 }) } : {}),
      ...options.init,
    },
  };
}

/** The part of a PsychRNN weight file that a rate network has; `encodePsychrnn` takes it, `decodePsychrnn` returns it. */
export interface PsychrnnParts {
  /** Effective weights [nRec, nIn], [nRec, nRec] and [nOut, nRec]. */
  readonly wIn: Tensor;
  readonly wRec: Tensor;
  readonly wOut: Tensor;
  readonly bRec: Tensor;
  readonly bOut: Tensor;
  /** First state [nRec]. */
  readonly x0: Tensor;
  readonly daleRatio: number | null;
  readonly nExc?: number | null;
}

/**
 * What `encodePsychrnn` writes of a network: effective weights, the sum of its biases, and its first state.
 * @example await writeFileWhole('weights.npz', encodePsychrnn(toPsychrnn(network, params)))
 */
export function toPsychrnn(network: RateNetwork, params: RateParams<Tensor>): PsychrnnParts {
  const { nRec, nExc } = network;
  const { daleRatio = null } = network.options;
  const { bRec, bIn, bOut, x0 = zeros([nRec]) } = params;
  return {
    ...network.effectiveWeights(params),
    bRec: bIn === undefined ? bRec : add(bRec, bIn),
    bOut,
    x0,
    daleRatio,
    ...(daleRatio === null ? {} : { nExc }),
  };
}

/**
 * Parameters of a network with the weights, biases and first state of a file, as far as the constraints of the network
 * allow. What the network has besides (`bIn`, `alpha`) is as it starts, but a second bias is 0.
 * @throws ShapeError for a file of another size
 * @example const params = fromPsychrnn(network, await decodePsychrnn(bytes))
 */
export function fromPsychrnn(network: RateNetwork, file: PsychrnnParts): RateParams<Tensor> {
  const start = network.initialize(key(0)) as RateParams<Tensor>;
  const { bRec, bOut, x0 } = file;
  for (const [name, given] of Object.entries({ bRec, bOut })) {
    const { shape } = start[name as 'bRec'];
    if (!sameShape(given.shape, shape)) {
      const want = `${name} of shape ${formatShape(shape)}`;
      throw new ShapeError(`fromPsychrnn: expected ${want}, got ${formatShape(given.shape)}`, [
        shape,
        given.shape,
      ]);
    }
  }
  return {
    ...network.withWeights(start, file),
    bRec,
    bOut,
    ...(start.bIn ? { bIn: zeros(start.bIn.shape) } : {}),
    ...(start.x0 ? { x0 } : {}),
  };
}
