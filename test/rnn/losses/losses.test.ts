import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, grad, type Value } from '../../../src/autograd/index.ts';
import { logSoftmax, meanSquaredError, softmaxCrossEntropy } from '../../../src/rnn/index.ts';
import { fromArray, full, item, ShapeError, type Tensor, tensor, zeros } from '../../../src/tensor/index.ts';
import { onGrid } from '../../support/arbitraries.ts';
import { assertClose, tolerances } from '../../support/close.ts';

/** Outputs [T, B, n], labels, targets of the same shape, and weights of the time points. */
const batches = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 }))
  .chain(([nSteps, batchSize, n]) => {
    const size = nSteps * batchSize;
    const list = <T>(each: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
      fc.array(each, { minLength: size, maxLength: size });
    return fc.record({
      z: onGrid([nSteps, batchSize, n]),
      targets: onGrid([nSteps, batchSize, n]),
      labels: list(fc.nat(n - 1)).map((c) => fromArray(Int32Array.from(c), [nSteps, batchSize])),
      mask: list(fc.constantFrom(0, 0, 0.5, 1, 2)).map((m) =>
        fromArray(Float64Array.from(m), [nSteps, batchSize]),
      ),
    });
  });

/** The rows of [..., n]. */
const rowsOf = ({ shape, data }: Tensor): number[][] => {
  const n = shape.at(-1) as number;
  return Array.from({ length: data.length / n }, (_, i) => Array.from(data.subarray(i * n, (i + 1) * n)));
};

const weightedMean = (values: readonly number[], weights: ArrayLike<number>): number => {
  const total = values.reduce((sum, _, i) => sum + weights[i], 0);
  return total === 0 ? 0 : values.reduce((sum, v, i) => sum + weights[i] * v, 0) / total;
};

const scalar = (x: number): Tensor => tensor(x, 'f64');

describe('softmaxCrossEntropy', () => {
  it('is the weighted mean of -ln(e^z[label] / sum e^z)', () => {
    fc.assert(
      fc.property(batches, ({ z, labels, mask }) => {
        const each = rowsOf(z).map((row, i) => {
          const total = row.reduce((sum, v) => sum + Math.exp(v), 0);
          return -Math.log(Math.exp(row[labels.data[i]]) / total);
        });
        const all = weightedMean(each, new Array(each.length).fill(1));
        assertClose(softmaxCrossEntropy(z, labels) as Tensor, scalar(all), tolerances.f64);
        const some = weightedMean(each, mask.data);
        assertClose(softmaxCrossEntropy(z, labels, mask) as Tensor, scalar(some), tolerances.f64);
      }),
    );
  });

  it('does not change when a number is added to all logits of a time point', () => {
    fc.assert(
      fc.property(batches, fc.integer({ min: -8, max: 8 }), ({ z, labels, mask }, shift) => {
        // On the grid the shift is exact, and so is its removal.
        const shifted = softmaxCrossEntropy(add(z, shift), labels, mask) as Tensor;
        assertClose(shifted, softmaxCrossEntropy(z, labels, mask) as Tensor, tolerances.exact);
      }),
    );
  });

  it('has the gradient mask (softmax(z) - onehot) / sum(mask): exactly 0 where the mask is 0', () => {
    fc.assert(
      fc.property(batches, ({ z, labels, mask }) => {
        const gradient = grad((x: Value) => softmaxCrossEntropy(x, labels, mask))(z) as Tensor;
        const total = Array.from(mask.data).reduce((sum, m) => sum + m, 0) || 1;
        const expected = rowsOf(z).flatMap((row, i) => {
          const sum = row.reduce((s, v) => s + Math.exp(v), 0);
          return row.map(
            (v, c) => (mask.data[i] * (Math.exp(v) / sum - (c === labels.data[i] ? 1 : 0))) / total,
          );
        });
        assertClose(gradient, fromArray(Float64Array.from(expected), z.shape), tolerances.f64);
        rowsOf(gradient).forEach((row, i) => {
          if (mask.data[i] === 0) expect(row.every((g) => g === 0)).toBe(true);
        });
      }),
    );
  });

  it('is ln 3 = 1.098612 for equal logits of 3 classes', () => {
    const labels = tensor(
      [
        [0, 1],
        [2, 0],
      ],
      'i32',
    );
    expect(item(softmaxCrossEntropy(zeros([2, 2, 3]), labels) as Tensor)).toBeCloseTo(1.098612, 6);
    expect(item(softmaxCrossEntropy(full([2, 2, 3], -7, 'f64'), labels) as Tensor)).toBeCloseTo(
      Math.log(3),
      14,
    );
  });

  it.each(['f32', 'f64'] as const)(
    'stays finite for huge logits in %s, and says how wrong they are',
    (dtype) => {
      const z = tensor([[[1e4, 0, -1e4]], [[-1e30, 1e30, 0]]], dtype);
      const loss = (labels: number[][]): number =>
        item(softmaxCrossEntropy(z, tensor(labels, 'i32')) as Tensor);
      expect(loss([[0], [1]])).toBe(0);
      expect(loss([[2], [1]])).toBe(1e4);
      expect(loss([[0], [0]])).toBeCloseTo(1e30, -24);
      const gradient = grad((x: Value) => softmaxCrossEntropy(x, tensor([[2], [0]], 'i32')))(z) as Tensor;
      expect([...gradient.data]).toEqual([0.5, 0, -0.5, -0.5, 0.5, 0]);
    },
  );

  it('is 0, with gradient 0, when everything is masked', () => {
    const z = tensor([[[1, 2, 3]]]);
    const loss = (x: Value): Value => softmaxCrossEntropy(x, zeros([1, 1], 'i32'), zeros([1, 1]));
    expect(loss(z)).toEqual(tensor(0));
    expect([...(grad(loss)(z) as Tensor).data].map(Math.abs)).toEqual([0, 0, 0]);
  });

  it('propagates NaN', () => {
    const loss = softmaxCrossEntropy(tensor([[[0, Number.NaN]]]), zeros([1, 1], 'i32')) as Tensor;
    expect(item(loss)).toBeNaN();
  });

  it('logSoftmax has exponentials that sum to 1', () => {
    fc.assert(
      fc.property(batches, ({ z }) => {
        for (const row of rowsOf(logSoftmax(z) as Tensor)) {
          expect(row.reduce((sum, v) => sum + Math.exp(v), 0)).toBeCloseTo(1, 12);
        }
      }),
    );
  });
});

describe('meanSquaredError', () => {
  it('is sum(mask (z - target)^2) / sum(mask), for masks of time points and of entries', () => {
    fc.assert(
      fc.property(batches, ({ z, targets, mask }) => {
        const n = z.shape[2];
        const each = Array.from(z.data, (v, i) => (v - targets.data[i]) ** 2);
        const wide = Float64Array.from(each, (_, i) => mask.data[Math.floor(i / n)]);
        const expected = scalar(weightedMean(each, wide));
        assertClose(meanSquaredError(z, targets, mask) as Tensor, expected, tolerances.f64);
        assertClose(
          meanSquaredError(z, targets, fromArray(wide, z.shape)) as Tensor,
          expected,
          tolerances.f64,
        );
        const all = scalar(weightedMean(each, new Array(each.length).fill(1)));
        assertClose(meanSquaredError(z, targets) as Tensor, all, tolerances.f64);
      }),
    );
  });

  it('has the gradient 2 mask (z - target) / sum(mask): exactly 0 where the mask is 0', () => {
    fc.assert(
      fc.property(batches, ({ z, targets, mask }) => {
        const n = z.shape[2];
        const gradient = grad((x: Value) => meanSquaredError(x, targets, mask))(z) as Tensor;
        const total = n * Array.from(mask.data).reduce((sum, m) => sum + m, 0) || 1;
        const expected = Float64Array.from(z.data, (v, i) => {
          return (2 * mask.data[Math.floor(i / n)] * (v - targets.data[i])) / total;
        });
        assertClose(gradient, fromArray(expected, z.shape), tolerances.f64);
        const hidden = gradient.data.filter((_, i) => mask.data[Math.floor(i / n)] === 0);
        expect(hidden.every((g) => g === 0)).toBe(true);
      }),
    );
  });

  it('equals values by hand', () => {
    const z = tensor([[[1, 2]], [[3, 4]]]);
    const targets = tensor([[[0, 0]], [[3, 2]]]);
    expect(meanSquaredError(z, targets)).toEqual(tensor(9 / 4));
    expect(meanSquaredError(z, targets, tensor([[1], [0]]))).toEqual(tensor(5 / 2));
    expect(meanSquaredError(z, targets, tensor([[[1, 0]], [[0, 1]]]))).toEqual(tensor(5 / 2));
    expect(meanSquaredError(z, targets, tensor([[[1, 0]], [[0, 3]]]))).toEqual(tensor(13 / 4));
  });

  it('is 0 when everything is masked', () => {
    expect(meanSquaredError(zeros([2, 1, 2]), full([2, 1, 2], 3), zeros([2, 1]))).toEqual(tensor(0));
  });
});

describe('shapes that do not fit', () => {
  const z = zeros([4, 2, 3]);
  const labels = zeros([4, 2], 'i32');
  it.each<[string, () => unknown, string]>([
    [
      'labels of another batch',
      () => softmaxCrossEntropy(z, zeros([2, 4], 'i32')),
      'softmaxCrossEntropy: expected labels of shape [4, 2], got [2, 4]',
    ],
    [
      'labels as indicators',
      () => softmaxCrossEntropy(z, zeros([4, 2, 3], 'i32')),
      'softmaxCrossEntropy: expected labels of shape [4, 2], got [4, 2, 3]',
    ],
    [
      'a mask of one axis',
      () => softmaxCrossEntropy(z, labels, zeros([4])),
      'softmaxCrossEntropy: expected mask of shape [4, 2], got [4]',
    ],
    [
      'targets without outputs',
      () => meanSquaredError(z, zeros([4, 2])),
      'meanSquaredError: expected targets of shape [4, 2, 3], got [4, 2]',
    ],
    [
      'a mask that would broadcast',
      () => meanSquaredError(z, z, zeros([4, 1])),
      'meanSquaredError: expected mask of shape [4, 2] or [4, 2, 3], got [4, 1]',
    ],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(message);
    expect(call).toThrow(ShapeError);
  });

  it('labels that are not whole numbers', () => {
    expect(() => softmaxCrossEntropy(z, zeros([4, 2]))).toThrow('expected i32 labels, got f32');
  });
});
