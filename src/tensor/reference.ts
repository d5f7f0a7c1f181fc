/** Reference evaluation: plain loops over typed arrays, the specification that every other executor is tested against. @module */

import { broadcastStrides, type Shape, sameShape, sizeOf, stridesOf } from './shape.ts';
import { allocate, type DType, type Tensor, type TypedArray } from './tensor.ts';

/** What is known of an array before it is computed. */
export interface ArrayType {
  readonly dtype: DType;
  readonly shape: Shape;
}

function make(type: ArrayType): Tensor {
  return { dtype: type.dtype, shape: type.shape, data: allocate(type.dtype, sizeOf(type.shape)) };
}

/** Returns the elements of `x` stretched to `shape`, without a copy where nothing is stretched. */
function stretched(x: Tensor, shape: Shape): TypedArray {
  return sameShape(x.shape, shape)
    ? x.data
    : gatherStrided(x, shape, broadcastStrides(x.shape, shape), 0).data;
}

/** A run along the last axis: `length` elements from `next` of a dense array, and from `at` by `stride` of another. */
type Row = (next: number, at: number, length: number, stride: number) => void;

/** Visits the rows of a dense array of shape `shape` beside those of an array with other strides, in order. */
function forEachRow(shape: Shape, strides: readonly number[], offset: number, row: Row): void {
  const last = shape.length - 1;
  if (last < 0) {
    row(0, offset, 1, 0);
    return;
  }
  let next = 0;
  const visit = (axis: number, at: number): void => {
    if (axis === last) {
      row(next, at, shape[last], strides[last]);
      next += shape[last];
      return;
    }
    for (let i = 0; i < shape[axis]; i++) visit(axis + 1, at + i * strides[axis]);
  };
  visit(0, offset);
}

/** Copies the elements that lie at `offset` + index . strides of `x` into an array of shape `shape`. */
export function gatherStrided(x: Tensor, shape: Shape, strides: readonly number[], offset: number): Tensor {
  const out = make({ dtype: x.dtype, shape });
  const to = out.data;
  forEachRow(shape, strides, offset, (next, at, length, stride) => {
    for (let i = 0; i < length; i++) to[next + i] = x.data[at + i * stride];
  });
  return out;
}

/** Applies f to every element. */
export function map1(f: (x: number) => number, x: Tensor, type: ArrayType): Tensor {
  const out = make(type);
  const a = x.data;
  const y = out.data;
  for (let i = 0; i < y.length; i++) y[i] = f(a[i]);
  return out;
}

/** Applies f to every pair of elements of two arrays that broadcast to the shape of the result. */
export function map2(f: (a: number, b: number) => number, x0: Tensor, x1: Tensor, type: ArrayType): Tensor {
  const out = make(type);
  const y = out.data;
  const b = x1.data;
  if (b.length === 1 && sameShape(x0.shape, type.shape)) {
    for (let i = 0; i < y.length; i++) y[i] = f(x0.data[i], b[0]);
    return out;
  }
  const a = stretched(x0, type.shape);
  const c = stretched(x1, type.shape);
  for (let i = 0; i < y.length; i++) y[i] = f(a[i], c[i]);
  return out;
}

/** Takes elements of `a` where `condition` is not 0 and of `b` elsewhere; all three broadcast. */
export function select(condition: Tensor, a: Tensor, b: Tensor, type: ArrayType): Tensor {
  const out = make(type);
  const y = out.data;
  const [k, p, q] = [condition, a, b].map((x) => stretched(x, type.shape));
  for (let i = 0; i < y.length; i++) y[i] = k[i] !== 0 ? p[i] : q[i];
  return out;
}

/** Stretches an array to a shape that it broadcasts to. */
export function broadcast(x: Tensor, shape: Shape): Tensor {
  return { dtype: x.dtype, shape, data: stretched(x, shape) };
}

/** Swaps axes: axis i of the result is axis `order[i]` of `x`. */
export function transpose(x: Tensor, order: readonly number[]): Tensor {
  const strides = stridesOf(x.shape);
  const shape = order.map((axis) => x.shape[axis]);
  return gatherStrided(
    x,
    shape,
    order.map((axis) => strides[axis]),
    0,
  );
}

/** Copies the block of shape `shape` that starts at `start`. */
export function slice(x: Tensor, start: readonly number[], shape: Shape): Tensor {
  const strides = stridesOf(x.shape);
  const offset = start.reduce((sum, at, axis) => sum + at * strides[axis], 0);
  return gatherStrided(x, shape, strides, offset);
}

/** Writes `x` as the block that starts at `start` of `out`, in place: only for arrays just made. */
export function writeBlock(out: Tensor, x: Tensor, start: readonly number[]): void {
  const strides = stridesOf(out.shape);
  const offset = start.reduce((sum, at, axis) => sum + at * strides[axis], 0);
  forEachRow(x.shape, strides, offset, (next, at, length, stride) => {
    for (let i = 0; i < length; i++) out.data[at + i * stride] = x.data[next + i];
  });
}

/** Combines elements along `axes` with f, from `initial`, in row-major order; f64 until the result is stored. */
export function reduce(
  f: (sum: number, x: number) => number,
  initial: number,
  x: Tensor,
  axes: readonly number[],
  type: ArrayType,
): Tensor {
  const kept = x.shape.map((n, axis) => (axes.includes(axis) ? 1 : n));
  const sums = new Float64Array(sizeOf(kept)).fill(initial);
  forEachRow(x.shape, broadcastStrides(kept, x.shape), 0, (next, at, length, stride) => {
    for (let i = 0; i < length; i++) sums[at + i * stride] = f(sums[at + i * stride], x.data[next + i]);
  });
  const out = make(type);
  out.data.set(sums);
  return out;
}

/** The product of two matrices, either of them read transposed; sums in f64. */
export function matmul(a: Tensor, b: Tensor, transA: boolean, transB: boolean, type: ArrayType): Tensor {
  const [m, n] = type.shape;
  const k = transA ? a.shape[0] : a.shape[1];
  // Both operands are laid out so that the inner loop runs along rows.
  const left = (transA ? transpose(a, [1, 0]) : a).data;
  const right = (transB ? b : transpose(b, [1, 0])).data;
  const out = make(type);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0, at = i * k, bt = j * k; p < k; p++) sum += left[at + p] * right[bt + p];
      out.data[i * n + j] = sum;
    }
  }
  return out;
}
