/** Random numbers as kernels: the same bits as src/tensor/random.ts, four pairs of columns at a time. @module */

import { normalPair } from '../tensor/formulas.ts';
import type { Lanes } from '../tensor/lanes.ts';
import { KEY_PARITY, ROTATIONS } from '../tensor/threefry.ts';
import { BYTES, type Layout, VECTOR_BYTES } from './layout.ts';
import { type Constants, simdLanes, type Wide, withConstants } from './simd-lanes.ts';
import type { ModuleBuilder } from './wasm/assembler.ts';
import type { FunctionBuilder, Local } from './wasm/function-builder.ts';

/** What threefry needs of arithmetic, on scalars or on lanes. */
interface Words<W> {
  add(a: W, b: W): W;
  xor(a: W, b: W): W;
  rotate(a: W, bits: number): W;
  constant(value: number): W;
}

/** The 20 rounds of threefry2x32 (Salmon et al. 2011) on the counter (x0, x1) with the key (k0, k1). */
function threefry<W>(m: Words<W>, k0: W, k1: W, x0: W, x1: W): [W, W] {
  const key = [k0, k1, m.xor(m.xor(k0, k1), m.constant(KEY_PARITY))];
  let [a, b] = [m.add(x0, k0), m.add(x1, k1)];
  for (let round = 0; round < 20; round++) {
    a = m.add(a, b);
    b = m.xor(m.rotate(b, ROTATIONS[round % 8]), a);
    if (round % 4 !== 3) continue;
    const group = (round + 1) / 4;
    a = m.add(a, key[group % 3]);
    b = m.add(m.add(b, key[(group + 1) % 3]), m.constant(group));
  }
  return [a, b];
}

function scalarWords(f: FunctionBuilder): Words<Local> {
  const after = (emit: () => void): Local => {
    emit();
    const local = f.local('i32');
    f.set(local);
    return local;
  };
  return {
    add: (a, b) => after(() => f.get(a).get(b).op('i32.add')),
    xor: (a, b) => after(() => f.get(a).get(b).op('i32.xor')),
    rotate: (a, bits) => after(() => f.get(a).i32(bits).op('i32.rotl')),
    constant: (value) => after(() => f.i32(value)),
  };
}

const vectorWords = (m: Lanes<Wide, Wide>): Words<Wide> => ({
  add: m.addInt,
  xor: m.xor,
  rotate: (a, bits) => m.or(m.shiftLeft(a, bits), m.shiftRightZero(a, 32 - bits)),
  constant: m.i32,
});

/** The row of the counters from which keys with a number are derived; see src/tensor/random.ts. */
const FOLD_ROW = -1;

/** Emits `(key, index, out)`: the key with number `index` derived from a key. */
export function emitFoldIn(module: ModuleBuilder): number {
  return module.once('foldIn', () =>
    module.func({ name: 'foldIn', params: ['i32', 'i32', 'i32'] }, (f, key, index, out) => {
      const words = scalarWords(f);
      const read = (pointer: Local, offset: number): Local => {
        const local = f.local('i32');
        f.get(pointer).load('i32.load', offset).set(local);
        return local;
      };
      const [x0, x1] = threefry(
        words,
        read(key, 0),
        read(key, BYTES),
        words.constant(FOLD_ROW),
        read(index, 0),
      );
      f.get(out).get(x0).store('i32.store', 0).get(out).get(x1).store('i32.store', BYTES);
    }),
  );
}

/** What a kernel makes of the two words of four pairs of columns. */
export type Distribution = 'normal' | 'uniform';

/** Rows that are drawn side by side: a draw is a long chain in which each instruction waits for the one before. */
const ROWS = 4;

/** Emits the draw of columns 8i .. 8i+7 of some rows, as two vectors per row. */
function drawPairs(
  f: FunctionBuilder,
  m: Lanes<Wide, Wide>,
  kind: Distribution,
  words: readonly [Wide, Wide],
): Local[][] {
  const fraction = (bits: Wide): Wide => m.mul(m.fromInt(m.shiftRightZero(bits, 8)), m.f32(2 ** -24));
  const { first, second } =
    kind === 'normal' ? normalPair(m, ...words) : { first: fraction(words[0]), second: fraction(words[1]) };
  const interleave = (row: number, ...lanes: [number, number, number, number]): Local => {
    const local = f.local('v128');
    f.get(first[row])
      .get(second[row])
      .shuffle(...lanes)
      .set(local);
    return local;
  };
  return first.map((_, row) => [interleave(row, 0, 4, 1, 5), interleave(row, 2, 6, 3, 7)]);
}

/**
 * Emits `(key, out)`: fills an array with draws; the counter of a pair of columns is (row, pair).
 * @returns the index of the function; equal specs share one
 */
export function emitDraw(module: ModuleBuilder, kind: Distribution, layout: Layout): number {
  const name = `${kind} ${layout.rows}x${layout.cols}`;
  return module.once(name, () =>
    module.func({ name, params: ['i32', 'i32'] }, (f) => {
      withConstants(f, (g, constants) => emitRows(g, constants, kind, layout));
    }),
  );
}

function emitRows(
  f: FunctionBuilder,
  constants: Constants,
  kind: Distribution,
  { rows, vectors }: Layout,
): void {
  const [key, out] = f.params;
  const m = simdLanes(f, constants);
  const rowBytes = vectors * VECTOR_BYTES;
  const splat = (offset: number): Wide => {
    const local = f.local('v128');
    f.get(key).load('v128.load32_splat', offset).set(local);
    return [local];
  };
  const [k0, k1] = [splat(0), splat(BYTES)];
  const row = f.local('v128');
  const pairs = f.local('v128');
  const drawRows = (count: number): void => {
    const numbers = Array.from({ length: count }, (_, r) => m.addInt([row], m.i32(r))[0]);
    const draw = (width: number): void => {
      const counter = numbers.map(() => pairs);
      const drawn = drawPairs(f, m, kind, threefry(vectorWords(m), k0, k1, numbers, counter));
      drawn.forEach((both, r) => {
        for (let k = 0; k < width; k++)
          f.get(out)
            .get(both[k])
            .store('v128.store', r * rowBytes + k * VECTOR_BYTES);
      });
      f.advance(out, width * VECTOR_BYTES);
      f.get(m.addInt([pairs], m.i32(4))[0]).set(pairs);
    };
    f.i32x4(0, 1, 2, 3).set(pairs);
    f.repeat(Math.floor(vectors / 2), () => draw(2));
    f.repeat(vectors % 2, () => draw(1));
    f.advance(out, (count - 1) * rowBytes);
    f.get(m.addInt([row], m.i32(count))[0]).set(row);
  };
  f.repeat(Math.floor(rows / ROWS), () => drawRows(ROWS));
  f.repeat(rows % ROWS, () => drawRows(1));
}
