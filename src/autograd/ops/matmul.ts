/** Products of matrices. @module */

import { matmul as multiply } from '../../tensor/reference.ts';
import { formatShape, ShapeError } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { defineOp } from '../define.ts';
import type { Op } from '../op.ts';
import { apply, type Value } from '../tape.ts';

/** Which operands are read transposed. */
export interface MatmulAttrs {
  readonly transA: boolean;
  readonly transB: boolean;
}

/** C = op(A) op(B), op(X) = X or X^T. With opBar the cotangent of op(X): opBar(A) = CBar op(B)^T, opBar(B) = op(A)^T CBar. */
export const matmulOp: Op<'matmul', MatmulAttrs> = defineOp({
  name: 'matmul',
  infer([a, b], { transA, transB }) {
    const shapes = [a.shape, b.shape];
    const pair = `${formatShape(a.shape)}${transA ? '^T' : ''} x ${formatShape(b.shape)}${transB ? '^T' : ''}`;
    if (a.shape.length !== 2 || b.shape.length !== 2) {
      throw new ShapeError(`matmul: expected two matrices, got ${pair} - reshape() them to two axes`, shapes);
    }
    if (a.dtype !== b.dtype || a.dtype === 'i32') {
      throw new TypeError(`matmul: expected operands of one float dtype, got ${a.dtype} and ${b.dtype}`);
    }
    const [m, k] = transA ? [a.shape[1], a.shape[0]] : a.shape;
    const [inner, n] = transB ? [b.shape[1], b.shape[0]] : b.shape;
    if (k !== inner) throw new ShapeError(`matmul: expected inner dimensions to agree, got ${pair}`, shapes);
    return { dtype: a.dtype, shape: [m, n] };
  },
  evaluate: ([a, b], type, { transA, transB }) => multiply(a, b, transA, transB, type),
  vjp: (cBar, _c, [a, b], { transA, transB }) => [
    transA ? matmul(b, cBar, { transA: transB, transB: true }) : matmul(cBar, b, { transB: !transB }),
    transB ? matmul(cBar, a, { transA: true, transB: transA }) : matmul(a, cBar, { transA: !transA }),
  ],
});

/**
 * Multiplies two matrices, [m, k] by [k, n]; `transA` and `transB` read an operand transposed.
 * @throws ShapeError when they are not matrices or their inner dimensions differ
 */
export function matmul(a: Tensor, b: Tensor, options?: Partial<MatmulAttrs>): Tensor;
export function matmul(a: Value, b: Value, options?: Partial<MatmulAttrs>): Value;
export function matmul(
  a: Value,
  b: Value,
  { transA = false, transB = false }: Partial<MatmulAttrs> = {},
): Value {
  return apply(matmulOp, [a, b], { transA, transB })[0];
}
