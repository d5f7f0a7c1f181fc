import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { silhouette } from '../../src/analysis/silhouette.ts';
import { permutation, type Tensor, tensor } from '../../src/tensor/index.ts';
import { keys, mapData, normals } from '../support/arbitraries.ts';
import { assertClose, tolerances } from '../support/close.ts';
import { doubles, golden } from './golden-clusters.ts';

const labels = fc.array(fc.nat(2), { minLength: 7, maxLength: 7 }).filter((each) => new Set(each).size > 1);

describe('silhouette', () => {
  it('permutes with the points, and does not depend on scale, place and numbers of clusters', () => {
    fc.assert(
      fc.property(normals([7, 2]), labels, keys, (x, of, from) => {
        const order = [...permutation(from, 7).data];
        const rows = order.map((i) => [...x.data.subarray(2 * i, 2 * i + 2)]);
        const whole = silhouette(x, of);
        const { values } = silhouette(
          tensor(rows, 'f64'),
          order.map((i) => of[i]),
        );
        assertClose(doubles([...values]), doubles(order.map((i) => whole.values[i])), tolerances.f64);
        const moved = silhouette(
          mapData((v) => 4 * v, x),
          of.map((label) => 2 * label + 1),
        );
        expect(moved).toEqual(whole);
        expect(whole.values.every((v) => Math.abs(v) <= 1)).toBe(true);
      }),
    );
  });

  it.each(golden.clusterings)('agrees with scikit-learn: $name', (each) => {
    const x = doubles(each.data, [each.n, each.d]);
    const means = each.labels.map((of) => silhouette(x, of).mean);
    assertClose(doubles(means), doubles(each.silhouette), tolerances.f64);
    const { values } = silhouette(x, each.labels[0]);
    assertClose(doubles([...values]), doubles(each.samples), tolerances.f64);
    // Control: one point in another cluster is seen.
    const other = each.labels[0].map((label, i) => (i === 0 ? 1 - label : label));
    expect(Math.abs(silhouette(x, other).mean - each.silhouette[0])).toBeGreaterThan(1e-3);
  });

  it('is 0 for points that are alone, and where all coincide', () => {
    expect(silhouette(tensor([[0], [5]]), [0, 1]).values).toEqual(Float64Array.of(0, 0));
    expect(silhouette(tensor([[1], [1], [1], [1]]), [0, 0, 1, 1]).mean).toBe(0);
    // (9 - 1) / 9 and (8 - 1) / 8, and 0 for the last.
    const { values } = silhouette(tensor([[0], [1], [9]]), [0, 0, 2]);
    assertClose(doubles([...values]), doubles([8 / 9, 7 / 8, 0]), tolerances.f64);
  });
});

describe('silhouette refuses', () => {
  const points = tensor([[0], [1], [2]]);

  it.each<[string, Tensor, unknown, string]>([
    [
      'labels of other points',
      points,
      [0, 1],
      'silhouette: expected labels to be a list of 3 clusters, got 2',
    ],
    ['no labels', points, null, 'silhouette: expected labels to be a list of 3 clusters, got null'],
    [
      'labels that are no clusters',
      points,
      [0, -1, 1],
      'silhouette: expected labels[1] to be a whole number in [0, 2], got -1',
    ],
    ['one cluster', points, [1, 1, 1], 'silhouette: expected at least two clusters, got one'],
    [
      'an empty matrix',
      tensor([[]]),
      [],
      'silhouette: expected a matrix with rows and columns, got shape [1, 0]',
    ],
  ])('%s', (_, x, of, message) => {
    expect(() => silhouette(x, of as number[])).toThrow(message);
  });
});
