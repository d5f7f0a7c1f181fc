/** From a tape to a running module with its memory. @module */

import type { Tape, Value } from '../autograd/tape.ts';
import { formatShape, type Shape } from '../tensor/shape.ts';
import { allocate, type DType, type Tensor } from '../tensor/tensor.ts';
import { emitProgram, MEMORY, RUN } from './emit.ts';
import { type Inspection, inspectProgram } from './inspect.ts';
import { BYTES, layoutOf, readPadded, writePadded } from './layout.ts';
import { lower } from './lower.ts';
import { planMemory } from './memory-plan.ts';
import { optimize } from './passes/index.ts';
import { copyCall, makeBuffer, type Program } from './region.ts';
import type { Address, Buffer, Step } from './steps.ts';
import { pageBytes } from './wasm/assembler.ts';

/** An array of a program, as the outside reads and writes it. */
export interface Slot {
  readonly shape: Shape;
  readonly dtype: DType;
  write(data: ArrayLike<number>): void;
  read(): Tensor;
}

/** A tape as a module. */
export interface Built {
  readonly inputs: readonly Slot[];
  readonly outputs: readonly Slot[];
  run(): void;
  readonly inspection: Inspection;
}

/** How to build. */
export interface BuildOptions {
  /** Multiply and add in one rounding, where the engine can. */
  readonly fma: boolean;
  /** So many of the first outputs are the next values of the first inputs: they are put back after each run. */
  readonly nState: number;
}

/** WebAssembly of 32 bits addresses so much. */
const MAX_BYTES = 2 ** 32;

function checkTypes(tape: Tape): void {
  for (const { dtype, shape } of [...tape.inputs, ...tape.outputs]) {
    if (dtype === 'f64') {
      throw new TypeError(
        `compile: expected f32 and i32 arrays, got f64 ${formatShape(shape)} - plain loops run f64: interpret(), or engine 'interpreted'`,
      );
    }
    if (shape.includes(0)) {
      throw new RangeError(`compile: expected arrays with elements, got shape ${formatShape(shape)}`);
    }
  }
}

function checkSize(bytes: number, buffers: readonly Buffer[]): void {
  if (bytes <= MAX_BYTES) return;
  const largest = [...buffers].sort((a, b) => b.bytes - a.bytes).slice(0, 3);
  const what = largest.map((b) => `${b.name}: ${(b.bytes / 2 ** 30).toFixed(1)} GiB`).join(', ');
  const need = `${(bytes / 2 ** 30).toFixed(1)} GiB (${what})`;
  throw new RangeError(
    `compile: expected a program of at most 4 GiB, got ${need} - reduce the batch or the number of steps`,
  );
}

/** Compiles a tape and loads it. */
export function build(tape: Tape, { fma, nState }: BuildOptions): Built {
  checkTypes(tape);
  const optimized = optimize(tape);
  const program: Program = { fma, constants: new Map() };
  const place = (name: string, { shape }: Value): Address => ({
    at: makeBuffer(`${name} ${formatShape(shape)}`, Math.max(layoutOf(shape).bytes, 4 * BYTES), [], true),
    offset: 0,
  });
  const inputs = optimized.inputs.map((v, i) => place(`input ${i}`, v));
  const outputs = optimized.outputs.map((v, i) => place(`output ${i}`, v));
  const known = new Map<Value, Address>(optimized.inputs.map((v, i) => [v, inputs[i]]));
  const targets = optimized.outputs.map((value, i) => ({ value, place: outputs[i] }));
  const steps: Step[] = lower(program, optimized, known, targets, []);
  for (let i = 0; i < nState; i++) steps.push(copyCall(optimized.outputs[i], outputs[i], inputs[i]));

  const lasting = [...inputs, ...outputs]
    .map(({ at }) => at as Buffer)
    .concat([...program.constants.values()]);
  const plan = planMemory(steps, lasting);
  checkSize(plan.bytes, plan.buffers);
  const bytes = emitProgram(steps, plan.bytes);
  const pages = Math.ceil(plan.bytes / pageBytes);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    [MEMORY.module]: { [MEMORY.name]: memory },
  });
  const floats = new Float32Array(memory.buffer);
  const integers = new Int32Array(memory.buffer);
  const slot = ({ dtype, shape }: Value, { at }: Address): Slot => {
    const view = dtype === 'i32' ? integers : floats;
    const start = (at as Buffer).start / BYTES;
    return {
      ...{ dtype, shape },
      write: (data) => writePadded(view, start, shape, data),
      read() {
        const data = allocate(
          dtype,
          shape.reduce((product, n) => product * n, 1),
        ) as Float32Array | Int32Array;
        readPadded(view, start, shape, data);
        return { dtype, shape, data };
      },
    };
  };
  for (const [tensor, buffer] of program.constants)
    slot(tensor, { at: buffer, offset: 0 }).write(tensor.data);
  return {
    inputs: optimized.inputs.map((v, i) => slot(v, inputs[i])),
    outputs: optimized.outputs.map((v, i) => slot(v, outputs[i])),
    run: instance.exports[RUN] as () => void,
    inspection: inspectProgram(steps, plan, bytes.length),
  };
}
