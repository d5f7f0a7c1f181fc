/** Random well-formed programs over every primitive: a list of small numbers, read as instructions on a pool of values. @module */

import * as e from '../../src/autograd/ops/elementwise.ts';
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
import { foldIn, normal, oneHot, uniform } from '../../src/autograd/ops/random.ts';
import { scan } from '../../src/autograd/scan.ts';
import type { Value } from '../../src/autograd/tape.ts';
import { broadcastShapes, type Shape, sameShape, sizeOf } from '../../src/tensor/shape.ts';
import { tensor } from '../../src/tensor/tensor.ts';
import {
  any,
  broadcasts,
  type Chooser,
  fitted,
  type Instruction,
  type Pool,
  picker,
  type RandomProgram,
  small,
} from './program-pool.ts';

export { argumentsOf, type Filling, type RandomProgram, randomPrograms } from './program-pool.ts';

/** How a program is read. */
export interface Reading {
  /** Names of the rules that may be used; see `RULES`. */
  readonly rules: readonly RuleName[];
  /** Whether every operation is rounded once, so that all executors agree to the bit. */
  readonly exact: boolean;
}

interface Context extends Chooser {
  readonly pool: Pool;
  readonly reading: Reading;
  /** Takes instructions away from those that follow, for the body of a loop. */
  take(count: number): Instruction[];
  readonly depth: number;
}

/** A float of the pool, mostly one of the last few: so programs become deep. */
function someFloat(c: Context, list: readonly Value[] = c.pool.floats): Value {
  return c.pick(4) === 0 ? any(c, list) : any(c, list.slice(-3));
}

/** A value of the pool that broadcasts with `a`. */
const partner = (c: Context, a: Value): Value => {
  const fitting = c.pool.floats.filter(({ shape }) => broadcasts(a.shape, shape));
  return fitting.length > 0 ? someFloat(c, fitting) : a;
};

const axesOf = (c: Context, { shape }: Value): number[] => {
  const mask = c.pick(2 ** shape.length);
  return [...shape.keys()].filter((axis) => (mask >> axis) & 1);
};

const unaries = [e.neg, e.relu, e.abs, e.sign, e.tanh, e.sigmoid, e.sin, e.cos, e.stopGradient];
const binaries = [e.add, e.sub, e.mul, e.maximum, e.minimum, e.greater, e.equal];
const partials = [e.exp, e.log, e.sqrt];
const total = (op: (x: Value) => Value): ((x: Value) => Value) => {
  if (op === e.exp) return (x) => e.exp(e.minimum(x, 2));
  return (x) => op(e.add(e.abs(x), 0.25));
};

function product(c: Context, a: Value): Value | null {
  const matrices = c.pool.floats.filter(({ shape }) => shape.length === 2);
  if (a.shape.length !== 2) return null;
  const [transA, transB] = [c.pick(2) === 1, c.pick(2) === 1];
  const k = a.shape[transA ? 0 : 1];
  const fitting = matrices.filter(({ shape }) => shape[transB ? 1 : 0] === k);
  const n = 1 + c.pick(9);
  const b = fitting.length > 0 ? any(c, fitting) : fitted(someFloat(c), transB ? [n, k] : [k, n]);
  return matmul(a, b, { transA, transB });
}

type Rule = (c: Context) => Value | null;

/** What an instruction may do; null where it does not apply. */
const RULES = {
  unary: (c) => any(c, unaries)(someFloat(c)),
  binary(c) {
    const a = someFloat(c);
    const op = any(c, binaries);
    return c.pick(2) ? op(a, partner(c, a)) : op(partner(c, a), a);
  },
  /** Functions that are not defined, or too steep, everywhere; as they are, and on the part where they are tame. */
  wild: (c) => (c.pick(2) ? any(c, partials)(someFloat(c)) : div(c, false)),
  tame: (c) => (c.pick(2) ? total(any(c, partials))(someFloat(c)) : div(c, true)),
  constant(c) {
    const a = someFloat(c);
    const number = any(c, [0.5, -1, 0, 2, -0, 0.1]);
    return any(c, [e.add, e.mul, e.maximum])(a, number);
  },
  limits: (c) =>
    any(c, [e.add, e.mul, e.maximum, e.minimum])(someFloat(c), any(c, [Infinity, -Infinity, NaN, -0, 0])),
  select(c) {
    const a = someFloat(c);
    const b = partner(c, a);
    const condition = c.pick(2) ? e.greater(a, b) : any(c, [...c.pool.ints, ...c.pool.floats]);
    return broadcasts(condition.shape, broadcastShapes('test', a.shape, b.shape))
      ? e.select(condition, a, b)
      : null;
  },
  integer(c) {
    const a = any(c, c.pool.ints);
    const op = any(c, [e.add, e.sub, e.maximum, e.minimum, e.greater, e.equal]);
    const others = c.pool.ints.filter(({ shape }) => broadcasts(a.shape, shape));
    return op(a, c.pick(2) ? any(c, others) : 1 + c.pick(3));
  },
  toFloat: (c) => e.cast(any(c, c.pool.ints), 'f32'),
  toInt: (c) => e.cast(someFloat(c), 'i32'),
  random(c) {
    const from = foldIn(
      any(c, c.pool.keys),
      any(c, [tensor(2, 'i32'), ...c.pool.ints.filter(({ shape }) => shape.length === 0)]),
    );
    const { shape } = someFloat(c);
    return c.pick(2) ? normal(from, shape) : uniform(from, shape);
  },
  oneHot(c) {
    const labels = any(
      c,
      c.pool.ints.filter(({ shape }) => shape.length < 3 && sizeOf(shape) < 60),
    );
    return labels ? oneHot(labels, 1 + c.pick(5)) : null;
  },
  reshape(c) {
    const a = someFloat(c);
    const n = sizeOf(a.shape);
    const factor = any(
      c,
      [1, 2, 3, 4, n].filter((d) => n % d === 0),
    );
    const forms: Shape[] = [
      [n],
      [1, n],
      [n, 1],
      [...a.shape, 1],
      [1, ...a.shape],
      [n / factor, factor],
      [factor, n / factor],
    ];
    const shape = n === 1 && c.pick(2) ? [] : any(c, forms);
    return small(shape) ? reshape(a, shape) : null;
  },
  transpose(c) {
    const a = someFloat(c);
    const order = [...a.shape.keys()];
    for (let i = order.length - 1; i > 0; i--) {
      const j = c.pick(i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return transpose(a, order);
  },
  stretch(c) {
    const a = someFloat(c);
    const shape = [
      ...(c.pick(2) ? [1 + c.pick(3)] : []),
      ...a.shape.map((n) => (n === 1 ? 1 + c.pick(4) : n)),
    ];
    return small(shape) ? broadcastTo(a, shape) : null;
  },
  slice(c) {
    const a = someFloat(c);
    const start = a.shape.map((n) => c.pick(n));
    return slice(
      a,
      start,
      a.shape.map((n, i) => 1 + c.pick(n - start[i])),
    );
  },
  pad(c) {
    const a = someFloat(c);
    const start = a.shape.map(() => c.pick(3));
    const shape = a.shape.map((n, i) => start[i] + n + c.pick(3));
    return small(shape) ? pad(a, start, shape) : null;
  },
  concat(c) {
    const a = someFloat(c);
    if (a.shape.length === 0) return null;
    const axis = c.pick(a.shape.length);
    const fits = ({ shape }: Value): boolean =>
      shape.length === a.shape.length && shape.every((n, i) => i === axis || n === a.shape[i]);
    const parts = [a, any(c, c.pool.floats.filter(fits)), any(c, c.pool.floats.filter(fits))].slice(
      0,
      1 + c.pick(3),
    );
    const length = parts.reduce((n, { shape }) => n + shape[axis], 0);
    return small(a.shape.map((n, i) => (i === axis ? length : n))) ? concat(parts, axis) : null;
  },
  max(c) {
    const a = someFloat(c);
    return max(a, axesOf(c, a), c.pick(2) === 1);
  },
  sum(c) {
    const a = someFloat(c);
    return sum(a, axesOf(c, a), c.pick(2) === 1);
  },
  matmul: (c) => product(c, someFloat(c, matricesOf(c))),
  affine(c) {
    const p = product(c, someFloat(c, matricesOf(c)));
    if (p === null) return null;
    const start = any(c, [
      ...c.pool.floats.filter(({ shape }) => broadcasts(p.shape, shape)),
      p,
      matmul(p, p, {
        transB: p.shape[0] === p.shape[1] && c.pick(2) === 1,
        transA: p.shape[0] !== p.shape[1],
      }),
    ]);
    if (!broadcasts(p.shape, start.shape)) return null;
    return c.pick(2) ? e.add(p, start) : e.add(start, p);
  },
  scan: (c) => (c.depth < 2 ? runScan(c) : null),
} satisfies { readonly [name: string]: Rule };

export type RuleName = keyof typeof RULES;

const matricesOf = ({ pool }: Context): Value[] => {
  const matrices = pool.floats.filter(({ shape }) => shape.length === 2);
  return matrices.length > 0 ? matrices : pool.floats;
};

function div(c: Context, away: boolean): Value {
  const a = someFloat(c);
  const b = partner(c, a);
  return e.div(a, away ? e.add(e.abs(b), 0.5) : b);
}

/** The next value of a carry: passed through, swapped, added to, or computed, with or without itself. */
function nextCarry(c: Context, carry: Value, carries: readonly Value[], inner: Pool): Value {
  const same = carries.filter((v) => v.dtype === carry.dtype && sameShape(v.shape, carry.shape));
  if (carry.dtype === 'i32') {
    const step = any(c, [tensor(1, 'i32'), ...inner.ints.filter(({ shape }) => shape.length === 0)]);
    return any(c, [carry, any(c, same), e.add(carry, step), e.add(1, carry)]);
  }
  const term = fitted(any({ pick: c.pick }, inner.floats.slice(-4)), carry.shape);
  const mode = c.pick(6);
  if (mode === 0) return carry;
  if (mode === 1) return any(c, same);
  // A plain addition may be split off as a sum over time, which rounds in another order.
  if (mode === 2 && !c.reading.exact) return c.pick(2) ? e.add(carry, term) : e.add(term, carry);
  if (mode === 3) return e.tanh(e.add(e.mul(carry, 0.5), term));
  return mode === 4 ? term : e.mul(e.maximum(carry, term), 1);
}

/** A loop whose body is the next few instructions. Its last carries and stacks join the pool; the last one is returned. */
function runScan(c: Context): Value | null {
  const { pool, pick } = c;
  const light = ({ shape }: Value): boolean => sizeOf(shape) <= 150 && shape.length < 3;
  const stacks = [...pool.floats, ...pool.ints].filter(({ shape }) => shape.length > 0 && shape[0] <= 6);
  const first = any(c, stacks);
  if (!first) return null;
  const length = first.shape[0];
  const others = stacks.filter(({ shape }) => shape[0] === length);
  const xs = [first, any(c, others), any(c, others)].slice(0, pick(4));
  const kept = pool.floats.filter(light);
  const matrices = kept.filter(({ shape }) => shape.length === 2);
  const carries = Array.from({ length: pick(4) }, () => any(c, pick(2) ? matrices : kept));
  const counts = [tensor(3, 'i32'), ...pool.ints.filter(light)];
  if (pick(2)) carries.push(any(c, counts));
  const body = c.take(2 + pick(5));
  const ys = Array.from({ length: pick(4) }, () => [pick(6), pick(1000)]);
  const modes = carries.map(() => [pick(6), pick(1000), pick(1000), pick(2)]);

  const step = (state: Value[], slices: Value[], t: Value): [Value[], Value[]] => {
    const all = [...state, ...slices];
    const inner: Pool = {
      floats: [...pool.floats.filter(light), ...all.filter((v) => v.dtype === 'f32')],
      ints: [...pool.ints.filter(light), t, ...all.filter((v) => v.dtype === 'i32')],
      keys: pool.keys,
    };
    runAll(body, inner, c.reading, c.depth + 1);
    const next = state.map((carry, i) => {
      const chooser = { ...c, pick: picker(modes[i]) };
      return nextCarry(chooser, carry, state, inner);
    });
    const outputs: Value[] = [];
    for (const [kind, number] of ys) {
      const choices = [inner.floats, state, next, inner.ints, outputs, [tensor([1, 2]), tensor(7, 'i32')]][
        kind
      ];
      const list = choices.length > 0 ? choices : inner.floats;
      outputs.push(list[list.length - 1 - (number % list.length)]);
    }
    return [next, outputs.filter(({ shape }) => small([length, ...shape]))];
  };
  const options = { length, reverse: pick(2) === 1 };
  const [last, outputs] = scan(step, carries, xs, options) as [Value[], Value[]];
  for (const v of [...last, ...outputs]) (v.dtype === 'f32' ? pool.floats : pool.ints).push(v);
  return null;
}

function runAll(list: readonly Instruction[], pool: Pool, reading: Reading, depth: number): void {
  const rest = [...list];
  for (let next = rest.shift(); next; next = rest.shift()) {
    const pick = picker(next);
    const rule: Rule = RULES[reading.rules[pick(reading.rules.length)]];
    const v = rule({ pool, reading, pick, depth, take: (count) => rest.splice(0, count) });
    if (v !== null) (v.dtype === 'f32' ? pool.floats : pool.ints).push(v);
  }
}

/** The function of a program: outputs are its last values, and some that may be inputs, constants or the same twice. */
export function functionOf(
  { instructions }: RandomProgram,
  reading: Reading,
): (args: readonly Value[]) => Value[] {
  return (args) => {
    const floats = args.filter((v) => v.dtype === 'f32');
    const ints = args.filter((v) => v.dtype === 'i32').slice(1);
    const pool: Pool = { floats: [...floats, tensor([0.5, -2, 1])], ints, keys: [args[floats.length]] };
    const start = pool.floats.length;
    runAll(instructions, pool, reading, 0);
    const made = [...pool.floats.slice(start).slice(-6), ...pool.ints.slice(ints.length).slice(-2)];
    const pick = picker(instructions.at(-1) ?? []);
    return [...made, pool.floats[pick(pool.floats.length)], pool.floats[pick(pool.floats.length)]];
  };
}

const ELEMENTWISE: readonly RuleName[] = [
  ...([
    'binary',
    'unary',
    'scan',
    'wild',
    'limits',
    'select',
    'constant',
    'integer',
    'toFloat',
    'toInt',
  ] as const),
  ...([
    'random',
    'oneHot',
    'reshape',
    'transpose',
    'stretch',
    'slice',
    'pad',
    'concat',
    'max',
    'binary',
    'scan',
  ] as const),
];

const SMOOTH: readonly RuleName[] = [
  ...([
    'binary',
    'unary',
    'matmul',
    'affine',
    'scan',
    'sum',
    'tame',
    'constant',
    'select',
    'integer',
    'toFloat',
  ] as const),
  ...([
    'random',
    'oneHot',
    'reshape',
    'transpose',
    'stretch',
    'slice',
    'pad',
    'concat',
    'max',
    'affine',
    'scan',
  ] as const),
];

/** Operations that are rounded once, on which executors agree to the bit. */
export const exactReading: Reading = { rules: ELEMENTWISE, exact: true };
/** Everything, with functions kept where they are defined and not too steep. */
export const fullReading: Reading = { rules: SMOOTH, exact: false };
