import { describe, expect, it } from 'vitest';
import { mul, sub, sum, type Value } from '../../../src/autograd/index.ts';
import {
  adam,
  adamW,
  clipByGlobalNorm,
  createNetwork,
  createRateNetwork,
  type RateNetworkOptions,
  type RateParams,
  regularization,
  sgd,
  taskLoss,
  train,
} from '../../../src/rnn/index.ts';
import { fromArray, full, key, normal, ones, type Tensor, zeros } from '../../../src/tensor/index.ts';

type Params = RateParams<Tensor>;

const base: RateNetworkOptions = { nIn: 2, nRec: 4, nOut: 2, dt: 50, activation: 'linear' };
const batch = { inputs: normal(key(2), [4, 3, 2]), targets: normal(key(3), [4, 3, 2]) };

/** Trains with a penalty on recurrent weights; returns parameters before and after. */
async function trained(
  options: RateNetworkOptions,
  changes: object = {},
  penalty = regularization({ l2Rec: 1 }),
): Promise<[Params, Params]> {
  const network = createRateNetwork(options);
  const params = network.initialize(key(1)) as Params;
  const training = train({
    ...{ params, network, loss: taskLoss(network, { penalty: penalty as never }) },
    ...{ optimizer: sgd({ learningRate: 0.5 }), batch: () => batch, steps: 1, key: key(4) },
    ...changes,
  } as never);
  for await (const _ of training);
  return [params, training.params as Params];
}

const moves = ([before, after]: [Params, Params], name: keyof Params): number[] =>
  Array.from((after[name] as Tensor).data, (v, i) => v - (before[name] as Tensor).data[i]);

describe('what is fixed, in training', () => {
  it.each([0.5, 0.75])('takes 1 - %f of the step, penalties included, whoever says so', async (part) => {
    const whole = moves(await trained(base), 'wRec');
    const wRec = full([4, 4], part);
    const slow = [await trained({ ...base, fixed: { wRec } }), await trained(base, { fixed: { wRec } })];
    for (const [i, move] of whole.entries()) {
      // f32 weights below 1 and their steps are known to 2^-25.
      for (const each of slow) expect(moves(each, 'wRec')[i]).toBeCloseTo((1 - part) * move, 6);
      expect(Math.abs(move)).toBeGreaterThan(1e-4);
    }
  });

  it('takes the stricter of two fractions, not their product', async () => {
    const both = await trained(
      { ...base, fixed: { wRec: full([4, 4], 0.5) } },
      { fixed: { wRec: full([4, 4], 0.25) } },
    );
    expect(moves(both, 'wRec')).toEqual(
      moves(await trained({ ...base, fixed: { wRec: full([4, 4], 0.5) } }), 'wRec'),
    );
  });

  it('counts in no norm, whatever the penalties', async () => {
    const clip = { clip: (gradients: never) => clipByGlobalNorm(gradients, 0.001) };
    const without = await trained({ ...base, fixed: { wRec: true } }, clip, regularization({}));
    const within = await trained({ ...base, fixed: { wRec: true } }, clip, regularization({ l2Rec: 1e3 }));
    expect(within).toEqual(without);
  });

  it("holds for a cell of one's own", async () => {
    const network = createNetwork({
      name: 'echo',
      ...{ nIn: 1, nRec: 1, nOut: 1 },
      fixed: { gain: fromArray(Float32Array.of(1, 0.5, 0), [3]) },
      initialize: () => ({ gain: ones([3]) }),
      prepare: (params: { gain: Value }) => params,
      begin: (_, batchSize) => zeros([batchSize, 1]) as Value,
      step: ({ gain }, state, { u }) => [state, { r: u, z: mul(u, sum(gain)) }] as const,
    });
    const training = train({
      ...{ params: network.initialize(key(0)), network, optimizer: sgd({ learningRate: 0.01 }) },
      ...{ batch: () => ({ inputs: ones([1, 1, 1]) }), steps: 1, key: key(4) },
      loss: (params, { inputs }) => sum(network.run(params, inputs, null).z),
    });
    for await (const _ of training);
    const { data } = training.params.gain;
    expect(data[0]).toBe(1);
    expect(data[1]).toBeCloseTo(0.995, 6);
    expect(data[2]).toBeCloseTo(0.99, 6);
  });
});

describe('projection, in training', () => {
  const dale: RateNetworkOptions = { ...base, daleRatio: 0.5, positivity: 'projected' };
  const network = createRateNetwork(dale);
  const start = { ...(network.initialize(key(1)) as Params), wRec: normal(key(7), [4, 4]) };
  const negative = (w: Tensor): number => w.data.filter((v) => v < 0).length;

  it('comes before the first update, and leaves what is given as it is', () => {
    const given = structuredClone(start);
    const options = { loss: taskLoss(network), optimizer: adam(), batch: () => batch, steps: 0, key: key(4) };
    const { params } = train({ ...options, params: given, network });
    expect(negative(start.wRec)).toBeGreaterThan(0);
    expect(params).toEqual(network.project(start as never));
    expect(given).toEqual(start);
    // Without the network nobody knows its rules.
    expect(train({ ...options, params: given }).params).toEqual(start);
  });

  it('holds together with fixed entries: none of wrong sign comes back, and none moves', async () => {
    const mask = { ...start.wRec, data: start.wRec.data.map((_, i) => i % 2) };
    const fixed = { wRec: mask };
    const changes = {
      params: start,
      fixed,
      optimizer: adamW({ learningRate: 0.1, weightDecay: 0.1 }),
      steps: 5,
    };
    const [, after] = await trained(dale, changes);
    const projected = network.project(start as never) as unknown as Params;
    expect(negative(after.wRec)).toBe(0);
    const held = Array.from(after.wRec.data, (v, i) => v === projected.wRec.data[i]);
    for (const i of held.keys()) if (i % 2 === 1) expect(held[i]).toBe(true);
    expect(held).toContain(false);
  });

  it('is that of a run that goes on, too, which stays the same run to the bit', async () => {
    const changes = { params: start, optimizer: adam({ learningRate: 0.1 }) };
    const [, whole] = await trained(dale, { ...changes, steps: 4 });
    const options = {
      ...{ loss: taskLoss(network, { penalty: regularization({ l2Rec: 1 }) as never }), network },
      ...{ ...changes, batch: () => batch, key: key(4) },
    };
    const first = train({ ...options, steps: 2 } as never);
    for await (const _ of first);
    const second = train({ ...options, steps: 4, from: structuredClone(first.state()) } as never);
    for await (const _ of second);
    expect(second.params).toEqual(whole);
  });
});

it('a loss of its own sees what is fixed without a gradient', async () => {
  const params = { w: ones([2]) };
  const training = train({
    ...{
      params,
      optimizer: sgd({ learningRate: 1 }),
      batch: () => ({ x: ones([2]) }),
      steps: 1,
      key: key(0),
    },
    network: { fixed: { w: fromArray(Float32Array.of(1, 0), [2]) }, project: (p: unknown) => p },
    clip: (gradients) => {
      expect(Object.keys(gradients)).toEqual(['w']);
      return clipByGlobalNorm(gradients, 1);
    },
    loss: ({ w }, { x }) => sum(sub(x, mul(w, 3))),
  });
  for await (const _ of training);
  // Alone in the norm, the other entry makes the whole of the clipped step.
  expect(Array.from(training.params.w.data)).toEqual([1, 2]);
});
