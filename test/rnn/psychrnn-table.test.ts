/** Rows of section 12 of the notes on PsychRNN that take several parts together, through what the package exports. @module */

import { describe, expect, it } from 'vitest';
import {
  adam,
  type Best,
  createRateNetwork,
  createSimulator,
  curriculum,
  decodeCheckpoint,
  decodePsychrnn,
  encodeCheckpoint,
  encodePsychrnn,
  type FitState,
  fromPsychrnn,
  init,
  isTensor,
  item,
  key,
  loadFit,
  Model,
  normal,
  psychrnnOptions,
  type RateNetworkOptions,
  type RateParams,
  regularization,
  saveFit,
  simulatorOptions,
  spectralRadius,
  type Tensor,
  taskLoss,
  tensor,
  toPsychrnn,
  zeros,
} from '../../src/index.ts';
import { moments } from '../support/statistics.ts';
import { dataOf, fitting, networkOf, sizes } from './minimal-example.ts';

type Params = RateParams<Tensor>;

const defaults = (changes: Partial<RateNetworkOptions> = {}) =>
  createRateNetwork(psychrnnOptions({ nIn: 2, nRec: 50, nOut: 2, dt: 10, tau: 100, ...changes }));

/** Initial parameters of several seeds. */
const draws = (changes: Partial<RateNetworkOptions> = {}, count = 40): Params[] => {
  const network = defaults(changes);
  return Array.from({ length: count }, (_, seed) => network.initialize(key(seed)) as Params);
};

/** Whether a sample has this mean and standard deviation to 4.5 standard errors. */
function expectNormal(x: readonly number[], mean: number, std: number): void {
  const { mean: m, variance } = moments(x);
  expect(Math.abs(m - mean)).toBeLessThan((4.5 * std) / Math.sqrt(x.length));
  expect(Math.abs(Math.sqrt(variance) - std)).toBeLessThan((4.5 * std) / Math.sqrt(2 * x.length));
}

const valuesOf = (all: readonly Params[], name: keyof Params): number[] =>
  all.flatMap((params) => [...(params[name] as Tensor).data]);

describe("PsychRNN's default initial values", () => {
  const all = draws();

  it('have first states of mean .1 and standard deviation .01, inputs and outputs of .196116, biases 0', () => {
    expectNormal(valuesOf(all, 'x0'), 0.1, 0.01);
    expectNormal(valuesOf(all, 'wIn'), 0, 0.196116);
    expectNormal(valuesOf(all, 'wOut'), 0, 0.196116);
    for (const name of ['bRec', 'bOut'] as const) expect(new Set(valuesOf(all, name))).toEqual(new Set([0]));
    expect(all[0].x0?.shape).toEqual([50]);
  });

  it('have by Glorot .141421 for recurrent weights, and uniform limits of .339683 and .244949', () => {
    const glorot = init.glorotNormal();
    expectNormal(valuesOf(draws({ init: { wRec: glorot } }), 'wRec'), 0, 0.141421);
    const rule = init.glorotUniform();
    const uniform = draws({ init: { wIn: rule, wRec: rule, wOut: rule } });
    for (const [name, limit] of [
      ['wIn', 0.339683],
      ['wRec', 0.244949],
      ['wOut', 0.339683],
    ] as const) {
      const x = valuesOf(uniform, name).map(Math.abs);
      const largest = x.reduce((a, b) => Math.max(a, b));
      // The limits have six digits; of n uniform draws the largest misses its limit by about 1 / n of it.
      expect(largest).toBeLessThan(limit * (1 + 4e-6));
      expect(largest).toBeGreaterThan(limit * (1 - 12 / x.length));
    }
  });

  const sparse = Array.from({ length: 50 }, (_, i) =>
    Array.from({ length: 50 }, (_, j) => Number((i * 7 + j * 3) % 10 === 0)),
  );
  it.each<[string, Partial<RateNetworkOptions>]>([
    ['without Dale', {}],
    ['with ratio .8', { daleRatio: 0.8 }],
    ['with ratio .5 and without autapses', { daleRatio: 0.5, autapses: false }],
    ['with 10 % of the connections', { masks: { wRec: sparse } }],
    ['with ratio .8 and 10 % of the connections', { daleRatio: 0.8, masks: { wRec: sparse } }],
  ])('have a spectral radius of 1.1 %s: of the effective matrix', (_, changes) => {
    const network = defaults(changes);
    for (const params of draws(changes, 5)) {
      // PsychRNN's 1e-9 is that of doubles; parameters are f32, each of which moves it by up to 6e-8 of itself.
      expect(Math.abs(spectralRadius(network.effectiveWeights(params).wRec) - 1.1)).toBeLessThan(1e-6);
    }
  });

  it('are finite for units without connections, and stay so: effective weights of 0 before and after updates', async () => {
    const alone = 7;
    const wRec = Array.from({ length: 50 }, (_, i) =>
      Array.from({ length: 50 }, (_, j) => Number(i !== alone && j !== alone)),
    );
    const wIn = Array.from({ length: 50 }, (_, i) => [Number(i !== alone), 0]);
    for (const daleRatio of [null, 0.8]) {
      const network = networkOf(sizes.small, { daleRatio, masks: { wRec, wIn } });
      const run = fitting({ ...sizes.small, batchSize: 4 }, 1, { updates: 3 }, network);
      const before = run.params;
      const { params } = await run.finish();
      for (const each of [before, params]) {
        for (const x of Object.values(each) as Tensor[]) expect(x.data.every(Number.isFinite)).toBe(true);
        const effective = network.effectiveWeights(each);
        const forbidden = [...effective.wRec.data].filter((_, i) => wRec[Math.floor(i / 50)][i % 50] === 0);
        expect(new Set(forbidden.map(Math.abs))).toEqual(new Set([0]));
        expect(
          [...effective.wIn.data].filter((w, i) => w !== 0 && wIn[Math.floor(i / 2)][i % 2] === 0),
        ).toEqual([]);
      }
      expect(params.wRec).not.toEqual(before.wRec);
    }
  });
});

describe('regularisers of effective weights and rates', () => {
  const noError = (): Tensor => zeros([], 'f64');

  it('are 2.5 and 7.5 for Weff = [[1, -2], [3, -4]], and 1.25 and 3.25 without autapses', () => {
    const params = {
      ...{
        wIn: zeros([2, 1], 'f64'),
        wOut: zeros([1, 2], 'f64'),
        bRec: zeros([2], 'f64'),
        bOut: zeros([1], 'f64'),
      },
      wRec: tensor(
        [
          [1, 2],
          [3, 4],
        ],
        'f64',
      ),
    };
    const batch = { inputs: zeros([1, 1, 1], 'f64'), targets: zeros([1, 1, 1], 'f64') };
    const lossOf = (coefficients: object, autapses: boolean): number => {
      const network = createRateNetwork({ nIn: 1, nRec: 2, nOut: 1, daleRatio: 0.5, autapses });
      const loss = taskLoss(network, { error: noError, penalty: regularization(coefficients) });
      return item(loss(params, batch, key(0)) as Tensor);
    };
    expect([lossOf({ l1Rec: 1 }, true), lossOf({ l2Rec: 1 }, true)]).toEqual([2.5, 7.5]);
    // Entries that are masked stay in the denominator: (2 + 3) / 4 and (4 + 9) / 4.
    expect([lossOf({ l1Rec: 1 }, false), lossOf({ l2Rec: 1 }, false)]).toEqual([1.25, 3.25]);
  });

  it('of firing rates are 1.25 for the states [[1, -1], [2, 0]] and ReLU', () => {
    // dt = tau and identity inputs make the states of a network what it is shown.
    const network = createRateNetwork({ nIn: 2, nRec: 2, nOut: 1, dt: 100, tau: 100 });
    const params = {
      ...{
        wRec: zeros([2, 2], 'f64'),
        wOut: zeros([1, 2], 'f64'),
        bRec: zeros([2], 'f64'),
        bOut: zeros([1], 'f64'),
      },
      wIn: tensor(
        [
          [1, 0],
          [0, 1],
        ],
        'f64',
      ),
    };
    const inputs = tensor([[[1, -1]], [[2, 0]]], 'f64');
    expect(network.run(params, inputs, null).x).toEqual(inputs);
    const loss = taskLoss(network, { error: noError, penalty: regularization({ l2Rate: 1 }) });
    expect(item(loss(params, { inputs, targets: zeros([2, 1, 1], 'f64') }, key(0)) as Tensor)).toBe(1.25);
  });
});

describe('weights in files', () => {
  const options: Partial<RateNetworkOptions> = {
    ...{ daleRatio: 0.8, autapses: false, sigmaRec: 0.1 },
    masks: { wRec: Array.from({ length: 50 }, (_, i) => Array.from({ length: 50 }, (_, j) => (i + j) % 2)) },
  };
  const inputs = normal(key(3), [20, 5, 2]) as Tensor;

  it("are effective ones in PsychRNN's, which given back make the same function, to the bit", async () => {
    const network = networkOf(sizes.small, options);
    const { params } = await fitting({ ...sizes.small, batchSize: 4 }, 1, { updates: 3 }, network).finish();
    const file = await decodePsychrnn(encodePsychrnn(toPsychrnn(network, params)));
    for (let at = 0; at < 2500; at++) {
      const [post, pre] = [Math.floor(at / 50), at % 50];
      const w = file.wRec.data[at];
      if (post === pre || (post + pre) % 2 === 0) expect(Math.abs(w)).toBe(0);
      else expect(w * (pre < 40 ? 1 : -1)).toBeGreaterThanOrEqual(0);
    }
    const again = fromPsychrnn(network, file);
    for (const noise of [null, key(4)]) {
      expect(network.run(again, inputs, noise)).toEqual(network.run(params, inputs, noise));
    }
    // Control: it is not what every network starts from.
    const fresh = network.initialize(key(9)) as Params;
    expect(network.run(fresh, inputs, null)).not.toEqual(network.run(params, inputs, null));
  });

  it('make a model, and a simulator without one, that answer as before, to the bit', async () => {
    const network = networkOf(sizes.small, { ...options, activation: 'softplus' });
    const model = new Model(network, { seed: 2 });
    await model.train(dataOf({ ...sizes.small, batchSize: 4 }, 1), { updates: 2 });
    const loaded = Model.load<RateParams, never>(decodeCheckpoint(encodeCheckpoint(model.save())) as never);
    expect(loaded.test(inputs)).toEqual(model.test(inputs));
    const simulator = createSimulator({
      ...simulatorOptions(loaded.network as never, loaded.params as never),
      engine: 'compiled',
    });
    expect(simulator.run(inputs)).toEqual(model.test(inputs));
    // Control: other parameters answer otherwise.
    expect(new Model(network, { seed: 3 }).test(inputs)).not.toEqual(model.test(inputs));
  });
});

describe('a run of k updates, a file, and k updates', () => {
  it('is one of 2k updates to the bit; the values of its curriculum are an array n x 2', async () => {
    const size = { ...sizes.small, batchSize: 4 };
    const network = networkOf(size, { sigmaRec: 0.1, daleRatio: 0.8 });
    const measured = () => {
      const values = [1, 0, 1, 0.5, 0, 1];
      const stage = (coherence: number) => ({
        data: { ...dataOf(size, 1, { coherence }), accuracy: () => values.shift() as number },
      });
      return curriculum({ stages: [0.7, 0.5, 0.3].map(stage), every: 2 });
    };
    const options = (updates: number, more: object = {}) =>
      ({ updates, data: measured(), optimizer: adam({ learningRate: 0.01 }), logEvery: 1, ...more }) as never;
    const whole = fitting(size, 1, options(8), network);
    await whole.finish();
    const first = fitting(size, 1, options(4), network);
    await first.finish();
    const bytes = encodeCheckpoint(saveFit(first.state()));
    const from = loadFit(decodeCheckpoint(bytes)) as FitState<Params>;
    expect(from).toEqual(first.state());
    // The measures of the first half are used up.
    const rest = options(8, { from }) as { data: { stages: { data: { accuracy(): number } }[] } };
    for (let i = 0; i < 2; i++) rest.data.stages[0].data.accuracy();
    const second = fitting(size, 1, rest as never, network);
    await second.finish();
    expect(second.state()).toEqual(whole.state());
    const { curriculum: values } = decodeCheckpoint(encodeCheckpoint(saveFit(second.state()))).tensors as {
      curriculum: unknown;
    };
    expect(isTensor(values) && [values.shape, [...values.data]]).toEqual([
      [4, 2],
      [1, 0, 0, 1, 1, 1, 0.5, 2],
    ]);
  });

  it('keeps the best parameters and their loss', async () => {
    const size = { ...sizes.small, batchSize: 4 };
    const network = networkOf(size);
    const validation = { batch: dataOf(size, 2).batch(0), every: 1, patience: 50 };
    const run = fitting(size, 1, { updates: 4, validation } as never, network);
    await run.finish();
    const { best } = loadFit<Params>(decodeCheckpoint(encodeCheckpoint(saveFit(run.state()))));
    const { best: kept } = run.state() as { best: Best<Params> };
    expect(best).toEqual(kept);
    expect(kept.update).toBeGreaterThan(0);
  });
});
