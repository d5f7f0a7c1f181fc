/** Training with everything around it: logging, measures, curricula, validation, saving, stopping. @module */

import type { Tensors } from '../../autograd/tree.ts';
import type { Engine } from '../../compile/compile.ts';
import { foldIn } from '../../tensor/random.ts';
import type { Readings } from '../networks/network.ts';
import { sourceAt } from './data.ts';
import { type Progress, performanceCheck, startOf, validationCheck } from './fit-checks.ts';
import type { Best, FitLog, FitOptions, FitState, StoppedBy } from './fit-options.ts';
import { type FitPlan, readFitOptions } from './fit-plan.ts';
import { type Training, train } from './train.ts';

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

/** Number that the key of initial parameters is derived with; those of updates are 0, 1, ... */
const INITIAL_KEY = -1;

const now = (): number => globalThis.performance.now();

/** The updates of a run, on the batches of the stage that it is in. */
function updatesOf<P, B, Y extends Readings>(
  options: FitOptions<P, B, Y>,
  { updates, optimizer, sources }: FitPlan<B, Y>,
  at: Progress<Tensors<P>>,
): Training<Tensors<P>> {
  const { network, loss, key, from, clip, fixed, engine, fma, signal } = options;
  return train<Tensors<P>, B>({
    params: from?.train.params ?? options.params ?? network.initialize(foldIn(key, INITIAL_KEY)),
    loss: loss as never,
    optimizer,
    batch: (step) => sourceAt(sources, at.curriculum.stage).batch(step),
    steps: updates,
    key,
    network,
    ...(from ? { from: from.train } : {}),
    ...(clip ? { clip } : {}),
    ...(fixed ? { fixed } : {}),
    ...(engine ? { engine } : {}),
    ...(fma === undefined ? {} : { fma }),
    ...(signal ? { signal } : {}),
  });
}

/**
 * Trains a network: draws batches by number, logs the loss, measures performance on fresh batches, advances a
 * curriculum, stops for performance, validation or lack of stages, and saves as it goes. Noise, data and tests follow
 * from `key` and the number of the update, so that a run from a saved state equals one that was never interrupted.
 * @throws TypeError, RangeError or ShapeError for options that do not fit; RangeError, while iterating, when the loss
 * is not finite
 * @example
 * const { params, losses } = await fit({ network, loss: taskLoss(network), data, trials: 50_000, key: key(1) }).finish();
 */
export function fit<P, B, Y extends Readings>(options: FitOptions<P, B, Y>): Fit<Tensors<P>> {
  const plan = readFitOptions(options);
  const { logEvery, saveEvery, sources } = plan;
  const at = startOf(options, plan);
  const training = updatesOf(options, plan, at);
  const { engine } = training;
  const checks = [performanceCheck(options, plan, engine), validationCheck(options, plan, engine)];
  const seconds = { all: 0, first: 0 };
  let savedAt = -1;

  const state = (): FitState<Tensors<P>> => {
    const { update: _, ...progress } = at;
    return { train: training.state(), ...progress, losses: [...at.losses] };
  };

  const write = async (): Promise<void> => {
    if (options.save === undefined || savedAt === at.update) return;
    await options.save.write(state());
    savedAt = at.update;
  };

  async function* advance(): AsyncGenerator<FitLog> {
    let resumed = now();
    const clock = (): number => (now() - resumed) / 1000;
    if (at.stoppedBy !== null) return;
    for await (const { step, loss } of training) {
      if (seconds.first === 0) seconds.first = clock();
      at.update = step;
      at.trials += sourceAt(sources, at.curriculum.stage).batchSize;
      const logged = step % logEvery === 0;
      if (logged) at.losses.push([step, loss]);
      for (const check of checks) check(at, () => training.params);
      if (step % saveEvery === 0) await write();
      if (logged || at.stoppedBy !== null) {
        seconds.all += clock();
        const { trials, curriculum, performance } = at;
        yield { update: step, trials, loss, stage: curriculum.stage, performance };
        resumed = now();
      }
      if (at.stoppedBy !== null) break;
    }
    at.stoppedBy ??= options.signal?.aborted ? 'signal' : 'updates';
    await write();
    seconds.all += clock();
  }

  return {
    engine,
    get params() {
      return training.params;
    },
    get stoppedBy() {
      return at.stoppedBy;
    },
    state,
    [Symbol.asyncIterator]: advance,
    async finish() {
      for await (const _ of advance());
      const { update, best, losses, stoppedBy } = at;
      return {
        params: training.params,
        losses: [...losses],
        stoppedBy: stoppedBy as StoppedBy,
        update,
        seconds: seconds.all,
        secondsToFirst: seconds.first,
        best,
      };
    },
  };
}
