/**
 * What an operation is: one object with its name, shape rule, reference evaluation and derivative.
 *
 * Notation: for a loss L and a value v, the cotangent of v is `vBar` = dL/dv, an array of v's shape.
 * A VJP turns the cotangent of an output into those of the inputs: xBar = yBar . dy/dx.
 * @module
 */

import type { ArrayType } from '../tensor/reference.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Tape, Value } from './tape.ts';

/** The cotangents of an op's inputs; null where the derivative is zero or not defined. */
export type Cotangents = readonly (Value | null)[];

/** The outputs of an op on the forward tape and what turns their cotangents into those of its inputs. */
export interface Linearized {
  readonly outputs: readonly Value[];
  /** Called once, while the adjoint tape is recorded; outputs that the loss does not use have a null cotangent. */
  pullback(yBars: Cotangents, adjoint: Tape): Cotangents;
}

/** An operation as every executor sees it. `A` is the type of its static attributes. */
export interface Op<N extends string = string, A = unknown> {
  readonly name: N;
  /** The types of the outputs; the only place that checks the inputs and words the error. */
  infer(inputs: readonly ArrayType[], attrs: A): readonly ArrayType[];
  /** The specification: computes the outputs from inputs that `infer` has accepted. */
  evaluate(inputs: readonly Tensor[], types: readonly ArrayType[], attrs: A): readonly Tensor[];
  /** Whether the output depends smoothly on its inputs at all; false ends differentiation without an error. */
  readonly differentiable: boolean;
  /** Whether an element of the output depends on the elements at its own place alone. */
  readonly elementwise: boolean;
  /** Records the op and returns its pullback. `active` and `reached` say which inputs and outputs matter. */
  linearize(
    inputs: readonly Value[],
    attrs: A,
    active: readonly boolean[],
    reached: readonly boolean[],
  ): Linearized;
}
