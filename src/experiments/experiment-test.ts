/** The test of an experiment: what a network answers to new trials, and the activity behind it. @module */

import type { Activity, RateNetwork, RateParams } from '../rnn/networks/rate-network.ts';
import { runner } from '../rnn/training/evaluate.ts';
import type { CatalogueTask } from '../tasks/catalogue/entry.ts';
import { type Answer, answersOf, taskAccuracy } from '../tasks/core/accuracy.ts';
import type { TargetKind, Trial, TrialBatch } from '../tasks/core/task.ts';
import { type Forced, trialBatch } from '../tasks/core/trial-batch.ts';
import { type Key, split } from '../tensor/random.ts';
import { fromArray, full, type Tensor } from '../tensor/tensor.ts';

/** Trials, and what a network makes of them. */
export interface Answered {
  readonly batch: TrialBatch<object, TargetKind>;
  /** Rates r and currents x [T, B, nRec], outputs z [T, B, nOut]. */
  readonly activity: Activity<Tensor>;
}

/** What a test shows: the choices, and the activity behind them. */
export interface TestResult extends Answered {
  /** What was answered in each trial, and what was right. */
  readonly answers: readonly Answer[];
  /** Fraction of correct trials, as the task counts them. */
  readonly performance: number;
  /**
   * For a file: inputs, r, z over time, and by trial its conditions, the choice (-1 where nothing was asked), and how
   * right it is, as the task counts it: 1, 0, or a fraction; NaN where nothing was asked.
   */
  readonly arrays: { readonly [name: string]: Tensor };
}

/** Options of `respond`. */
export interface RespondOptions {
  readonly key: Key;
  readonly count: number;
  /** Conditions of the trials; drawn by default. */
  readonly forced?: Forced<object>;
  /** Whether the network has its noise; true by default. */
  readonly noise?: boolean;
}

/** Shows trials to a network. */
export type Respond = (params: RateParams<Tensor>, options: RespondOptions) => Answered;

/** Makes the function that shows trials of a task to a network; it is compiled for each shape that comes up. */
export function responder(network: RateNetwork, task: CatalogueTask): Respond {
  const run = runner(network, 'compiled');
  return (params, { key, count, forced, noise = true }) => {
    const [trialKey, noiseKey] = split(key);
    const batch = trialBatch(task, trialKey, count, forced);
    return { batch, activity: run(params as never, batch.inputs, noise ? noiseKey : null) };
  };
}

/** The conditions of trials that are numbers or claims, f64, one array each. */
function conditionArrays(trials: readonly Trial<object>[]): Record<string, Tensor> {
  const { periods, nSteps, dt, ...first } = trials[0];
  const told = Object.entries(first).filter(([, value]) => ['number', 'boolean'].includes(typeof value));
  const numberOf = (trial: object, name: string): number => Number((trial as Record<string, unknown>)[name]);
  return Object.fromEntries(
    told.map(([name]) => {
      const values = Float64Array.from(trials, (trial) => numberOf(trial, name));
      return [name, fromArray(values, [trials.length])];
    }),
  );
}

/** Trial b of arrays [T, B] or [T, B, n], as [T, 1] or [T, 1, n]. */
function oneColumn({ dtype, shape, data }: Tensor, b: number): Tensor {
  const [nSteps, count, n = 1] = shape;
  const column = full([nSteps, 1, ...shape.slice(2)], 0, dtype);
  for (let t = 0; t < nSteps; t++) {
    const at = (t * count + b) * n;
    column.data.set(data.subarray(at, at + n) as never, t * n);
  }
  return column;
}

/** How right each trial is, as the task counts it: 1, 0, or a fraction; NaN where nothing is asked. */
function correctness(task: CatalogueTask, { kind, ...batch }: Answered['batch'], z: Tensor): Float64Array {
  return Float64Array.from(batch.trials, (trial, b) => {
    const [inputs, targets, mask] = [batch.inputs, batch.targets, batch.mask].map((x) => oneColumn(x, b));
    return taskAccuracy(task, { kind, inputs, targets, mask, trials: [trial] }, oneColumn(z, b));
  });
}

/** Tests a network on whole trials with noise. */
export function testOf(task: CatalogueTask, { batch, activity }: Answered): TestResult {
  const { r, z } = activity;
  const answers = answersOf(batch, z);
  const count = [answers.length];
  return {
    batch,
    activity,
    answers,
    performance: taskAccuracy(task, batch, z),
    arrays: {
      inputs: batch.inputs,
      r,
      z,
      ...conditionArrays(batch.trials),
      choice: fromArray(
        Int32Array.from(answers, (answer) => answer?.choice ?? -1),
        count,
      ),
      correct: fromArray(correctness(task, batch, z), count),
    },
  };
}
