/** What a program does: calls of kernels in order, and loops around them, on addresses that are not fixed yet. @module */

import type { ModuleBuilder } from './wasm/assembler.ts';

/** A stretch of memory; the memory plan decides where it lies. */
export interface Buffer {
  readonly name: string;
  readonly bytes: number;
  /** The loops inside which it was made, outermost first: it need not outlive an iteration of the last one. */
  readonly scope: readonly Loop[];
  /** Whether it keeps its content from one run to the next: parameters, state, constants. */
  readonly lasting: boolean;
  /** Set by the memory plan. */
  start: number;
}

/** A pointer that a loop moves: an i32 variable of the program. */
export interface Pointer {
  readonly name: string;
  readonly from: Address;
  /** Every buffer that it may point into. */
  readonly into: readonly Buffer[];
}

/** A place in memory: at an offset in a buffer, or where a pointer points. */
export interface Address {
  readonly at: Buffer | Pointer;
  readonly offset: number;
}

/** How a loop moves a pointer at the end of an iteration. */
export type Move =
  /** Adds bytes. */
  | { readonly pointer: Pointer; readonly plus: number }
  /** Sets it to where another one points. */
  | { readonly pointer: Pointer; readonly to: Pointer }
  /** Changes between two buffers. */
  | { readonly pointer: Pointer; readonly between: readonly [Buffer, Buffer] };

/** A call of a generated function. */
export interface Call {
  readonly kind: 'call';
  readonly name: string;
  /** What the function is given, as byte pointers. */
  readonly args: readonly Address[];
  /** Floating point operations, and bytes read and written. */
  readonly flops: number;
  readonly bytes: number;
  /** Emits the function, or finds an equal one, and returns its index. */
  emit(module: ModuleBuilder): number;
}

/** A loop over time. */
export interface Loop {
  readonly kind: 'loop';
  readonly name: string;
  readonly length: number;
  readonly reverse: boolean;
  /** Where t is kept for kernels that read it; null if none does. */
  counter: Buffer | null;
  readonly pointers: Pointer[];
  /** In the order in which they happen. */
  readonly moves: Move[];
  readonly body: Step[];
}

export type Step = Call | Loop;

export const isBuffer = (at: Buffer | Pointer): at is Buffer => 'bytes' in at;

/** Returns every buffer that an address may lie in. */
export function buffersOf({ at }: Address): readonly Buffer[] {
  return isBuffer(at) ? [at] : at.into;
}
