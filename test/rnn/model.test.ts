import { describe, expect, it } from 'vitest';
import { mul, type Value } from '../../src/autograd/index.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/io/index.ts';
import {
  adam,
  createNetwork,
  createRateNetwork,
  curriculum,
  type Network,
  type RateNetwork,
  type RateNetworkOptions,
  rmsprop,
  type Saved,
  sgd,
} from '../../src/rnn/index.ts';
import { Model } from '../../src/rnn/model.ts';
import { createGru } from '../../src/rnn/networks/gru.ts';
import { createLstm } from '../../src/rnn/networks/lstm.ts';
import { fromArray, full, key, normal, ones, type Tensor, toNested, zeros } from '../../src/tensor/index.ts';
import { foldIn } from '../../src/tensor/random.ts';

/** Trials whose target at every step is half of their constant input: 4 trials of 6 steps, with 4 that are told apart. */
const data = {
  batchSize: 4,
  batch(step: number) {
    const level = normal(foldIn(key(5), step), [4]).data;
    const u = Float32Array.from({ length: 24 }, (_, i) => level[i % 4]);
    return {
      inputs: fromArray(u, [6, 4, 1]),
      targets: fromArray(
        u.map((x) => x / 2),
        [6, 4, 1],
      ),
      step,
    };
  },
};

const options: RateNetworkOptions = {
  nIn: 1,
  nRec: 6,
  nOut: 1,
  dt: 50,
  sigmaRec: 0.05,
  daleRatio: 0.5,
  tau: [100, 100, 100, 200, 200, 200],
  masks: { wRec: Array.from({ length: 6 }, (_, i) => Array.from({ length: 6 }, (_, j) => (i + j) % 2)) },
  fixed: { bOut: true, wIn: full([6, 1], 0.5) },
  activation: 'softplus',
  initialState: 'parameter',
};

const networks: [string, () => Network<never>][] = [
  ['rate', () => createRateNetwork(options) as never],
  ['LSTM', () => createLstm({ nIn: 1, nRec: 4, nOut: 1, variant: 'psychrnn' }) as never],
  ['GRU', () => createGru({ nIn: 1, nRec: 4, nOut: 1, initialState: 'parameter' }) as never],
];
const inputs = normal(key(8), [9, 2, 1]);

/** A trip through a file. */
const throughFile = (model: Model<never>): Model<never> =>
  Model.load(decodeCheckpoint(encodeCheckpoint(model.save()))) as Model<never>;

describe.each(networks)('a model of a %s network', (_, make) => {
  const optimizers = [
    () => adam({ learningRate: 0.01 }),
    () => sgd({ learningRate: 0.05, momentum: 0.9 }),
    () => rmsprop({}),
  ];

  it('learns, goes on learning, and is its own continuation after a file, to the bit', async () => {
    for (const optimizer of optimizers) {
      const whole = new Model(make(), { seed: 3 });
      await whole.train(data, { updates: 10, optimizer: optimizer() });
      const first = new Model(make(), { seed: 3 });
      await first.train(data, { updates: 5, optimizer: optimizer() });
      const second = throughFile(first);
      expect(second.params).toEqual(first.params);
      await second.train(data, { updates: 5, optimizer: optimizer() });
      expect([second.params, second.updates]).toEqual([whole.params, 10]);
      expect(second.save()).toEqual(whole.save());
    }
  });

  it('tests the same after a file, with and without noise, for any length and number of trials', async () => {
    const model = new Model(make(), { seed: 3 });
    await model.train(data, { updates: 3 });
    const loaded = throughFile(model);
    for (const u of [inputs, zeros([1, 1, 1]), zeros([3, 7, 1])]) {
      for (const noise of [null, key(2)]) {
        expect(loaded.test(u, noise)).toEqual(model.test(u, noise));
        expect(model.test(u, noise).z.shape).toEqual([u.shape[0], u.shape[1], 1]);
      }
    }
  });

  it('draws parameters from its seed', () => {
    expect(new Model(make(), { seed: 4 }).params).toEqual(new Model(make(), { seed: 4 }).params);
    expect(new Model(make(), { seed: 5 }).params).not.toEqual(new Model(make(), { seed: 4 }).params);
  });
});

const small: RateNetworkOptions = { nIn: 1, nRec: 4, nOut: 1 };

describe('Model', () => {
  const network = createRateNetwork(options);

  it('starts from given parameters', () => {
    const params = network.initialize(key(77));
    expect(new Model(network, { params }).params).toEqual(params);
  });

  it('keeps the settings of its network in the file', () => {
    const { network: loaded } = throughFile(new Model(network) as never);
    const { masks, fixed, ...rest } = (loaded as unknown as RateNetwork).options;
    const { masks: _m, fixed: _f, ...expected } = options;
    expect(rest).toEqual(expected);
    expect((loaded as unknown as RateNetwork).fixed).toEqual(network.fixed);
    expect(toNested(masks?.wRec as Tensor)).toEqual(options.masks?.wRec);
    expect(fixed?.bOut).toEqual(ones([1]));
  });

  it('trains through a curriculum, tells its log, and counts trials', async () => {
    const model = new Model(network, { seed: 1 });
    const seen: number[] = [];
    const staged = curriculum({
      stages: [{ data: { ...data, accuracy: () => 1 } }, { data: { ...data, accuracy: () => 1 } }],
      every: 2,
    });
    const result = await model.train(staged, {
      trials: 1000,
      logEvery: 1,
      log: ({ trials }) => seen.push(trials),
    });
    expect(result.stoppedBy).toBe('curriculum');
    expect(seen).toEqual([4, 8, 12, 16]);
    expect(model.updates).toBe(4);
  });

  it('counts the trials of batches of any size, and keeps the count in its file', async () => {
    const model = new Model(network, { seed: 1 });
    await model.train(data, { updates: 3 });
    const pairs = {
      batchSize: 2,
      batch: (step: number) => {
        const { inputs, targets } = data.batch(step);
        const half = (x: Tensor) => fromArray(x.data.filter((_, i) => i % 4 < 2) as Float32Array, [6, 2, 1]);
        return { inputs: half(inputs), targets: half(targets) };
      },
    };
    const seen: number[] = [];
    const log = ({ trials }: { trials: number }) => void seen.push(trials);
    await model.train(pairs, { trials: 4, logEvery: 1, log });
    await throughFile(model as never).train(data, { updates: 1, logEvery: 1, log });
    expect(seen).toEqual([14, 16, 20]);
  });

  it('saves while it trains what Model.load takes: the model at that update', async () => {
    const files: Uint8Array[] = [];
    const write = async (saved: Saved): Promise<void> => {
      await Promise.resolve();
      files.push(encodeCheckpoint(saved));
    };
    const whole = new Model(network, { seed: 3 });
    await whole.train(data, { updates: 3 });
    await whole.train(data, { updates: 5, save: { every: 2, write } });
    const loaded = files.map((bytes) => Model.load(decodeCheckpoint(bytes)) as unknown as typeof whole);
    expect(loaded.map(({ updates }) => updates)).toEqual([4, 6, 8]);
    expect(loaded[2].save()).toEqual(whole.save());
    await loaded[0].train(data, { updates: 4 });
    expect(loaded[0].save()).toEqual(whole.save());
    expect(loaded[1].params).not.toEqual(whole.params);
  });

  it('makes one training at a time, and the next when it has ended or failed', async () => {
    const model = new Model(network, { seed: 3 });
    const first = model.train(data, { updates: 4 });
    await expect(model.train(data, { updates: 4 })).rejects.toThrow(
      'Model.train: expected one training at a time, got another before it ended - await the first',
    );
    await first;
    const failing = model.train(data, { updates: 2, loss: () => full([], Number.NaN) as Value });
    await expect(failing).rejects.toThrow('expected a finite loss');
    await model.train(data, { updates: 4 });
    const whole = new Model(network, { seed: 3 });
    await whole.train(data, { updates: 8 });
    expect([model.updates, model.params]).toEqual([8, whole.params]);
  });

  it('keeps the state of an optimiser that fits, and starts another one anew', async () => {
    const run = async (second: 'adam' | 'sgd'): Promise<unknown> => {
      const model = new Model(network, { seed: 1 });
      await model.train(data, { updates: 4, optimizer: adam() });
      await model.train(data, { updates: 1, optimizer: second === 'adam' ? adam() : sgd() });
      return Object.keys((model.save().tensors as never as { optimizer: object }).optimizer).toSorted();
    };
    expect(await run('adam')).toEqual(['c1', 'c2', 'm', 'v']);
    expect(await run('sgd')).toEqual([]);
  });

  it('with an activation or a cell of its own needs it again', () => {
    const own = createRateNetwork({ ...options, activation: (x: Value) => mul(x, 2) });
    const saved = new Model(own).save();
    expect(() => Model.load(saved)).toThrow(
      'loadNetwork: expected the activation, a function that no file holds, got none - give { activation }',
    );
    const again = Model.load(saved, { activation: (x: Value) => mul(x, 2) });
    expect(again.test(inputs)).toEqual(new Model(own).test(inputs));

    const cell = createNetwork({
      name: 'echo',
      nIn: 1,
      nRec: 1,
      nOut: 1,
      initialize: () => ({ gain: ones([1]) }),
      prepare: (params: { gain: Value }) => params,
      begin: (_, batchSize) => zeros([batchSize, 1]) as Value,
      step: ({ gain }, _, { u }) => [mul(u, gain), { r: mul(u, gain), z: mul(u, gain) }] as const,
    });
    const kept = new Model(cell).save();
    expect(() => Model.load(kept)).toThrow(
      'Model.load: expected the network, which is of a cell that no file holds',
    );
    expect(Model.load(kept, { network: cell }).params).toEqual({ gain: ones([1]) });
  });

  it.each<[() => unknown, string]>([
    [
      () => new Model(network, { sed: 1 } as never),
      "Model: expected known options, got 'sed' - did you mean 'seed'?",
    ],
    [
      () => new Model(options as never),
      'Model: expected network.initialize to be a function, got undefined - give createRateNetwork(options), for one',
    ],
    [
      () => new Model(network, { params: createRateNetwork(small).initialize(key(1)) }),
      'Model: expected parameter wIn of shape [6, 1], got [4, 1]',
    ],
    [
      () => Model.load(new Model(createRateNetwork(small)).save(), { nRec: 12 }),
      'Model.load: expected parameter wIn of shape [12, 1], got [4, 1]',
    ],
    [
      () => Model.load(new Model(createRateNetwork(small)).save(), { network: network as never }),
      'Model.load: expected parameter wIn of shape [6, 1], got [4, 1]',
    ],
    [() => new Model(network, { seed: -1 }), 'Model: expected seed to be a whole number >= 0, got -1'],
    [
      () => Model.load({ kind: 'fit', tensors: {}, settings: {} }),
      "Model.load: expected a file of kind 'model', got 'fit'",
    ],
    [
      () => Model.load({ kind: 'model', tensors: {}, settings: { updates: 0 } }),
      "expected a tensor 'key', got undefined",
    ],
    [
      () => Model.load({ kind: 'model', tensors: {}, settings: {} }),
      'Model.load: expected updates to be a whole number',
    ],
  ])('refuses what does not fit: %#', (call, message) => {
    expect(call).toThrow(message);
  });

  it.each<[object, string]>([
    [{ optimizer: adam }, 'expected optimizer.init to be a function, got undefined - give adam(), for one'],
    [{ updates: undefined, trials: '100' }, 'expected trials to be a whole number >= 0, got '],
    [{ updates: '5' }, 'expected updates to be a whole number >= 0, got '],
    [{ log: 3 }, 'expected log to be a function, got 3'],
    [{ save: true }, 'expected save to be an object, got true'],
    [{ save: { every: 3 } }, 'expected save.write to be a function, got undefined'],
    [{ save: { evry: 3 } }, "save: expected known options, got 'evry' - did you mean 'every'?"],
  ])('refuses to train with %j', async (changes, message) => {
    const model = new Model(network);
    await expect(model.train(data, { updates: 1, ...changes } as never)).rejects.toThrow(message);
    await expect(model.train(data, { updates: 1, ...changes } as never)).rejects.toThrow(/^Model\.train: /);
    await model.train(data, { updates: 1 });
  });

  it('refuses options of training that it does not know', async () => {
    const model = new Model(network);
    await expect(model.train(data, { update: 3 } as never)).rejects.toThrow(
      "got 'update' - did you mean 'updates'?",
    );
    await expect(model.train(data, {})).rejects.toThrow('expected updates or trials, got neither');
  });
});
