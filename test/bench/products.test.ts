/** Products are read from what a program says of itself, and alone they compute what they are named for. @module */

import { expect, test } from 'vitest';
import { startTraining, stepsOf } from '../../bench/ours.ts';
import { type Product, peakFlops, peakLoop, productAlone, productsOf } from '../../bench/products.ts';
import { makeWorkload } from '../../bench/workloads.ts';

const kernel = (name: string, calls: number, flops: number) => ({ name, calls, flops, bytes: 0 });

test('products of the same name are one', () => {
  const found = productsOf([
    kernel('matmul NN + [16, 3] [3, 50]', 100, 480_000),
    kernel('add [16, 50]', 100, 80_000),
    kernel('matmul TN [50, 160] [160, 50]', 10, 8_000_000),
    kernel('matmul NN + [16, 3] [3, 50]', 100, 480_000),
  ]);
  expect(found).toMatchObject([
    { transA: false, accumulate: true, m: 16, k: 3, n: 50, calls: 200, flops: 4800 },
    { transA: true, accumulate: false, m: 50, k: 160, n: 50, calls: 10, flops: 800_000 },
  ]);
});

test.each([
  ['a name of another form', kernel('matmul NT [2, 3] [3, 4]', 1, 48)],
  ['sizes that do not fit', kernel('matmul NN [2, 3] [4, 4]', 1, 48)],
  ['other operations', kernel('matmul NN [2, 3] [3, 4]', 2, 48)],
])('control: %s is refused', (_, planted) => {
  expect(() => productsOf([planted])).toThrow(/expected a product/);
});

test('a compiled step says which products it consists of', async () => {
  const [nSteps, batchSize, nRec] = [4, 5, 8];
  const training = startTraining('compiled', makeWorkload('S', { nSteps, batchSize, nRec }));
  await stepsOf(training)();
  const products = productsOf(training.inspect()!.kernels);
  const flops = products.reduce((sum, product) => sum + product.calls * product.flops, 0);
  // Recurrent weights: forward, backward, and their gradient.
  const recurrent = 3 * 2 * nSteps * batchSize * nRec * nRec;
  expect(flops).toBeGreaterThan(recurrent);
  expect(flops).toBeLessThan(2.5 * recurrent);
});

const shapes: [boolean, boolean, number, number, number][] = [
  [false, false, 3, 5, 7],
  [false, true, 4, 3, 50],
  [true, false, 5, 9, 3],
  [true, true, 6, 2, 256],
];

test.each(shapes)('alone: transposed %s, adding %s, [%i, %i] [.., %i]', (transA, accumulate, m, k, n) => {
  const product: Product = { name: 'p', transA, accumulate, m, k, n, calls: 3, flops: 2 * m * n * k };
  // Whole numbers, whose sums are exact.
  const numbers = (length: number): Float32Array =>
    Float32Array.from({ length }, (_, i) => ((7 * i) % 11) - 5);
  const [a, b, c] = [numbers(m * k), numbers(k * n), numbers(m * n)];
  const alone = productAlone(product);
  alone.write(a, b, c);
  alone.run();
  const expected = c.map((start, i) => {
    const [row, column] = [Math.floor(i / n), i % n];
    let sum = 0;
    for (let j = 0; j < k; j++) sum += (transA ? a[j * m + row] : a[row * k + j]) * b[j * n + column];
    return accumulate ? start + product.calls * sum : sum;
  });
  expect(alone.read()).toEqual(expected);
});

test('the peak is that of operations which really happen', () => {
  const { floats, run } = peakLoop(3, 1);
  run();
  // x = x / 2 + 1 / 2, unrolled: from 0, 1 and 2 towards 1.
  const unrolled = peakFlops(3, 1) / (3 * 2 * 4);
  expect([floats[0], floats[4], floats[8]]).toEqual([1 - 2 ** -unrolled, 1, 1 + 2 ** -unrolled]);
});
