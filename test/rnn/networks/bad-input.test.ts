import { describe, expect, it } from 'vitest';
import { createRateNetwork, type RateNetworkOptions } from '../../../src/rnn/index.ts';
import { ones, ShapeError } from '../../../src/tensor/index.ts';

const good: RateNetworkOptions = { nIn: 2, nRec: 3, nOut: 1 };

describe('createRateNetwork refuses, in a sentence that names the option and the value', () => {
  const square = [
    [0, 1, 0.5],
    [1, 0, 1],
    [1, 1, 0],
  ];
  const put = (v: unknown): never =>
    square.map((row, i) => row.map((w, j) => (i === 1 && j === 2 ? v : w))) as never;

  it.each<[string, object | null, string, new (...args: never[]) => Error]>([
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
    [
      'readout exc',
      { readout: 'exc' },
      "expected readout to be 'all' or 'excitatory', got 'exc'",
      RangeError,
    ],
    [
      'nothing to read',
      { readout: 'excitatory', daleRatio: 0 },
      'expected excitatory units to read, got daleRatio 0',
      RangeError,
    ],
    [
      'a mask that is transposed',
      { masks: { wIn: ones([2, 3]) } },
      'expected masks.wIn of shape [3, 2] ([post, pre]), got [2, 3]',
      ShapeError,
    ],
    [
      'a mask of one axis',
      { masks: { wRec: ones([3]) } },
      'expected masks.wRec of shape [3, 3] ([post, pre]), got [3]',
      ShapeError,
    ],
    [
      'a mask of all units for a read-out of some',
      { daleRatio: 0.7, readout: 'excitatory', masks: { wOut: ones([1, 3]) } },
      'expected masks.wOut of shape [1, 2] ([post, pre]), got [1, 3]',
      ShapeError,
    ],
    [
      'a negative mask',
      { masks: { wRec: put(-0.5) } },
      'expected masks.wRec to hold finite numbers >= 0, got -0.5',
      RangeError,
    ],
    [
      'NaN in a mask',
      { masks: { wRec: put(Number.NaN) } },
      'expected masks.wRec to hold finite numbers >= 0, got NaN',
      RangeError,
    ],
    [
      'infinity in a mask',
      { masks: { wRec: put(Infinity) } },
      'expected masks.wRec to hold finite numbers >= 0, got Infinity',
      RangeError,
    ],
    ['a mask with a word', { masks: { wRec: put('1') } }, 'expected numbers in nested arrays', TypeError],
    [
      'a ragged mask',
      {
        masks: {
          wRec: [
            [1, 1, 1],
            [1, 1],
            [1, 1, 1],
          ],
        },
      },
      'expected every row of axis 1 to have length 3, got length 2',
      TypeError,
    ],
    [
      'more than all of a fixed weight',
      { fixed: { wRec: put(1.5) } },
      'expected fixed.wRec to hold numbers in [0, 1], got 1.5',
      RangeError,
    ],
    [
      'NaN in a fixed mask',
      { fixed: { wRec: put(Number.NaN) } },
      'expected fixed.wRec to hold numbers in [0, 1], got NaN',
      RangeError,
    ],
    [
      'a fixed parameter that is none',
      { fixed: { wRek: true } },
      "expected fixed to name parameters, got 'wRek' - did you mean 'wRec'?",
      TypeError,
    ],
    [
      'a fixed name of every object',
      { fixed: { constructor: true } },
      "expected fixed to name parameters, got 'constructor' - did you mean ",
      TypeError,
    ],
    [
      'a fixed parameter that this network lacks',
      { fixed: { x0: true } },
      "expected fixed to name parameters, got 'x0' - did you mean ",
      TypeError,
    ],
    ['fixed for all', { fixed: true }, 'expected fixed to be an object, got true', TypeError],
    [
      'a fixed bias of another length',
      { fixed: { bRec: [1, 0] } },
      'expected fixed.bRec of shape [3], got [2]',
      ShapeError,
    ],
    [
      'a mask of the old name',
      { maskRec: square },
      "expected known options, got 'maskRec' - did you mean ",
      TypeError,
    ],
    [
      'a mask of no matrix',
      { masks: { wrec: square } },
      "masks: expected known options, got 'wrec' - did you mean 'wRec'?",
      TypeError,
    ],
    ['masks in a list', { masks: [square] }, 'expected masks to be an object, got [[[', TypeError],
    [
      'constants of another shape',
      { constants: { wIn: ones([2, 3]) } },
      'expected constants.wIn of shape [3, 2] ([post, pre]), got [2, 3]',
      ShapeError,
    ],
    [
      'a constant that is NaN',
      { constants: { wRec: put(Number.NaN) } },
      'expected constants.wRec to hold finite numbers, got NaN',
      RangeError,
    ],
    [
      'a constant of no matrix',
      { constants: { bRec: [1, 1, 1] } },
      "constants: expected known options, got 'bRec' - did you mean 'wRec'?",
      TypeError,
    ],
    [
      'a constant where weights are learned',
      {
        masks: { wIn: ones([3, 2]) },
        constants: {
          wIn: [
            [0, 0],
            [0, 2],
            [0, 0],
          ],
        },
      },
      'expected masks.wIn to be 0 where constants.wIn[1][1] is 2, got 1',
      RangeError,
    ],
    [
      'a constant that excites from an inhibitory unit',
      {
        daleRatio: 0.7,
        constants: {
          wRec: [
            [0, 0, 1],
            [0, 0, 0],
            [0, 0, 0],
          ],
        },
      },
      'expected constants.wRec[0][2] to have the sign of its column, got 1',
      RangeError,
    ],
    [
      'a constant from a unit to itself',
      {
        autapses: false,
        constants: {
          wRec: [
            [1, 0, 0],
            [0, 0, 0],
            [0, 0, 0],
          ],
        },
      },
      'expected constants.wRec to have a zero diagonal, got autapses - set autapses: true',
      RangeError,
    ],
    [
      'a sign that is none',
      { signs: { wIn: 'excitatory' } },
      "expected signs.wIn to be 'free' or 'positive' or 'negative', got 'excitatory'",
      RangeError,
    ],
    [
      'signs of inputs by units',
      { daleRatio: 0.5, signs: { wIn: 'dale' } },
      "expected signs.wIn to be 'free' or 'positive' or 'negative', got 'dale'",
      RangeError,
    ],
    [
      'signs of the recurrent weights',
      { signs: { wRec: 'dale' } },
      "signs: expected known options, got 'wRec' - the options are wIn, wOut",
      TypeError,
    ],
    ['one sign for all', { signs: 'positive' }, "expected signs to be an object, got 'positive'", TypeError],
    [
      'signs of units without a ratio',
      { signs: { wOut: 'dale' } },
      "expected signs.wOut 'dale' beside a daleRatio, got none - give daleRatio",
      RangeError,
    ],
    [
      'excitatory units without a ratio',
      { readout: 'excitatory' },
      "expected readout 'excitatory' beside a daleRatio, got none - give daleRatio",
      RangeError,
    ],
    [
      'an unknown positivity',
      { positivity: 'abs' },
      "expected positivity to be 'absolute' or 'psychrnn' or 'rectified' or 'softplus' or 'projected', got 'abs'",
      RangeError,
    ],
    [
      'an unknown leak',
      { leak: 'rate' },
      "expected leak to be 'current' or 'rateOutside' or 'rateInside' or 'reservoir', got 'rate'",
      RangeError,
    ],
    ['an unknown activation', { activation: 'ReLU' }, "got 'ReLU' - did you mean 'relu'?", RangeError],
    ['an activation that is a number', { activation: 2 }, "or 'linear', got 2", RangeError],
    [
      'a flag for a mask',
      { masks: { wIn: true } },
      'expected masks.wIn to be a tensor or nested arrays, got true',
      TypeError,
    ],
    [
      'a typed array for time constants',
      { tau: Float32Array.of(100, 100, 100) },
      'expected tau to be a number or one per unit, got 100,100,100 - make a list or a tensor',
      TypeError,
    ],
    ['time constants of other units', { tau: [100, 100] }, 'expected tau of shape [3], got [2]', ShapeError],
    [
      'a time constant below dt',
      { tau: [100, 10, 100] },
      'expected tau to hold times >= dt = 20, got 10',
      RangeError,
    ],
    [
      'a time constant without end',
      { tau: [100, Infinity, 100] },
      'expected tau to hold times >= dt = 20, got Infinity',
      RangeError,
    ],
    [
      'a time constant in words',
      { tau: '100' },
      "expected tau to be a number or one per unit, got '100' - make a list or a tensor",
      TypeError,
    ],
    ['trainTau 1', { trainTau: 1 }, 'expected trainTau to be true or false, got 1', TypeError],
    [
      'rectifyInputs no',
      { rectifyInputs: 'no' },
      "expected rectifyInputs to be true or false, got 'no'",
      TypeError,
    ],
    ['autapses 0', { autapses: 0 }, 'expected autapses to be true or false, got 0', TypeError],
    ['inputBias null', { inputBias: null }, 'expected inputBias to be true or false, got null', TypeError],
    [
      'negative input noise',
      { sigmaIn: -0.1 },
      'expected sigmaIn to be a finite number >= 0, got -0.1',
      RangeError,
    ],
    ['tauIn 0', { tauIn: 0 }, 'expected tauIn to be a finite number > 0, got 0', RangeError],
    [
      'a baseline that is NaN',
      { baselineIn: Number.NaN },
      'expected baselineIn to be a finite number, got NaN',
      RangeError,
    ],
    [
      'an initial state by values',
      { initialState: [0, 0, 0] },
      "expected initialState to be 'zero' or 'parameter', got [0, 0, 0]",
      RangeError,
    ],
    [
      'initial values of no parameter',
      { init: { bIn: 0 } },
      "expected init to name parameters, got 'bIn' - did you mean ",
      TypeError,
    ],
    ['init of all', { init: 0 }, 'expected init to be an object, got 0', TypeError],
    ['no options', null, 'expected options to be an object, got null', TypeError],
    [
      'fixed weights of another shape',
      { fixed: { wOut: ones([3, 1]) } },
      'expected fixed.wOut of shape [1, 3] ([post, pre]), got [3, 1]',
      ShapeError,
    ],
  ])('%s', (_, changes, message, type) => {
    const options = changes === null ? changes : { ...good, ...changes };
    const call = (): unknown => createRateNetwork(options as RateNetworkOptions);
    expect(call).toThrow(message);
    expect(call).toThrow(type);
    expect(call).toThrow(/^(createRateNetwork|tensor)(: \w+)?: expected /);
  });

  it('nothing that is good: nested arrays, tensors of any dtype, dt = tau, daleRatio 0 and 1', () => {
    for (const changes of [
      { masks: { wRec: square }, fixed: { wRec: ones([3, 3], 'i32') } },
      { masks: { wIn: ones([3, 2], 'f64') }, dt: 100 },
      { daleRatio: 0 },
      { daleRatio: 1, readout: 'excitatory' as const },
      { daleRatio: undefined, masks: { wRec: undefined }, dt: undefined } as object,
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
