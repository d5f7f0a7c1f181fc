/** The Jacobian of a map of states at one state. @module */

import type { Value } from '../autograd/tape.ts';
import { vjp } from '../autograd/transforms.ts';
import { fromArray, type Tensor, zeros } from '../tensor/tensor.ts';

/**
 * A map of states, one per row: [S, n] to [S, n], each row from the same row alone. It is called with `f32` and with
 * `f64` rows: arrays that it captures have to be cast to the dtype of its argument.
 */
export type StateMap = (x: Value) => Value;

/**
 * Returns the Jacobian dF_i / dx_j of a map at a state, in doubles.
 *
 * The state is repeated on n rows, so that one pullback of the identity gives all rows of the Jacobian, where
 * `jacobian` makes n pullbacks: the same numbers, since no row depends on another.
 * @param x [n]
 * @returns `f64` [n, n]
 */
export function jacobianAt(step: StateMap, x: Float64Array): Tensor {
  const n = x.length;
  const rows = fromArray(
    Float64Array.from({ length: n * n }, (_, i) => x[i % n]),
    [n, n],
  );
  const identity = zeros([n, n], 'f64');
  for (let i = 0; i < n; i++) identity.data[i * n + i] = 1;
  const [, pullback] = vjp(step, [rows]);
  return pullback(identity) as Tensor;
}
