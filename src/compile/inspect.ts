/** What a compiled program costs, for people to read. @module */

import type { MemoryPlan } from './memory-plan.ts';
import type { Step } from './steps.ts';

/** A kernel of a program, in the order of first use. */
export interface KernelCost {
  readonly name: string;
  /** Calls in one run of the program. */
  readonly calls: number;
  /** Operations and bytes read or written of all these calls. */
  readonly flops: number;
  readonly bytes: number;
}

/** The costs of one run of a program. */
export interface Inspection {
  readonly kernels: readonly KernelCost[];
  readonly flops: number;
  /** Bytes of memory, of them lasting (parameters, state, inputs, outputs, constants), and of the module. */
  readonly memoryBytes: number;
  readonly lastingBytes: number;
  readonly moduleBytes: number;
  readonly buffers: readonly { readonly name: string; readonly start: number; readonly bytes: number }[];
  /** The same as a table. */
  toString(): string;
}

function collect(steps: readonly Step[], times: number, into: KernelCost[]): void {
  for (const step of steps) {
    if (step.kind === 'loop') collect(step.body, times * step.length, into);
    else into.push({ name: step.name, calls: times, flops: times * step.flops, bytes: times * step.bytes });
  }
}

/** Describes a planned program. */
export function inspectProgram(steps: readonly Step[], plan: MemoryPlan, moduleBytes: number): Inspection {
  const kernels: KernelCost[] = [];
  collect(steps, 1, kernels);
  const flops = kernels.reduce((sum, kernel) => sum + kernel.flops, 0);
  const buffers = plan.buffers.map(({ name, start, bytes }) => ({ name, start, bytes }));
  const table = (): string => {
    const number = (x: number): string => x.toLocaleString('en-US').padStart(14);
    const rows = kernels.map((k) => `${number(k.calls)}${number(k.flops)}${number(k.bytes)}  ${k.name}`);
    const sizes = `memory ${plan.bytes} bytes (${plan.lastingBytes} lasting), module ${moduleBytes} bytes, ${flops} operations`;
    return [
      `${'calls'.padStart(14)}${'operations'.padStart(14)}${'bytes'.padStart(14)}  kernel`,
      ...rows,
      sizes,
    ].join('\n');
  };
  return {
    ...{ kernels, flops, memoryBytes: plan.bytes, lastingBytes: plan.lastingBytes, moduleBytes, buffers },
    toString: table,
  };
}
