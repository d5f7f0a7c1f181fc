/** One step of a rate network: leak, drive, noise and activation, from effective weights. @module */

import { add, div, maximum, minimum, mul, relu, sqrt, sub } from '../../autograd/ops/elementwise.ts';
import { broadcastTo } from '../../autograd/ops/layout.ts';
import { matmul } from '../../autograd/ops/matmul.ts';
import { foldIn, normal } from '../../autograd/ops/random.ts';
import type { Value } from '../../autograd/tape.ts';
import type { ActivationFunction } from '../activations.ts';
import type { StepInput } from './network.ts';

/**
 * The leak conventions of the literature, four models under the name CTRNN; a = dt / tau, f the activation,
 * d = wRec r + wIn u + b the drive, n noise.
 * - `current`: x' = (1-a) x + a d + n, r' = f(x') (Song et al. 2016; pycog, PsychRNN, nn4n);
 * - `rateOutside`: r' = f((1-a) r + a d + n) (nn-brain's CTRNN, BrainPy's E/I network);
 * - `rateInside`: r' = (1-a) r + a f(d + n) (Yang et al. 2019);
 * - `reservoir`: x' = (1-a) x + a f(d + n), r' = f(x') (BrainPy's Reservoir with external activation).
 */
export type Leak = 'current' | 'rateOutside' | 'rateInside' | 'reservoir';

/** The names of `Leak`. */
export const leaks: readonly Leak[] = ['current', 'rateOutside', 'rateInside', 'reservoir'];

/** Effective weights and biases as the steps of a run use them, `[post, pre]`. */
export interface StepWeights {
  readonly wIn: Value;
  readonly wRec: Value;
  readonly wOut: Value;
  readonly bias: Value;
  readonly bOut: Value;
  /** dt / tau: a number, or one per unit [nRec]. */
  readonly alpha: Value | number;
}

/** What a rate network does with its input before the weights see it: [u + baseline + noise]_+ or without []_+. */
export interface InputStage {
  readonly baseline: number;
  /** Standard deviation of the noise of a step. */
  readonly std: number;
  readonly rectify: boolean;
}

/** The rules of a step. */
export interface Dynamics {
  readonly leak: Leak;
  readonly activation: ActivationFunction;
  /** Standard deviation of the recurrent noise, as the stationary one of a unit without input for dt << tau. */
  readonly sigmaRec: number;
  readonly input: InputStage;
}

/** Currents x, to which the activation was applied last, and rates r; [B, nRec] both. */
export interface RateState {
  readonly x: Value;
  readonly r: Value;
}

// The standard deviation of noise has a factor of 1 / sqrt(alpha) inside the activation, and its derivative one outside.
const LEAST_ALPHA = 2 ** -20;

/** Keeps alpha within [2^-20, 1]; at either end it still has its derivative, so that it can return. */
export const boundedAlpha = (alpha: Value): Value => minimum(1, maximum(LEAST_ALPHA, alpha));

/** The factor of unit noise: sqrt(2 alpha) sigma outside the activation, sqrt(2 / alpha) sigma inside. */
function noiseScale(alpha: Value | number, sigma: number, inside: boolean): Value | number {
  if (typeof alpha === 'number') return Math.sqrt(inside ? 2 / alpha : 2 * alpha) * sigma;
  return mul(sqrt(inside ? div(2, alpha) : mul(alpha, 2)), sigma);
}

const complement = (alpha: Value | number): Value | number =>
  typeof alpha === 'number' ? 1 - alpha : sub(1, alpha);

function staged(u: Value, { baseline, std, rectify }: InputStage, key: Value | null): Value {
  const shifted = baseline === 0 ? u : add(u, baseline);
  // Numbers derived from the key of a step, so that input noise shares no draw with that of the units.
  const noisy =
    key === null || std === 0 ? shifted : add(shifted, mul(normal(foldIn(key, 1), u.shape, u.dtype), std));
  return rectify ? relu(noisy) : noisy;
}

/** The state before the first step, from one first state x0 [nRec] of all trials: r = x0 where rates leak. */
export function firstState({ leak, activation }: Dynamics, x0: Value, batchSize: number): RateState {
  const x = broadcastTo(x0, [batchSize, x0.shape[0]]);
  return { x, r: leak === 'current' || leak === 'reservoir' ? activation(x) : x };
}

/** Makes one step from x_{t-1}, r_{t-1} to x_t, r_t. */
export function rateStep(
  { leak, activation, sigmaRec, input }: Dynamics,
  weights: StepWeights,
  { x, r }: RateState,
  { u, key, perturbation }: StepInput,
): RateState {
  const { wIn, alpha } = weights;
  const wRec =
    perturbation.connectivity === undefined ? weights.wRec : mul(weights.wRec, perturbation.connectivity);
  const bias = perturbation.bias === undefined ? weights.bias : add(weights.bias, perturbation.bias);
  const fromInput = matmul(staged(u, input, key), wIn, { transB: true });
  const drive = add(matmul(r, wRec, { transB: true }), add(fromInput, bias));

  const inside = leak === 'rateInside' || leak === 'reservoir';
  const withNoise = (value: Value): Value => {
    if (key === null || sigmaRec === 0) return value;
    return add(value, mul(normal(key, r.shape, r.dtype), noiseScale(alpha, sigmaRec, inside)));
  };
  const pushed = (value: Value): Value => (perturbation.x === undefined ? value : add(value, perturbation.x));
  const mix = (before: Value, now: Value): Value => add(mul(before, complement(alpha)), mul(now, alpha));

  if (leak === 'rateInside') {
    const nextX = withNoise(drive);
    return { x: nextX, r: pushed(mix(r, activation(nextX))) };
  }
  const nextX = pushed(
    inside ? mix(x, activation(withNoise(drive))) : withNoise(mix(leak === 'current' ? x : r, drive)),
  );
  return { x: nextX, r: activation(nextX) };
}

/** The outputs that rates give: z = wOut r + bOut. */
export function readOut({ wOut, bOut }: StepWeights, r: Value): Value {
  return add(matmul(r, wOut, { transB: true }), bOut);
}
