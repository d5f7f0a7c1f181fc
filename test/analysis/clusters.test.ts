import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterUnits } from '../../src/analysis/clusters.ts';
import { kMeans } from '../../src/analysis/k-means.ts';
import { silhouette } from '../../src/analysis/silhouette.ts';
import { foldIn, key, permutation, type Tensor, tensor, uniform } from '../../src/tensor/index.ts';
import { keys } from '../support/arbitraries.ts';
import { runs } from '../support/runs.ts';

const transposed = ({ data, shape: [rows, columns], dtype }: Tensor): Tensor =>
  tensor(
    Array.from({ length: columns }, (_, j) => Array.from({ length: rows }, (_, i) => data[i * columns + j])),
    dtype,
  );

/** Units of three kinds, [5, 12]: unit u takes part in the tasks of `kinds[u % 3]`, and a little in all others. */
const kinds = [
  [0, 0, 0, 1, 1],
  [0, 1, 1, 0, 0],
  [1, 0, 0, 0, 0],
];
function threeKinds(from: Tensor, n = 12): Tensor {
  const little = uniform(from, [n, 5], { high: 0.1, dtype: 'f64' }).data;
  return transposed(
    tensor(
      Array.from({ length: n }, (_, u) => kinds[u % 3].map((v, task) => Math.abs(v - little[5 * u + task]))),
      'f64',
    ),
  );
}

describe('clusterUnits', () => {
  it('finds the kinds of units, and numbers them by the task that they prefer', () => {
    fc.assert(
      fc.property(keys, (from) => {
        const { k, labels, order } = clusterUnits(threeKinds(from), { key: from, restarts: 3 });
        expect(k).toBe(3);
        expect(labels).toEqual(Array.from({ length: 12 }, (_, u) => 2 - (u % 3)));
        expect(order.map((u) => labels[u])).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, u) => u));
      }),
      runs(0.2),
    );
  });

  it('permutes with the units', () => {
    fc.assert(
      fc.property(keys, (from) => {
        const x = threeKinds(from);
        const order = [...permutation(from, 12).data];
        const byUnit = transposed(x);
        const moved = tensor(
          order.map((u) => [...byUnit.data.subarray(5 * u, 5 * u + 5)]),
          'f64',
        );
        const { labels } = clusterUnits(x, { key: key(1), restarts: 3 });
        expect(clusterUnits(transposed(moved), { key: key(1), restarts: 3 }).labels).toEqual(
          order.map((u) => labels[u]),
        );
      }),
      runs(0.1),
    );
  });

  it('takes the number of clusters whose units have the largest mean silhouette', () => {
    const x = uniform(key(5), [4, 20], { dtype: 'f64' });
    const found = clusterUnits(x, { key: key(2) });
    expect(found.scores.map(({ k }) => k)).toEqual(Array.from({ length: 18 }, (_, i) => i + 2));
    expect(found.silhouette).toBe(Math.max(...found.scores.map((score) => score.silhouette)));
    expect(found.scores.find((score) => score.silhouette === found.silhouette)?.k).toBe(found.k);
    expect(silhouette(transposed(x), found.labels).mean).toBe(found.silhouette);
    expect(found.centres.shape).toEqual([found.k, 4]);
    // The clusters of k-means of the rows, but for their numbers.
    const rows = kMeans(transposed(x), { k: found.k, key: foldIn(key(2), found.k) });
    expect(rows.inertia).toBe(found.inertia);
    expect(clusterUnits(x, { key: key(2), most: 4 }).scores).toEqual(found.scores.slice(0, 3));
  });

  it('orders units of a cluster by their preferred task, equal ones by their number', () => {
    // One cluster prefers task 0 on average, two of its units task 1.
    const x = tensor(
      [
        [0.9, 1, 0.9, 1, 0, 0],
        [1, 0.9, 1, 0.8, 0, 0],
        [0, 0, 0, 0, 1, 1],
      ],
      'f64',
    );
    const { labels, order } = clusterUnits(x, { key: key(0), most: 2 });
    expect(labels).toEqual([0, 0, 0, 0, 1, 1]);
    expect(order).toEqual([1, 3, 0, 2, 4, 5]);
  });

  it('makes no more clusters than there are different units', () => {
    const x = tensor(
      [
        [1, 1, 1, 0, 0, 0],
        [0, 0, 0, 1, 1, 1],
      ],
      'f64',
    );
    expect(clusterUnits(x, { key: key(0) })).toMatchObject({
      k: 2,
      silhouette: 1,
      scores: [{ k: 2, silhouette: 1 }],
    });
  });
});

describe('clusterUnits refuses', () => {
  const x = threeKinds(key(0));

  it.each<[string, Tensor, object, string]>([
    [
      'two units',
      tensor([[1, 0]]),
      {},
      'clusterUnits: expected at least three units, two of them different, got 2 with 2 different',
    ],
    [
      'units that are all alike',
      tensor([[1, 1, 1]]),
      {},
      'clusterUnits: expected at least three units, two of them different, got 3 with 1 different',
    ],
    ['one cluster', x, { most: 1 }, 'clusterUnits: expected most to be a whole number >= 2, got 1'],
    [
      'no key',
      x,
      { key: undefined },
      'clusterUnits: expected a key, got undefined - make one with key(seed)',
    ],
    [
      'a variance of one task',
      tensor([1, 2, 3]),
      {},
      'clusterUnits: expected a matrix with rows and columns, got shape [3]',
    ],
    [
      'NaN, naming the task and the unit',
      tensor([
        [1, 1, 1],
        [1, Number.NaN, 1],
      ]),
      {},
      'clusterUnits: expected finite elements, got NaN at [1, 1]',
    ],
    [
      'a misspelled option',
      x,
      { restart: 2 },
      "clusterUnits: expected known options, got 'restart' - did you mean 'restarts'?",
    ],
  ])('%s', (_, normalized, options, message) => {
    expect(() => clusterUnits(normalized, { key: key(0), ...options } as never)).toThrow(message);
  });
});
