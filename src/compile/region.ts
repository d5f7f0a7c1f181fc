/** What lowering works on: the part of a program inside the same loops, and the calls that every part makes. @module */

import type { Recorded } from '../autograd/reach.ts';
import type { Value, Var } from '../autograd/tape.ts';
import type { ArrayType } from '../tensor/reference.ts';
import type { Shape } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { emitGroup, type Group, groupBytes, type Reading } from './elementwise.ts';
import { readingOf } from './groups.ts';
import { layoutOf } from './layout.ts';
import type { Address, Buffer, Call, Loop, Step } from './steps.ts';

/** What all parts of a program share while it is lowered. */
export interface Program {
  readonly fma: boolean;
  /** Buffers of constant arrays, with their content. */
  readonly constants: Map<Tensor, Buffer>;
}

/** A value and the place where it has to end up. */
export interface Target {
  readonly value: Value;
  readonly place: Address;
}

/** The part of a program inside the same loops. */
export interface Region {
  readonly program: Program;
  readonly scope: readonly Loop[];
  readonly steps: Step[];
  /** Where a value lies. */
  addressOf(v: Value): Address;
  /** Says whether anything reads a value of this region. */
  isRead(v: Var): boolean;
  hasPlace(v: Var): boolean;
  setPlace(v: Var, place: Address): void;
  /** Returns the place of a value of this region, made now if it has none; null if nothing reads it. */
  placeOf(v: Var): Address | null;
  /** Makes a place for an array of this region. */
  reserve(name: string, bytes: number): Address;
}

/** Makes a buffer; its content is lost when the innermost loop of its scope goes round. */
export function makeBuffer(
  name: string,
  bytes: number,
  scope: readonly Loop[],
  lasting: boolean = false,
): Buffer {
  return { name, bytes, scope, lasting, start: -1 };
}

/** Lowers a tape; known says where its inputs lie, targets where its outputs have to end up. */
export type Lower = (
  program: Program,
  tape: Recorded,
  known: ReadonlyMap<Value, Address>,
  targets: readonly Target[],
  scope: readonly Loop[],
) => Step[];

/** The call that runs a group. */
export function groupCall(group: Group, args: readonly Address[], name?: string): Call {
  const { layout, ops } = group;
  return {
    kind: 'call',
    name: `${name ?? ops.map((op) => op.name).join(' ')} [${layout.rows}, ${layout.cols}]`,
    args,
    flops: ops.length * layout.rows * layout.cols,
    bytes: groupBytes(group),
    emit: (module) => emitGroup(module, group),
  };
}

/** The call that copies an array, stretched to a shape if it is smaller. */
export function copyCall(
  { dtype, shape }: ArrayType,
  from: Address,
  to: Address,
  wanted: Shape = shape,
): Call {
  const group: Group = {
    layout: layoutOf(wanted),
    isScalar: wanted.length === 0,
    inputs: [readingOf(shape, wanted) as Reading],
    ops: [{ name: 'broadcastTo', operands: [{ kind: 'input', index: 0 }], from: [dtype], to: dtype }],
    outputs: [0],
  };
  return groupCall(group, [from, to], 'copy');
}
