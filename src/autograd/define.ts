/** Makes an operation with one output out of its parts. @module */

import type { ArrayType } from '../tensor/reference.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Cotangents, Op } from './op.ts';
import { apply, type Tape, type Value } from './tape.ts';

/** The parts of an operation with one output. */
export interface OpParts<N extends string, A> {
  readonly name: N;
  /** Whether an element of the output depends on the elements at its own place alone; false by default. */
  readonly elementwise?: boolean;
  infer(inputs: readonly ArrayType[], attrs: A): ArrayType;
  evaluate(inputs: readonly Tensor[], type: ArrayType, attrs: A): Tensor;
  /**
   * The derivative, written in ops: the cotangents of the inputs from that of the output. A cotangent may have
   * the broadcast shape: the engine sums it back. Null means that the derivative is zero everywhere.
   */
  readonly vjp: ((yBar: Value, y: Value, inputs: readonly Value[], attrs: A) => Cotangents) | null;
}

/** Completes the parts of an operation with one output. */
export function defineOp<N extends string, A>(parts: OpParts<N, A>): Op<N, A> {
  const { name, vjp } = parts;
  const op: Op<N, A> = {
    name,
    infer: (inputs, attrs) => [parts.infer(inputs, attrs)],
    evaluate: (inputs, types, attrs) => [parts.evaluate(inputs, types[0], attrs)],
    differentiable: vjp !== null,
    elementwise: parts.elementwise ?? false,
    linearize(inputs, attrs) {
      const outputs = apply(op, inputs, attrs);
      // Owning the values first makes the adjoint keep the input or output itself, not what the VJP derives from it.
      const pullback = ([yBar]: Cotangents, adjoint: Tape): Cotangents => {
        if (vjp === null || yBar === null) return inputs.map(() => null);
        return vjp(
          yBar,
          adjoint.own(outputs[0]),
          inputs.map((x) => adjoint.own(x)),
          attrs,
        );
      };
      return { outputs, pullback };
    },
  };
  return op;
}
