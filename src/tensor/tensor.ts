/** Dense row-major arrays over typed arrays: plain data, owned by the garbage collector. @module */

import { checkShape, formatShape, type Shape, ShapeError, sizeOf } from './shape.ts';

export type DType = 'f32' | 'f64' | 'i32';
export type TypedArray = Float32Array | Float64Array | Int32Array;

/** An array: `data` holds the elements of `shape` in row-major order. Operations never write to their inputs. */
export interface Tensor {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly data: TypedArray;
}

/** Numbers nested to any depth, each level of equal lengths: `[[1, 2], [3, 4]]`. */
export type Nested = number | readonly Nested[];

/** Allocates a typed array of zeros for a dtype. */
export function allocate(dtype: DType, length: number): TypedArray {
  if (dtype === 'f32') return new Float32Array(length);
  return dtype === 'f64' ? new Float64Array(length) : new Int32Array(length);
}

function dtypeOf(data: TypedArray): DType {
  if (data instanceof Float32Array) return 'f32';
  return data instanceof Float64Array ? 'f64' : 'i32';
}

/**
 * Wraps a typed array as a tensor without copying it.
 * @throws ShapeError when `data` does not have the number of elements of `shape`
 */
export function fromArray(data: TypedArray, shape: Shape): Tensor {
  checkShape('fromArray', shape);
  if (!isTyped(data))
    throw new TypeError('fromArray: expected a Float32Array, Float64Array or Int32Array, got another array');
  if (data.length !== sizeOf(shape)) {
    const need = `${sizeOf(shape)} elements for shape ${formatShape(shape)}`;
    throw new ShapeError(`fromArray: expected ${need}, got ${data.length}`, [[data.length], shape]);
  }
  return { dtype: dtypeOf(data), shape: [...shape], data };
}

function shapeOfNested(values: Nested): number[] {
  const shape: number[] = [];
  for (let level: Nested = values; Array.isArray(level); level = level[0] ?? 0) shape.push(level.length);
  return shape;
}

function flattenInto(out: number[], values: Nested, shape: Shape, axis: number): void {
  if (axis === shape.length) {
    if (typeof values !== 'number') {
      throw new TypeError(
        `tensor: expected numbers in nested arrays of equal lengths, got ${String(values)}`,
      );
    }
    out.push(values);
    return;
  }
  if (!Array.isArray(values) || values.length !== shape[axis]) {
    const got = Array.isArray(values) ? `length ${values.length}` : `${String(values)}`;
    throw new TypeError(
      `tensor: expected every row of axis ${axis} to have length ${shape[axis]}, got ${got}`,
    );
  }
  for (const value of values) flattenInto(out, value, shape, axis + 1);
}

/**
 * Makes a tensor from a number or nested arrays of numbers.
 * @param dtype `'f32'` by default
 * @throws TypeError for ragged rows or anything that is not a number
 * @example tensor([[1, 2, 3], [4, 5, 6]]).shape // [2, 3]
 */
export function tensor(values: Nested, dtype: DType = 'f32'): Tensor {
  const shape = shapeOfNested(values);
  const flat: number[] = [];
  flattenInto(flat, values, shape, 0);
  const data = allocate(dtype, flat.length);
  data.set(flat);
  return { dtype, shape, data };
}

/** Makes a tensor filled with one value. `dtype` is `'f32'` by default. */
export function full(shape: Shape, value: number, dtype: DType = 'f32'): Tensor {
  checkShape('full', shape);
  return { dtype, shape: [...shape], data: allocate(dtype, sizeOf(shape)).fill(value) };
}

/** Makes a tensor of zeros. `dtype` is `'f32'` by default. */
export function zeros(shape: Shape, dtype: DType = 'f32'): Tensor {
  return full(shape, 0, dtype);
}

/** Makes a tensor of ones. `dtype` is `'f32'` by default. */
export function ones(shape: Shape, dtype: DType = 'f32'): Tensor {
  return full(shape, 1, dtype);
}

/** Truncates towards zero to 32 bits; beyond them the nearest end, 0 for NaN. */
function toInt(x: number): number {
  return Math.max(Math.min(Math.trunc(x) || 0, 2 ** 31 - 1), -(2 ** 31));
}

/** Returns a tensor with the same elements in another dtype; floats are truncated towards zero and bounded for `'i32'`. */
export function cast(x: Tensor, dtype: DType): Tensor {
  if (x.dtype === dtype) return x;
  const data = allocate(dtype, x.data.length);
  data.set(dtype === 'i32' ? Int32Array.from(x.data, toInt) : x.data);
  return { dtype, shape: x.shape, data };
}

/**
 * Returns the value of a tensor that has one element.
 * @throws ShapeError for any other number of elements
 */
export function item(x: Tensor): number {
  if (x.data.length !== 1) {
    throw new ShapeError(`item: expected one element, got shape ${formatShape(x.shape)}`, [x.shape]);
  }
  return x.data[0];
}

/** Returns the elements as nested arrays of numbers, for printing and comparing. */
export function toNested(x: Tensor): Nested {
  const build = (axis: number, offset: number, size: number): Nested => {
    if (axis === x.shape.length) return x.data[offset];
    const step = size / x.shape[axis];
    return Array.from({ length: x.shape[axis] }, (_, i) => build(axis + 1, offset + i * step, step));
  };
  return build(0, 0, x.data.length);
}

const isTyped = (data: unknown): data is TypedArray =>
  data instanceof Float32Array || data instanceof Float64Array || data instanceof Int32Array;

export function isTensor(value: unknown): value is Tensor {
  if (typeof value !== 'object' || value === null) return false;
  const { data, shape } = value as Partial<Tensor>;
  return Array.isArray(shape) && isTyped(data);
}
