import { describe, expect, it } from 'vitest';
import { createGru, createRateNetwork, type RateNetworkOptions } from '../../../src/rnn/index.ts';
import { glorotNormal } from '../../../src/rnn/initializers/glorot.ts';
import { key, ones, ShapeError, tensor, zeros } from '../../../src/tensor/index.ts';

const good: RateNetworkOptions = { nIn: 2, nRec: 3, nOut: 1 };

describe('a network keeps what it was made of', () => {
  it('later changes of the options and the masks do not reach it', () => {
    const [wIn, wRec, constant] = [ones([3, 2]), ones([3, 3]), zeros([1, 3])];
    const tau = [50, 60, 70];
    const masks = { wIn, wRec };
    const network = createRateNetwork({ ...good, masks, constants: { wOut: constant }, tau, dt: 10 });
    const params = network.initialize(key(0));
    const before = structuredClone(network.effectiveWeights(params));
    const run = () => network.run(params, ones([2, 1, 2]), null);
    const activity = run();
    for (const x of [wIn, wRec]) x.data.fill(0);
    constant.data.fill(9);
    tau.fill(1000);
    Object.assign(masks, { wIn: zeros([3, 2]) });
    expect(network.effectiveWeights(params)).toEqual(before);
    expect(run()).toEqual(activity);
    const kept = network.options;
    expect(kept.masks).toEqual({ wIn: ones([3, 2]), wRec: ones([3, 3]) });
    expect(kept.constants).toEqual({ wOut: zeros([1, 3]) });
    expect(kept.tau).toEqual([50, 60, 70]);
  });

  it('and neither do those of what is fixed, of signs and of initial values', () => {
    const [fixed, signs, bRec] = [{ wIn: ones([3, 2]) }, { wIn: 'positive' as const }, ones([3])];
    const network = createRateNetwork({ ...good, fixed, signs, init: { bRec } });
    fixed.wIn.data.fill(0);
    Object.assign(signs, { wIn: 'negative' });
    bRec.data.fill(9);
    expect(network.options).toMatchObject({ fixed: { wIn: ones([3, 2]) }, signs: { wIn: 'positive' } });
    expect(network.initialize(key(0)).bRec).toEqual(ones([3]));
    const b = ones([9]);
    const gru = createGru({ ...good, init: { b } });
    b.data.fill(2);
    expect(gru.initialize(key(0)).b).toEqual(ones([9]));
  });

  it('does not write to the masks of the caller when it takes autapses out (PsychRNN does)', () => {
    const wRec = ones([3, 3]);
    const network = createRateNetwork({ ...good, autapses: false, masks: { wRec } });
    const { wRec: effective } = network.effectiveWeights(network.initialize(key(0)));
    expect([0, 4, 8].every((i) => effective.data[i] === 0)).toBe(true);
    expect(wRec).toEqual(ones([3, 3]));
  });
});

describe('run', () => {
  const network = createRateNetwork(good);
  const params = network.initialize(key(0));

  it.each([
    [zeros([4, 2]), 'run: expected inputs of shape [T, B, 2], got [4, 2]'],
    [zeros([4, 1, 3]), 'run: expected inputs of shape [T, B, 2], got [4, 1, 3]'],
    [tensor(1), 'run: expected inputs of shape [T, B, 2], got []'],
  ])('names the shape that it needs', (inputs, message) => {
    expect(() => network.run(params, inputs, null)).toThrow(message);
    expect(() => network.run(params, inputs, null)).toThrow(ShapeError);
  });

  it('refuses a key that is none', () => {
    const noisy = createRateNetwork({ ...good, sigmaRec: 0.1 });
    expect(() => noisy.run(params, zeros([1, 1, 2]), zeros([3], 'i32'))).toThrow('make one with key(seed)');
  });

  it('refuses perturbations that do not fit, in a sentence', () => {
    const inputs = zeros([4, 1, 2]);
    const run = (perturbation: object) => () => network.run(params, inputs, null, { perturbation });
    expect(run({ x: zeros([3, 1, 3]) })).toThrow(
      'run: expected perturbation.x of shape [4, 1, 3] or [4, 3], got [3, 1, 3]',
    );
    expect(run({ u: zeros([4, 1, 3]) })).toThrow("run: expected known options, got 'u' - did you mean 'x'?");
    expect(run({ bias: 1 })).toThrow('run: expected perturbation.bias to be a tensor, got 1');
    expect(() => network.run(params, inputs, null, { sate: 4 } as never)).toThrow(
      "run: expected known options, got 'sate' - did you mean 'state'?",
    );
  });

  it.each<[object, string]>([
    [{ connectivity: ones([4, 3]) }, 'perturbation.connectivity of shape [4, 3, 3], got [4, 3]'],
    [{ x: ones([4, 1]) }, 'perturbation.x of shape [4, 2, 3] or [4, 3], got [4, 1]'],
    [{ bias: ones([4, 2, 1]) }, 'perturbation.bias of shape [4, 2, 3] or [4, 3], got [4, 2, 1]'],
  ])('refuses perturbations that would spread', (perturbation, message) => {
    const call = (): unknown => network.run(params, zeros([4, 2, 2]), null, { perturbation });
    expect(call).toThrow(`run: expected ${message}`);
    expect(call).toThrow(ShapeError);
  });

  it('takes perturbations of all trials and of each', () => {
    const inputs = zeros([4, 2, 2]);
    const run = (perturbation: object) => network.run(params, inputs, null, { perturbation });
    expect(run({ x: ones([4, 3]), bias: ones([4, 3]) })).toEqual(
      run({ x: ones([4, 2, 3]), bias: ones([4, 2, 3]) }),
    );
  });

  const { wOut: _, ...incomplete } = params;
  it.each<[unknown, string]>([
    [{}, 'run: expected parameter wIn to be a tensor, got undefined'],
    [incomplete, 'run: expected parameter wOut to be a tensor, got undefined'],
    [undefined, 'run: expected params to be an object, got undefined'],
    [{ ...params, bOut: [0] }, 'run: expected parameter bOut to be a tensor, got [0]'],
    [{ ...params, bRec: ones([1]) }, 'run: expected parameter bRec of shape [3], got [1]'],
  ])('names the parameter that does not fit', (given, message) => {
    expect(() => network.run(given as never, zeros([1, 1, 2]), null)).toThrow(message);
    expect(() => network.begin(given as never, 1)).toThrow(message.replace('run', 'begin'));
  });

  it.each<[unknown, unknown, string]>([
    [zeros([1, 1, 2]), undefined, 'run: expected a key, got none - give null for no noise'],
    [zeros([1, 1, 2]), 1, 'run: expected a key, got 1 - make one with key(seed)'],
    [[[[0, 0]]], null, 'run: expected inputs of shape [T, B, 2], got object - make a tensor()'],
    [undefined, null, 'run: expected inputs of shape [T, B, 2], got undefined - make a tensor()'],
  ])('wants tensors and a key', (inputs, noise, message) => {
    expect(() => network.run(params, inputs as never, noise as never)).toThrow(message);
  });

  it('refuses a state of another batch', () => {
    const state = network.begin(params, 3) as never;
    expect(() => network.run(params, zeros([1, 2, 2]), null, { state })).toThrow(
      'run: expected state.r of shape [2, 3], got [3, 3]',
    );
  });

  it('refuses parameters of another network', () => {
    const other = createRateNetwork({ ...good, nRec: 4 }).initialize(key(0));
    expect(() => network.run(other, zeros([1, 1, 2]), null)).toThrow(ShapeError);
  });
});

describe('begin and step', () => {
  const network = createRateNetwork(good);
  const params = network.initialize(key(0));
  const state = network.begin(params, 2);
  const u = zeros([2, 2]);

  it.each<[unknown, unknown, string]>([
    [state, { u, keys: null }, "step: expected known options, got 'keys' - did you mean 'key'?"],
    [state, { u: zeros([3, 2]) }, 'step: expected state.r of shape [3, 3], got [2, 3]'],
    [state, { u: zeros([2]) }, 'step: expected u of shape [B, 2], got [2]'],
    [state, {}, 'step: expected u of shape [B, 2], got undefined - make a tensor()'],
    [state, { u, key: 3 }, 'step: expected a key, got 3 - make one with key(seed)'],
    [state, { u, perturbation: { x: ones([1]) } }, 'step: expected perturbation.x of shape [2, 3] or [3]'],
    [undefined, { u }, 'step: expected a state, got undefined - take that of begin'],
    [{ x: zeros([2, 3]) }, { u }, 'step: expected a state with .r .x, got .x'],
  ])('refuse what does not fit', (given, input, message) => {
    expect(() => network.step(params, given as never, input as never)).toThrow(message);
  });

  it('refuse half a trial', () => {
    expect(() => network.begin(params, 1.5)).toThrow(
      'begin: expected batchSize to be a whole number >= 1, got 1.5',
    );
  });
});

describe('withWeights and initialize', () => {
  const network = createRateNetwork({ ...good, daleRatio: 0.7, readout: 'excitatory' });
  const params = network.initialize(key(0));
  const effective = network.effectiveWeights(params);

  it.each([
    ['wIn', [1, 2], 'withWeights: expected wIn of shape [3, 2] ([post, pre]), got [1, 2]'],
    ['wRec', [3], 'withWeights: expected wRec of shape [3, 3] ([post, pre]), got [3]'],
    ['wOut', [1, 1], 'withWeights: expected wOut of shape [1, 3] ([post, pre]), got [1, 1]'],
  ])('refuse %s of shape %j, which would spread', (name, shape, message) => {
    const call = () => network.withWeights(params, { ...effective, [name]: ones(shape) });
    expect(call).toThrow(message);
    expect(call).toThrow(ShapeError);
  });

  it.each<[object, string]>([
    [{ wRec: ones([2, 2]) }, 'createRateNetwork: expected init.wRec of shape [3, 3], got [2, 2]'],
    [{ bOut: Number.NaN }, 'createRateNetwork: expected init.bOut to hold finite numbers, got NaN'],
    [
      { wRec: 'orthogonal' },
      "expected init.wRec to be a rule such as init.gaussian(), a number or values, got 'orthogonal'",
    ],
    [
      { wRec: () => () => 0 },
      'expected init.wRec to return a tensor, got function - call it, as in init.gaussian()',
    ],
    [
      { wIn: glorotNormal },
      'expected init.wIn to return a tensor, got function - call it, as in init.gaussian()',
    ],
  ])('refuse initial values %j', (init, message) => {
    expect(() => createRateNetwork({ ...good, init: init as never }).initialize(key(0))).toThrow(message);
  });
});
