/** The options of the dynamics of rate networks, read and checked. @module */

import { checkFlag, checkName, checkNumber, checkPositive, show } from '../../tensor/options.ts';
import { formatShape, ShapeError } from '../../tensor/shape.ts';
import { fromArray, isTensor, type Tensor } from '../../tensor/tensor.ts';
import { type ActivationFunction, type ActivationName, readActivation } from '../activations.ts';
import { type Dynamics, type Leak, leaks } from './dynamics.ts';

/** How units move in time; times are in ms. */
export interface DynamicsOptions {
  /** Length of a step; 20 by default. */
  readonly dt?: number;
  /** Time constant of the units, one number or one per unit, each >= dt; 100 by default. */
  readonly tau?: number | readonly number[] | Tensor;
  /** Which of the models called CTRNN; `'current'`, that of Song et al. (2016), by default. */
  readonly leak?: Leak;
  /** From currents to rates: a name, or a function over operations; `'relu'` by default. */
  readonly activation?: ActivationName | ActivationFunction;
  /** Standard deviation of the recurrent noise; 0 by default. */
  readonly sigmaRec?: number;
  /** Standard deviation of the input noise: sqrt(2 tauIn / dt) sigmaIn per step; 0 by default. */
  readonly sigmaIn?: number;
  /** Time constant of the input noise; 100 by default. */
  readonly tauIn?: number;
  /** Added to every input; 0 by default. */
  readonly baselineIn?: number;
  /** Whether inputs, with baseline and noise, are cut off below 0; false by default. */
  readonly rectifyInputs?: boolean;
}

/** The names of `DynamicsOptions`. */
export const DYNAMICS_NAMES: readonly (keyof DynamicsOptions)[] = [
  'dt',
  'tau',
  'leak',
  'activation',
  'sigmaRec',
  'sigmaIn',
  'tauIn',
  'baselineIn',
  'rectifyInputs',
];

/** dt / tau: a number, or f64 [nRec], so that runs in f64 have all its digits. */
function readAlpha(fn: string, dt: number, tau: unknown, nRec: number): number | Tensor {
  if (typeof tau === 'number') {
    checkPositive(fn, 'tau', tau);
    checkNumber(fn, 'dt', dt, 0, tau);
    return dt / tau;
  }
  if (!isTensor(tau) && !Array.isArray(tau)) {
    throw new TypeError(
      `${fn}: expected tau to be a number or one per unit, got ${show(tau)} - make a list or a tensor`,
    );
  }
  const shape = isTensor(tau) ? tau.shape : [tau.length];
  if (shape.length !== 1 || shape[0] !== nRec) {
    const want = `tau of shape ${formatShape([nRec])}`;
    throw new ShapeError(`${fn}: expected ${want}, got ${formatShape(shape)}`, [[nRec], shape]);
  }
  const times: readonly unknown[] = isTensor(tau) ? Array.from(tau.data) : tau;
  // A time that f32 rounds down to just below dt is as long as dt.
  const slack = isTensor(tau) && tau.dtype === 'f32' ? 2 ** -24 * dt : 0;
  const bad = times.findIndex((t) => !(typeof t === 'number' && t >= dt - slack && t < Infinity));
  if (bad >= 0) {
    throw new RangeError(`${fn}: expected tau to hold times >= dt = ${dt}, got ${show(times[bad])}`);
  }
  return fromArray(
    Float64Array.from(times as number[], (t) => Math.min(dt / t, 1)),
    [nRec],
  );
}

/**
 * Reads and checks the dynamics of a network of `nRec` units.
 * @returns the rules of a step, and alpha = dt / tau
 */
export function readDynamics(
  fn: string,
  options: DynamicsOptions,
  nRec: number,
): { readonly dynamics: Dynamics; readonly alpha: number | Tensor } {
  const { dt = 20, tau = 100, leak = 'current', activation = 'relu', sigmaRec = 0 } = options;
  const { sigmaIn = 0, tauIn = 100, baselineIn = 0, rectifyInputs = false } = options;
  checkPositive(fn, 'dt', dt);
  const alpha = readAlpha(fn, dt, tau, nRec);
  checkNumber(fn, 'sigmaRec', sigmaRec, 0);
  checkNumber(fn, 'sigmaIn', sigmaIn, 0);
  checkPositive(fn, 'tauIn', tauIn);
  if (typeof baselineIn !== 'number' || !Number.isFinite(baselineIn)) {
    throw new RangeError(`${fn}: expected baselineIn to be a finite number, got ${show(baselineIn)}`);
  }
  checkName(fn, 'leak', leak, leaks);
  checkFlag(fn, 'rectifyInputs', rectifyInputs);
  return {
    alpha,
    dynamics: {
      leak,
      activation: readActivation(fn, 'activation', activation),
      sigmaRec,
      input: { baseline: baselineIn, std: Math.sqrt((2 * tauIn) / dt) * sigmaIn, rectify: rectifyInputs },
    },
  };
}
