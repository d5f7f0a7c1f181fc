/** The weights that a simulator runs: read, taken from a network, and without some of their units. @module */

import { add } from '../autograd/ops/elementwise.ts';
import { checkInteger, checkOptions, checkRecord, show } from '../tensor/options.ts';
import { formatShape, ShapeError, sameShape } from '../tensor/shape.ts';
import { cast, type DType, fromArray, isTensor, type Tensor, tensor, zeros } from '../tensor/tensor.ts';
import type { Matrix } from './initializers/initializer.ts';
import { checkAxes } from './networks/check-run.ts';
import { boundedAlpha } from './networks/dynamics.ts';
import { DYNAMICS_NAMES, type DynamicsOptions } from './networks/dynamics-options.ts';
import type { RateNetwork, RateParams } from './networks/rate-network.ts';

/** Effective weights `[post, pre]`, signs and masks applied, and what else a run needs. */
export interface SimulatorWeights<T = Tensor> {
  /** [nRec, nIn] */
  readonly wIn: T;
  /** [nRec, nRec] */
  readonly wRec: T;
  /** [nOut, nRec]: a column for every unit, 0 for those that are not read. */
  readonly wOut: T;
  /** [nRec] */
  readonly bRec: T;
  /** [nOut] */
  readonly bOut: T;
  /** The first state [nRec]; 0 by default. */
  readonly x0?: T;
}

const NAMES = ['wIn', 'wRec', 'wOut', 'bRec', 'bOut', 'x0'] as const;
/** What weight files hold besides: already part of effective weights, or no business of a run. */
const IGNORED = ['maskIn', 'maskRec', 'maskOut', 'daleRatio', 'nExc', 'skipped'];

function checkNames(fn: string, weights: { readonly [name: string]: unknown }): void {
  for (const name of ['bIn', 'alpha']) {
    if (weights[name] === undefined) continue;
    const advice = 'take simulatorOptions(network, params)';
    throw new TypeError(`${fn}: expected effective weights, got the parameter '${name}' - ${advice}`);
  }
  if (weights.lstm !== undefined) {
    throw new TypeError(
      `${fn}: expected weights of a rate network, got those of an LSTM - run them with createLstm`,
    );
  }
  const names = Object.keys(weights).filter((name) => ![...IGNORED, 'bIn', 'alpha', 'lstm'].includes(name));
  checkOptions(`${fn}: weights`, Object.fromEntries(names.map((name) => [name, 0])), NAMES);
}

/** Reads effective weights as arrays of a dtype that share nothing with those given. */
export function readWeights(
  fn: string,
  given: SimulatorWeights<Matrix>,
  dtype: DType,
): Required<SimulatorWeights> {
  checkRecord(fn, 'weights', given);
  checkNames(fn, given as unknown as { readonly [name: string]: unknown });
  const read = (name: (typeof NAMES)[number], rank: number): Tensor => {
    const value = given[name];
    if (!isTensor(value) && !Array.isArray(value)) {
      throw new TypeError(`${fn}: expected weights.${name} to be an array, got ${show(value)}`);
    }
    const x = cast(isTensor(value) ? value : tensor(value, 'f64'), dtype);
    if (x.shape.length !== rank) {
      const want = `weights.${name} with ${rank === 1 ? 'one axis' : 'two axes ([post, pre])'}`;
      throw new ShapeError(`${fn}: expected ${want}, got ${formatShape(x.shape)}`, [x.shape]);
    }
    const bad = x.data.find((v) => !Number.isFinite(v));
    if (bad !== undefined) {
      throw new RangeError(`${fn}: expected weights.${name} to hold finite numbers, got ${bad}`);
    }
    return { ...x, data: x.data.slice() };
  };
  const [wIn, wRec, wOut] = [read('wIn', 2), read('wRec', 2), read('wOut', 2)];
  const [bRec, bOut] = [read('bRec', 1), read('bOut', 1)];
  const nRec = wRec.shape[0];
  const x0 = given.x0 === undefined ? zeros([nRec], dtype) : read('x0', 1);
  const shapes = {
    wRec: [nRec, nRec],
    wIn: [nRec, wIn.shape[1]],
    wOut: [wOut.shape[0], nRec],
    bRec: [nRec],
    bOut: [wOut.shape[0]],
    x0: [nRec],
  };
  const weights = { wIn, wRec, wOut, bRec, bOut, x0 };
  for (const [name, want] of Object.entries(shapes)) {
    const got = weights[name as keyof typeof shapes].shape;
    if (sameShape(got, want)) continue;
    const advice = name === 'wOut' ? ' - effective weights have a column for every unit' : '';
    const message = `${fn}: expected weights.${name} of shape ${formatShape(want)}, got ${formatShape(got)}`;
    throw new ShapeError(`${message}${advice}`, [want, got]);
  }
  return weights;
}

/**
 * Takes from a network and its parameters what `createSimulator` needs: effective weights, one bias per unit, and the
 * dynamics. Trained time constants become `tau` in ms, so that another `dt` may follow.
 * @example createSimulator({ ...simulatorOptions(network, params), dt: 1 })
 */
export function simulatorOptions(
  network: RateNetwork,
  params: RateParams<Tensor>,
): DynamicsOptions & { readonly weights: SimulatorWeights } {
  const { options } = network;
  const { bRec, bOut, bIn, x0, alpha } = params;
  const dynamics = DYNAMICS_NAMES.flatMap((name) =>
    options[name] === undefined ? [] : [[name, options[name]] as const],
  );
  const { dt = 20 } = options;
  const bounded = alpha && (boundedAlpha(alpha) as Tensor);
  return {
    ...Object.fromEntries(dynamics),
    ...(bounded
      ? {
          tau: fromArray(
            Float64Array.from(bounded.data, (a) => dt / a),
            bounded.shape,
          ),
        }
      : {}),
    weights: {
      ...network.effectiveWeights(params),
      bRec: bIn === undefined ? bRec : add(bRec, bIn as Tensor),
      bOut,
      ...(x0 === undefined ? {} : { x0 }),
    },
  };
}

/** @throws TypeError or RangeError unless `units` are numbers of units */
export function checkUnits(fn: string, name: string, units: unknown, nRec: number): void {
  if (!Array.isArray(units)) {
    throw new TypeError(`${fn}: expected ${name} to be a list of units, got ${show(units)}`);
  }
  for (const unit of units) checkInteger(fn, `every unit of ${name}`, unit, 0, nRec - 1);
}

/** An array without, along its last axis, the entries of some units: they become 0. */
export function withoutUnits(x: Tensor, units: readonly number[]): Tensor {
  const n = x.shape[x.shape.length - 1];
  const silent = new Set(units);
  return { ...x, data: x.data.map((v, i) => (silent.has(i % n) ? 0 : v)) };
}

/**
 * Silences units: returns weights whose columns from these units, in `wRec` and `wOut`, are 0. Other units and outputs
 * run as if the units were not there.
 * @param weights with wRec [nRec, nRec] and wOut [nOut, nRec], effective, all units in `wOut`
 * @param units their numbers, from 0
 * @throws TypeError for anything but a list, RangeError for numbers outside [0, nRec - 1]
 */
export function lesion<W extends { readonly wRec: Tensor; readonly wOut: Tensor }>(
  weights: W,
  units: readonly number[],
): W {
  const { wRec, wOut } = weights;
  checkUnits('lesion', 'units', units, wRec.shape[1]);
  checkAxes('lesion', 'wOut', wOut, [[wOut.shape[0], wRec.shape[1]]]);
  return { ...weights, wRec: withoutUnits(wRec, units), wOut: withoutUnits(wOut, units) };
}
