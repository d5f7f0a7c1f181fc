import { describe, expect, it } from 'vitest';
import { createRateNetwork, type RateNetworkOptions } from '../../../src/rnn/index.ts';
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
      'run: expected perturbation.x with 4 steps along its first axis, got [3, 1, 3]',
    );
    expect(run({ u: zeros([4, 1, 3]) })).toThrow("run: expected known options, got 'u' - did you mean 'x'?");
    expect(run({ bias: 1 })).toThrow('run: expected perturbation.bias to be a tensor, got 1');
    expect(() => network.run(params, inputs, null, { steps: 4 } as never)).toThrow(
      "run: expected known options, got 'steps' - did you mean 'state'?",
    );
  });

  it('refuses parameters of another network', () => {
    const other = createRateNetwork({ ...good, nRec: 4 }).initialize(key(0));
    expect(() => network.run(other, zeros([1, 1, 2]), null)).toThrow(ShapeError);
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
  ])('refuse initial values %j', (init, message) => {
    expect(() => createRateNetwork({ ...good, init }).initialize(key(0))).toThrow(message);
  });
});
