/** Laws of differentiation that hold for any function, on random programs; and the cost of a tape, in nodes. @module */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkGradients } from '../../src/autograd/check-gradients.ts';
import { linearize, type Pair } from '../../src/autograd/linearize.ts';
import { add, exp, maximum, mul, sin, sub, tanh } from '../../src/autograd/ops/elementwise.ts';
import { broadcastTo, sum, sumTo } from '../../src/autograd/ops/layout.ts';
import { matmul } from '../../src/autograd/ops/matmul.ts';
import { replay } from '../../src/autograd/replay.ts';
import type { Value } from '../../src/autograd/tape.ts';
import { grad, trace, vjp } from '../../src/autograd/transforms.ts';
import { broadcastShapes } from '../../src/tensor/shape.ts';
import { type Tensor, tensor, zeros } from '../../src/tensor/tensor.ts';
import { normals, shapePairs } from '../support/arbitraries.ts';
import { assertClose, assertCloseTrees, tolerances } from '../support/close.ts';
import { functionOf, type Program, programs, runSteps, steps } from '../support/programs.ts';
import { runs } from '../support/runs.ts';

/** The function of a program as one of a pair, and its vjp at the program's arguments. */
function pulled(program: Program): [Tensor, (yBar: Value) => readonly Value[]] {
  const f = functionOf(program);
  return vjp(([a, b]: readonly Value[]) => f(a, b), [program.args]) as [Tensor, (yBar: Value) => Value[]];
}

const withCotangents = programs.chain((program) =>
  fc.tuple(fc.constant(program), normals(program.shape), normals(program.shape)),
);

describe('laws', () => {
  test('derivatives of random programs agree with differences', () => {
    fc.assert(
      fc.property(programs, (program) => checkGradients(functionOf(program), program.args)),
      runs(0.3),
    );
  });

  test('the value is that of the plain function', () => {
    fc.assert(
      fc.property(programs, (program) => {
        assertClose(pulled(program)[0], functionOf(program)(...program.args) as Tensor, tolerances.exact);
      }),
    );
  });

  test('the pullback is linear in yBar', () => {
    fc.assert(
      fc.property(withCotangents, ([program, u, v]) => {
        const [, pullback] = pulled(program);
        const [pu, pv] = [pullback(u), pullback(v)];
        const combined = pu.map((bar, i) => sub(mul(bar, 2), mul(pv[i], 3)));
        assertCloseTrees(pullback(sub(mul(u, 2), mul(v, 3))), combined, tolerances.f64);
      }),
    );
  });

  test('the cotangent of a sum of functions is the sum of their cotangents', () => {
    fc.assert(
      fc.property(withCotangents, steps, ([program, yBar], more) => {
        const other = { ...program, steps: more };
        const both = ([a, b]: readonly Value[]): Value =>
          add(functionOf(program)(a, b), functionOf(other)(a, b));
        const [, pullback] = vjp(both, [program.args]);
        const [p, q] = [pulled(program)[1](yBar), pulled(other)[1](yBar)];
        assertCloseTrees(
          pullback(yBar),
          p.map((bar, i) => add(bar, q[i])),
          tolerances.f64,
        );
      }),
    );
  });

  test('the pullback of a composition is the composition of pullbacks', () => {
    fc.assert(
      fc.property(withCotangents, steps, ([program, yBar], more) => {
        const outer = (y: Value): Value => runSteps(more, [y, y], program.shape);
        const inner = functionOf(program);
        const [, whole] = vjp(([a, b]: readonly Value[]) => outer(inner(a, b)), [program.args]);
        const [y, first] = pulled(program);
        const [, second] = vjp(outer, [y as Value]);
        assertCloseTrees(whole(yBar), first(second(yBar)), tolerances.f64);
      }),
    );
  });

  test('an argument used twice gets the sum of both cotangents', () => {
    fc.assert(
      fc.property(withCotangents, ([program, yBar]) => {
        const x = program.args[0];
        const [, twice] = vjp((v: Value) => functionOf(program)(v, v), [x as Value]);
        const [a, b] = pulled({ ...program, args: [x, x] })[1](yBar);
        assertCloseTrees(twice(yBar), add(a, b), tolerances.f64);
      }),
    );
    expect(grad((x: Value) => sum(mul(x, x)))(tensor([1, -2, 3]))).toEqual(tensor([2, -4, 6]));
  });

  test('an argument that is not used has a gradient of zeros of its own shape and dtype', () => {
    const unused = { a: zeros([2, 3]), b: [zeros([], 'f64'), zeros([0, 2])] };
    expect(grad((_: typeof unused) => tensor(1) as Value)(unused)).toEqual(unused);
    expect(grad(({ a }: typeof unused) => sum(a) as Value)(unused)).toEqual({
      ...unused,
      a: tensor([
        [1, 1, 1],
        [1, 1, 1],
      ]),
    });
  });

  test('broadcasting is undone by summing the gradients of explicitly stretched operands', () => {
    const cases = shapePairs.chain(([a, b]) =>
      fc.tuple(normals(a), normals(b), normals(broadcastShapes('test', a, b))),
    );
    fc.assert(
      fc.property(cases, fc.constantFrom(add, sub, mul, maximum), ([a, b, yBar], op) => {
        const f = ([p, q]: readonly Value[]): Value => (op as (p: Value, q: Value) => Value)(p, q);
        const shortened = vjp(f, [[a, b]])[1](yBar);
        const full = [a, b].map((x) => broadcastTo(x, yBar.shape));
        const stretched = vjp(f, [full])[1](yBar);
        assertCloseTrees(
          shortened,
          [sumTo(stretched[0], a.shape), sumTo(stretched[1], b.shape)],
          tolerances.f64,
        );
      }),
    );
  });
});

describe('replay', () => {
  test('a recorded tape computes the function at other arguments', () => {
    fc.assert(
      fc.property(programs, (program) => {
        const f = functionOf(program);
        const { tape } = trace('f', f, program.args);
        const others = program.args.map((x) => ({ ...x, data: x.data.map((v) => 1 - v) })) as [
          Tensor,
          Tensor,
        ];
        assertClose(replay(tape, others)[0] as Tensor, f(...others) as Tensor, tolerances.exact);
      }),
    );
  });

  test('refuses arguments of another type and says what to do', () => {
    const { tape } = trace('f', (x: Value) => exp(x), [zeros([2])]);
    expect(() => replay(tape, [zeros([3])])).toThrow(
      'f: expected f32 [2] for array 0, got f32 [3] - record it again for other shapes',
    );
    expect(() => replay(tape, [zeros([2], 'f64')])).toThrow('f: expected f32 [2] for array 0, got f64 [2]');
    expect(() => replay(tape, [])).toThrow('f: expected 1 arrays, got 0');
  });
});

describe('cost', () => {
  const x = tensor([0.5, -1], 'f64');

  /** Records f and differentiates it by its first argument. */
  function pairOf(f: (...args: Value[]) => Value, ...args: Tensor[]): Pair {
    const { tape } = trace('f', f, args);
    return linearize(
      tape,
      args.map((_, i) => i === 0),
      [true],
    );
  }
  const names = ({ nodes }: Pair['forward']): string[] => nodes.map(({ op }) => op.name);
  const cost = ({ forward, adjoint }: Pair): number => forward.nodes.length + adjoint.nodes.length;

  const chain =
    (n: number, step: (v: Value) => Value) =>
    (v: Value): Value => {
      let y = v;
      for (let i = 0; i < n; i++) y = step(y);
      return y;
    };

  test.each([
    ['sin x', (v: Value) => sin(v)],
    ['x x', (v: Value) => mul(v, v)],
    ['x + tanh x', (v: Value) => add(v, tanh(v))],
  ])('twice the steps cost at most twice the nodes: %s', (_, step) => {
    for (const n of [1, 8, 64]) {
      const [short, long] = [n, 2 * n].map((steps) => cost(pairOf(chain(steps, step), x)));
      expect(long).toBeGreaterThan(short);
      expect(long).toBeLessThanOrEqual(2 * short + 2);
    }
  });

  test('a chain of 4000 operations needs no stack', () => {
    const g = grad((v: Value) => sum(chain(4000, (y) => mul(y, 1.0001))(v)))(x) as Tensor;
    expect(g.data[0]).toBeCloseTo(1.0001 ** 4000, 10);
  });

  test('what does not depend on the argument is not differentiated, nor what the loss does not use', () => {
    const lean = pairOf((a, b) => mul(a, b), x, x);
    const heavy = pairOf(
      (a, b) => {
        exp(chain(10, sin)(a));
        return mul(a, chain(10, tanh)(b));
      },
      x,
      x,
    );
    expect(names(heavy.adjoint)).toEqual(names(lean.adjoint));
    expect(names(heavy.forward)).toEqual([...new Array(10).fill('tanh'), 'mul']);
  });

  test('an adjoint has just the operations of the formula', () => {
    expect(names(pairOf((v) => exp(v), x).adjoint)).toEqual(['mul']);
    expect(names(pairOf((v) => tanh(v), x).adjoint)).toEqual(['mul', 'sub', 'mul']);
    expect(names(pairOf((v) => sum(v), x).adjoint)).toEqual(['reshape', 'broadcastTo']);
    const [a, b] = [zeros([2, 3]), zeros([3, 4])];
    expect(names(pairOf((p, q) => matmul(p, q), a, b).adjoint)).toEqual(['matmul']);
  });

  test('only values that the adjoint needs are kept: the output of tanh, nothing of a sum', () => {
    const kept = (f: (v: Value) => Value): number => pairOf(f, x).adjoint.captures.length;
    expect([kept(tanh), kept((v) => sum(v)), kept((v) => mul(v, 3)), kept((v) => exp(tanh(v)))]).toEqual([
      1, 0, 0, 2,
    ]);
  });
});
