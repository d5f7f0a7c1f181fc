/** Where the elements of an array lie in a program's memory. @module */

import type { Shape } from '../tensor/shape.ts';

/** Vectors of the machine hold four floats. */
export const LANES = 4;
export const BYTES = 4;
export const VECTOR_BYTES = 16;

/** An array as rows of equal length, each padded to whole vectors; padding holds anything. */
export interface Layout {
  readonly rows: number;
  readonly cols: number;
  /** Vectors per row. */
  readonly vectors: number;
  readonly bytes: number;
}

/**
 * Rows a multiple of 1 KiB apart fall into the same few sets of a cache, which costs products 5 to 10 %: such rows are
 * a vector longer.
 */
const CROWDED_VECTORS = 64;

/** The last axis runs along rows; all others count rows. A scalar takes 4 bytes, so that stacks of scalars are dense. */
export function layoutOf(shape: Shape): Layout {
  const cols = shape.at(-1) ?? 1;
  const rows = shape.slice(0, -1).reduce((product, n) => product * n, 1);
  const needed = Math.ceil(cols / LANES);
  const vectors = needed % CROWDED_VECTORS === 0 ? needed + 1 : needed;
  return { rows, cols, vectors, bytes: shape.length === 0 ? BYTES : rows * vectors * VECTOR_BYTES };
}

/** Bytes from one element to the next along each axis. */
export function byteStrides(shape: Shape): number[] {
  if (shape.length === 0) return [];
  const strides = new Array<number>(shape.length);
  let stride = layoutOf(shape).vectors * VECTOR_BYTES;
  strides[shape.length - 1] = BYTES;
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/** Says whether an array of one shape may be read as the other where it lies. */
export function sameLayout(a: Shape, b: Shape): boolean {
  const [p, q] = [layoutOf(a), layoutOf(b)];
  // What writes a vector must not write it to a scalar, behind which others may lie.
  if ((a.length === 0) !== (b.length === 0)) return false;
  const dense = ({ cols, rows, vectors }: Layout): boolean => rows === 1 || cols === vectors * LANES;
  return (p.cols === q.cols && p.rows === q.rows) || (dense(p) && dense(q));
}

/** Copies row-major elements into a padded array that starts at element `offset` of memory. */
export function writePadded(
  memory: Float32Array | Int32Array,
  offset: number,
  shape: Shape,
  data: ArrayLike<number>,
): void {
  const { rows, cols, vectors } = layoutOf(shape);
  if (rows === 1 || cols === vectors * LANES) {
    memory.set(data as Float32Array, offset);
    return;
  }
  const stride = vectors * LANES;
  for (let row = 0, from = 0, to = offset; row < rows; row++, to += stride) {
    for (let col = 0; col < cols; col++) memory[to + col] = data[from++];
  }
}

/** Copies the elements of a padded array into row-major order. */
export function readPadded(
  memory: Float32Array | Int32Array,
  offset: number,
  shape: Shape,
  out: Float32Array | Int32Array,
): void {
  const { rows, cols, vectors } = layoutOf(shape);
  const stride = vectors * LANES;
  for (let row = 0; row < rows; row++) {
    const from = offset + row * stride;
    out.set(memory.subarray(from, from + cols), row * cols);
  }
}
