/** Random numbers and class indicators: operations without a derivative. @module */

import { checkInteger } from '../../tensor/options.ts';
import * as random from '../../tensor/random.ts';
import type { ArrayType } from '../../tensor/reference.ts';
import { checkShape, formatShape, type Shape, ShapeError } from '../../tensor/shape.ts';
import { allocate, type DType, fromArray, type Tensor } from '../../tensor/tensor.ts';
import { defineOp } from '../define.ts';
import type { Op } from '../op.ts';
import { apply, type Value } from '../tape.ts';

function checkKeyType(fn: string, key: ArrayType): void {
  if (key.dtype === 'i32' && key.shape.length === 1 && key.shape[0] === 2) return;
  const got = `${key.dtype} ${formatShape(key.shape)}`;
  throw new ShapeError(`${fn}: expected a key (i32 [2]), got ${got} - make one with key(seed)`, [key.shape]);
}

function drawOp<N extends string>(name: N, draw: (key: Tensor, type: ArrayType) => Tensor): Op<N, ArrayType> {
  return defineOp<N, ArrayType>({
    name,
    infer([key], type) {
      checkKeyType(name, key);
      checkShape(name, type.shape);
      if (type.dtype === 'i32') throw new TypeError(`${name}: expected dtype 'f32' or 'f64', got 'i32'`);
      return type;
    },
    evaluate: ([key], type) => draw(key, type),
    vjp: null,
  });
}

/** Standard normals; the element at row i and column j is a function of (key, i, j). */
export const normalOp: Op<'normal', ArrayType> = drawOp('normal', (key, { shape, dtype }) =>
  random.normal(key, shape, dtype),
);

/** Draws standard normals of a shape (`f32` by default) from a key. */
export function normal(key: Tensor, shape: Shape, dtype?: DType): Tensor;
export function normal(key: Value, shape: Shape, dtype?: DType): Value;
export function normal(key: Value, shape: Shape, dtype: DType = 'f32'): Value {
  return apply(normalOp, [key], { shape, dtype })[0];
}

/** Uniform numbers in [0, 1); the element at row i and column j is a function of (key, i, j). */
export const uniformOp: Op<'uniform', ArrayType> = drawOp('uniform', (key, { shape, dtype }) =>
  random.uniform(key, shape, { dtype }),
);

/** Draws uniform numbers in [0, 1) of a shape (`f32` by default) from a key. */
export function uniform(key: Tensor, shape: Shape, dtype?: DType): Tensor;
export function uniform(key: Value, shape: Shape, dtype?: DType): Value;
export function uniform(key: Value, shape: Shape, dtype: DType = 'f32'): Value {
  return apply(uniformOp, [key], { shape, dtype })[0];
}

/** The key with a number derived from a key. */
export const foldInOp: Op<'foldIn', undefined> = defineOp({
  name: 'foldIn',
  infer([key, index]) {
    checkKeyType('foldIn', key);
    if (index.dtype !== 'i32' || index.shape.length !== 0) {
      const got = `${index.dtype} ${formatShape(index.shape)}`;
      throw new ShapeError(`foldIn: expected a whole number or an i32 scalar, got ${got}`, [index.shape]);
    }
    return { dtype: 'i32', shape: [2] };
  },
  evaluate: ([key, index]) => random.foldIn(key, index.data[0]),
  vjp: null,
});

/** Derives the key with number `index` from a key: a step, a trial, a named stream. */
export function foldIn(key: Tensor, index: Tensor | number): Tensor;
export function foldIn(key: Value, index: Value | number): Value;
export function foldIn(key: Value, index: Value | number): Value {
  if (typeof index === 'number') checkInteger('foldIn', 'index', index, -(2 ** 31), 2 ** 32 - 1);
  const number = typeof index === 'number' ? fromArray(Int32Array.of(index), []) : index;
  return apply(foldInOp, [key, number], undefined)[0];
}

/** What a class indicator looks like. */
export interface OneHotAttrs {
  readonly classes: number;
  readonly dtype: DType;
}

/** y[..., c] = 1 where the label is c, else 0; labels out of range give a row of zeros. */
export const oneHotOp: Op<'oneHot', OneHotAttrs> = defineOp({
  name: 'oneHot',
  infer([labels], { classes, dtype }) {
    if (labels.dtype !== 'i32') throw new TypeError(`oneHot: expected i32 labels, got ${labels.dtype}`);
    return { dtype, shape: [...labels.shape, classes] };
  },
  evaluate([labels], { shape, dtype }, { classes }) {
    const data = allocate(dtype, labels.data.length * classes);
    labels.data.forEach((label, i) => {
      if (label >= 0 && label < classes) data[i * classes + label] = 1;
    });
    return { dtype, shape, data };
  },
  vjp: null,
});

/** Turns labels 0 .. classes-1 (`i32`, any shape) into indicators along a new last axis, `f32` by default. */
export function oneHot(labels: Tensor, classes: number, dtype?: DType): Tensor;
export function oneHot(labels: Value, classes: number, dtype?: DType): Value;
export function oneHot(labels: Value, classes: number, dtype: DType = 'f32'): Value {
  return apply(oneHotOp, [labels], { classes, dtype })[0];
}
