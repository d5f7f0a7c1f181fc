import { describe, expect, it } from 'vitest';
import { createRateNetwork, type RateNetworkOptions } from '../../../src/rnn/index.ts';
import { key, ones, ShapeError, tensor, zeros } from '../../../src/tensor/index.ts';

const good: RateNetworkOptions = { nIn: 2, nRec: 3, nOut: 1 };

describe('createRateNetwork refuses, in a sentence that names the option and the value', () => {
  const square = [
    [0, 1, 0.5],
    [1, 0, 1],
    [1, 1, 0],
  ];
  const put = (v: unknown): never =>
    square.map((row, i) => row.map((w, j) => (i === 1 && j === 2 ? v : w))) as never;

  it.each<[string, object, string, new (...args: never[]) => Error]>([
    [
      'a misspelled option',
      { daleRato: 0.8 },
      "expected known options, got 'daleRato' - did you mean 'daleRatio'?",
      TypeError,
    ],
    [
      'an option in other case',
      { sigmarec: 0.1 },
      "expected known options, got 'sigmarec' - did you mean 'sigmaRec'?",
      TypeError,
    ],
    ['nRec 0', { nRec: 0 }, 'expected nRec to be a whole number >= 1, got 0', RangeError],
    ['nIn that is not whole', { nIn: 2.5 }, 'expected nIn to be a whole number >= 1, got 2.5', RangeError],
    ['no nOut', { nOut: undefined }, 'expected nOut to be a whole number >= 1, got undefined', RangeError],
    [
      'daleRatio above 1',
      { daleRatio: 1.2 },
      'expected daleRatio to be a number in [0, 1], got 1.2',
      RangeError,
    ],
    [
      'daleRatio below 0',
      { daleRatio: -0.1 },
      'expected daleRatio to be a number in [0, 1], got -0.1',
      RangeError,
    ],
    [
      'daleRatio NaN',
      { daleRatio: Number.NaN },
      'expected daleRatio to be a number in [0, 1], got NaN',
      RangeError,
    ],
    ['dt above tau', { dt: 120 }, 'expected dt to be a number in', RangeError],
    ['dt above tau, the value', { dt: 50, tau: 40 }, '40], got 50', RangeError],
    ['dt 0', { dt: 0 }, 'got 0', RangeError],
    ['tau 0', { tau: 0 }, 'expected tau to be a finite number', RangeError],
    ['negative noise', { sigmaRec: -1 }, 'expected sigmaRec to be a finite number >= 0, got -1', RangeError],
    ['readout exc', { readout: 'exc' }, "expected readout 'all' or 'excitatory', got 'exc'", RangeError],
    [
      'nothing to read',
      { readout: 'excitatory', daleRatio: 0 },
      'expected excitatory units to read, got daleRatio 0',
      RangeError,
    ],
    [
      'a mask that is transposed',
      { maskIn: ones([2, 3]) },
      'expected maskIn of shape [3, 2] ([post, pre]), got [2, 3]',
      ShapeError,
    ],
    [
      'a mask of one axis',
      { maskRec: ones([3]) },
      'expected maskRec of shape [3, 3] ([post, pre]), got [3]',
      ShapeError,
    ],
    [
      'a mask of all units for a read-out of some',
      { daleRatio: 0.7, readout: 'excitatory', maskOut: ones([1, 3]) },
      'expected maskOut of shape [1, 2] ([post, pre]), got [1, 3]',
      ShapeError,
    ],
    [
      'a negative mask',
      { maskRec: put(-0.5) },
      'expected maskRec to hold finite numbers >= 0, got -0.5',
      RangeError,
    ],
    [
      'NaN in a mask',
      { maskRec: put(Number.NaN) },
      'expected maskRec to hold finite numbers >= 0, got NaN',
      RangeError,
    ],
    [
      'infinity in a mask',
      { maskRec: put(Infinity) },
      'expected maskRec to hold finite numbers >= 0, got Infinity',
      RangeError,
    ],
    ['a mask with a word', { maskRec: put('1') }, 'expected numbers in nested arrays', TypeError],
    [
      'a ragged mask',
      {
        maskRec: [
          [1, 1, 1],
          [1, 1],
          [1, 1, 1],
        ],
      },
      'expected every row of axis 1 to have length 3, got length 2',
      TypeError,
    ],
    [
      'half a fixed weight',
      { fixedRec: put(0.5) },
      'expected fixedRec to hold only 0 and 1, got 0.5',
      RangeError,
    ],
    [
      'NaN in a fixed mask',
      { fixedRec: put(Number.NaN) },
      'expected fixedRec to hold only 0 and 1, got ',
      RangeError,
    ],
    [
      'fixed weights of another shape',
      { fixedOut: ones([3, 1]) },
      'expected fixedOut of shape [1, 3] ([post, pre]), got [3, 1]',
      ShapeError,
    ],
  ])('%s', (_, changes, message, type) => {
    const call = (): unknown => createRateNetwork({ ...good, ...changes } as RateNetworkOptions);
    expect(call).toThrow(message);
    expect(call).toThrow(type);
    expect(call).toThrow(/^(createRateNetwork|tensor): expected /);
  });

  it('nothing that is good: nested arrays, tensors of any dtype, dt = tau, daleRatio 0 and 1', () => {
    for (const changes of [
      { maskRec: square, fixedRec: ones([3, 3], 'i32') },
      { maskIn: ones([3, 2], 'f64'), dt: 100 },
      { daleRatio: 0 },
      { daleRatio: 1, readout: 'excitatory' as const },
      { daleRatio: undefined, maskRec: undefined, dt: undefined } as object,
    ]) {
      expect(() => createRateNetwork({ ...good, ...changes })).not.toThrow();
    }
  });
});

describe('messages are for readers', () => {
  it('a range with an open end is not told with the smallest double', () => {
    for (const changes of [{ dt: 0 }, { dt: 120 }, { tau: 0 }]) {
      expect(() => createRateNetwork({ ...good, ...changes })).toThrow(/^(?!.*e-324)/);
    }
  });
});

describe('a network keeps what it was made of', () => {
  it('later changes of the options and the masks do not reach it', () => {
    const maskIn = ones([3, 2]);
    const maskRec = ones([3, 3]);
    const network = createRateNetwork({ ...good, maskIn, maskRec });
    const params = network.initialize(key(0));
    const before = structuredClone(network.effectiveWeights(params));
    maskIn.data.fill(0);
    maskRec.data.fill(0);
    expect(network.effectiveWeights(params)).toEqual(before);
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

  it('refuses parameters of another network', () => {
    const other = createRateNetwork({ ...good, nRec: 4 }).initialize(key(0));
    expect(() => network.run(other, zeros([1, 1, 2]), null)).toThrow(ShapeError);
  });
});
