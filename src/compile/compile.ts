/** Compiles functions of tensors to WebAssembly. @module */

import { interpret, type Program } from '../autograd/program.ts';
import { trace } from '../autograd/transforms.ts';
import { flatten } from '../autograd/tree.ts';
import { checkOptions } from '../tensor/options.ts';
import { formatShape, ShapeError, sameShape } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { build, type Slot } from './build.ts';
import type { Inspection } from './inspect.ts';
import { relaxedSupported, simdSupported } from './wasm/features.ts';

/** Options of `compile` and `compileStep`. */
export interface CompileOptions {
  /**
   * Multiplies and adds with one rounding where the engine has relaxed SIMD; false by default. Faster, but the bits
   * then depend on the machine.
   */
  readonly fma?: boolean;
}

/** What runs a recorded function: WebAssembly, or plain loops over typed arrays. */
export type Engine = 'compiled' | 'interpreted';

/** A function compiled for arguments of fixed shapes. */
export interface Compiled<A extends readonly unknown[], R> {
  (...args: A): R;
  /** `'interpreted'` where the platform has no WebAssembly SIMD: the same results to rounding, much slower. */
  readonly engine: Engine;
  /** What one call costs: kernels with their operations and bytes, and the memory plan; null if interpreted. */
  inspect(): Inspection | null;
}

function writeAll(
  fn: string,
  slots: readonly Slot[],
  values: readonly Tensor[],
  paths: readonly string[],
): void {
  slots.forEach((slot, i) => {
    const { dtype, shape, data } = values[i];
    if (dtype !== slot.dtype || !sameShape(shape, slot.shape)) {
      const want = `${slot.dtype} ${formatShape(slot.shape)} at argument ${paths[i]}`;
      const advice = 'compile it again for other shapes';
      throw new ShapeError(`${fn}: expected ${want}, got ${dtype} ${formatShape(shape)} - ${advice}`, [
        slot.shape,
        shape,
      ]);
    }
    slot.write(data);
  });
}

/**
 * Compiles a function for the shapes of example arguments: trees of `f32` and `i32` tensors.
 * @throws TypeError for f64 arrays, which only `interpret` runs
 * @throws RangeError for arrays without elements, and for a program of more than 4 GiB
 * @example compile((x: Value) => exp(x), [zeros([1000])])(x)
 */
export function compile<A extends readonly unknown[], R>(
  f: (...args: A) => R,
  example: A,
  options: CompileOptions = {},
): Compiled<A, R> {
  checkOptions('compile', options, ['fma']);
  if (!simdSupported()) {
    return Object.assign(interpret(f, example), { engine: 'interpreted' as const, inspect: () => null });
  }
  const { tape, args, result } = trace('compile', f, example);
  const built = build(tape, { fma: wantsFma(options), nState: 0 });
  const call = (...given: A): R => {
    writeAll(
      'compiled function',
      built.inputs,
      flatten('compiled function', given).leaves as Tensor[],
      args.paths,
    );
    built.run();
    return result.rebuild(built.outputs.map((slot) => slot.read())) as R;
  };
  return Object.assign(call, { engine: 'compiled' as const, inspect: () => built.inspection });
}

const wantsFma = ({ fma = false }: CompileOptions): boolean => fma && relaxedSupported();

/** A step that is run over and over on a state of its own. */
export interface Stepper<S, A extends readonly unknown[], R> {
  /** The state as it is now, copied. */
  read(): S;
  /** Runs the step once on its state and the inputs, and returns what it gives beside the next state. */
  run(...inputs: A): R;
  readonly engine: Engine;
  inspect(): Inspection | null;
}

/** A step as a function: from a state and inputs to the next state and a result. */
export type Step<S, A extends readonly unknown[], R> = (state: S, ...inputs: A) => readonly [S, R];

/** Makes a stepper that interprets: the specification of `compileStep`. */
export function interpretStep<S, A extends readonly unknown[], R>(
  f: Step<S, A, R>,
  state: S,
  example: A,
): Stepper<S, A, R> {
  const program: Program<[S, ...A], readonly [S, R]> = interpret(f, [state, ...example]);
  let current = state;
  return {
    read: () => current,
    run(...inputs) {
      const [next, result] = program(current, ...inputs);
      current = next;
      return result;
    },
    engine: 'interpreted',
    inspect: () => null,
  };
}

/**
 * Compiles a step whose state stays in the program's memory: a run copies its inputs in and its result out. Where the
 * platform has no WebAssembly SIMD the step is interpreted; `engine` says which it is.
 */
export function compileStep<S, A extends readonly unknown[], R>(
  f: Step<S, A, R>,
  state: S,
  example: A,
  options: CompileOptions = {},
): Stepper<S, A, R> {
  checkOptions('compileStep', options, ['fma']);
  if (!simdSupported()) return interpretStep(f, state, example);
  const stateFlat = flatten('compileStep', state);
  const nState = stateFlat.leaves.length;
  let resultFlat: ReturnType<typeof flatten> | undefined;
  const { tape, args } = trace(
    'compileStep',
    (first: S, ...inputs: A) => {
      const [next, result] = f(first, ...inputs);
      resultFlat = flatten('compileStep', result);
      return [next, result];
    },
    [state, ...example] as const,
  );
  const built = build(tape, { fma: wantsFma(options), nState });
  writeAll('compileStep', built.inputs.slice(0, nState), stateFlat.leaves as Tensor[], stateFlat.paths);
  const inputSlots = built.inputs.slice(nState);
  const inputPaths = args.paths.slice(nState);
  return {
    read: () => stateFlat.rebuild(built.inputs.slice(0, nState).map((slot) => slot.read())) as S,
    run(...inputs) {
      writeAll('run', inputSlots, flatten('run', inputs).leaves as Tensor[], inputPaths);
      built.run();
      return resultFlat?.rebuild(built.outputs.slice(nState).map((slot) => slot.read())) as R;
    },
    engine: 'compiled',
    inspect: () => built.inspection,
  };
}
