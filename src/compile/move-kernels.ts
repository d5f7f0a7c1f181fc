/** Kernels that move elements or add them up: copies, blocks, reshapes, indicators and reductions. @module */

import type { Shape } from '../tensor/shape.ts';
import type { DType } from '../tensor/tensor.ts';
import { BYTES, byteStrides, LANES, layoutOf, sameLayout, VECTOR_BYTES } from './layout.ts';
import type { ModuleBuilder } from './wasm/assembler.ts';
import type { FunctionBuilder, Local } from './wasm/function-builder.ts';

/** Strides and offset, in bytes, with which an array is walked through. */
export interface Walk {
  readonly strides: readonly number[];
  readonly offset: number;
}

/** Emits nested loops over `shape`; the pointers move by their strides and are back at the end. */
function emitNest(
  f: FunctionBuilder,
  shape: Shape,
  walks: readonly { pointer: Local; strides: readonly number[] }[],
  body: () => void,
): void {
  const level = (axis: number): void => {
    if (axis === shape.length) {
      body();
      return;
    }
    f.repeat(shape[axis], () => {
      level(axis + 1);
      for (const { pointer, strides } of walks) f.advance(pointer, strides[axis]);
    });
    for (const { pointer, strides } of walks) f.advance(pointer, -strides[axis] * shape[axis]);
  };
  level(0);
}

/** Emits `(from, to)`: copies the elements of `shape` from one walk to another. */
export function emitCopy(module: ModuleBuilder, shape: Shape, from: Walk, to: Walk): number {
  const name = `copy ${JSON.stringify([shape, from, to])}`;
  return module.once(name, () =>
    module.func({ name: `copy [${shape}]`, params: ['i32', 'i32'] }, (f, source, target) => {
      const axis = shape.length - 1;
      const dense = axis >= 0 && from.strides[axis] === BYTES && to.strides[axis] === BYTES;
      f.advance(source, from.offset).advance(target, to.offset);
      const vectors = dense ? Math.floor(shape[axis] / LANES) : 0;
      const rest = axis < 0 ? 1 : shape[axis] - vectors * LANES;
      const walks = [
        { pointer: source, strides: from.strides },
        { pointer: target, strides: to.strides },
      ];
      emitNest(f, shape.slice(0, -1), walks, () => {
        const done = vectors * VECTOR_BYTES;
        f.repeat(vectors, () => {
          f.get(target).get(source).load('v128.load').store('v128.store');
          f.advance(source, VECTOR_BYTES).advance(target, VECTOR_BYTES);
        });
        const [stepFrom, stepTo] = axis < 0 ? [0, 0] : [from.strides[axis], to.strides[axis]];
        f.repeat(rest, () => {
          f.get(target).get(source).load('i32.load').store('i32.store');
          f.advance(source, stepFrom).advance(target, stepTo);
        });
        f.advance(source, -done - rest * stepFrom).advance(target, -done - rest * stepTo);
      });
    }),
  );
}

/** Emits `(to)`: sets all elements of an array to 0. */
export function emitClear(module: ModuleBuilder, shape: Shape): number {
  const { bytes } = layoutOf(shape);
  return module.once(`clear ${bytes}`, () =>
    module.func({ name: `clear ${bytes}`, params: ['i32'] }, (f, to) => {
      f.get(to).i32(0).i32(bytes).op('memory.fill');
    }),
  );
}

/** Emits a pointer's step to the next element in row-major order, over the padding at the end of a row. */
function emitNext(f: FunctionBuilder, shape: Shape, pointer: Local, column: Local): void {
  const { cols, vectors } = layoutOf(shape);
  const gap = vectors * VECTOR_BYTES - cols * BYTES;
  f.advance(pointer, BYTES);
  if (gap === 0 || shape.length === 0) return;
  f.get(column).i32(1).op('i32.add').tee(column).i32(cols).op('i32.eq');
  f.if(() => {
    f.advance(pointer, gap).i32(0).set(column);
  });
}

/** Emits `(from, to)`: copies all elements, in their order, into another shape. */
export function emitReshape(module: ModuleBuilder, from: Shape, to: Shape): number {
  const name = `reshape [${from}] to [${to}]`;
  return module.once(name, () =>
    module.func({ name, params: ['i32', 'i32'] }, (f, source, target) => {
      if (sameLayout(from, to)) {
        f.get(target).get(source).i32(layoutOf(to).bytes).op('memory.copy');
        return;
      }
      const [columnFrom, columnTo] = [f.local('i32'), f.local('i32')];
      f.repeat(
        from.reduce((product, n) => product * n, 1),
        () => {
          f.get(target).get(source).load('i32.load').store('i32.store');
          emitNext(f, from, source, columnFrom);
          emitNext(f, to, target, columnTo);
        },
      );
    }),
  );
}

/** Emits `(labels, out)`: 1 at the column of the label of a row, 0 elsewhere. */
export function emitOneHot(module: ModuleBuilder, labels: Shape, classes: number, dtype: DType): number {
  const name = `oneHot [${labels}] ${classes} ${dtype}`;
  return module.once(name, () =>
    module.func({ name, params: ['i32', 'i32'] }, (f, source, target) => {
      const column = f.local('i32');
      const label = f.local('v128');
      const vectors = Math.ceil(classes / LANES);
      f.repeat(
        labels.reduce((product, n) => product * n, 1),
        () => {
          f.get(source).load('v128.load32_splat').set(label);
          for (let v = 0; v < vectors; v++) {
            const first = v * LANES;
            f.get(target)
              .get(label)
              .i32x4(first, first + 1, first + 2, first + 3)
              .op('i32x4.eq');
            (dtype === 'i32' ? f.i32x4(1) : f.f32x4(1)).op('v128.and').store('v128.store', v * VECTOR_BYTES);
          }
          f.advance(target, vectors * VECTOR_BYTES);
          emitNext(f, labels, source, column);
        },
      );
    }),
  );
}

export type Reduction = 'sum' | 'max';

const INITIAL = { sum: 0, max: -Infinity } as const;
const COMBINE = { sum: 'f32.add', max: 'f32.max' } as const;
const COMBINE_VECTORS = { sum: 'f32x4.add', max: 'f32x4.max' } as const;

interface Strided {
  readonly pointer: Local;
  readonly strides: readonly number[];
}

/** Emits the combination of the elements along axes from a pointer on, and returns the variable that holds it. */
function emitAlong(
  f: FunctionBuilder,
  kind: Reduction,
  pointer: Local,
  [axis, ...rest]: readonly { readonly length: number; readonly stride: number }[],
): Local {
  const result = f.local('f32');
  if (axis === undefined) {
    f.get(pointer).load('f32.load').set(result);
    return result;
  }
  f.f32(INITIAL[kind]).set(result);
  f.repeat(axis.length, () => {
    const part = emitAlong(f, kind, pointer, rest);
    f.get(result).get(part).op(COMBINE[kind]).set(result);
    f.advance(pointer, axis.stride);
  });
  f.advance(pointer, -axis.length * axis.stride);
  return result;
}

/**
 * Emits `(from, to)`: combines elements along axes, which are dropped. Every axis is combined in itself first, the
 * last one innermost, so that rounding errors grow with the sum of the lengths, not with their product.
 */
export function emitReduce(
  module: ModuleBuilder,
  kind: Reduction,
  shape: Shape,
  axes: readonly number[],
): number {
  const name = `${kind} [${shape}] over [${axes}]`;
  return module.once(name, () =>
    module.func({ name, params: ['i32', 'i32'] }, (f, source, target) => {
      const strides = byteStrides(shape);
      const kept = [...shape.keys()].filter((axis) => !axes.includes(axis));
      const outShape = kept.map((axis) => shape[axis]);
      const walkKept = { pointer: source, strides: kept.map((axis) => strides[axis]) };
      const walkOut = { pointer: target, strides: byteStrides(outShape) };
      if (kept.includes(shape.length - 1)) {
        emitColumns(f, kind, shape, axes, { walkKept, walkOut, outShape });
        return;
      }
      const reduced = axes.map((axis) => ({ length: shape[axis], stride: strides[axis] }));
      emitNest(f, outShape, [walkKept, walkOut], () => {
        const result = emitAlong(f, kind, source, reduced);
        f.get(target).get(result).store('f32.store');
      });
    }),
  );
}

/** Vectors that are added up side by side: enough to hide the latency of an addition. */
const SIDE_BY_SIDE = 6;

/** Emits a reduction that keeps the last axis: several columns of vectors at a time. */
function emitColumns(
  f: FunctionBuilder,
  kind: Reduction,
  shape: Shape,
  axes: readonly number[],
  { walkKept, walkOut, outShape }: { walkKept: Strided; walkOut: Strided; outShape: Shape },
): void {
  const strides = byteStrides(shape);
  const { pointer } = walkKept;
  const vectors = Math.ceil((outShape.at(-1) ?? 1) / LANES);
  const [inner, ...outer] = [...axes].reverse();
  const along = (list: readonly number[]): Strided => ({
    pointer,
    strides: list.map((axis) => strides[axis]),
  });
  const combine = (to: Local, emit: () => void): void => {
    f.get(to);
    emit();
    f.op(COMBINE_VECTORS[kind]).set(to);
  };
  for (let start = 0; start < vectors; start += SIDE_BY_SIDE) {
    const block = Array.from({ length: Math.min(SIDE_BY_SIDE, vectors - start) }, (_, i) => ({
      offset: (start + i) * VECTOR_BYTES,
      total: f.local('v128'),
      part: f.local('v128'),
    }));
    const leading = { pointer: walkOut.pointer, strides: walkOut.strides.slice(0, -1) };
    emitNest(f, outShape.slice(0, -1), [{ pointer, strides: walkKept.strides.slice(0, -1) }, leading], () => {
      for (const { total } of block) f.f32x4(INITIAL[kind]).set(total);
      const others = outer.toReversed();
      emitNest(
        f,
        others.map((axis) => shape[axis]),
        [along(others)],
        () => {
          for (const { part } of block) f.f32x4(INITIAL[kind]).set(part);
          emitNest(
            f,
            inner === undefined ? [] : [shape[inner]],
            [along(inner === undefined ? [] : [inner])],
            () => {
              for (const { part, offset } of block)
                combine(part, () => f.get(pointer).load('v128.load', offset));
            },
          );
          for (const { part, total } of block) combine(total, () => f.get(part));
        },
      );
      for (const { total, offset } of block) f.get(walkOut.pointer).get(total).store('v128.store', offset);
    });
  }
}
