import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fractionalTaskVariance, taskVariance, taskVarianceTable } from '../../src/analysis/task-variance.ts';
import { cast, ones, permutation, type Tensor, tensor, zeros } from '../../src/tensor/index.ts';
import { keys, mapData, normals, onGrid } from '../support/arbitraries.ts';
import { assertClose, tolerances } from '../support/close.ts';
import { doubles, golden } from './golden-clusters.ts';

/** The entries of an axis in another order. */
function reordered({ data, shape, dtype }: Tensor, axis: number, order: readonly number[]): Tensor {
  const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const n = shape[axis];
  const from = (at: number): number => {
    const along = Math.floor(at / inner) % n;
    return at + (order[along] - along) * inner;
  };
  return { dtype, shape, data: data.map((_, at) => data[from(at)]) };
}

describe('taskVariance', () => {
  it('permutes with the units, and does not depend on the order of trials and steps', () => {
    fc.assert(
      fc.property(onGrid([4, 3, 5]), keys, (r, from) => {
        const orderOf = (n: number): number[] => [...permutation(from, n).data];
        const whole = taskVariance(r);
        expect(taskVariance(reordered(r, 2, orderOf(5)))).toEqual(reordered(whole, 0, orderOf(5)));
        assertClose(taskVariance(reordered(r, 1, orderOf(3))), whole, tolerances.f64);
        assertClose(taskVariance(reordered(r, 0, orderOf(4))), whole, tolerances.f64);
      }),
    );
  });

  it('is not changed by what all trials share, and grows with the square of rates', () => {
    fc.assert(
      fc.property(onGrid([4, 3, 2]), onGrid([4, 2]), (r, shared) => {
        const shifted = mapData((v, i) => 3 * (v + shared.data[2 * Math.floor(i / 6) + (i % 2)]), r);
        const { data } = taskVariance(r);
        assertClose(taskVariance(shifted), doubles([...data].map((v) => 9 * v)), tolerances.f64);
      }),
    );
  });

  it('does not see steps before the first, nor those after the end of a trial', () => {
    fc.assert(
      fc.property(normals([6, 3, 2]), fc.nat(5), (r, from) => {
        const lengths = [6, 4, 2];
        const inside = (i: number): boolean => {
          const [t, b] = [Math.floor(i / 6), Math.floor(i / 2) % 3];
          return t >= from && t < lengths[b];
        };
        const changed = mapData((v, i) => (inside(i) ? v : v + i), r);
        expect(taskVariance(changed, { from, lengths })).toEqual(taskVariance(r, { from, lengths }));
        // Control: with all steps it does.
        expect(taskVariance(changed)).not.toEqual(taskVariance(r));
      }),
    );
  });

  it('is exactly 0 of silent units, of units that do not tell trials apart, and of one trial', () => {
    expect(taskVariance(zeros([5, 4, 2]))).toEqual(zeros([2], 'f64'));
    const same = reordered(
      cast(
        tensor([
          [[0.1], [0.1], [0.1]],
          [[0.7], [0.7], [0.7]],
        ]),
        'f32',
      ),
      0,
      [1, 0],
    );
    expect(taskVariance(same).data[0]).toBe(0);
    expect(taskVariance(tensor([[[1]], [[2]], [[5]]])).data[0]).toBe(0);
  });

  it('agrees with NumPy', () => {
    const { shape, r, from, variance, lengths, padded } = golden.variance;
    assertClose(taskVariance(doubles(r, shape), { from }), doubles(variance), tolerances.f64);
    assertClose(taskVariance(doubles(r, shape), { lengths }), doubles(padded), tolerances.f64);
    // Control: one trial more in one step is seen.
    const longer = lengths.map((length, b) => (b === 1 ? length + 1 : length));
    const off = (): void =>
      assertClose(taskVariance(doubles(r, shape), { lengths: longer }), doubles(padded), tolerances.f64);
    expect(off).toThrow('tolerance');
  });
});

describe('taskVarianceTable', () => {
  const variances = {
    go: tensor([0.5, 0.0004, 2, 0], 'f64'),
    anti: tensor([0.25, 0.0005, 8, 0], 'f64'),
  };

  it('leaves out units that take part in no task, and divides by the largest over tasks', () => {
    expect(taskVarianceTable(variances)).toEqual({
      tasks: ['go', 'anti'],
      units: [0, 2],
      variance: tensor(
        [
          [0.5, 0.0004, 2, 0],
          [0.25, 0.0005, 8, 0],
        ],
        'f64',
      ),
      normalized: tensor(
        [
          [1, 0.25],
          [0.5, 1],
        ],
        'f64',
      ),
    });
    expect(taskVarianceTable(variances, { threshold: 0 }).units).toEqual([0, 1, 2]);
  });

  it('has a 1 for each unit, and nothing above it', () => {
    fc.assert(
      fc.property(normals([3, 6]), (drawn) => {
        const squares = mapData((v) => v * v, drawn);
        const row = (i: number): Tensor => doubles([...squares.data.subarray(6 * i, 6 * i + 6)]);
        const { units, normalized } = taskVarianceTable({ a: row(0), b: row(1), c: row(2) });
        units.forEach((_, i) => {
          const column = [0, 1, 2].map((task) => normalized.data[task * units.length + i]);
          expect(Math.max(...column)).toBe(1);
          expect(Math.min(...column)).toBeGreaterThanOrEqual(0);
        });
      }),
    );
  });
});

describe('fractionalTaskVariance', () => {
  it('is 1 for the first task alone, -1 for the second, and changes its sign with their order', () => {
    const [a, b] = [tensor([2, 0, 3, 0, 0.0001], 'f64'), tensor([0, 2, 1, 0, 0.0001], 'f64')];
    expect(fractionalTaskVariance(a, b)).toEqual({
      units: [0, 1, 2],
      fractions: Float64Array.of(1, -1, 0.5),
    });
    expect(fractionalTaskVariance(b, a).fractions).toEqual(Float64Array.of(-1, 1, -0.5));
    expect(fractionalTaskVariance(a, a, { threshold: 0 })).toEqual({
      units: [0, 2, 4],
      fractions: Float64Array.of(0, 0, 0),
    });
  });
});

describe('bad input:', () => {
  const r = ones([4, 2, 3]);
  const [a, b] = [ones([3]), ones([2])];

  it.each<[string, () => unknown, string]>([
    ['no rates', () => taskVariance([1] as never), 'taskVariance: expected r to be a tensor, got [1]'],
    [
      'one trial',
      () => taskVariance(ones([4, 3])),
      'taskVariance: expected r of shape [T, B, n], got [4, 3]',
    ],
    [
      'a step beyond the last',
      () => taskVariance(r, { from: 4 }),
      "taskVariance: expected 'from' to be a whole number in [0, 3], got 4",
    ],
    [
      'lengths of other trials',
      () => taskVariance(r, { lengths: [4] }),
      'taskVariance: expected lengths to be a list of 2 numbers of steps, got 1',
    ],
    [
      'a trial longer than the batch',
      () => taskVariance(r, { lengths: [4, 5] }),
      'taskVariance: expected lengths[1] to be a whole number in [0, 4], got 5',
    ],
    [
      'trials that end too early',
      () => taskVariance(r, { from: 2, lengths: [2, 1] }),
      'taskVariance: expected a trial that is longer than from = 2 steps, got none',
    ],
    [
      'a misspelled option',
      () => taskVariance(r, { length: [] } as never),
      "taskVariance: expected known options, got 'length' - did you mean 'lengths'?",
    ],
    ['no task', () => taskVarianceTable({}), 'taskVarianceTable: expected at least one task, got none'],
    [
      'rates for variances',
      () => taskVarianceTable({ a: r }),
      'taskVarianceTable: expected a of shape [n], got [4, 2, 3]',
    ],
    [
      'variances of other units',
      () => fractionalTaskVariance(a, b),
      'fractionalTaskVariance: expected b of shape [3], got [2]',
    ],
    [
      'a negative variance',
      () => taskVarianceTable({ a: tensor([1, -1]) }),
      'taskVarianceTable: expected a to hold variances >= 0, got -1',
    ],
    [
      'a negative threshold',
      () => taskVarianceTable({ a }, { threshold: -1 }),
      'taskVarianceTable: expected threshold to be a finite number >= 0, got -1',
    ],
  ])('%s', (_, f, message) => {
    expect(f).toThrow(message);
  });
});
