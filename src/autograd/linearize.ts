/**
 * Reverse-mode differentiation: a tape becomes a forward tape and an adjoint tape (Griewank and Walther 2008,
 * "Evaluating derivatives", ch. 3). What the adjoint captures from the forward tape are the values to keep.
 * @module
 */

import { zeros } from '../tensor/tensor.ts';
import type { Linearized } from './op.ts';
import { add } from './ops/elementwise.ts';
import { sumTo } from './ops/layout.ts';
import { prune, reachedFrom } from './reach.ts';
import { apply, type Node, Tape, type Value, Var } from './tape.ts';

/** A function and its derivative, recorded side by side. */
export interface Pair {
  /** From the inputs to [outputs..., extras...]: the extras are what the adjoint captures and `forward` computes. */
  readonly forward: Tape;
  /** From the cotangents of the reached outputs to those of the active inputs, both in their order. */
  readonly adjoint: Tape;
}

/** Marks the values of a tape that depend smoothly on its active inputs; indexed by id. */
function markActive(tape: Tape, activeInputs: readonly boolean[]): boolean[] {
  const active = new Array<boolean>(tape.size).fill(false);
  tape.inputs.forEach((v, i) => {
    active[v.id] = activeInputs[i] && v.dtype !== 'i32';
  });
  for (const { op, inputs, outputs } of tape.nodes) {
    if (!op.differentiable || !inputs.some((v) => v instanceof Var && active[v.id])) continue;
    for (const v of outputs) active[v.id] = v.dtype !== 'i32';
  }
  return active;
}

/** Says which outputs of a tape depend smoothly on its active inputs. */
export function activeOutputs(tape: Tape, activeInputs: readonly boolean[]): boolean[] {
  const active = markActive(tape, activeInputs);
  return tape.outputs.map((v) => v instanceof Var && active[v.id]);
}

/**
 * Differentiates a tape from its active inputs to its reached outputs, both float. Only operations on a path
 * from the one to the other are differentiated.
 */
export function linearize(
  tape: Tape,
  activeInputs: readonly boolean[],
  reachedOutputs: readonly boolean[],
): Pair {
  const active = markActive(tape, activeInputs);
  const reached = reachedFrom(
    tape,
    tape.outputs.filter((_, i) => reachedOutputs[i]),
  );
  const forward = new Tape(tape.label);
  const adjoint = new Tape(`pullback of ${tape.label}`);

  const primal = new Array<Value>(tape.size);
  for (const v of tape.inputs) primal[v.id] = forward.input(v);
  for (const { outer, inner } of tape.captures) primal[inner.id] = outer;
  const lookup = (v: Value): Value => (v instanceof Var ? primal[v.id] : v);

  const steps: { node: Node; linearized: Linearized }[] = [];
  for (const node of tape.nodes) {
    const { op, attrs, inputs, outputs } = node;
    const args = inputs.map(lookup);
    let results: readonly Value[];
    if (outputs.some((v) => active[v.id] && reached[v.id])) {
      const activeArgs = inputs.map((v) => v instanceof Var && active[v.id]);
      const linearized = op.linearize(
        args,
        attrs,
        activeArgs,
        outputs.map((v) => reached[v.id]),
      );
      steps.push({ node, linearized });
      results = linearized.outputs;
    } else {
      results = apply(op, args, attrs);
    }
    outputs.forEach((v, i) => {
      primal[v.id] = results[i];
    });
  }

  const cotangents = new Array<Value | null>(tape.size).fill(null);
  const accumulate = (v: Value, bar: Value): void => {
    if (!(v instanceof Var) || !active[v.id]) return;
    const share = sumTo(bar, v.shape);
    const sum = cotangents[v.id];
    cotangents[v.id] = sum === null ? share : add(sum, share);
  };
  tape.outputs.forEach((v, i) => {
    if (reachedOutputs[i]) accumulate(v, adjoint.input(v));
  });
  for (const { node, linearized } of steps.reverse()) {
    const yBars = node.outputs.map((v) => cotangents[v.id]);
    if (yBars.every((bar) => bar === null)) continue;
    const xBars = linearized.pullback(yBars, adjoint);
    if (xBars.length !== node.inputs.length) {
      throw new Error(
        `internal: ${node.op.name} returned ${xBars.length} cotangents for ${node.inputs.length} inputs`,
      );
    }
    node.inputs.forEach((v, i) => {
      const bar = xBars[i];
      if (bar !== null) accumulate(v, bar);
    });
  }
  const wanted = tape.inputs.filter((_, i) => activeInputs[i]);
  prune(adjoint.close(wanted.map((v) => cotangents[v.id] ?? zeros(v.shape, v.dtype))));
  const extras = adjoint.captures.map(({ outer }) => outer).filter((v) => isComputedBy(forward, v));
  return { forward: prune(forward.close([...tape.outputs.map(lookup), ...extras])), adjoint };
}

function isComputedBy(tape: Tape, v: Var): boolean {
  return v.tape === tape && !tape.inputs.includes(v);
}

/**
 * Returns the values of the adjoint's captures.
 * @param atInputs what stands for the inputs of the forward tape
 * @param atExtras what stands for its extras
 */
export function keptValues(
  { forward, adjoint }: Pair,
  atInputs: readonly Value[],
  atExtras: readonly Value[],
): Value[] {
  let next = 0;
  return adjoint.captures.map(({ outer }) => {
    if (isComputedBy(forward, outer)) return atExtras[next++];
    return outer.tape === forward ? atInputs[forward.inputs.indexOf(outer)] : outer;
  });
}
