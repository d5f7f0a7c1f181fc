import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { meanSquaredError, rootMeanSquaredError } from '../../../src/rnn/losses/squared-error.ts';
import { fromArray, full, item, ShapeError, type Tensor, tensor, zeros } from '../../../src/tensor/index.ts';
import { onGrid } from '../../support/arbitraries.ts';
import { assertClose, tolerances } from '../../support/close.ts';
import { gradientOf, samples, scalar, weightedMean } from './laws.ts';

const batches = samples((shape) => fc.record({ z: onGrid(shape), targets: onGrid(shape) }));

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
        const gradient = gradientOf(meanSquaredError, z, targets, mask);
        const total = n * Array.from(mask.data).reduce((sum, m) => sum + m, 0) || 1;
        const expected = Float64Array.from(z.data, (v, i) => {
          return (2 * mask.data[Math.floor(i / n)] * (v - targets.data[i])) / total;
        });
        assertClose(tensor(gradient, 'f64'), fromArray(expected, [expected.length]), tolerances.f64);
        const hidden = gradient.filter((_, i) => mask.data[Math.floor(i / n)] === 0);
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

  it('in the form of PsychRNN is mean((mask (z - target))^2) over all entries', () => {
    fc.assert(
      fc.property(batches, ({ z, targets, mask }) => {
        const n = z.shape[2];
        const squares = Array.from(
          z.data,
          (v, i) => (mask.data[Math.floor(i / n)] * (v - targets.data[i])) ** 2,
        );
        const expected = scalar(squares.reduce((sum, v) => sum + v, 0) / squares.length);
        const got = meanSquaredError(z, targets, mask, { form: 'psychrnn' }) as Tensor;
        assertClose(got, expected, tolerances.f64);
      }),
    );
  });

  // The formula of PsychRNN 1.0.0 (commit aff98e1), computed with NumPy: errors [[1, 2], [3, 4]], mask [[0, 0], [1, 1]] or [[0, 0], [.5, .5]].
  it.each([
    ['psychrnn', 1, 6.25],
    ['psychrnn', 0.5, 1.5625],
    ['normalised', 1, 12.5],
    ['normalised', 0.5, 12.5],
  ] as const)('in the form %s with a mask of %f is the value by hand', (form, m, expected) => {
    for (const dtype of ['f32', 'f64'] as const) {
      const z = tensor([[[1, 2]], [[3, 4]]], dtype);
      const loss = meanSquaredError(z, zeros([2, 1, 2], dtype), tensor([[0], [m]], dtype), { form });
      expect(item(loss as Tensor)).toBe(expected);
    }
  });

  it('propagates NaN that is not masked', () => {
    const z = tensor([[[Number.NaN, 1]]]);
    expect(item(meanSquaredError(z, zeros([1, 1, 2])) as Tensor)).toBeNaN();
    expect(item(meanSquaredError(z, zeros([1, 1, 2]), tensor([[1]])) as Tensor)).toBeNaN();
  });
});

describe('rootMeanSquaredError', () => {
  it('is the root of meanSquaredError', () => {
    fc.assert(
      fc.property(batches, ({ z, targets, mask }) => {
        const square = item(meanSquaredError(z, targets, mask) as Tensor);
        expect(item(rootMeanSquaredError(z, targets, mask) as Tensor)).toBe(Math.sqrt(square));
      }),
    );
  });

  it('equals a value by hand: errors 3 and 4 give sqrt(12.5)', () => {
    const z = tensor([[[1, 2]], [[3, 4]]], 'f64');
    const mask = tensor([[0], [1]], 'f64');
    expect(item(rootMeanSquaredError(z, zeros([2, 1, 2], 'f64'), mask) as Tensor)).toBe(Math.sqrt(12.5));
  });

  it('has gradient 0, not NaN, where every error is 0', () => {
    expect(gradientOf(rootMeanSquaredError, zeros([2, 1, 2]), zeros([2, 1, 2]))).toEqual([0, 0, 0, 0]);
  });
});

describe('bad input', () => {
  const z = zeros([4, 2, 3]);
  test.each<[string, () => unknown, Error]>([
    [
      'targets without outputs',
      () => meanSquaredError(z, zeros([4, 2])),
      new ShapeError('meanSquaredError: expected targets of shape [4, 2, 3], got [4, 2]', []),
    ],
    [
      'targets of another dtype',
      () => rootMeanSquaredError(z, zeros([4, 2, 3], 'f64')),
      new TypeError('rootMeanSquaredError: expected targets of dtype f32, got f64 - convert with cast()'),
    ],
    [
      'a mask that would broadcast',
      () => meanSquaredError(z, z, zeros([4, 1])),
      new ShapeError('meanSquaredError: expected mask of shape [4, 2] or [4, 2, 3], got [4, 1]', []),
    ],
    [
      'a mask of another dtype',
      () => meanSquaredError(z, z, zeros([4, 2], 'f64')),
      new TypeError('meanSquaredError: expected mask of dtype f32, got f64 - convert with cast()'),
    ],
    [
      'a misspelled form',
      () => meanSquaredError(z, z, null, { form: 'psychrn' } as never),
      new RangeError(
        "meanSquaredError: expected form to be 'normalised' or 'psychrnn', got 'psychrn' - did you mean 'psychrnn'?",
      ),
    ],
    [
      'a form that is no name',
      () => meanSquaredError(z, z, null, { form: null } as never),
      new RangeError("meanSquaredError: expected form to be 'normalised' or 'psychrnn', got null"),
    ],
    [
      'a misspelled option',
      () => meanSquaredError(z, z, null, { from: 'psychrnn' } as never),
      new TypeError("meanSquaredError: expected known options, got 'from' - did you mean 'form'?"),
    ],
  ])('%s', (_, call, { message, constructor: kind }) => {
    expect(call).toThrow(message);
    expect(call).toThrow(kind as never);
  });
});
