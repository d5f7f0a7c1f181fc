/** Memory plans, of random step lists and of real programs, against a slow oracle that runs the loops. @module */

import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { mul } from '../../src/autograd/ops/elementwise.ts';
import { sum } from '../../src/autograd/ops/layout.ts';
import type { Value } from '../../src/autograd/tape.ts';
import { grad } from '../../src/autograd/transforms.ts';
import { compile } from '../../src/compile/index.ts';
import { type MemoryPlan, planMemory } from '../../src/compile/memory-plan.ts';
import type { Address, Buffer, Call, Loop, Move, Pointer, Step } from '../../src/compile/steps.ts';
import { runs } from '../support/runs.ts';
import { checkPlan } from './live-ranges.ts';
import {
  argumentsOf,
  fullReading,
  functionOf,
  type RandomProgram,
  randomPrograms,
} from './random-programs.ts';

/** What was planned while programs were compiled. */
const planned = vi.hoisted(() => ({ list: [] as [readonly Step[], readonly Buffer[], MemoryPlan][] }));
vi.mock('../../src/compile/memory-plan.ts', async (original) => {
  const { planMemory: plan, ...rest } = await original<typeof import('../../src/compile/memory-plan.ts')>();
  return {
    ...rest,
    planMemory(steps: readonly Step[], lasting: readonly Buffer[]): MemoryPlan {
      const result = plan(steps, lasting);
      planned.list.push([steps, lasting, result]);
      return result;
    },
  };
});
afterEach(() => {
  planned.list.length = 0;
});

const bufferOf = (name: string, bytes: number, scope: readonly Loop[] = [], lasting = false): Buffer => ({
  ...{ name, bytes, scope, lasting, start: -1 },
});
const at = (buffer: Buffer | Pointer, offset = 0): Address => ({ at: buffer, offset });
const call = (...args: Address[]): Call => ({
  ...{ kind: 'call', name: 'call', args, flops: 0, bytes: 0 },
  emit: () => 0,
});

/** Makes random steps: calls on what is there or new, and loops with pointers of every kind. */
function randomSteps(choices: readonly number[]): { steps: Step[]; lasting: Buffer[] } {
  let next = 0;
  const pick = (count: number): number => (choices[next++] ?? 0) % count;
  let made = 0;
  const lasting = Array.from({ length: 1 + pick(3) }, (_, i) =>
    bufferOf(`lasting ${i}`, 4 + 36 * pick(5), [], true),
  );
  const fresh = (scope: readonly Loop[], bytes = 16 * (1 + pick(12))): Buffer =>
    bufferOf(`b${made++}`, bytes, scope);

  const list = (scope: readonly Loop[], around: readonly Address[], count: number): Step[] => {
    const known = [...around];
    return Array.from({ length: count }, (): Step => {
      if (scope.length < 2 && pick(4) === 0) return loop(scope, known);
      const args = Array.from({ length: 1 + pick(3) }, () => {
        if (pick(2)) return known[pick(known.length)];
        const address = at(fresh(scope));
        known.push(address);
        return address;
      });
      return call(...args);
    });
  };
  const loop = (scope: readonly Loop[], known: Address[]): Loop => {
    const length = 1 + pick(3);
    const pointers: Pointer[] = [];
    const [follow, walk]: [Move[], Move[]] = [[], []];
    const point = (name: string, from: Address, into: readonly Buffer[]): Pointer => {
      pointers.push({ name, from, into });
      return pointers[pointers.length - 1];
    };
    for (let k = pick(3); k > 0; k--) {
      const stack = fresh(scope, 32 * length);
      known.push(at(stack));
      walk.push({ pointer: point(`stack ${k}`, at(stack), [stack]), plus: 32 });
    }
    for (let k = pick(3); k > 0; k--) {
      // A carry: read where the step before wrote it, first from an array of the tape around.
      const pair = [fresh(scope, 48), fresh(scope, 48)] as const;
      const first = at(fresh(scope, 48));
      const write = point(`next ${k}`, at(pair[0]), pair);
      follow.push({ pointer: point(`carry ${k}`, first, [first.at as Buffer, ...pair]), to: write });
      walk.push({ pointer: write, between: pair });
      known.push(first);
    }
    const result: Loop = {
      ...{ kind: 'loop', name: 'loop', length, reverse: false, counter: pick(2) ? fresh(scope, 16) : null },
      ...{ pointers, moves: [...follow, ...walk], body: [] },
    };
    const inside = [...known, ...pointers.map((pointer) => at(pointer))];
    result.body.push(...list([...scope, result], inside, 1 + pick(4)));
    return result;
  };
  return {
    steps: list(
      [],
      lasting.map((b) => at(b)),
      1 + pick(8),
    ),
    lasting,
  };
}

const choices = fc.array(fc.noBias(fc.nat(999)), { minLength: 20, maxLength: 150, size: 'max' });

describe('plans', () => {
  test('of random steps keep buffers apart while both are needed, aligned, and lasting ones to themselves', () => {
    const property = fc.property(choices, (list) => {
      const { steps, lasting } = randomSteps(list);
      checkPlan(steps, lasting, planMemory(steps, lasting).bytes);
    });
    fc.assert(property, runs(3));
  });

  test('of compiled random programs and their gradients do so too', () => {
    const gradientOf =
      (program: RandomProgram) =>
      (args: readonly Value[]): unknown => {
        const floats = args.filter(({ dtype }) => dtype === 'f32');
        const loss = (list: readonly Value[]): Value => {
          const outputs = functionOf(program, fullReading)([...list, ...args.slice(list.length)]);
          return outputs
            .filter(({ dtype }) => dtype === 'f32')
            .reduce((total, x) => sum(mul(sum(x), total)), sum(list[0]));
        };
        return grad(loss)(floats);
      };
    const property = fc.property(randomPrograms(16), fc.boolean(), (program, isGradient) => {
      planned.list.length = 0;
      compile<[readonly Value[]], unknown>(
        isGradient ? gradientOf(program) : functionOf(program, fullReading),
        [argumentsOf(program, 'normal')],
      );
      expect(planned.list.length).toBe(1);
      for (const [steps, lasting, { bytes }] of planned.list) checkPlan(steps, lasting, bytes);
    });
    fc.assert(property, runs(0.6));
  });

  test('share memory between buffers that are never needed together', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => bufferOf(name, 1024));
    const steps = [call(at(a), at(b)), call(at(b), at(c)), call(at(c))];
    const { bytes, lastingBytes } = planMemory(steps, []);
    expect(a.start).toBe(c.start);
    expect(bytes - lastingBytes).toBeLessThan(3 * 1024);
  });

  test('keep what is made before a loop and read in it until the end of the loop', () => {
    const weights = bufferOf('weights', 64);
    const loop: Loop = {
      ...{ kind: 'loop', name: 'loop', length: 2, reverse: false, counter: null, pointers: [], moves: [] },
      body: [],
    };
    const inner = bufferOf('inner', 64, [loop]);
    loop.body.push(call(at(weights)), call(at(inner)));
    planMemory([call(at(weights)), loop], []);
    expect(inner.start).not.toBe(weights.start);
  });
});

describe('controls: the oracle sees', () => {
  const plan = (): { steps: Step[]; lasting: Buffer[]; a: Buffer; b: Buffer; bytes: number } => {
    const [a, b] = [bufferOf('a', 128), bufferOf('b', 128)];
    const lasting = [bufferOf('state', 64, [], true)];
    const steps = [call(at(a), at(lasting[0])), call(at(a), at(b)), call(at(b))];
    return { steps, lasting, a, b, bytes: planMemory(steps, lasting).bytes };
  };

  test('two buffers in one place', () => {
    const { steps, lasting, a, b, bytes } = plan();
    checkPlan(steps, lasting, bytes);
    b.start = a.start + 64;
    expect(() => checkPlan(steps, lasting, bytes)).toThrow('a and b share memory');
  });

  test('a buffer in the place of a lasting one, one that is not aligned, and one that ends too late', () => {
    const { steps, lasting, b, bytes } = plan();
    const { start } = b;
    b.start = lasting[0].start;
    expect(() => checkPlan(steps, lasting, bytes)).toThrow('share memory');
    b.start = start + 4;
    expect(() => checkPlan(steps, lasting, bytes)).toThrow('b starts at');
    b.start = start;
    expect(() => checkPlan(steps, lasting, start + 64)).toThrow('b ends behind');
  });

  test('a carry that is overwritten before it is read', () => {
    const pair = [bufferOf('even', 64), bufferOf('odd', 64)] as const;
    const first = bufferOf('first', 64);
    const write: Pointer = { name: 'next', from: at(pair[0]), into: pair };
    const read: Pointer = { name: 'carry', from: at(first), into: [first, ...pair] };
    const loop: Loop = {
      ...{ kind: 'loop', name: 'loop', length: 3, reverse: false, counter: null, pointers: [write, read] },
      ...{
        moves: [
          { pointer: read, to: write },
          { pointer: write, between: pair },
        ],
        body: [call(at(read), at(write))],
      },
    };
    const steps = [call(at(first)), loop, call(at(read))];
    const { bytes } = planMemory(steps, []);
    checkPlan(steps, [], bytes);
    pair[1].start = pair[0].start;
    expect(() => checkPlan(steps, [], bytes)).toThrow('share memory');
  });
});
