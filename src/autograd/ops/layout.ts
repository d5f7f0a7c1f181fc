/** Operations that move elements: reshape, transpose, broadcast, slice, pad, concatenate, sum and maximum over axes. @module */

import * as reference from '../../tensor/reference.ts';
import {
  broadcastShapes,
  checkShape,
  formatShape,
  normalizeAxes,
  type Shape,
  ShapeError,
  sameShape,
  sizeOf,
} from '../../tensor/shape.ts';
import { type Tensor, zeros } from '../../tensor/tensor.ts';
import { defineOp } from '../define.ts';
import type { Op } from '../op.ts';
import { apply, type Value } from '../tape.ts';
import { div, equal, mul } from './elementwise.ts';

/** y = x with the same elements in another shape; xBar = yBar in x's shape. */
export const reshapeOp: Op<'reshape', Shape> = defineOp({
  name: 'reshape',
  infer([x], shape) {
    checkShape('reshape', shape);
    if (sizeOf(x.shape) !== sizeOf(shape)) {
      const need = `a shape of ${sizeOf(x.shape)} elements for ${formatShape(x.shape)}`;
      throw new ShapeError(`reshape: expected ${need}, got ${formatShape(shape)}`, [x.shape, shape]);
    }
    return { dtype: x.dtype, shape };
  },
  evaluate: ([x], { shape }) => ({ dtype: x.dtype, shape, data: x.data }),
  vjp: (yBar, _y, [x]) => [reshape(yBar, x.shape)],
});

/** Returns the elements of x, in their order, in another shape. */
export function reshape(x: Tensor, shape: Shape): Tensor;
export function reshape(x: Value, shape: Shape): Value;
export function reshape(x: Value, shape: Shape): Value {
  return apply(reshapeOp, [x], shape)[0];
}

/** y = x with its axes in another order; xBar = yBar with the order undone. */
export const transposeOp: Op<'transpose', readonly number[]> = defineOp({
  name: 'transpose',
  infer([x], order) {
    if (
      !sameShape(
        [...order].sort((a, b) => a - b),
        [...x.shape.keys()],
      )
    ) {
      const axes = formatShape([...x.shape.keys()]);
      throw new RangeError(`transpose: expected an order of the axes ${axes}, got ${formatShape(order)}`);
    }
    return { dtype: x.dtype, shape: order.map((axis) => x.shape[axis]) };
  },
  evaluate: ([x], _type, order) => reference.transpose(x, order),
  vjp: (yBar, _y, _x, order) => [
    transpose(
      yBar,
      order.map((_, axis) => order.indexOf(axis)),
    ),
  ],
});

/** Returns x with its axes in the given order; reversed by default. Axis i of the result is axis `order[i]` of x. */
export function transpose(x: Tensor, order?: readonly number[]): Tensor;
export function transpose(x: Value, order?: readonly number[]): Value;
export function transpose(x: Value, order: readonly number[] = [...x.shape.keys()].reverse()): Value {
  return apply(transposeOp, [x], order)[0];
}

/** y = x stretched to a shape; xBar = yBar, which the engine sums back. */
export const broadcastToOp: Op<'broadcastTo', Shape> = defineOp({
  name: 'broadcastTo',
  infer([x], shape) {
    if (!sameShape(broadcastShapes('broadcastTo', x.shape, shape), shape)) {
      const want = `a shape that ${formatShape(x.shape)} stretches to`;
      throw new ShapeError(`broadcastTo: expected ${want}, got ${formatShape(shape)}`, [x.shape, shape]);
    }
    return { dtype: x.dtype, shape };
  },
  evaluate: ([x], { shape }) => reference.broadcast(x, shape),
  vjp: (yBar) => [yBar],
});

/** Returns x stretched to a shape by NumPy's broadcasting. */
export function broadcastTo(x: Tensor, shape: Shape): Tensor;
export function broadcastTo(x: Value, shape: Shape): Value;
export function broadcastTo(x: Value, shape: Shape): Value {
  return sameShape(x.shape, shape) ? x : apply(broadcastToOp, [x], shape)[0];
}

/** Where a slice starts and how large it is, along each axis. */
export interface SliceAttrs {
  readonly start: readonly number[];
  readonly size: Shape;
}

/** y = a block of x; xBar = yBar with zeros around it. */
export const sliceOp: Op<'slice', SliceAttrs> = defineOp({
  name: 'slice',
  infer([x], { start, size }) {
    const whole = [...start, ...size].every((n) => Number.isInteger(n) && n >= 0);
    const fits = whole && x.shape.every((n, axis) => start[axis] + size[axis] <= n);
    if (start.length !== x.shape.length || size.length !== x.shape.length || !fits) {
      const got = `start ${formatShape(start)} and size ${formatShape(size)}`;
      throw new RangeError(`slice: expected a block inside ${formatShape(x.shape)}, got ${got}`);
    }
    return { dtype: x.dtype, shape: size };
  },
  evaluate: ([x], _type, { start, size }) => reference.slice(x, start, size),
  vjp: (yBar, _y, [x], { start }) => [pad(yBar, start, x.shape)],
});

/** Returns the block of x of shape `size` that begins at `start`, one number per axis. */
export function slice(x: Tensor, start: readonly number[], size: Shape): Tensor;
export function slice(x: Value, start: readonly number[], size: Shape): Value;
export function slice(x: Value, start: readonly number[], size: Shape): Value {
  return apply(sliceOp, [x], { start, size })[0];
}

/** Where a block is put and the shape of the zeros around it. */
export interface PadAttrs {
  readonly start: readonly number[];
  readonly shape: Shape;
}

/** y = zeros with x as the block at `start`; xBar = that block of yBar. */
export const padOp: Op<'pad', PadAttrs> = defineOp({
  name: 'pad',
  infer([x], { start, shape }) {
    const whole = [...start, ...shape].every((n) => Number.isInteger(n) && n >= 0);
    const fits = whole && x.shape.every((n, axis) => start[axis] + n <= shape[axis]);
    if (start.length !== x.shape.length || shape.length !== x.shape.length || !fits) {
      const got = `${formatShape(shape)} with start ${formatShape(start)}`;
      throw new RangeError(`pad: expected a shape that holds ${formatShape(x.shape)}, got ${got}`);
    }
    return { dtype: x.dtype, shape };
  },
  evaluate([x], type, { start }) {
    const out = zeros(type.shape, type.dtype);
    reference.writeBlock(out, x, start);
    return out;
  },
  vjp: (yBar, _y, [x], { start }) => [slice(yBar, start, x.shape)],
});

/** Returns zeros of the given shape with x as the block that begins at `start`. */
export function pad(x: Tensor, start: readonly number[], shape: Shape): Tensor;
export function pad(x: Value, start: readonly number[], shape: Shape): Value;
export function pad(x: Value, start: readonly number[], shape: Shape): Value {
  return apply(padOp, [x], { start, shape })[0];
}

/** Offsets of the parts of a concatenation along its axis. */
function offsetsAlong(parts: readonly { readonly shape: Shape }[], axis: number): number[] {
  let sum = 0;
  return parts.map(({ shape }) => {
    sum += shape[axis];
    return sum - shape[axis];
  });
}

const startAt = (rank: number, axis: number, offset: number): number[] =>
  Array.from({ length: rank }, (_, i) => (i === axis ? offset : 0));

/** y = the inputs one after the other along an axis; each input's cotangent is its block of yBar. */
export const concatOp: Op<'concat', number> = defineOp({
  name: 'concat',
  infer(parts, axis) {
    const [first] = parts;
    for (const part of parts) {
      const fits =
        part.shape.length === first.shape.length &&
        part.shape.every((n, i) => i === axis || n === first.shape[i]);
      if (!fits || part.dtype !== first.dtype) {
        const got = `${first.dtype} ${formatShape(first.shape)} and ${part.dtype} ${formatShape(part.shape)}`;
        throw new ShapeError(`concat: expected arrays that differ along axis ${axis} only, got ${got}`, [
          first.shape,
          part.shape,
        ]);
      }
    }
    const total = parts.reduce((sum, part) => sum + part.shape[axis], 0);
    return { dtype: first.dtype, shape: first.shape.map((n, i) => (i === axis ? total : n)) };
  },
  evaluate(parts, type, axis) {
    const out = zeros(type.shape, type.dtype);
    offsetsAlong(parts, axis).forEach((offset, i) => {
      reference.writeBlock(out, parts[i], startAt(type.shape.length, axis, offset));
    });
    return out;
  },
  vjp(yBar, _y, parts, axis) {
    const offsets = offsetsAlong(parts, axis);
    return parts.map((part, i) => slice(yBar, startAt(part.shape.length, axis, offsets[i]), part.shape));
  },
});

/**
 * Joins arrays along an axis, 0 by default.
 * @throws ShapeError when they differ along another axis
 */
export function concat(parts: readonly Tensor[], axis?: number): Tensor;
export function concat(parts: readonly Value[], axis?: number): Value;
export function concat(parts: readonly Value[], axis: number = 0): Value {
  if (parts.length === 0) throw new RangeError('concat: expected at least one array, got none');
  const [at] = normalizeAxes('concat', axis, parts[0].shape);
  return apply(concatOp, parts, at)[0];
}

/** One axis or several; negative ones count from the end. */
export type Axes = number | readonly number[];

const keptShape = (shape: Shape, axes: readonly number[]): Shape =>
  shape.map((n, axis) => (axes.includes(axis) ? 1 : n));
const droppedShape = (shape: Shape, axes: readonly number[]): Shape =>
  shape.filter((_, axis) => !axes.includes(axis));

/** y = sum of x over axes, which are dropped; xBar = yBar stretched along them. */
export const sumOp: Op<'sum', readonly number[]> = defineOp({
  name: 'sum',
  infer: ([x], axes) => ({ dtype: x.dtype, shape: droppedShape(x.shape, axes) }),
  evaluate: ([x], type, axes) => reference.reduce((s, v) => s + v, 0, x, axes, type),
  vjp: (yBar, _y, [x], axes) => [broadcastTo(reshape(yBar, keptShape(x.shape, axes)), x.shape)],
});

/** y = largest of x over axes, which are dropped; ties share the cotangent equally. */
export const maxOp: Op<'max', readonly number[]> = defineOp({
  name: 'max',
  infer([x], axes) {
    if (axes.some((axis) => x.shape[axis] === 0)) {
      throw new RangeError(
        `max: expected at least one element along every axis, got ${formatShape(x.shape)}`,
      );
    }
    return { dtype: x.dtype, shape: droppedShape(x.shape, axes) };
  },
  evaluate: ([x], type, axes) => reference.reduce(Math.max, -Infinity, x, axes, type),
  vjp(yBar, y, [x], axes) {
    const kept = keptShape(x.shape, axes);
    const winners = equal(x, reshape(y, kept));
    const share = div(reshape(yBar, kept), reshape(sum(winners, axes), kept));
    return [mul(winners, share)];
  },
});

function reduction(
  op: Op<string, readonly number[]>,
  x: Value,
  over: Axes | undefined,
  keepDims: boolean,
): Value {
  const axes = normalizeAxes(op.name, over ?? [...x.shape.keys()], x.shape);
  const y = apply(op, [x], axes)[0];
  return keepDims ? reshape(y, keptShape(x.shape, axes)) : y;
}

/** Sums over axes, all by default. */
export function sum(x: Tensor, axes?: Axes, keepDims?: boolean): Tensor;
export function sum(x: Value, axes?: Axes, keepDims?: boolean): Value;
export function sum(x: Value, axes?: Axes, keepDims: boolean = false): Value {
  return reduction(sumOp, x, axes, keepDims);
}

/** Returns the largest elements over axes, all by default; NaN if one of them is NaN. */
export function max(x: Tensor, axes?: Axes, keepDims?: boolean): Tensor;
export function max(x: Value, axes?: Axes, keepDims?: boolean): Value;
export function max(x: Value, axes?: Axes, keepDims: boolean = false): Value {
  return reduction(maxOp, x, axes, keepDims);
}

/** Sums a cotangent back to the shape of a value that was broadcast. */
export function sumTo(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  const lead = x.shape.length - shape.length;
  const axes = [...x.shape.keys()].filter(
    (axis) => axis < lead || (shape[axis - lead] === 1 && x.shape[axis] !== 1),
  );
  return reshape(sum(x, axes), shape);
}
