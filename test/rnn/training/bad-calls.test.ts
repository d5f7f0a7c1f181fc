import { describe, expect, it } from 'vitest';
import {
  adam,
  fit as begin,
  createLstm,
  createRateNetwork,
  loadFit,
  saveFit,
  taskLoss,
  train,
} from '../../../src/rnn/index.ts';
import { key, ones } from '../../../src/tensor/index.ts';
import { network, options, source, start } from './fit-example.ts';

const wide = createRateNetwork({ ...network.options, nRec: 12 });
const lstm = createLstm({ nIn: 1, nRec: 6, nOut: 1 });
const NETWORK = 'to be a function, got undefined - give createRateNetwork(options), for one';
const OPTIMIZER = 'expected optimizer.init to be a function, got undefined - give adam(), for one';
const CLIP = 'expected clip to be a function, got 1 - give (gradients) => clipByNorm(gradients, 1), for one';
const LOSS = 'expected loss to be a function, got undefined - give taskLoss(network), for one';

describe('train refuses', () => {
  const fine = {
    params: network.initialize(key(1)),
    ...{ network, loss: taskLoss(network), optimizer: adam(), steps: 1, key: key(2) },
    batch: () => source(1).batch(0),
  };

  it.each<[string, object, string]>([
    [
      'no parameters',
      { params: undefined },
      'expected params to be a tree of tensors, got undefined - give network.',
    ],
    ['the function that makes an optimiser', { optimizer: adam }, OPTIMIZER],
    ['no optimiser', { optimizer: undefined }, OPTIMIZER],
    ['a norm for clip', { clip: 1 }, CLIP],
    ['no loss', { loss: undefined }, LOSS],
    [
      'a batch that is no function',
      { batch: source(1).batch(0) },
      'expected batch to be a function, got { inputs',
    ],
    ['the options of a network', { network: network.options }, `expected network.project ${NETWORK}`],
    ['a signal that is none', { signal: 1 }, 'expected signal to be an AbortSignal, got 1'],
    [
      'an engine that is none',
      { engine: 'wasm' },
      "expected engine to be 'compiled' or 'interpreted', got 'wasm'",
    ],
    [
      'fixed of the network for other parameters',
      { params: { w: ones([1]) }, network: fixedOne() },
      "got 'bOut'",
    ],
  ])('%s', (_, changes, message) => {
    expect(() => train({ ...fine, ...changes } as never)).toThrow(message);
    expect(() => train({ ...fine, ...changes } as never)).toThrow(/^train: /);
  });

  it.each([undefined, null, 3])('a clip that returns %j', async (value) => {
    const training = train({ ...fine, clip: () => value } as never);
    const step = training[Symbol.asyncIterator]().next();
    await expect(step).rejects.toThrow(
      `train: expected what clip returns to be a tree of tensors, got ${value}`,
    );
  });

  it('nothing of what is right', () => {
    expect(() => train({ ...fine, signal: new AbortController().signal, clip: (g) => g })).not.toThrow();
  });
});

/** A network that fixes a parameter. */
function fixedOne() {
  return createRateNetwork({ ...network.options, fixed: { bOut: true } });
}

describe('fit refuses', () => {
  it.each<[string, object, string]>([
    ['the options of a network', { network: network.options }, `expected network.initialize ${NETWORK}`],
    ['no network', { network: undefined }, `expected network.initialize ${NETWORK}`],
    ['the function that makes an optimiser', { optimizer: adam }, OPTIMIZER],
    ['a norm for clip', { clip: 1 }, CLIP],
    ['no loss', { loss: undefined }, LOSS],
    ['the name of a measure', { measure: 'accuracy' }, "expected measure to be a function, got 'accuracy'"],
    ['a seed for a key', { key: 3 }, 'expected a key, got 3 - make one with key(seed)'],
    ['a signal that is none', { signal: 1 }, 'expected signal to be an AbortSignal, got 1'],
    [
      'trials as text',
      { updates: undefined, trials: '100' },
      'expected trials to be a whole number >= 0, got ',
    ],
    ['a flag for validation', { validation: true }, 'expected validation to be an object, got true'],
    [
      'no batch to validate on',
      { validation: {} },
      'expected validation.batch to be an object, got undefined',
    ],
    ['a number for performance', { performance: 0.9 }, 'expected performance to be an object, got 0.9'],
    ['a function for save', { save: () => 0 }, 'expected save to be an object'],
    ['a testNoise of 0', { testNoise: 0 }, 'expected testNoise to be true or false, got 0'],
    ['a file that was not loaded', { from: saveFit(start().state()) }, 'expected from.train to be an object'],
  ])('%s', (_, changes, message) => {
    expect(() => start(changes as never)).toThrow(message);
    expect(() => start(changes as never)).toThrow(/^fit: /);
  });

  it('parameters of another network, naming the first that does not fit', () => {
    const given = wide.initialize(key(1));
    expect(() => start({ params: given })).toThrow(
      /^fit: expected parameter wIn of shape \[6, 1\], got \[12, 1\]/,
    );
    const from = start({ network: wide } as never).state();
    expect(() => start({ from })).toThrow(
      /^fit: from: expected parameter wIn of shape \[6, 1\], got \[12, 1\]/,
    );
    const gates = begin({ ...options, network: lstm, loss: taskLoss(lstm) } as never).state() as never;
    expect(() => start({ from: loadFit(saveFit(gates)) })).toThrow(/^fit: from: expected parameter /);
    expect(() => start({ params: network.initialize(key(9)) })).not.toThrow();
  });
});

describe('taskLoss refuses', () => {
  it('the options of a network', () => {
    expect(() => taskLoss(network.options as never)).toThrow(
      `taskLoss: expected network.initialize ${NETWORK}`,
    );
  });
});
