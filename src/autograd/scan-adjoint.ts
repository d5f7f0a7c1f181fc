/** The derivative of the recurrence: back-propagation through time as a scan in reverse. @module */

import type { ArrayType } from '../tensor/reference.ts';
import { zeros } from '../tensor/tensor.ts';
import { activeOutputs, keptValues, linearize } from './linearize.ts';
import type { Cotangents, Linearized, Op } from './op.ts';
import { add } from './ops/elementwise.ts';
import { replay } from './replay.ts';
import { apply, Tape, type Value, type Var } from './tape.ts';

/**
 * A loop body and how often it runs. The body takes [carry..., x_t..., t, captured...] and returns
 * [carry..., y_t...]; the scan takes [carry0..., xs..., captured...] and returns [carryT..., ys...].
 */
export interface ScanAttrs {
  readonly body: Tape;
  readonly nCarry: number;
  readonly nXs: number;
  readonly length: number;
  /** Runs t from length-1 down to 0; x_t is read and y_t written at t all the same. */
  readonly reverse: boolean;
}

/** The type of the step number t. */
export const counter: ArrayType = { dtype: 'i32', shape: [] };

/** The type of one step of a stack. */
export const unstacked = (type: ArrayType): ArrayType => ({ dtype: type.dtype, shape: type.shape.slice(1) });

/** The numbers of the marked places among `count` places from `start`. */
const marked = (marks: readonly boolean[], start: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => start + i).filter((i) => marks[i]);

/** Says which body inputs are active: a carry is as soon as one of its values on the way is. */
function activeBodyInputs({ body, nCarry, nXs }: ScanAttrs, active: readonly boolean[]): boolean[] {
  const inputs = [...active.slice(0, nCarry + nXs), false, ...active.slice(nCarry + nXs)];
  for (;;) {
    const outputs = activeOutputs(body, inputs);
    const next = inputs.findIndex((isActive, i) => i < nCarry && !isActive && outputs[i]);
    if (next < 0) return inputs;
    inputs[next] = true;
  }
}

/**
 * Records a scan and its pullback. For c' = f(c, x_t), y_t = g(c, x_t), the cotangents run backwards:
 * (cBar, xBar_t) = the pullback of (f, g) at t of (cBar', yBar_t), and those of captured values are summed over t.
 * The recorded scan stacks, as further outputs, the carries and body values that the pullback needs, nothing else.
 */
export function linearizeScan(
  op: Op<'scan', ScanAttrs>,
  inputs: readonly Value[],
  attrs: ScanAttrs,
  active: readonly boolean[],
  reached: readonly boolean[],
): Linearized {
  const { body, nCarry, nXs, length } = attrs;
  const nOut = body.outputs.length;
  const activeIn = activeBodyInputs(attrs, active);
  const reachedOut = activeOutputs(body, activeIn).map((isActive, i) =>
    i < nCarry ? activeIn[i] : isActive && reached[i],
  );
  const pair = linearize(body, activeIn, reachedOut);

  const isKept = pair.forward.inputs.map((v) => pair.adjoint.captures.some(({ outer }) => outer === v));
  const keptCarries = marked(isKept, 0, nCarry);
  const keptXs = marked(isKept, nCarry, nXs);
  const keptCaptures = marked(isKept, nCarry + nXs + 1, inputs.length - nCarry - nXs);

  const stacking = new Tape(body.label);
  const ins = body.inputs.map((v) => stacking.input(v));
  stacking.close([...replay(pair.forward, ins), ...keptCarries.map((i) => ins[i])]);
  const results = apply(op, inputs, { ...attrs, body: stacking });
  const stacks = results.slice(nOut);

  const carries = marked(activeIn, 0, nCarry);
  const xs = marked(activeIn, nCarry, nXs);
  const captures = marked(activeIn, nCarry + nXs + 1, inputs.length - nCarry - nXs);

  const pullback = (yBars: Cotangents): Cotangents => {
    const ys = marked(reachedOut, nCarry, nOut - nCarry).filter((i) => yBars[i] !== null);

    const reverse = new Tape(`adjoint of ${body.label}`);
    const enter = (list: readonly number[], type: (i: number) => ArrayType): Map<number, Var> =>
      new Map(list.map((i) => [i, reverse.input(type(i))]));
    const carryBars = enter(carries, (i) => body.inputs[i]);
    const sums = enter(captures, (i) => body.inputs[i]);
    const ySlices = enter(ys, (i) => body.outputs[i]);
    const stackSlices = stacks.map((stack) => reverse.input(unstacked(stack)));
    const nExtras = stacks.length - keptCarries.length;
    const again = new Map<number, Value>(keptCarries.map((i, k) => [i, stackSlices[nExtras + k]]));
    for (const i of keptXs) again.set(i, reverse.input(body.inputs[i]));
    again.set(nCarry + nXs, reverse.input(counter));
    for (const i of keptCaptures) again.set(i, reverse.input(body.inputs[i]));

    const zerosLike = ({ shape, dtype }: ArrayType): Value => zeros(shape, dtype);
    const outBars = marked(reachedOut, 0, nOut).map(
      (i) => carryBars.get(i) ?? ySlices.get(i) ?? zerosLike(body.outputs[i]),
    );
    const kept = keptValues(
      pair,
      Array.from(body.inputs, (_, i) => again.get(i) as Value),
      stackSlices,
    );
    const inBars = replay(pair.adjoint, outBars, kept);
    const xBars = inBars.splice(carries.length, xs.length);
    const nextSums = captures.map((i, k) => add(sums.get(i) as Var, inBars[carries.length + k]));
    reverse.close([...inBars.slice(0, carries.length), ...nextSums, ...xBars]);

    const outer = (i: number): Value => inputs[i < nCarry + nXs ? i : i - 1];
    const bars = apply(
      op,
      [
        ...carries.map((i) => yBars[i] ?? zerosLike(body.inputs[i])),
        ...captures.map((i) => zerosLike(body.inputs[i])),
        ...ys.map((i) => yBars[i] as Value),
        ...stacks,
        ...keptXs.map(outer),
        ...keptCaptures.map(outer),
      ],
      {
        body: reverse,
        nCarry: carries.length + captures.length,
        nXs: ys.length + stacks.length + keptXs.length,
        length,
        reverse: !attrs.reverse,
      },
    );
    const cotangents = new Array<Value | null>(inputs.length).fill(null);
    [...carries, ...captures, ...xs].forEach((i, k) => {
      cotangents[i < nCarry + nXs ? i : i - 1] = bars[k];
    });
    return cotangents;
  };
  return { outputs: results.slice(0, nOut), pullback };
}
