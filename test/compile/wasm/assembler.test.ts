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
  const sumUpTo = assemble((f, n) => {
    const [i, sum] = [f.local('i32'), f.local('i32')];
    f.get(n).if(() => {
      f.repeatUntil(i, n, () => f.advance(i, 1).get(sum).get(i).op('i32.add').set(sum));
    });
    f.get(sum);
  });
  expect([0, 1, 2, 10].map(sumUpTo)).toEqual([0, 1, 3, 55]);

  // Counts n down to 0 and returns how often the outer loop started: after every third step it starts anew.
  const nested = assemble((f, n) => {
    const [inner, turns] = [f.local('i32'), f.local('i32')];
    f.loop((outer) => {
      f.i32(0).set(inner).advance(turns, 1);
      f.loop((again) => {
        f.advance(n, -1).get(n).i32(0).op('i32.eq');
        f.if(() => f.i32(7).set(inner));
        f.advance(inner, 1).get(inner).i32(3).op('i32.eq').brIf(outer);
        f.get(inner).i32(8).op('i32.ne').brIf(again);
      });
    });
    f.get(turns);
  });
  expect([1, 3, 4, 10].map(nested)).toEqual([1, 1, 2, 4]);

  const power = assemble((f, n) => {
    const p = f.local('i32');
    f.i32(1)
      .set(p)
      .repeat(5, () => f.get(p).get(p).op('i32.add').set(p))
      .repeat(1, () => f.get(p).get(n).op('i32.add').set(p))
      .repeat(0, () => f.i32(0).set(p))
      .get(p);
  });
  expect(power(3)).toBe(35);
});

test('functions call earlier ones, and what a body adds on the way', () => {
  const module = new ModuleBuilder();
  const type = { params: ['i32'], results: ['i32'] } as const;
  const twice = module.func({ name: 'twice', ...type }, (f, n) => f.get(n).get(n).op('i32.add'));
  module.func({ name: 'both', ...type, exported: true }, (f, n) => {
    const next = module.func({ name: 'next', ...type }, (g, m) => g.get(m).i32(1).op('i32.add'));
    f.get(n).call(twice).call(next);
  });
  expect([0, 1, -7].map((n) => instantiate(module).both(n))).toEqual([1, 3, -13]);
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
  ['i32x4.shl expected i32, got v128', (f) => f.f32x4(0).f32x4(0).op('i32x4.shl').drop()],
  [
    'v128.store32_lane expected a lane below 4, got 4',
    (f) => f.i32(0).f32x4(0).accessLane('v128.store32_lane', 4),
  ],
  ['i8x16.shuffle expected a lane below 8, got 8', (f) => f.f32x4(0).f32x4(0).shuffle(0, 1, 2, 8).drop()],
  ['local.set expected f32, got i32', (f) => f.i32(1).set(f.local('f32'))],
  ['local.tee expected f32, got v128', (f) => f.f32x4(1).tee(f.local('f32')).drop()],
  ['expected a local of this function, got a foreign one', (f) => f.get({ index: 0, type: 'i32' }).drop()],
  ['drop expected an operand, got an empty stack', (f) => f.drop()],
  [
    'drop expected an operand, got an empty stack',
    (f) =>
      f
        .i32(1)
        .loop(() => f.drop())
        .drop(),
  ],
  ['if expected i32, got f32', (f) => f.f32(1).if(() => {})],
  ['end leaves 1 more on the stack than if returns', (f) => f.i32(1).if(() => f.i32(1))],
  ['end leaves 1 more on the stack than loop returns', (f) => f.loop(() => f.i32(1))],
  ['end leaves 1 more on the stack than function returns', (f) => f.i32(1)],
  ['br_if expected i32, got f32', (f) => f.loop((start) => f.f32(1).brIf(start))],
  ['call expected v128, got i32', (f) => f.i32(1).call(0)],
  ['no function has the index 99', (f) => f.call(99)],
] as [string, (f: FunctionBuilder) => unknown][])('%s', (message, body) => {
  const module = new ModuleBuilder();
  module.func({ name: 'callee', params: ['v128'] }, () => {});
  expect(() => module.func({ name: 'caller' }, body)).toThrow(/^internal: /);
  expect(() => module.func({ name: 'caller' }, body)).toThrow(message);
});

test('a label outside its loop, a block closed from within and use after the end are caught', () => {
  const module = new ModuleBuilder();
  let leaked: Label | undefined;
  const leak = (f: FunctionBuilder): void => {
    f.loop((start) => {
      leaked = start;
    }).loop(() => f.i32(0).brIf(leaked!));
  };
  expect(() => module.func({ name: 'leak' }, leak)).toThrow(
    'internal: leak: br_if expected the label of an enclosing loop',
  );
  expect(() => module.func({ name: 'open' }, (f) => f.loop(() => f.finish()))).toThrow(
    'end outside all blocks',
  );
  let late: FunctionBuilder | undefined;
  module.func({ name: 'late' }, (f) => {
    late = f;
  });
  expect(() => late!.drop()).toThrow('internal: late: drop after the end');
});

test('results that are missing or of another type are caught', () => {
  const returns = (body: (f: FunctionBuilder) => void) => () =>
    new ModuleBuilder().func({ name: 'f', results: ['i32'] }, body);
  expect(returns(() => {})).toThrow('internal: f: end expected an operand, got an empty stack');
  expect(returns((f) => f.f32(1))).toThrow('internal: f: end expected i32, got f32');
});

test('exports and the memory are unique', () => {
  const module = new ModuleBuilder();
  module.func({ name: 'twice', exported: true }, () => {});
  module.func({ name: 'twice' }, () => {});
  expect(() => module.func({ name: 'twice', exported: true }, () => {})).toThrow(
    "internal: a second export is named 'twice'",
  );
  module.importMemory('env', 'memory', 1);
  expect(() => module.importMemory('env', 'memory', 1)).toThrow('internal: expected one imported memory');
});
