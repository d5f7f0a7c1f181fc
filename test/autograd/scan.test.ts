/** A scan is the loop that it stands for, in value, in first and in second derivatives. @module */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkGradients } from '../../src/autograd/check-gradients.ts';
import { linearize } from '../../src/autograd/linearize.ts';
import { add, mul, neg, sin, stopGradient, sub, tanh } from '../../src/autograd/ops/elementwise.ts';
import { sum } from '../../src/autograd/ops/layout.ts';
import { matmul } from '../../src/autograd/ops/matmul.ts';
import { scan } from '../../src/autograd/scan.ts';
import type { Value } from '../../src/autograd/tape.ts';
import { grad, jacobian, trace, valueAndGrad } from '../../src/autograd/transforms.ts';
import { key, normal } from '../../src/tensor/random.ts';
import { item, ones, type Tensor, tensor, zeros } from '../../src/tensor/tensor.ts';
import { assertClose, assertCloseTrees, tolerances } from '../support/close.ts';
import { runs } from '../support/runs.ts';
import { type Arguments, type Body, bodies, lossOf, scanned, stepOf, unrolled } from './random-steps.ts';

/** Compares the gradients of two functions of the arguments of a body. */
function compareGradients(f: (a: Arguments) => Value, g: (a: Arguments) => Value, at: Arguments): void {
  assertCloseTrees(valueAndGrad(f)(at), valueAndGrad(g)(at), tolerances.f64);
}

describe('scan of random bodies', () => {
  test('has the values of the loop', () => {
    fc.assert(
      fc.property(bodies, ([body, at]) => {
        assertCloseTrees(scanned(body, at), unrolled(body, at), tolerances.exact);
      }),
    );
  });

  test('has the gradients of the loop', () => {
    fc.assert(
      fc.property(bodies, ([body, at]) => {
        compareGradients(
          (a) => lossOf(body, scanned(body, a)),
          (a) => lossOf(body, unrolled(body, a)),
          at,
        );
      }),
      runs(0.6),
    );
  });

  test('has gradients that agree with differences', () => {
    fc.assert(
      fc.property(bodies, ([body, at]) => {
        checkGradients((a: Arguments) => lossOf(body, scanned(body, a)), [at], { maxEntries: 12 });
      }),
      runs(0.15),
    );
  });

  test('has the second derivatives of the loop', () => {
    fc.assert(
      fc.property(bodies, ([body, at]) => {
        /** The size of the gradient: a scalar whose gradient holds second derivatives. */
        const size =
          (results: (a: Arguments) => ReturnType<typeof scanned>) =>
          (a: Arguments): Value => {
            const bars = grad((inner: Arguments) => lossOf(body, results(inner)))(a);
            return Object.values(bars).reduce<Value>(
              (total, bar) => add(total, sum(mul(bar, bar))),
              tensor(0, 'f64'),
            );
          };
        compareGradients(
          size((a) => scanned(body, a)),
          size((a) => unrolled(body, a)),
          at,
        );
      }),
      runs(0.15),
    );
  });

  const fixed: Body = {
    batch: 2,
    n: 2,
    length: 3,
    reverse: false,
    h: [0, 1, 4],
    c: [2],
    y: [3],
    z: [],
    uses: [true, true, true, true],
  };
  const at: Record<keyof Arguments, Tensor> = {
    h: normal(key(1), [2, 2], 'f64'),
    c: normal(key(2), [2, 2], 'f64'),
    u: normal(key(3), [3, 2, 2], 'f64'),
    v: normal(key(4), [3, 2], 'f64'),
    w: normal(key(5), [2, 2], 'f64'),
    b: normal(key(6), [2], 'f64'),
  };

  test('control: a recurrence that is dropped from the gradient is caught', () => {
    const cut = (a: Arguments) => {
      const step = stepOf(fixed, a);
      return unrolled(fixed, a, (s, x, t) => step({ ...s, h: stopGradient(s.h) }, x, t));
    };
    const loss = (a: Arguments): Value => lossOf(fixed, scanned(fixed, a));
    compareGradients(loss, (a) => lossOf(fixed, unrolled(fixed, a)), at);
    expect(() => compareGradients(loss, (a) => lossOf(fixed, cut(a)), at)).toThrow(/expected .* got .* at /);
  });

  test('control: a step too few, or the other direction, is caught', () => {
    const other = (change: Partial<Body>) => () => {
      assertCloseTrees(scanned(fixed, at)[0], unrolled({ ...fixed, ...change }, at)[0], tolerances.f64);
    };
    other({})();
    expect(other({ length: 2 })).toThrow();
    expect(other({ reverse: true })).toThrow();
  });
});

describe('closed forms', () => {
  test('x <- a x + u: x_T = sum_t a^(T-1-t) u_t, dx_T/da = sum_t (T-1-t) a^(T-2-t) u_t, dx_T/du_t = a^(T-1-t)', () => {
    const u = [1, -2, 3, 0.5];
    const last = (a: Value, us: Value): Value =>
      scan((x: Value, ut: Value) => [add(mul(a, x), ut), x] as const, zeros([], 'f64') as Value, us)[0];
    const at = tensor(0.5, 'f64');
    const us = tensor(u, 'f64');
    expect(item(last(at, us) as Tensor)).toBe(0.125 - 0.5 + 1.5 + 0.5);
    expect(item(grad(last)(at, us) as Tensor)).toBe(3 * 0.25 - 2 * 2 * 0.5 + 3);
    expect(grad(last, { wrt: 1 })(at, us)).toEqual(tensor([0.125, 0.25, 0.5, 1], 'f64'));
  });

  test('ys are stacked at t in both directions', () => {
    const xs = tensor([1, 2, 3], 'f64');
    const step = (c: Value, x: Value): [Value, Value] => [add(c, x), add(c, x)];
    const start = zeros([], 'f64') as Value;
    expect(scan(step, start, xs)).toEqual([tensor(6, 'f64'), tensor([1, 3, 6], 'f64')]);
    expect(scan(step, start, xs, { reverse: true })).toEqual([tensor(6, 'f64'), tensor([6, 5, 3], 'f64')]);
  });

  test('t counts in the direction of the scan', () => {
    const step = (_: Value, __: object, t: Value): [Value, Value] => [t, t];
    const start = tensor(-1, 'i32') as Value;
    expect(scan(step, start, {}, { length: 3 })).toEqual([tensor(2, 'i32'), tensor([0, 1, 2], 'i32')]);
    expect(scan(step, start, {}, { length: 3, reverse: true })).toEqual([
      tensor(0, 'i32'),
      tensor([0, 1, 2], 'i32'),
    ]);
  });

  test('no step returns the carry and empty stacks, and gradients pass straight through', () => {
    const f = (c: Value, xs: Value) => scan((h: Value, x: Value) => [tanh(h), mul(h, x)] as const, c, xs);
    const [c, xs] = [tensor([1, 2], 'f64'), zeros([0, 2], 'f64')];
    expect(f(c, xs)).toEqual([c, zeros([0, 2], 'f64')]);
    expect(grad((v: Value, us: Value) => sum(f(v, us)[0]))(c, xs)).toEqual(ones([2], 'f64'));
    expect(grad((v: Value, us: Value) => sum(f(v, us)[1]), { wrt: 1 })(c, xs)).toEqual(xs);
  });
});

describe('Hessians', () => {
  const w = tensor(
    [
      [0.5, -1],
      [0.75, 0.25],
    ],
    'f64',
  );
  const us = tensor([[[1, -0.5]], [[0.25, 2]]], 'f64');
  const start = tensor([[0.1, -0.3]], 'f64');
  const step =
    (weights: Value) =>
    (h: Value, u: Value): [Value, Value] => {
      const next = tanh(add(matmul(h, weights, { transB: true }), u));
      return [next, next];
    };
  const loss = (weights: Value): Value => {
    const [, ys] = scan(step(weights), start as Value, us as Value);
    return sum(mul(ys, sin(ys)));
  };

  test('of two steps agree with differences of the gradient', () => {
    checkGradients((v: Value) => grad(loss)(v), [w]);
  });

  test('of two steps are those of the loop', () => {
    const loop = (weights: Value): Value => {
      const rows = [0, 1].map((t) => tensor([Array.from(us.data.slice(2 * t, 2 * t + 2))], 'f64'));
      const [h1] = step(weights)(start, rows[0]);
      const [h2] = step(weights)(h1, rows[1]);
      return add(sum(mul(h1, sin(h1))), sum(mul(h2, sin(h2))));
    };
    assertClose(jacobian(grad(loss))(w) as Tensor, jacobian(grad(loop))(w) as Tensor, tolerances.f64);
  });

  test('of two steps agree with differences of differences, without any of our derivatives', () => {
    const h = 2 ** -12;
    const moved = (i: number, j: number, si: number, sj: number): number => {
      const data = Float64Array.from(w.data);
      data[i] += si * h;
      data[j] += sj * h;
      return item(loss({ ...w, data }) as Tensor);
    };
    const hessian = jacobian(grad(loss))(w) as Tensor;
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 4; j++) {
        const difference =
          (moved(i, j, 1, 1) - moved(i, j, 1, -1) - moved(i, j, -1, 1) + moved(i, j, -1, -1)) / (4 * h * h);
        // h^2 f''''/6 = 1e-8 f'''' and roundings of 4e-16 / (4 h^2) = 2e-9, for derivatives of order 10.
        expect(Math.abs(hessian.data[4 * i + j] - difference)).toBeLessThan(1e-6);
      }
    }
  });
});

describe('what a scan keeps for its adjoint', () => {
  /** The number of arrays that the recorded scan stacks beyond its own outputs. */
  function extraStacks(step: (h: Value, x: Value) => readonly [Value, Value]): number {
    const [h, xs] = [zeros([2], 'f64'), zeros([3, 2], 'f64')];
    const { tape } = trace('f', (c: Value, x: Value) => scan(step, c, x), [h, xs]);
    const { forward } = linearize(tape, [true, true], [true, true]);
    const node = forward.nodes.find(({ op }) => op.name === 'scan')!;
    return node.outputs.length - 2;
  }

  test.each<[string, number, (h: Value, x: Value) => readonly [Value, Value]]>([
    ['nothing of a linear step', 0, (h, x) => [add(mul(h, 0.5), x), neg(h)]],
    ['one array of tanh', 1, (h, x) => [tanh(add(h, x)), h]],
    ['the carry of h h', 1, (h, x) => [add(mul(h, h), x), h]],
    ['the carry of h x, as x is there already', 1, (h, x) => [mul(h, x), sub(h, x)]],
  ])('%s', (_, count, step) => {
    expect(extraStacks(step)).toBe(count);
  });

  test('the adjoint for a captured weight computes no cotangents of the inputs or of unused carries', () => {
    const [w, h, xs] = [zeros([2], 'f64'), zeros([2], 'f64'), zeros([3, 2], 'f64')];
    type Pairs = [Value, Value];
    const step =
      (weights: Value) =>
      ([a, b]: Pairs, x: Value): [Pairs, Value] => [[tanh(add(mul(a, weights), x)), mul(b, x)], a];
    const f = (weights: Value, a: Value, x: Value): Value => scan(step(weights), [a, a] as Pairs, x)[0][0];
    const { tape } = trace('f', f, [w, h, xs]);
    const outputsFor = (active: boolean[]): number => {
      const { adjoint } = linearize(tape, active, [true]);
      return adjoint.nodes.find(({ op }) => op.name === 'scan')!.outputs.length;
    };
    // The cotangents of a and of w; with all three arguments, also those of b and of the inputs.
    expect(outputsFor([true, false, false])).toBe(2);
    expect(outputsFor([true, true, true])).toBe(4);
  });
});
