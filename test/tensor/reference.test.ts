/** The reference loops against their definitions, written index by index. @module */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  broadcast,
  map1,
  map2,
  matmul,
  reduce,
  select,
  slice,
  transpose,
  writeBlock,
} from '../../src/tensor/reference.ts';
import { broadcastShapes, type Shape, sizeOf, stridesOf } from '../../src/tensor/shape.ts';
import { fromArray, type Tensor, tensor, zeros } from '../../src/tensor/tensor.ts';
import { onGrid, shapePairs, shapes, stretchingTo } from '../support/arbitraries.ts';
import { assertClose, tolerances } from '../support/close.ts';

type Index = readonly number[];

/** Builds an array from a function of the index. */
function build(shape: Shape, f: (index: Index) => number): Tensor {
  const strides = stridesOf(shape);
  const at = (flat: number): Index => strides.map((stride, axis) => Math.floor(flat / stride) % shape[axis]);
  return fromArray(
    Float64Array.from({ length: sizeOf(shape) }, (_, flat) => f(at(flat))),
    shape,
  );
}

const at = (x: Tensor, index: Index): number =>
  x.data[stridesOf(x.shape).reduce((sum, stride, axis) => sum + stride * index[axis], 0)];

/** The element of x that broadcasting shows at an index. */
const stretchedAt = (x: Tensor, index: Index): number =>
  at(
    x,
    x.shape.map((n, axis) => (n === 1 ? 0 : index[index.length - x.shape.length + axis])),
  );

const pairs = shapePairs.chain(([a, b]) => fc.tuple(onGrid(a), onGrid(b)));

describe('elementwise loops', () => {
  test('map1 applies f to each element', () => {
    fc.assert(
      fc.property(shapes().chain(onGrid), (x) => {
        const y = map1((v) => 2 * v + 1, x, x);
        assertClose(
          y,
          build(x.shape, (index) => 2 * at(x, index) + 1),
          tolerances.exact,
        );
      }),
    );
  });

  test('map2 applies f to broadcast pairs, in the order of the operands', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const shape = broadcastShapes('map2', a.shape, b.shape);
        const y = map2((p, q) => p - 2 * q, a, b, { dtype: 'f64', shape });
        assertClose(
          y,
          build(shape, (index) => stretchedAt(a, index) - 2 * stretchedAt(b, index)),
          0,
        );
      }),
    );
  });

  test('select takes from the first array where the condition is not 0', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const shape = broadcastShapes('select', a.shape, b.shape);
        const y = select(a, a, b, { dtype: 'f64', shape });
        assertClose(
          y,
          build(shape, (index) => stretchedAt(a, index) || stretchedAt(b, index)),
          0,
        );
      }),
    );
  });
});

describe('layout loops', () => {
  test('broadcast repeats elements along stretched axes', () => {
    const cases = shapes().chain((shape) =>
      stretchingTo(shape).chain((s) => fc.tuple(onGrid(s), fc.constant(shape))),
    );
    fc.assert(
      fc.property(cases, ([x, shape]) => {
        assertClose(
          broadcast(x, shape),
          build(shape, (index) => stretchedAt(x, index)),
          0,
        );
      }),
    );
  });

  test('transpose moves axis order[i] to axis i', () => {
    const cases = shapes().chain((shape) =>
      fc.tuple(
        onGrid(shape),
        fc.shuffledSubarray([...shape.keys()], { minLength: shape.length, maxLength: shape.length }),
      ),
    );
    fc.assert(
      fc.property(cases, ([x, order]) => {
        const shape = order.map((axis) => x.shape[axis]);
        const expected = build(shape, (index) =>
          at(
            x,
            x.shape.map((_, axis) => index[order.indexOf(axis)]),
          ),
        );
        assertClose(transpose(x, order), expected, 0);
      }),
    );
  });

  test('slice reads what writeBlock writes, and zeros stay around it', () => {
    const cases = shapes().chain((outer) =>
      fc
        .tuple(...outer.map((n) => fc.tuple(fc.nat({ max: n }), fc.nat({ max: n }))))
        .map((ends) => ends.map(([a, b]) => [Math.min(a, b), Math.abs(a - b)]))
        .chain((ends) =>
          fc.record({
            outer: fc.constant(outer),
            start: fc.constant(ends.map(([start]) => start)),
            block: onGrid(ends.map(([, size]) => size)),
          }),
        ),
    );
    fc.assert(
      fc.property(cases, ({ outer, start, block }) => {
        const out = zeros(outer, 'f64');
        writeBlock(out, block, start);
        const inside = (index: Index): boolean =>
          index.every((i, axis) => i >= start[axis] && i < start[axis] + block.shape[axis]);
        const expected = build(outer, (index) =>
          inside(index)
            ? at(
                block,
                index.map((i, axis) => i - start[axis]),
              )
            : 0,
        );
        assertClose(out, expected, 0);
        assertClose(slice(out, start, block.shape), block, 0);
      }),
    );
  });
});

describe('sums', () => {
  test('reduce combines along the axes, and empty axes give the initial value', () => {
    const cases = shapes({ minLength: 0 }).chain((shape) =>
      fc.tuple(onGrid(shape), fc.subarray([...shape.keys()])),
    );
    fc.assert(
      fc.property(cases, ([x, axes]) => {
        const kept = x.shape.map((n, axis) => (axes.includes(axis) ? 1 : n));
        const expected = zeros(kept, 'f64');
        build(x.shape, (index) => {
          const place = index.map((i, axis) => (axes.includes(axis) ? 0 : i));
          const flat = stridesOf(kept).reduce((sum, stride, axis) => sum + stride * place[axis], 0);
          expected.data[flat] += at(x, index);
          return 0;
        });
        assertClose(
          reduce((sum, v) => sum + v, 0, x, axes, expected),
          expected,
          tolerances.exact,
        );
      }),
    );
  });

  test('f32 sums are rounded once, at the end', () => {
    const x = tensor([1, 2 ** -24, 2 ** -24]);
    expect(reduce((s, v) => s + v, 0, x, [0], { dtype: 'f32', shape: [] }).data[0]).toBe(1 + 2 ** -23);
  });

  test('matmul is sum_p A[i, p] B[p, j], for any of its transposes and for empty axes', () => {
    const lengths = fc.nat({ max: 4 });
    const cases = fc
      .tuple(lengths, lengths, lengths, fc.boolean(), fc.boolean())
      .chain(([m, k, n, transA, transB]) =>
        fc.record({
          a: onGrid(transA ? [k, m] : [m, k]),
          b: onGrid(transB ? [n, k] : [k, n]),
          size: fc.constant([m, k, n]),
          flags: fc.constant([transA, transB]),
        }),
      );
    fc.assert(
      fc.property(cases, ({ a, b, size: [m, k, n], flags: [transA, transB] }) => {
        const expected = build([m, n], ([i, j]) => {
          const terms = Array.from(
            { length: k },
            (_, p) => at(a, transA ? [p, i] : [i, p]) * at(b, transB ? [j, p] : [p, j]),
          );
          return terms.reduce((sum, term) => sum + term, 0);
        });
        assertClose(matmul(a, b, transA, transB, expected), expected, tolerances.exact);
      }),
    );
  });
});
