/** Random numbers as kernels: the same bits as src/tensor/random.ts, four pairs of columns at a time. @module */

import { normalPair } from '../tensor/formulas.ts';
import { KEY_PARITY, ROTATIONS } from '../tensor/threefry.ts';
import { BYTES, type Layout, VECTOR_BYTES } from './layout.ts';
import { type Constants, simdLanes, withConstants } from './simd-lanes.ts';
import type { ModuleBuilder } from './wasm/assembler.ts';
import type { FunctionBuilder, Local } from './wasm/function-builder.ts';

/** Instructions of threefry on scalars or on lanes. */
interface Words {
  add(a: Local, b: Local): Local;
  xor(a: Local, b: Local): Local;
  rotate(a: Local, bits: number): Local;
  constant(value: number): Local;
}

/** The 20 rounds of threefry2x32 (Salmon et al. 2011) on the counter (x0, x1) with the key (k0, k1). */
function threefry(m: Words, k0: Local, k1: Local, x0: Local, x1: Local): [Local, Local] {
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

function scalarWords(f: FunctionBuilder): Words {
  const keep = (): Local => {
    const local = f.local('i32');
    f.set(local);
    return local;
  };
  const after = (emit: () => void): Local => {
    emit();
    return keep();
  };
  return {
    add: (a, b) => after(() => f.get(a).get(b).op('i32.add')),
    xor: (a, b) => after(() => f.get(a).get(b).op('i32.xor')),
    rotate: (a, bits) => after(() => f.get(a).i32(bits).op('i32.rotl')),
    constant: (value) => after(() => f.i32(value)),
  };
}

function vectorWords(f: FunctionBuilder, constants: Constants): Words {
  const m = simdLanes(f, constants);
  return {
    add: m.addInt,
    xor: m.xor,
    rotate: (a, bits) => m.or(m.shiftLeft(a, bits), m.shiftRightZero(a, 32 - bits)),
    constant: constants.i32,
  };
}

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

/** Emits the draw of columns 8i .. 8i+7 of a row, as two vectors. */
function drawPairs(
  f: FunctionBuilder,
  constants: Constants,
  kind: Distribution,
  words: [Local, Local],
): [Local, Local] {
  const m = simdLanes(f, constants);
  const fraction = (bits: Local): Local => m.mul(m.fromInt(m.shiftRightZero(bits, 8)), m.f32(2 ** -24));
  const pair =
    kind === 'normal'
      ? normalPair(m, words[0], words[1])
      : { first: fraction(words[0]), second: fraction(words[1]) };
  const interleave = (lanes: readonly [number, number, number, number]): Local => {
    f.get(pair.first)
      .get(pair.second)
      .shuffle(...lanes);
    const local = f.local('v128');
    f.set(local);
    return local;
  };
  return [interleave([0, 4, 1, 5]), interleave([2, 6, 3, 7])];
}

/**
 * Emits `(key, out)`: fills an array with draws; the counter of a pair of columns is (row, pair).
 * @returns the index of the function; equal specs share one
 */
export function emitDraw(module: ModuleBuilder, kind: Distribution, { rows, cols, vectors }: Layout): number {
  const name = `${kind} ${rows}x${cols}`;
  return module.once(name, () =>
    module.func({ name, params: ['i32', 'i32'] }, (outer) => {
      withConstants(outer, (f, constants) => {
        const [key, out] = f.params;
        const m = simdLanes(f, constants);
        const splat = (offset: number): Local => {
          const local = f.local('v128');
          f.get(key).load('v128.load32_splat', offset).set(local);
          return local;
        };
        const [k0, k1, row, pairs] = [splat(0), splat(BYTES), f.local('v128'), f.local('v128')];
        const draw = (count: number): void => {
          const both = drawPairs(f, constants, kind, threefry(vectorWords(f, constants), k0, k1, row, pairs));
          for (let k = 0; k < count; k++)
            f.get(out)
              .get(both[k])
              .store('v128.store', k * VECTOR_BYTES);
          f.advance(out, count * VECTOR_BYTES);
          f.get(m.addInt(pairs, constants.i32(4))).set(pairs);
        };
        f.repeat(rows, () => {
          f.i32x4(0, 1, 2, 3).set(pairs);
          f.repeat(Math.floor(vectors / 2), () => draw(2));
          f.repeat(vectors % 2, () => draw(1));
          f.get(m.addInt(row, constants.i32(1))).set(row);
        });
      });
    }),
  );
}
