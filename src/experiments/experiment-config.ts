/** The configuration of an experiment: plain JSON that says everything about a run, so that a file or a link repeats it. @module */

import { type ActivationName, activations } from '../rnn/activations.ts';
import { type Leak, leaks } from '../rnn/networks/dynamics.ts';
import {
  checkFlag,
  checkInteger,
  checkName,
  checkNumber,
  checkOptions,
  checkPositive,
  checkRecord,
  show,
} from '../tensor/options.ts';

/** What is drawn into the recurrent matrix: rows [from, to) and columns [from, to) that are absent or do not learn. */
export interface WeightBlock {
  readonly post: readonly [from: number, to: number];
  readonly pre: readonly [from: number, to: number];
  readonly rule: 'absent' | 'fixed';
}

/** Where weights start: as in the PyTorch original of Song et al. (2016), as in PsychRNN, or orthogonal. */
export type StartName = 'song2016' | 'psychrnn' | 'orthogonal';

/** The network of an experiment; sizes of inputs and outputs, and dt, are those of the task. Times are in ms. */
export interface NetworkConfig {
  readonly nRec: number;
  readonly tau: number;
  readonly leak: Leak;
  readonly activation: ActivationName;
  /** Standard deviation of the recurrent noise. */
  readonly sigmaRec: number;
  /** Fraction of excitatory units; null for units without a sign. */
  readonly daleRatio: number | null;
  /** Whether units may connect to themselves. */
  readonly autapses: boolean;
  readonly readout: 'all' | 'excitatory';
  /** Signs of the weights from inputs and to outputs. */
  readonly signs: 'free' | 'positive';
  readonly inputBias: boolean;
  readonly initialState: 'zero' | 'parameter';
  readonly start: StartName;
  /** Spectral radius of the effective recurrent matrix at the start; null for that of the draw. */
  readonly radius: number | null;
  /** Share of the recurrent connections that exist. */
  readonly density: number;
  readonly blocks: readonly WeightBlock[];
}

/** How an experiment trains: Adam with batches of fresh trials. */
export interface TrainingConfig {
  readonly steps: number;
  /** Trials, or columns of the stream, per update. */
  readonly batchSize: number;
  /** Steps of a window of the continuous stream; null for whole trials. */
  readonly seqLen: number | null;
  readonly learningRate: number;
  /** Whether steps count as the mask of the task says; without it all of them count alike. */
  readonly masked: boolean;
  /** Largest norm of the gradient of each parameter; null for no limit. */
  readonly clipNorm: number | null;
  /** Coefficient of the mean square of the rates in the loss. */
  readonly l2Rate: number;
  /** Training ends when the performance of a test reaches this; null for never. */
  readonly stopAt: number | null;
}

/** An experiment from its task to its test. */
export interface ExperimentConfig {
  /** Name of the preset that it comes from, or one's own. */
  readonly name: string;
  /** Name of the task in the catalogue. */
  readonly task: string;
  /** Options of the task in training. */
  readonly taskOptions: Readonly<Record<string, unknown>>;
  readonly network: NetworkConfig;
  readonly training: TrainingConfig;
  readonly test: {
    /** Number of trials. */
    readonly trials: number;
    /** Options of the task that differ from those of training. */
    readonly taskOptions: Readonly<Record<string, unknown>>;
  };
  /** Seed of weights, data, noise and test. */
  readonly seed: number;
}

/** A configuration of which parts may be left out. */
export type PartialConfig = {
  readonly [K in keyof ExperimentConfig]?: ExperimentConfig[K] extends string | number
    ? ExperimentConfig[K]
    : Partial<ExperimentConfig[K]>;
};

const FN = 'experiment';

/** What is not given: a network of 50 units without signs, Adam with 0.001, batches of 64 whole trials. */
const DEFAULTS: Omit<ExperimentConfig, 'task'> = {
  name: 'custom',
  taskOptions: {},
  network: {
    nRec: 50,
    tau: 100,
    leak: 'current',
    activation: 'relu',
    sigmaRec: 0,
    daleRatio: null,
    autapses: true,
    readout: 'all',
    signs: 'free',
    inputBias: false,
    initialState: 'zero',
    start: 'song2016',
    radius: null,
    density: 1,
    blocks: [],
  },
  training: {
    steps: 1000,
    batchSize: 64,
    seqLen: null,
    masked: true,
    learningRate: 1e-3,
    clipNorm: null,
    l2Rate: 0,
    stopAt: null,
  },
  test: { trials: 500, taskOptions: {} },
  seed: 1,
};

/** The names of the starts. */
export const STARTS: readonly StartName[] = ['song2016', 'psychrnn', 'orthogonal'];

function checkBlock(block: WeightBlock, i: number, nRec: number): void {
  const name = `network.blocks[${i}]`;
  checkRecord(FN, name, block);
  checkOptions(`${FN}: ${name}`, block, ['post', 'pre', 'rule']);
  checkName(FN, `${name}.rule`, block.rule, ['absent', 'fixed']);
  for (const side of ['post', 'pre'] as const) {
    const range = block[side];
    if (!Array.isArray(range) || range.length !== 2) {
      throw new TypeError(`${FN}: expected ${name}.${side} to be [from, to], got ${show(range)}`);
    }
    checkInteger(FN, `${name}.${side}[0]`, range[0], 0, nRec - 1);
    checkInteger(FN, `${name}.${side}[1]`, range[1], range[0] + 1, nRec);
  }
}

function checkNetwork(network: NetworkConfig): void {
  const { nRec, tau, daleRatio, readout, blocks, radius } = network;
  checkInteger(FN, 'network.nRec', nRec, 1, 4096);
  checkPositive(FN, 'network.tau', tau);
  checkName(FN, 'network.leak', network.leak, leaks);
  checkName(FN, 'network.activation', network.activation, Object.keys(activations));
  checkNumber(FN, 'network.sigmaRec', network.sigmaRec, 0);
  if (daleRatio !== null) checkNumber(FN, 'network.daleRatio', daleRatio, 0, 1);
  checkFlag(FN, 'network.autapses', network.autapses);
  checkName(FN, 'network.readout', readout, ['all', 'excitatory']);
  if (readout === 'excitatory' && daleRatio === null) {
    throw new RangeError(
      `${FN}: expected network.readout 'all' without a daleRatio, got 'excitatory' - no unit is excitatory`,
    );
  }
  checkName(FN, 'network.signs', network.signs, ['free', 'positive']);
  checkFlag(FN, 'network.inputBias', network.inputBias);
  checkName(FN, 'network.initialState', network.initialState, ['zero', 'parameter']);
  checkName(FN, 'network.start', network.start, STARTS);
  if (radius !== null) checkPositive(FN, 'network.radius', radius);
  checkNumber(FN, 'network.density', network.density, 0, 1);
  if (!Array.isArray(blocks))
    throw new TypeError(`${FN}: expected network.blocks to be a list, got ${show(blocks)}`);
  blocks.forEach((block, i) => {
    checkBlock(block, i, nRec);
  });
}

function checkTraining(training: TrainingConfig): void {
  const { seqLen, clipNorm, stopAt } = training;
  checkInteger(FN, 'training.steps', training.steps, 1, 10_000_000);
  checkInteger(FN, 'training.batchSize', training.batchSize, 1, 4096);
  if (seqLen !== null) checkInteger(FN, 'training.seqLen', seqLen, 2, 100_000);
  checkFlag(FN, 'training.masked', training.masked);
  checkPositive(FN, 'training.learningRate', training.learningRate);
  if (clipNorm !== null) checkPositive(FN, 'training.clipNorm', clipNorm);
  checkNumber(FN, 'training.l2Rate', training.l2Rate, 0);
  if (stopAt !== null) checkNumber(FN, 'training.stopAt', stopAt, 0, 1);
}

/** One part of a configuration, with what is not given. */
function complete<T extends object>(name: string, given: Partial<T> | undefined, defaults: T): T {
  checkRecord(FN, name, given ?? {});
  checkOptions(`${FN}: ${name}`, given ?? {}, Object.keys(defaults));
  const set = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
  return { ...defaults, ...(Object.fromEntries(set) as Partial<T>) };
}

/**
 * Completes a configuration and checks all of it but the options of its task, which the task itself checks.
 * @throws TypeError for unknown names and values of another kind, RangeError for values out of range
 * @example readExperiment({ task: 'goNogo', network: { nRec: 64, daleRatio: 0.8 }, seed: 3 })
 */
export function readExperiment(given: PartialConfig): ExperimentConfig {
  checkRecord(FN, 'configuration', given);
  checkOptions(FN, given, ['task', ...Object.keys(DEFAULTS)]);
  const { name = DEFAULTS.name, task, seed = DEFAULTS.seed, taskOptions = {} } = given;
  for (const [what, text] of Object.entries({ name, task })) {
    if (typeof text !== 'string')
      throw new TypeError(`${FN}: expected ${what} to be a name, got ${show(text)}`);
  }
  checkRecord(FN, 'taskOptions', taskOptions);
  checkInteger(FN, 'seed', seed, 0);
  const network = complete('network', given.network, DEFAULTS.network);
  const training = complete('training', given.training, DEFAULTS.training);
  const test = complete('test', given.test, DEFAULTS.test);
  checkNetwork(network);
  checkTraining(training);
  checkInteger(FN, 'test.trials', test.trials, 1, 100_000);
  checkRecord(FN, 'test.taskOptions', test.taskOptions);
  return { name, task: task as string, taskOptions, network, training, test, seed };
}

/** What may differ without making another experiment of it: seed, length and batches of the training, and the test. */
const SAME: readonly string[] = ['seed', 'training.steps', 'training.batchSize', 'training.stopAt'];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Values by path, such as `network.tau`, lists and other values as JSON. */
function paths(value: unknown, path: string = ''): readonly (readonly [string, string])[] {
  if (!isRecord(value)) return [[path, JSON.stringify(value)]];
  return Object.entries(value).flatMap(([name, each]) => paths(each, path === '' ? name : `${path}.${name}`));
}

/** The paths at which two configurations differ, in the order of the second. */
export function differences(a: ExperimentConfig, b: ExperimentConfig): readonly string[] {
  const before = new Map(paths(a));
  const after = new Map(paths(b));
  const all = [...after.keys(), ...[...before.keys()].filter((path) => !after.has(path))];
  return all.filter((path) => before.get(path) !== after.get(path));
}

function merged(base: unknown, change: unknown): unknown {
  if (!isRecord(base) || !isRecord(change)) return change;
  const entries = Object.entries(change).map(([name, value]) => [name, merged(base[name], value)] as const);
  return { ...base, ...Object.fromEntries(entries) };
}

/**
 * Changes parts of a configuration, those of its records name by name. It keeps its name if only seed, steps, batch
 * size or the performance to stop at differ, and is `'custom'` otherwise.
 * @throws as `readExperiment`
 * @example changedExperiment(experimentPresets.song2016, { network: { daleRatio: null, readout: 'all' }, seed: 2 })
 */
export function changedExperiment(config: ExperimentConfig, change: PartialConfig): ExperimentConfig {
  const changed = readExperiment(merged(config, change) as PartialConfig);
  const same = differences(config, changed).every((path) => path === 'name' || SAME.includes(path));
  return same || change.name !== undefined ? changed : { ...changed, name: DEFAULTS.name };
}
