/** What random programs are made of: choices, pools of values, shapes that fit, and arguments. @module */

import fc from 'fast-check';
import { broadcastTo, pad, reshape, slice } from '../../src/autograd/ops/layout.ts';
import type { Value } from '../../src/autograd/tape.ts';
import { foldIn, integers, key, normal } from '../../src/tensor/random.ts';
import { broadcastShapes, type Shape, sameShape, sizeOf } from '../../src/tensor/shape.ts';
import { fromArray, type Tensor } from '../../src/tensor/tensor.ts';

/** Numbers that choices are made from; those that are missing are 0. */
export type Instruction = readonly number[];

/** A program: what it does, and the arrays it starts from. */
export interface RandomProgram {
  /** Time steps, batch, units, channels. */
  readonly dims: readonly [number, number, number, number];
  readonly instructions: readonly Instruction[];
  readonly seed: number;
}

/** Values that an instruction may use. */
export interface Pool {
  readonly floats: Value[];
  readonly ints: Value[];
  readonly keys: Value[];
}

/** Chooses one of 0 .. count - 1. */
export interface Chooser {
  pick(count: number): number;
}

/** Reads choices from a list of numbers, 0 once they are used up. */
export function picker(list: Instruction): (count: number) => number {
  let at = 0;
  return (count) => (count === 0 ? 0 : (list[at++] ?? 0) % count);
}

/** Elements of an array, so that interpreting stays cheap; loops of 64 rows and more run a block at a time. */
const LIMIT = 900;
export const small = (shape: Shape): boolean => sizeOf(shape) <= LIMIT && shape.length <= 4;
export const any = <T>({ pick }: Chooser, list: readonly T[]): T => list[pick(list.length)];

export function broadcasts(a: Shape, b: Shape): boolean {
  const rank = Math.min(a.length, b.length);
  for (let i = 1; i <= rank; i++) {
    const [n, m] = [a[a.length - i], b[b.length - i]];
    if (n !== m && n !== 1 && m !== 1) return false;
  }
  return small(broadcastShapes('test', a, b));
}

/** Makes an array of a shape out of another: stretched where it can be, else cut or padded with zeros. */
export function fitted(v: Value, shape: Shape): Value {
  if (sameShape(v.shape, shape)) return v;
  const rank = shape.length - v.shape.length;
  if (rank >= 0 && v.shape.every((n, i) => n === 1 || n === shape[rank + i])) return broadcastTo(v, shape);
  const [have, want] = [sizeOf(v.shape), sizeOf(shape)];
  const flat = reshape(v, [have]);
  if (have === want) return reshape(flat, shape);
  return reshape(have > want ? slice(flat, [0], [want]) : pad(flat, [(want - have) >> 1], [want]), shape);
}

/** How the arguments of a program are filled: standard normals, small whole numbers, or any bits at all. */
export type Filling = 'normal' | 'whole' | 'bits';

/** Floats of many shapes, then a key, then integers. */
export function argumentsOf({ dims: [t, b, n, k], seed }: RandomProgram, filling: Filling): Tensor[] {
  const shapes = [
    [],
    [n],
    [b, 1],
    [b, n],
    [n, n],
    [n, k],
    [t, b, n],
    [t, b, k],
    [t],
    [t, 1, n],
    [t, b, 1],
    [1, b, 1],
  ];
  const floats = shapes.map((shape, i): Tensor => {
    const from = foldIn(key(seed), i);
    if (filling === 'normal') return normal(from, shape);
    if (filling === 'whole') return fromArray(Float32Array.from(integers(from, shape, -2, 3).data), shape);
    const words = integers(from, [2, ...shape], -(2 ** 31), 2 ** 31).data as Int32Array;
    const odd = [NaN, Infinity, -Infinity, -0, 0, 1, 2 ** -149, 3e38];
    const wild = new Float32Array(words.slice(0, sizeOf(shape)).buffer);
    // Half of the elements have any bits, the others are the values that code has cases for, or tame.
    return fromArray(
      wild.map((x, j) => {
        const choice = words[wild.length + j] & 31;
        return choice < 16 ? x : (odd[choice - 16] ?? choice / 8 - 3);
      }),
      shape,
    );
  });
  const ints = [[], [b], [t], [t, b]].map((shape, i) => integers(foldIn(key(seed), 100 + i), shape, -3, 6));
  return [...floats, key(seed), ...ints];
}

const lengths = (limit: number): fc.Arbitrary<number> => fc.integer({ min: 1, max: limit });

export const randomPrograms = (maxLength: number): fc.Arbitrary<RandomProgram> =>
  fc.record({
    dims: fc.oneof(
      { arbitrary: fc.tuple(lengths(5), lengths(6), lengths(9), lengths(9)), weight: 5 },
      // Enough rows in each of enough steps for a loop to be cut into blocks of steps.
      {
        arbitrary: fc.constantFrom<[number, number, number, number]>([6, 66, 1, 2], [4, 100, 2, 1]),
        weight: 1,
      },
    ),
    instructions: fc.array(fc.array(fc.noBias(fc.nat(9999)), { minLength: 40, maxLength: 40 }), {
      minLength: 4,
      maxLength,
      size: 'max',
    }),
    seed: fc.nat(2 ** 20),
  });
