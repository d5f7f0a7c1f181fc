/** A slow oracle of memory plans: runs the loops of a program step by step and notes when each buffer is touched. @module */

import {
  type Address,
  type Buffer,
  isBuffer,
  type Loop,
  type Pointer,
  type Step,
} from '../../src/compile/steps.ts';

/** One life of a buffer: a buffer made inside a loop has one in each iteration. */
interface Life {
  readonly buffer: Buffer;
  first: number;
  last: number;
}

interface Place {
  readonly buffer: Buffer;
  readonly offset: number;
}

/** Runs the loops, following every pointer, and collects the lives of all buffers. */
function livesOf(steps: readonly Step[]): Life[] {
  const lives = new Map<string, Life>();
  const numbers = new Map<Buffer, number>();
  const pointers = new Map<Pointer, Place>();
  const iterations = new Map<Loop, number>();
  let clock = 0;

  const touch = (buffer: Buffer): void => {
    if (!numbers.has(buffer)) numbers.set(buffer, numbers.size);
    const name = `${numbers.get(buffer)} in ${buffer.scope.map((loop) => iterations.get(loop))}`;
    const life = lives.get(name) ?? { buffer, first: clock, last: clock };
    life.last = clock;
    lives.set(name, life);
  };
  const resolve = ({ at, offset }: Address): Place => {
    if (isBuffer(at)) return { buffer: at, offset };
    const place = pointers.get(at);
    if (!place) throw new Error(`pointer ${at.name} is read before it is set`);
    return { buffer: place.buffer, offset: place.offset + offset };
  };
  const use = (address: Address): void => {
    const { buffer, offset } = resolve(address);
    if (offset < 0 || offset >= buffer.bytes)
      throw new Error(`${buffer.name} is left: ${offset} of ${buffer.bytes}`);
    if (!isBuffer(address.at) && !address.at.into.includes(buffer)) {
      throw new Error(`pointer ${address.at.name} points into ${buffer.name}, which it does not declare`);
    }
    touch(buffer);
  };
  const visit = (list: readonly Step[]): void => {
    for (const step of list) {
      clock++;
      if (step.kind === 'call') for (const address of step.args) use(address);
      else runLoop(step);
    }
  };
  const runLoop = (loop: Loop): void => {
    for (const pointer of loop.pointers) pointers.set(pointer, resolve(pointer.from));
    for (let i = 0; i < loop.length; i++) {
      clock++;
      // Counted over the whole run: the same iteration of two rounds of an outer loop is not the same.
      iterations.set(loop, (iterations.get(loop) ?? 0) + 1);
      if (loop.counter) touch(loop.counter);
      visit(loop.body);
      for (const move of loop.moves) {
        const here = pointers.get(move.pointer) as Place;
        if ('plus' in move)
          pointers.set(move.pointer, { buffer: here.buffer, offset: here.offset + move.plus });
        else if ('to' in move) pointers.set(move.pointer, pointers.get(move.to) as Place);
        else {
          const [a, b] = move.between;
          pointers.set(move.pointer, { buffer: here.buffer === a ? b : a, offset: here.offset });
        }
      }
    }
  };
  visit(steps);
  return [...lives.values()];
}

/**
 * Checks that a plan has all its buffers aligned, in its memory, and apart while they are needed.
 * @throws Error that names the buffers in conflict
 */
export function checkPlan(steps: readonly Step[], lasting: readonly Buffer[], bytes: number): void {
  const lives = livesOf(steps);
  const forever = lasting.map((buffer): Life => ({ buffer, first: -Infinity, last: Infinity }));
  const all = [...lives.filter(({ buffer }) => !buffer.lasting), ...forever];
  for (const { buffer } of all) {
    const { name, start } = buffer;
    if (start < 0 || start % 64 !== 0) throw new Error(`${name} starts at ${start}`);
    if (start + buffer.bytes > bytes) throw new Error(`${name} ends behind the end`);
  }
  for (const [i, a] of all.entries()) {
    for (const b of all.slice(i + 1)) {
      if (a.buffer === b.buffer) continue;
      const together = a.first <= b.last && b.first <= a.last;
      const [p, q] = [a.buffer, b.buffer];
      const overlap = p.start < q.start + q.bytes && q.start < p.start + p.bytes;
      if (together && overlap) throw new Error(`${p.name} and ${q.name} share memory while both are needed`);
    }
  }
}
