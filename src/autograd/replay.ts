/** Runs a recorded tape: on tensors it computes, on recorded values it copies the tape onto theirs. @module */

import { formatShape, ShapeError, sameShape } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { apply, newestTape, type Tape, type Value, Var } from './tape.ts';

/** For each node, the values that nothing reads after it. */
const releasesOf = new WeakMap<Tape, readonly (readonly number[])[]>();

function releases(tape: Tape): readonly (readonly number[])[] {
  const known = releasesOf.get(tape);
  if (known) return known;
  const live = new Set<number>();
  for (const out of tape.outputs) if (out instanceof Var) live.add(out.id);
  const lists: number[][] = [];
  for (let i = tape.nodes.length - 1; i >= 0; i--) {
    const { inputs, outputs } = tape.nodes[i];
    lists[i] = [];
    for (const v of [...inputs, ...outputs]) {
      if (!(v instanceof Var) || live.has(v.id)) continue;
      live.add(v.id);
      lists[i].push(v.id);
    }
  }
  releasesOf.set(tape, lists);
  return lists;
}

function checkInputs(tape: Tape, inputs: readonly Value[]): void {
  if (inputs.length !== tape.inputs.length) {
    throw new Error(`${tape.label}: expected ${tape.inputs.length} arrays, got ${inputs.length}`);
  }
  tape.inputs.forEach((want, i) => {
    const got = inputs[i];
    if (want.dtype !== got.dtype || !sameShape(want.shape, got.shape)) {
      const expected = `${want.dtype} ${formatShape(want.shape)} for array ${i}`;
      const actual = `${got.dtype} ${formatShape(got.shape)}`;
      throw new ShapeError(
        `${tape.label}: expected ${expected}, got ${actual} - record it again for other shapes`,
        [want.shape, got.shape],
      );
    }
  });
}

/**
 * Runs a tape on inputs and returns its outputs. Intermediate arrays are let go after their last use.
 * @param captured what to use for the captured values, in their order; by default those that were captured
 * @throws ShapeError when an input does not have the type it was recorded with
 */
export function replay(tape: Tape, inputs: readonly Value[], captured?: readonly Value[]): Value[] {
  checkInputs(tape, inputs);
  const values = new Array<Value | undefined>(tape.size);
  tape.inputs.forEach((v, i) => {
    values[v.id] = inputs[i];
  });
  tape.captures.forEach(({ outer, inner }, i) => {
    values[inner.id] = captured ? captured[i] : outer;
  });
  const lookup = (v: Value): Value => (v instanceof Var ? (values[v.id] as Value) : v);
  const done = releases(tape);
  tape.nodes.forEach(({ op, attrs, inputs: from, outputs }, i) => {
    const args = from.map(lookup);
    // The recorded types hold for tensors, so the shape rule need not run again.
    const results = newestTape(args) ? apply(op, args, attrs) : op.evaluate(args as Tensor[], outputs, attrs);
    outputs.forEach((v, k) => {
      values[v.id] = results[k];
    });
    for (const id of done[i]) values[id] = undefined;
  });
  return tape.outputs.map(lookup);
}
