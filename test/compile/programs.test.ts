/** Compiled programs against the interpreter, on random programs over every primitive and on their derivatives. @module */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { add, cast, maximum, minimum, mul, tanh } from '../../src/autograd/ops/elementwise.ts';
import { concat, max, reshape, slice, sum, transpose } from '../../src/autograd/ops/layout.ts';
import { matmul } from '../../src/autograd/ops/matmul.ts';
import { normal as draw, foldIn, oneHot, uniform } from '../../src/autograd/ops/random.ts';
import { interpret } from '../../src/autograd/program.ts';
import { scan } from '../../src/autograd/scan.ts';
import type { Value } from '../../src/autograd/tape.ts';
import { grad, trace } from '../../src/autograd/transforms.ts';
import { compile } from '../../src/compile/index.ts';
import { key, normal } from '../../src/tensor/random.ts';
import { type Tensor, tensor, zeros } from '../../src/tensor/tensor.ts';
import { runs } from '../support/runs.ts';
import {
  argumentsOf,
  exactReading,
  type Filling,
  fullReading,
  functionOf,
  type RandomProgram,
  type Reading,
  randomPrograms,
} from './random-programs.ts';
import { approximate, type Comparison, compare, exactly } from './rounding.ts';

type Fn = (args: readonly Value[]) => Value[];

/** Bits of an array, all NaN alike. */
const bitsOf = ({ data }: Tensor): string[] => Array.from(data, (x) => (Object.is(x, -0) ? '-0' : String(x)));

function assertSameBits(f: Fn, args: Tensor[]): void {
  const want = interpret(f, [args])(args) as Tensor[];
  const got = compile(f, [args])(args) as Tensor[];
  got.forEach((x, k) => {
    expect([k, x.dtype, x.shape]).toEqual([k, want[k].dtype, want[k].shape]);
    const [actual, expected] = [bitsOf(x), bitsOf(want[k])];
    if (actual.join() !== expected.join()) expect([k, actual]).toEqual([k, expected]);
  });
}

/** Compares a compiled function with its tape in f64; the interpreter in f32 has to keep the bounds as well. */
function assertWithin(
  f: Fn,
  args: Tensor[],
  run = compile<[readonly Value[]], Value[]>(f, [args]),
): Comparison {
  const { tape } = trace('program', f, [args]);
  const want = approximate(tape, args.map(exactly));
  compare(interpret(f, [args])(args) as Tensor[], want);
  return compare(run(args) as Tensor[], want);
}

/** The loss of a program: every float that it gives counts, each element with its own weight. */
const lossOf =
  (program: RandomProgram, reading: Reading) =>
  (floats: readonly Value[], others: readonly Value[]): Value => {
    const outputs = functionOf(
      program,
      reading,
    )([...floats, ...others]).filter(({ dtype }) => dtype === 'f32');
    return outputs.reduce<Value>((total, x, i) => add(total, sum(mul(x, 1 + (i % 3)))), tensor(0));
  };

/** The gradient of a loss by all floats, as a function of all arguments. */
const gradientOf =
  (program: RandomProgram, loss = lossOf(program, fullReading)): Fn =>
  (args) => {
    const count = args.findIndex(({ dtype }) => dtype === 'i32');
    return grad(loss)(args.slice(0, count), args.slice(count)) as Value[];
  };

/** The gradient of a sum over the gradient. */
function secondOf(program: RandomProgram): Fn {
  const first = lossOf(program, fullReading);
  return gradientOf(program, (floats, others) => {
    const bars = grad(first)(floats, others) as Value[];
    return bars.reduce<Value>((total, bar, i) => add(total, sum(mul(bar, 1 - (i % 2) / 2))), tensor(0));
  });
}

/** Runs a property over random programs; nearly all elements must have been comparable. */
function check(share: number, maxLength: number, filling: Filling, make: (p: RandomProgram) => Fn): void {
  const seen = { checked: 0, unknown: 0, worst: 0 };
  const property = fc.property(randomPrograms(maxLength), (program) => {
    const { checked, unknown, worst } = assertWithin(make(program), argumentsOf(program, filling));
    seen.checked += checked;
    seen.unknown += unknown;
    seen.worst = Math.max(seen.worst, worst);
  });
  fc.assert(property, runs(share));
  if (process.env.SHOW) console.log(expect.getState().currentTestName, JSON.stringify(seen));
  expect(seen.unknown).toBeLessThan(0.1 * (seen.checked + seen.unknown));
}

const values = (program: RandomProgram): Fn => functionOf(program, fullReading);

describe('random programs', () => {
  test('elementwise operations, moves, draws and loops of them give the bits of the interpreter, for any bits', () => {
    const property = fc.property(randomPrograms(24), (program) => {
      assertSameBits(functionOf(program, exactReading), argumentsOf(program, 'bits'));
    });
    fc.assert(property, runs(1.5));
  });

  test('values are within the bound of a running error analysis', () => check(1.5, 24, 'normal', values));
  test('values on whole numbers are exact where no operation rounds', () => check(1.5, 24, 'whole', values));
  test('gradients are within the bound', () => check(0.8, 14, 'normal', (p) => gradientOf(p)));
  test('gradients on whole numbers are exact where no operation rounds', () =>
    check(0.8, 14, 'whole', (p) => gradientOf(p)));
  test('gradients of gradients are within the bound', () => check(0.3, 8, 'normal', secondOf));
});

/** A recurrent cell with everything that a fault could be planted in. */
const cell =
  ({ transB = true, first = 0, late = 1, scale = 1 } = {}): Fn =>
  ([u, w, h0]) => {
    const step = (h: Value, x: Value, t: Value): [Value, Value] => {
      const drive = add(matmul(h, mul(w, scale), { transB }), add(x, mul(cast(t, 'f32'), late)));
      const next = tanh(drive);
      return [next, first === 0 ? next : h];
    };
    const [last, all] = scan(step, h0, u);
    return [last, all, reshape(sum(all, 0), [6])];
  };

describe('controls: the comparison sees', () => {
  const args = [normal(key(1), [5, 2, 3]), normal(key(2), [3, 3]), normal(key(3), [2, 3])];

  test('nothing, where there is no fault', () => {
    expect(assertWithin(cell(), args).unknown).toBe(0);
  });

  test.each([
    ['a weight read transposed', { transB: false }],
    ['a stack that is a step behind', { first: 1 }],
    ['a number that is off by 2^-15', { late: 1 + 2 ** -15 }],
    ['weights that are off by 2^-19', { scale: 1 + 2 ** -19 }],
  ])('%s', (_, fault) => {
    const wrong = compile<[readonly Value[]], Value[]>(cell(fault), [args]);
    expect(() => assertWithin(cell(), args, wrong)).toThrow(/output \d element \d+/);
  });

  test('one element that is off in a random program', () => {
    const property = fc.property(randomPrograms(12), (program) => {
      const f = values(program);
      const arrays = argumentsOf(program, 'whole');
      const run = compile<[readonly Value[]], Value[]>(f, [arrays]);
      const off: typeof run = Object.assign((a: readonly Value[]) => {
        const outputs = run(a) as Tensor[];
        const at = outputs.findIndex(({ dtype }) => dtype === 'f32');
        outputs[at].data[0] += Math.max(1, Math.abs(outputs[at].data[0])) / 1024;
        return outputs;
      }, run);
      const known = approximate(trace('f', f, [arrays]).tape, arrays.map(exactly));
      const first = known.find(({ value }) => value.dtype !== 'i32');
      fc.pre(first !== undefined && first.error.data[0] < 2 ** -12 && Number.isFinite(first.value.data[0]));
      expect(() => assertWithin(f, arrays, off)).toThrow('element 0');
    });
    fc.assert(property, runs(0.2));
  });
});

describe('programs that need care', () => {
  const x = tensor([
    [1, 2],
    [3, 4],
  ]);
  const same = (f: Fn, ...args: Tensor[]): void => assertSameBits(f, args);

  test('equal loops over other special numbers are different kernels', () => {
    same(([a]) => [add(transpose(add(a, Infinity)), -Infinity)], x);
    same(([a]) => [maximum(transpose(minimum(a, Infinity)), -Infinity), maximum(a, Infinity)], x);
    same(([a]) => [add(transpose(add(a, Infinity)), NaN)], x);
    same(([a]) => [mul(transpose(mul(a, 0)), -0)], x);
  });

  test('0 and -0 are different numbers', () => same(([a]) => [mul(a, 0), mul(a, -0)], x));

  test('a product over time that is summed and stacked', () => {
    const f: Fn = ([a, b]) =>
      scan(
        (s: Value, [p, q]: Value[]): [Value, Value] => {
          const product = matmul(p, q, { transA: true });
          return [add(s, product), product];
        },
        zeros([2, 2]) as Value,
        [a, b],
      );
    same(f, tensor([[[1, 2]], [[3, 4]]]), tensor([[[1, 2]], [[3, 5]]]));
  });

  test('integer carries that sum over time', () => {
    const f: Fn = ([k]) => [
      scan((s: Value, v: Value): [Value, object] => [add(s, v), {}], tensor(2, 'i32') as Value, k)[0],
      scan(
        (s: Value, v: Value, t: Value): [Value, object] => [add(add(v, t), s), {}],
        tensor(2, 'i32') as Value,
        k,
      )[0],
    ];
    same(f, tensor([1, 20, -300], 'i32'));
  });

  test.each([true, false])(
    'scalars that are drawn, computed or reshaped in a loop, stacked (reverse: %s)',
    (reverse) => {
      const draws: Fn = ([k]) => {
        const step = (s: Value, _: object, t: Value): [Value, Value[]] => {
          const from = foldIn(k, t);
          const next = mul(add(reshape(tanh(reshape(s, [1])), []), uniform(from, [])), 1);
          return [
            next,
            [uniform(from, []), draw(from, []), next, reshape(max(draw(from, [3]), 0, true), [])],
          ];
        };
        const [last, stacks] = scan(step, tensor(0.5) as Value, {}, { length: 17, reverse });
        // A second loop stacks beside the first: what runs over the end of a stack of the first shows here.
        const [, more] = scan(step, last, {}, { length: 16, reverse });
        return [last, ...stacks, ...more];
      };
      same(draws, key(5));
      const products: Fn = ([u]) => {
        const step = (s: Value, v: Value): [Value, Value] => {
          const next = reshape(matmul(reshape(s, [1, 1]), v), []);
          return [next, next];
        };
        const [last, stack] = scan(step, tensor(1) as Value, u, { reverse });
        return [last, stack];
      };
      same(products, tensor(Array.from({ length: 16 }, (_, i) => [[1 + (i % 3)]])));
    },
  );

  test.each([true, false])('a carry that is stacked before and after each step (reverse: %s)', (reverse) => {
    const f: Fn = ([u]) => {
      const step = (h: Value, v: Value): [Value, Value[]] => {
        const next = maximum(mul(tanh(h), v), -1);
        return [next, [h, next]];
      };
      const [last, [before, after]] = scan(step, mul(x, 0.25), u, { reverse });
      return [last, mul(before, 2), mul(after, before), mul(last, 3)];
    };
    same(f, normal(key(4), [5, 2, 2]));
  });

  test('indicators are numbers of their own dtype', () => {
    same(([labels]) => [oneHot(labels, 3, 'i32'), oneHot(labels, 3)], tensor([0, 2, 5, -1], 'i32'));
  });

  test('a loop of no steps, and arrays without elements on the way', () => {
    same(
      ([a]) => scan((c: Value): [Value, Value] => [tanh(c), c], a, {}, { length: 0 }).slice(0, 1) as Value[],
      x,
    );
    same(([a]) => [concat([slice(a, [0, 0], [0, 2]), a]), add(a, sum(slice(a, [0, 0], [0, 2]), 0))], x);
  });

  test('a chain of a thousand operations on one array', () => {
    const f: Fn = ([a]) => [Array.from({ length: 1000 }).reduce<Value>((v) => tanh(v), a)];
    same(f, x);
  });
});
