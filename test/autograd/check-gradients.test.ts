/** The gradient check itself: it must catch wrong derivatives and say where. @module */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkGradients } from '../../src/autograd/check-gradients.ts';
import { defineOp } from '../../src/autograd/define.ts';
import type { Cotangents } from '../../src/autograd/op.ts';
import { add, mul, neg, sin, stopGradient } from '../../src/autograd/ops/elementwise.ts';
import { sum } from '../../src/autograd/ops/layout.ts';
import { apply, type Value } from '../../src/autograd/tape.ts';
import { map1 } from '../../src/tensor/reference.ts';
import { ones, tensor } from '../../src/tensor/tensor.ts';
import { mapData, normals, shapes } from '../support/arbitraries.ts';
import { runs } from '../support/runs.ts';

/** x^3, with a derivative of choice. */
function cubeWith(vjp: (yBar: Value, x: Value) => Value): (x: Value) => Value {
  const op = defineOp<'cube', undefined>({
    name: 'cube',
    infer: ([x]) => x,
    evaluate: ([x], type) => map1((v) => v ** 3, x, type),
    vjp: (yBar, _y, [x]): Cotangents => [vjp(yBar, x)],
  });
  return (x) => apply(op, [x], undefined)[0];
}

const x = tensor(
  [
    [0.5, -1, 2],
    [0.25, 3, -2],
  ],
  'f64',
);
const derivative = (yBar: Value, v: Value): Value => mul(yBar, mul(mul(v, v), 3));

describe('control: wrong derivatives are caught', () => {
  test('the right one passes', () => {
    checkGradients(cubeWith(derivative), [x]);
  });

  test.each([
    ['a sign', (yBar: Value, v: Value) => neg(derivative(yBar, v))],
    ['a factor of 1.00001', (yBar: Value, v: Value) => mul(derivative(yBar, v), 1.00001)],
    ['a forgotten cotangent', (_: Value, v: Value) => mul(mul(v, v), 3)],
    ['a cotangent of another entry', (yBar: Value, v: Value) => mul(sum(yBar), mul(mul(v, v), 3))],
    ['a NaN', (yBar: Value, v: Value) => mul(derivative(yBar, v), NaN)],
  ])('%s', (_, wrong) => {
    expect(() => checkGradients(cubeWith(wrong), [x])).toThrow(
      /^checkGradients: expected derivatives within/,
    );
  });

  test('a fault in one entry is named by its index, with both derivatives and the tolerance', () => {
    const fault = tensor(
      [
        [0, 0, 0],
        [0, 0, 1],
      ],
      'f64',
    );
    const wrong = cubeWith((yBar, v) => add(derivative(yBar, v), fault));
    const message =
      /^checkGradients: expected derivatives within 0\.000001, got \S+ where differences give \S+ \(error \S+e-\d+\) at entry \[1, 2\] of argument \[1\]\.w$/;
    expect(() =>
      checkGradients((_, { w }) => wrong(w), [tensor(1, 'f64'), { w: x }] as const, { directions: 0 }),
    ).toThrow(message);
  });

  test('a fault in an array too large for entries is caught along random directions', () => {
    const large = ones([20, 20], 'f64');
    const wrong = cubeWith((yBar, v) => mul(derivative(yBar, v), 1.0001));
    expect(() => checkGradients(wrong, [large])).toThrow(/at random direction \d$/);
    checkGradients(cubeWith(derivative), [large]);
  });

  test('a fault in any output of several is caught', () => {
    const two = (v: Value): Value[] => [sin(v), cubeWith(neg)(v)];
    expect(() => checkGradients(two, [x])).toThrow('checkGradients');
  });

  test('a term that is dropped is caught, on random shapes', () => {
    fc.assert(
      fc.property(
        shapes().chain((shape) => normals(shape)),
        (v) => {
          const offset = mapData((w) => (w < 0 ? w - 0.5 : w + 0.5), v);
          expect(() => checkGradients((a) => mul(a, stopGradient(a)), [offset])).toThrow('checkGradients');
        },
      ),
      runs(0.2),
    );
  });
});

describe('arguments', () => {
  test('f32 is refused, with its place and the cure', () => {
    const advice =
      "checkGradients: expected f64 arguments, got f32 at argument [0].b - convert it with cast(x, 'f64')";
    expect(() => checkGradients(({ a }) => a, [{ a: tensor(1, 'f64'), b: tensor(1) }])).toThrow(
      new TypeError(advice),
    );
  });

  test('trees go in and out, whole numbers among them are left alone', () => {
    const f = ({ w, n }: { w: Value[]; n: Value }) => ({ y: mul(w[0], w[1]), again: [n, sin(w[1])] });
    checkGradients(f, [{ w: [x, x], n: tensor([1, 2], 'i32') }]);
  });

  test('arrays without elements pass', () => {
    checkGradients((v) => mul(v, v), [tensor([], 'f64')]);
  });

  test('a wider tolerance passes what a narrow one does not', () => {
    const wrong = cubeWith((yBar, v) => mul(derivative(yBar, v), 1.0001));
    expect(() => checkGradients(wrong, [x], { tolerance: 1e-6 })).toThrow();
    checkGradients(wrong, [x], { tolerance: 1e-3 });
  });
});
