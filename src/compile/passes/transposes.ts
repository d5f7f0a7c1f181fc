/** Turns products with a transposed right operand into a transposition and a plain product. @module */

import { transpose } from '../../autograd/ops/layout.ts';
import { type MatmulAttrs, matmul, matmulOp } from '../../autograd/ops/matmul.ts';
import type { Tape } from '../../autograd/tape.ts';
import { rewrite } from './rewrite.ts';

/**
 * A B^T becomes A (B^T), so that both operands are read along rows. Where B is a weight that a scan captures, the
 * transposition is recorded outside of the scan and runs once.
 */
export function separateTransposes(tape: Tape): Tape {
  return rewrite(tape, ({ node: { op, attrs }, args: [a, b] }) => {
    if (op !== matmulOp || !(attrs as MatmulAttrs).transB) return null;
    return [matmul(a, transpose(b), { transA: (attrs as MatmulAttrs).transA })];
  });
}
