/** The options of a whole training run, read and checked. @module */

import type { Value } from '../../autograd/tape.ts';
import type { Tensors, Tree } from '../../autograd/tree.ts';
import type { Engine } from '../../compile/compile.ts';
import { checkInteger, checkNumber, checkOptions, checkRecord, show } from '../../tensor/options.ts';
import type { Key } from '../../tensor/random.ts';
import type { FixedMasks } from '../constraints/fixed.ts';
import type { Network, Readings } from '../networks/network.ts';
import type { Optimizer } from '../optimizers/index.ts';
import type { Curriculum, CurriculumState } from './curriculum.ts';
import type { DataSource, Recorded } from './data.ts';
import type { TrainState } from './train.ts';

/** What a measure of performance is given: a fresh batch, and what the network makes of it. */
export interface Test<B, Y> {
  readonly batch: B;
  readonly readings: Tensors<Y>;
  /** Updates so far. */
  readonly update: number;
  /** Stage of the curriculum, from 0. */
  readonly stage: number;
}

/** A number that is larger the better the network does. */
export type Measure<B, Y> = (test: Test<B, Y>) => number;

/** When training ends for performance. */
export interface PerformanceStop {
  /** Training ends when the measure reaches this. */
  readonly cutoff: number;
  /** Updates between checks; `logEvery` by default. */
  readonly every?: number;
}

/** When training ends for lack of progress on a batch that is not trained on. */
export interface ValidationStop<B> {
  readonly batch: B;
  /** Updates between checks; `logEvery` by default. */
  readonly every?: number;
  /** Checks without a new best loss after which training ends; 10 by default. */
  readonly patience?: number;
  /** How much lower than the best a loss has to be to be a new best; 0 by default. */
  readonly minDelta?: number;
  /** Training ends when the loss is at most this; by default never. */
  readonly target?: number;
}

/** The best parameters so far by their loss on the validation batch. */
export interface Best<P> {
  readonly loss: number;
  readonly update: number;
  readonly params: P;
}

/** All that is needed to go on: plain data, to be kept in a file. */
export interface FitState<P> {
  readonly train: TrainState<P>;
  readonly curriculum: CurriculumState;
  /** The measure after the last check; null before the first. */
  readonly performance: number | null;
  readonly best: Best<P> | null;
  /** Checks of the validation loss since the best. */
  readonly checksSinceBest: number;
  /** [update, loss] at every `logEvery` updates. */
  readonly losses: readonly (readonly [number, number])[];
}

/** Saving while training. */
export interface Saving<P> {
  /** Updates between saves, 100 by default. */
  readonly every?: number;
  /** Called after every `every` updates, and at the end; training goes on when it has resolved. */
  readonly write: (state: FitState<P>) => void | Promise<void>;
}

/** Options of `fit`. `P` and `Y` are the parameters and readings of the network, `B` a batch. */
export interface FitOptions<P, B, Y extends Readings> {
  readonly network: Network<P, unknown, Y>;
  /** Where training starts; `network.initialize(foldIn(key, -1))` by default. */
  readonly params?: Tensors<P>;
  /** The loss of the tensors of a batch, a scalar. */
  readonly loss: (params: P, batch: Recorded<NoInfer<B>>, key: Value) => Value;
  /** What to train on: a source of batches, or a curriculum of them. */
  readonly data: DataSource<B> | Curriculum<B>;
  /** Number of updates. Give this or `trials`. */
  readonly updates?: number;
  /** Number of trials: training makes ceil(trials / batchSize) updates. */
  readonly trials?: number;
  /** Root of initial parameters and of all noise. */
  readonly key: Key;
  /** `adam()` by default. */
  readonly optimizer?: Optimizer;
  /** Changes the gradients before the update, e.g. `(g) => clipByNorm(g, 1)`; nothing by default. */
  readonly clip?: (gradients: Tree) => Tree;
  /** What does not learn, by parameter, besides what the network fixes. */
  readonly fixed?: FixedMasks;
  /** Updates between entries of the log, 10 by default. */
  readonly logEvery?: number;
  /** Number that curriculum and performance go by; the accuracy of the data by default. */
  readonly measure?: Measure<B, Y>;
  readonly performance?: PerformanceStop;
  readonly validation?: ValidationStop<B>;
  readonly save?: Saving<Tensors<P>>;
  /** Where an earlier run stopped: goes on from there, to the bit. */
  readonly from?: FitState<Tensors<P>>;
  readonly engine?: Engine;
  readonly fma?: boolean;
  /** Ends training before the next update once it is aborted. */
  readonly signal?: AbortSignal;
}

/** One entry of the log. */
export interface FitLog {
  readonly update: number;
  /** Trials so far. */
  readonly trials: number;
  /** Loss of the last update's batch, before the update. */
  readonly loss: number;
  /** Stage of the curriculum, from 0. */
  readonly stage: number;
  /** The measure after the last check; null before the first. */
  readonly performance: number | null;
}

const FN = 'fit';

/** Names of the options of `fit`. */
export const FIT_OPTION_NAMES: readonly string[] = [
  ...['network', 'params', 'loss', 'data', 'updates', 'trials', 'key', 'optimizer', 'clip', 'fixed'],
  ...['logEvery', 'measure', 'performance', 'validation', 'save', 'from', 'engine', 'fma', 'signal'],
];

/** What the options come to. */
export interface FitPlan<B, Y> {
  readonly updates: number;
  readonly batchSize: number;
  readonly logEvery: number;
  readonly saveEvery: number;
  /** Null for a single source of data. */
  readonly curriculum: Curriculum<B> | null;
  readonly sources: readonly DataSource<B>[];
  readonly measure: Measure<B, Y>;
}

function readUpdates(updates: number | undefined, trials: number | undefined, batchSize: number): number {
  if ((updates === undefined) === (trials === undefined)) {
    const got = updates === undefined ? 'neither' : 'both';
    throw new TypeError(`${FN}: expected updates or trials, got ${got} - give one of them`);
  }
  if (updates !== undefined) checkInteger(FN, 'updates', updates, 0, 2 ** 30);
  if (trials !== undefined) checkInteger(FN, 'trials', trials, 0);
  return updates ?? Math.ceil((trials as number) / batchSize);
}

function checkSource(name: string, source: unknown): void {
  checkRecord(FN, name, source);
  const { batch, batchSize } = source as Partial<DataSource<unknown>>;
  if (typeof batch !== 'function')
    throw new TypeError(`${FN}: expected ${name}.batch to be a function, got ${show(batch)}`);
  checkInteger(FN, `${name}.batchSize`, batchSize, 1);
}

function checkStops({
  performance,
  validation,
  save,
}: Pick<FitOptions<unknown, unknown, Readings>, 'performance' | 'validation' | 'save'>): void {
  if (performance !== undefined) {
    checkOptions(`${FN}: performance`, performance, ['cutoff', 'every']);
    checkNumber(FN, 'performance.cutoff', performance.cutoff, -Number.MAX_VALUE);
    checkInteger(FN, 'performance.every', performance.every ?? 1, 1);
  }
  if (validation !== undefined) {
    checkOptions(`${FN}: validation`, validation, ['batch', 'every', 'patience', 'minDelta', 'target']);
    checkInteger(FN, 'validation.every', validation.every ?? 1, 1);
    checkInteger(FN, 'validation.patience', validation.patience ?? 1, 1);
    checkNumber(FN, 'validation.minDelta', validation.minDelta ?? 0, 0);
    checkNumber(FN, 'validation.target', validation.target ?? 0, -Number.MAX_VALUE);
  }
  if (save !== undefined) {
    checkOptions(`${FN}: save`, save, ['every', 'write']);
    checkInteger(FN, 'save.every', save.every ?? 1, 1);
    if (typeof save.write !== 'function') {
      throw new TypeError(`${FN}: expected save.write to be a function, got ${show(save.write)}`);
    }
  }
}

/** The accuracy that the source of a batch defines. */
function accuracyOf<B, Y extends Readings>(sources: readonly DataSource<B>[]): Measure<B, Y> {
  return ({ batch, readings, stage }) => {
    const { accuracy } = sources[Math.min(stage, sources.length - 1)];
    if (accuracy) return accuracy(batch, (readings as Tensors<Readings>).z);
    throw new TypeError(`${FN}: expected data with an accuracy, got none - give the option measure`);
  };
}

/** Reads and checks the options of `fit`. */
export function readFitOptions<P, B, Y extends Readings>(options: FitOptions<P, B, Y>): FitPlan<B, Y> {
  checkRecord(FN, 'options', options);
  checkOptions(FN, options, FIT_OPTION_NAMES);
  const { data, updates, trials, logEvery = 10, measure } = options;
  checkRecord(FN, 'data', data);
  const staged = 'stages' in data ? data : null;
  const sources = staged ? staged.stages.map((stage) => stage.data) : [data as DataSource<B>];
  sources.forEach((source, i) => {
    checkSource(staged ? `data.stages[${i}].data` : 'data', source);
  });
  const [{ batchSize }] = sources;
  checkInteger(FN, 'logEvery', logEvery, 1);
  checkStops(options as never);
  return {
    updates: readUpdates(updates, trials, batchSize),
    batchSize,
    logEvery,
    saveEvery: options.save?.every ?? 100,
    curriculum: staged,
    sources,
    measure: measure ?? accuracyOf(sources),
  };
}
