/** The options of a whole training run, its state, and its log. @module */

import type { Value } from '../../autograd/tape.ts';
import type { Tensors, Tree } from '../../autograd/tree.ts';
import type { Engine } from '../../compile/compile.ts';
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

/** A number that is larger the better the network does; NaN, of which no goal is reached, where it says nothing. */
export type Measure<B, Y> = (test: Test<B, Y>) => number;

/** Why training ended. */
export type StoppedBy = 'updates' | 'performance' | 'curriculum' | 'validation' | 'signal';

/** When training ends for performance. */
export interface PerformanceStop {
  /** Training ends when the measure reaches this; the measure is taken with noise unless `testNoise` is false. */
  readonly cutoff: number;
  /** Updates between checks; `logEvery` by default. */
  readonly every?: number;
}

/** When training ends for lack of progress on a batch that is not trained on; its loss has the noise of one key. */
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
  /** Trials so far. */
  readonly trials: number;
  readonly curriculum: CurriculumState;
  /** The measure after the last check; null before the first. */
  readonly performance: number | null;
  readonly best: Best<P> | null;
  /** Checks of the validation loss since the best. */
  readonly checksSinceBest: number;
  /** [update, loss] at every `logEvery` updates. */
  readonly losses: readonly (readonly [number, number])[];
  /** Null while the run can go on. */
  readonly stoppedBy: StoppedBy | null;
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
  /** Number of updates, counting those before `from`. Give this or `trials`. */
  readonly updates?: number;
  /** Number of trials, counting those before `from`: training makes ceil(trials / batchSize) updates. */
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
  /** Whether what is measured has the noise of the network; true by default. The loss always has. */
  readonly testNoise?: boolean;
  readonly performance?: PerformanceStop;
  readonly validation?: ValidationStop<B>;
  readonly save?: Saving<Tensors<P>>;
  /**
   * Where an earlier run stopped: goes on from there, to the bit. A run that had ended for performance, validation or
   * its curriculum has ended still, unless it is given a higher cutoff, more stages, or a state whose `stoppedBy` is null.
   */
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
