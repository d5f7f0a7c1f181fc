/** Compiled functions and steps as callers see them: state, copies, refusals, costs. @module */

import { describe, expect, test } from 'vitest';
import { add, cast, exp, mul, sub, tanh } from '../../src/autograd/ops/elementwise.ts';
import { broadcastTo, sum } from '../../src/autograd/ops/layout.ts';
import { matmul } from '../../src/autograd/ops/matmul.ts';
import { interpret } from '../../src/autograd/program.ts';
import type { Value } from '../../src/autograd/tape.ts';
import {
  compile,
  compileStep,
  type Inspection,
  interpretStep,
  relaxedSupported,
  type Stepper,
} from '../../src/compile/index.ts';
import { key, normal } from '../../src/tensor/random.ts';
import { ShapeError } from '../../src/tensor/shape.ts';
import { fromArray, full, item, type Tensor, tensor, zeros } from '../../src/tensor/tensor.ts';
import { assertClose, tolerances } from '../support/close.ts';

type State = { w: Value; count: Value };

/** A step with a float and an integer state: w' = tanh(w u) + count, count' = count + 1; gives the sum of w'. */
const step = ({ w, count }: State, u: Value): [State, Value] => {
  const next = add(tanh(mul(w, u)), cast(count, 'f32'));
  return [{ w: next, count: add(count, 1) }, sum(next)];
};
const start = (): { w: Tensor; count: Tensor } => ({ w: tensor([0.5, -1, 2]), count: tensor(0, 'i32') });
const u = tensor([1, 0.25, -0.5]);

const makers: [string, (s: State) => Stepper<State, [Value], Value>][] = [
  ['compiled', (s) => compileStep(step, s, [u as Value])],
  ['interpreted', (s) => interpretStep(step, s, [u as Value])],
];

describe.each(makers)('a step, %s', (_, make) => {
  test('keeps its state from run to run', () => {
    const stepper = make(start());
    let state: State = start();
    for (let i = 0; i < 5; i++) {
      const [next, want] = step(state, u);
      assertClose(stepper.run(u) as Tensor, want as Tensor, tolerances.f32);
      state = next;
    }
    const { w, count } = stepper.read();
    assertClose(w as Tensor, state.w as Tensor, tolerances.f32);
    expect((count as Tensor).data).toEqual(Int32Array.of(5));
  });

  test('does not touch the arrays that it starts from, nor hold on to them', () => {
    const first = start();
    const stepper = make(first);
    stepper.run(u);
    expect(first).toEqual(start());
    const again = make(first);
    (first.w as Tensor).data.fill(9);
    expect([...(again.read().w as Tensor).data]).toEqual([0.5, -1, 2]);
  });

  test('gives copies of its state and results', () => {
    const stepper = make(start());
    const result = stepper.run(u) as Tensor;
    const value = item(result);
    const { w } = stepper.read() as { w: Tensor };
    const before = [...w.data];
    w.data.fill(NaN);
    expect([...(stepper.read().w as Tensor).data]).toEqual(before);
    stepper.run(u);
    expect(item(result)).toBe(value);
  });

  test('may swap its states, pass them through, and give them as results', () => {
    type Pair = { a: Value; b: Value; c: Value };
    const swap = ({ a, b, c }: Pair, x: Value): [Pair, Value[]] => [{ a: b, b: a, c }, [a, c, x]];
    const [a, b, c] = [tensor([1]), tensor([2]), tensor([3])];
    const maker = make === makers[0][1] ? compileStep : interpretStep;
    const stepper = maker(swap, { a, b, c } as Pair, [u as Value]);
    expect(stepper.run(u)).toEqual([a, c, u]);
    expect(stepper.read()).toEqual({ a: b, b: a, c });
    expect(stepper.run(u)).toEqual([b, c, u]);
    expect(stepper.read()).toEqual({ a, b, c });
  });

  test('refuses a next state that lacks a member', () => {
    const fewer = ({ w }: State): [State, Value] => [{ w } as State, sum(w)];
    const maker = make === makers[0][1] ? compileStep : interpretStep;
    expect(() => maker(fewer, start() as State, []).run()).toThrow('count');
  });

  test('finds the members of the next state by name, in whatever order they are returned', () => {
    type Pair = { a: Value; b: Value };
    const reordered = ({ a, b }: Pair): [Pair, Value] => [{ b, a }, sum(a)];
    const maker = make === makers[0][1] ? compileStep : interpretStep;
    const stepper = maker(reordered, { a: tensor(1), b: tensor(2) } as Pair, []);
    stepper.run();
    expect(stepper.read()).toEqual({ a: tensor(1), b: tensor(2) });
    expect(item(stepper.run() as Tensor)).toBe(1);
  });
});

describe('a compiled function', () => {
  const product = (a: Value, b: Value): Value => tanh(matmul(a, b));
  const [a, b] = [normal(key(1), [5, 7]), normal(key(2), [7, 3])];

  test('gives the same result each time, in arrays of its own', () => {
    const f = compile(product, [a as Value, b as Value]);
    const [first, second] = [f(a, b) as Tensor, f(a, b) as Tensor];
    expect(second).toEqual(first);
    const kept = first.data.slice();
    f(b.data.length === 21 ? zeros([5, 7]) : a, b);
    expect(first.data).toEqual(kept);
    expect(f(a, b)).toEqual(second);
  });

  test('does not interfere with others', () => {
    const programs = [1, 2, 3].map((scale) => compile((x: Value) => mul(tanh(x), scale), [u as Value]));
    const alone = programs.map((f) => f(u));
    const [f, g, h] = programs;
    expect([h(u), f(u), g(u), h(u)]).toEqual([alone[2], alone[0], alone[1], alone[2]]);
  });

  test('takes and gives trees, constants and arguments themselves', () => {
    const f = compile(
      (x: { a: Value; list: Value[] }) => ({ sum: add(x.a, x.list[0]), same: x.a, one: [tensor(1)] }),
      [{ a: u as Value, list: [u as Value] }],
    );
    expect(f({ a: u, list: [u] })).toEqual({ sum: add(u, u), same: u, one: [tensor(1)] });
    expect(compile(() => tensor([7]) as Value, [])()).toEqual(tensor([7]));
  });

  test('finds the members of trees by name, in whatever order they are given', () => {
    const f = compile((p: { a: Value; b: Value }) => sub(p.a, p.b), [{ a: u as Value, b: u as Value }]);
    const [p, q] = [tensor([3, 3, 3]), tensor([1, 1, 1])];
    expect(f({ b: q, a: p })).toEqual(tensor([2, 2, 2]));
  });

  test('multiplies and adds in one rounding where the engine can, close to the strict result', () => {
    const strict = compile(product, [a as Value, b as Value])(a, b) as Tensor;
    const fused = compile(product, [a as Value, b as Value], { fma: true })(a, b) as Tensor;
    assertClose(fused, strict, tolerances.f32);
    if (!relaxedSupported()) expect(fused).toEqual(strict);
  });
});

describe('refusals', () => {
  const f = compile((x: Value, k: Value) => mul(x, cast(k, 'f32')), [u as Value, tensor(2, 'i32') as Value]);
  const two = tensor(2, 'i32');

  test.each<[string, () => unknown, string]>([
    [
      'another shape',
      () => f(tensor([1, 2]), two),
      'compiled function: expected f32 [3] at argument [0], got f32 [2] - compile it again for other shapes',
    ],
    [
      'another dtype',
      () => f(u, tensor(2)),
      'compiled function: expected i32 [] at argument [1], got f32 []',
    ],
    ['a missing argument', () => (f as unknown as (x: Value) => Value)(u), 'compiled function: expected'],
    [
      'an argument too many',
      () => (f as unknown as (...x: Value[]) => Value)(u, two, two),
      'compiled function: expected',
    ],
    [
      'inputs of a step',
      () => compileStep(step, start() as State, [u as Value]).run(zeros([4])),
      'run: expected f32 [3] at argument [0], got f32 [4]',
    ],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(message);
  });

  test('a wrong shape is a ShapeError', () => {
    expect(() => f(tensor([1, 2]), two)).toThrow(ShapeError);
  });

  test.each<[string, () => unknown, new (...args: never[]) => Error, string]>([
    [
      'f64',
      () => compile((x: Value) => mul(x, 2), [zeros([2, 3], 'f64') as Value]),
      TypeError,
      'compile: expected f32 and i32 arrays, got f64 [2, 3] - plain loops run f64',
    ],
    [
      'f64 on the way',
      () => compile((x: Value) => cast(mul(cast(x, 'f64'), 2), 'f32'), [u as Value]),
      TypeError,
      'f32',
    ],
    [
      'no elements',
      () => compile((x: Value) => mul(x, 2), [zeros([0, 3]) as Value]),
      RangeError,
      'compile: expected arrays with elements, got shape [0, 3]',
    ],
    [
      'unknown options',
      () => compile((x: Value) => x, [u as Value], { fast: true } as object),
      TypeError,
      "compile: expected known options, got 'fast'",
    ],
    [
      'more than 4 GiB',
      () =>
        compile(
          (x: Value) => sum(matmul(exp(broadcastTo(x, [40_000, 40_000])), broadcastTo(x, [40_000, 1]))),
          [tensor(1) as Value],
        ),
      RangeError,
      'compile: expected a program of at most 4 GiB, got 6.0 GiB',
    ],
  ])('%s', (_, call, kind, message) => {
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
  });
});

/** The costs of a compiled function; the platform that runs these tests has SIMD. */
const costOf = ({ inspect }: { inspect(): Inspection | null }): Inspection => inspect() as Inspection;

describe('inspection', () => {
  test('has kernels in order, whose operations and bytes add up', () => {
    const [m, k, n] = [5, 7, 3];
    const f = compile(
      (a: Value, b: Value) => tanh(matmul(a, b)),
      [zeros([m, k]) as Value, zeros([k, n]) as Value],
    );
    const inspection = costOf(f);
    const products = inspection.kernels.filter(({ name }) => name.startsWith('matmul'));
    expect(products).toMatchObject([{ calls: 1, flops: 2 * m * k * n, bytes: 4 * (m * 8 + k * 4 + m * 4) }]);
    expect(inspection.flops).toBe(inspection.kernels.reduce((total, { flops }) => total + flops, 0));
    expect(inspection.kernels.at(-1)?.name).toContain('tanh');
    expect(inspection.moduleBytes).toBeGreaterThan(100);
  });

  test('has a memory plan with every buffer inside of it', () => {
    const f = compile((a: Value) => tanh(matmul(a, exp(a))), [zeros([9, 9]) as Value]);
    const { buffers, memoryBytes, lastingBytes } = costOf(f);
    expect(buffers.some(({ name }) => name === 'input 0 [9, 9]')).toBe(true);
    expect(buffers.some(({ name }) => name === 'output 0 [9, 9]')).toBe(true);
    for (const { start, bytes } of buffers) expect(start + bytes).toBeLessThanOrEqual(memoryBytes);
    expect(lastingBytes).toBeLessThan(memoryBytes);
  });

  test('is a table with a line per kernel and the sizes', () => {
    const f = compile((a: Value) => matmul(a, a), [zeros([8, 8]) as Value]);
    const lines = String(f.inspect()).split('\n');
    expect(lines[0].trim().split(/\s+/)).toEqual(['calls', 'operations', 'bytes', 'kernel']);
    expect(lines[1].trim()).toMatch(/^1\s+1,024\s+768\s+matmul /);
    expect(lines.at(-1)).toMatch(/^memory \d+ bytes \(\d+ lasting\), module \d+ bytes, 1024 operations$/);
    expect(lines.length).toBe(costOf(f).kernels.length + 2);
  });

  test('is null for interpreted steps', () => {
    expect(interpretStep(step, start() as State, [u as Value]).inspect()).toBeNull();
  });
});

test('constants are part of the program: changing them later changes nothing', () => {
  const constant = fromArray(Float32Array.of(1, 2, 3), [3]);
  const f = compile((x: Value) => add(x, constant), [u as Value]);
  const before = f(u);
  constant.data.fill(0);
  expect(f(u)).toEqual(before);
  const even = compile((x: Value) => add(x, full([3], 2)), [u as Value]);
  expect(even(u)).toEqual(interpret((x: Value) => add(x, full([3], 2)), [u as Value])(u));
});

test('i32 products wrap around as 32-bit integers do, compiled and interpreted alike', () => {
  const x = tensor([2 ** 30 + 3, -7, 65537], 'i32');
  const squares = [Math.imul(2 ** 30 + 3, 2 ** 30 + 3), 49, Math.imul(65537, 65537)];
  expect(Array.from(mul(x, x).data)).toEqual(squares);
  expect(Array.from((compile((a: Value) => mul(a, a), [x as Value])(x) as Tensor).data)).toEqual(squares);
});
