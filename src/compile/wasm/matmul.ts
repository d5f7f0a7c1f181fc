/** Emits matrix products for their exact shapes: register tiles, called once per panel of columns. @module */

import type { ModuleBuilder } from './assembler.ts';
import type { FunctionBuilder, Local } from './function-builder.ts';
import { innerBlock, rowBlock, split, tile } from './tiling.ts';

/**
 * C[m, n] = op(A) B, or C += with `accumulate`, where op(A) is [m, k], stored [k, m] with `transA`, and B is [k, n]. A
 * transposed B is transposed first, which a weight needs once for all steps. Strides are floats from row to row.
 */
export interface MatmulSpec {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transA: boolean;
  readonly accumulate: boolean;
  readonly strideA: number;
  readonly strideB: number;
  readonly strideC: number;
  /** Fuses multiply and add where the machine does; results then differ from machine to machine. */
  readonly fma: boolean;
}

/** Distances in bytes between the elements that a tile reads and writes, and how it starts and adds. */
interface TileSpec {
  readonly height: number;
  readonly width: number;
  readonly rowA: number;
  readonly stepA: number;
  readonly stepB: number;
  readonly rowC: number;
  readonly accumulate: boolean;
  readonly fma: boolean;
}

const vectors = (columns: number): number => Math.ceil(columns / 4);

function checkSpec(spec: MatmulSpec): void {
  const { m, n, k, transA, strideA, strideB, strideC } = spec;
  const padded = (columns: number): number => 4 * vectors(columns);
  const wide = strideA >= (transA ? m : k) && strideB >= padded(n) && strideC >= padded(n);
  if (!(m >= 1 && n >= 1 && k >= 1 && wide)) throw new Error(`internal: matmul of ${JSON.stringify(spec)}`);
}

/** Emits one step of the inner dimension: each product adds to its own accumulator. */
function emitStep(
  f: FunctionBuilder,
  spec: TileSpec,
  a: Local,
  b: Local,
  sums: Local[][],
  held: Local[],
  one: Local,
): void {
  const loadA = (i: number): FunctionBuilder => f.get(a).load('v128.load32_splat', i * spec.rowA);
  const loadB = (j: number): FunctionBuilder => f.get(b).load('v128.load', 16 * j);
  const multiplyAdd = (sum: Local, x: Local, y: Local): FunctionBuilder =>
    spec.fma
      ? f.get(x).get(y).get(sum).op('f32x4.relaxed_madd').set(sum)
      : f.get(sum).get(x).get(y).op('f32x4.mul', 'f32x4.add').set(sum);
  if (spec.height >= spec.width) {
    for (const [j, column] of held.entries()) loadB(j).set(column);
    for (const [i, row] of sums.entries()) {
      loadA(i).set(one);
      for (const [j, sum] of row.entries()) multiplyAdd(sum, one, held[j]);
    }
  } else {
    for (const [i, row] of held.entries()) loadA(i).set(row);
    for (let j = 0; j < spec.width; j++) {
      loadB(j).set(one);
      for (const [i, row] of sums.entries()) multiplyAdd(row[j], held[i], one);
    }
  }
}

/**
 * Emits `(a, b, endB, c, endC)`: a column of tiles of C, from c down to endC, each the product of its rows of A and
 * of one panel of B, from b down to endB. The inner loop is not unrolled: its overhead fits beside the arithmetic,
 * and loads of several steps at once would spill (V8 11, 4 x 3: unrolled twice 0.9, four times 0.8 of the speed).
 */
function emitTiles(module: ModuleBuilder, spec: TileSpec): number {
  const { height, width, rowA, stepA, stepB, rowC, accumulate, fma } = spec;
  const flags = `${accumulate ? '+' : ''}${fma ? ' fma' : ''}`;
  const name = `tiles ${height}x${width}${flags} steps ${rowA} ${stepA} ${stepB} ${rowC}`;
  return module.once(name, () =>
    module.func({ name, params: ['i32', 'i32', 'i32', 'i32', 'i32'] }, (f, a, b, endB, c, endC) => {
      const sums = Array.from({ length: height }, () => Array.from({ length: width }, () => f.local('v128')));
      const held = Array.from({ length: Math.min(height, width) }, () => f.local('v128'));
      const [one, walkA, walkB] = [f.local('v128'), f.local('i32'), f.local('i32')];
      const everySum = (use: (sum: Local, offset: number) => void): void => {
        for (const [i, row] of sums.entries())
          for (const [j, sum] of row.entries()) use(sum, i * rowC + 16 * j);
      };
      f.repeatUntil(c, endC, () => {
        everySum((sum, offset) => (accumulate ? f.get(c).load('v128.load', offset) : f.f32x4(0)).set(sum));
        f.get(a).set(walkA).get(b).set(walkB);
        f.repeatUntil(walkB, endB, () => {
          emitStep(f, spec, walkA, walkB, sums, held, one);
          f.advance(walkA, stepA).advance(walkB, stepB);
        });
        everySum((sum, offset) => f.get(c).get(sum).store('v128.store', offset));
        f.advance(a, height * rowA).advance(c, height * rowC);
      });
    }),
  );
}

/** Emits the loops over blocks and panels around the tiles; a, b and c move on. */
function emitBlocks(
  module: ModuleBuilder,
  spec: MatmulSpec,
  f: FunctionBuilder,
  a: Local,
  b: Local,
  c: Local,
): void {
  const { m, n, k, transA, fma } = spec;
  const rowA = transA ? 4 : 4 * spec.strideA;
  const stepA = transA ? 4 * spec.strideA : 4;
  const stepB = 4 * spec.strideB;
  const rowC = 4 * spec.strideC;
  const inner = split(k, innerBlock);
  const blocked = k > innerBlock;
  const accumulate = spec.accumulate || blocked;
  const [blockA, blockC, panelB, panelC] = Array.from({ length: 4 }, () => f.local('i32'));
  const [tileA, tileC] = [f.local('i32'), f.local('i32')];

  if (blocked && !spec.accumulate) {
    f.get(c)
      .set(blockC)
      .repeat(m, () => {
        f.get(blockC)
          .i32(0)
          .i32(16 * vectors(n))
          .op('memory.fill')
          .advance(blockC, rowC);
      });
  }
  for (const depth of inner) {
    f.repeat(depth.count, () => {
      f.get(a).set(blockA).get(c).set(blockC);
      for (const rows of split(m, rowBlock)) {
        f.repeat(rows.count, () => {
          f.get(b).set(panelB).get(blockC).set(panelC);
          for (const { width, count, tiles } of tile(rows.size, vectors(n), depth.size, fma)) {
            f.repeat(count, () => {
              f.get(blockA).set(tileA).get(panelC).set(tileC);
              for (const { size: height, count: high } of tiles) {
                const kernel = emitTiles(module, {
                  height,
                  width,
                  rowA,
                  stepA,
                  stepB,
                  rowC,
                  accumulate,
                  fma,
                });
                f.get(tileA)
                  .get(panelB)
                  .get(panelB)
                  .i32(depth.size * stepB)
                  .op('i32.add');
                f.get(tileC)
                  .get(tileC)
                  .i32(high * height * rowC)
                  .op('i32.add')
                  .call(kernel);
                f.advance(tileA, high * height * rowA).advance(tileC, high * height * rowC);
              }
              f.advance(panelB, 16 * width).advance(panelC, 16 * width);
            });
          }
          f.advance(blockA, rows.size * rowA).advance(blockC, rows.size * rowC);
        });
      }
      f.advance(a, depth.size * stepA).advance(b, depth.size * stepB);
    });
  }
}

/**
 * Emits a product as `(a, b, c)`, byte pointers. Every element is a sum over k in ascending order from 0 or, with `accumulate`, from C: its bits depend neither on the tiles nor on the layout.
 * Padding of A and B does not reach the columns of C, whose own padding is overwritten. C must not overlap A or B.
 * @returns the index of the function; equal specs share one
 */
export function emitMatmul(module: ModuleBuilder, spec: MatmulSpec): number {
  checkSpec(spec);
  const { m, n, k, transA, accumulate, strideA, strideB, strideC, fma } = spec;
  const layout = `${transA ? 'TN' : 'NN'}${accumulate ? '+' : ''}${fma ? ' fma' : ''}`;
  const name = `matmul ${m}x${n}x${k} ${layout} strides ${strideA} ${strideB} ${strideC}`;
  return module.once(name, () =>
    module.func({ name, params: ['i32', 'i32', 'i32'] }, (f, a, b, c) =>
      emitBlocks(module, spec, f, a, b, c),
    ),
  );
}
