/** Constraints as functions: effective weights are computed from free ones, so no update can break them. @module */

import {
  abs,
  add,
  div,
  exp,
  greater,
  log,
  maximum,
  mul,
  neg,
  relu,
  select,
  stopGradient,
  sub,
} from '../../autograd/ops/elementwise.ts';
import { pad, slice } from '../../autograd/ops/layout.ts';
import type { Value } from '../../autograd/tape.ts';
import { cast, full, type Tensor } from '../../tensor/tensor.ts';
import { softplus } from '../activations.ts';

/**
 * How a free weight w becomes a magnitude >= 0, to which mask and sign are applied.
 * - `absolute` |w| with derivative 1 at 0, so that a weight that starts at exactly 0 can learn;
 * - `psychrnn` |w| with derivative 0 at 0: an exact 0 stays, as in PsychRNN and the PyTorch original of Song et al.;
 * - `rectified` [w]_+, as in pycog: a weight that turns negative is silent and no longer learns;
 * - `softplus` log(1 + exp w): weight decay of `adamW` pulls w to 0, and thus the magnitude to log 2;
 * - `projected` [w]_+ with derivative 1 everywhere; w itself is set to [w]_+ after each update of a training that knows
 *   the network.
 */
export type Positivity = 'absolute' | 'psychrnn' | 'rectified' | 'softplus' | 'projected';

/** How one matrix of weights `[post, pre]` is constrained: effective = magnitude(w) * factor + constant. */
export interface WeightRule {
  /** Factor of each entry, 0 where nothing is learned; it carries the sign of the column where columns have one. */
  readonly factor: Tensor;
  /** How free weights become magnitudes; null where they may have either sign. */
  readonly positivity: Positivity | null;
  /** Effective weights that are no parameters, where the factor is 0; null if there are none. */
  readonly constant: Tensor | null;
}

const magnitudes: { readonly [P in Positivity]: (w: Value) => Value } = {
  absolute: (w) => select(greater(0, w), neg(w), w),
  psychrnn: abs,
  rectified: relu,
  softplus,
  projected: (w) => add(w, stopGradient(sub(relu(w), w))),
};

/** The names of `Positivity`. */
export const positivities: readonly string[] = Object.keys(magnitudes);

/** Computes effective weights from free ones (Song et al. 2016, eqs. 13 to 15). */
export function effectiveWeight(w: Value, { factor, positivity, constant }: WeightRule): Value {
  const magnitude = positivity === null ? w : magnitudes[positivity](w);
  const learned = mul(magnitude, cast(factor, w.dtype));
  return constant === null ? learned : add(learned, cast(constant, w.dtype));
}

/** log(exp m - 1) = m + log(1 - exp -m); a magnitude of 0 is out of reach, and 2^-20 stands for it. */
function inverseSoftplus(magnitude: Tensor): Tensor;
function inverseSoftplus(magnitude: Value): Value;
function inverseSoftplus(magnitude: Value): Value {
  const m = maximum(magnitude, 2 ** -20);
  return add(m, log(sub(1, exp(neg(m)))));
}

/**
 * Computes free weights that have these effective ones: the inverse of `effectiveWeight` where something is learned,
 * and 0 elsewhere. An effective weight that breaks the rule gives a free one of the nearest that does not.
 */
export function freeWeight(effective: Value, { factor, positivity }: WeightRule): Value {
  const scale = cast(factor, effective.dtype);
  const w = select(scale, div(effective, select(scale, scale, 1)), 0);
  if (positivity === null) return w;
  const magnitude = relu(w);
  return positivity === 'softplus' ? select(scale, inverseSoftplus(magnitude), 0) : magnitude;
}

/**
 * Computes free weights from values that were drawn: with signs, the size of a value is the size of the weight.
 * Those that would be silent, or of another size, as they were drawn are replaced by what gives this size.
 */
export function startWeight(drawn: Tensor, rule: WeightRule): Tensor {
  const { positivity } = rule;
  if (positivity === null || positivity === 'absolute' || positivity === 'psychrnn') return drawn;
  const sizes = abs(drawn);
  return positivity === 'softplus' ? inverseSoftplus(sizes) : sizes;
}

/** Returns weights after an update to where their rule allows them. */
export function projectWeight(w: Value, { positivity }: WeightRule): Value {
  return positivity === 'projected' ? relu(w) : w;
}

/** Signs of the presynaptic units: +1 for the first `nExc`, -1 for the others; shape [nRec]. */
export function daleSigns(nRec: number, nExc: number): Tensor {
  const signs = full([nRec], -1);
  signs.data.fill(1, 0, nExc);
  return signs;
}

/** Multiplies each column of a mask by its sign; where there is no connection the factor is +0. */
export function signedMask(mask: Tensor, signs: Tensor): Tensor {
  const columns = mask.shape[1];
  return { ...mask, data: mask.data.map((entry, i) => (entry === 0 ? 0 : entry * signs.data[i % columns])) };
}

/** A mask without connections of units to themselves. */
export function withoutAutapses(mask: Tensor): Tensor {
  const columns = mask.shape[1];
  return { ...mask, data: mask.data.map((entry, i) => (i % (columns + 1) === 0 ? 0 : entry)) };
}

/** Widens read-out weights [nOut, nFrom] to all units, with zeros for those that are not read. */
export function widenReadout(wOut: Value, nRec: number): Value {
  const [nOut, nFrom] = wOut.shape;
  return nFrom === nRec ? wOut : pad(wOut, [0, 0], [nOut, nRec]);
}

/** The columns of read-out weights that are read: the inverse of `widenReadout`. */
export function narrowReadout(wOut: Value, nRead: number): Value {
  return wOut.shape[1] === nRead ? wOut : slice(wOut, [0, 0], [wOut.shape[0], nRead]);
}
