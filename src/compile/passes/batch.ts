/** Runs an operation of a scan body on all time steps at once. @module */

import { broadcastTo, reshape, sum } from '../../autograd/ops/layout.ts';
import { type MatmulAttrs, matmul } from '../../autograd/ops/matmul.ts';
import { apply, type Node, type Value } from '../../autograd/tape.ts';
import type { Shape } from '../../tensor/shape.ts';

/** A value of the body for all time steps: stacked along a new first axis if it varies, else as it is. */
export interface Batched {
  readonly value: Value;
  readonly varies: boolean;
}

/** Axes of a body value move by one in its stack. */
const shifted = (axes: readonly number[]): number[] => axes.map((axis) => axis + 1);

/** How each operation that can run on stacks changes its attributes; the others stay in the loop. */
const LAYOUT: { readonly [name: string]: (attrs: never, length: number) => unknown } = {
  reshape: (shape: Shape, length) => [length, ...shape],
  transpose: (order: readonly number[]) => [0, ...shifted(order)],
  slice: ({ start, size }: { start: readonly number[]; size: Shape }, length) => ({
    start: [0, ...start],
    size: [length, ...size],
  }),
  pad: ({ start, shape }: { start: readonly number[]; shape: Shape }, length) => ({
    start: [0, ...start],
    shape: [length, ...shape],
  }),
  concat: (axis: number) => axis + 1,
  sum: shifted,
  max: shifted,
  oneHot: (attrs: unknown) => attrs,
};

/** Says whether a node can run on stacks, given which of its inputs vary over time. */
export function canBatch({ op, attrs }: Node, varies: readonly boolean[]): boolean {
  if (op.name === 'matmul') return varies[0] && !varies[1] && !(attrs as MatmulAttrs).transA;
  return op.elementwise || op.name === 'broadcastTo' || op.name in LAYOUT;
}

/** Gives a stack of values of lower rank the axes of length 1 that broadcasting puts in front of them. */
function alignRank(x: Value, length: number, rank: number): Value {
  const inner = x.shape.slice(1);
  const missing = new Array<number>(Math.max(rank - inner.length, 0)).fill(1);
  return missing.length === 0 ? x : reshape(x, [length, ...missing, ...inner]);
}

/** Stretches a value that does not vary to a stack. */
export function stackOf({ value, varies }: Batched, length: number): Value {
  return varies ? value : broadcastTo(value, [length, ...value.shape]);
}

/** Runs a node on its batched inputs. */
export function batch(node: Node, inputs: readonly Batched[], length: number): Batched {
  const { op, attrs, outputs } = node;
  if (inputs.every(({ varies }) => !varies)) {
    return {
      value: apply(
        op,
        inputs.map(({ value }) => value),
        attrs,
      )[0],
      varies: false,
    };
  }
  const { shape } = outputs[0];
  const stacks = inputs.map((x) => (x.varies ? alignRank(x.value, length, shape.length) : x.value));
  if (op.name === 'matmul') {
    const [m, k] = node.inputs[0].shape;
    const product = matmul(reshape(inputs[0].value, [length * m, k]), inputs[1].value, attrs as MatmulAttrs);
    return { value: reshape(product, [length, ...shape]), varies: true };
  }
  if (op.name === 'broadcastTo') return { value: broadcastTo(stacks[0], [length, ...shape]), varies: true };
  if (op.elementwise) return { value: apply(op, stacks, attrs)[0], varies: true };
  const all = inputs.map((x) => stackOf(x, length));
  return { value: apply(op, all, LAYOUT[op.name](attrs as never, length))[0], varies: true };
}

/**
 * Returns the sum over time of a node's output, where that is simpler than the stack of its outputs: a sum over
 * axes also sums over time, and sum_t A_t^T B_t is one product with T times as many rows; else null.
 */
export function batchedSum(node: Node, inputs: readonly Batched[], length: number): Value | null {
  const { op, attrs } = node;
  if (op.name === 'sum' && inputs[0].varies) {
    return sum(inputs[0].value, [0, ...shifted(attrs as readonly number[])]);
  }
  if (
    !isSummedProduct(
      node,
      inputs.map(({ varies }) => varies),
    )
  )
    return null;
  const [a, b] = node.inputs.map(({ shape }, i) => reshape(inputs[i].value, [length * shape[0], shape[1]]));
  return matmul(a, b, { transA: true });
}

/** Says whether a node is a product A_t^T B_t of two values that vary. */
export function isSummedProduct({ op, attrs }: Node, varies: readonly boolean[]): boolean {
  if (op.name !== 'matmul') return false;
  const { transA, transB } = attrs as MatmulAttrs;
  return transA && !transB && varies[0] && varies[1];
}
