/** What the derivative is where there is none, and which values propagate. @module */

import { describe, expect, test } from 'vitest';
import {
  abs,
  add,
  cast,
  cos,
  div,
  equal,
  exp,
  greater,
  log,
  maximum,
  minimum,
  mul,
  neg,
  relu,
  select,
  sigmoid,
  sign,
  sin,
  sqrt,
  stopGradient,
  sub,
  tanh,
} from '../../src/autograd/ops/elementwise.ts';
import { max, pad, slice, sum } from '../../src/autograd/ops/layout.ts';
import { matmul } from '../../src/autograd/ops/matmul.ts';
import { foldIn, normal, oneHot, uniform } from '../../src/autograd/ops/random.ts';
import type { Value } from '../../src/autograd/tape.ts';
import { grad, vjp } from '../../src/autograd/transforms.ts';
import * as random from '../../src/tensor/random.ts';
import { ones, type Tensor, tensor, zeros } from '../../src/tensor/tensor.ts';

/** The derivatives of an elementwise function at some numbers. */
const slopes = (f: (x: Value) => Value, xs: number[]): number[] =>
  Array.from((grad((x: Value) => sum(f(x)))(tensor(xs, 'f64')) as Tensor).data);

describe('kinks', () => {
  test('d|w|/dw = sign w, 0 at 0 and at -0', () => {
    expect(slopes(abs, [-2, -0, 0, 3]).map((v) => v + 0)).toEqual([-1, 0, 0, 1]);
  });

  test("relu' = 1 above 0, 0 below and at 0", () => {
    expect(slopes(relu, [-2, -0, 0, 3])).toEqual([0, 0, 0, 1]);
  });

  test('maximum and minimum give the cotangent of a tie to the second operand', () => {
    const at = (f: (a: Value, b: Value) => Value, a: number, b: number): number[] => {
      const both = grad(({ x, y }: { x: Value; y: Value }) => f(x, y))({ x: tensor(a), y: tensor(b) });
      return [both.x, both.y].map((g) => (g as Tensor).data[0]);
    };
    expect([at(maximum, 2, 1), at(maximum, 1, 2), at(maximum, 1, 1)]).toEqual([
      [1, 0],
      [0, 1],
      [0, 1],
    ]);
    expect([at(minimum, 2, 1), at(minimum, 1, 2), at(minimum, 1, 1)]).toEqual([
      [0, 1],
      [1, 0],
      [0, 1],
    ]);
  });

  test('ties of max share the cotangent equally', () => {
    expect(slopes((x) => max(x), [3, 1, 3])).toEqual([0.5, 0, 0.5]);
  });

  test('sign, greater, equal and stopGradient have derivative 0', () => {
    const xs = [-1, 0, 2];
    for (const f of [sign, stopGradient, (x: Value) => greater(x, 0), (x: Value) => equal(x, 2)]) {
      expect(slopes(f, xs)).toEqual([0, 0, 0]);
    }
    expect(slopes((x) => mul(x, stopGradient(x)), xs)).toEqual(xs);
  });

  test('select differentiates the branch that is taken, and the condition not at all', () => {
    expect(slopes((x) => select(greater(x, 0), mul(x, 3), mul(x, 5)), [-1, 1])).toEqual([5, 3]);
    expect(slopes((x) => select(x, 2, 3), [-1, 0, 1])).toEqual([0, 0, 0]);
  });

  test('select keeps what the other branch computes out of the gradient, be it NaN', () => {
    expect(slopes((x) => select(greater(x, 0), mul(x, 2), stopGradient(log(x))), [-1, 1])).toEqual([0, 2]);
  });
});

describe('NaN', () => {
  const one = tensor([NaN], 'f64');
  test.each(Object.entries({ neg, exp, log, sqrt, sin, cos, tanh, sigmoid, relu, abs, sign, stopGradient }))(
    '%s gives NaN for NaN, in f64 and f32',
    (_, f) => {
      expect(f(one).data[0]).toBeNaN();
      expect(f(cast(one, 'f32')).data[0]).toBeNaN();
    },
  );

  test.each(Object.entries({ add, sub, mul, div, maximum, minimum }))(
    '%s gives NaN if either operand is NaN',
    (_, f) => {
      expect([f(one, 1).data[0], f(1, one).data[0]]).toEqual([NaN, NaN]);
    },
  );

  test('comparisons with NaN are 0', () => {
    expect([greater(one, 0), greater(0, one), equal(one, one)].map((y) => y.data[0])).toEqual([0, 0, 0]);
  });

  test('max over an axis gives NaN if one element is NaN', () => {
    expect(
      Array.from(
        max(
          tensor([
            [1, NaN],
            [1, 2],
          ]),
          1,
        ).data,
      ),
    ).toEqual([NaN, 2]);
  });

  test('a NaN shows in the gradient of relu and abs', () => {
    expect([...slopes(abs, [NaN]), ...slopes((x) => mul(relu(x), relu(x)), [NaN])]).toEqual([NaN, NaN]);
  });
});

describe('dtypes', () => {
  test('a number stands for a scalar of the dtype of the array', () => {
    expect([add(tensor([1], 'f64'), 0.1), mul(2, tensor([3], 'i32'))]).toEqual([
      tensor([1.1], 'f64'),
      tensor([6], 'i32'),
    ]);
  });

  test('cast passes cotangents between floats and stops them at whole numbers', () => {
    expect(slopes((x) => cast(cast(x, 'f32'), 'f64'), [0.1, 2])).toEqual([1, 1]);
    expect(slopes((x) => cast(cast(x, 'i32'), 'f64'), [0.1, 2])).toEqual([0, 0]);
  });

  test('the gradient of an f32 argument through f64 is f32', () => {
    const [, pullback] = vjp((x: Value) => mul(cast(x, 'f64'), 3), [tensor([1, 2])]);
    expect(pullback(ones([2], 'f64'))).toEqual(tensor([3, 3]));
  });

  test('f32 functions are the formulas, f64 functions are Math', () => {
    for (const [f, exact] of [
      [exp, Math.exp],
      [log, Math.log],
      [tanh, Math.tanh],
      [sin, Math.sin],
      [cos, Math.cos],
    ] as const) {
      expect(f(tensor([0.7], 'f64')).data[0]).toBe(exact(0.7));
      expect(Math.abs(f(tensor([0.7])).data[0] - exact(Math.fround(0.7)))).toBeLessThan(2 ** -22);
    }
  });
});

describe('oneHot', () => {
  test('puts a 1 at the label along a new last axis; f32 by default', () => {
    expect(oneHot(tensor([2, 0], 'i32'), 3)).toEqual(
      tensor([
        [0, 0, 1],
        [1, 0, 0],
      ]),
    );
    expect(oneHot(tensor(1, 'i32'), 2, 'f64')).toEqual(tensor([0, 1], 'f64'));
    expect(oneHot(tensor([[0], [1]], 'i32'), 2).shape).toEqual([2, 1, 2]);
  });

  test('labels out of range give rows of zeros', () => {
    expect(oneHot(tensor([-1, 2, 5], 'i32'), 2)).toEqual(
      tensor([
        [0, 0],
        [0, 0],
        [0, 0],
      ]),
    );
  });
});

describe('draws', () => {
  const k = random.key(3);

  test('are those of the same key and shape outside of tapes', () => {
    expect(normal(k, [3, 2])).toEqual(random.normal(k, [3, 2]));
    expect(uniform(k, [5], 'f64')).toEqual(random.uniform(k, [5], { dtype: 'f64' }));
    expect(foldIn(k, 7)).toEqual(random.foldIn(k, 7));
    expect(foldIn(k, tensor(7, 'i32'))).toEqual(random.foldIn(k, 7));
  });

  test('recorded ones are the same, and shift the value but not the gradient', () => {
    const f = (x: Value, key: Value): Value => add(mul(x, x), normal(foldIn(key, 2), [3], 'f64'));
    const x = tensor([1, 2, 3], 'f64');
    const [y, pullback] = vjp(f, [x, k]);
    expect(y).toEqual(f(x, k));
    expect(pullback(ones([3], 'f64'))).toEqual(tensor([2, 4, 6], 'f64'));
  });
});

describe('arrays without elements', () => {
  test('padding one gives zeros, so the gradient of an empty slice is zero', () => {
    expect(pad(zeros([0], 'f64'), [1], [3])).toEqual(zeros([3], 'f64'));
    expect(grad((x: Value) => sum(slice(x, [1], [0])))(tensor([1, 2, 3], 'f64'))).toEqual(zeros([3], 'f64'));
  });

  test('their sum is 0, their products are zeros', () => {
    expect(sum(zeros([0, 2]), 0)).toEqual(zeros([2]));
    expect(matmul(zeros([2, 0]), zeros([0, 3]))).toEqual(zeros([2, 3]));
  });
});
