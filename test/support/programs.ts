/** Random smooth programs over a few arrays that broadcast together: material for laws that hold for any function. @module */

import fc from 'fast-check';
import { add, cos, exp, mul, sigmoid, sin, sub, tanh } from '../../src/autograd/ops/elementwise.ts';
import { broadcastTo, reshape, sum } from '../../src/autograd/ops/layout.ts';
import type { Value } from '../../src/autograd/tape.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { normals, shapes, stretchingTo } from './arbitraries.ts';

/** One operation on the value pool; `a` and `b` pick operands by their number, counted around. */
export interface Step {
  readonly op: keyof typeof operations;
  readonly a: number;
  readonly b: number;
}

/** Bounded in value and slope, so that differences stay accurate after a dozen steps. */
const operations = {
  add: (a: Value, b: Value) => add(mul(a, 0.5), b),
  sub: (a: Value, b: Value) => sub(a, mul(b, 0.75)),
  mul: (a: Value, b: Value) => mul(tanh(a), sin(b)),
  exp: (a: Value) => exp(tanh(a)),
  cos: (a: Value) => cos(a),
  sigmoid: (a: Value) => sigmoid(a),
  total: (a: Value) => tanh(sum(a)),
  rows: (a: Value) => (a.shape.length === 0 ? a : tanh(sum(a, -1, true))),
  shape: (a: Value) => reshape(reshape(a, [...a.shape, 1]), a.shape),
};

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    op: fc.constantFrom(...(Object.keys(operations) as Step['op'][])),
    a: fc.nat(20),
    b: fc.nat(20),
  }),
  { minLength: 1, maxLength: 8 },
);

/** Runs the steps and returns the sum of the last values, stretched to `shape`: a function of every input's type. */
export function runSteps(list: readonly Step[], inputs: readonly Value[], shape: readonly number[]): Value {
  const pool = [...inputs];
  for (const { op, a, b } of list) pool.push(operations[op](pool[a % pool.length], pool[b % pool.length]));
  return pool.slice(-2).reduce((total, v) => add(total, broadcastTo(v, shape)), broadcastTo(pool[0], shape));
}

/** A program with its arguments: f is smooth, takes two arrays and returns one of shape `shape`. */
export interface Program {
  readonly shape: number[];
  readonly steps: readonly Step[];
  readonly args: [Tensor, Tensor];
}

export const programs: fc.Arbitrary<Program> = shapes().chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    steps,
    args: fc.tuple(
      stretchingTo(shape).chain((s) => normals(s)),
      stretchingTo(shape).chain((s) => normals(s)),
    ),
  }),
);

/** The function of a program. */
export const functionOf =
  ({ steps: list, shape }: Pick<Program, 'steps' | 'shape'>) =>
  (a: Value, b: Value): Value =>
    runSteps(list, [a, b], shape);
