import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { abs, mul } from '../../../src/autograd/index.ts';
import { decodePsychrnn, encodePsychrnn } from '../../../src/io/index.ts';
import {
  createRateNetwork,
  fromPsychrnn,
  psychrnnOptions,
  type RateNetworkOptions,
  toPsychrnn,
} from '../../../src/rnn/index.ts';
import { key, normal, ones, type Tensor, tensor, zeros } from '../../../src/tensor/index.ts';
import { keys } from '../../support/arbitraries.ts';
import { runs } from '../../support/runs.ts';

const sizes = { nIn: 2, nRec: 10, nOut: 3, dt: 10, tau: 100 };

describe('psychrnnOptions', () => {
  const params = createRateNetwork(psychrnnOptions(sizes)).initialize(key(0));

  it('starts biases at 0 and states at 0.1 + 0.01 N(0, 1), all of them parameters', () => {
    expect([...params.bRec.data, ...params.bOut.data]).toEqual(new Array(13).fill(0));
    for (const x of (params.x0 as Tensor).data) expect(Math.abs(x - 0.1)).toBeLessThan(0.07);
    expect(params.wOut.shape).toEqual([3, 10]);
  });

  it('keeps what it is given', () => {
    const given = psychrnnOptions({
      ...sizes,
      initialState: 'zero',
      readout: 'all',
      daleRatio: 0.5,
      init: { bRec: 1 },
    });
    expect(given).toMatchObject({ initialState: 'zero', readout: 'all', autapses: true });
    expect(
      createRateNetwork(given)
        .initialize(key(0))
        .bRec.data.every((b) => b === 1),
    ).toBe(true);
  });

  it('with units that excite reads them, and lets inputs and outputs excite', () => {
    const network = createRateNetwork(psychrnnOptions({ ...sizes, daleRatio: 0.8 }));
    const { wIn, wOut } = network.effectiveWeights(network.initialize(key(1)));
    expect([...wIn.data, ...wOut.data].every((w) => w >= 0)).toBe(true);
    expect(wOut.data.filter((w, i) => i % 10 >= 8 && w !== 0)).toHaveLength(0);
    expect(() => psychrnnOptions({ ...sizes, daleRatio: 0 })).toThrow(
      'psychrnnOptions: expected daleRatio > 0, got 0, which is off in PsychRNN - write null for no principle',
    );
    expect(createRateNetwork(psychrnnOptions({ ...sizes, daleRatio: 0, readout: 'all' })).nExc).toBe(0);
  });

  it('completes signs and initial values name by name, and takes undefined for not given', () => {
    const free = psychrnnOptions({ ...sizes, daleRatio: 0.8, signs: { wIn: 'free' } });
    expect(free.signs).toEqual({ wIn: 'free', wOut: 'positive' });
    const given = {
      autapses: undefined,
      readout: undefined,
      signs: { wOut: undefined },
      init: { wRec: undefined },
    };
    const options = psychrnnOptions({ ...sizes, daleRatio: 0.8, ...given } as never);
    expect(options).toMatchObject({
      ...{ autapses: true, readout: 'excitatory', signs: { wIn: 'positive', wOut: 'positive' } },
      init: { wRec: expect.any(Function) },
    });
  });
});

describe('a network, its file, and the network of the file', () => {
  it('do the same, to the bit', async () => {
    await fc.assert(
      fc.asyncProperty(
        keys,
        fc.constantFrom(null, 0.5, 0.8),
        fc.boolean(),
        fc.constantFrom('zero' as const, 'parameter' as const),
        fc.boolean(),
        async (from, daleRatio, autapses, initialState, inputBias) => {
          const options = psychrnnOptions({ ...sizes, daleRatio, autapses, initialState, inputBias });
          const network = createRateNetwork(options);
          const params = network.initialize(from);
          const file = await decodePsychrnn(encodePsychrnn(toPsychrnn(network, params)));
          const again = createRateNetwork(psychrnnOptions({ ...options, daleRatio: file.daleRatio }));
          const inputs = normal(key(1), [6, 2, 2]);
          expect(again.run(fromPsychrnn(again, file), inputs, null)).toEqual(
            network.run(params, inputs, null),
          );
        },
      ),
      runs(0.3),
    );
  });

  it('have the same masks, whatever their factors, and autapses', async () => {
    const wRec = tensor([
      [1, 0.5, 0],
      [1, 1, 1],
      [0, 1, 1],
    ]);
    const small = { ...sizes, nRec: 3, nIn: 1, nOut: 1 };
    const masks = { wRec, wIn: [[2], [1], [0]], wOut: [[0, 1]] };
    const options = { ...small, daleRatio: 0.7, autapses: false, masks };
    const network = createRateNetwork(psychrnnOptions({ ...options, constants: { wRec: zeros([3, 3]) } }));
    const params = network.initialize(key(3));
    const file = await decodePsychrnn(encodePsychrnn(toPsychrnn(network, params)));
    expect(file.maskIn).toEqual(tensor([[1], [1], [0]]));
    expect(file.maskRec).toEqual(
      tensor([
        [0, 1, 0],
        [1, 0, 1],
        [0, 1, 0],
      ]),
    );
    expect(file.maskOut).toEqual(tensor([[0, 1, 1]]));
    // PsychRNN multiplies by them once more, and finds the same weights.
    const { wRec: effective } = network.effectiveWeights(params);
    expect(mul(file.wRec, file.maskRec as Tensor)).toEqual(effective);
    const masksOf = { wIn: file.maskIn as Tensor, wRec: file.maskRec as Tensor, wOut: [[0, 1]] };
    const again = createRateNetwork(psychrnnOptions({ ...small, daleRatio: 0.7, masks: masksOf }));
    const inputs = normal(key(1), [6, 2, 1]);
    expect(again.run(fromPsychrnn(again, file), inputs, null)).toEqual(network.run(params, inputs, null));
  });

  it('has a connection where a weight is constant', () => {
    const masks = { wIn: [[0], [1]] };
    const constants = { wIn: [[0.5], [0]] };
    const network = createRateNetwork({ nIn: 1, nRec: 2, nOut: 1, masks, constants });
    const { maskIn, wIn } = toPsychrnn(network, network.initialize(key(0)));
    expect([wIn.data[0], maskIn]).toEqual([0.5, ones([2, 1])]);
  });

  it.each<[Partial<RateNetworkOptions>, string]>([
    [{ leak: 'rateInside' }, "leak 'current', as PsychRNN has it, got 'rateInside'"],
    [{ trainTau: true }, 'one time constant, as PsychRNN has it, got one per unit, trained'],
    [{ tau: new Array(10).fill(50) }, 'one time constant, as PsychRNN has it, got one per unit'],
    [{ baselineIn: 0.2 }, 'inputs as they are, as PsychRNN has it, got a baseline of 0.2'],
    [{ rectifyInputs: true }, 'inputs as they are, as PsychRNN has it, got rectified ones'],
  ])('cannot say %j', (changes, message) => {
    const network = createRateNetwork(psychrnnOptions({ ...sizes, ...changes }));
    const call = (): unknown => toPsychrnn(network, network.initialize(key(0)));
    expect(call).toThrow(new RangeError(`toPsychrnn: expected ${message}`));
  });

  const free = createRateNetwork(psychrnnOptions(sizes));
  const parts = toPsychrnn(free, free.initialize(key(0)));
  const positive = Object.fromEntries(
    (['wIn', 'wRec', 'wOut'] as const).map((name) => [name, abs(parts[name])]),
  ) as unknown as typeof parts;
  it.each<[string, Partial<RateNetworkOptions>, object, string]>([
    [
      'weights of the wrong sign',
      { daleRatio: 0.8 },
      { wIn: positive.wIn },
      'fromPsychrnn: expected weights that the network allows, got wRec[0][',
    ],
    ['weights where there is no connection', { masks: { wIn: zeros([10, 2]) } }, {}, 'got wIn[0][0] = '],
    [
      'outputs of units that are not read',
      { daleRatio: 0.8 },
      { ...positive, wRec: zeros([10, 10]) },
      'got wOut[0][8] = ',
    ],
    [
      'weights beside a constant',
      { constants: { wIn: ones([10, 2]) }, masks: { wIn: zeros([10, 2]) } },
      {},
      'of which it makes 1 - give it the daleRatio, signs and masks of the file',
    ],
    ['another count', { daleRatio: 0.8 }, { nExc: 7 }, 'got 7 - set daleRatio: 0.7'],
    [
      'a first state',
      { initialState: 'zero' },
      {},
      'fromPsychrnn: expected x0 to be 0 for a network that starts at 0, got 0.',
    ],
    ['a first state of others', {}, { x0: ones([9]) }, 'fromPsychrnn: expected x0 of shape [10], got [9]'],
    ['no weights', {}, { wOut: undefined }, 'fromPsychrnn: expected wOut to be a tensor, got undefined'],
  ])('with %s is refused', (_, changes, file, message) => {
    const network = createRateNetwork(psychrnnOptions({ ...sizes, ...changes }));
    expect(() => fromPsychrnn(network, { ...parts, ...file })).toThrow(message);
  });

  it.each(['absolute', 'psychrnn', 'rectified', 'softplus', 'projected'] as const)(
    'is taken with positivity %s, to rounding',
    (positivity) => {
      const network = createRateNetwork(psychrnnOptions({ ...sizes, daleRatio: 0.8, positivity }));
      const mixed = toPsychrnn(network, network.initialize(key(5)));
      expect(() => fromPsychrnn(network, mixed)).not.toThrow();
      const { daleRatio } = mixed;
      const wRec = { ...mixed.wRec, data: mixed.wRec.data.map((w, i) => (i % 3 ? w : 0)) };
      expect(() => fromPsychrnn(network, { ...mixed, daleRatio, wRec })).not.toThrow();
    },
  );

  it('of another size is refused', () => {
    const network = createRateNetwork(psychrnnOptions(sizes));
    const parts = toPsychrnn(network, network.initialize(key(0)));
    const other = createRateNetwork(psychrnnOptions({ ...sizes, nRec: 9 }));
    expect(() => fromPsychrnn(other, parts)).toThrow('fromPsychrnn: expected bRec of shape [9], got [10]');
    expect(() => fromPsychrnn(network, { ...parts, wIn: zeros([10, 3]) })).toThrow('[10, 2]');
  });
});
