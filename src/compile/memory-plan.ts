/** Gives every buffer a place: buffers that are never needed at the same time share memory. @module */

import { type Address, type Buffer, buffersOf, type Loop, type Step } from './steps.ts';

/** Cache lines are 64 bytes; a buffer begins with one. */
const ALIGNMENT = 64;
/** Kernels may read, never write, a vector past the end. */
const SLACK = 64;
/** Rows a multiple of 1 KiB apart fall into the same cache sets; so do buffers, which are therefore set apart a little. */
const START = 1024;

/** When a buffer is needed, as positions in the order of calls. */
interface Interval {
  first: number;
  last: number;
}

/** Finds from the first to the last use of every buffer; one made outside of a loop is needed during all of it. */
function intervalsOf(steps: readonly Step[]): { intervals: Map<Buffer, Interval>; end: number } {
  const intervals = new Map<Buffer, Interval>();
  const spans = new Map<Loop, Interval>();
  const uses: { buffer: Buffer; path: readonly Loop[]; at: number }[] = [];
  let clock = 0;
  const use = (address: Address, path: readonly Loop[]): void => {
    for (const buffer of buffersOf(address)) uses.push({ buffer, path, at: clock });
  };
  const visit = (list: readonly Step[], path: readonly Loop[]): void => {
    for (const step of list) {
      clock++;
      if (step.kind === 'call') {
        for (const address of step.args) use(address, path);
        continue;
      }
      const span = { first: clock, last: clock };
      const inside = [...path, step];
      spans.set(step, span);
      for (const { from, into } of step.pointers) {
        use(from, path);
        for (const buffer of into) uses.push({ buffer, path: inside, at: clock });
      }
      if (step.counter) uses.push({ buffer: step.counter, path: inside, at: clock });
      visit(step.body, inside);
      span.last = clock;
    }
  };
  visit(steps, []);
  for (const { buffer, path, at } of uses) {
    const outermost = path.find((loop) => !buffer.scope.includes(loop));
    const { first, last } = outermost ? (spans.get(outermost) as Interval) : { first: at, last: at };
    const known = intervals.get(buffer);
    if (known === undefined) {
      intervals.set(buffer, { first, last });
    } else {
      known.first = Math.min(known.first, first);
      known.last = Math.max(known.last, last);
    }
  }
  return { intervals, end: clock };
}

/** Sizes of a plan. */
export interface MemoryPlan {
  /** All memory, in bytes. */
  readonly bytes: number;
  /** What parameters, state, inputs, outputs and constants take of it. */
  readonly lastingBytes: number;
  readonly buffers: readonly Buffer[];
}

const aligned = (n: number): number => Math.ceil(n / ALIGNMENT) * ALIGNMENT;

/**
 * Sets the start of every buffer: lasting ones one after the other, the others, largest first, at the lowest place
 * that is free while they are needed.
 */
export function planMemory(steps: readonly Step[], lasting: readonly Buffer[]): MemoryPlan {
  const { intervals } = intervalsOf(steps);
  let top = START;
  for (const buffer of lasting) {
    buffer.start = top;
    top += aligned(buffer.bytes);
  }
  const base = top;
  const placed: { buffer: Buffer; interval: Interval }[] = [];
  const temporary = [...intervals]
    .filter(([buffer]) => !buffer.lasting)
    .sort(([a], [b]) => b.bytes - a.bytes);
  for (const [buffer, interval] of temporary) {
    const busy = placed
      .filter(({ interval: other }) => other.first <= interval.last && interval.first <= other.last)
      .map(({ buffer: other }) => other)
      .sort((a, b) => a.start - b.start);
    let start = base;
    for (const other of busy) {
      if (start + aligned(buffer.bytes) <= other.start) break;
      start = Math.max(start, other.start + aligned(other.bytes));
    }
    buffer.start = start;
    top = Math.max(top, start + aligned(buffer.bytes));
    placed.push({ buffer, interval });
  }
  const buffers = [...lasting, ...placed.map(({ buffer }) => buffer)];
  return { bytes: top + SLACK, lastingBytes: base, buffers };
}
