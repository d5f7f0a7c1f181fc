import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { add, grad, interpret, oneHot, type Value } from '../../../src/autograd/index.ts';
import { compile } from '../../../src/compile/index.ts';
import { logSoftmax, softmaxCrossEntropy } from '../../../src/rnn/losses/cross-entropy.ts';
import { fromArray, full, item, ShapeError, type Tensor, tensor, zeros } from '../../../src/tensor/index.ts';
import { onGrid } from '../../support/arbitraries.ts';
import { assertClose, tolerances } from '../../support/close.ts';
import { runs } from '../../support/runs.ts';
import { type Data, numbers, rowsOf, samples, scalar, weightedMean } from './laws.ts';

const data: Data = (shape) => {
  const size = shape[0] * shape[1];
  const list = fc.array(fc.nat(shape[2] - 1), { minLength: size, maxLength: size });
  return fc.record({
    z: onGrid(shape),
    targets: list.map((c) => fromArray(Int32Array.from(c), shape.slice(0, 2))),
  });
};
/** Logits, labels, a mask and weights of up to four classes. */
const batches = fc
  .tuple(samples(data), fc.array(fc.constantFrom(0, 0.25, 1, 3), { minLength: 4, maxLength: 4 }))
  .map(([{ z, targets, mask }, weights]) => ({
    z,
    labels: targets,
    mask,
    classWeights: weights.slice(0, z.shape[2]),
  }));

/** -ln(e^z[label] / sum e^z) of every time point. */
const lossesOf = (z: Tensor, labels: Tensor): number[] =>
  rowsOf(z).map((row, i) => {
    const total = row.reduce((sum, v) => sum + Math.exp(v), 0);
    return -Math.log(Math.exp(row[labels.data[i]]) / total);
  });

describe('softmaxCrossEntropy', () => {
  it('is the weighted mean of -ln(e^z[label] / sum e^z)', () => {
    fc.assert(
      fc.property(batches, ({ z, labels, mask }) => {
        const each = lossesOf(z, labels);
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

  it('is sum(m w ce) / sum(m w) with the weights of the labels', () => {
    fc.assert(
      fc.property(batches, ({ z, labels, mask, classWeights }) => {
        const each = lossesOf(z, labels);
        const w = Float64Array.from(each, (_, i) => mask.data[i] * classWeights[labels.data[i]]);
        const expected = scalar(weightedMean(each, w));
        const got = softmaxCrossEntropy(z, labels, mask, { classWeights }) as Tensor;
        assertClose(got, expected, tolerances.f64);
        const asTensor = tensor(classWeights, 'f64');
        expect(softmaxCrossEntropy(z, labels, mask, { classWeights: asTensor })).toEqual(got);
      }),
    );
  });

  it('does not change when all class weights are doubled, nor with weights of 1', () => {
    fc.assert(
      fc.property(batches, ({ z, labels, mask, classWeights }) => {
        const loss = (w: number[]): Tensor =>
          softmaxCrossEntropy(z, labels, mask, { classWeights: w }) as Tensor;
        assertClose(loss(classWeights.map((w) => 2 * w)), loss(classWeights), tolerances.exact);
        const plain = softmaxCrossEntropy(z, labels, mask) as Tensor;
        assertClose(loss(classWeights.map(() => 1)), plain, tolerances.exact);
      }),
    );
  });

  it('of distributions is that of labels where they are indicators, with class weights too', () => {
    fc.assert(
      fc.property(batches, ({ z, labels, mask, classWeights }) => {
        const indicators = oneHot(labels, z.shape[2], 'f64');
        for (const options of [{}, { classWeights }]) {
          const want = softmaxCrossEntropy(z, labels, mask, options) as Tensor;
          assertClose(softmaxCrossEntropy(z, indicators, mask, options) as Tensor, want, tolerances.exact);
        }
      }),
    );
  });

  it('of distributions is the mean of -sum_c target_c ln softmax(z)_c', () => {
    const distributions: Data = (shape) => fc.record({ z: onGrid(shape), targets: numbers(shape, 0, 1) });
    fc.assert(
      fc.property(samples(distributions), ({ z, targets, mask }) => {
        const shares = rowsOf(targets);
        const each = rowsOf(z).map((row, i) => {
          const total = Math.log(row.reduce((sum, v) => sum + Math.exp(v), 0));
          return row.reduce((sum, v, c) => sum + shares[i][c] * (total - v), 0);
        });
        const expected = scalar(weightedMean(each, mask.data));
        assertClose(softmaxCrossEntropy(z, targets, mask) as Tensor, expected, tolerances.f64);
      }),
    );
  });

  it('equals values by hand with class weights', () => {
    // Probabilities 1/4, 3/4 for logits 0, ln 3: (2 ln 4 + 1 ln(4/3)) / 3 for labels 0 and 1 of weights 2 and 1.
    const z = tensor([[[0, Math.log(3)]], [[0, Math.log(3)]]], 'f64');
    const loss = softmaxCrossEntropy(z, tensor([[0], [1]], 'i32'), null, { classWeights: [2, 1] });
    expect(item(loss as Tensor)).toBeCloseTo((2 * Math.log(4) + Math.log(4 / 3)) / 3, 14);
  });
});

describe('labels out of range', () => {
  const z = tensor([[[1, 2, 3]], [[0, 1, 0]]]);
  const labels = (...list: number[]): Tensor =>
    tensor(
      list.map((c) => [c]),
      'i32',
    );
  const mask = tensor([[1], [0]]);

  test.each([
    [labels(3, 0), 'softmaxCrossEntropy: expected labels 0 .. 2, got 3 at [0, 0] - mask what has no class'],
    [labels(0, -1), 'softmaxCrossEntropy: expected labels 0 .. 2, got -1 at [1, 0] - mask what has no class'],
  ])('are an error where they are known', (bad, message) => {
    expect(() => softmaxCrossEntropy(z, bad)).toThrow(new RangeError(message));
    // So are constants of a recorded loss.
    expect(() => grad((x: Value) => softmaxCrossEntropy(x, bad))(z)).toThrow(message);
  });

  test('may stand where the mask is 0', () => {
    expect(softmaxCrossEntropy(z, labels(2, -100), mask)).toEqual(softmaxCrossEntropy(z, labels(2, 0), mask));
  });

  describe.each([
    ['compiled', compile],
    ['interpreted', interpret],
  ])('in a program, %s,', (_, make) => {
    const plain = make((x: Value, c: Value) => softmaxCrossEntropy(x, c), [z, labels(0, 0)]);
    const classWeights = [1, 0, 2];
    const weighted = make(
      (x: Value, c: Value) => softmaxCrossEntropy(x, c, null, { classWeights }),
      [z, labels(0, 0)],
    );
    const masked = make(
      (x: Value, c: Value, m: Value) => softmaxCrossEntropy(x, c, m),
      [z, labels(0, 0), mask],
    );
    const loss = (f: (...args: Tensor[]) => Value, ...args: Tensor[]): number => item(f(...args) as Tensor);

    test('make the loss NaN, with class weights too', () => {
      for (const bad of [labels(3, 0), labels(0, -1), labels(0, 2 ** 31 - 1), labels(-(2 ** 31), 0)]) {
        expect(loss(plain as never, z, bad)).toBeNaN();
        expect(loss(weighted as never, z, bad)).toBeNaN();
      }
      expect(loss(plain as never, z, labels(2, 0))).toBeGreaterThan(0);
      expect(loss(weighted as never, z, labels(2, 0))).toBeGreaterThan(0);
    });

    test('do so only where the mask is not 0', () => {
      expect(loss(masked as never, z, labels(2, 7), mask)).toBe(loss(masked as never, z, labels(2, 1), mask));
      expect(loss(masked as never, z, labels(7, 2), mask)).toBeNaN();
    });
  });

  test('control: legal labels give the same bits whether they are checked by the program or before', () => {
    fc.assert(
      fc.property(batches, ({ z: x, labels: c, mask: m }) => {
        const recorded = interpret((y: Value, k: Value) => softmaxCrossEntropy(y, k, m), [x, c]);
        expect(recorded(x, c)).toEqual(softmaxCrossEntropy(x, c, m));
      }),
      runs(0.3),
    );
  });
});

describe('bad input', () => {
  const z = zeros([4, 2, 3]);
  const labels = zeros([4, 2], 'i32');
  const weighted = (classWeights: unknown) => () =>
    softmaxCrossEntropy(z, labels, null, { classWeights } as never);

  test.each<[string, () => unknown, Error]>([
    [
      'labels of another batch',
      () => softmaxCrossEntropy(z, zeros([2, 4], 'i32')),
      new ShapeError('softmaxCrossEntropy: expected labels of shape [4, 2], got [2, 4]', []),
    ],
    [
      'indicators of whole numbers',
      () => softmaxCrossEntropy(z, zeros([4, 2, 3], 'i32')),
      new ShapeError('softmaxCrossEntropy: expected labels of shape [4, 2], got [4, 2, 3]', []),
    ],
    [
      'labels that are not whole numbers',
      () => softmaxCrossEntropy(z, zeros([4, 2])),
      new TypeError('softmaxCrossEntropy: expected i32 labels, got f32 - convert with cast()'),
    ],
    [
      'distributions over other classes',
      () => softmaxCrossEntropy(z, zeros([4, 2, 2])),
      new ShapeError('softmaxCrossEntropy: expected distributions of shape [4, 2, 3], got [4, 2, 2]', []),
    ],
    [
      'distributions of another dtype',
      () => softmaxCrossEntropy(z, zeros([4, 2, 3], 'f64')),
      new TypeError(
        'softmaxCrossEntropy: expected distributions of dtype f32, got f64 - convert with cast()',
      ),
    ],
    [
      'a mask of one axis',
      () => softmaxCrossEntropy(z, labels, zeros([4])),
      new ShapeError('softmaxCrossEntropy: expected mask of shape [4, 2], got [4]', []),
    ],
    [
      'a mask of whole numbers',
      () => softmaxCrossEntropy(z, labels, zeros([4, 2], 'i32')),
      new TypeError('softmaxCrossEntropy: expected mask of dtype f32, got i32 - convert with cast()'),
    ],
    [
      'logits that are whole numbers',
      () => softmaxCrossEntropy(zeros([4, 2, 3], 'i32'), labels),
      new TypeError('softmaxCrossEntropy: expected z of dtype f32 or f64, got i32 - convert with cast()'),
    ],
    [
      'logits without an axis',
      () => softmaxCrossEntropy(zeros([]), zeros([], 'i32')),
      new ShapeError('softmaxCrossEntropy: expected z of shape [T, B, nOut], got []', []),
    ],
    [
      'a misspelled option',
      () => softmaxCrossEntropy(z, labels, null, { classWeigths: [1, 1, 1] } as never),
      new TypeError(
        "softmaxCrossEntropy: expected known options, got 'classWeigths' - did you mean 'classWeights'?",
      ),
    ],
    [
      'weights of two classes',
      weighted([1, 2]),
      new ShapeError('softmaxCrossEntropy: expected classWeights of shape [3], got [2]', []),
    ],
    [
      'a negative weight',
      weighted([1, 2, -1]),
      new RangeError('softmaxCrossEntropy: expected classWeights to be finite numbers >= 0, got -1'),
    ],
    [
      'a weight that is not finite',
      weighted(tensor([1, Number.NaN, 1])),
      new RangeError('softmaxCrossEntropy: expected classWeights to be finite numbers >= 0, got NaN'),
    ],
    [
      'one weight for all',
      weighted(2),
      new TypeError('softmaxCrossEntropy: expected classWeights to be 3 numbers, got 2'),
    ],
    [
      'no weights',
      weighted(null),
      new TypeError('softmaxCrossEntropy: expected classWeights to be 3 numbers, got null'),
    ],
  ])('%s', (_, call, { message, constructor: kind }) => {
    expect(call).toThrow(message);
    expect(call).toThrow(kind as never);
  });
});
