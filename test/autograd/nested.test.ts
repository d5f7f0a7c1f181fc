/** Derivatives of derivatives, Jacobians, and functions that use values recorded around them. @module */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkGradients } from '../../src/autograd/check-gradients.ts';
import { add, cos, div, mul, sin, sub, tanh } from '../../src/autograd/ops/elementwise.ts';
import { reshape, sum } from '../../src/autograd/ops/layout.ts';
import { matmul } from '../../src/autograd/ops/matmul.ts';
import { scan } from '../../src/autograd/scan.ts';
import type { Value } from '../../src/autograd/tape.ts';
import { grad, jacobian, valueAndGrad, vjp } from '../../src/autograd/transforms.ts';
import { item, ones, type Tensor, tensor } from '../../src/tensor/tensor.ts';
import { normals } from '../support/arbitraries.ts';
import { assertClose, assertCloseTrees, tolerances } from '../support/close.ts';
import { functionOf, programs } from '../support/programs.ts';
import { runs } from '../support/runs.ts';

type Scalar = (x: Value) => Value;

const at = (f: Scalar, x: number): number => item(f(tensor(x, 'f64')) as Tensor);

describe('grad of grad', () => {
  test('derivatives of x^4 up to the fifth', () => {
    const values: number[] = [];
    let f: Scalar = (x) => mul(mul(x, x), mul(x, x));
    for (let order = 0; order <= 5; order++) {
      values.push(at(f, 3));
      f = grad(f);
    }
    expect(values).toEqual([81, 108, 108, 72, 24, 0]);
  });

  test('the fourth derivative of sin is sin', () => {
    const fourth = grad(grad(grad(grad((x: Value) => sin(x)))));
    for (const x of [-2, 0, 0.3, 5]) expect(at(fourth, x)).toBeCloseTo(Math.sin(x), 14);
  });

  test('the gradient of a gradient of random programs agrees with differences', () => {
    const loss = programs.map((program) => ({
      args: program.args,
      f: ([a, b]: readonly Value[]) => sum(functionOf(program)(a, b)),
    }));
    fc.assert(
      fc.property(loss, ({ f, args }) => {
        checkGradients((a: Value, b: Value) => grad(f)([a, b]), args);
      }),
      runs(0.2),
    );
  });
});

describe('captured values', () => {
  test('d/dx [x d/dy (x y)] = 2x: the inner derivative does not touch x', () => {
    const f: Scalar = (x) => mul(x, grad((y: Value) => mul(x, y))(tensor(7, 'f64')));
    expect([at(f, 3), at(grad(f), 3), at(grad(grad(f)), 3)]).toEqual([9, 6, 2]);
  });

  test('d/dx [x d/dy (x + y)] = 1: no confusion of perturbations (Siskind and Pearlmutter 2005)', () => {
    const f: Scalar = (x) => mul(x, grad((y: Value) => add(x, y))(tensor(1, 'f64')));
    expect(at(grad(f), 1)).toBe(1);
  });

  test('the inner derivative at the outer value itself: d/dx [d/dy (x y^2) at y = x] = 4x', () => {
    const f: Scalar = (x) => grad((y: Value) => mul(x, mul(y, y)))(x);
    expect(at(grad(f), 3)).toBe(12);
  });

  test('an inner function that ignores its argument has derivative 0, and the outer one stays right', () => {
    const f: Scalar = (x) => add(mul(x, x), grad((_: Value) => sin(x))(x));
    expect([at(f, 3), at(grad(f), 3)]).toEqual([9, 6]);
  });

  test('three levels: d/dx d/dy d/dz (x y z + x^2 y^2 z^2) at (x, x, x) agrees with the formula', () => {
    const product = (x: Value, y: Value, z: Value): Value => mul(mul(x, y), z);
    const f = (x: Value, y: Value, z: Value): Value => {
      const p = product(x, y, z);
      return add(p, mul(p, p));
    };
    const dz = (x: Value, y: Value, z: Value): Value => grad((v: Value) => f(x, y, v))(z);
    const dydz = (x: Value, y: Value, z: Value): Value => grad((v: Value) => dz(x, v, z))(y);
    const dxdydz = (x: Value): Value => grad((v: Value) => dydz(v, x, x))(x);
    // d^3/dxdydz [xyz + (xyz)^2] = 1 + 8xyz.
    expect(at(dxdydz, 2)).toBe(65);
  });

  test('a gradient step inside a loss differentiates through the step', () => {
    // L(w - r L'(w)) with L = w^2 / 2: (1 - r)^2 w^2 / 2, so dL/dr = -(1 - r) w^2.
    const loss: Scalar = (w) => mul(mul(w, w), 0.5);
    const w = tensor(3, 'f64');
    const after: Scalar = (rate) => loss(sub(w, mul(rate, grad(loss)(w))));
    expect(at(grad(after), 0.25)).toBeCloseTo(-0.75 * 9, 14);
  });

  test('captured values inside a scan inside a gradient', () => {
    const f: Scalar = (x) =>
      scan((c: Value) => [mul(c, x), c] as const, ones([], 'f64') as Value, {}, { length: 5 })[0];
    expect([at(f, 2), at(grad(f), 2), at(grad(grad(f)), 2)]).toEqual([32, 80, 160]);
  });

  test('a gradient taken inside a scan step', () => {
    // Newton's iteration for sin x = 0 from 3 ends at pi.
    const newton = (x: Value): [Value, Value] => [sub(x, div(sin(x), grad((v: Value) => sin(v))(x))), x];
    const [root] = scan(newton, tensor(3, 'f64') as Value, {}, { length: 5 });
    expect(item(root as Tensor)).toBeCloseTo(Math.PI, 14);
  });
});

describe('jacobian', () => {
  test('of a linear map is its matrix', () => {
    const a = tensor(
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      'f64',
    );
    const f = (x: Value): Value => reshape(matmul(a, reshape(x, [3, 1])), [2]);
    expect(jacobian(f)(tensor([7, 8, 9], 'f64'))).toEqual(a);
  });

  test('of an elementwise function is diagonal, in the shape [...y, ...x]', () => {
    const j = jacobian((x: Value) => mul(x, x))(tensor([[1, 2]], 'f64')) as Tensor;
    expect(j.shape).toEqual([1, 2, 1, 2]);
    expect(Array.from(j.data)).toEqual([2, 0, 0, 4]);
  });

  test('keeps the form of a tree and takes the argument that is asked for', () => {
    const f = (s: Value, { a, b }: { a: Value; b: Value }): Value => mul(s, add(mul(a, a), b));
    const j = jacobian(f as (...args: never[]) => Value as typeof f, { wrt: 1 }) as unknown as (
      s: Value,
      p: { a: Value; b: Value },
    ) => { a: Tensor; b: Tensor };
    const { a, b } = j(tensor(2, 'f64'), { a: tensor([1, 3], 'f64'), b: tensor(5, 'f64') });
    expect([a, b]).toEqual([
      tensor(
        [
          [4, 0],
          [0, 12],
        ],
        'f64',
      ),
      tensor([2, 2], 'f64'),
    ]);
  });

  test('of a gradient is the Hessian: for x^T A x it is A + A^T', () => {
    const cases = fc.integer({ min: 1, max: 4 }).chain((n) => fc.tuple(normals([n, n]), normals([n])));
    fc.assert(
      fc.property(cases, ([a, x]) => {
        const n = x.shape[0];
        const form = (v: Value): Value => sum(matmul(reshape(v, [1, n]), matmul(a, reshape(v, [n, 1]))));
        const hessian = jacobian(grad(form))(x) as Tensor;
        const symmetric = Float64Array.from(a.data, (v, i) => v + a.data[(i % n) * n + Math.floor(i / n)]);
        assertClose(hessian, { ...a, data: symmetric }, tolerances.f64);
      }),
    );
  });

  test('Hessians of random programs are symmetric', () => {
    fc.assert(
      fc.property(programs, (program) => {
        const f = functionOf(program);
        const hessian = jacobian(grad((x: Value) => sum(f(x, program.args[1]))))(program.args[0]) as Tensor;
        const n = program.args[0].data.length;
        const transposed = Float64Array.from(
          hessian.data,
          (_, i) => hessian.data[(i % n) * n + Math.floor(i / n)],
        );
        assertClose(hessian, { ...hessian, data: transposed }, tolerances.f64);
      }),
      runs(0.3),
    );
  });
});

describe('trees', () => {
  const weights = { layers: [tensor([1, 2], 'f64'), tensor([3], 'f64')], gain: tensor(2, 'f64') };
  type W = { layers: Value[]; gain: Value };
  const f = ({ layers, gain }: W): { y: Value; z: Value[] } => ({
    y: mul(gain, sum(layers[0])),
    z: [mul(layers[1], layers[1])],
  });

  test('vjp takes and returns the form of its argument', () => {
    const [value, pullback] = vjp(f, [weights as W]);
    expect(value).toEqual({ y: tensor(6, 'f64'), z: [tensor([9], 'f64')] });
    expect(pullback({ y: tensor(1, 'f64'), z: [tensor([10], 'f64')] })).toEqual({
      layers: [tensor([2, 2], 'f64'), tensor([60], 'f64')],
      gain: tensor(3, 'f64'),
    });
  });

  test('valueAndGrad gives both, and wrt picks the argument', () => {
    const loss = (x: Value, { gain }: { gain: Value }): Value => sum(mul(cos(x), gain));
    const x = tensor([0, 1], 'f64');
    const [value, g] = valueAndGrad(loss)(x, weights);
    expect(item(value as Tensor)).toBeCloseTo(2 + 2 * Math.cos(1), 14);
    assertCloseTrees(g, tensor([0, -2 * Math.sin(1)], 'f64'), tolerances.f64);
    const swapped = (p: { gain: Value }, v: Value): Value => loss(v, p);
    expect(grad(swapped, { wrt: 1 })({ gain: weights.gain }, x)).toEqual(g);
  });

  test('objects without a prototype are plain objects too: a decoded npz is one', () => {
    const params: { w: Value } = Object.assign(Object.create(null), { w: tensor([1, 2]) });
    expect((grad(({ w }: { w: Value }) => sum(mul(w, w)))(params).w as Tensor).data).toEqual(
      Float32Array.of(2, 4),
    );
  });

  test('i32 leaves of other arguments pass through', () => {
    const loss = (x: Value, _n: Value): Value => sum(tanh(x));
    expect((grad(loss)(tensor([1]), tensor(3, 'i32')) as Tensor).shape).toEqual([1]);
  });
});
