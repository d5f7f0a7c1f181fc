/**
 * How far f32 arithmetic may be from exact values: a running error analysis (Higham 2002, "Accuracy and Stability",
 * ch. 3.3) of a tape. Every operation is evaluated in f64 by its own specification, beside a bound of the error that
 * any f32 executor makes which rounds each operation once and adds in any order. An infinite bound says nothing: a
 * comparison that rounding may turn, an overflow.
 * @module
 */

import { broadcastToOp } from '../../src/autograd/ops/layout.ts';
import type { MatmulAttrs } from '../../src/autograd/ops/matmul.ts';
import { scanOp } from '../../src/autograd/scan.ts';
import type { ScanAttrs } from '../../src/autograd/scan-adjoint.ts';
import { type Node, type Tape, type Value, Var } from '../../src/autograd/tape.ts';
import { sizeOf } from '../../src/tensor/shape.ts';
import { allocate, cast, type Tensor, zeros } from '../../src/tensor/tensor.ts';

/** An array in f64 (or i32) and the bound of its error, an f64 array of the same shape. */
export interface Approximate {
  readonly value: Tensor;
  readonly error: Tensor;
}

/** Unit roundoff of f32, and its smallest subnormal number. */
const U = 2 ** -24;
const TINY = 2 ** -149;
/** Whole numbers up to here are added and multiplied without error, in any order. */
const WHOLE = 2 ** 20;

const isWhole = (x: number): boolean => Number.isInteger(x) && Math.abs(x) <= WHOLE;
const like = (x: Tensor, data: Float64Array): Tensor => ({ dtype: 'f64', shape: x.shape, data });
const mapped = (x: Tensor, f: (v: number, i: number) => number): Tensor =>
  like(x, Float64Array.from(x.data, f));

/** Terms that a value is the sum of: how many, and the sums of their sizes. */
interface Terms {
  readonly count: number;
  readonly sizes: Tensor;
}

/** The bound of one element: y is the exact result on the values x, e are their errors. */
type Rule = (
  y: number,
  x: readonly number[],
  e: readonly number[],
  terms: { count: number; size: number },
) => number;

/** The rounding of a correctly rounded operation; nothing when the inputs are exact and so is the result. */
const rounded = (y: number, propagated: number, e: readonly number[]): number =>
  e.every((d) => d === 0) ? Math.abs(Math.fround(y) - y) : propagated + U * (Math.abs(y) + propagated) + TINY;

/** An executor may start a product from what is added to it, and sums over time go on from step to step. */
const sumRule: Rule = (_y, [a, b], [da, db], { count, size }) => {
  if (da === 0 && db === 0 && isWhole(a) && isWhole(b)) return 0;
  return da + db + (1 + count) * (U * (Math.abs(a) + Math.abs(b) + size + da + db) + TINY);
};

/** A formula with a relative error of `units` x 2^-24, after an error in its argument. */
const formula = (y: number, propagated: number, units: number): number =>
  propagated + units * U * (Math.abs(y) + propagated) + TINY;

const wave: Rule = (_y, [x], [d]) => (Number.isFinite(x) && Math.abs(x) + d > 8192 ? Infinity : d + 2.4 * U);

/** Whether rounding may turn a comparison of x with y. */
const mayTurn = (x: number, y: number, error: number): boolean => error > 0 && !(Math.abs(x - y) > error);

const rules: { readonly [name: string]: Rule } = {
  add: sumRule,
  sub: sumRule,
  mul: (y, [a, b], e) => rounded(y, Math.abs(a) * e[1] + Math.abs(b) * e[0] + e[0] * e[1], e),
  div(y, [, b], e) {
    if (e[0] === 0 && e[1] === 0) return rounded(y, 0, e);
    return Math.abs(b) <= e[1] ? Infinity : rounded(y, (e[0] + Math.abs(y) * e[1]) / (Math.abs(b) - e[1]), e);
  },
  maximum: (_y, _x, e) => Math.max(...e),
  minimum: (_y, _x, e) => Math.max(...e),
  greater: (_y, [a, b], e) => (mayTurn(a, b, e[0] + e[1]) ? Infinity : 0),
  equal: (_y, [a, b], e) => (mayTurn(a, b, e[0] + e[1]) ? Infinity : 0),
  neg: (_y, _x, [d]) => d,
  abs: (_y, _x, [d]) => d,
  stopGradient: (_y, _x, [d]) => d,
  relu: (_y, [x], [d]) => (x < -d ? 0 : d),
  sign: (_y, [x], [d]) => (mayTurn(x, 0, d) ? Infinity : 0),
  exp: (y, _x, [d]) => formula(y, y * Math.expm1(d), 1.6),
  log: (y, [x], [d]) => (d > 0 && d >= x ? Infinity : formula(y, d > 0 ? d / (x - d) : 0, 1.5)),
  sqrt(y, [x], e) {
    if (e[0] === 0) return rounded(y, 0, e);
    return e[0] >= x ? Infinity : rounded(y, e[0] / (Math.sqrt(x - e[0]) + y), e);
  },
  tanh: (y, _x, [d]) => formula(y, d, 2.5),
  sigmoid: (y, _x, [d]) => formula(y, d / 4, 3.1) + 2 ** -125,
  sin: wave,
  cos: wave,
};

/** Makes bounds honest: overflow, and NaN that does not follow from exact inputs, leave nothing known. */
function sealed(y: number, error: number, exact: boolean): number {
  if (!Number.isFinite(y)) return exact ? 0 : Infinity;
  return Math.abs(y) + error < 3.4e38 ? error : Infinity;
}

const evaluated = (
  node: Node,
  values: readonly Tensor[],
  dtype: Tensor['dtype'],
  attrs = node.attrs,
): Tensor => node.op.evaluate(values, [{ dtype, shape: node.outputs[0].shape }], attrs)[0];

const stretch = (x: Tensor, shape: readonly number[]): Tensor =>
  broadcastToOp.evaluate([x], [{ dtype: x.dtype, shape }], shape)[0];

function elementwise(node: Node, inputs: readonly Approximate[], terms: Terms | null): Approximate {
  const { op, outputs } = node;
  const { shape, dtype } = outputs[0];
  const value = evaluated(
    node,
    inputs.map((x) => x.value),
    dtype === 'f32' ? 'f64' : dtype,
  );
  const [x, e] = [
    inputs.map((a) => stretch(a.value, shape).data),
    inputs.map((a) => stretch(a.error, shape).data),
  ];
  const sizes = terms && stretch(terms.sizes, shape).data;
  const integer = inputs.every((a) => a.value.dtype === 'i32');
  const error = mapped(value, (y, i) => {
    const [xs, es] = [x.map((data) => data[i]), e.map((data) => data[i])];
    const exact = es.every((d) => d === 0);
    if (op.name === 'select') {
      return mayTurn(xs[0], 0, es[0]) ? Infinity : xs[0] !== 0 ? es[1] : es[2];
    }
    if (op.name === 'cast') {
      if (dtype !== 'i32') return integer ? Math.abs(Math.fround(y) - y) + es[0] : es[0];
      return Math.trunc(xs[0] - es[0]) === Math.trunc(xs[0] + es[0]) || exact ? 0 : Infinity;
    }
    if (integer) return exact ? 0 : Infinity;
    return sealed(y, rules[op.name](y, xs, es, { count: terms?.count ?? 0, size: sizes?.[i] ?? 0 }), exact);
  });
  return { value, error };
}

const isExact = ({ error }: Approximate): boolean => error.data.every((d) => d === 0);

interface Summed extends Approximate {
  readonly terms: Terms;
}

function product(node: Node, [a, b]: readonly Approximate[]): Summed {
  const value = evaluated(node, [a.value, b.value], 'f64');
  const k = a.value.shape[(node.attrs as MatmulAttrs).transA ? 0 : 1];
  const times = (p: Tensor, q: Tensor): Float64Array => evaluated(node, [p, q], 'f64').data as Float64Array;
  const [sizeA, sizeB] = [mapped(a.value, Math.abs), mapped(b.value, Math.abs)];
  const sizes = times(sizeA, sizeB);
  const terms = { count: k, sizes: like(value, sizes) };
  if (isExact(a) && isExact(b) && [...a.value.data, ...b.value.data].every(isWhole) && sizes.every(isWhole)) {
    return { value, error: zeros(value.shape, 'f64'), terms };
  }
  const parts = [times(sizeA, b.error), times(a.error, sizeB), times(a.error, b.error)];
  const exact = isExact(a) && isExact(b);
  const error = mapped(value, (y, i) => {
    const propagated = parts[0][i] + parts[1][i] + parts[2][i];
    return sealed(y, propagated + (k + 1) * (U * (sizes[i] + propagated) + TINY), exact);
  });
  return { value, error, terms };
}

function reduction(node: Node, [x]: readonly Approximate[]): Approximate | Summed {
  const value = evaluated(node, [x.value], x.value.dtype);
  const exact = isExact(x);
  if (node.op.name === 'max') {
    const error = evaluated(node, [x.error], 'f64');
    return { value, error: mapped(error, (d, i) => sealed(value.data[i], d, exact)) };
  }
  const sizes = evaluated(node, [mapped(x.value, Math.abs)], 'f64');
  if (x.value.dtype === 'i32' || (exact && x.value.data.every(isWhole) && sizes.data.every(isWhole))) {
    return { value, error: mapped(value, () => (exact ? 0 : Infinity)) };
  }
  const propagated = evaluated(node, [x.error], 'f64').data;
  const count = sizeOf(x.value.shape) / Math.max(1, sizeOf(value.shape));
  const error = mapped(value, (y, i) =>
    sealed(y, propagated[i] + (count + 1) * (U * (sizes.data[i] + propagated[i]) + TINY), exact),
  );
  return { value, error, terms: { count, sizes } };
}

const MOVING = new Set(['reshape', 'transpose', 'broadcastTo', 'slice', 'pad', 'concat']);
const DRAWING = new Set(['normal', 'uniform', 'foldIn', 'oneHot']);

function runNode(node: Node, inputs: readonly Approximate[], terms: Terms | null): readonly Approximate[] {
  const { op, outputs } = node;
  if (op === scanOp) return runScan(node.attrs as ScanAttrs, node, inputs);
  if (op.name === 'matmul') return [product(node, inputs)];
  if (op.name === 'sum' || op.name === 'max') return [reduction(node, inputs)];
  const dtype = outputs[0].dtype === 'f32' ? 'f64' : outputs[0].dtype;
  if (MOVING.has(op.name)) {
    const value = evaluated(
      node,
      inputs.map((x) => x.value),
      dtype,
    );
    return [
      {
        value,
        error: evaluated(
          node,
          inputs.map((x) => x.error),
          'f64',
        ),
      },
    ];
  }
  if (DRAWING.has(op.name)) {
    const value = evaluated(
      node,
      inputs.map((x) => x.value),
      dtype,
    );
    return [{ value, error: mapped(value, () => (inputs.every(isExact) ? 0 : Infinity)) }];
  }
  return [elementwise(node, inputs, terms)];
}

function sliceAt(x: Tensor, t: number, length: number): Tensor {
  const size = x.data.length / length;
  return { dtype: x.dtype, shape: x.shape.slice(1), data: x.data.slice(t * size, (t + 1) * size) };
}

function runScan(attrs: ScanAttrs, node: Node, inputs: readonly Approximate[]): readonly Approximate[] {
  const { body, nCarry, nXs, length, reverse } = attrs;
  let carry = inputs.slice(0, nCarry);
  const stacks = node.outputs.slice(nCarry).map(({ dtype, shape }) => ({
    value: {
      dtype: dtype === 'f32' ? 'f64' : dtype,
      shape,
      data: allocate(dtype === 'i32' ? 'i32' : 'f64', sizeOf(shape)),
    },
    error: zeros(shape, 'f64'),
  })) as Approximate[];
  for (let step = 0; step < length; step++) {
    const t = reverse ? length - 1 - step : step;
    const slices = inputs.slice(nCarry, nCarry + nXs).map(({ value, error }) => ({
      value: sliceAt(value, t, length),
      error: sliceAt(error, t, length),
    }));
    const time = exactly({ dtype: 'i32', shape: [], data: Int32Array.of(t) });
    // A carry that is only added to may be added last, to the sum of its terms over time.
    const growing = carry.map(
      (x): Summed => ({ ...x, terms: { count: length, sizes: mapped(x.value, () => 0) } }),
    );
    const results = approximate(body, [...growing, ...slices, time, ...inputs.slice(nCarry + nXs)]);
    carry = results.slice(0, nCarry).map(({ value, error }) => ({ value, error }));
    stacks.forEach((stack, k) => {
      const { value, error } = results[nCarry + k];
      stack.value.data.set(value.data, t * value.data.length);
      stack.error.data.set(error.data, t * value.data.length);
    });
  }
  return [...carry, ...stacks];
}

/** An array of f32 or i32 numbers as it is. */
export function exactly(x: Tensor): Approximate {
  return { value: x.dtype === 'f32' ? cast(x, 'f64') : x, error: zeros(x.shape, 'f64') };
}

/** Terms of both sides of an addition: each of the one kind may be added between any two of the other. */
function together(list: readonly Terms[], shape: readonly number[]): Terms | null {
  if (list.length === 0) return null;
  const count = list.reduce((product, terms) => product * (1 + terms.count), 1) - 1;
  const sizes = list.map((terms) => stretch(terms.sizes, shape));
  return { count, sizes: mapped(sizes[0], (_, i) => sizes.reduce((total, { data }) => total + data[i], 0)) };
}

/** Runs a tape of f32 and i32 operations in f64, with bounds. */
export function approximate(tape: Tape, inputs: readonly Approximate[]): Approximate[] {
  const values = new Map<Value, Approximate | Summed>(tape.inputs.map((v, i) => [v, inputs[i]]));
  const lookup = (v: Value): Approximate | Summed =>
    v instanceof Var ? (values.get(v) as Approximate) : exactly(v);
  for (const node of tape.nodes) {
    const args = node.inputs.map(lookup);
    const terms = args.flatMap((x) => ('terms' in x ? [x.terms] : []));
    const results = runNode(
      node,
      args,
      node.op.name === 'add' ? together(terms, node.outputs[0].shape) : null,
    );
    for (const [i, v] of node.outputs.entries()) values.set(v, results[i]);
  }
  return tape.outputs.map(lookup);
}

/** What a comparison saw. */
export interface Comparison {
  /** Elements with a finite bound, and those without. */
  readonly checked: number;
  readonly unknown: number;
  /** The largest error as a fraction of its bound. */
  readonly worst: number;
}

/**
 * Compares arrays with their bounds.
 * @throws Error that names the first element outside of its bound
 */
export function compare(actual: readonly Tensor[], expected: readonly Approximate[]): Comparison {
  let [checked, unknown, worst] = [0, 0, 0];
  expected.forEach(({ value, error }, k) => {
    if (String(actual[k].shape) !== String(value.shape)) {
      throw new Error(`output ${k}: expected shape [${value.shape}], got [${actual[k].shape}]`);
    }
    value.data.forEach((want, i) => {
      const got = actual[k].data[i];
      const bound = error.data[i];
      if (!Number.isFinite(bound)) {
        unknown++;
        return;
      }
      checked++;
      if (Object.is(got, want) || got === want) return;
      const distance = Math.abs(got - want);
      if (!(distance <= bound)) {
        throw new Error(
          `output ${k} element ${i} of [${value.shape}]: expected ${want} within ${bound}, got ${got}`,
        );
      }
      worst = Math.max(worst, distance / bound);
    });
  });
  return { checked, unknown, worst };
}
