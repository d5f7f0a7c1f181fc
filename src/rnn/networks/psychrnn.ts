/** Networks as PsychRNN makes them (Ehrlich, Stone, Brandfonbrener, Atanasov and Murray 2021). @module */

import { add } from '../../autograd/ops/elementwise.ts';
import { checkOptions, checkRecord } from '../../tensor/options.ts';
import { key } from '../../tensor/random.ts';
import { fromArray, isTensor, ones, type Tensor, zeros } from '../../tensor/tensor.ts';
import { withoutAutapses } from '../constraints/weight-rules.ts';
import { balanced } from '../initializers/balanced.ts';
import { gaussian } from '../initializers/fixed-scale.ts';
import { glorotNormal } from '../initializers/glorot.ts';
import { asTensor } from '../initializers/initializer.ts';
import { spectralRadius } from '../initializers/spectral-radius.ts';
import { checkAxes } from './check-run.ts';
import type { EffectiveWeights, RateNetwork, RateParams } from './rate-network.ts';
import { RATE_OPTION_NAMES, type RateNetworkOptions, type WeightName } from './rate-options.ts';
import { copyOf } from './read-options.ts';

/** What PsychRNN's parameters leave open, with its defaults for the rest. */
export type PsychrnnOptions = Partial<RateNetworkOptions> &
  Pick<RateNetworkOptions, 'nIn' | 'nRec' | 'nOut' | 'dt' | 'tau'>;

const FN = 'psychrnnOptions';

/** What PsychRNN has no default for. */
const REQUIRED = ['nIn', 'nRec', 'nOut', 'dt', 'tau'] as const;

/**
 * Options of a rate network with PsychRNN's defaults: ReLU, no noise, a first state that is learned (0.1 + 0.01 N(0, 1)),
 * Glorot's normal weights, Gaussian recurrent ones with spectral radius 1.1, biases 0. With `daleRatio`, inputs excite,
 * outputs read excitatory units and are excited, and weights start balanced; the radius is then that of the effective
 * matrix, where PsychRNN scales the raw one (`spectralRadius(1.1, ..., { of: 'raw' })`).
 * What is given replaces a default; `signs` and `init` are completed name by name, and what is undefined counts as not
 * given. Values are checked by `createRateNetwork`.
 * @throws TypeError for unknown options, and for sizes and times that are missing; RangeError for a `daleRatio` of 0,
 * which is off in PsychRNN, unless all units are read
 * @example createRateNetwork(psychrnnOptions({ nIn: 2, nRec: 50, nOut: 2, dt: 10, tau: 100, daleRatio: 0.8 }))
 */
export function psychrnnOptions(options: PsychrnnOptions): RateNetworkOptions {
  checkRecord(FN, 'options', options);
  checkOptions(FN, options, RATE_OPTION_NAMES);
  const missing = REQUIRED.find((name) => options[name] === undefined);
  if (missing !== undefined)
    throw new TypeError(`${FN}: expected ${missing}, got none - PsychRNN has no default for it`);
  const given = copyOf(options);
  const { daleRatio = null, initialState = 'parameter' } = given;
  if (daleRatio === 0 && given.readout !== 'all') {
    throw new RangeError(
      `${FN}: expected daleRatio > 0, got 0, which is off in PsychRNN - write null for no principle`,
    );
  }
  const dale = daleRatio !== null;
  return {
    autapses: true,
    initialState,
    ...(dale ? { readout: 'excitatory' } : {}),
    ...given,
    ...(dale ? { signs: { wIn: 'positive', wOut: 'positive', ...given.signs } } : {}),
    init: {
      wIn: glorotNormal(),
      wRec: spectralRadius(1.1, dale ? balanced(gaussian()) : gaussian()),
      wOut: glorotNormal(),
      bRec: 0,
      bOut: 0,
      ...(initialState === 'parameter' ? { x0: gaussian({ mean: 0.1, std: 0.01 }) } : {}),
      ...given.init,
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
  /** Connectivity of the shapes of the weights; all 1 by default. */
  readonly maskIn?: Tensor;
  readonly maskRec?: Tensor;
  readonly maskOut?: Tensor;
  readonly daleRatio: number | null;
  readonly nExc?: number | null;
}

/** @throws RangeError for dynamics that PsychRNN does not have: weights alone would be another network there */
function checkDynamics({ options }: RateNetwork, params: RateParams<Tensor>): void {
  const { leak = 'current', tau = 100, baselineIn = 0, rectifyInputs = false } = options;
  const refuse = (want: string, got: string): never => {
    throw new RangeError(`toPsychrnn: expected ${want}, as PsychRNN has it, got ${got}`);
  };
  if (leak !== 'current') refuse("leak 'current'", `'${leak}'`);
  if (params.alpha !== undefined || typeof tau !== 'number') {
    refuse('one time constant', `one per unit${params.alpha ? ', trained' : ''}`);
  }
  if (baselineIn !== 0 || rectifyInputs) {
    refuse('inputs as they are', baselineIn === 0 ? 'rectified ones' : `a baseline of ${baselineIn}`);
  }
}

/**
 * Where a network has weights, 0 or 1: PsychRNN multiplies the effective weights of a file, which contain the factors,
 * by its masks again. Constants are weights there; columns of `wOut` that are not read are left to `Dale_out`.
 */
function connectivity({ options }: RateNetwork, name: WeightName, { shape, data }: Tensor): Tensor {
  const given = options.masks?.[name];
  if (given === undefined) return ones(shape);
  const mask = asTensor('toPsychrnn', `masks.${name}`, given);
  const [width, columns] = [mask.shape[1], shape[1]];
  const connected = data.map((w, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    return Number(w !== 0 || column >= width || mask.data[row * width + column] !== 0);
  });
  return fromArray(connected, shape);
}

/**
 * What `encodePsychrnn` writes of a network: effective weights, where there are connections, the sum of its biases, and
 * its first state. No file tells times, noise and activation: give them to PsychRNN.
 * @throws RangeError for dynamics that PsychRNN lacks: leaks but `'current'`, time constants of units, a baseline or a
 * threshold of inputs
 * @example await writeFileWhole('weights.npz', encodePsychrnn(toPsychrnn(network, params)))
 */
export function toPsychrnn(network: RateNetwork, params: RateParams<Tensor>): PsychrnnParts {
  checkDynamics(network, params);
  const { nRec, nExc } = network;
  const { daleRatio = null, autapses = daleRatio === null } = network.options;
  const { bRec, bIn, bOut, x0 = zeros([nRec]) } = params;
  const weights = network.effectiveWeights(params);
  const maskRec = connectivity(network, 'wRec', weights.wRec);
  return {
    ...weights,
    bRec: bIn === undefined ? bRec : add(bRec, bIn),
    bOut,
    x0,
    maskIn: connectivity(network, 'wIn', weights.wIn),
    maskRec: autapses ? maskRec : withoutAutapses(maskRec),
    maskOut: connectivity(network, 'wOut', weights.wOut),
    daleRatio,
    ...(daleRatio === null ? {} : { nExc }),
  };
}

// Softplus cannot make a weight of 0, and makes 2^-20 of it; factors of masks and the inverse of softplus round.
const isClose = (got: number, want: number): boolean => Math.abs(got - want) <= 2e-6 + 1e-5 * Math.abs(want);

/** @throws RangeError naming the first weight of a file that the constraints of a network change */
function checkAllowed(got: EffectiveWeights<Tensor>, file: EffectiveWeights<Tensor>): void {
  for (const name of ['wIn', 'wRec', 'wOut'] as const) {
    const [now, want] = [got[name], file[name]];
    // A file may hold only those columns of wOut that are read; they come first.
    const [width, columns] = [want.shape[1], now.shape[1]];
    want.data.forEach((w, i) => {
      const [row, column] = [Math.floor(i / width), i % width];
      const made = now.data[row * columns + column];
      if (isClose(made, w)) return;
      throw new RangeError(
        `fromPsychrnn: expected weights that the network allows, got ${name}[${row}][${column}] = ${w}, of which it ` +
          `makes ${made} - give it the daleRatio, signs and masks of the file`,
      );
    });
  }
}

/**
 * Parameters of a network with the weights, biases and first state of a file. What the network has besides (`bIn`,
 * `alpha`) is as it starts, but a second bias is 0.
 * @throws TypeError for what is no array, ShapeError for a file of another size; RangeError for weights that the
 * constraints of the network do not allow, for another number of excitatory units, and for a first state that is not 0
 * where the state of the network starts at 0
 * @example const params = fromPsychrnn(network, await decodePsychrnn(bytes))
 */
export function fromPsychrnn(network: RateNetwork, file: PsychrnnParts): RateParams<Tensor> {
  const fn = 'fromPsychrnn';
  checkRecord(fn, 'file', file);
  const { nIn, nRec, nOut, nExc, options } = network;
  const { bRec, bOut, x0, wOut } = file;
  const shapes = { bRec: [nRec], bOut: [nOut], x0: [nRec], wIn: [nRec, nIn], wRec: [nRec, nRec] };
  for (const [name, shape] of Object.entries(shapes)) {
    checkAxes(fn, name, file[name as keyof typeof shapes], [shape]);
  }
  if (!isTensor(wOut)) checkAxes(fn, 'wOut', wOut, [[nOut, nRec]]);
  if (file.nExc != null && options.daleRatio != null && file.nExc !== nExc) {
    const advice = `set daleRatio: ${file.nExc / nRec}`;
    throw new RangeError(
      `${fn}: expected a file of ${nExc} excitatory units, as the network has, got ${file.nExc} - ${advice}`,
    );
  }
  const start = network.initialize(key(0)) as RateParams<Tensor>;
  const at = start.x0 ? -1 : x0.data.findIndex((x) => x !== 0);
  if (at >= 0) {
    const got = `${x0.data[at]} at unit ${at}`;
    throw new RangeError(
      `${fn}: expected x0 to be 0 for a network that starts at 0, got ${got} - set initialState: 'parameter'`,
    );
  }
  const params = network.withWeights(start, file);
  checkAllowed(network.effectiveWeights(params), file);
  return {
    ...params,
    bRec,
    bOut,
    ...(start.bIn ? { bIn: zeros(start.bIn.shape) } : {}),
    ...(start.x0 ? { x0 } : {}),
  };
}
