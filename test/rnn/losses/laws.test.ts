import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  checkGradients,
  mul,
  reshape,
  stopGradient,
  sub,
  sum,
  type Value,
} from '../../../src/autograd/index.ts';
import { binaryCrossEntropy } from '../../../src/rnn/losses/binary-cross-entropy.ts';
import { softmaxCrossEntropy } from '../../../src/rnn/losses/cross-entropy.ts';
import { meanSquaredError, rootMeanSquaredError } from '../../../src/rnn/losses/squared-error.ts';
import { fromArray } from '../../../src/tensor/index.ts';
import { mapData } from '../../support/arbitraries.ts';
import { runs } from '../../support/runs.ts';
import {
  compiledIsInterpreted,
  type Data,
  hiddenIsIgnored,
  type Loss,
  maskMayBeWide,
  noMaskIsOnes,
  nothingIsZero,
  numbers,
  type Sample,
  samples,
} from './laws.ts';

// Apart by 1/8 or more: a root has no useful differences near 0.
const values: Data = (shape) =>
  fc.tuple(numbers(shape, -3, 3), numbers(shape, 0.125, 2)).map(([targets, away]) => ({
    targets,
    z: mapData((y, i) => (i % 2 ? y + away.data[i] : y - away.data[i]), targets),
  }));

const labels: Data = (shape) => {
  const size = shape[0] * shape[1];
  const list = fc.array(fc.nat(shape[2] - 1), { minLength: size, maxLength: size });
  return fc.record({
    z: numbers(shape, -4, 4),
    targets: list.map((c) => fromArray(Int32Array.from(c), shape.slice(0, 2))),
  });
};
const distributions: Data = (shape) =>
  fc.record({ z: numbers(shape, -4, 4), targets: numbers(shape, 0.125, 1) });
const probabilities: Data = (shape) => fc.record({ z: numbers(shape, -8, 8), targets: numbers(shape, 0, 1) });
// On either side of PsychRNN's clips, away from them.
const clipped: Data = (shape) =>
  fc.record({
    z: numbers(shape, -1, 2).map((z) => mapData((v) => (v % 1 === 0 ? v + 0.25 : v), z)),
    targets: numbers(shape, 0, 1),
  });

/** Weights of as many classes as there are outputs. */
const weighted: Loss = (z, targets, mask) =>
  softmaxCrossEntropy(z, targets, mask, { classWeights: [0.5, 0, 3, 1].slice(0, z.shape[2]) });

const losses: { readonly [name: string]: { loss: Loss; data: Data; byEntry: boolean } } = {
  meanSquaredError: { loss: meanSquaredError, data: values, byEntry: true },
  'meanSquaredError, psychrnn': {
    loss: (z, y, m) => meanSquaredError(z, y, m, { form: 'psychrnn' }),
    data: values,
    byEntry: true,
  },
  rootMeanSquaredError: { loss: rootMeanSquaredError, data: values, byEntry: true },
  binaryCrossEntropy: { loss: binaryCrossEntropy, data: probabilities, byEntry: true },
  'binaryCrossEntropy, psychrnn': {
    loss: (z, y, m) => binaryCrossEntropy(z, y, m, { form: 'psychrnn' }),
    data: clipped,
    byEntry: true,
  },
  softmaxCrossEntropy: { loss: softmaxCrossEntropy, data: labels, byEntry: false },
  'softmaxCrossEntropy, class weights': { loss: weighted, data: labels, byEntry: false },
  'softmaxCrossEntropy, distributions': { loss: softmaxCrossEntropy, data: distributions, byEntry: false },
  'softmaxCrossEntropy, distributions and class weights': {
    loss: weighted,
    data: distributions,
    byEntry: false,
  },
};

describe.each(Object.entries(losses))('%s', (_, { loss, data }) => {
  const sample = samples(data);

  it('has the gradient that differences give', () => {
    fc.assert(
      fc.property(sample, ({ z, targets, mask }) => {
        checkGradients((x: Value) => [loss(x, targets, mask), loss(x, targets, null)], [z]);
      }),
      runs(0.3),
    );
  });

  it('does not see what the mask hides: huge, NaN or no class at all', () => {
    fc.assert(fc.property(sample, (s) => hiddenIsIgnored(loss, s)));
  });

  it('is 0 with gradient 0 when everything is hidden', () => {
    fc.assert(
      fc.property(sample, (s) => nothingIsZero(loss, s)),
      runs(0.3),
    );
  });

  it('takes no mask for a mask of ones', () => {
    fc.assert(
      fc.property(sample, (s) => noMaskIsOnes(loss, s)),
      runs(0.3),
    );
  });

  it('is compiled to what plain loops compute, gradient and all', () => {
    fc.assert(
      fc.property(sample, (s) => compiledIsInterpreted(loss, s)),
      runs(0.12),
    );
  });
});

const entryLosses = Object.entries(losses).filter(([, { byEntry }]) => byEntry);

test.each(entryLosses)('%s takes masks of entries', (_, { loss, data }) => {
  fc.assert(
    fc.property(samples(data), (s) => maskMayBeWide(loss, s)),
    runs(0.3),
  );
});

describe('control: a loss that breaks a law is found', () => {
  const column = (m: Value): Value => reshape(m, [...m.shape.slice(0, 2), 1]);
  /** Multiplies by the mask, as if 0 x NaN were 0. */
  const leaky: Loss = (z, y, m) => sum(mul(mul(sub(z, y), sub(z, y)), m === null ? 1 : column(m)));
  const twice: Loss = (z, y, m) => mul(meanSquaredError(z, y), m === null ? 1 : 2);
  const byRank: Loss = (z, _, m) => mul(sum(z), m?.shape.length ?? 0);
  let calls = 0;
  const unstable: Loss = (z, y, m) => mul(meanSquaredError(z, y, m), ++calls);
  const wrong: Loss = (z, y, m) => mul(meanSquaredError(z, y, m), sum(stopGradient(z)));

  test.each<[string, (loss: Loss, sample: Sample) => void, Loss]>([
    ['junk through a product', hiddenIsIgnored, leaky],
    ['a gradient of hidden entries', hiddenIsIgnored, (z) => sum(z)],
    ['something left when all is hidden', nothingIsZero, (z, y) => meanSquaredError(z, y)],
    ['a mask of ones that doubles', noMaskIsOnes, twice],
    ['a mask of entries read as another', maskMayBeWide, byRank],
    ['another function each time', compiledIsInterpreted, unstable],
    [
      'a gradient cut off',
      (loss, { z, targets }) => checkGradients((x: Value) => loss(x, targets, null), [z]),
      wrong,
    ],
  ])('%s', (_, law, loss) => {
    expect(() => fc.assert(fc.property(samples(values), (s) => law(loss, s)))).toThrow(/^Property failed/);
  });
});
