import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grad, mul, sum, type Value } from '../../../src/autograd/index.ts';
import { checkFixed, freeze, holdFixed, joinFixed } from '../../../src/rnn/constraints/fixed.ts';
import {
  adam,
  adamW,
  clipByGlobalNorm,
  createRateNetwork,
  meanSquaredError,
  type Optimizer,
  type RateNetworkOptions,
  type RateParams,
  sgd,
  train,
} from '../../../src/rnn/index.ts';
import { fromArray, full, key, normal, ones, type Tensor, tensor, zeros } from '../../../src/tensor/index.ts';
import { onGrid, shapes } from '../../support/arbitraries.ts';
import { assertClose, tolerances } from '../../support/close.ts';

type Named = { readonly [name: string]: Tensor };

const masksOf = (shape: readonly number[], entries: readonly number[]): fc.Arbitrary<Tensor> => {
  const size = shape.reduce((a, b) => a * b, 1);
  return fc
    .array(fc.constantFrom(...entries), { minLength: size, maxLength: size })
    .map((data) => fromArray(Float64Array.from(data), shape));
};

const pairs = shapes().chain((shape) => fc.tuple(onGrid(shape), masksOf(shape, [0, 0.25, 1])));

describe('freeze', () => {
  it('keeps values, and scales the gradient by 1 - mask', () => {
    fc.assert(
      fc.property(pairs, ([w, mask]) => {
        expect(freeze({ w }, { w: mask }).w).toEqual({ ...w, data: w.data.map((v) => v + 0) });
        const gradient = grad((p: { w: Value }) => sum(mul(freeze(p, { w: mask }).w, 3)))({ w }) as {
          w: Tensor;
        };
        assertClose(gradient.w, { ...w, data: mask.data.map((m) => 3 * (1 - m)) }, tolerances.exact);
      }),
    );
  });

  it('leaves other parameters what they are', () => {
    const params = { w: ones([2]), b: ones([1]) };
    expect(freeze(params, { w: ones([2]) }).b).toBe(params.b);
    expect(freeze(params, {})).toEqual(params);
  });
});

describe('holdFixed and joinFixed', () => {
  it('put back the bits of entries whose mask is 1, and of no others', () => {
    fc.assert(
      fc.property(pairs, ([w, mask]) => {
        const after = { ...w, data: w.data.map((v) => v - 1) };
        const { w: held } = holdFixed({ w }, { w: after }, { w: mask });
        expect(held.data).toEqual(w.data.map((v, i) => (mask.data[i] === 1 ? v : v - 1)));
      }),
    );
    const before = { w: tensor([-0, 0]) };
    expect(holdFixed(before, { w: ones([2]) }, { w: ones([2]) })).toEqual(before);
  });

  it('join masks to the stricter of both', () => {
    const [a, b] = [tensor([0, 0.5, 1]), tensor([1, 0.25, 0])];
    expect(joinFixed({ w: a, v: a }, { w: b, x: b })).toEqual({ w: tensor([1, 0.5, 1]), v: a, x: b });
  });
});

describe('checkFixed names what is wrong', () => {
  const params = { wRec: ones([2, 2]), bRec: ones([2]), nested: { w: ones([1]) } };

  it.each<[object, string]>([
    [{ wRek: ones([2, 2]) }, "train: expected fixed to name parameters, got 'wRek' - did you mean 'wRec'?"],
    [{ wRec: ones([4]) }, 'train: expected fixed.wRec of shape [2, 2], got [4]'],
    [{ wRec: full([2, 2], 1.5) }, 'train: expected fixed.wRec to hold numbers in [0, 1], got 1.5'],
    [{ wRec: full([2, 2], Number.NaN) }, 'train: expected fixed.wRec to hold numbers in [0, 1], got NaN'],
    [{ wRec: true }, 'train: expected fixed.wRec to be a tensor, got true'],
    [{ nested: ones([1]) }, 'train: expected parameter nested to be a tensor, got { w: '],
  ])('%j', (fixed, message) => {
    expect(() => checkFixed('train', params, fixed as never)).toThrow(message);
  });

  it('and nothing in masks that fit', () => {
    expect(() => checkFixed('train', params, { wRec: full([2, 2], 0.5), bRec: ones([2]) })).not.toThrow();
  });
});

/** A network in which every entry has a gradient: linear units, all connected. */
const linear: RateNetworkOptions = {
  ...{ nIn: 2, nRec: 4, nOut: 2, dt: 50, tau: 100, activation: 'linear', initialState: 'parameter' },
  ...{ trainTau: true, inputBias: true },
};

async function trained(
  options: RateNetworkOptions,
  optimizer: Optimizer,
  more: object = {},
  steps = 5,
): Promise<[Named, Named]> {
  const network = createRateNetwork(options);
  const params = network.initialize(key(1)) as RateParams<Tensor>;
  const batch = { inputs: normal(key(2), [4, 3, 2]), targets: normal(key(3), [4, 3, 2]) };
  const training = train({
    ...{ params, optimizer, network, steps, key: key(4), batch: () => batch },
    loss: (p, { inputs, targets }) => meanSquaredError(network.run(p as RateParams, inputs, null).z, targets),
    ...more,
  });
  for await (const _ of training);
  return [params, training.params] as unknown as [Named, Named];
}

const isSame = (a: Tensor, b: Tensor): boolean[] => [...a.data].map((v, i) => Object.is(v, b.data[i]));

const optimizers: [string, Optimizer][] = [
  ['sgd', sgd({ learningRate: 0.01 })],
  ['sgd with weight decay and momentum', sgd({ learningRate: 0.01, weightDecay: 0.1, momentum: 0.9 })],
  ['adam', adam({ learningRate: 0.01 })],
  ['adamW', adamW({ learningRate: 0.01, weightDecay: 0.1 })],
];

describe('training', () => {
  it.each(optimizers)(
    'keeps half of the entries to the bit and changes the others: %s',
    async (_, optimizer) => {
      const mask = normal(key(9), [4, 4]).data.map((v) => Number(v > 0));
      const wRec = fromArray(mask, [4, 4]);
      const [before, after] = await trained({ ...linear, fixed: { wRec } }, optimizer);
      expect(isSame(before.wRec, after.wRec)).toEqual([...mask].map((m) => m === 1));
      for (const name of Object.keys(before).filter((each) => each !== 'wRec')) {
        expect(isSame(before[name], after[name])).not.toContain(true);
      }
    },
  );

  it.each(['wIn', 'wRec', 'wOut', 'bRec', 'bOut', 'bIn', 'x0', 'alpha'] as const)(
    'with fixed: { %s: true } changes all but this parameter (`*_train=False`)',
    async (name) => {
      const [before, after] = await trained(
        { ...linear, fixed: { [name]: true } },
        adamW({ weightDecay: 0.1 }),
      );
      const still = Object.keys(before).filter((each) => isSame(before[each], after[each]).includes(true));
      expect(still).toEqual([name]);
      expect(after[name]).toEqual(before[name]);
    },
  );

  it('with a mask of one half takes half the step, and false is as if nothing were said', async () => {
    const step = async (fixed: object): Promise<number[]> => {
      const [before, after] = await trained({ ...linear, fixed }, sgd({ learningRate: 0.01 }), {}, 1);
      return [...after.bOut.data].map((v, i) => v - before.bOut.data[i]);
    };
    const [whole, half] = [await step({ bOut: false }), await step({ bOut: [0.5, 0.5] })];
    for (const i of [0, 1]) expect(half[i]).toBeCloseTo(whole[i] / 2, 7);
    expect(Math.abs(whole[0])).toBeGreaterThan(1e-5);
  });

  it('leaves fixed entries out of the norm that clipping sees', async () => {
    // Alone, bOut takes a step of exactly the clipped norm; beside other gradients a shorter one.
    const others = { wIn: true, wRec: true, wOut: true, bRec: true, bIn: true, x0: true, alpha: true };
    const length = async (fixed: object): Promise<number> => {
      const clip = { clip: (g: Value) => clipByGlobalNorm(g, 0.001) };
      const [before, after] = await trained({ ...linear, fixed }, sgd({ learningRate: 1 }), clip, 1);
      return Math.hypot(...after.bOut.data.map((v, i) => v - before.bOut.data[i]));
    };
    expect(await length(others)).toBeCloseTo(0.001, 7);
    expect(await length({})).toBeLessThan(0.0009);
  });

  it('takes masks of its own besides those of the network', async () => {
    const own = { fixed: { bRec: ones([4]) } };
    const [before, after] = await trained({ ...linear, fixed: { bOut: true } }, optimizers[3][1], own);
    const still = Object.keys(before).filter((each) => isSame(before[each], after[each]).includes(true));
    expect(still).toEqual(
      ['bRec', 'bOut'].sort((a, b) => Object.keys(before).indexOf(a) - Object.keys(before).indexOf(b)),
    );
  });

  it('lets fixed weights take part in the run', () => {
    const network = createRateNetwork({
      ...linear,
      fixed: {
        wRec: tensor([
          [0, 1, 0, 0],
          [1, 0, 0, 0],
          [0, 0, 0, 0],
          [0, 0, 0, 0],
        ]),
      },
    });
    const params = network.initialize(key(3)) as RateParams<Tensor>;
    expect(network.effectiveWeights(params).wRec).toEqual(params.wRec);
    const inputs = normal(key(2), [4, 3, 2]);
    const without = { ...params, wRec: zeros([4, 4]) };
    expect(network.run(params, inputs, null).z).not.toEqual(network.run(without, inputs, null).z);
    expect(Object.keys(network.fixed)).toEqual(['wRec']);
  });
});
