/** The current-leak rate network with excitatory and inhibitory units (Song, Yang and Wang 2016). @module */

import { add, mul, relu } from '../../autograd/ops/elementwise.ts';
import { matmul } from '../../autograd/ops/matmul.ts';
import { foldIn, normal } from '../../autograd/ops/random.ts';
import { scan } from '../../autograd/scan.ts';
import type { Value } from '../../autograd/tape.ts';
import { checkInteger, checkNumber, checkOptions, checkPositive } from '../../tensor/options.ts';
import { type Key, split } from '../../tensor/random.ts';
import { formatShape, type Shape, ShapeError, sameShape } from '../../tensor/shape.ts';
import { cast, isTensor, type Nested, ones, type Tensor, tensor, zeros } from '../../tensor/tensor.ts';
import {
  daleSigns,
  effectiveWeight,
  signedMask,
  type WeightRule,
  widenReadout,
} from '../constraints/weight-rules.ts';
import { balanceColumns, kaimingUniform } from '../initializers/initializers.ts';

/** A matrix given as a tensor or as nested arrays. */
export type Matrix = Tensor | Nested;

/** Options of `createRateNetwork`; times are in ms, masks have the shape of their weights `[post, pre]`. */
export interface RateNetworkOptions {
  readonly nIn: number;
  readonly nRec: number;
  readonly nOut: number;
  /** Length of a step; 20 by default. */
  readonly dt?: number;
  /** Time constant of the units; 100 by default. */
  readonly tau?: number;
  /** Standard deviation of the recurrent noise; 0 by default. */
  readonly sigmaRec?: number;
  /** Fraction of excitatory units, which come first; null, the default, sets no signs. */
  readonly daleRatio?: number | null;
  /** Whether units may connect to themselves; by default only without Dale's principle. */
  readonly autapses?: boolean;
  /** Which units the outputs read; `'all'` by default. */
  readonly readout?: 'all' | 'excitatory';
  /** Whether there is a second bias `bIn` beside `bRec`, as in the PyTorch original; false by default. */
  readonly inputBias?: boolean;
  /** Connectivity: factors >= 0 of the weights, 0 where there is no connection; all 1 by default. */
  readonly maskIn?: Matrix;
  readonly maskRec?: Matrix;
  readonly maskOut?: Matrix;
  /** Weights that do not learn: 1 where a free weight is fixed, else 0; all 0 by default. */
  readonly fixedIn?: Matrix;
  readonly fixedRec?: Matrix;
  readonly fixedOut?: Matrix;
}

/** Free parameters, or anything of their form. `wOut` has `nRec` columns, or those of the excitatory units. */
export interface RateParams<T = Value> {
  readonly wIn: T;
  readonly wRec: T;
  readonly wOut: T;
  readonly bRec: T;
  readonly bOut: T;
  readonly bIn?: T;
}

/** Weights as the network uses them: wIn [nRec, nIn], wRec [nRec, nRec], wOut [nOut, nRec], all `[post, pre]`. */
export interface EffectiveWeights<T = Value> {
  readonly wIn: T;
  readonly wRec: T;
  readonly wOut: T;
}

/** What a run returns: currents, rates and outputs over time, [T, B, nRec], [T, B, nRec] and [T, B, nOut]. */
export interface Activity<T = Value> {
  readonly x: T;
  readonly r: T;
  readonly z: T;
}

/** A network: its settings, and functions on its parameters, which are plain objects of arrays. */
export interface RateNetwork {
  readonly options: Readonly<RateNetworkOptions>;
  /** dt / tau. */
  readonly alpha: number;
  /** Number of excitatory units; `nRec` without Dale's principle. */
  readonly nExc: number;
  /** The masks of the weights that do not learn, by parameter; what `train` takes as `fixed`. */
  readonly fixed: { readonly [name: string]: Tensor };
  /** Draws initial parameters: the initialisation of the PyTorch original, excitation and inhibition balanced. */
  initialize(key: Key): RateParams<Tensor>;
  effectiveWeights(params: RateParams<Tensor>): EffectiveWeights<Tensor>;
  effectiveWeights(params: RateParams): EffectiveWeights;
  /**
   * Runs the network from x = 0, r = 0.
   * @param inputs [T, B, nIn]
   * @param key of the recurrent noise; null for a run without noise
   * @throws ShapeError when `inputs` does not have three axes, the last of length nIn
   */
  run(params: RateParams<Tensor>, inputs: Tensor, key: Key | null): Activity<Tensor>;
  run(params: RateParams, inputs: Value, key: Value | null): Activity;
}

const FN = 'createRateNetwork';

const OPTION_NAMES = [
  'nIn',
  'nRec',
  'nOut',
  'dt',
  'tau',
  'sigmaRec',
  'daleRatio',
  'autapses',
  'readout',
  'inputBias',
  'maskIn',
  'maskRec',
  'maskOut',
  'fixedIn',
  'fixedRec',
  'fixedOut',
] as const satisfies (keyof RateNetworkOptions)[];

/** Reads a matrix option and checks its shape and entries. */
function readMatrix(
  name: string,
  given: Matrix,
  shape: Shape,
  allowed: (x: number) => boolean,
  what: string,
): Tensor {
  const matrix = cast(isTensor(given) ? given : tensor(given), 'f32');
  if (!sameShape(matrix.shape, shape)) {
    const got = formatShape(matrix.shape);
    throw new ShapeError(`${FN}: expected ${name} of shape ${formatShape(shape)} ([post, pre]), got ${got}`, [
      shape,
      matrix.shape,
    ]);
  }
  const bad = matrix.data.find((x) => !allowed(x));
  if (bad !== undefined) throw new RangeError(`${FN}: expected ${name} to hold ${what}, got ${bad}`);
  // A copy: what the caller does to its array later must not reach the network.
  return { ...matrix, data: matrix.data.slice() };
}

const readMask = (name: string, given: Matrix | undefined, shape: Shape): Tensor =>
  given === undefined
    ? ones(shape)
    : readMatrix(name, given, shape, (x) => x >= 0 && x < Infinity, 'finite numbers >= 0');

const readFixed = (name: string, given: Matrix | undefined, shape: Shape): Tensor | null =>
  given === undefined ? null : readMatrix(name, given, shape, (x) => x === 0 || x === 1, 'only 0 and 1');

/** One step of every unit: x' = (1 - alpha) x + alpha (wRec r + wIn u + b) + noise, [B, nRec] (Song et al. 2016, eq. 8). */
export function leakStep(
  { wIn, wRec }: EffectiveWeights,
  bias: Value,
  alpha: number,
  x: Value,
  r: Value,
  u: Value,
  noise: Value | null,
): Value {
  const drive = add(matmul(r, wRec, { transB: true }), add(matmul(u, wIn, { transB: true }), bias));
  const leaked = add(mul(x, 1 - alpha), mul(drive, alpha));
  return noise === null ? leaked : add(leaked, noise);
}

/**
 * Makes a rate network: x_t = (1-a) x_{t-1} + a (wRec r_{t-1} + wIn u_t + b) + sqrt(2a) sigmaRec N(0, 1),
 * r = max(x, 0), z = wOut r + bOut, with a = dt / tau.
 * @throws TypeError for an unknown option; RangeError for an impossible value; ShapeError for a mask that does not fit
 * @example createRateNetwork({ nIn: 3, nRec: 50, nOut: 3, daleRatio: 0.8, sigmaRec: 0.15 })
 */
export function createRateNetwork(options: RateNetworkOptions): RateNetwork {
  checkOptions(FN, options, OPTION_NAMES);
  const { nIn, nRec, nOut, dt = 20, tau = 100, sigmaRec = 0, daleRatio = null } = options;
  const { autapses = daleRatio === null, readout = 'all', inputBias = false } = options;
  checkInteger(FN, 'nIn', nIn, 1);
  checkInteger(FN, 'nRec', nRec, 1);
  checkInteger(FN, 'nOut', nOut, 1);
  checkPositive(FN, 'tau', tau);
  checkPositive(FN, 'dt', dt);
  checkNumber(FN, 'dt', dt, 0, tau);
  checkNumber(FN, 'sigmaRec', sigmaRec, 0);
  if (daleRatio !== null) checkNumber(FN, 'daleRatio', daleRatio, 0, 1);
  if (readout !== 'all' && readout !== 'excitatory') {
    throw new RangeError(`${FN}: expected readout 'all' or 'excitatory', got '${String(readout)}'`);
  }
  const alpha = dt / tau;
  const nExc = daleRatio === null ? nRec : Math.floor(daleRatio * nRec + 1e-9);
  const nRead = readout === 'excitatory' ? nExc : nRec;
  if (nRead === 0)
    throw new RangeError(`${FN}: expected excitatory units to read, got daleRatio ${daleRatio}`);

  const noSigns = daleSigns(nRec, nRec);
  const signs = daleRatio === null ? noSigns : daleSigns(nRec, nExc);
  const rules = {
    wIn: {
      factor: readMask('maskIn', options.maskIn, [nRec, nIn]),
      absolute: false,
      fixed: readFixed('fixedIn', options.fixedIn, [nRec, nIn]),
    },
    wRec: {
      factor: signedMask(readMask('maskRec', options.maskRec, [nRec, nRec]), signs, autapses),
      absolute: daleRatio !== null,
      fixed: readFixed('fixedRec', options.fixedRec, [nRec, nRec]),
    },
    wOut: {
      factor: readMask('maskOut', options.maskOut, [nOut, nRead]),
      absolute: false,
      fixed: readFixed('fixedOut', options.fixedOut, [nOut, nRead]),
    },
  } satisfies { [name: string]: WeightRule };
  const fixed = Object.fromEntries(
    Object.entries(rules).flatMap(([name, rule]) => (rule.fixed === null ? [] : [[name, rule.fixed]])),
  );

  const initialize = (key: Key): RateParams<Tensor> => {
    const [inKey, recKey, outKey, bInKey, bRecKey, bOutKey] = split(key, 6);
    const wRec = kaimingUniform(recKey, [nRec, nRec]);
    return {
      wIn: kaimingUniform(inKey, [nRec, nIn]),
      wRec: daleRatio === null ? wRec : balanceColumns(wRec, nExc),
      wOut: kaimingUniform(outKey, [nOut, nRead]),
      bRec: kaimingUniform(bRecKey, [nRec]),
      bOut: kaimingUniform(bOutKey, [nOut], nRead),
      ...(inputBias ? { bIn: kaimingUniform(bInKey, [nRec], nIn) } : {}),
    };
  };

  const effectiveWeights = ({ wIn, wRec, wOut }: RateParams): EffectiveWeights => ({
    wIn: effectiveWeight(wIn, rules.wIn),
    wRec: effectiveWeight(wRec, rules.wRec),
    wOut: widenReadout(effectiveWeight(wOut, rules.wOut), nRec),
  });

  const run = (params: RateParams, inputs: Value, key: Value | null): Activity => {
    if (inputs.shape.length !== 3 || inputs.shape[2] !== nIn) {
      const want = `inputs of shape [T, B, ${nIn}]`;
      throw new ShapeError(`run: expected ${want}, got ${formatShape(inputs.shape)}`, [inputs.shape]);
    }
    const [, batchSize] = inputs.shape;
    const weights = effectiveWeights(params);
    const { bRec, bIn, bOut } = params;
    const bias = bIn === undefined ? bRec : add(bRec, bIn);
    const { dtype } = bias;
    const rest = zeros([batchSize, nRec], dtype);
    const scale = Math.sqrt(2 * alpha) * sigmaRec;
    const [, activity] = scan(
      ({ x, r }, u, t) => {
        const silent = key === null || scale === 0;
        const noise = silent ? null : mul(normal(foldIn(key, t), [batchSize, nRec], dtype), scale);
        const nextX = leakStep(weights, bias, alpha, x, r, u, noise);
        const nextR = relu(nextX);
        const z = add(matmul(nextR, weights.wOut, { transB: true }), bOut);
        return [
          { x: nextX, r: nextR },
          { x: nextX, r: nextR, z },
        ];
      },
      { x: rest as Value, r: rest as Value },
      inputs,
    );
    return activity;
  };
  return {
    options: Object.freeze({ ...options }),
    alpha,
    nExc,
    fixed,
    initialize,
    effectiveWeights: effectiveWeights as RateNetwork['effectiveWeights'],
    run: run as RateNetwork['run'],
  };
}
