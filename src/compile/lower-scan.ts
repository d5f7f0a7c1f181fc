/** Lowers a scan: a loop whose pointers walk through stacks. @module */

import type { ScanAttrs } from '../autograd/scan-adjoint.ts';
import type { Node, Tape, Value, Var } from '../autograd/tape.ts';
import { layoutOf, VECTOR_BYTES } from './layout.ts';
import { copyCall, type Lower, makeBuffer, type Region, type Target } from './region.ts';
import { type Address, type Buffer, buffersOf, type Loop, type Move, type Pointer } from './steps.ts';

/** A stack that the loop writes: the body value, and where its slice for t = 0 lies. */
interface Stack {
  readonly value: Value;
  readonly place: Address;
  readonly slice: number;
}

const shift = ({ at, offset }: Address, bytes: number): Address => ({ at, offset: offset + bytes });

/**
 * Where the stacked outputs lie. The stack of a carry before each step and of the same carry after it are one array
 * shifted by a step: they share T + 1 slices, the first of which (the last, in reverse) is the initial carry.
 */
function placeStacks(
  region: Region,
  node: Node,
): { stacks: Stack[]; firsts: { carry: number; place: Address }[] } {
  const { body, nCarry, length, reverse } = node.attrs as ScanAttrs;
  const stacks: Stack[] = [];
  const firsts: { carry: number; place: Address }[] = [];
  const stackAt = (k: number, place: Address): void => {
    const value = body.outputs[k];
    stacks.push({ value, place, slice: layoutOf(value.shape).bytes });
  };
  const numbers = node.outputs.flatMap((v, k) => (k >= nCarry && region.isRead(v) ? [k] : []));
  const shared = new Set<number>();
  for (const before of numbers) {
    const carry = body.inputs.indexOf(body.outputs[before] as Var);
    const after = numbers.find((k) => body.outputs[k] === body.outputs[carry]);
    if (carry < 0 || carry >= nCarry || after === undefined || shared.has(after)) continue;
    if (region.hasPlace(node.outputs[before]) || region.hasPlace(node.outputs[after])) continue;
    const slice = layoutOf(body.outputs[before].shape).bytes;
    const whole = region.reserve(`carry ${carry} over time`, (length + 1) * slice);
    const [placeBefore, placeAfter] = reverse ? [shift(whole, slice), whole] : [whole, shift(whole, slice)];
    region.setPlace(node.outputs[before], placeBefore);
    region.setPlace(node.outputs[after], placeAfter);
    firsts.push({ carry, place: reverse ? shift(whole, length * slice) : whole });
    shared.add(before).add(after);
    stackAt(after, placeAfter);
  }
  for (const k of numbers) if (!shared.has(k)) stackAt(k, region.placeOf(node.outputs[k]) as Address);
  return { stacks, firsts };
}

/** Says whether a carry is only added to, by an addition that is all that reads it: its next value can lie where it lies. */
function growsInPlace({ nodes, outputs }: Tape, before: Var, after: Value): boolean {
  const readers = nodes.filter(({ inputs }) => inputs.includes(before));
  const [reader] = readers;
  if (readers.length !== 1 || reader.op.name !== 'add' || reader.outputs[0] !== after) return false;
  const [a, b] = reader.inputs;
  const isWhole = a.shape.join() === b.shape.join();
  return a !== b && isWhole && !outputs.includes(before) && outputs.filter((v) => v === after).length === 1;
}

/** Lowers a scan node into copies of initial values, the loop, and copies of the last carries. */
export function lowerScan(region: Region, node: Node, lowerBody: Lower): void {
  const { body, nCarry, nXs, length, reverse } = node.attrs as ScanAttrs;
  const { program, scope } = region;
  const pointers: Pointer[] = [];
  const follow: Move[] = [];
  const walk: Move[] = [];
  const loop: Loop = {
    ...{ kind: 'loop', name: `scan of ${length} steps`, length, reverse, counter: null },
    ...{ pointers, moves: [], body: [] },
  };
  const inside = [...scope, loop];
  const isUsed = (v: Var): boolean =>
    body.outputs.includes(v) || body.nodes.some(({ inputs }) => inputs.includes(v));
  const point = (name: string, from: Address, into: readonly Buffer[] = buffersOf(from)): Pointer => {
    const pointer = { name, from, into };
    pointers.push(pointer);
    return pointer;
  };
  /** A pointer that walks through a stack in the direction of the loop. */
  const through = (name: string, stack: Address, slice: number): Pointer => {
    const pointer = point(name, shift(stack, reverse ? (length - 1) * slice : 0));
    walk.push({ pointer, plus: reverse ? -slice : slice });
    return pointer;
  };
  const known = new Map<Value, Address>();
  body.inputs.forEach((v, i) => {
    if (i < nCarry || !isUsed(v)) return;
    if (i < nCarry + nXs) {
      known.set(v, {
        at: through(`xs ${i - nCarry}`, region.addressOf(node.inputs[i]), layoutOf(v.shape).bytes),
        offset: 0,
      });
    } else if (i === nCarry + nXs) {
      loop.counter = makeBuffer('t', VECTOR_BYTES, scope);
      known.set(v, { at: loop.counter, offset: 0 });
    } else {
      known.set(v, region.addressOf(node.inputs[i - 1]));
    }
  });

  const { stacks, firsts } = placeStacks(region, node);
  const targets: Target[] = [];
  const stackPointers = new Map<Value, Pointer>();
  stacks.forEach(({ value, place, slice }, k) => {
    const pointer = through(`stack ${k}`, place, slice);
    targets.push({ value, place: { at: pointer, offset: 0 } });
    if (!stackPointers.has(value)) stackPointers.set(value, pointer);
  });
  for (const { carry, place } of firsts) {
    const first = node.inputs[carry];
    region.steps.push(copyCall(first, region.addressOf(first), place));
  }

  const carries = body.inputs.slice(0, nCarry).map((v, i) => {
    const out = body.outputs[i];
    const first = firsts.find(({ carry }) => carry === i)?.place ?? region.addressOf(node.inputs[i]);
    const stack = stackPointers.get(out);
    if (stack) {
      // A carry that is stacked is read where the step before wrote it.
      const pointer = point(`carry ${i}`, first, [...buffersOf(first), ...stack.into]);
      follow.push({ pointer, to: stack });
      known.set(v, { at: pointer, offset: 0 });
      return pointer;
    }
    if (growsInPlace(body, v, out)) {
      const sum = region.placeOf(node.outputs[i]) ?? region.reserve(`sum ${i}`, layoutOf(v.shape).bytes);
      region.steps.push(copyCall(v, region.addressOf(node.inputs[i]), sum));
      targets.push({ value: out, place: sum });
      known.set(v, sum);
      return null;
    }
    const bytes = Math.max(layoutOf(v.shape).bytes, VECTOR_BYTES);
    const pair = [
      makeBuffer(`carry ${i} a`, bytes, scope),
      makeBuffer(`carry ${i} b`, bytes, scope),
    ] as const;
    const next = point(`next carry ${i}`, { at: pair[0], offset: 0 }, pair);
    const pointer = point(`carry ${i}`, first, [...buffersOf(first), ...pair]);
    follow.push({ pointer, to: next });
    walk.push({ pointer: next, between: pair });
    targets.push({ value: out, place: { at: next, offset: 0 } });
    known.set(v, { at: pointer, offset: 0 });
    return pointer;
  });
  loop.moves.push(...follow, ...walk);
  loop.body.push(...lowerBody(program, body, known, targets, inside));
  region.steps.push(loop);
  carries.forEach((pointer, i) => {
    const out = node.outputs[i];
    if (pointer === null || !region.isRead(out)) return;
    const place = region.placeOf(out) as Address;
    region.steps.push(copyCall(out, { at: pointer, offset: 0 }, place));
  });
}
