/** Operations of a loop body on all time steps at once: each against the loop that it replaces. @module */

import { describe, expect, test } from 'vitest';
import * as e from '../../../src/autograd/ops/elementwise.ts';
import {
  broadcastTo,
  concat,
  max,
  pad,
  reshape,
  slice,
  sum,
  transpose,
} from '../../../src/autograd/ops/layout.ts';
import { matmul } from '../../../src/autograd/ops/matmul.ts';
import { normal as draw, foldIn, oneHot } from '../../../src/autograd/ops/random.ts';
import type { Node, Value } from '../../../src/autograd/tape.ts';
import { trace } from '../../../src/autograd/transforms.ts';
import { batch, batchedSum, canBatch, isSummedProduct, stackOf } from '../../../src/compile/passes/batch.ts';
import { integers, key, normal } from '../../../src/tensor/random.ts';
import { cast, type Tensor, tensor } from '../../../src/tensor/tensor.ts';
import { assertClose, tolerances } from '../../support/close.ts';

const T = 3;
type F = (...inputs: Value[]) => Value;

/** The one node of a function. */
const nodeOf = (f: F, args: readonly Tensor[]): Node => {
  const { nodes } = trace('f', (...list: Value[]) => f(...list), [...args]).tape;
  expect(nodes.length).toBe(1);
  return nodes[0];
};

const at = (x: Tensor, t: number): Tensor => {
  const size = x.data.length / T;
  return { dtype: x.dtype, shape: x.shape.slice(1), data: x.data.slice(t * size, (t + 1) * size) };
};

let seed = 0;
const some = (shape: number[], dtype: 'f32' | 'i32' = 'f32'): Tensor =>
  dtype === 'f32' ? normal(key(++seed), shape) : integers(key(++seed), shape, -1, 4);

/** What the loop would stack: f at each time step. */
function looped(f: F, args: readonly Tensor[], varies: readonly boolean[]): Tensor {
  const steps = Array.from(
    { length: T },
    (_, t) => f(...args.map((x, i) => (varies[i] ? at(x, t) : x))) as Tensor,
  );
  return concat(steps.map((y) => reshape(y, [1, ...y.shape])));
}

const rows: [string, F, { shape: number[]; dtype?: 'i32' }[]][] = [
  ['tanh of [2, 3]', e.tanh, [{ shape: [2, 3] }]],
  ['neg of a scalar', e.neg, [{ shape: [] }]],
  ['add of [2, 3] and [2, 3]', e.add, [{ shape: [2, 3] }, { shape: [2, 3] }]],
  ['add of [2, 3] and [3]', e.add, [{ shape: [2, 3] }, { shape: [3] }]],
  ['mul of [3] and [2, 1]', e.mul, [{ shape: [3] }, { shape: [2, 1] }]],
  ['sub of a scalar and [2, 2, 2]', e.sub, [{ shape: [] }, { shape: [2, 2, 2] }]],
  ['div of [2, 1, 3] and [2, 1]', e.div, [{ shape: [2, 1, 3] }, { shape: [2, 1] }]],
  ['maximum of [3] and a scalar', e.maximum, [{ shape: [3] }, { shape: [] }]],
  [
    'equal of i32 [3] and [1]',
    e.equal,
    [
      { shape: [3], dtype: 'i32' },
      { shape: [1], dtype: 'i32' },
    ],
  ],
  [
    'select by i32 [3] of [2, 3] and a scalar',
    e.select as F,
    [{ shape: [3], dtype: 'i32' }, { shape: [2, 3] }, { shape: [] }],
  ],
  ['cast of i32 [2]', (x) => e.cast(x, 'f32'), [{ shape: [2], dtype: 'i32' }]],
  ['reshape [2, 3] to [6]', (x) => reshape(x, [6]), [{ shape: [2, 3] }]],
  ['reshape [1] to a scalar', (x) => reshape(x, []), [{ shape: [1] }]],
  ['transpose of [2, 3, 4]', (x) => transpose(x, [2, 0, 1]), [{ shape: [2, 3, 4] }]],
  ['broadcastTo of [3] to [2, 3]', (x) => broadcastTo(x, [2, 3]), [{ shape: [3] }]],
  ['broadcastTo of a scalar to [2, 3]', (x) => broadcastTo(x, [2, 3]), [{ shape: [] }]],
  ['slice of [3, 4]', (x) => slice(x, [1, 2], [2, 1]), [{ shape: [3, 4] }]],
  ['pad of [2]', (x) => pad(x, [1], [5]), [{ shape: [2] }]],
  ['concat of [2, 1] and [2, 3]', (x, y) => concat([x, y], 1), [{ shape: [2, 1] }, { shape: [2, 3] }]],
  ['sum of [2, 3] over the first axis', (x) => sum(x, 0), [{ shape: [2, 3] }]],
  ['sum of [2, 3]', (x) => sum(x), [{ shape: [2, 3] }]],
  ['max of [2, 3] over the last axis', (x) => max(x, -1), [{ shape: [2, 3] }]],
  ['oneHot of i32 [2]', (x) => oneHot(x, 3), [{ shape: [2], dtype: 'i32' }]],
  ['matmul of [2, 3] and [3, 4]', matmul as F, [{ shape: [2, 3] }, { shape: [3, 4] }]],
  [
    'matmul of [2, 3] and [4, 3]^T',
    (a, b) => matmul(a, b, { transB: true }),
    [{ shape: [2, 3] }, { shape: [4, 3] }],
  ],
];

describe.each(rows)('%s', (name, f, inputs) => {
  // Every way in which inputs may vary over time or not, but for none.
  const ways = Array.from({ length: 2 ** inputs.length - 1 }, (_, i) =>
    inputs.map((_, k) => ((i + 1) >> k) % 2 === 1),
  );

  test('on stacks gives the stack of the loop', () => {
    let count = 0;
    for (const varies of ways) {
      const args = inputs.map(({ shape, dtype }, i) => some(varies[i] ? [T, ...shape] : shape, dtype));
      const node = nodeOf(
        f,
        args.map((x, i) => (varies[i] ? at(x, 0) : x)),
      );
      if (!canBatch(node, varies)) continue;
      count++;
      const result = batch(
        node,
        args.map((value, i) => ({ value, varies: varies[i] })),
        T,
      );
      expect(result.varies).toBe(true);
      assertClose(result.value as Tensor, looped(f, args, varies), tolerances.f32);
    }
    expect(count).toBe(name.startsWith('matmul') ? 1 : ways.length);
  });

  test('on values that do not vary runs once', () => {
    const args = inputs.map(({ shape, dtype }) => some(shape, dtype));
    const node = nodeOf(f, args);
    const result = batch(
      node,
      args.map((value) => ({ value, varies: false })),
      T,
    );
    expect(result.varies).toBe(false);
    assertClose(result.value as Tensor, f(...args) as Tensor, tolerances.exact);
  });
});

describe('sums over time', () => {
  const total = (x: Tensor): Tensor => sum(x, 0);

  test('a product A^T B of two values that vary is one product over all rows', () => {
    const f: F = (a, b) => matmul(a, b, { transA: true });
    const args = [some([T, 4, 2]), some([T, 4, 3])];
    const node = nodeOf(
      f,
      args.map((x) => at(x, 0)),
    );
    const got = batchedSum(
      node,
      args.map((value) => ({ value, varies: true })),
      T,
    ) as Tensor;
    assertClose(got, total(looped(f, args, [true, true])), tolerances.f32);
    expect(isSummedProduct(node, [true, true])).toBe(true);
    expect(isSummedProduct(node, [true, false])).toBe(false);
  });

  test('a sum over axes sums over time as well', () => {
    const f: F = (x) => sum(x, 1);
    const x = some([T, 2, 4]);
    const got = batchedSum(nodeOf(f, [at(x, 0)]), [{ value: x, varies: true }], T) as Tensor;
    assertClose(got, total(looped(f, [x], [true])), tolerances.f32);
  });

  test('other operations are left to their stacks', () => {
    const x = some([T, 2]);
    expect(batchedSum(nodeOf(e.tanh, [at(x, 0)]), [{ value: x, varies: true }], T)).toBeNull();
  });
});

describe('what cannot be batched', () => {
  test.each<[string, F, Tensor[], boolean[]]>([
    ['a product with a right operand that varies', matmul as F, [some([2, 3]), some([3, 2])], [false, true]],
    ['a product of two operands that vary', matmul as F, [some([2, 3]), some([3, 2])], [true, true]],
    [
      'a product with a transposed left operand',
      (a, b) => matmul(a, b, { transA: true }),
      [some([3, 2]), some([3, 2])],
      [true, false],
    ],
    ['a draw', (k) => draw(k, [2]), [key(1)], [true]],
    ['a key', foldIn as F, [key(1), tensor(2, 'i32')], [false, true]],
  ])('%s', (_, f, args, varies) => {
    expect(canBatch(nodeOf(f, args), varies)).toBe(false);
  });
});

test('a value that does not vary is stretched to a stack', () => {
  const x = cast(tensor([1, 2]), 'f32');
  const stack = stackOf({ value: x, varies: false }, T) as Tensor;
  expect(stack.shape).toEqual([T, 2]);
  expect([...stack.data]).toEqual([1, 2, 1, 2, 1, 2]);
  expect(stackOf({ value: x, varies: true }, T)).toBe(x);
});
