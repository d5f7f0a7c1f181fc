/** Operations that act on each element, with NumPy's broadcasting. @module */

import * as formulas from '../../tensor/formulas.ts';
import { type Lanes, numberLanes } from '../../tensor/lanes.ts';
import { type ArrayType, map1, map2, select as selectElements } from '../../tensor/reference.ts';
import { broadcastShapes } from '../../tensor/shape.ts';
import { cast as castTensor, type DType, fromArray, type Tensor } from '../../tensor/tensor.ts';
import { defineOp } from '../define.ts';
import type { Cotangents, Op } from '../op.ts';
import { apply, type Value } from '../tape.ts';

/** A function of one array. */
export interface Unary<N extends string = string> {
  (x: Tensor): Tensor;
  (x: Value): Value;
  readonly op: Op<N, undefined>;
}

/** A function of two arrays that broadcast; a number stands for a scalar of the other's dtype. */
export interface Binary<N extends string = string> {
  (a: Tensor, b: Tensor | number): Tensor;
  (a: Tensor | number, b: Tensor): Tensor;
  (a: Value | number, b: Value | number): Value;
  readonly op: Op<N, undefined>;
}

/** A function of one array by its f64 reference and, where engines disagree on that, its f32 formula. */
interface Scalar1 {
  readonly f64: (x: number) => number;
  readonly f32: (x: number) => number;
}

type Formula = (m: Lanes<number, number>, x: number) => number;

const exact = (f: (x: number) => number): Scalar1 => ({ f64: f, f32: f });
const approximate = (f64: (x: number) => number, formula: Formula): Scalar1 => ({
  f64,
  f32: (x) => formula(numberLanes, x),
});

function checkFloat(fn: string, type: ArrayType): void {
  if (type.dtype === 'i32')
    throw new TypeError(`${fn}: expected f32 or f64, got i32 - convert it with cast(x, 'f32')`);
}

function checkSameDType(fn: string, a: ArrayType, b: ArrayType): void {
  if (a.dtype !== b.dtype) {
    throw new TypeError(
      `${fn}: expected operands of one dtype, got ${a.dtype} and ${b.dtype} - convert one with cast()`,
    );
  }
}

function unary<N extends string>(
  name: N,
  f: Scalar1,
  vjp: ((yBar: Value, y: Value, x: Value) => Value) | null,
): Unary<N> {
  const op = defineOp<N, undefined>({
    name,
    elementwise: true,
    infer([x]) {
      checkFloat(name, x);
      return { dtype: x.dtype, shape: x.shape };
    },
    evaluate: ([x], type) => map1(x.dtype === 'f64' ? f.f64 : f.f32, x, type),
    vjp: vjp && ((yBar, y, [x]) => [vjp(yBar, y, x)]),
  });
  const call = (x: Value): Value => apply(op, [x], undefined)[0];
  return Object.assign(call as Omit<Unary<N>, 'op'> as Unary<N>, { op });
}

const scalarOf = (x: number, dtype: DType): Tensor => castTensor(fromArray(Float64Array.of(x), []), dtype);

/** Turns numbers among operands into scalars of the dtype of the first array among them, `f32` if there is none. */
export function lift(operands: readonly (Value | number)[]): Value[] {
  const dtype = operands.find((x) => typeof x !== 'number')?.dtype ?? 'f32';
  const fraction = operands.find((x) => typeof x === 'number' && !Number.isInteger(x));
  if (dtype === 'i32' && fraction !== undefined) {
    throw new TypeError(
      `expected a whole number beside an i32 array, got ${fraction} - convert the array with cast(x, 'f32')`,
    );
  }
  return operands.map((x) => (typeof x === 'number' ? scalarOf(x, dtype) : x));
}

function binary<N extends string>(
  name: N,
  f: (a: number, b: number) => number,
  vjp: ((yBar: Value, y: Value, a: Value, b: Value) => Cotangents) | null,
  /** The same on integers, where doubles would lose digits. */
  integer: (a: number, b: number) => number = f,
): Binary<N> {
  const op = defineOp<N, undefined>({
    name,
    elementwise: true,
    infer([a, b]) {
      checkSameDType(name, a, b);
      return { dtype: a.dtype, shape: broadcastShapes(name, a.shape, b.shape) };
    },
    evaluate: ([a, b], type) => map2(type.dtype === 'i32' ? integer : f, a, b, type),
    vjp: vjp && ((yBar, y, [a, b]) => vjp(yBar, y, a, b)),
  });
  const call = (a: Value | number, b: Value | number): Value => apply(op, lift([a, b]), undefined)[0];
  return Object.assign(call as Omit<Binary<N>, 'op'> as Binary<N>, { op });
}

/** y = a + b; aBar = yBar, bBar = yBar. */
export const add: Binary<'add'> = binary(
  'add',
  (a, b) => a + b,
  (yBar) => [yBar, yBar],
);

/** y = a - b; aBar = yBar, bBar = -yBar. */
export const sub: Binary<'sub'> = binary(
  'sub',
  (a, b) => a - b,
  (yBar) => [yBar, neg(yBar)],
);

/** y = a b; aBar = yBar b, bBar = yBar a. */
export const mul: Binary<'mul'> = binary(
  'mul',
  (a, b) => a * b,
  (yBar, _y, a, b) => [mul(yBar, b), mul(yBar, a)],
  Math.imul,
);

/** y = a / b; aBar = yBar / b, bBar = -yBar y / b. */
export const div: Binary<'div'> = binary(
  'div',
  (a, b) => a / b,
  (yBar, y, _a, b) => [div(yBar, b), neg(div(mul(yBar, y), b))],
);

/** y = max(a, b), NaN if either is; the cotangent goes to the larger operand, to b where they are equal. */
export const maximum: Binary<'maximum'> = binary('maximum', Math.max, (yBar, _y, a, b) => {
  const first = greater(a, b);
  return [select(first, yBar, 0), select(first, 0, yBar)];
});

/** y = min(a, b), NaN if either is; the cotangent goes to the smaller operand, to b where they are equal. */
export const minimum: Binary<'minimum'> = binary('minimum', Math.min, (yBar, _y, a, b) => {
  const first = greater(b, a);
  return [select(first, yBar, 0), select(first, 0, yBar)];
});

/** y = 1 where a > b, else 0, in the operands' dtype; no derivative. */
export const greater: Binary<'greater'> = binary('greater', (a, b) => (a > b ? 1 : 0), null);

/** y = 1 where a = b, else 0, in the operands' dtype; no derivative. */
export const equal: Binary<'equal'> = binary('equal', (a, b) => (a === b ? 1 : 0), null);

/** y = -x; xBar = -yBar. */
export const neg: Unary<'neg'> = unary(
  'neg',
  exact((x) => -x),
  (yBar) => neg(yBar),
);

/** y = e^x; xBar = yBar y. */
export const exp: Unary<'exp'> = unary('exp', approximate(Math.exp, formulas.exp), (yBar, y) => mul(yBar, y));

/** y = ln x; xBar = yBar / x. */
export const log: Unary<'log'> = unary('log', approximate(Math.log, formulas.log), (yBar, _y, x) =>
  div(yBar, x),
);

/** y = sqrt x; xBar = yBar / (2 y). */
export const sqrt: Unary<'sqrt'> = unary('sqrt', exact(Math.sqrt), (yBar, y) => div(yBar, mul(y, 2)));

/** y = sin x; xBar = yBar cos x. */
export const sin: Unary<'sin'> = unary('sin', approximate(Math.sin, formulas.sin), (yBar, _y, x) =>
  mul(yBar, cos(x)),
);

/** y = cos x; xBar = -yBar sin x. */
export const cos: Unary<'cos'> = unary('cos', approximate(Math.cos, formulas.cos), (yBar, _y, x) =>
  neg(mul(yBar, sin(x))),
);

/** y = tanh x; xBar = yBar (1 - y^2). */
export const tanh: Unary<'tanh'> = unary('tanh', approximate(Math.tanh, formulas.tanh), (yBar, y) =>
  mul(yBar, sub(1, mul(y, y))),
);

/** y = 1 / (1 + e^-x); xBar = yBar y (1 - y). */
export const sigmoid: Unary<'sigmoid'> = unary(
  'sigmoid',
  approximate((x) => 1 / (1 + Math.exp(-x)), formulas.sigmoid),
  (yBar, y) => mul(yBar, mul(y, sub(1, y))),
);

/** y = max(x, 0); xBar = yBar where y > 0. At the kink relu'(0) = 0. */
export const relu: Unary<'relu'> = unary(
  'relu',
  exact((x) => Math.max(x, 0)),
  (yBar, y) => select(y, yBar, 0),
);

/** y = |x|; xBar = yBar sign(x). At the kink d|x|/dx = 0. */
export const abs: Unary<'abs'> = unary('abs', exact(Math.abs), (yBar, _y, x) => mul(yBar, sign(x)));

/** y = 1, 0 or -1 by the sign of x, and NaN for NaN; its derivative is 0. */
export const sign: Unary<'sign'> = unary(
  'sign',
  exact((x) => (x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x)),
  null,
);

/** y = x; its derivative is taken as 0. */
export const stopGradient: Unary<'stopGradient'> = unary(
  'stopGradient',
  exact((x) => x),
  null,
);

const selectOp: Op<'select', undefined> = defineOp({
  name: 'select',
  elementwise: true,
  infer([condition, a, b]) {
    checkSameDType('select', a, b);
    const shape = broadcastShapes('select', condition.shape, broadcastShapes('select', a.shape, b.shape));
    return { dtype: a.dtype, shape };
  },
  evaluate: ([condition, a, b], type) => selectElements(condition, a, b, type),
  vjp: (yBar, _y, [condition]) => [null, select(condition, yBar, 0), select(condition, 0, yBar)],
});

/** A choice between two arrays by a third. */
export interface Select {
  /** Two numbers are chosen from as `f32`. */
  (condition: Tensor, a: Tensor | number, b: Tensor | number): Tensor;
  (condition: Value, a: Value | number, b: Value | number): Value;
  readonly op: Op<'select', undefined>;
}

/** y = a where the condition is not 0, else b; all three broadcast. aBar = yBar there, bBar = yBar elsewhere. */
export const select: Select = Object.assign(
  ((condition: Value, a: Value | number, b: Value | number): Value => {
    return apply(selectOp, [condition, ...lift([a, b])], undefined)[0];
  }) as Omit<Select, 'op'> as Select,
  { op: selectOp },
);

const castOp: Op<'cast', DType> = defineOp({
  name: 'cast',
  elementwise: true,
  infer: ([x], dtype) => ({ dtype, shape: x.shape }),
  evaluate: ([x], type) => castTensor(x, type.dtype),
  vjp: (yBar, _y, [x], dtype) => [x.dtype === 'i32' || dtype === 'i32' ? null : cast(yBar, x.dtype)],
});

/** A change of dtype. */
export interface Cast {
  (x: Tensor, dtype: DType): Tensor;
  (x: Value, dtype: DType): Value;
  readonly op: Op<'cast', DType>;
}

/** y = x in another dtype; floats are truncated towards zero and bounded for `'i32'`, which ends differentiation. */
export const cast: Cast = Object.assign(
  ((x: Value, dtype: DType): Value => apply(castOp, [x], dtype)[0]) as Omit<Cast, 'op'> as Cast,
  { op: castOp },
);
