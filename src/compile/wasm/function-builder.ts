/** Writes the body of one WebAssembly function and checks the types of its value stack as it goes. @module */

import { ByteWriter } from './bytes.ts';
import {
  type Instruction,
  type LaneAccess,
  type Load,
  laneAccesses,
  loads,
  type Operation,
  operations,
  type Signature,
  type Store,
  stores,
  typeCodes,
  type ValueType,
} from './instructions.ts';

/** A parameter or local variable of one function. */
export interface Local {
  readonly index: number;
  readonly type: ValueType;
}

/** The start of a loop, to branch to. Valid inside its body only. */
export interface Label {
  readonly depth: number;
}

interface Frame extends Label {
  /** Height of the stack at entry: values below belong to the enclosing frame. */
  readonly base: number;
}

const openings = { loop: 0x03, if: 0x04 } as const;
const noResult = 0x40;

/**
 * Appends instructions in stack order; every method returns the builder, so that a line of a kernel is one chain.
 * A mismatch of types is a bug of the compiler: it throws `internal: ...` naming the function and the instruction.
 * @example f.get(x).get(y).op('f32x4.mul', 'f32x4.neg').set(z) // z = -(x * y)
 */
export class FunctionBuilder {
  readonly name: string;
  readonly params: readonly Local[];
  readonly #code: ByteWriter = new ByteWriter();
  readonly #locals: Local[];
  readonly #stack: ValueType[] = [];
  readonly #frames: Frame[] = [{ depth: 0, base: 0 }];
  readonly #results: readonly ValueType[];
  readonly #signatureOf: (index: number) => Signature;

  /** @param signatureOf looks up the functions that `call` names by their index */
  constructor(name: string, signature: Signature, signatureOf: (index: number) => Signature) {
    this.name = name;
    this.params = signature.operands.map((type, index) => ({ index, type }));
    this.#locals = [...this.params];
    this.#results = signature.results;
    this.#signatureOf = signatureOf;
  }

  /** Declares a local variable, which starts as zero. */
  local(type: ValueType): Local {
    const local = { index: this.#locals.length, type };
    this.#locals.push(local);
    return local;
  }

  get(local: Local): this {
    this.#code.byte(0x20).unsigned(this.#indexOf(local));
    return this.#push(local.type);
  }

  set(local: Local): this {
    this.#pop(local.type, 'local.set');
    this.#code.byte(0x21).unsigned(this.#indexOf(local));
    return this;
  }

  /** Sets a local and leaves its value on the stack. */
  tee(local: Local): this {
    this.#pop(local.type, 'local.tee');
    this.#code.byte(0x22).unsigned(this.#indexOf(local));
    return this.#push(local.type);
  }

  /** Pushes a 32-bit integer, given signed or unsigned. */
  i32(value: number): this {
    this.#code.byte(0x41).signed(value);
    return this.#push('i32');
  }

  f32(value: number): this {
    this.#code.byte(0x43).float32(value);
    return this.#push('f32');
  }

  /** Pushes one float in all four lanes. In hot loops keep it in a local: engines build it anew at every use. */
  f32x4(value: number): this {
    this.#code.bytes([0xfd, 0x0c]);
    for (let lane = 0; lane < 4; lane++) this.#code.float32(value);
    return this.#push('v128');
  }

  /** Pushes one integer, given signed or unsigned, in all four lanes, or four different ones. */
  i32x4(...lanes: [number] | [number, number, number, number]): this {
    this.#code.bytes([0xfd, 0x0c]);
    for (let lane = 0; lane < 4; lane++) this.#code.int32(lanes[lane] ?? lanes[0]);
    return this.#push('v128');
  }

  /** Appends instructions without immediates, in order. */
  op(...names: readonly Operation[]): this {
    for (const name of names) this.#append(name, operations[name]);
    return this;
  }

  /** Loads from the pointer on the stack plus a constant number of bytes. */
  load(name: Load, offset: number = 0): this {
    this.#append(name, loads[name]).#code.byte(loads[name].align).unsigned(offset);
    return this;
  }

  /** Stores the value on top at the pointer below it plus a constant number of bytes. */
  store(name: Store, offset: number = 0): this {
    this.#append(name, stores[name]).#code.byte(stores[name].align).unsigned(offset);
    return this;
  }

  /** Stores one lane of the vector on top, at the pointer below it plus a constant. */
  accessLane(name: LaneAccess, lane: number, offset: number = 0): this {
    const instruction = laneAccesses[name];
    this.#append(name, instruction).#code.byte(instruction.align).unsigned(offset);
    this.#code.byte(this.#checkLane(name, lane, 4));
    return this;
  }

  /** Picks four 32-bit lanes out of two vectors: 0 to 3 are those of the lower operand, 4 to 7 of the top one. */
  shuffle(...lanes: readonly [number, number, number, number]): this {
    this.#pop('v128', 'i8x16.shuffle');
    this.#pop('v128', 'i8x16.shuffle');
    this.#code.bytes([0xfd, 0x0d]);
    for (const lane of lanes) {
      const first = 4 * this.#checkLane('i8x16.shuffle', lane, 8);
      this.#code.bytes([first, first + 1, first + 2, first + 3]);
    }
    return this.#push('v128');
  }

  drop(): this {
    this.#popAny('drop');
    this.#code.byte(0x1a);
    return this;
  }

  /** Calls a function of the same module by its index. */
  call(index: number): this {
    const signature = this.#signatureOf(index);
    this.#code.byte(0x10).unsigned(index);
    return this.#apply('call', signature);
  }

  /** Runs a body that is repeated by branching to its label. */
  loop(body: (start: Label) => void): this {
    return this.#nest('loop', body);
  }

  /** Pops a condition; runs a body where it is not 0. */
  if(body: () => void): this {
    this.#pop('i32', 'if');
    return this.#nest('if', body);
  }

  /** Pops a condition and branches where it is not 0. */
  brIf(label: Label): this {
    this.#pop('i32', 'br_if');
    if (this.#frames[label.depth] !== label) this.#fail('br_if expected the label of an enclosing loop');
    this.#code.byte(0x0d).unsigned(this.#frames.length - 1 - label.depth);
    return this;
  }

  /** Adds a constant to an i32 local. */
  advance(pointer: Local, bytes: number): this {
    return bytes === 0 ? this : this.get(pointer).i32(bytes).op('i32.add').set(pointer);
  }

  /** Runs a body at least once and again until `pointer`, which it has to advance, equals `end`. */
  repeatUntil(pointer: Local, end: Local, body: () => void): this {
    return this.loop((start) => {
      body();
      this.get(pointer).get(end).op('i32.ne').brIf(start);
    });
  }

  /** Runs a body a fixed number of times; what runs once has no loop. */
  repeat(count: number, body: () => void): this {
    if (count === 1) body();
    if (count <= 1) return this;
    const left = this.local('i32');
    return this.i32(count)
      .set(left)
      .loop((start) => {
        body();
        this.get(left).i32(1).op('i32.sub').tee(left).brIf(start);
      });
  }

  /** Ends the function and returns its encoded body with the declarations of its locals. */
  finish(): Uint8Array {
    if (this.#frames.length !== 1) this.#fail('expected to end outside all blocks');
    this.#close('function', this.#results);
    const declared = this.#locals.slice(this.params.length);
    const starts = declared.flatMap((local, i) =>
      i === 0 || local.type !== declared[i - 1].type ? [i] : [],
    );
    const out = new ByteWriter().unsigned(starts.length);
    for (const [run, start] of starts.entries()) {
      out.unsigned((starts[run + 1] ?? declared.length) - start).byte(typeCodes[declared[start].type]);
    }
    return out.bytes(this.#code.written()).byte(0x0b).written();
  }

  #fail(what: string): never {
    throw new Error(`internal: ${this.name}: ${what}`);
  }

  #append(name: string, instruction: Instruction): this {
    this.#code.bytes(instruction.code);
    return this.#apply(name, instruction);
  }

  #apply(name: string, { operands, results }: Signature): this {
    this.#popAll(operands, name);
    for (const type of results) this.#stack.push(type);
    return this;
  }

  #push(type: ValueType): this {
    this.#stack.push(type);
    return this;
  }

  #pop(type: ValueType, name: string): void {
    const got = this.#popAny(name);
    if (got !== type) this.#fail(`${name} expected ${type}, got ${got}`);
  }

  #popAny(name: string): ValueType {
    const frame = this.#frames.at(-1);
    if (frame === undefined) return this.#fail(`${name} after the end`);
    if (this.#stack.length === frame.base) this.#fail(`${name} expected an operand, got an empty stack`);
    return this.#stack.pop() as ValueType;
  }

  #popAll(types: readonly ValueType[], name: string): void {
    for (let i = types.length - 1; i >= 0; i--) this.#pop(types[i], name);
  }

  #indexOf(local: Local): number {
    if (this.#locals[local.index] !== local)
      this.#fail('expected a local of this function, got a foreign one');
    return local.index;
  }

  #checkLane(name: string, lane: number, lanes: number): number {
    if (!(Number.isInteger(lane) && lane >= 0 && lane < lanes)) {
      this.#fail(`${name} expected a lane below ${lanes}, got ${lane}`);
    }
    return lane;
  }

  /** Checks that the innermost frame ends with exactly these results on the stack, and removes both. */
  #close(kind: 'function' | keyof typeof openings, results: readonly ValueType[]): void {
    this.#popAll(results, 'end');
    const extra = this.#stack.length - this.#frames[this.#frames.length - 1].base;
    if (extra !== 0) this.#fail(`end leaves ${extra} more on the stack than ${kind} returns`);
    this.#frames.pop();
  }

  #nest(kind: keyof typeof openings, body: (label: Label) => void): this {
    this.#code.byte(openings[kind]).byte(noResult);
    const frame = { depth: this.#frames.length, base: this.#stack.length };
    this.#frames.push(frame);
    body(frame);
    this.#close(kind, []);
    this.#code.byte(0x0b);
    return this;
  }
}
