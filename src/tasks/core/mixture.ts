/** Training batches of several tasks that one network learns. @module */

import {
  checkInteger,
  checkOptions,
  foldIn,
  type Key,
  key as keyOf,
  split,
  type Tensor,
} from '../../tensor/index.ts';
import { checkFlag, checkName, checkRecord, show } from '../../tensor/options.ts';
import { checkKey } from '../../tensor/random.ts';
import { accuracyOfTasks, meanOverTrials } from './mixture-accuracy.ts';
import { type MixtureSchedule, readSchedule } from './mixture-schedule.ts';
import type { TargetKind, Task, TrialBatch } from './task.ts';
import { batchWriter, checkPadTo, makeBatch } from './trial-batch.ts';
import { type AnyTask, widened, withRule } from './with-rule.ts';

/** Options of `mixture`. */
export interface MixtureOptions {
  readonly batchSize: number;
  readonly key: Key;
  /** Which task when; `{ interleaved: 'batches' }`, each batch of one task at equal odds, by default. */
  readonly schedule?: MixtureSchedule;
  /** Whether tasks without a rule input get one; true by default. */
  readonly rule?: boolean;
  /**
   * What the trials of a task have in common in a batch: `'timing'`, and conditions by name; nothing by default.
   * Tasks without a condition of that name go without. `'timing'` needs tasks made by `defineTask`, or of fixed timing.
   */
  readonly shared?: readonly string[];
  /** Steps of every batch; the most that a trial of any of the tasks can have by default. */
  readonly padTo?: number;
}

/** What is known of every trial of a mixture, besides the conditions of its task. */
export interface MixtureConditions {
  /** The name of the task. */
  readonly task: string;
}

/** Batches of several tasks, a source of data for `fit`. */
export interface Mixture<K extends TargetKind> {
  readonly kind: K;
  /** Time step in ms. */
  readonly dt: number;
  readonly nIn: number;
  readonly nOut: number;
  /** Names of the tasks, in their order. */
  readonly names: readonly string[];
  readonly batchSize: number;
  /** Steps of every batch. */
  readonly nSteps: number;
  /**
   * Returns the batch of a step in new arrays: the same step gives the same batch, and those from 2^30 on, which are
   * for tests, hold all tasks in equal shares.
   */
  batch(step: number): TrialBatch<MixtureConditions, K>;
  /** Returns the fraction of trials that outputs [T, B, nOut] answer correctly. */
  accuracy(batch: TrialBatch<MixtureConditions, K>, outputs: Tensor): number;
  /** Returns the same for each task by its name; NaN for those of which the batch has no trial that asks for an answer. */
  accuracyByTask(batch: TrialBatch<MixtureConditions, K>, outputs: Tensor): { [task: string]: number };
}

const FN = 'mixture';
const OPTIONS = ['batchSize', 'key', 'schedule', 'rule', 'shared', 'padTo'];
const SHARED_TIMING = 1;
const SHARED_CONDITIONS = 2;

type Tasks<K extends TargetKind> = Readonly<Record<string, AnyTask<K>>>;

function checkAlike<K extends TargetKind>(tasks: Tasks<K>): void {
  checkRecord(FN, 'tasks', tasks);
  const [first, ...others] = Object.keys(tasks);
  if (first === undefined) throw new RangeError(`${FN}: expected at least one task, got none`);
  const properties = ['kind', 'dt', ...(tasks[first].kind === 'values' ? ['nOut'] : [])] as const;
  for (const name of others) {
    for (const property of properties as readonly ('kind' | 'dt' | 'nOut')[]) {
      const [a, b] = [tasks[first][property], tasks[name][property]];
      if (a === b) continue;
      throw new RangeError(
        `${FN}: expected tasks of the same ${property}, got ${show(a)} of '${first}' and ${show(b)} of '${name}'`,
      );
    }
  }
}

/** Brings tasks to the same inputs, with a rule input each if they have none and shall have one. */
function alignInputs<K extends TargetKind>(tasks: Tasks<K>, rule: boolean): Tasks<K> {
  const names = Object.keys(tasks);
  const ruled = names.filter((name) => 'ruleChannel' in tasks[name]);
  const plain = names.find((name) => !ruled.includes(name));
  const width = Math.max(...names.map((name) => tasks[name].nIn));
  const aligned = (name: string): AnyTask<K> => {
    const task = tasks[name];
    if (ruled.length === 0 && rule) return withRule(task, name, names, width);
    return task.nIn === width ? task : widened(task, width, null);
  };
  const odd = ruled.length > 0 ? (plain ?? ruled.find((name) => tasks[name].nIn !== width)) : undefined;
  if (odd !== undefined) {
    const want = `rule inputs in all tasks, of ${width} inputs in all, or in none`;
    throw new RangeError(`${FN}: expected ${want}, got '${odd}' of ${tasks[odd].nIn}`);
  }
  return Object.fromEntries(names.map((name) => [name, aligned(name)]));
}

/** Names of the conditions of a task. */
const conditionsOf = <K extends TargetKind>(task: AnyTask<K>): string[] =>
  Object.keys(task.plan(keyOf(0))).filter((name) => !['periods', 'nSteps', 'dt'].includes(name));

function checkShared<K extends TargetKind>(shared: readonly string[], tasks: Tasks<K>): void {
  if (!Array.isArray(shared)) {
    throw new TypeError(`${FN}: expected shared to list names, got ${show(shared)}`);
  }
  if (shared.length === 0) return;
  const known = new Set(['timing', ...Object.values(tasks).flatMap(conditionsOf)]);
  for (const name of shared) checkName(FN, 'what is shared', name, [...known]);
}

/** Plans trials of the tasks that they are forced to, with what those of one batch share. */
function planner<K extends TargetKind>(
  tasks: Tasks<K>,
  shared: readonly string[],
  from: Key,
): Task<MixtureConditions, K>['plan'] {
  const timingKey = shared.includes('timing') ? foldIn(from, SHARED_TIMING) : undefined;
  const common = new Map<string, object>();
  const commonOf = (name: string): object => {
    const drawn = Object.entries(tasks[name].plan(foldIn(from, SHARED_CONDITIONS)));
    return Object.fromEntries(drawn.filter(([condition]) => shared.includes(condition)));
  };
  return (key, forced) => {
    const name = forced?.task as string;
    if (shared.length > 0 && !common.has(name)) common.set(name, commonOf(name));
    const trial = tasks[name].plan(key, (common.get(name) ?? {}) as never, timingKey);
    return { ...trial, task: name };
  };
}

// Trials that are planned to see whether they share their periods.
const SAMPLE = 8;

function checkSharedTiming<K extends TargetKind>(tasks: Tasks<K>, shared: readonly string[]): void {
  if (!shared.includes('timing')) return;
  const plan = planner(tasks, shared, keyOf(0));
  for (const name of Object.keys(tasks)) {
    const lengths = split(keyOf(1), SAMPLE).map((key) => JSON.stringify(plan(key, { task: name }).periods));
    if (new Set(lengths).size === 1) continue;
    throw new RangeError(
      `${FN}: expected trials of '${name}' to share timing, got different periods - share what they depend on too, or make the task with defineTask`,
    );
  }
}

/**
 * Mixes tasks for a network that learns all of them. Batches have one shape, that of the longest trial, and the inputs
 * of the task with the most; behind them is one rule input per task, on throughout its trials, unless the tasks have
 * their own, as those of `yang2019`. Class tasks may differ in the number of classes.
 *
 * A batch of one task is the batch that `trialDataset` makes of that task (with its rule input) from the same key, step
 * and `padTo`.
 * @param tasks by the names that weights, groups and `accuracyByTask` call them
 * @throws TypeError for unknown options, RangeError for tasks that do not go together or values out of range
 * @example
 * const data = mixture(yang2019All(), {
 *   batchSize: 64, key: key(0), shared: yang2019Shared,
 *   schedule: { interleaved: 'batches', weights: { contextdm1: 5, contextdm2: 5 } },
 * });
 * fit({ network, loss: taskLoss(network), data, trials: 1e6, key: key(1) });
 */
export function mixture<K extends TargetKind>(
  tasks: Readonly<Record<string, AnyTask<K>>>,
  options: MixtureOptions,
): Mixture<K> {
  checkAlike(tasks);
  checkRecord(FN, 'options', options);
  checkOptions(FN, options, OPTIONS);
  const { batchSize, key, schedule = { interleaved: 'batches' }, rule = true, shared = [] } = options;
  checkInteger(FN, 'batchSize', batchSize, 1, 2 ** 31 - 1);
  checkKey(FN, key);
  checkFlag(FN, 'rule', rule);
  checkShared(shared, tasks);
  checkSharedTiming(tasks, shared);
  checkPadTo(FN, options.padTo);
  const aligned = alignInputs(tasks, rule);
  const names = Object.keys(aligned);
  const all = Object.values(aligned);
  const nSteps = options.padTo ?? Math.max(...all.map(({ maxSteps = Infinity }) => maxSteps));
  if (nSteps === Infinity) {
    const endless = names.find((name) => (aligned[name].maxSteps ?? Infinity) === Infinity);
    throw new RangeError(
      `${FN}: expected tasks whose trials have a longest length, got '${endless}' - give padTo`,
    );
  }
  const taskOf = readSchedule(schedule, names, batchSize);
  const { kind, dt, nIn } = all[0];
  const nOut = Math.max(...all.map((task) => task.nOut));
  const anyOf: Omit<Task<MixtureConditions, K>, 'plan'> = {
    name: FN,
    kind,
    dt,
    nIn,
    nOut,
    fill: (trial, from, out) => aligned[trial.task].fill(trial as never, from, out),
  };
  const noPlan: Task<MixtureConditions, K> = { ...anyOf, plan: planner(aligned, [], key) };
  const write = batchWriter(noPlan, batchSize);
  return {
    kind,
    dt,
    nIn,
    nOut,
    names,
    batchSize,
    nSteps,
    batch(step) {
      checkInteger('batch', 'step', step, 0, 2 ** 32 - 1);
      const from = foldIn(key, step);
      const task = { ...anyOf, plan: planner(aligned, shared, from) };
      const nameOf = taskOf(step, from);
      const forced = (trial: number): MixtureConditions => ({ task: nameOf(trial) });
      return makeBatch(FN, task, write, split(from, batchSize), forced, nSteps);
    },
    accuracy: (batch, outputs) => meanOverTrials(aligned, batch, outputs),
    accuracyByTask: (batch, outputs) => accuracyOfTasks(aligned, batch, outputs),
  };
}
