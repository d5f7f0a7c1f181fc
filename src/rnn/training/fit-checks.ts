/** What a run checks between updates: performance, the progress of its curriculum, validation. @module */

import type { Value } from '../../autograd/tape.ts';
import type { Tensors } from '../../autograd/tree.ts';
import type { Engine } from '../../compile/compile.ts';
import { show } from '../../tensor/options.ts';
import { foldIn } from '../../tensor/random.ts';
import { item, type Tensor } from '../../tensor/tensor.ts';
import type { Readings } from '../networks/network.ts';
import { type Recorded, sourceAt, tensorsOf, testNumber } from './data.ts';
import { evaluator, runner } from './evaluate.ts';
import type { FitOptions, FitState } from './fit-options.ts';
import type { FitPlan } from './fit-plan.ts';

/** Where a run stands, besides its parameters and optimiser; changed in place as it goes on. */
export type Progress<P> = {
  -readonly [K in Exclude<keyof FitState<P>, 'train' | 'losses'>]: FitState<P>[K];
} & {
  /** Updates so far. */
  update: number;
  readonly losses: (readonly [number, number])[];
};

/** A check after an update; what comes of it is written into the progress. To read the parameters takes a copy. */
export type Check<P> = (at: Progress<P>, params: () => P) => void;

/** Number that the key of tests is derived with; those of updates are 0, 1, ... */
const TEST_KEY = -2;

/** Why the run that a state is from has ended, as far as the options say that it still has. */
function endOf<P, B, Y extends Readings>(
  { from, performance: goal, validation }: FitOptions<P, B, Y>,
  { curriculum }: FitPlan<B, Y>,
): FitState<P>['stoppedBy'] {
  if (!from) return null;
  if (curriculum?.done(from.curriculum)) return 'curriculum';
  const { stoppedBy, performance } = from;
  if (stoppedBy === 'validation') return validation ? stoppedBy : null;
  return stoppedBy === 'performance' && goal && (performance as number) >= goal.cutoff ? stoppedBy : null;
}

/** Where a run starts: at the beginning, or where the one that is continued stopped. */
export function startOf<P, B, Y extends Readings>(
  options: FitOptions<P, B, Y>,
  plan: FitPlan<B, Y>,
): Progress<Tensors<P>> {
  const { from } = options;
  return {
    update: from?.train.step ?? 0,
    trials: from?.trials ?? 0,
    curriculum: from?.curriculum ?? plan.curriculum?.begin ?? { stage: 0, streak: 0, values: [] },
    performance: from?.performance ?? null,
    best: from?.best ?? null,
    checksSinceBest: from?.checksSinceBest ?? 0,
    losses: [...(from?.losses ?? [])],
    stoppedBy: endOf(options, plan),
  };
}

/** Measures performance on batches that no update trains on, and moves the curriculum on. */
export function performanceCheck<P, B, Y extends Readings>(
  { network, key, performance: goal, testNoise = true }: FitOptions<P, B, Y>,
  { curriculum, sources, measure, logEvery }: FitPlan<B, Y>,
  engine: Engine,
): Check<Tensors<P>> {
  const run = runner(network, engine);
  const measured = ({ update, curriculum: course }: Progress<unknown>, params: Tensors<P>): number => {
    const batch = sourceAt(sources, course.stage).batch(testNumber(update));
    const noise = testNoise ? foldIn(foldIn(key, TEST_KEY), update) : null;
    const readings = run(params, (batch as { inputs: Tensor }).inputs, noise);
    const value: unknown = measure({ batch, readings, update, stage: course.stage });
    if (typeof value === 'number') return value;
    throw new TypeError(`fit: expected measure to return a number, got ${show(value)}`);
  };
  return (at, params) => {
    const staged = curriculum !== null && at.update % curriculum.every === 0;
    const wanted = goal !== undefined && at.update % (goal.every ?? logEvery) === 0;
    if (!staged && !wanted) return;
    const value = measured(at, params());
    at.performance = value;
    if (staged) at.curriculum = curriculum.check(at.curriculum, value);
    if (curriculum?.done(at.curriculum)) at.stoppedBy = 'curriculum';
    else if (wanted && value >= goal.cutoff) at.stoppedBy = 'performance';
  };
}

/** Computes the loss on the validation batch, and keeps the best parameters. */
export function validationCheck<P, B, Y extends Readings>(
  { loss, key, validation }: FitOptions<P, B, Y>,
  { logEvery }: FitPlan<B, Y>,
  engine: Engine,
): Check<Tensors<P>> {
  if (validation === undefined) return () => undefined;
  const { batch, every = logEvery, patience = 10, minDelta = 0, target = -Infinity } = validation;
  const lossOf = evaluator(
    (params: P, given: B, noise: Value) => loss(params, given as Recorded<B>, noise),
    engine,
  );
  return (at, params) => {
    if (at.update % every !== 0) return;
    const now = params();
    const value = item(lossOf(now as P, tensorsOf(batch), foldIn(key, TEST_KEY)) as Tensor);
    const better = at.best === null || value < at.best.loss - minDelta;
    if (better) at.best = { loss: value, update: at.update, params: now };
    at.checksSinceBest = better ? 0 : at.checksSinceBest + 1;
    if (value <= target || at.checksSinceBest >= patience) at.stoppedBy ??= 'validation';
  };
}
