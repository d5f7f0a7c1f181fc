/** Rate networks with excitatory and inhibitory units (Song, Yang and Wang 2016) and their kin. @module */

import { add } from '../../autograd/ops/elementwise.ts';
import type { Value } from '../../autograd/tape.ts';
import type { Tensors } from '../../autograd/tree.ts';
import { type Key, split } from '../../tensor/random.ts';
import { formatShape, type Shape, ShapeError, sameShape } from '../../tensor/shape.ts';
import { cast, ones, type Tensor, zeros } from '../../tensor/tensor.ts';
import {
  effectiveWeight,
  freeWeight,
  narrowReadout,
  projectWeight,
  startWeight,
  widenReadout,
} from '../constraints/weight-rules.ts';
import { type Initial, type InitialSite, initialValues } from '../initializers/initializer.ts';
import { dividedExcitation, kaimingUniform } from '../initializers/kaiming.ts';
import { boundedAlpha, firstState, type RateState, rateStep, readOut, type StepWeights } from './dynamics.ts';
import { type Cell, createNetwork, type Network } from './network.ts';
import {
  type RateNetworkOptions,
  type RateParamName,
  type RateSettings,
  readRateOptions,
  type WeightName,
} from './rate-options.ts';
import { copyOf } from './read-options.ts';

/** Free parameters, or anything of their form. `wOut` has `nRec` columns, or those of the excitatory units. */
export interface RateParams<T = Value> {
  readonly wIn: T;
  readonly wRec: T;
  readonly wOut: T;
  readonly bRec: T;
  readonly bOut: T;
  readonly bIn?: T;
  /** The first state [nRec], with `initialState: 'parameter'`. */
  readonly x0?: T;
  /** dt / tau of each unit, with `trainTau`. */
  readonly alpha?: T;
}

/** Weights as the network uses them: wIn [nRec, nIn], wRec [nRec, nRec], wOut [nOut, nRec], all `[post, pre]`. */
export interface EffectiveWeights<T = Value> {
  readonly wIn: T;
  readonly wRec: T;
  readonly wOut: T;
}

/**
 * What a run returns over time: outputs z [T, B, nOut], rates r [T, B, nRec], and currents x [T, B, nRec], to which
 * the activation was applied last.
 */
export interface Activity<T = Value> {
  readonly x: T;
  readonly r: T;
  readonly z: T;
}

/** A rate network: its settings, and functions on its parameters. */
export interface RateNetwork extends Network<RateParams, RateState, Activity> {
  readonly options: Readonly<RateNetworkOptions>;
  /** dt / tau, one number or one per unit, f64 [nRec]. */
  readonly alpha: number | Tensor;
  /** Number of excitatory units; `nRec` without Dale's principle. */
  readonly nExc: number;
  effectiveWeights(params: RateParams<Tensor>): EffectiveWeights<Tensor>;
  effectiveWeights(params: RateParams): EffectiveWeights;
  /**
   * Returns parameters whose effective weights are these, as far as the rules of the network allow: the way to go on
   * from the weights of a file. Other parameters are kept.
   * @param weights wIn [nRec, nIn], wRec [nRec, nRec], wOut [nOut, nRec], or only the columns of `wOut` that are read
   * @throws ShapeError for matrices of other shapes
   */
  withWeights(params: RateParams<Tensor>, weights: EffectiveWeights<Tensor>): RateParams<Tensor>;
}

const FN = 'createRateNetwork';

function sites(settings: RateSettings): { readonly [N in RateParamName]: InitialSite } {
  const { nIn, nRec, nRead, shapes, masks, signs, rules } = settings;
  const matrix = (name: WeightName): InitialSite => ({
    name,
    shape: shapes[name],
    fanIn: shapes[name][1],
    mask: masks[name],
    signs: signs[name],
    effective: (drawn) => effectiveWeight(startWeight(drawn, rules[name]), rules[name]) as Tensor,
  });
  const vector = (name: RateParamName, shape: readonly number[], fanIn: number): InitialSite => ({
    name,
    shape,
    fanIn,
    mask: ones(shape),
    signs: null,
    effective: (drawn) => drawn,
  });
  return {
    wIn: matrix('wIn'),
    wRec: matrix('wRec'),
    wOut: matrix('wOut'),
    bRec: vector('bRec', [nRec], nRec),
    bOut: vector('bOut', shapes.bOut, nRead),
    bIn: vector('bIn', [nRec], nIn),
    x0: vector('x0', [nRec], nRec),
    alpha: vector('alpha', [nRec], nRec),
  };
}

/** Draws parameters; each has its own key, so that none depends on which others there are. */
function drawParams(key: Key, options: RateNetworkOptions, settings: RateSettings): RateParams<Tensor> {
  const { alpha, shapes, rules } = settings;
  const site = sites(settings);
  const torch = kaimingUniform();
  const defaults: { readonly [N in RateParamName]: Initial } = {
    wIn: torch,
    wRec: dividedExcitation(torch),
    wOut: torch,
    bIn: torch,
    bRec: torch,
    bOut: torch,
    x0: 0,
    alpha: typeof alpha === 'number' ? alpha : cast(alpha, 'f32'),
  };
  const order = ['wIn', 'wRec', 'wOut', 'bIn', 'bRec', 'bOut', 'x0', 'alpha'] as const;
  const keys = split(key, order.length);
  const draw = (name: RateParamName): [string, Tensor][] => {
    if (!Object.hasOwn(shapes, name)) return [];
    const initial = options.init?.[name] ?? defaults[name];
    const drawn = initialValues(FN, initial, keys[order.indexOf(name)], site[name]);
    return [[name, Object.hasOwn(rules, name) ? startWeight(drawn, rules[name as WeightName]) : drawn]];
  };
  const names = ['wIn', 'wRec', 'wOut', 'bRec', 'bOut', 'bIn', 'x0', 'alpha'] as const;
  return Object.fromEntries(names.flatMap(draw)) as unknown as RateParams<Tensor>;
}

interface RunWeights extends StepWeights {
  readonly x0: Value | null;
}

function rateCell(
  options: RateNetworkOptions,
  settings: RateSettings,
  effective: (p: RateParams) => EffectiveWeights,
): Cell<RateParams, RunWeights, RateState, Activity> {
  const { nIn, nRec, nOut, dynamics, alpha, rules, fixed, shapes } = settings;
  return {
    name: 'rate',
    nIn,
    nRec,
    nOut,
    fixed,
    shapes,
    initialize: (key) => drawParams(key, options, settings) as Tensors<RateParams>,
    project: (params) => ({
      ...params,
      wIn: projectWeight(params.wIn, rules.wIn),
      wRec: projectWeight(params.wRec, rules.wRec),
      wOut: projectWeight(params.wOut, rules.wOut),
      ...(params.alpha ? { alpha: boundedAlpha(params.alpha) } : {}),
    }),
    prepare(params) {
      const { bRec, bIn, bOut, x0 = null } = params;
      return {
        ...effective(params),
        bias: bIn === undefined ? bRec : add(bRec, bIn),
        bOut,
        x0,
        alpha: params.alpha
          ? boundedAlpha(params.alpha)
          : typeof alpha === 'number'
            ? alpha
            : cast(alpha, bRec.dtype),
      };
    },
    begin: ({ x0, bias }, batchSize) => firstState(dynamics, x0 ?? zeros([nRec], bias.dtype), batchSize),
    step(weights, state, input) {
      const next = rateStep(dynamics, weights, state, input);
      return [next, { ...next, z: readOut(weights, next.r) }];
    },
  };
}

function checkMatrix(name: string, { shape }: Value, [want, ...others]: readonly Shape[]): void {
  if ([want, ...others].some((each) => sameShape(each, shape))) return;
  const expected = `${name} of shape ${formatShape(want)} ([post, pre])`;
  throw new ShapeError(`withWeights: expected ${expected}, got ${formatShape(shape)}`, [want, shape]);
}

/**
 * Makes a rate network: with the default leak x_t = (1-a) x_{t-1} + a (wRec r_{t-1} + wIn u_t + b) + sqrt(2a)
 * sigmaRec N(0, 1), r = f(x), z = wOut r + bOut, with a = dt / tau (Song et al. 2016, eq. 8).
 * @throws TypeError for an unknown option; RangeError for an impossible value; ShapeError for a matrix that does not fit
 * @example createRateNetwork({ nIn: 3, nRec: 50, nOut: 3, daleRatio: 0.8, sigmaRec: 0.15 })
 */
export function createRateNetwork(given: RateNetworkOptions): RateNetwork {
  const settings = readRateOptions(given);
  // A copy: what the caller does to its objects and arrays later must reach neither runs nor files.
  const options = copyOf(given);
  const { rules, nRec, nRead, alpha, nExc } = settings;
  const effectiveWeights = ({ wIn, wRec, wOut }: RateParams): EffectiveWeights => ({
    wIn: effectiveWeight(wIn, rules.wIn),
    wRec: effectiveWeight(wRec, rules.wRec),
    wOut: widenReadout(effectiveWeight(wOut, rules.wOut), nRec),
  });
  const withWeights = (params: RateParams, { wIn, wRec, wOut }: EffectiveWeights): RateParams => {
    checkMatrix('wIn', wIn, [[nRec, options.nIn]]);
    checkMatrix('wRec', wRec, [[nRec, nRec]]);
    const widths = [nRec, nRead].map((columns) => [options.nOut, columns]);
    checkMatrix('wOut', wOut, widths);
    return {
      ...params,
      wIn: freeWeight(wIn, rules.wIn),
      wRec: freeWeight(wRec, rules.wRec),
      wOut: freeWeight(narrowReadout(wOut, nRead), rules.wOut),
    };
  };
  return {
    ...createNetwork(rateCell(options, settings, effectiveWeights)),
    options: Object.freeze(options),
    alpha,
    nExc,
    effectiveWeights: effectiveWeights as RateNetwork['effectiveWeights'],
    withWeights: withWeights as RateNetwork['withWeights'],
  };
}
