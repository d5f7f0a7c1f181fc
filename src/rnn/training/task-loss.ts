/** The loss of a network on batches of a task, with penalties. @module */

import { add, mul, stopGradient } from '../../autograd/ops/elementwise.ts';
import type { Value } from '../../autograd/tape.ts';
import { vjp } from '../../autograd/transforms.ts';
import { checkName, checkNumber, checkOptions, checkRecord } from '../../tensor/options.ts';
import { ones, zeros } from '../../tensor/tensor.ts';
import { type ActivationFunction, readActivation } from '../activations.ts';
import { freeze, whollyFixed } from '../constraints/fixed.ts';
import { softmaxCrossEntropy } from '../losses/cross-entropy.ts';
import type { PenalizedWeights, Regularization } from '../losses/regularizers.ts';
import { meanSquaredError } from '../losses/squared-error.ts';
import { vanishingGradient } from '../losses/vanishing-gradient.ts';
import { boundedAlpha } from '../networks/dynamics.ts';
import type { Network, Readings } from '../networks/network.ts';
import type { RateNetwork, RateParams } from '../networks/rate-network.ts';
import { checkFunction, checkNetwork } from './checks.ts';

/** A batch as a loss sees it: inputs [T, B, nIn], and class labels i32 [T, B] or values f32 [T, B, nOut] to be given. */
export interface TaskBatch {
  readonly inputs: Value;
  readonly targets: Value;
  /** Weights of the steps [T, B], or of the outputs [T, B, nOut]; all 1 by default. */
  readonly mask?: Value;
}

/** Compares outputs [T, B, nOut] with targets; a scalar. */
export type ErrorFunction = (z: Value, targets: Value, mask: Value | null) => Value;

/** Options of `taskLoss`. */
export interface TaskLossOptions<P, Y extends Readings> {
  /** `softmaxCrossEntropy` for class labels and `meanSquaredError` for values by default. */
  readonly error?: ErrorFunction;
  /** A penalty on weights and activity, such as `regularization({ l2Rate: 0.01 })`. */
  readonly penalty?: Regularization<P, PenalizedWeights, Y>;
  /** Coefficient of the penalty against vanishing gradients, for rate networks with the current leak; 0 by default. */
  readonly vanishingGradient?: number;
  /** Time of f' in that penalty; see `vanishingGradient`. */
  readonly vanishingGradientAt?: 'previous' | 'same';
}

const FN = 'taskLoss';

const byTargets: ErrorFunction = (z, targets, mask) =>
  targets.dtype === 'i32' ? softmaxCrossEntropy(z, targets, mask) : meanSquaredError(z, targets, mask);

const isRate = (network: object): network is RateNetwork => 'effectiveWeights' in network;

/** The activation of a network that has the penalty against vanishing gradients. */
function leakyActivation(network: object): ActivationFunction {
  if (!isRate(network)) {
    throw new TypeError(
      `${FN}: expected a rate network for vanishingGradient, got another one - leave it out`,
    );
  }
  const { leak = 'current', activation = 'relu' } = network.options;
  checkName(FN, 'leak of the network for vanishingGradient', leak, ['current']);
  return readActivation(FN, 'activation', activation);
}

/** f'(x) of an activation, by its own adjoint. */
function slopeOf(activation: ActivationFunction, x: Value): Value {
  const [, pullback] = vjp(activation as (x: Value) => Value, [x]);
  return pullback(ones(x.shape, x.dtype));
}

/**
 * Makes the loss of a network on batches of a task: error(z, targets, mask) + penalty + vanishingGradient * Omega.
 * @throws TypeError for an unknown option, for what is no function, or for the penalty against vanishing gradients of a
 * network without leak; RangeError for a negative coefficient
 * @example train({ params, loss: taskLoss(network, { penalty: regularization({ l2Rate: 0.01 }) }), ... })
 */
export function taskLoss<P, Y extends Readings>(
  network: Network<P, unknown, Y>,
  options: TaskLossOptions<P, Y> = {},
): (params: P, batch: TaskBatch, key: Value) => Value {
  checkNetwork(FN, network);
  checkRecord(FN, 'options', options);
  checkOptions(FN, options, ['error', 'penalty', 'vanishingGradient', 'vanishingGradientAt']);
  const { error = byTargets, penalty, vanishingGradient: coefficient = 0 } = options;
  const { vanishingGradientAt: at = 'previous' } = options;
  checkNumber(FN, 'vanishingGradient', coefficient, 0);
  checkName(FN, 'vanishingGradientAt', at, ['previous', 'same']);
  checkFunction(FN, 'error', error);
  if (penalty !== undefined) checkFunction(FN, 'penalty', penalty);

  const weightsOf = (params: P): PenalizedWeights =>
    isRate(network) ? network.effectiveWeights(params as RateParams) : (params as PenalizedWeights);
  // Entries that are wholly fixed have no gradient by penalties either; fractions are for training to apply, once.
  const always = whollyFixed(network.fixed);
  const plain = (given: P, { inputs, targets, mask }: TaskBatch, key: Value): Value => {
    const params = freeze(given, always);
    const readings = network.run(params, inputs, key);
    const missed = error(readings.z, targets, mask ?? null);
    return penalty === undefined ? missed : add(missed, penalty(weightsOf(params), readings, params));
  };
  if (coefficient === 0) return plain;

  const activation = leakyActivation(network);
  const { alpha: initial, nRec } = network as unknown as RateNetwork;
  return (given, { inputs, targets, mask }, key) => {
    const params = freeze(given, always);
    const weights = weightsOf(params);
    const [nSteps, batchSize] = inputs.shape;
    const nudge = zeros([nSteps, batchSize, nRec], inputs.dtype);
    // The gradient by a perturbation of the states is dE/dx_t; penalties do not count in it.
    const [{ missed, extra, x }, pullback] = vjp(
      (perturbation: Value) => {
        const readings = network.run(params, inputs, key, { perturbation: { x: perturbation } });
        const none = zeros([], inputs.dtype) as Value;
        return {
          missed: error(readings.z, targets, mask ?? null),
          extra: penalty === undefined ? none : penalty(weights, readings, params),
          x: stopGradient((readings as unknown as { x: Value }).x),
        };
      },
      [nudge as Value],
    );
    const zero = (v: Value): Value => zeros(v.shape, v.dtype);
    const d = pullback({ missed: ones([], missed.dtype), extra: zero(extra), x: zero(x) });
    const slope = slopeOf(activation, x);
    const { alpha: learned } = params as unknown as RateParams;
    const alpha = learned ? boundedAlpha(learned) : initial;
    const omega = vanishingGradient({ wRec: weights.wRec as Value, d, slope, alpha, at });
    return add(add(missed, extra), mul(omega, coefficient));
  };
}
