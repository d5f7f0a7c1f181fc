import { describe, expect, it } from 'vitest';
import { createRateNetwork, type RateParams } from '../../src/rnn/index.ts';
import { createSimulator, type SimulatorOptions, stateAfter } from '../../src/rnn/simulator.ts';
import { lesion, simulatorOptions } from '../../src/rnn/simulator-weights.ts';
import { cast, key, ones, ShapeError, type Tensor, zeros } from '../../src/tensor/index.ts';

const network = createRateNetwork({ nIn: 2, nRec: 5, nOut: 2 });
const { weights } = simulatorOptions(network, network.initialize(key(1)) as RateParams<Tensor>);

describe('bad inputs are named in a sentence', () => {
  const good = { weights };
  const changed = (changes: object): object => ({ weights: { ...weights, ...changes } });

  it.each<[string, object, string, new (...args: never[]) => Error]>([
    [
      'a misspelled option',
      { ...good, sigmaRek: 1 },
      "createSimulator: expected known options, got 'sigmaRek' - did you mean 'sigmaRec'?",
      TypeError,
    ],
    ['no weights', {}, 'createSimulator: expected weights to be an object, got undefined', TypeError],
    [
      'missing weights',
      changed({ wRec: undefined }),
      'createSimulator: expected weights.wRec to be an array, got undefined',
      TypeError,
    ],
    [
      'misspelled weights',
      changed({ x_0: [0] }),
      "createSimulator: weights: expected known options, got 'x_0' - did you mean 'x0'?",
      TypeError,
    ],
    [
      'free parameters',
      changed({ bIn: zeros([5]) }),
      "createSimulator: expected effective weights, got the parameter 'bIn' - take simulatorOptions(network, params)",
      TypeError,
    ],
    [
      'an LSTM',
      changed({ lstm: {} }),
      'createSimulator: expected weights of a rate network, got those of an LSTM - run them with createLstm',
      TypeError,
    ],
    [
      'a read-out of some units',
      changed({ wOut: ones([2, 4]) }),
      'createSimulator: expected weights.wOut of shape [2, 5], got [2, 4] - effective weights have a column for every unit',
      ShapeError,
    ],
    [
      'weights of one axis',
      changed({ wIn: ones([5]) }),
      'createSimulator: expected weights.wIn with two axes ([post, pre]), got [5]',
      ShapeError,
    ],
    [
      'an initial state of trials',
      changed({ x0: ones([1, 5]) }),
      'createSimulator: expected weights.x0 with one axis, got [1, 5]',
      ShapeError,
    ],
    [
      'NaN',
      changed({ bOut: [Number.NaN, 0] }),
      'createSimulator: expected weights.bOut to hold finite numbers, got NaN',
      RangeError,
    ],
    [
      'dt above tau',
      { ...good, dt: 200 },
      'createSimulator: expected dt to be a number in [0, 100], got 200',
      RangeError,
    ],
    [
      'tau of other units',
      { ...good, tau: [100, 100] },
      'createSimulator: expected tau of shape [5], got [2]',
      ShapeError,
    ],
    [
      'an unknown leak',
      { ...good, leak: 'rate' },
      "createSimulator: expected leak to be 'current' or 'rateOutside' or 'rateInside' or 'reservoir', got 'rate'",
      RangeError,
    ],
    [
      'integers',
      { ...good, dtype: 'i32' },
      "createSimulator: expected dtype to be 'f32' or 'f64', got 'i32'",
      RangeError,
    ],
    [
      'f64 compiled',
      { ...good, dtype: 'f64', engine: 'compiled' },
      "createSimulator: expected dtype 'f32' with engine 'compiled', got 'f64' - interpret it",
      RangeError,
    ],
  ])('createSimulator: %s', (_, options, message, type) => {
    const call = (): unknown => createSimulator(options as SimulatorOptions);
    expect(call).toThrow(message);
    expect(call).toThrow(type);
  });

  const simulator = createSimulator(good);
  const inputs = zeros([4, 3, 2]);

  it.each<[string, () => unknown, string]>([
    [
      'two axes of input',
      () => simulator.run(zeros([4, 2])),
      'run: expected inputs of shape [T, B, 2], got [4, 2]',
    ],
    [
      'arrays for tensors',
      () => simulator.run([[[1, 2]]] as never),
      'run: expected inputs of shape [T, B, 2], got object - make a tensor()',
    ],
    [
      'a misspelled option',
      () => simulator.run(inputs, { lesion: [1] } as never),
      "run: expected known options, got 'lesion' - did you mean 'lesions'?",
    ],
    [
      'a unit beyond the last',
      () => simulator.run(inputs, { lesions: [5] }),
      'run: expected every unit of lesions to be a whole number in [0, 4], got 5',
    ],
    [
      'lesions by mask',
      () => simulator.run(inputs, { lesions: ones([5]) } as never),
      'run: expected lesions to be a list of units',
    ],
    [
      'one matrix of connectivity',
      () => simulator.run(inputs, { connectivity: ones([5, 5]) }),
      'run: expected connectivity of shape [4, 5, 5], got [5, 5]',
    ],
    [
      'too few steps',
      () => simulator.run(inputs, { perturbation: { x: ones([3, 5]) } }),
      'run: expected perturbation.x of shape [4, 3, 5] or [4, 5], got [3, 5]',
    ],
    [
      'another perturbation',
      () => simulator.run(inputs, { perturbation: { r: ones([4, 5]) } as never }),
      "run: perturbation: expected known options, got 'r' - did you mean 'u'?",
    ],
    [
      'no tensor',
      () => simulator.run(inputs, { perturbation: { bias: 1 } as never }),
      'run: expected perturbation.bias to be a tensor, got 1 - make one with tensor()',
    ],
    ['a seed', () => simulator.run(inputs, { key: 1 as never }), 'make one with key(seed)'],
    [
      'a state of other trials',
      () => simulator.run(inputs, { state: simulator.begin(2) }),
      'run: expected state.x of shape [3, 5], got [2, 5]',
    ],
    [
      'inputs over time',
      () => simulator.step(simulator.begin(3), inputs),
      'step: expected u of shape [B, 2], got [4, 3, 2]',
    ],
    ['no trials', () => simulator.begin(0), 'begin: expected batchSize to be a whole number >= 1, got 0'],
    [
      'a step that was not run',
      () => stateAfter(simulator.run(inputs), 4),
      'stateAfter: expected step to be a whole number in [0, 3], got 4',
    ],
    [
      'a unit that is not there',
      () => lesion(simulator.weights, [-1]),
      'lesion: expected every unit of units to be a whole number in [0, 4], got -1',
    ],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(message);
  });

  it('the casts of a good call are silent: f64 inputs for f32 weights', () => {
    expect(simulator.run(cast(inputs, 'f64')).x.dtype).toBe('f32');
  });
});
