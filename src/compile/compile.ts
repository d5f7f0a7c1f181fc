/** Compiles functions of tensors to WebAssembly. @module */

import { interpret, type Program } from '../autograd/program.ts';
import { trace } from '../autograd/transforms.ts';
import { type Flat, flatten, leavesLike, mapTree } from '../autograd/tree.ts';
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

/** Writes a tree of tensors into the slots that were made for its form. */
function writeAll(fn: string, slots: readonly Slot[], form: Flat, tree: unknown): void {
  const values = leavesLike(fn, form, tree) as Tensor[];
  slots.forEach((slot, i) => {
    const { dtype, shape, data } = values[i];
    if (dtype !== slot.dtype || !sameShape(shape, slot.shape)) {
      const want = `${slot.dtype} ${formatShape(slot.shape)} at argument ${form.paths[i]}`;
      const got = `${dtype} ${formatShape(shape)} - compile it again for other shapes`;
      throw new ShapeError(`${fn}: expected ${want}, got ${got}`, [slot.shape, shape]);
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
    writeAll('compiled function', built.inputs, args, given);
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

const copyOf = <T>(tree: T): T => mapTree('copy', (x) => ({ ...x, data: (x as Tensor).data.slice() }), tree);

/** Makes a stepper that interprets: the specification of `compileStep`. */
export function interpretStep<S, A extends readonly unknown[], R>(
  f: Step<S, A, R>,
  state: S,
  example: A,
): Stepper<S, A, R> {
  let current = copyOf(state);
  const form = flatten('interpretStep', state);
  const program: Program<[S, ...A], readonly [S, R]> = interpret(
    (first, ...inputs) => {
      const [next, result] = f(first, ...inputs);
      leavesLike('interpretStep: the next state', form, next);
      return [next, result] as const;
    },
    [state, ...example],
  );
  return {
    read: () => copyOf(current),
    run(...inputs) {
      const [next, result] = program(current, ...inputs);
      current = next;
      return copyOf(result);
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
  const form = flatten('compileStep', state);
  const nState = form.leaves.length;
  let resultForm: Flat | undefined;
  const { tape } = trace(
    'compileStep',
    (first: S, ...inputs: A) => {
      const [next, result] = f(first, ...inputs);
      resultForm = flatten('compileStep', result);
      return [...leavesLike('compileStep: the next state', form, next), ...resultForm.leaves];
    },
    [state, ...example] as const,
  );
  const built = build(tape, { fma: wantsFma(options), nState });
  const stateSlots = built.inputs.slice(0, nState);
  const inputSlots = built.inputs.slice(nState);
  const inputForm = flatten('compileStep', example);
  writeAll('compileStep', stateSlots, form, state);
  return {
    read: () => form.rebuild(stateSlots.map((slot) => slot.read())) as S,
    run(...inputs) {
      writeAll('run', inputSlots, inputForm, inputs);
      built.run();
      return resultForm?.rebuild(built.outputs.slice(nState).map((slot) => slot.read())) as R;
    },
    engine: 'compiled',
    inspect: () => built.inspection,
  };
}
