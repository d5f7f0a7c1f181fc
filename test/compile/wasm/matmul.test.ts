/** Emitted products against plain loops: every shape, layout, stride, padding and guard byte. @module */

import '../../support/relaxed.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ModuleBuilder, pageBytes } from '../../../src/compile/wasm/assembler.ts';
import { emitMatmul, type MatmulSpec } from '../../../src/compile/wasm/matmul.ts';

const padded = (columns: number): number => 4 * Math.ceil(columns / 4);
const guard = 16;

/** A stored matrix; `offset` is its place in memory, in floats. */
interface Stored {
  readonly rows: number;
  readonly cols: number;
  readonly stride: number;
  readonly offset: number;
}

/** Places matrices behind each other with a few floats between them; every float is a NaN with bits of its own. */
function place(shapes: readonly (readonly [rows: number, cols: number, stride: number])[]): {
  arrays: Stored[];
  memory: WebAssembly.Memory;
  floats: Float32Array;
} {
  let offset = guard;
  const arrays = shapes.map(([rows, cols, stride]) => {
    const array = { rows, cols, stride, offset };
    offset += rows * stride + guard;
    return array;
  });
  const memory = new WebAssembly.Memory({ initial: Math.ceil((4 * offset) / pageBytes) });
  const floats = new Float32Array(memory.buffer);
  new Int32Array(memory.buffer).forEach((_, i, bits) => {
    bits[i] = 0x7fc00000 + i;
  });
  return { arrays, memory, floats };
}

function run(
  module: ModuleBuilder,
  index: number,
  memory: WebAssembly.Memory,
  arrays: readonly Stored[],
): void {
  module.func({ name: 'main', exported: true }, (f) => {
    for (const { offset } of arrays) f.i32(4 * offset);
    f.call(index);
  });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()), { env: { memory } });
  (exports.main as () => void)();
}

function newModule(): ModuleBuilder {
  const module = new ModuleBuilder();
  module.importMemory('env', 'memory', 1);
  return module;
}

/** A small generator of our own (xorshift32, Marsaglia 2003): filling arrays through fast-check would be slow. */
function uniforms(seed: number): () => number {
  let state = (seed | 0) * 2 + 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 2 ** 31;
  };
}

const oddities = [Number.NaN, Infinity, -Infinity, -0, 1e38];

function fill(floats: Float32Array, array: Stored, next: () => number, odd: boolean): void {
  for (let i = 0; i < array.rows; i++) {
    for (let j = 0; j < array.cols; j++) {
      const value = odd && next() > 0.96 ? oddities[Math.floor(2.5 * (next() + 1))] : next();
      floats[array.offset + i * array.stride + j] = value;
    }
  }
}

const at = (x: Float32Array, array: Stored, i: number, j: number): number =>
  x[array.offset + i * array.stride + j];

/** What a spec is really emitted as: a planted fault changes it behind the back of the check. */
type Emit = (module: ModuleBuilder, spec: MatmulSpec) => number;

/** Runs a product and returns what is wrong with it, if anything. */
function faultOf(spec: MatmulSpec, seed: number, odd: boolean, emit: Emit = emitMatmul): string | undefined {
  const { m, n, k, transA, accumulate, strideA, strideB, strideC, fma } = spec;
  const { arrays, memory, floats } = place([
    transA ? [k, m, strideA] : [m, k, strideA],
    [k, n, strideB],
    [m, n, strideC],
  ]);
  const [a, b, c] = arrays;
  const next = uniforms(seed);
  for (const array of [a, b, c]) fill(floats, array, next, odd);
  const before = floats.slice();
  const module = newModule();
  run(module, emit(module, spec), memory, arrays);

  const mayChange = new Uint8Array(floats.length);
  for (let i = 0; i < m; i++) mayChange.fill(1, c.offset + i * strideC, c.offset + i * strideC + padded(n));
  const [bitsBefore, bitsAfter] = [new Int32Array(before.buffer), new Int32Array(memory.buffer)];
  const written = bitsAfter.findIndex((bits, i) => mayChange[i] === 0 && bits !== bitsBefore[i]);
  if (written >= 0) return `wrote outside C at float ${written}`;

  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let single = accumulate ? at(before, c, i, j) : 0;
      let sum = single;
      let magnitude = Math.abs(single);
      for (let p = 0; p < k; p++) {
        const x = transA ? at(before, a, p, i) : at(before, a, i, p);
        const y = at(before, b, p, j);
        single = Math.fround(single + Math.fround(x * y));
        sum += x * y;
        magnitude += Math.abs(x * y);
      }
      const got = at(floats, c, i, j);
      if (!fma && !Object.is(got, single))
        return `expected the bits of ${single}, got ${got} at [${i}, ${j}]`;
      // Values near the largest float may overflow in single precision alone.
      const close = Math.abs(got - sum) <= (k + 1) * 2 ** -24 * magnitude || Math.abs(magnitude) > 1e38;
      if (!close && !(Number.isNaN(got) && Number.isNaN(sum)))
        return `expected about ${sum}, got ${got} at [${i}, ${j}]`;
    }
  }
  return undefined;
}

const length = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 70 }));
const slack = fc.constantFrom(0, 0, 4, 12);

function specs(dims: fc.Arbitrary<[number, number, number]>, fma: boolean): fc.Arbitrary<MatmulSpec> {
  const flags = fc.tuple(fc.boolean(), fc.boolean());
  return fc
    .tuple(dims, flags, fc.tuple(slack, slack, slack))
    .map(([[m, n, k], [transA, accumulate], extra]) => ({
      m,
      n,
      k,
      transA,
      accumulate,
      strideA: padded(transA ? m : k) + extra[0],
      strideB: padded(n) + extra[1],
      strideC: padded(n) + extra[2],
      fma,
    }));
}

const small = fc.tuple(length, length, length);

test('products have the bits of a loop in single precision and nothing outside C changes', () => {
  fc.assert(
    fc.property(specs(small, false), fc.nat(), fc.boolean(), (spec, seed, odd) => {
      expect(faultOf(spec, seed, odd)).toBeUndefined();
    }),
  );
});

// Longer than a block of the inner dimension (192), than a block of rows (120), or both.
test.each([
  [5, 9, 193, true],
  [3, 50, 400, true],
  [50, 6, 577, true],
  [121, 5, 7, false],
  [250, 70, 3, false],
  [130, 5, 200, false],
  [1, 130, 385, false],
])('blocks: [%d, %d] with an inner dimension of %d', (m, n, k, transA) => {
  for (const accumulate of [false, true]) {
    const strideA = padded(transA ? m : k);
    const spec = { m, n, k, transA, accumulate, strideA, strideC: padded(n) + 4, fma: false };
    expect(faultOf({ ...spec, strideB: padded(n) }, m, false)).toBeUndefined();
  }
});

test('with fma, products are within (k + 1) 2^-24 of sum |a||b|', () => {
  fc.assert(
    fc.property(specs(small, true), fc.nat(), (spec, seed) => {
      expect(faultOf(spec, seed, false)).toBeUndefined();
    }),
  );
});

const sample: MatmulSpec = {
  ...{ m: 7, n: 10, k: 9, transA: false, accumulate: false, fma: false },
  ...{ strideA: 12, strideB: 16, strideC: 16 },
};

test.each([
  ['a stride of A', { strideA: 16 }, 'expected the bits'],
  ['a stride of B', { strideB: 12 }, 'expected the bits'],
  ['a stride of C', { strideC: 20 }, 'wrote outside C'],
  ['the layout of A', { transA: true, k: 7 }, 'expected the bits'],
  ['starting from C', { accumulate: true }, 'expected the bits'],
  ['reading the padding into the sum', { k: 10 }, 'expected the bits'],
  ['a row too many', { m: 8 }, 'wrote outside C'],
  ['a row too few', { m: 6 }, 'expected the bits'],
  ['four columns too many', { n: 13 }, 'wrote outside C'],
  ['columns too few', { n: 8 }, 'expected the bits'],
] as [string, Partial<MatmulSpec>, string][])('control: a fault in %s is caught', (_, fault, message) => {
  expect(faultOf(sample, 1, false)).toBeUndefined();
  expect(faultOf(sample, 1, false, (module, spec) => emitMatmul(module, { ...spec, ...fault }))).toContain(
    message,
  );
});

test('a spec with rows shorter than the matrix is an internal error', () => {
  for (const wrong of [{ m: 0 }, { strideA: 8 }, { strideB: 10 }, { strideC: 11 }]) {
    expect(() => emitMatmul(newModule(), { ...sample, ...wrong })).toThrow('internal: matmul of');
  }
});

test('equal specs share a function, and products of the same strides share their tiles', () => {
  const module = newModule();
  const first = emitMatmul(module, sample);
  const bytes = module.toBytes().length;
  expect(emitMatmul(module, { ...sample })).toBe(first);
  expect(module.toBytes().length).toBe(bytes);
  emitMatmul(module, { ...sample, k: 12 });
  expect(module.toBytes().length).toBeLessThan(1.5 * bytes);
});
