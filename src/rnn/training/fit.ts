/** Training with everything around it: logging, measures, curricula, validation, saving, stopping. @module */

import type { Value } from '../../autograd/tape.ts';
import type { Tensors } from '../../autograd/tree.ts';
import type { Engine } from '../../compile/compile.ts';
import { foldIn } from '../../tensor/random.ts';
import { item, type Tensor } from '../../tensor/tensor.ts';
import type { Readings } from '../networks/network.ts';
import { adam } from '../optimizers/index.ts';
import type { CurriculumState } from './curriculum.ts';
import { type Recorded, tensorsOf, testNumber } from './data.ts';
import { evaluator } from './evaluate.ts';
import { type Best, type FitLog, type FitOptions, type FitState, readFitOptions } from './fit-options.ts';
import { train } from './train.ts';

/** Why training ended. */
export type StoppedBy = 'updates' | 'performance' | 'curriculum' | 'validation' | 'signal';

/** What `finish` returns. */
export interface FitResult<P> {
  readonly params: P;
  readonly losses: FitState<P>['losses'];
  readonly stoppedBy: StoppedBy;
  readonly update: number;
  /** Time of training in seconds, recording and compiling the step included. */
  readonly seconds: number;
  /** Time until the first update was done: recording and compiling, in the main. */
  readonly secondsToFirst: number;
  readonly best: Best<P> | null;
}

/** A run under way: iterate to advance it from one entry of the log to the next, or `finish` it. */
export interface Fit<P> extends AsyncIterable<FitLog> {
  readonly params: P;
  readonly engine: Engine;
  /** Null while the run can go on. */
  readonly stoppedBy: StoppedBy | null;
  /** What `from` takes. */
  state(): FitState<P>;
  finish(): Promise<FitResult<P>>;
}

/** Numbers that keys are derived with besides those of updates, 0, 1, ... */
const INITIAL_KEY = -1;
const TEST_KEY = -2;

const untouched: CurriculumState = { stage: 0, streak: 0, values: [] };

/**
 * Trains a network: draws batches by number, logs the loss, measures performance on fresh batches, advances a
 * curriculum, stops for performance, validation or lack of stages, and saves as it goes. Noise, data and tests follow
 * from `key` and the number of the update, so that a run from a saved state equals one that was never interrupted.
 * @throws TypeError, RangeError or ShapeError for options that do not fit; RangeError, while iterating, when the loss
 * is not finite
 * @example
 * const { params, losses } = await fit({ network, loss: valueLoss(network), data, trials: 50_000, key: key(1) }).finish();
 */
export function fit<P, B, Y extends Readings>(options: FitOptions<P, B, Y>): Fit<Tensors<P>> {
  const { updates, batchSize, logEvery, saveEvery, curriculum, sources, measure } = readFitOptions(options);
  const { network, loss, key, performance: goal, validation, save, from } = options;
  let course = from?.curriculum ?? curriculum?.begin ?? untouched;
  let performance = from?.performance ?? null;
  let best: Best<Tensors<P>> | null = from?.best ?? null;
  let checksSinceBest = from?.checksSinceBest ?? 0;
  const losses: [number, number][] = (from?.losses ?? []).map(([update, value]) => [update, value]);
  let stoppedBy: StoppedBy | null = null;
  let update = from?.train.step ?? 0;
  let savedAt = -1;
  const seconds = { all: 0, first: 0 };

  const source = (): (typeof sources)[number] => sources[Math.min(course.stage, sources.length - 1)];
  const training = train<Tensors<P>, B>({
    params: from?.train.params ?? options.params ?? network.initialize(foldIn(key, INITIAL_KEY)),
    loss: loss as never,
    optimizer: options.optimizer ?? adam(),
    batch: (step) => source().batch(step),
    steps: updates,
    key,
    network,
    ...(from ? { from: from.train } : {}),
    ...(options.clip ? { clip: options.clip } : {}),
    ...(options.fixed ? { fixed: options.fixed } : {}),
    ...(options.engine ? { engine: options.engine } : {}),
    ...(options.fma === undefined ? {} : { fma: options.fma }),
    ...(options.signal ? { signal: options.signal } : {}),
  });
  const { engine } = training;
  const run = evaluator(
    (params: P, inputs: Value, noise: Value): Y => network.run(params, inputs, noise),
    engine,
  );
  const lossOf = evaluator(
    (params: P, batch: B, noise: Value) => loss(params, batch as Recorded<B>, noise),
    engine,
  );

  const state = (): FitState<Tensors<P>> => ({
    train: training.state(),
    curriculum: course,
    performance,
    best,
    checksSinceBest,
    losses: losses.map(([at, value]) => [at, value] as const),
  });

  /** Measures performance on a batch that no update trains on. */
  const test = (): number => {
    const batch = source().batch(testNumber(update));
    const noise = foldIn(foldIn(key, TEST_KEY), update);
    const readings = run(training.params as P, (batch as { inputs: Tensor }).inputs, noise);
    return measure({ batch, readings: readings as Tensors<Y>, update, stage: course.stage });
  };

  const checkPerformance = (): void => {
    const staged = curriculum !== null && update % curriculum.every === 0;
    const wanted = goal !== undefined && update % (goal.every ?? logEvery) === 0;
    if (!staged && !wanted) return;
    performance = test();
    if (staged) course = curriculum.check(course, performance);
    if (curriculum?.done(course)) stoppedBy = 'curriculum';
    else if (wanted && performance >= goal.cutoff) stoppedBy = 'performance';
  };

  const checkValidation = (): void => {
    if (validation === undefined || update % (validation.every ?? logEvery) !== 0) return;
    const { batch, patience = 10, minDelta = 0, target = -Infinity } = validation;
    const { params } = training;
    const value = item(lossOf(params as P, tensorsOf(batch), foldIn(key, TEST_KEY)) as Tensor);
    const better = best === null || value < best.loss - minDelta;
    if (better) best = { loss: value, update, params };
    checksSinceBest = better ? 0 : checksSinceBest + 1;
    if (value <= target || checksSinceBest >= patience) stoppedBy ??= 'validation';
  };

  const write = async (): Promise<void> => {
    if (save === undefined || savedAt === update) return;
    await save.write(state());
    savedAt = update;
  };

  async function* advance(): AsyncGenerator<FitLog> {
    let resumed = now();
    const clock = (): number => (now() - resumed) / 1000;
    if (stoppedBy !== null) return;
    for await (const { step, loss: value } of training) {
      update = step;
      if (seconds.first === 0) seconds.first = clock();
      if (update % logEvery === 0) losses.push([update, value]);
      checkPerformance();
      checkValidation();
      if (update % saveEvery === 0) await write();
      if (update % logEvery === 0 || stoppedBy !== null) {
        seconds.all += clock();
        yield { update, trials: update * batchSize, loss: value, stage: course.stage, performance };
        resumed = now();
      }
      if (stoppedBy !== null) break;
    }
    stoppedBy ??= options.signal?.aborted ? 'signal' : 'updates';
    await write();
    seconds.all += clock();
  }

  return {
    engine,
    get params() {
      return training.params;
    },
    get stoppedBy() {
      return stoppedBy;
    },
    state,
    [Symbol.asyncIterator]: advance,
    async finish() {
      for await (const _ of advance());
      return {
        params: training.params,
        losses: state().losses,
        stoppedBy: stoppedBy as StoppedBy,
        update,
        seconds: seconds.all,
        secondsToFirst: seconds.first,
        best,
      };
    },
  };
}

const now = (): number => globalThis.performance.now();
