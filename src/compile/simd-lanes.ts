/** The arithmetic of formulas as SIMD instructions: four lanes at a time, each value in a local variable. @module */

import type { Lanes } from '../tensor/lanes.ts';
import { FunctionBuilder, type Local } from './wasm/function-builder.ts';
import type { Operation } from './wasm/instructions.ts';

/** Where constants come from: variables that are set before the loop, because engines rebuild them at each use. */
export interface Constants {
  f32(value: number): Local;
  i32(value: number): Local;
}

/**
 * Emits code whose constants are set once, in front of it. A trial run into a function that is thrown away finds
 * out which they are; `emit` must do the same both times.
 */
export function withConstants(
  f: FunctionBuilder,
  emit: (f: FunctionBuilder, constants: Constants) => void,
): void {
  type Kind = 'f32' | 'i32';
  const nameOf = (kind: Kind, value: number): string => `${kind} ${Object.is(value, -0) ? '-0' : value}`;
  const found = new Map<string, { kind: Kind; value: number }>();
  const trial = new FunctionBuilder(
    f.name,
    { operands: f.params.map(({ type }) => type), results: [] },
    () => {
      throw new Error(`internal: ${f.name} calls functions`);
    },
  );
  const placeholder = trial.local('v128');
  const note = (kind: Kind, value: number): Local => {
    found.set(nameOf(kind, value), { kind, value });
    return placeholder;
  };
  emit(trial, { f32: (value) => note('f32', value), i32: (value) => note('i32', value) });

  const locals = new Map<string, Local>();
  for (const [name, { kind, value }] of found) {
    const local = f.local('v128');
    if (kind === 'f32') f.f32x4(value).set(local);
    else f.i32x4(value).set(local);
    locals.set(name, local);
  }
  const get = (kind: Kind, value: number): Local => locals.get(nameOf(kind, value)) as Local;
  emit(f, { f32: (value) => get('f32', value), i32: (value) => get('i32', value) });
}

/** Several vectors that are worked on side by side, so that one does not wait for the other. */
export type Wide = readonly Local[];

/** Emits each operation, on every vector in turn, and keeps results in variables; engines turn these into registers. */
export function simdLanes(f: FunctionBuilder, constants: Constants): Lanes<Wide, Wide> {
  const keep = (emit: () => void): Local => {
    emit();
    const local = f.local('v128');
    f.set(local);
    return local;
  };
  const unary =
    (name: Operation) =>
    (a: Wide): Wide =>
      a.map((x) => keep(() => f.get(x).op(name)));
  // A constant is one vector, whatever the width of its partner.
  const at = (a: Wide, i: number): Local => a[i % a.length];
  const zip = (parts: readonly Wide[], emit: (...x: Local[]) => void): Wide =>
    Array.from({ length: Math.max(...parts.map((part) => part.length)) }, (_, i) =>
      keep(() => emit(...parts.map((part) => at(part, i)))),
    );
  const binary =
    (name: Operation) =>
    (a: Wide, b: Wide): Wide =>
      zip([a, b], (x, y) => f.get(x).get(y).op(name));
  const shift =
    (name: Operation) =>
    (a: Wide, bits: number): Wide =>
      a.map((x) => keep(() => f.get(x).i32(bits).op(name)));
  const same = (a: Wide): Wide => a;
  // Beside a constant that is neither 0 nor NaN, pmin and pmax give what min and max do, NaN included, in one machine
  // instruction on x86 where those take up to ten: exp takes a third less time.
  const ends = new Set<Local>();
  const bound =
    (end: Operation, any: Operation) =>
    (a: Wide, b: Wide): Wide =>
      zip([a, b], (x, y) =>
        f
          .get(x)
          .get(y)
          .op(ends.has(y) ? end : any),
      );
  return {
    f32(value) {
      const local = constants.f32(value);
      if (value !== 0 && !Number.isNaN(value)) ends.add(local);
      return [local];
    },
    i32: (value) => [constants.i32(value)],
    add: binary('f32x4.add'),
    sub: binary('f32x4.sub'),
    mul: binary('f32x4.mul'),
    div: binary('f32x4.div'),
    sqrt: unary('f32x4.sqrt'),
    abs: unary('f32x4.abs'),
    neg: unary('f32x4.neg'),
    nearest: unary('f32x4.nearest'),
    min: bound('f32x4.pmin', 'f32x4.min'),
    max: bound('f32x4.pmax', 'f32x4.max'),
    asInt: same,
    asFloat: same,
    toInt: unary('i32x4.trunc_sat_f32x4_s'),
    fromInt: unary('f32x4.convert_i32x4_s'),
    fromUint: unary('f32x4.convert_i32x4_u'),
    addInt: binary('i32x4.add'),
    subInt: binary('i32x4.sub'),
    and: binary('v128.and'),
    or: binary('v128.or'),
    xor: binary('v128.xor'),
    shiftLeft: shift('i32x4.shl'),
    shiftRight: shift('i32x4.shr_s'),
    shiftRightZero: shift('i32x4.shr_u'),
    less: binary('f32x4.lt'),
    equal: binary('f32x4.eq'),
    equalInt: binary('i32x4.eq'),
    select: (mask, a, b) => zip([mask, a, b], (k, x, y) => f.get(x).get(y).get(k).op('v128.bitselect')),
  };
}
