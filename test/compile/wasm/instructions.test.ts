/** Every instruction validates with the types that its table states, and computes what its name says. @module */

import '../../support/relaxed.ts';
import { expect, test } from 'vitest';
import { ModuleBuilder } from '../../../src/compile/wasm/assembler.ts';
import { relaxedSupported } from '../../../src/compile/wasm/features.ts';
import type { FunctionBuilder } from '../../../src/compile/wasm/function-builder.ts';
import {
  type Instruction,
  type LaneAccess,
  type Load,
  laneAccesses,
  loads,
  type Operation,
  operations,
  type Store,
  stores,
} from '../../../src/compile/wasm/instructions.ts';

/** Wraps one instruction in a function of its operands. */
function validates(instruction: Instruction, emit: (f: FunctionBuilder) => void): boolean {
  const module = new ModuleBuilder();
  module.importMemory('env', 'memory', 1);
  module.func({ name: 'f', params: instruction.operands, results: instruction.results }, (f, ...params) => {
    for (const param of params) f.get(param);
    emit(f);
  });
  return WebAssembly.validate(module.toBytes());
}

const rows: [string, Instruction, (f: FunctionBuilder) => void][] = [
  ...Object.entries(operations).map(([name, i]) => row(name, i, (f) => f.op(name as Operation))),
  ...Object.entries(loads).map(([name, i]) => row(name, i, (f) => f.load(name as Load, 300))),
  ...Object.entries(stores).map(([name, i]) => row(name, i, (f) => f.store(name as Store, 300))),
  ...Object.entries(laneAccesses).map(([name, i]) =>
    row(name, i, (f) => f.accessLane(name as LaneAccess, 1, 300)),
  ),
];

function row(
  name: string,
  instruction: Instruction,
  emit: (f: FunctionBuilder) => void,
): (typeof rows)[number] {
  return [name, instruction, emit];
}

test.each(rows)('%s has a valid encoding', (name, instruction, emit) => {
  expect(validates(instruction, emit)).toBe(relaxedSupported() || !name.includes('relaxed'));
});

test.each(rows)('%s in a function of another result is invalid', (_, instruction, emit) => {
  const results = instruction.results[0] === 'i32' ? (['f32'] as const) : (['i32'] as const);
  expect(() => validates({ ...instruction, results }, emit)).toThrow('internal: f: end expected');
});

const { fround } = Math;
const bool = (truth: boolean): number => (truth ? -1 : 0);

/** What instructions do to lanes, in JavaScript; i32 ones take and give integers. */
const meanings: Partial<Record<Operation, (a: number, b: number) => number>> = {
  'f32x4.add': (a, b) => fround(a + b),
  'f32x4.sub': (a, b) => fround(a - b),
  'f32x4.mul': (a, b) => fround(a * b),
  'f32x4.div': (a, b) => fround(a / b),
  'f32x4.min': Math.min,
  'f32x4.max': Math.max,
  'f32x4.pmin': (a, b) => (b < a ? b : a),
  'f32x4.pmax': (a, b) => (a < b ? b : a),
  'f32x4.abs': (a) => Math.abs(a),
  'f32x4.neg': (a) => -a,
  'f32x4.sqrt': (a) => fround(Math.sqrt(a)),
  'f32x4.nearest': (a) => (Math.abs(a % 1) === 0.5 ? 2 * Math.round(a / 2) : Math.round(a)),
};
const comparisons: Partial<Record<Operation, (a: number, b: number) => number>> = {
  'f32x4.eq': (a, b) => bool(a === b),
  'f32x4.lt': (a, b) => bool(a < b),
  'i32x4.trunc_sat_f32x4_s': (a) =>
    Number.isNaN(a) ? 0 : Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.trunc(a))),
};
const integers: Partial<Record<Operation, (a: number, b: number) => number>> = {
  'i32x4.add': (a, b) => (a + b) | 0,
  'i32x4.sub': (a, b) => (a - b) | 0,
  'i32x4.mul': Math.imul,
  'i32x4.min_s': Math.min,
  'i32x4.max_s': Math.max,
  'i32x4.eq': (a, b) => bool(a === b),
  'i32x4.gt_s': (a, b) => bool(a > b),
  'v128.and': (a, b) => a & b,
  'v128.or': (a, b) => a | b,
  'v128.xor': (a, b) => a ^ b,
};
const conversions: Partial<Record<Operation, (a: number) => number>> = {
  'f32x4.convert_i32x4_s': (a) => fround(a),
  'f32x4.convert_i32x4_u': (a) => fround(a >>> 0),
};

const floats = [1.5, -2.5, 0.1, -1e10, 3, 3, Number.NaN, 7e9];
const ints = [5, -7, 2 ** 31 - 1, -(2 ** 31), 12, 12, 123456789, -1];
type Lanes = typeof Float32Array | typeof Int32Array;

test.each([
  ['floats to floats', meanings, floats, Float32Array, Float32Array],
  ['floats to integers', comparisons, floats, Float32Array, Int32Array],
  ['integers to integers', integers, ints, Int32Array, Int32Array],
  ['integers to floats', conversions, ints, Int32Array, Float32Array],
] as [string, typeof meanings, number[], Lanes, Lanes][])(
  'lanes of %s',
  (_, table, values, Input, Output) => {
    const module = new ModuleBuilder();
    module.importMemory('env', 'memory', 1);
    for (const name of Object.keys(table) as Operation[]) {
      module.func({ name, exported: true }, (f) => {
        f.i32(32).i32(0).load('v128.load');
        if (operations[name].operands.length === 2) f.i32(0).load('v128.load', 16);
        f.op(name).store('v128.store');
      });
    }
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()), {
      env: { memory },
    });
    new Input(memory.buffer).set(values);
    const inputs = [...new Input(memory.buffer, 0, 8)];
    for (const [name, meaning] of Object.entries(table)) {
      (exports[name] as () => void)();
      const expected = inputs.slice(0, 4).map((a, lane) => meaning(a, inputs[lane + 4]));
      expect([name, ...new Output(memory.buffer, 32, 4)]).toEqual([name, ...expected]);
    }
  },
);

test('scalar integers and rotations', () => {
  const cases: [Operation, (a: number, b: number) => number][] = [
    ['i32.add', (a, b) => (a + b) | 0],
    ['i32.sub', (a, b) => (a - b) | 0],
    ['i32.xor', (a, b) => a ^ b],
    ['i32.rotl', (a, b) => (a << b) | (a >>> (32 - b))],
    ['i32.eq', (a, b) => Number(a === b)],
    ['i32.ne', (a, b) => Number(a !== b)],
  ];
  const module = new ModuleBuilder();
  for (const [name] of cases) {
    module.func({ name, params: ['i32', 'i32'], results: ['i32'], exported: true }, (f, a, b) => {
      f.get(a).get(b).op(name);
    });
  }
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()));
  for (const [name, meaning] of cases) {
    const call = exports[name] as (a: number, b: number) => number;
    for (const a of [-7, 100, 5]) expect([name, a, call(a, 5)]).toEqual([name, a, meaning(a, 5)]);
    expect([name, call(5, -7)]).toEqual([name, name === 'i32.rotl' ? (5 << 25) | (5 >>> 7) : meaning(5, -7)]);
  }
});

/** Runs a body that leaves a vector, and returns its bits as integers. */
function lanesOf(emit: (f: FunctionBuilder) => void): number[] {
  const module = new ModuleBuilder();
  module.importMemory('env', 'memory', 1);
  module.func({ name: 'run', exported: true }, (f) => {
    f.i32(64);
    emit(f);
    f.store('v128.store');
  });
  const memory = new WebAssembly.Memory({ initial: 1 });
  new Int32Array(memory.buffer).set([10, 20, 30, 40]);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()), { env: { memory } });
  (exports.run as () => void)();
  return [...new Int32Array(memory.buffer, 64, 4)];
}

const bits = (...values: number[]): number[] => [...new Int32Array(Float32Array.from(values).buffer)];

test.each([
  ['i32x4.shl', (f) => f.i32x4(1, -1, 3, 4).i32(2).op('i32x4.shl'), [4, -4, 12, 16]],
  ['i32x4.shr_s', (f) => f.i32x4(-8).i32(1).op('i32x4.shr_s'), [-4, -4, -4, -4]],
  [
    'i32x4.shr_u',
    (f) => f.i32x4(-8).i32(1).op('i32x4.shr_u'),
    [2 ** 31 - 4, 2 ** 31 - 4, 2 ** 31 - 4, 2 ** 31 - 4],
  ],
  ['unsigned constants', (f) => f.i32x4(2 ** 32 - 1, 2 ** 31, 0, 1), [-1, -(2 ** 31), 0, 1]],
  ['bitselect', (f) => f.i32x4(15).i32x4(0).i32x4(1, 2, 4, 16).op('v128.bitselect'), [1, 2, 4, 0]],
  ['shuffle', (f) => f.i32x4(0, 1, 2, 3).i32x4(4, 5, 6, 7).shuffle(7, 0, 2, 5), [7, 0, 2, 5]],
  ['load32_splat', (f) => f.i32(0).load('v128.load32_splat', 8), [30, 30, 30, 30]],
  [
    'store32_lane',
    (f) => f.i32(64).i32x4(1, 2, 3, 4).accessLane('v128.store32_lane', 2, 8).i32(64).load('v128.load'),
    [0, 0, 3, 0],
  ],
  [
    'scalar floats',
    (f) => {
      f.i32(64).f32(2.5).f32(0.5).op('f32.add').f32(1).op('f32.max').store('f32.store');
      f.i32(64).f32(-2).f32(1).op('f32.max').store('f32.store', 4).i32(64).load('v128.load');
    },
    bits(3, 1, 0, 0),
  ],
  [
    'memory.fill',
    (f) => f.i32(65).i32(1).i32(2).op('memory.fill').i32(64).load('v128.load'),
    [0x00010100, 0, 0, 0],
  ],
  ['memory.copy', (f) => f.i32(68).i32(0).i32(8).op('memory.copy').i32(64).load('v128.load'), [0, 10, 20, 0]],
] as [string, (f: FunctionBuilder) => void, number[]][])('%s', (_, emit, expected) => {
  expect(lanesOf(emit)).toEqual(expected);
});

test('relaxed multiply-add', () => {
  expect(lanesOf((f) => f.f32x4(2).f32x4(3).f32x4(10).op('f32x4.relaxed_madd'))).toEqual(
    bits(16, 16, 16, 16),
  );
});
