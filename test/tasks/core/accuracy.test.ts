import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  classAccuracy,
  maskedAccuracy,
  perceptualDecisionMaking,
  perceptualDiscrimination,
  type Task,
  taskAccuracy,
  trialBatch,
} from '../../../src/tasks/index.ts';
import { fromArray, full, key, type Tensor, tensor, zeros } from '../../../src/tensor/index.ts';

const numbers = fc.integer({ min: -8, max: 8 });
const weights = fc.constantFrom(0, 0, 0.5, 1, 2);
const sizes = fc.record({
  T: fc.integer({ min: 1, max: 4 }),
  B: fc.integer({ min: 1, max: 4 }),
  n: fc.integer({ min: 1, max: 3 }),
});

const argmax = (values: readonly number[]): number => values.indexOf(Math.max(...values));
const mean = (values: readonly number[]): number =>
  values.length === 0 ? NaN : values.reduce((a, b) => a + b, 0) / values.length;

/** Three tensors [T, B, n]. */
const triples = sizes.chain(({ T, B, n }) => {
  const of = (values: fc.Arbitrary<number>): fc.Arbitrary<Tensor> =>
    fc
      .array(values, { minLength: T * B * n, maxLength: T * B * n })
      .map((all) => fromArray(Float32Array.from(all), [T, B, n]));
  return fc.tuple(of(numbers), of(numbers), of(weights));
});

/** The definition, written with lists. */
function byDefinition(targets: Tensor, outputs: Tensor, mask: Tensor): number {
  const [T, B, n] = targets.shape;
  const at = (x: Tensor, t: number, b: number, i: number): number => x.data[(t * B + b) * n + i];
  const all = [...Array(B).keys()];
  const steps = [...Array(T).keys()];
  const means = (x: Tensor, b: number): number[] =>
    [...Array(n).keys()].map((i) => mean(steps.map((t) => at(x, t, b, i) * at(mask, t, b, i))));
  const asked = all.filter((b) => steps.some((t) => means(mask, b).some((m) => m !== 0) && t >= 0));
  return mean(asked.map((b) => (argmax(means(targets, b)) === argmax(means(outputs, b)) ? 1 : 0)));
}

describe('maskedAccuracy', () => {
  it('is the share of equal argmaxes of time-means, among the trials that ask something', () => {
    fc.assert(
      fc.property(triples, ([targets, outputs, mask]) => {
        expect(maskedAccuracy(targets, outputs, mask)).toBe(byDefinition(targets, outputs, mask));
      }),
    );
  });

  const mask = tensor([[[0, 0]], [[1, 1]]]);
  const wanted = tensor([[[9, 0]], [[0.2, 1]]]);

  it.each<[string, Tensor, number]>([
    ['perfect', wanted, 1],
    ['swapped', tensor([[[0, 9]], [[1, 0.2]]]), 0],
    ['right where the mask is 0 only', tensor([[[0, 9]], [[1, 0]]]), 0],
    ['NaN where the mask is 0', tensor([[[NaN, NaN]], [[0, 1]]]), 1],
    ['NaN where the mask is 1', tensor([[[0, 0]], [[0, NaN]]]), 0],
    ['a tie, which goes to output 0', zeros([2, 1, 2]), 0],
  ])('%s', (_, outputs, accuracy) => {
    expect(maskedAccuracy(wanted, outputs, mask)).toBe(accuracy);
  });

  it('does not count a trial whose mask is 0, and is NaN without any other', () => {
    const [targets, outputs] = [
      tensor([
        [
          [1, 0],
          [1, 0],
        ],
      ]),
      tensor([
        [
          [0, 1],
          [0, 1],
        ],
      ]),
    ];
    const second = tensor([
      [
        [0, 0],
        [1, 1],
      ],
    ]);
    expect(maskedAccuracy(targets, outputs, second)).toBe(0);
    expect(maskedAccuracy(targets, targets, second)).toBe(1);
    expect(maskedAccuracy(targets, targets, zeros([1, 2, 2]))).toBe(NaN);
  });
});

describe('classAccuracy', () => {
  const targets = tensor([[1], [0], [2]], 'i32');
  const outputs = tensor([[[0, 1, 0]], [[0, 1, 2]], [[1, 1, 3]]]);

  it.each<[string, number[][], number]>([
    ['the last step', [[1], [1], [1]], 1],
    ['the last step that counts', [[1], [1], [0]], 0],
    ['the only step that counts', [[0.1], [0], [0]], 1],
    ['no step', [[0], [0], [0]], NaN],
  ])('looks at %s', (_, mask, accuracy) => {
    expect(classAccuracy(targets, outputs, tensor(mask))).toBe(accuracy);
  });

  it('is 1 for one-hot targets and 0 for any other class', () => {
    const batch = trialBatch(perceptualDecisionMaking({ dt: 20 }), key(1), 16);
    const [T, B] = batch.targets.shape;
    const answer = (shift: number): Tensor => {
      const data = new Float32Array(T * B * 3);
      batch.targets.data.forEach((label, at) => {
        data[at * 3 + ((label + shift) % 3)] = 1;
      });
      return fromArray(data, [T, B, 3]);
    };
    for (const [shift, accuracy] of [
      [0, 1],
      [1, 0],
      [2, 0],
    ]) {
      expect(classAccuracy(batch.targets, answer(shift), batch.mask)).toBe(accuracy);
    }
    const nan = full([T, B, 3], NaN);
    expect(classAccuracy(batch.targets, nan, batch.mask)).toBe(0);
  });
});

describe('taskAccuracy', () => {
  it('is the task’s own, or that of its kind', () => {
    const { accuracy: _, ...plain } = perceptualDiscrimination();
    const batch = trialBatch(plain, key(0), 4);
    expect(taskAccuracy(plain, batch, batch.targets)).toBe(1);
    const own: typeof plain & Pick<Task<object, 'values'>, 'accuracy'> = {
      ...plain,
      accuracy: ({ trials }) => trials.length,
    };
    expect(taskAccuracy(own, batch, batch.targets)).toBe(4);
    const { accuracy: __, ...labels } = perceptualDecisionMaking();
    const classes = trialBatch(labels, key(0), 4);
    const [T, B] = classes.targets.shape;
    expect(taskAccuracy(labels, classes, zeros([T, B, 3]))).toBe(0);
  });
});

describe('bad shapes', () => {
  it.each<[string, () => unknown, string]>([
    [
      'outputs of two axes',
      () => maskedAccuracy(zeros([2, 3]), zeros([2, 3]), zeros([2, 3])),
      'maskedAccuracy: expected outputs of shape [T, B, nOut], got [2, 3]',
    ],
    [
      'targets of another batch',
      () => maskedAccuracy(zeros([2, 4, 2]), zeros([2, 3, 2]), zeros([2, 3, 2])),
      'maskedAccuracy: expected targets of shape [2, 3, 2], got [2, 4, 2]',
    ],
    [
      'a mask per step',
      () => maskedAccuracy(zeros([2, 3, 2]), zeros([2, 3, 2]), zeros([2, 3])),
      'maskedAccuracy: expected mask of shape [2, 3, 2], got [2, 3]',
    ],
    [
      'values for classes',
      () => classAccuracy(zeros([2, 3, 2]), zeros([2, 3, 2]), zeros([2, 3])),
      'classAccuracy: expected targets of shape [2, 3], got [2, 3, 2]',
    ],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(message);
  });
});
