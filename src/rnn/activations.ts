/** Activation functions: from currents to rates. @module */

import { add, exp, log, minimum, mul, relu, sigmoid, sub, tanh } from '../autograd/ops/elementwise.ts';
import type { Value } from '../autograd/tape.ts';
import { checkInteger, checkName } from '../tensor/options.ts';

/** A function of currents, unit by unit. */
export type ActivationFunction = (x: Value) => Value;

/**
 * The name of an activation: `relu` [x]_+, `softplus` log(1 + exp x), `tanh`, `sigmoid` 1 / (1 + exp -x),
 * `retanh` [tanh x]_+, `power` [x]_+^2, `linear` x.
 */
export type ActivationName = 'relu' | 'softplus' | 'tanh' | 'sigmoid' | 'retanh' | 'power' | 'linear';

// Above this, log(1 + exp x) is x to the last bit of a double; below 88, exp is finite in f32.
const STRAIGHT = 40;

/** log(1 + exp x), without overflow. */
export function softplus(x: Value): Value {
  // Where both are equal, `minimum` passes the derivative to its second operand.
  return add(log(add(exp(minimum(STRAIGHT, x)), 1)), relu(sub(x, STRAIGHT)));
}

/**
 * Makes the activation [x]_+^n, n = 1, 2, ...
 * @throws RangeError for an exponent that is not a whole number >= 1
 */
export function power(exponent: number): ActivationFunction {
  checkInteger('power', 'exponent', exponent, 1);
  return (x) => {
    const rate = relu(x);
    let product = rate;
    for (let i = 1; i < exponent; i++) product = mul(product, rate);
    return product;
  };
}

/** The activations that have a name. */
export const activations: { readonly [N in ActivationName]: ActivationFunction } = {
  relu,
  softplus,
  tanh,
  sigmoid,
  retanh: (x) => relu(tanh(x)),
  power: power(2),
  linear: (x) => x,
};

/** Returns the function of a name, or the function that is given. */
export function readActivation(
  fn: string,
  name: string,
  given: ActivationName | ActivationFunction,
): ActivationFunction {
  if (typeof given === 'function') return given;
  checkName(fn, name, given, Object.keys(activations));
  return activations[given];
}
