/** Misuse, and the sentence that each mistake is answered with. @module */

import { describe, expect, test } from 'vitest';
import { add, cast, exp, mul, neg, select } from '../../src/autograd/ops/elementwise.ts';
import {
  broadcastTo,
  concat,
  max,
  pad,
  reshape,
  slice,
  sum,
  transpose,
} from '../../src/autograd/ops/layout.ts';
import { matmul } from '../../src/autograd/ops/matmul.ts';
import { foldIn, normal, oneHot } from '../../src/autograd/ops/random.ts';
import { scan } from '../../src/autograd/scan.ts';
import type { Value } from '../../src/autograd/tape.ts';
import { grad, jacobian, valueAndGrad, vjp } from '../../src/autograd/transforms.ts';
import { mapTree } from '../../src/autograd/tree.ts';
import { key } from '../../src/tensor/random.ts';
import { ShapeError } from '../../src/tensor/shape.ts';
import { type Tensor, tensor, zeros } from '../../src/tensor/tensor.ts';

const [x23, x45] = [zeros([2, 3]), zeros([4, 5])];
const whole = tensor([1, 2], 'i32');

type Kind = new (...args: never[]) => Error;

/** Checks the kind and the sentence, eagerly and while recording. */
function refuses(kind: Kind, message: string, f: (x: Value) => unknown, at: Tensor = x23): void {
  expect(() => f(at)).toThrow(message);
  expect(() => f(at)).toThrow(kind);
  expect(() => vjp((v: Value) => f(v) as Value, [at])).toThrow(message);
}

describe('operations', () => {
  const rows: [string, Kind, (x: Value) => unknown][] = [
    ['mul: cannot broadcast [2, 3] with [4] (axis -1: 3 vs 4)', ShapeError, (x) => mul(x, zeros([4]))],
    [
      'add: expected operands of one dtype, got f32 and f64 - convert one with cast()',
      TypeError,
      (x) => add(x, zeros([3], 'f64')),
    ],
    [
      'select: expected operands of one dtype, got f32 and i32',
      TypeError,
      (x) => select(x, x, zeros([3], 'i32')),
    ],
    ['select: cannot broadcast [2] with [2, 3] (axis -1: 2 vs 3)', ShapeError, (x) => select(whole, x, 0)],
    [
      "exp: expected f32 or f64, got i32 - convert it with cast(x, 'f32')",
      TypeError,
      (x) => exp(cast(x, 'i32')),
    ],
    ['matmul: expected inner dimensions to agree, got [2, 3] x [4, 5]', ShapeError, (x) => matmul(x, x45)],
    [
      'matmul: expected inner dimensions to agree, got [2, 3]^T x [4, 5]^T',
      ShapeError,
      (x) => matmul(x, x45, { transA: true, transB: true }),
    ],
    [
      'matmul: expected two matrices, got [2, 3] x [3] - reshape() them to two axes',
      ShapeError,
      (x) => matmul(x, zeros([3])),
    ],
    [
      'matmul: expected operands of one float dtype, got f32 and f64',
      TypeError,
      (x) => matmul(x, zeros([3, 1], 'f64')),
    ],
    ['reshape: expected a shape of 6 elements for [2, 3], got [4]', ShapeError, (x) => reshape(x, [4])],
    ['transpose: expected an order of the axes [0, 1], got [0, 0]', RangeError, (x) => transpose(x, [0, 0])],
    [
      'broadcastTo: expected a shape that [2, 3] stretches to, got [3]',
      ShapeError,
      (x) => broadcastTo(x, [3]),
    ],
    [
      'broadcastTo: cannot broadcast [2, 3] with [2, 4] (axis -1: 3 vs 4)',
      ShapeError,
      (x) => broadcastTo(x, [2, 4]),
    ],
    [
      'slice: expected a block inside [2, 3], got start [1, 2] and size [1, 2]',
      RangeError,
      (x) => slice(x, [1, 2], [1, 2]),
    ],
    [
      'pad: expected a shape that holds [2, 3], got [2, 3] with start [1, 0]',
      RangeError,
      (x) => pad(x, [1, 0], [2, 3]),
    ],
    [
      'concat: expected arrays that differ along axis 1 only, got f32 [2, 3] and f32 [4, 5]',
      ShapeError,
      (x) => concat([x, x45], 1),
    ],
    ['concat: expected an axis of [2, 3], got 2', RangeError, (x) => concat([x], 2)],
    ['sum: expected each axis once, got [0, -2]', RangeError, (x) => sum(x, [0, -2])],
    [
      'max: expected at least one element along every axis, got [0, 3]',
      RangeError,
      (x) => max(slice(x, [0, 0], [0, 3]), 0),
    ],
    [
      'normal: expected a key (i32 [2]), got f32 [2, 3] - make one with key(seed)',
      ShapeError,
      (x) => normal(x, [2]),
    ],
    [
      'foldIn: expected a whole number or an i32 scalar, got f32 [2, 3]',
      ShapeError,
      (x) => foldIn(key(0), x),
    ],
    ['oneHot: expected i32 labels, got f32', TypeError, (x) => oneHot(x, 3)],
  ];
  test.each(rows)('%s', (message, kind, f) => refuses(kind, message, f));

  test('concat of nothing', () => {
    expect(() => concat([])).toThrow(new RangeError('concat: expected at least one array, got none'));
  });

  test.each([
    [[-2, -3], 'negative'],
    [[1.5, 4], 'fractional'],
  ])('reshape refuses %j: lengths that are %s', (shape) => {
    expect(() => reshape(x23, shape)).toThrow(/^reshape: expected a shape/);
  });
});

describe('derivatives', () => {
  test('grad of an array advises what to do', () => {
    const message =
      'grad: expected f to return a scalar, got shape [2, 3] - reduce it with sum() or use vjp()';
    expect(() => grad((x: Value) => x)(x23)).toThrow(new ShapeError(message, [[2, 3]]));
    expect(() => valueAndGrad((x: Value) => x)(x23)).toThrow(message);
  });

  test('whole numbers cannot be differentiated by', () => {
    const message = 'vjp: expected f32 or f64 at argument [0].n, got i32 - convert it with cast()';
    expect(() => vjp(({ n }: { n: Value }) => n, [{ n: whole }])).toThrow(new TypeError(message));
  });

  test('an argument that is not there, or holds no arrays', () => {
    const message = 'vjp: expected an argument 1 that holds arrays, got none - see the option wrt';
    expect(() => vjp((x: Value) => x, [x23], { wrt: 1 })).toThrow(new RangeError(message));
    expect(() => vjp((x: Value, _: object) => x, [x23, {}], { wrt: 1 })).toThrow(message);
  });

  test.each([
    [5, 'vjp: expected tensors in plain objects and arrays, got number 5 at [0].a'],
    ['w', 'vjp: expected tensors in plain objects and arrays, got string w at [0].a'],
    [null, 'vjp: expected tensors in plain objects and arrays, got another object at [0].a'],
    [new Map(), 'vjp: expected tensors in plain objects and arrays, got another object at [0].a'],
    [undefined, 'vjp: expected tensors in plain objects and arrays, got undefined undefined at [0].a'],
  ])('arguments that are no trees: %s', (a, message) => {
    expect(() => vjp((_: unknown) => x23 as Value, [{ a }])).toThrow(new TypeError(message));
  });

  test('a function that returns no tree', () => {
    expect(() => vjp((_: Value) => 3, [x23])).toThrow(
      'vjp: expected tensors in plain objects and arrays, got number 3',
    );
  });

  test('a value used after its recording ended', () => {
    let leaked: Value = x23;
    grad((x: Value) => {
      leaked = neg(x);
      return sum(leaked);
    })(x23);
    const message =
      'grad: expected its values to be used while it is recorded, got an operation on a value of shape [2, 3] afterwards - return what is needed later';
    expect(() => mul(leaked, 2)).toThrow(new Error(message));
  });

  test('a cotangent of another type than the output', () => {
    const [, pullback] = vjp((x: Value) => exp(x), [x23]);
    expect(() => pullback(zeros([3]))).toThrow(/expected f32 \[2, 3\] for array 0, got f32 \[3\]/);
    expect(() => pullback(zeros([2, 3], 'f64'))).toThrow(
      /expected f32 \[2, 3\] for array 0, got f64 \[2, 3\]/,
    );
  });

  test('a jacobian of nothing', () => {
    expect(() => jacobian((x: Value) => slice(x, [0, 0], [0, 3]))(x23)).toThrow(
      'jacobian: expected f to return at least one element, got none',
    );
  });

  test('trees of different forms', () => {
    expect(() => mapTree('update', (a) => a, { a: x23 }, { b: x23 })).toThrow(
      new TypeError('update: expected arrays at .a, got .b'),
    );
  });
});

describe('scan', () => {
  const h = zeros([2]);
  const xs = zeros([5, 2]);
  const id = (c: Value, x: Value): [Value, Value] => [c, x];

  test.each([
    [
      'another shape',
      () => scan((_c: Value, x: Value) => [concat([x, x]), x] as const, h, xs),
      'scan: expected step to return carry as f32 [2], got f32 [4] - the carry keeps its form',
    ],
    [
      'another dtype',
      () => scan((c: Value, x: Value) => [cast(c, 'f64'), x] as const, h, xs),
      'scan: expected step to return carry as f32 [2], got f64 [2] - the carry keeps its form',
    ],
    [
      'a leaf less',
      () => scan((c: Value[], x: Value) => [c.slice(1), x] as const, [h, h], xs),
      'scan: expected step to return carry[1] as f32 [2], got nothing at carry - the carry keeps its form',
    ],
    [
      'another name',
      () =>
        scan(
          (c: { a?: Value; b?: Value }, x: Value) => [{ b: c.a! }, x] as const,
          { a: h } as { a?: Value; b?: Value },
          xs,
        ),
      'scan: expected step to return carry.a as f32 [2], got f32 [2] at carry.b - the carry keeps its form',
    ],
  ])('a carry that changes its form: %s', (_, f, message) => {
    expect(f).toThrow(message);
    expect(f).toThrow(ShapeError);
  });

  test('inputs of different lengths', () => {
    const two = (c: Value, x: { u: Value; v: Value }): [Value, Value] => [c, x.u];
    expect(() => scan(two, h, { u: xs, v: zeros([4, 2]) })).toThrow(
      new ShapeError('scan: expected xs to have first axis 5, got [4, 2] at xs.v', [[4, 2], [5]]),
    );
    expect(() => scan(id, h, xs, { length: 6 })).toThrow(
      'scan: expected xs to have first axis 6, got [5, 2] at xs',
    );
    expect(() => scan(id, h, zeros([]))).toThrow('scan: expected a number of steps, got undefined');
  });

  test('no length', () => {
    const step = (c: Value): [Value, Value] => [c, c];
    const message = 'scan: expected a number of steps, got undefined - give xs or the option length';
    expect(() => scan(step, h, {})).toThrow(new RangeError(message));
    expect(() => scan(step, h, {}, { length: 1.5 })).toThrow('scan: expected a number of steps, got 1.5');
    expect(() => scan(step, h, {}, { length: -1 })).toThrow('scan: expected a number of steps, got -1');
  });

  test('a carry that is no tree', () => {
    expect(() => scan((c: number, x: Value) => [c, x] as const, 3, xs)).toThrow(
      'scan: expected tensors in plain objects and arrays, got number 3',
    );
  });

  test('a value of the step used after the scan', () => {
    let leaked: Value = h;
    scan(
      (c: Value, x: Value) => {
        leaked = add(c, x);
        return [leaked, x] as const;
      },
      h,
      xs,
    );
    expect(() => neg(leaked)).toThrow(/^scan: expected its values to be used while it is recorded/);
  });
});
