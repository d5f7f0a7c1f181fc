/** Fused loops: a group of operations on arrays of one shape becomes one pass over memory. @module */

import * as formulas from '../tensor/formulas.ts';
import type { Lanes } from '../tensor/lanes.ts';
import type { DType } from '../tensor/tensor.ts';
import { BYTES, type Layout, VECTOR_BYTES } from './layout.ts';
import { type Constants, simdLanes, type Wide, withConstants } from './simd-lanes.ts';
import type { ModuleBuilder } from './wasm/assembler.ts';
import type { FunctionBuilder, Local } from './wasm/function-builder.ts';

/** Names of the operations that can be fused. */
export type FusedName =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'maximum'
  | 'minimum'
  | 'greater'
  | 'equal'
  | 'neg'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'sin'
  | 'cos'
  | 'tanh'
  | 'sigmoid'
  | 'relu'
  | 'abs'
  | 'sign'
  | 'select'
  | 'cast'
  | 'broadcastTo';

/**
 * How an operand is read beside the rows and columns of a group: every element, the same row for all rows, one
 * element per row, or one for all.
 */
export type Reading = 'full' | 'row' | 'column' | 'scalar';

/** An operand of a fused operation: an earlier result, something in memory, or a number. */
export type Operand =
  | { readonly kind: 'result'; readonly index: number }
  | { readonly kind: 'input'; readonly index: number }
  | { readonly kind: 'number'; readonly value: number };

/** One operation of a group, on the dtype of its operands. */
export interface FusedOp {
  readonly name: FusedName;
  readonly operands: readonly Operand[];
  /** dtype of each operand. */
  readonly from: readonly DType[];
  readonly to: DType;
}

/** A group of operations as one loop. */
export interface Group {
  readonly layout: Layout;
  /** Whether the arrays are scalars, of which nothing but the one element may be written. */
  readonly isScalar: boolean;
  readonly inputs: readonly Reading[];
  readonly ops: readonly FusedOp[];
  /** Numbers of the operations whose results are stored. */
  readonly outputs: readonly number[];
}

type M = Lanes<Wide, Wide>;
type Rule = (m: M, f: FunctionBuilder, ...x: Wide[]) => Wide;

const keep = (f: FunctionBuilder): Local => {
  const local = f.local('v128');
  f.set(local);
  return local;
};

/** 1 where a mask is set, else 0. */
const indicator = (m: M, mask: Wide): Wide => m.asFloat(m.and(mask, m.asInt(m.f32(1))));

type Method =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'max'
  | 'min'
  | 'neg'
  | 'sqrt'
  | 'abs'
  | 'addInt'
  | 'subInt'
  | 'toInt'
  | 'fromInt';

/** An operation that lanes have. */
const lanes =
  (method: Method): Rule =>
  (m, _f, ...x) =>
    (m[method] as (...x: Wide[]) => Wide)(...x);

/** An operation by its formula. */
const formula =
  (of: (m: M, x: Wide) => Wide): Rule =>
  (m, _f, x) =>
    of(m, x);

const FLOAT_RULES: { readonly [name in FusedName]: Rule | null } = {
  add: lanes('add'),
  sub: lanes('sub'),
  mul: lanes('mul'),
  div: lanes('div'),
  maximum: lanes('max'),
  minimum: lanes('min'),
  greater: (m, _f, a, b) => indicator(m, m.less(b, a)),
  equal: (m, _f, a, b) => indicator(m, m.equal(a, b)),
  neg: lanes('neg'),
  exp: formula(formulas.exp),
  log: formula(formulas.log),
  sqrt: lanes('sqrt'),
  sin: formula(formulas.sin),
  cos: formula(formulas.cos),
  tanh: formula(formulas.tanh),
  sigmoid: formula(formulas.sigmoid),
  relu: (m, _f, x) => m.max(x, m.f32(0)),
  abs: lanes('abs'),
  // The sign where x is not 0 or NaN, and x itself there: 0 stays 0 and NaN stays NaN.
  sign(m, _f, x) {
    const zero = m.f32(0);
    const unit = m.select(m.less(x, zero), m.f32(-1), m.f32(1));
    return m.select(m.or(m.less(x, zero), m.less(zero, x)), unit, m.add(x, zero));
  },
  select: null,
  cast: lanes('toInt'),
  broadcastTo: (_m, _f, x) => x,
};

type IntegerOp = `i32x4.${'mul' | 'min_s' | 'max_s' | 'gt_s'}`;

const integer =
  (name: IntegerOp): Rule =>
  (_m, f, a, b) =>
    a.map((x, i) => {
      f.get(x).get(b[i]).op(name);
      return keep(f);
    });

const INTEGER_RULES: { readonly [name in FusedName]?: Rule } = {
  add: lanes('addInt'),
  sub: lanes('subInt'),
  mul: integer('i32x4.mul'),
  maximum: integer('i32x4.max_s'),
  minimum: integer('i32x4.min_s'),
  greater: (m, f, a, b) => m.and(integer('i32x4.gt_s')(m, f, a, b), m.i32(1)),
  equal: (m, _f, a, b) => m.and(m.equalInt(a, b), m.i32(1)),
  cast: lanes('fromInt'),
  broadcastTo: (_m, _f, x) => x,
};

/** Says whether an operation can be fused on arrays of these dtypes. */
export function canFuse(name: string, from: readonly DType[]): name is FusedName {
  if (!(name in FLOAT_RULES) || from.includes('f64')) return false;
  if (name === 'select') return true;
  return (
    from.every((dtype) => dtype === 'f32') ||
    (from.every((dtype) => dtype === 'i32') && name in INTEGER_RULES)
  );
}

function runOp(m: M, f: FunctionBuilder, { name, from, to }: FusedOp, x: readonly Wide[]): Wide {
  if (name === 'select') {
    const isZero = from[0] === 'i32' ? m.equalInt(x[0], m.i32(0)) : m.equal(x[0], m.f32(0));
    return m.select(isZero, x[2], x[1]);
  }
  if (name === 'cast' && from[0] === to) return x[0];
  // canFuse has seen to it that there is one.
  const rule = (from[0] === 'i32' ? INTEGER_RULES : FLOAT_RULES)[name] as Rule;
  return rule(m, f, ...x);
}

/** Vectors that one turn of an inner loop handles: short groups are dominated by the loop around them. */
const UNROLL = 2;
const SHORT = 16;

/** Emits one vector of a group at a byte offset from the pointers. */
function emitVector(
  f: FunctionBuilder,
  group: Group,
  constants: Constants,
  pointers: readonly Local[],
  held: readonly (Local | null)[],
  offset: number,
): void {
  const m = simdLanes(f, constants);
  const nIn = group.inputs.length;
  const loaded = new Map<number, Local>();
  const input = (index: number): Local => {
    const known = held[index] ?? loaded.get(index);
    if (known) return known;
    f.get(pointers[index]).load('v128.load', offset);
    const local = keep(f);
    loaded.set(index, local);
    return local;
  };
  const results: Wide[] = [];
  for (const op of group.ops) {
    const x = op.operands.map((operand, i) => {
      if (operand.kind === 'result') return results[operand.index];
      if (operand.kind === 'input') return [input(operand.index)];
      return op.from[i] === 'i32' ? m.i32(operand.value) : m.f32(operand.value);
    });
    results.push(runOp(m, f, op, x));
  }
  group.outputs.forEach((index, k) => {
    f.get(pointers[nIn + k]).get(results[index][0]);
    if (group.isScalar) f.accessLane('v128.store32_lane', 0, offset);
    else f.store('v128.store', offset);
  });
}

/** Emits a loop over `vectors` vectors; pointers that move are advanced past them. */
function emitRun(
  f: FunctionBuilder,
  group: Group,
  constants: Constants,
  pointers: readonly Local[],
  held: readonly (Local | null)[],
  vectors: number,
): void {
  const unroll = group.ops.length <= SHORT ? UNROLL : 1;
  const moving = pointers.filter((_, i) => held[i] === undefined || held[i] === null);
  const turn = (count: number): void => {
    for (let k = 0; k < count; k++) emitVector(f, group, constants, pointers, held, k * VECTOR_BYTES);
    for (const pointer of moving) f.advance(pointer, count * VECTOR_BYTES);
  };
  f.repeat(Math.floor(vectors / unroll), () => turn(unroll));
  f.repeat(vectors % unroll, () => turn(1));
}

/** Emits the loops of a group. */
function emitLoops(f: FunctionBuilder, group: Group, constants: Constants): void {
  const { layout, isScalar, inputs } = group;
  const pointers = f.params;
  const splat = (index: number): Local => {
    f.get(pointers[index]).load('v128.load32_splat');
    return keep(f);
  };
  const held = inputs.map((reading, i) => (isScalar || reading === 'scalar' ? splat(i) : null));
  if (isScalar) {
    emitVector(f, group, constants, pointers, held, 0);
    return;
  }
  if (!inputs.some((reading) => reading === 'row' || reading === 'column')) {
    emitRun(f, group, constants, pointers, held, layout.rows * layout.vectors);
    return;
  }
  const restarts = inputs.flatMap((reading, i) => {
    if (reading !== 'row') return [];
    const start = f.local('i32');
    f.get(pointers[i]).set(start);
    return [{ start, pointer: pointers[i] }];
  });
  f.repeat(layout.rows, () => {
    const heldHere = inputs.map((reading, i) => (reading === 'column' ? splat(i) : held[i]));
    for (const { start, pointer } of restarts) f.get(start).set(pointer);
    emitRun(f, group, constants, pointers, heldHere, layout.vectors);
    inputs.forEach((reading, i) => {
      // A column has one element per row, each in a vector of its own.
      if (reading === 'column') f.advance(pointers[i], VECTOR_BYTES);
    });
  });
}

/**
 * Emits a group as `(inputs..., outputs...)`, byte pointers. Outputs may lie where a `full` input lies.
 * @returns the index of the function; equal groups share one
 */
export function emitGroup(module: ModuleBuilder, group: Group): number {
  const { layout, inputs, ops, outputs } = group;
  const name = `${ops.map((op) => op.name).join('-')} ${layout.rows}x${layout.cols}`.slice(0, 100);
  // JSON has no NaN, infinities or -0, which are different numbers in different kernels.
  const spell = (_: string, x: unknown): unknown =>
    typeof x === 'number' && (!Number.isFinite(x) || Object.is(x, -0)) ? `${1 / x} ${x}` : x;
  return module.once(`fused ${JSON.stringify(group, spell)}`, () => {
    const params = [...inputs, ...outputs].map(() => 'i32' as const);
    return module.func({ name, params }, (f) => {
      withConstants(f, (g, constants) => emitLoops(g, group, constants));
    });
  });
}

/** Bytes that one run of a group reads and writes. */
export function groupBytes({ layout, inputs, outputs }: Group): number {
  const whole = layout.rows * layout.vectors * VECTOR_BYTES;
  const sizes = {
    full: whole,
    row: layout.vectors * VECTOR_BYTES,
    column: layout.rows * BYTES,
    scalar: BYTES,
  };
  return inputs.reduce((sum, reading) => sum + sizes[reading], outputs.length * whole);
}
