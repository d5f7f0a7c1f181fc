/** Modules validate and run; every mismatch of types is caught while assembling. @module */

import { expect, test } from 'vitest';
import { ModuleBuilder } from '../../../src/compile/wasm/assembler.ts';
import { relaxedSupported, simdSupported } from '../../../src/compile/wasm/features.ts';
import type { FunctionBuilder, Label, Local } from '../../../src/compile/wasm/function-builder.ts';
import type { ValueType } from '../../../src/compile/wasm/instructions.ts';

type Exports = Record<string, (...args: number[]) => number>;

function instantiate(module: ModuleBuilder): Exports {
  return new WebAssembly.Instance(new WebAssembly.Module(module.toBytes())).exports as Exports;
}

/** Assembles a single function from i32 to i32. */
function assemble(body: (f: FunctionBuilder, n: Local) => void): (n: number) => number {
  const module = new ModuleBuilder();
  module.func({ name: 'f', params: ['i32'], results: ['i32'], exported: true }, body);
  return instantiate(module).f;
}

test('an empty module is valid', () => {
  expect(WebAssembly.validate(new ModuleBuilder().toBytes())).toBe(true);
});

test('features are what the engine says of bytes written by hand', () => {
  const splat = [0x41, 0, 0xfd, 0x11];
  const body = [0, ...splat, ...splat, ...splat, 0xfd, 0x85, 0x02, 0x1a, 0x0b];
  const code = [10, body.length + 2, 1, body.length, ...body];
  const bytes = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, ...code];
  expect(relaxedSupported()).toBe(WebAssembly.validate(Uint8Array.from(bytes)));
  expect(simdSupported()).toBe(true);
});

test('loops, conditions and branches', () => {
  const sumBelow = assemble((f, n) => {
    const [i, sum] = [f.local('i32'), f.local('i32')];
    f.block((end) => {
      f.get(n).op('i32.eqz').brIf(end);
      f.repeatUntil(i, n, () => f.get(sum).get(i).op('i32.add').set(sum).advance(i, 1));
    });
    f.get(sum);
  });
  expect([0, 1, 2, 10].map(sumBelow)).toEqual([0, 0, 1, 45]);

  const sign = assemble((f, n) => {
    f.get(n).op('i32.eqz');
    f.if(
      () => f.i32(0),
      () => f.block((end) => f.i32(-1).get(n).i32(0).op('i32.lt_s').brIf(end).drop().i32(1), 'i32'),
      'i32',
    );
  });
  expect([-5, 0, 7].map(sign)).toEqual([-1, 0, 1]);

  const power = assemble((f, n) => {
    const p = f.local('i32');
    f.i32(1)
      .set(p)
      .repeat(5, () => f.get(p).get(n).op('i32.mul').set(p))
      .repeat(0, () => f.i32(0).set(p))
      .get(p);
  });
  expect(power(3)).toBe(243);
});

test('what follows a branch or return is dead and takes any operands', () => {
  const early = assemble((f, n) => {
    f.get(n).return().op('i32.add').drop();
    f.block((end) => f.br(end).op('f32x4.add').set(f.local('v128')).select().drop());
    f.i32(2);
  });
  expect(early(41)).toBe(41);
});

test('functions call each other in any order', () => {
  const module = new ModuleBuilder();
  const type = { params: ['i32'], results: ['i32'] } as const;
  const odd = module.declare({ name: 'odd', ...type });
  const recurse = (f: FunctionBuilder, n: Local, zero: number, other: number): void => {
    f.get(n).if(
      () => f.get(n).i32(1).op('i32.sub').call(other),
      () => f.i32(zero),
      'i32',
    );
  };
  const even = module.func({ name: 'even', ...type, exported: true }, (f, n) => recurse(f, n, 1, odd));
  module.define(odd, (f, n) => recurse(f, n, 0, even));
  expect([0, 1, 6, 7].map((n) => instantiate(module).even(n))).toEqual([1, 0, 1, 0]);
});

test('names, bodies, offsets and numbers of locals that need more than one byte for their size', () => {
  const module = new ModuleBuilder();
  const page = 'página '.repeat(40);
  module.importMemory('env', page, 2);
  const name = 'ñ'.repeat(300);
  module.func({ name, params: ['f32'], results: ['f32'], exported: true }, (f, x) => {
    const kinds: ValueType[] = ['i32', 'f32', 'v128', 'f32'];
    const locals = Array.from({ length: 400 }, (_, i) => f.local(kinds[i % 4]));
    for (let i = 0; i < 3000; i++) f.get(x).set(locals[(4 * i + 1) % 400]);
    f.i32(1).get(locals[397]).store('f32.store', 70003).i32(70000).load('f32.load', 4);
  });
  const bytes = module.toBytes();
  expect(bytes.length).toBeGreaterThan(2 ** 14);
  const env = { [page]: new WebAssembly.Memory({ initial: 2 }) };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env });
  expect((exports as Exports)[name](1.25)).toBe(1.25);
});

test('equal types are written once, and shared functions are added once', () => {
  const module = new ModuleBuilder();
  const add = (name: string): number => module.func({ name, params: ['i32'] }, () => {});
  expect([add('a'), add('b'), module.once('c', () => add('c')), module.once('c', () => add('c'))]).toEqual([
    0, 1, 2, 2,
  ]);
  // Section 1 of 5 bytes: one type, function, one parameter (i32), no result.
  expect([...module.toBytes().subarray(8, 15)]).toEqual([1, 5, 1, 0x60, 1, 0x7f, 0]);
});

test.each([
  ['i32.add expected i32, got f32', (f) => f.i32(1).f32(1).op('i32.add').drop()],
  ['i32.add expected an operand, got an empty stack', (f) => f.i32(1).op('i32.add').drop()],
  ['f32x4.mul expected v128, got f32', (f) => f.f32x4(1).f32(1).op('f32x4.mul').drop()],
  ['v128.store expected v128, got i32', (f) => f.i32(0).i32(0).store('v128.store')],
  ['v128.load expected i32, got v128', (f) => f.f32x4(0).load('v128.load').drop()],
  ['f32x4.replace_lane expected f32, got i32', (f) => f.f32x4(0).i32(0).lane('f32x4.replace_lane', 0).drop()],
  [
    'f32x4.extract_lane expected a lane below 4, got 4',
    (f) => f.f32x4(0).lane('f32x4.extract_lane', 4).drop(),
  ],
  [
    'v128.load64_lane expected a lane below 2, got 2',
    (f) => f.i32(0).f32x4(0).accessLane('v128.load64_lane', 2).drop(),
  ],
  ['i8x16.shuffle expected a lane below 8, got 8', (f) => f.f32x4(0).f32x4(0).shuffle(0, 1, 2, 8).drop()],
  ['local.set expected f32, got i32', (f) => f.i32(1).set(f.local('f32'))],
  ['local.tee expected f32, got v128', (f) => f.f32x4(1).tee(f.local('f32')).drop()],
  ['expected a local of this function, got a foreign one', (f) => f.get({ index: 0, type: 'i32' }).drop()],
  ['select expected i32, got f32', (f) => f.f32(1).i32(1).i32(0).select().select().drop()],
  ['select expected f32, got i32', (f) => f.i32(1).f32(1).i32(0).select().drop()],
  ['drop expected an operand, got an empty stack', (f) => f.drop()],
  [
    'drop expected an operand, got an empty stack',
    (f) =>
      f
        .i32(1)
        .block(() => f.drop())
        .drop(),
  ],
  ['if expected i32, got f32', (f) => f.f32(1).if(() => {})],
  [
    'if with a result has no else',
    (f) =>
      f
        .i32(1)
        .if(() => f.i32(1), undefined, 'i32')
        .drop(),
  ],
  [
    'else expected i32, got f32',
    (f) =>
      f
        .i32(1)
        .if(
          () => f.f32(1),
          () => f.i32(1),
          'i32',
        )
        .drop(),
  ],
  [
    'end leaves 1 more on the stack than if returns',
    (f) =>
      f.i32(1).if(
        () => {},
        () => f.i32(1),
      ),
  ],
  ['end expected an operand, got an empty stack', (f) => f.block(() => {}, 'i32').drop()],
  ['end leaves 1 more on the stack than loop returns', (f) => f.loop(() => f.i32(1))],
  ['end leaves 1 more on the stack than function returns', (f) => f.i32(1)],
  ['br expected an operand, got an empty stack', (f) => f.block((end) => f.br(end), 'i32').drop()],
  ['br_if expected v128, got i32', (f) => f.block((end) => f.i32(1).i32(1).brIf(end), 'v128').drop()],
  ['br_if expected i32, got f32', (f) => f.block((end) => f.f32(1).brIf(end))],
  ['call expected v128, got i32', (f) => f.i32(1).call(0)],
  ['no function has the index 99', (f) => f.call(99)],
] as [string, (f: FunctionBuilder) => unknown][])('%s', (message, body) => {
  const module = new ModuleBuilder();
  module.func({ name: 'callee', params: ['v128'] }, () => {});
  expect(() => module.func({ name: 'caller' }, body)).toThrow(/^internal: /);
  expect(() => module.func({ name: 'caller' }, body)).toThrow(message);
});

test('a label outside its block, a block closed from within and use after the end are caught', () => {
  const module = new ModuleBuilder();
  let leaked: Label | undefined;
  const leak = (f: FunctionBuilder): void => {
    f.block((end) => {
      leaked = end;
    }).block(() => f.br(leaked!));
  };
  expect(() => module.func({ name: 'leak' }, leak)).toThrow(
    'internal: leak: br expected the label of an enclosing block',
  );
  expect(() => module.func({ name: 'open' }, (f) => f.block(() => f.finish()))).toThrow(
    'end outside all blocks',
  );
  let late: FunctionBuilder | undefined;
  module.func({ name: 'late' }, (f) => {
    late = f;
  });
  expect(() => late!.drop()).toThrow('internal: late: drop after the end');
});

test('what is declared has to be defined, once; exports and the memory are unique', () => {
  const module = new ModuleBuilder();
  const index = module.declare({ name: 'twice', exported: true });
  expect(() => module.toBytes()).toThrow('internal: twice was declared but has no body');
  module.define(index, () => {});
  expect(() => module.define(index, () => {})).toThrow('internal: twice has a body already');
  expect(() => module.declare({ name: 'twice', exported: true })).toThrow(
    "internal: a second export is named 'twice'",
  );
  module.importMemory('env', 'memory', 1);
  expect(() => module.importMemory('env', 'memory', 1)).toThrow('internal: expected one imported memory');
});
