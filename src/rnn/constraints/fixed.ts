/** Parameters, or entries of them, that do not learn. @module */

import { add, mul, select, stopGradient, sub } from '../../autograd/ops/elementwise.ts';
import type { Value } from '../../autograd/tape.ts';
import { isValue } from '../../autograd/tree.ts';
import { nearestName, show } from '../../tensor/options.ts';
import { formatShape, ShapeError, sameShape } from '../../tensor/shape.ts';
import { cast, isTensor, type Tensor } from '../../tensor/tensor.ts';

/**
 * By parameter, how far its entries are fixed: 1 for one that keeps its value to the bit, 0 for one that learns;
 * between them training scales the gradient by 1 - mask. That slows the steps of `sgd`, but hardly those of `adam`,
 * `adamW` and `rmsprop`, which divide gradients by their own size: with 0.99 they go almost as far as without.
 */
export type FixedMasks = { readonly [name: string]: Tensor };

type Named = { readonly [name: string]: Value };

/** The same values; their gradients are scaled by 1 - mask. */
function freezeOne(p: Value, mask: Tensor): Value {
  const still = stopGradient(p);
  const learns = { ...mask, data: mask.data.map((m) => 1 - m) };
  return add(still, mul(sub(p, still), cast(learns, p.dtype)));
}

/** Returns the same parameters; fixed entries have no gradient, so that they count in no norm either. */
export function freeze<P>(params: P, fixed: FixedMasks): P {
  const named = params as Named;
  const frozen = Object.keys(fixed).map((name) => [name, freezeOne(named[name], fixed[name])]);
  return { ...named, ...Object.fromEntries(frozen) } as P;
}

/** The entries that do not learn at all: masks of 0 and 1, which may be applied any number of times. */
export function whollyFixed(fixed: FixedMasks): FixedMasks {
  const some = Object.entries(fixed).filter(([, mask]) => mask.data.includes(1));
  const wholly = (mask: Tensor): Tensor => ({ ...mask, data: mask.data.map((m) => (m === 1 ? 1 : 0)) });
  return Object.fromEntries(some.map(([name, mask]) => [name, wholly(mask)]));
}

/** Puts the values from before an update back where the mask is 1: weight decay does not reach them either. */
export function holdFixed<P>(before: P, after: P, fixed: FixedMasks): P {
  const held = Object.entries(whollyFixed(fixed)).map(([name, mask]) => {
    const p = (before as Named)[name];
    return [name, select(cast(mask, p.dtype), p, (after as Named)[name])];
  });
  return { ...after, ...Object.fromEntries(held) };
}

/**
 * Checks that masks name parameters, have their shapes, and hold numbers in [0, 1].
 * @throws TypeError, ShapeError or RangeError naming the mask
 */
export function checkFixed(fn: string, params: unknown, fixed: FixedMasks): void {
  const named = params as Named;
  const names = Object.keys(named);
  for (const [name, mask] of Object.entries(fixed)) {
    if (!names.includes(name)) {
      const advice = `did you mean '${nearestName(name, names)}'?`;
      throw new TypeError(`${fn}: expected fixed to name parameters, got '${name}' - ${advice}`);
    }
    const refuse = (what: string, value: unknown): never => {
      throw new TypeError(`${fn}: expected ${what} to be a tensor, got ${show(value)}`);
    };
    if (!isTensor(mask)) refuse(`fixed.${name}`, mask);
    if (!isValue(named[name])) refuse(`parameter ${name}`, named[name]);
    const { shape } = named[name];
    if (!sameShape(mask.shape, shape)) {
      const want = `fixed.${name} of shape ${formatShape(shape)}`;
      throw new ShapeError(`${fn}: expected ${want}, got ${formatShape(mask.shape)}`, [shape, mask.shape]);
    }
    const bad = mask.data.find((m) => !(m >= 0 && m <= 1));
    if (bad !== undefined) {
      throw new RangeError(`${fn}: expected fixed.${name} to hold numbers in [0, 1], got ${bad}`);
    }
  }
}

/** Two sets of masks as one: an entry is as fixed as the stricter of them says. */
export function joinFixed(a: FixedMasks, b: FixedMasks): FixedMasks {
  const both = Object.keys(b).map((name) => {
    const other = a[name];
    return [
      name,
      other ? { ...other, data: other.data.map((m, i) => Math.max(m, b[name].data[i])) } : b[name],
    ];
  });
  return { ...a, ...Object.fromEntries(both) };
}
