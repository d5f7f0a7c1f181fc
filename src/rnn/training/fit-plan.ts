/** The options of a whole training run, read and checked. @module */

import type { Tensors } from '../../autograd/tree.ts';
import { checkFlag, checkInteger, checkNumber, checkOptions, checkRecord } from '../../tensor/options.ts';
import { checkKey } from '../../tensor/random.ts';
import { checkParams } from '../networks/check-params.ts';
import type { Readings } from '../networks/network.ts';
import { adam, type Optimizer } from '../optimizers/index.ts';
import { checkFunction, checkNetwork, checkTraining } from './checks.ts';
import type { Curriculum } from './curriculum.ts';
import { type DataSource, sourceAt } from './data.ts';
import type { FitOptions, FitState, Measure } from './fit-options.ts';

const FN = 'fit';

/** Names of the options of `fit`. */
export const FIT_OPTION_NAMES: readonly string[] = [
  ...['network', 'params', 'loss', 'data', 'updates', 'trials', 'key', 'optimizer', 'clip', 'fixed'],
  ...['logEvery', 'measure', 'performance', 'validation', 'save', 'from', 'engine', 'fma', 'signal'],
  'testNoise',
];

/** What the options come to. */
export interface FitPlan<B, Y> {
  readonly updates: number;
  readonly optimizer: Optimizer;
  readonly logEvery: number;
  readonly saveEvery: number;
  /** Null for a single source of data. */
  readonly curriculum: Curriculum<B> | null;
  readonly sources: readonly DataSource<B>[];
  readonly measure: Measure<B, Y>;
}

/** Number of updates in all; `before` is the state of those that were made. */
function readUpdates(
  { updates, trials }: { readonly updates?: number; readonly trials?: number },
  batchSize: number,
  before: FitState<unknown> | undefined,
): number {
  if ((updates === undefined) === (trials === undefined)) {
    const got = updates === undefined ? 'neither' : 'both';
    throw new TypeError(`${FN}: expected updates or trials, got ${got} - give one of them`);
  }
  if (updates !== undefined) checkInteger(FN, 'updates', updates, 0, 2 ** 30);
  if (trials !== undefined) checkInteger(FN, 'trials', trials, 0);
  const left = Math.max((trials ?? 0) - (before?.trials ?? 0), 0);
  return updates ?? (before?.train.step ?? 0) + Math.ceil(left / batchSize);
}

function checkSource(name: string, source: unknown): void {
  checkRecord(FN, name, source);
  const { batch, batchSize } = source as Partial<DataSource<unknown>>;
  checkFunction(FN, `${name}.batch`, batch);
  checkInteger(FN, `${name}.batchSize`, batchSize, 1);
}

function checkStops({
  performance,
  validation,
  save,
}: Pick<FitOptions<unknown, unknown, Readings>, 'performance' | 'validation' | 'save'>): void {
  if (performance !== undefined) {
    checkRecord(FN, 'performance', performance);
    checkOptions(`${FN}: performance`, performance, ['cutoff', 'every']);
    checkNumber(FN, 'performance.cutoff', performance.cutoff, -Number.MAX_VALUE);
    checkInteger(FN, 'performance.every', performance.every ?? 1, 1);
  }
  if (validation !== undefined) {
    checkRecord(FN, 'validation', validation);
    checkOptions(`${FN}: validation`, validation, ['batch', 'every', 'patience', 'minDelta', 'target']);
    checkRecord(FN, 'validation.batch', validation.batch);
    checkInteger(FN, 'validation.every', validation.every ?? 1, 1);
    checkInteger(FN, 'validation.patience', validation.patience ?? 1, 1);
    checkNumber(FN, 'validation.minDelta', validation.minDelta ?? 0, 0);
    checkNumber(FN, 'validation.target', validation.target ?? 0, -Number.MAX_VALUE);
  }
  if (save !== undefined) {
    checkRecord(FN, 'save', save);
    checkOptions(`${FN}: save`, save, ['every', 'write']);
    checkInteger(FN, 'save.every', save.every ?? 1, 1);
    checkFunction(FN, 'save.write', save.write);
  }
}

/** The accuracy that the source of a batch defines. */
function accuracyOf<B, Y extends Readings>(sources: readonly DataSource<B>[]): Measure<B, Y> {
  return ({ batch, readings, stage }) => {
    const { accuracy } = sourceAt(sources, stage);
    if (accuracy) return accuracy(batch, (readings as Tensors<Readings>).z);
    throw new TypeError(`${FN}: expected data with an accuracy, got none - give the option measure`);
  };
}

/** Checks the network, the parameters that are given for it, and the state to go on from. */
function checkStart({ network, params, key, from }: FitOptions<never, never, Readings>): void {
  checkNetwork(FN, network);
  checkKey(FN, key);
  if (params !== undefined) checkParams(FN, network, params);
  if (from === undefined) return;
  checkRecord(FN, 'from', from);
  checkRecord(FN, 'from.train', from.train);
  checkInteger(FN, 'from.trials', from.trials, 0);
  checkParams(`${FN}: from`, network, from.train.params);
}

/**
 * Reads and checks the options of `fit`.
 * @throws TypeError, RangeError or ShapeError naming the option
 */
export function readFitOptions<P, B, Y extends Readings>(options: FitOptions<P, B, Y>): FitPlan<B, Y> {
  checkRecord(FN, 'options', options);
  checkOptions(FN, options, FIT_OPTION_NAMES);
  const { data, logEvery = 10, measure, optimizer = adam(), testNoise = true } = options;
  checkRecord(FN, 'data', data);
  const staged = 'stages' in data ? data : null;
  const sources = staged ? staged.stages.map((stage) => stage.data) : [data as DataSource<B>];
  sources.forEach((source, i) => {
    checkSource(staged ? `data.stages[${i}].data` : 'data', source);
  });
  checkInteger(FN, 'logEvery', logEvery, 1);
  checkFlag(FN, 'testNoise', testNoise);
  if (measure !== undefined) checkFunction(FN, 'measure', measure);
  checkTraining(FN, { ...options, optimizer });
  checkStops(options as never);
  checkStart(options as never);
  return {
    updates: readUpdates(options, sources[0].batchSize, options.from),
    optimizer,
    logEvery,
    saveEvery: options.save?.every ?? 100,
    curriculum: staged,
    sources,
    measure: measure ?? accuracyOf(sources),
  };
}
