/** Writes a program as one module: its kernels, and the function that calls them in order. @module */

import { type Address, isBuffer, type Loop, type Move, type Pointer, type Step } from './steps.ts';
import { ModuleBuilder, pageBytes } from './wasm/assembler.ts';
import type { FunctionBuilder, Local } from './wasm/function-builder.ts';

/** Names under which the module imports its memory and exports its one function. */
export const MEMORY = { module: 'program', name: 'memory' } as const;
export const RUN = 'run';

/**
 * Emits a planned program.
 * @param bytes size of its memory
 */
export function emitProgram(steps: readonly Step[], bytes: number): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  module.importMemory(MEMORY.module, MEMORY.name, Math.ceil(bytes / pageBytes));
  const kernels = emitKernels(module, steps);
  module.func({ name: RUN, exported: true }, (f) => emitSteps(f, steps, kernels, new Map()));
  return module.toBytes();
}

function emitKernels(
  module: ModuleBuilder,
  steps: readonly Step[],
  into: Map<Step, number> = new Map(),
): Map<Step, number> {
  for (const step of steps) {
    if (step.kind === 'loop') emitKernels(module, step.body, into);
    else into.set(step, step.emit(module));
  }
  return into;
}

type Variables = Map<Pointer, Local>;

function emitAddress(f: FunctionBuilder, { at, offset }: Address, variables: Variables): void {
  if (isBuffer(at)) {
    if (at.start < 0) throw new Error(`internal: ${at.name} has no place`);
    f.i32(at.start + offset);
    return;
  }
  f.get(variables.get(at) as Local);
  if (offset !== 0) f.i32(offset).op('i32.add');
}

function emitSteps(
  f: FunctionBuilder,
  steps: readonly Step[],
  kernels: Map<Step, number>,
  variables: Variables,
): void {
  for (const step of steps) {
    if (step.kind === 'loop') {
      emitLoop(f, step, kernels, variables);
      continue;
    }
    for (const address of step.args) emitAddress(f, address, variables);
    f.call(kernels.get(step) as number);
  }
}

function emitLoop(f: FunctionBuilder, loop: Loop, kernels: Map<Step, number>, variables: Variables): void {
  const { length, reverse, counter, pointers, moves, body } = loop;
  for (const pointer of pointers) {
    const local = f.local('i32');
    emitAddress(f, pointer.from, variables);
    f.set(local);
    variables.set(pointer, local);
  }
  const t = f.local('i32');
  f.i32(reverse ? length - 1 : 0).set(t);
  f.repeat(length, () => {
    if (counter) f.i32(counter.start).get(t).store('i32.store');
    emitSteps(f, body, kernels, variables);
    for (const move of moves) emitMove(f, move, variables);
    f.advance(t, reverse ? -1 : 1);
  });
}

function emitMove(f: FunctionBuilder, move: Move, variables: Variables): void {
  const local = variables.get(move.pointer) as Local;
  if ('plus' in move) {
    f.advance(local, move.plus);
  } else if ('to' in move) {
    f.get(variables.get(move.to) as Local).set(local);
  } else {
    const [a, b] = move.between;
    f.i32(a.start + b.start)
      .get(local)
      .op('i32.sub')
      .set(local);
  }
}
