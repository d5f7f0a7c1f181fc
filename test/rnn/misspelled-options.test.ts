/** Every public function with options refuses a name that it does not know, and says which it does. @module */

import { describe, expect, it } from 'vitest';
import {
  adam,
  adamW,
  areaMasks,
  fit as begin,
  binaryCrossEntropy,
  cosineDecay,
  createGru,
  createLstm,
  createRateNetwork,
  createSimulator,
  curriculum,
  decodeNpz,
  delayedDiscrimination,
  encodeCheckpoint,
  encodePsychrnn,
  exponentialDecay,
  init,
  key,
  linearDecay,
  Model,
  matchToCategory,
  meanSquaredError,
  perceptualDecisionMaking,
  perceptualDiscrimination,
  psychrnnOptions,
  pulse,
  regularization,
  rmsprop,
  rootMeanSquaredError,
  sgd,
  simulatorOptions,
  softmaxCrossEntropy,
  sparseMask,
  stepDecay,
  stepTask,
  streamDataset,
  taskLoss,
  train,
  trialBatch,
  trialDataset,
  vanishingGradient,
  zeros,
} from '../../src/index.ts';
import { membersOf, optionsOf } from './interfaces.ts';

const sizes = { nIn: 2, nRec: 3, nOut: 2 };
const network = createRateNetwork(sizes);
const params = network.initialize(key(0));
const inputs = zeros([2, 1, 2]);
const data = { batchSize: 1, batch: () => ({ inputs, targets: zeros([2, 1, 2]) }) };
const simulator = createSimulator(simulatorOptions(network, params));
const z = zeros([2, 1, 2]);
const task = perceptualDiscrimination();
const fitting = { network, data, loss: () => z, updates: 1, key: key(0) };

/** What stands before the colon of the message, the interface of the options, and the call. */
type Row = [fn: string, options: string, call: (given: never) => unknown];

const networks: Row[] = [
  ['createRateNetwork', 'RateNetworkOptions', (o) => createRateNetwork(o)],
  ['psychrnnOptions', 'RateNetworkOptions', (o) => psychrnnOptions(o)],
  ['createLstm', 'LstmOptions', (o) => createLstm(o)],
  ['createGru', 'GatedOptions', (o) => createGru(o)],
  ['run', 'RunOptions', (o) => network.run(params, inputs, null, o)],
  ['run', 'Perturbation', (perturbation) => network.run(params, inputs, null, { perturbation })],
  ['areaMasks', 'AreaMaskOptions', (o) => areaMasks(o)],
  ['sparseMask', 'SparseMaskOptions', (o) => sparseMask(o)],
  ['createSimulator', 'SimulatorOptions', (o) => createSimulator(o)],
  ['run', 'SimulatorRunOptions', (o) => simulator.run(inputs, o)],
  ['step', 'SimulatorStepOptions', (o) => simulator.step(simulator.begin(1), zeros([1, 2]), o)],
  ['run: perturbation', 'SimulatorPerturbation', (perturbation) => simulator.run(inputs, { perturbation })],
  ['pulse', 'PulseOptions', (o) => pulse(o)],
];

const initializers: Row[] = [
  ['gaussian', 'GaussianOptions', (o) => init.gaussian(o)],
  ['uniformBetween', 'UniformBetweenOptions', (o) => init.uniformBetween(o)],
  ['kaimingUniform', 'KaimingOptions', (o) => init.kaimingUniform(o)],
  ['kaimingNormal', 'KaimingOptions', (o) => init.kaimingNormal(o)],
  ['gamma', 'GammaOptions', (o) => init.gamma(o)],
  ['lognormal', 'LognormalOptions', (o) => init.lognormal(o)],
  ['orthogonal', 'OrthogonalOptions', (o) => init.orthogonal(o)],
  ['balanced', 'BalancedOptions', (o) => init.balanced(1, o)],
  ['spectralRadius', 'SpectralRadiusOptions', (o) => init.spectralRadius(1, 1, o)],
];

const training: Row[] = [
  ['train', 'TrainOptions', (o) => train(o)],
  ['fit', 'FitOptions', (o) => begin(o)],
  ['fit: performance', 'PerformanceStop', (performance) => begin({ ...fitting, performance } as never)],
  ['fit: validation', 'ValidationStop', (validation) => begin({ ...fitting, validation } as never)],
  ['fit: save', 'Saving', (save) => begin({ ...fitting, save } as never)],
  ['curriculum', 'CurriculumOptions', (o) => curriculum(o)],
  ['curriculum: stages[0]', 'Stage', (o: object) => curriculum({ stages: [{ data, ...o }] })],
  ['Model', 'ModelOptions', (o) => new Model(network, o)],
  ['taskLoss', 'TaskLossOptions', (o) => taskLoss(network, o)],
  ['regularization', 'RegularizationOptions', (o) => regularization(o)],
  ['meanSquaredError', 'SquaredErrorOptions', (o) => meanSquaredError(z, z, null, o)],
  ['binaryCrossEntropy', 'BinaryCrossEntropyOptions', (o) => binaryCrossEntropy(z, z, null, o)],
  [
    'softmaxCrossEntropy',
    'SoftmaxCrossEntropyOptions',
    (o) => softmaxCrossEntropy(z, zeros([2, 1], 'i32'), null, o),
  ],
  ['vanishingGradient', 'VanishingGradientOptions', (o) => vanishingGradient(o)],
  ['sgd', 'SgdOptions', (o) => sgd(o)],
  ['rmsprop', 'RmspropOptions', (o) => rmsprop(o)],
  ['adam', 'AdamOptions', (o) => adam(o)],
  ['adamW', 'AdamWOptions', (o) => adamW(o)],
  ['exponentialDecay', 'ExponentialDecayOptions', (o) => exponentialDecay(o)],
  ['cosineDecay', 'DecayOptions', (o) => cosineDecay(o)],
  ['linearDecay', 'DecayOptions', (o) => linearDecay(o)],
  ['stepDecay', 'StepDecayOptions', (o) => stepDecay(o)],
];

const tasks: Row[] = [
  ['perceptualDiscrimination', 'PerceptualDiscriminationOptions', (o) => perceptualDiscrimination(o)],
  [
    'perceptualDiscrimination',
    'PerceptualDiscriminationConditions',
    (forced) => trialBatch(task, key(0), 1, forced),
  ],
  ['delayedDiscrimination', 'DelayedDiscriminationOptions', (o) => delayedDiscrimination(o)],
  [
    'delayedDiscrimination',
    'DelayedDiscriminationDurations',
    (durations) => delayedDiscrimination({ durations }),
  ],
  ['matchToCategory', 'MatchToCategoryOptions', (o) => matchToCategory(o)],
  ['perceptualDecisionMaking', 'PerceptualDecisionMakingOptions', (o) => perceptualDecisionMaking(o)],
  ['stepTask', 'StepTaskOptions', (o) => stepTask(o)],
  ['trialDataset', 'TrialDatasetOptions', (o) => trialDataset(task, o)],
  ['streamDataset', 'StreamOptions', (o) => streamDataset(task, o)],
  ['trialBatch', 'Padding', (padding) => trialBatch(task, key(0), 1, {}, padding)],
];

const files: Row[] = [
  ['decodeNpz', 'DecodeNpzOptions', (o) => decodeNpz(new Uint8Array(), o)],
  ['encodeCheckpoint', 'Checkpoint', (o) => encodeCheckpoint(o)],
  ['encodePsychrnn', 'PsychrnnWeights', (o) => encodePsychrnn(o)],
];

/** The error that a call throws, or that its promise is rejected with. */
async function errorOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return null;
}

/** A name that is nearer to the given one than to any other. */
const misspelled = (name: string): string => `${name}_`;

/** What is wrong with how a call refuses a misspelled option. */
async function faultOf(fn: string, name: string, call: (given: never) => unknown): Promise<string[]> {
  const error = await errorOf(() => call({ [misspelled(name)]: 1 } as never));
  if (!(error instanceof TypeError)) return [`${name}: ${String(error)}`];
  const want = `${fn}: expected known options, got '${misspelled(name)}' - did you mean '${name}'?`;
  return error.message === want ? [] : [`${name}: ${error.message}`];
}

const rows = [...networks, ...initializers, ...training, ...tasks, ...files];

describe('each option with one character too many is refused, with its name, by', () => {
  it.each(rows)('%s (%s)', async (fn, options, call) => {
    const names = membersOf(options);
    expect(names.length).toBeGreaterThan(0);
    expect((await Promise.all(names.map((name) => faultOf(fn, name, call)))).flat()).toEqual([]);
  });

  it('Model.train, which refuses what the model decides too', async () => {
    const model = new Model(network);
    const own = ['network', 'params', 'data', 'key', 'from', 'engine'];
    for (const name of [...membersOf('FitOptions'), 'log']) {
      if (own.includes(name)) {
        await expect(model.train(data, { updates: 1, [name]: key(1) } as never)).rejects.toThrow(
          `Model.train: expected no option '${name}', which the model decides, got one - leave it out`,
        );
      } else {
        expect(await faultOf('Model.train', name, (o) => model.train(data, o))).toEqual([]);
      }
    }
  });

  it('control: the checker sees a call that takes anything, another function and another name', async () => {
    expect(await faultOf('f', 'rate', () => 1)).toEqual(['rate: null']);
    expect(await faultOf('train', 'rate', sgd)).toHaveLength(1);
    expect(await faultOf('sgd', 'momentu', sgd)).toHaveLength(1);
    expect(await faultOf('sgd', 'momentum', sgd)).toEqual([]);
  });

  it('all functions: every interface of options of src/rnn and src/io has its row', () => {
    const found = ['rnn', 'io'].flatMap(optionsOf);
    // Parts of others, and names for others: those of gated and rate networks, and of `fit`.
    const parts = ['DynamicsOptions', 'GruOptions', 'PsychrnnOptions', 'ModelTrainOptions'];
    expect(found.filter((name) => !parts.includes(name) && !rows.some(([, each]) => each === name))).toEqual(
      [],
    );
    expect(found.length).toBeGreaterThan(30);
  });
});

describe('options that are no object are refused with the name of the function', () => {
  const strict = rows.filter(([fn, options]) => !fn.includes(':') && !options.endsWith('Durations'));
  it.each(strict)('%s (%s)', async (fn, _, call) => {
    for (const given of [null, 3]) {
      const error = await errorOf(() => call(given as never));
      expect(String(error)).toMatch(new RegExp(`^TypeError: ${fn}: expected `));
    }
  });
});

describe('other things that would pass unnoticed', () => {
  it.each<[string, () => unknown, string]>([
    [
      'a size that PsychRNN has no default for',
      () => psychrnnOptions({ ...sizes, dt: 10 } as never),
      'psychrnnOptions: expected tau, got none - PsychRNN has no default for it',
    ],
    [
      'an error by name',
      () => taskLoss(network, { error: 'mse' as never }),
      "taskLoss: expected error to be a function, got 'mse'",
    ],
    [
      'a time of another name beside a coefficient of 0',
      () => taskLoss(network, { vanishingGradientAt: 'prevous' as never }),
      "taskLoss: expected vanishingGradientAt to be 'previous' or 'same', got 'prevous' - did you mean 'previous'?",
    ],
    [
      'an engine of another name',
      () => new Model(network, { engine: 'wasm' as never }),
      "Model: expected engine to be 'compiled' or 'interpreted', got 'wasm'",
    ],
    [
      'a file and a network that disagree',
      () => Model.load(new Model(network).save(), { network, activation: 'tanh' } as never),
      "Model.load: expected a network or options that replace those of the file, got both: 'activation'",
    ],
    [
      'an option of no network beside a file',
      () => Model.load(new Model(network).save(), { activaton: 'tanh' } as never),
      "createRateNetwork: expected known options, got 'activaton' - did you mean 'activation'?",
    ],
    [
      'an error that has no options',
      () => rootMeanSquaredError(z, z, zeros([1])),
      'rootMeanSquaredError: expected mask of shape [2, 1] or [2, 1, 2], got [1]',
    ],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(message);
  });

  it('updates beside trials, or a log that is none', async () => {
    const model = new Model(network);
    await expect(model.train(data, { updates: 1, trials: 1 })).rejects.toThrow(
      'Model.train: expected updates or trials, got both - give one of them',
    );
    await expect(model.train(data, { updates: 1, log: true as never })).rejects.toThrow(
      'Model.train: expected log to be a function, got true',
    );
  });
});
