/** The recurrence: a loop over time as one operation, differentiated by a scan in reverse. @module */

import { checkOptions } from '../tensor/options.ts';
import type { ArrayType } from '../tensor/reference.ts';
import { formatShape, ShapeError, sameShape, sizeOf } from '../tensor/shape.ts';
import { allocate, type Tensor } from '../tensor/tensor.ts';
import type { Op } from './op.ts';
import { replay } from './replay.ts';
import { counter, linearizeScan, type ScanAttrs, unstacked } from './scan-adjoint.ts';
import { apply, Tape, type Value, type Var } from './tape.ts';
import { type Flat, flatten } from './tree.ts';

const stacked = (type: ArrayType, length: number): ArrayType => ({
  dtype: type.dtype,
  shape: [length, ...type.shape],
});

function evaluate(inputs: readonly Tensor[], types: readonly ArrayType[], attrs: ScanAttrs): Tensor[] {
  const { body, nCarry, nXs, length, reverse } = attrs;
  let carry: readonly Value[] = inputs.slice(0, nCarry);
  const xs = inputs.slice(nCarry, nCarry + nXs);
  const captured = inputs.slice(nCarry + nXs);
  const ys = types
    .slice(nCarry)
    .map(({ dtype, shape }) => ({ dtype, shape, data: allocate(dtype, sizeOf(shape)) }));
  for (let step = 0; step < length; step++) {
    const t = reverse ? length - 1 - step : step;
    const slices = xs.map(({ dtype, shape, data }) => {
      const size = sizeOf(shape) / length;
      return { dtype, shape: shape.slice(1), data: data.subarray(t * size, (t + 1) * size) };
    });
    const time: Tensor = { dtype: 'i32', shape: [], data: Int32Array.of(t) };
    const outputs = replay(body, [...carry, ...slices, time, ...captured]) as Tensor[];
    carry = outputs.slice(0, nCarry);
    ys.forEach((y, i) => {
      const { data } = outputs[nCarry + i];
      y.data.set(data, t * data.length);
    });
  }
  return [...(carry as Tensor[]), ...ys];
}

/** The loop as an operation; `scan` records it. */
export const scanOp: Op<'scan', ScanAttrs> = {
  name: 'scan',
  infer(inputs, { body, nCarry, nXs, length }) {
    const captured = inputs.slice(nCarry + nXs);
    const want = [
      ...inputs.slice(0, nCarry),
      ...inputs.slice(nCarry, nCarry + nXs).map(unstacked),
      counter,
      ...captured,
    ];
    const fits = want.every(
      (type, i) => sameShape(type.shape, body.inputs[i].shape) && type.dtype === body.inputs[i].dtype,
    );
    if (!fits || want.length !== body.inputs.length)
      throw new Error('internal: scan inputs do not fit the body');
    return body.outputs.map((type, i) => (i < nCarry ? type : stacked(type, length)));
  },
  evaluate,
  differentiable: true,
  elementwise: false,
  linearize: (...args) => linearizeScan(scanOp, ...args),
};

/** The lists of values that a loop runs on. */
export interface LoopInputs {
  readonly carry0: readonly Value[];
  readonly xs: readonly Value[];
  readonly length: number;
  readonly reverse: boolean;
}

/**
 * Records a loop over flat lists: `step` takes [carry..., x_t..., t] and returns [carry..., y_t...]; other values
 * that it uses are captured.
 * @returns [carryT..., ys...]
 */
export function recordLoop(
  loop: LoopInputs,
  step: (inputs: readonly Var[]) => readonly Value[],
): readonly Value[] {
  const { carry0, xs, length, reverse } = loop;
  const traced = new Tape('scan');
  const types = [...carry0, ...xs.map(unstacked), counter];
  traced.close(step(types.map((type) => traced.input(type))));

  // Captured values become inputs, so that the body is a function of its inputs alone.
  const body = new Tape('scan');
  const inputs = types.map((type) => body.input(type));
  const captured = traced.captures.map(({ inner }) => body.input(inner));
  body.close(replay(traced, inputs, captured));
  const outer = traced.captures.map((c) => c.outer);
  const attrs: ScanAttrs = { body, nCarry: carry0.length, nXs: xs.length, length, reverse };
  return apply(scanOp, [...carry0, ...xs, ...outer], attrs);
}

function checkCarry(before: Flat, after: Flat): void {
  const describe = (v: Value | undefined): string => (v ? `${v.dtype} ${formatShape(v.shape)}` : 'nothing');
  const count = Math.max(before.leaves.length, after.leaves.length);
  for (let i = 0; i < count; i++) {
    const [a, b] = [before.leaves[i], after.leaves[i]];
    if (a && b && a.dtype === b.dtype && sameShape(a.shape, b.shape) && before.paths[i] === after.paths[i])
      continue;
    const where = `carry${before.paths[i] ?? after.paths[i]}`;
    const message = `scan: expected step to return ${where} as ${describe(a)}, got ${describe(b)}${after.paths[i] === before.paths[i] ? '' : ` at carry${after.paths[i] ?? ''}`}`;
    throw new ShapeError(`${message} - the carry keeps its form`, [a?.shape ?? [], b?.shape ?? []]);
  }
}

/** Length and direction of a scan. */
export interface ScanOptions {
  /** Number of steps; by default the length of the first axis of `xs`. */
  readonly length?: number;
  /** Runs from the last step to the first; false by default. */
  readonly reverse?: boolean;
}

/**
 * Runs `step` over time: (carry, y_t) = step(carry, x_t, t), from `carry0`.
 * Other values that `step` uses, such as weights, are simply captured.
 * @param step takes the carry, the slice of `xs` at t, and t (an `i32` scalar); returns the next carry and y_t
 * @param carry0 tree of values
 * @param xs tree of values whose first axis is time, all of one length; `{}` if there are none, with `length` given
 * @returns the last carry, and the tree of y_t stacked along a new first axis
 * @throws ShapeError when the lengths differ or the carry changes its form
 */
export function scan<C, X, Y>(
  step: (carry: C, x: X, t: Value) => readonly [C, Y],
  carry0: C,
  xs: X,
  options: ScanOptions = {},
): [C, Y] {
  checkOptions('scan', options, ['length', 'reverse']);
  const carryFlat = flatten('scan', carry0);
  const xsFlat = flatten('scan', xs);
  const length = options.length ?? xsFlat.leaves[0]?.shape[0];
  if (length === undefined || !Number.isInteger(length) || length < 0) {
    throw new RangeError(`scan: expected a number of steps, got ${length} - give xs or the option length`);
  }
  xsFlat.leaves.forEach((x, i) => {
    if (x.shape[0] === length) return;
    const got = `${formatShape(x.shape)} at xs${xsFlat.paths[i]}`;
    throw new ShapeError(`scan: expected xs to have first axis ${length}, got ${got}`, [x.shape, [length]]);
  });

  const nCarry = carryFlat.leaves.length;
  let yFlat: Flat | undefined;
  const loop = { carry0: carryFlat.leaves, xs: xsFlat.leaves, length, reverse: options.reverse ?? false };
  const outs = recordLoop(loop, (inputs) => {
    const carry = carryFlat.rebuild(inputs.slice(0, nCarry)) as C;
    const x = xsFlat.rebuild(inputs.slice(nCarry, -1)) as X;
    const [next, y] = step(carry, x, inputs[inputs.length - 1]);
    const nextFlat = flatten('scan', next);
    checkCarry(carryFlat, nextFlat);
    yFlat = flatten('scan', y);
    return [...nextFlat.leaves, ...yFlat.leaves];
  });
  return [carryFlat.rebuild(outs.slice(0, nCarry)) as C, (yFlat as Flat).rebuild(outs.slice(nCarry)) as Y];
}
