/** Emits the transposition of a matrix for its exact shape, in blocks of 4 x 4 floats. @module */

import type { ModuleBuilder } from './assembler.ts';
import type { FunctionBuilder, Local } from './function-builder.ts';

/** Shape of the matrix that is read, and strides between rows in floats. */
export interface TransposeSpec {
  readonly rows: number;
  readonly cols: number;
  /** At least `cols` rounded up to a multiple of 4. */
  readonly strideIn: number;
  /** At least `rows` rounded up to a multiple of 4. */
  readonly strideOut: number;
}

/**
 * Moves one block: up to 4 rows of up to 4 columns become as many rows of 4. Missing rows count as zero, so the
 * padding of the output holds zeros; missing columns are not written.
 */
function emitBlock(
  f: FunctionBuilder,
  spec: TransposeSpec,
  rows: number,
  cols: number,
  from: Local,
  to: Local,
): void {
  const [a, b, c, d] = Array.from({ length: 4 }, () => f.local('v128'));
  for (const [i, row] of [a, b, c, d].entries()) {
    if (i < rows)
      f.get(from)
        .load('v128.load', 4 * i * spec.strideIn)
        .set(row);
    else f.f32x4(0).set(row);
  }
  const [ac, bd] = [f.local('v128'), f.local('v128')];
  for (const half of [0, 1]) {
    if (2 * half >= cols) break;
    const [low, high] = [2 * half, 2 * half + 1];
    // Columns low and high of rows a and b, then of c and d; their halves make up two rows of the output.
    f.get(a)
      .get(b)
      .shuffle(low, low + 4, high, high + 4)
      .set(ac);
    f.get(c)
      .get(d)
      .shuffle(low, low + 4, high, high + 4)
      .set(bd);
    const store = (column: number): FunctionBuilder => f.store('v128.store', 4 * column * spec.strideOut);
    f.get(to).get(ac).get(bd).shuffle(0, 1, 4, 5);
    store(low);
    if (high >= cols) break;
    f.get(to).get(ac).get(bd).shuffle(2, 3, 6, 7);
    store(high);
  }
}

/** Counts of whole blocks of 4 along an axis and, if any, one of what is left. */
function blocksOf(length: number): { readonly size: number; readonly count: number }[] {
  return [
    { size: 4, count: Math.floor(length / 4) },
    { size: length % 4, count: 1 },
  ].filter(({ size, count }) => size > 0 && count > 0);
}

/**
 * Emits `(in, out)`, byte pointers: out[j][i] = in[i][j]. The arrays must not overlap.
 * @returns the index of the function; equal specs share one
 */
export function emitTranspose(module: ModuleBuilder, spec: TransposeSpec): number {
  const { rows, cols, strideIn, strideOut } = spec;
  if (rows < 1 || cols < 1 || strideIn < 4 * Math.ceil(cols / 4) || strideOut < 4 * Math.ceil(rows / 4)) {
    throw new Error(`internal: transpose of ${rows} x ${cols} with strides ${strideIn}, ${strideOut}`);
  }
  const name = `transpose ${rows}x${cols} strides ${strideIn} ${strideOut}`;
  return module.once(name, () =>
    module.func({ name, params: ['i32', 'i32'] }, (f, input, output) => {
      const [from, to] = [f.local('i32'), f.local('i32')];
      for (const high of blocksOf(rows)) {
        f.repeat(high.count, () => {
          f.get(input).set(from).get(output).set(to);
          for (const wide of blocksOf(cols)) {
            f.repeat(wide.count, () => {
              emitBlock(f, spec, high.size, wide.size, from, to);
              f.advance(from, 16).advance(to, 16 * strideOut);
            });
          }
          f.advance(input, 16 * strideIn).advance(output, 16);
        });
      }
    }),
  );
}
