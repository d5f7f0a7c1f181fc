/** The tape: a list of operations in the order in which they were recorded, and the values they stand for. @module */

import type { ArrayType } from '../tensor/reference.ts';
import { formatShape, type Shape } from '../tensor/shape.ts';
import type { DType, Tensor } from '../tensor/tensor.ts';
import type { Op } from './op.ts';

/** An array that is known (`Tensor`) or recorded (`Var`). */
export type Value = Tensor | Var;

/** A value on a tape: its type is known, its elements are not yet. */
export class Var {
  readonly tape: Tape;
  /** Position among the values of its tape. */
  readonly id: number;
  readonly dtype: DType;
  readonly shape: Shape;

  constructor(tape: Tape, id: number, type: ArrayType) {
    this.tape = tape;
    this.id = id;
    this.dtype = type.dtype;
    this.shape = type.shape;
  }
}

/** One recorded operation. Tensors among the inputs are constants. */
export interface Node {
  readonly op: Op;
  readonly attrs: unknown;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Var[];
}

/** A value of another tape that this one uses: `inner` stands for it here. */
export interface Capture {
  readonly outer: Var;
  readonly inner: Var;
}

let tapeCount = 0;

/**
 * A recorded function: inputs, operations, outputs, and the captured values of the tapes around it.
 * An operation on values of several tapes is recorded on the newest one, which captures the others: so whatever
 * a scan body computes from captured values alone is recorded, once, outside of the scan.
 */
export class Tape {
  /** Name of the traced function or scan, for messages. */
  readonly label: string;
  readonly inputs: Var[] = [];
  readonly captures: Capture[] = [];
  readonly nodes: Node[] = [];
  outputs: readonly Value[] = [];
  /** Number of values so far. */
  size = 0;
  /** Creation order: the newest of several tapes is the innermost. */
  readonly age: number;
  #closed = false;
  readonly #innerOf: Map<Var, Var> = new Map();

  constructor(label: string) {
    this.label = label;
    this.age = tapeCount++;
  }

  #value(type: ArrayType): Var {
    if (this.#closed) {
      throw new Error(
        `${this.label}: expected its values to be used while it is recorded, got an operation on a value of shape ${formatShape(type.shape)} afterwards - return what is needed later`,
      );
    }
    return new Var(this, this.size++, type);
  }

  /** Adds an input. */
  input(type: ArrayType): Var {
    const v = this.#value(type);
    this.inputs.push(v);
    return v;
  }

  /** Returns what stands on this tape for a value: itself, a constant, or a captured value. */
  own(value: Value): Value {
    if (!(value instanceof Var) || value.tape === this) return value;
    const known = this.#innerOf.get(value);
    if (known) return known;
    const inner = this.#value(value);
    this.#innerOf.set(value, inner);
    this.captures.push({ outer: value, inner });
    return inner;
  }

  /** Records an operation whose output types are known. */
  record(op: Op, inputs: readonly Value[], attrs: unknown, types: readonly ArrayType[]): Var[] {
    const own = inputs.map((value) => this.own(value));
    const outputs = types.map((type) => this.#value(type));
    this.nodes.push({ op, attrs, inputs: own, outputs });
    return outputs;
  }

  /** Ends the recording. */
  close(outputs: readonly Value[]): this {
    this.outputs = outputs.map((value) => this.own(value));
    this.#closed = true;
    return this;
  }
}

/** Returns the newest tape among the values, or null if all of them are tensors. */
export function newestTape(values: readonly Value[]): Tape | null {
  let newest: Tape | null = null;
  for (const value of values) {
    if (value instanceof Var && (newest === null || value.tape.age > newest.age)) newest = value.tape;
  }
  return newest;
}

/** Applies an operation: computes at once if every input is a tensor, else records. */
export function apply<A>(op: Op<string, A>, inputs: readonly Value[], attrs: A): readonly Value[] {
  const types = op.infer(inputs, attrs);
  const tape = newestTape(inputs);
  if (tape === null) return op.evaluate(inputs as readonly Tensor[], types, attrs);
  return tape.record(op as Op, inputs, attrs, types);
}
