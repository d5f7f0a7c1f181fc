import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { grad, type Value } from '../../../src/autograd/index.ts';
import { binaryCrossEntropy } from '../../../src/rnn/losses/binary-cross-entropy.ts';
import {
  type DType,
  fromArray,
  item,
  ShapeError,
  type Tensor,
  tensor,
  zeros,
} from '../../../src/tensor/index.ts';
import { assertClose, tolerances } from '../../support/close.ts';
import { gradientOf, numbers, samples, scalar, weightedMean } from './laws.ts';

const batches = samples((shape) => fc.record({ z: numbers(shape, -8, 8), targets: numbers(shape, 0, 1) }));

const ofEntry = (z: number, y: number, dtype: DType, form: 'logits' | 'psychrnn'): number =>
  item(binaryCrossEntropy(tensor([[[z]]], dtype), tensor([[[y]]], dtype), null, { form }) as Tensor);

describe('binaryCrossEntropy of logits', () => {
  it('is the weighted mean of -y ln q - (1 - y) ln(1 - q), q = 1 / (1 + e^-z)', () => {
    fc.assert(
      fc.property(batches, ({ z, targets, mask }) => {
        const n = z.shape[2];
        const each = Array.from(z.data, (v, i) => {
          const y = targets.data[i];
          return y * Math.log1p(Math.exp(-v)) + (1 - y) * Math.log1p(Math.exp(v));
        });
        const wide = Float64Array.from(each, (_, i) => mask.data[Math.floor(i / n)]);
        const got = binaryCrossEntropy(z, targets, mask) as Tensor;
        assertClose(got, scalar(weightedMean(each, wide)), tolerances.f64);
      }),
    );
  });

  it('has the gradient mask (q - y) / sum(mask), at z = 0 too', () => {
    fc.assert(
      fc.property(batches, ({ z, targets, mask }) => {
        const n = z.shape[2];
        const total = n * Array.from(mask.data).reduce((sum, m) => sum + m, 0) || 1;
        const expected = Float64Array.from(z.data, (v, i) => {
          return (mask.data[Math.floor(i / n)] * (1 / (1 + Math.exp(-v)) - targets.data[i])) / total;
        });
        const gradient = grad((x: Value) => binaryCrossEntropy(x, targets, mask))(z) as Tensor;
        assertClose(gradient, fromArray(expected, z.shape), tolerances.f64);
      }),
    );
    // Outputs start at exactly 0 where the read-out does.
    expect(gradientOf(binaryCrossEntropy, tensor([[[0, 0]]]), tensor([[[1, 0]]]))).toEqual([-0.25, 0.25]);
  });

  it('is the same for -z and 1 - y', () => {
    fc.assert(
      fc.property(batches, ({ z, targets, mask }) => {
        const flip = (x: Tensor, f: (v: number) => number): Tensor => ({ ...x, data: x.data.map(f) });
        const flipped = binaryCrossEntropy(
          flip(z, (v) => -v),
          flip(targets, (y) => 1 - y),
          mask,
        );
        assertClose(flipped as Tensor, binaryCrossEntropy(z, targets, mask) as Tensor, tolerances.f64);
      }),
    );
  });

  it.each(['f32', 'f64'] as const)(
    'stays finite for huge logits in %s, and says how wrong they are',
    (dtype) => {
      expect(ofEntry(1e4, 1, dtype, 'logits')).toBe(0);
      expect(ofEntry(-1e4, 1, dtype, 'logits')).toBe(1e4);
      expect(ofEntry(1e30, 0, dtype, 'logits') / 1e30).toBeCloseTo(1, 6);
      const gradient = gradientOf(
        binaryCrossEntropy,
        tensor([[[1e30, -1e30]]], dtype),
        tensor([[[0, 1]]], dtype),
      );
      expect(gradient).toEqual([0.5, -0.5]);
    },
  );

  it('has a gradient where the clipped form has none: z = 2, y = 0', () => {
    const [z, y] = [tensor([[[2]]], 'f64'), tensor([[[0]]], 'f64')];
    expect(gradientOf(binaryCrossEntropy, z, y)[0]).toBeCloseTo(1 / (1 + Math.exp(-2)), 14);
    const psychrnn = (x: Value): Value => binaryCrossEntropy(x, y, null, { form: 'psychrnn' });
    expect(gradientOf(psychrnn, z, y)).toEqual([0]);
  });

  it('is ln 2 at z = 0', () => {
    expect(ofEntry(0, 0.3, 'f64', 'logits')).toBeCloseTo(Math.LN2, 15);
    expect(ofEntry(0, 1, 'f32', 'logits')).toBe(Math.fround(Math.LN2));
  });
});

describe("binaryCrossEntropy in PsychRNN's form", () => {
  it('is the mean of mask ce over all entries', () => {
    fc.assert(
      fc.property(batches, ({ z, targets, mask }) => {
        const n = z.shape[2];
        const each = Array.from(z.data, (v, i) => {
          const [q, y] = [Math.min(Math.max(v, 1e-7), 1 - 1e-7), targets.data[i]];
          return -mask.data[Math.floor(i / n)] * (y * Math.log(q + 1e-7) + (1 - y) * Math.log(1 - q + 1e-7));
        });
        const expected = scalar(each.reduce((sum, v) => sum + v, 0) / each.length);
        const got = binaryCrossEntropy(z, targets, mask, { form: 'psychrnn' }) as Tensor;
        assertClose(got, expected, tolerances.f64);
      }),
    );
  });

  // The formula of PsychRNN 1.0.0 (commit aff98e1), computed with NumPy in doubles; in f32 eps = 1e-7 is 1.7 roundings at 1:
  // .5 + eps becomes .5 + 2^-23 (ln 2 - 2^-22), 1 - (1 - eps) + eps becomes 2^-23 + 1e-7, whose -ln is 15.333239.
  it.each([
    [0.5, 0, 0.69314698, 0.69314694],
    [0.5, 1, 0.69314698, 0.69314694],
    [0.9, 1, 0.1053604, 0.1053604],
    [2, 0, 15.4249485, 15.333239],
    [2, 1, 0, 0],
  ])('of z = %f, y = %f is the value of the original', (z, y, f64, f32) => {
    expect(ofEntry(z, y, 'f64', 'psychrnn')).toBeCloseTo(f64, 7);
    expect(ofEntry(z, y, 'f32', 'psychrnn')).toBeCloseTo(f32, 6);
  });
});

describe('bad input', () => {
  const z = zeros([4, 2, 3]);
  test.each<[string, () => unknown, Error]>([
    [
      'targets of another shape',
      () => binaryCrossEntropy(z, zeros([4, 2])),
      new ShapeError('binaryCrossEntropy: expected targets of shape [4, 2, 3], got [4, 2]', []),
    ],
    [
      'labels',
      () => binaryCrossEntropy(z, zeros([4, 2, 3], 'i32')),
      new TypeError('binaryCrossEntropy: expected targets of dtype f32, got i32 - convert with cast()'),
    ],
    [
      'a mask of another batch',
      () => binaryCrossEntropy(z, z, zeros([2, 4])),
      new ShapeError('binaryCrossEntropy: expected mask of shape [4, 2] or [4, 2, 3], got [2, 4]', []),
    ],
    [
      'a form of another loss',
      () => binaryCrossEntropy(z, z, null, { form: 'normalised' } as never),
      new RangeError(
        "binaryCrossEntropy: expected form to be 'logits' or 'psychrnn', got 'normalised' - did you mean 'logits'?",
      ),
    ],
    [
      'an unknown option',
      () => binaryCrossEntropy(z, z, null, { weights: 1 } as never),
      new TypeError("binaryCrossEntropy: expected known options, got 'weights' - the options are form"),
    ],
  ])('%s', (_, call, { message, constructor: kind }) => {
    expect(call).toThrow(message);
    expect(call).toThrow(kind as never);
  });
});
