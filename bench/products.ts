/** The matrix products of a program, each as a module of its own, and the fastest that the machine multiplies and adds. @module */

import { emitProgram, MEMORY, RUN } from '../src/compile/emit.ts';
import type { KernelCost } from '../src/compile/inspect.ts';
import { BYTES, LANES, layoutOf } from '../src/compile/layout.ts';
import { planMemory } from '../src/compile/memory-plan.ts';
import { makeBuffer } from '../src/compile/region.ts';
import type { Call, Loop } from '../src/compile/steps.ts';
import { ModuleBuilder, pageBytes } from '../src/compile/wasm/assembler.ts';
import { emitMatmul } from '../src/compile/wasm/matmul.ts';

/** A product of a program: C[m, n] = op(A)[m, k] B[k, n], where op transposes with `transA`. */
export interface Product {
  readonly name: string;
  readonly transA: boolean;
  readonly accumulate: boolean;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  /** Calls in one run of the program, wherever they are. */
  readonly calls: number;
  /** Operations of one call. */
  readonly flops: number;
}

const NAME = /^matmul ([NT])N (\+ )?\[(\d+), (\d+)\] \[(\d+), (\d+)\]$/;

/** Finds the products among the kernels of a program; those of the same name are one, called more often. */
export function productsOf(kernels: readonly KernelCost[]): Product[] {
  const products = new Map<string, Product>();
  for (const { name, calls, flops } of kernels) {
    if (!name.startsWith('matmul')) continue;
    const [, trans, plus, ...sizes] = NAME.exec(name) ?? [];
    const [m, k, inner, n] = sizes.map(Number);
    if (trans === undefined || k !== inner || flops !== 2 * m * n * k * calls) {
      throw new Error(`products: expected a product of ${flops / calls} operations, got '${name}'`);
    }
    const before = products.get(name)?.calls ?? 0;
    const shape = { transA: trans === 'T', accumulate: plus !== undefined, m, k, n };
    products.set(name, { name, ...shape, calls: before + calls, flops: 2 * m * n * k });
  }
  return [...products.values()];
}

/** A loaded program: its memory as floats, and the function that runs it. */
interface Loaded {
  readonly floats: Float32Array;
  readonly run: () => void;
}

function load(bytes: Uint8Array<ArrayBuffer>, size: number): Loaded {
  const pages = Math.ceil(size / pageBytes);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const imports = { [MEMORY.module]: { [MEMORY.name]: memory } };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
  return { floats: new Float32Array(memory.buffer), run: exports[RUN] as () => void };
}

/** A product alone: as many calls in one run as in one run of its program. */
export interface Alone {
  /** Writes A[m, k] or, transposed, [k, m]; and B[k, n], C[m, n], row by row. */
  write(a: ArrayLike<number>, b: ArrayLike<number>, c: ArrayLike<number>): void;
  run(): void;
  read(): Float32Array;
}

/** Emits a product as its program does, on operands that stay where they are: mostly in cache. */
export function productAlone(product: Product): Alone {
  const { name, transA, accumulate, m, k, n, calls, flops } = product;
  const shapes = [transA ? [k, m] : [m, k], [k, n], [m, n]];
  const layouts = shapes.map(layoutOf);
  const buffers = layouts.map(({ bytes }, i) => makeBuffer('ABC'[i], bytes, []));
  const [strideA, strideB, strideC] = layouts.map(({ vectors }) => vectors * LANES);
  const spec = { m, n, k, transA, transB: false, accumulate, fma: false, strideA, strideB, strideC };
  const call: Call = {
    ...{ kind: 'call', name, flops, bytes: layouts.reduce((sum, { bytes }) => sum + bytes, 0) },
    args: buffers.map((at) => ({ at, offset: 0 })),
    emit: (module) => emitMatmul(module, spec),
  };
  const loop: Loop = {
    ...{ kind: 'loop', name, length: calls, reverse: false, counter: null, pointers: [], moves: [] },
    body: [call],
  };
  const plan = planMemory([loop], []);
  const { floats, run } = load(emitProgram([loop], plan.bytes), plan.bytes);
  const place = (which: number, row: number): number => {
    const { vectors } = layouts[which];
    return buffers[which].start / BYTES + row * vectors * LANES;
  };
  return {
    write(...operands) {
      operands.forEach((data, which) => {
        const { rows, cols } = layouts[which];
        for (let i = 0; i < rows * cols; i++)
          floats[place(which, Math.floor(i / cols)) + (i % cols)] = data[i];
      });
    },
    run,
    read: () => Float32Array.from({ length: m * n }, (_, i) => floats[place(2, Math.floor(i / n)) + (i % n)]),
  };
}

// A round of the loop costs something itself.
const UNROLLED = 4;

/** Operations of one run of `peakLoop`. */
export const peakFlops = (chains: number, length: number): number => chains * UNROLLED * length * 2 * LANES;

/**
 * A loop of x = x a + a on `chains` vectors that never leave registers: what the machine can do of separate
 * multiplications and additions. Each waits for the one before it, so that many chains have to be under way; 14 of them
 * and the constant fill the 15 registers that engines leave on x86.
 */
export function peakLoop(chains: number, length: number): Loaded {
  const module = new ModuleBuilder();
  module.importMemory(MEMORY.module, MEMORY.name, 1);
  module.func({ name: RUN, exported: true }, (f) => {
    const a = f.local('v128');
    f.f32x4(0.5).set(a);
    const sums = Array.from({ length: chains }, () => f.local('v128'));
    for (const [i, sum] of sums.entries()) f.f32x4(i).set(sum);
    f.repeat(length, () => {
      for (let i = 0; i < UNROLLED; i++)
        for (const sum of sums) f.get(sum).get(a).op('f32x4.mul').get(a).op('f32x4.add').set(sum);
    });
    for (const [i, sum] of sums.entries())
      f.i32(16 * i)
        .get(sum)
        .store('v128.store');
  });
  return load(module.toBytes(), pageBytes);
}
