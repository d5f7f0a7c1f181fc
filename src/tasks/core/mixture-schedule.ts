/** Which of several tasks a network is given when. @module */

import { checkInteger, checkNumber, checkOptions, choice, foldIn, type Key } from '../../tensor/index.ts';
import { checkName, checkRecord, show } from '../../tensor/options.ts';

/** Tasks at random, by weight. */
export interface Interleaved {
  /** Whether each batch is of one task, as in Yang et al. (2019), or each trial has its own. */
  readonly interleaved: 'batches' | 'trials';
  /** Relative probabilities by task; 1 for those that are not named. */
  readonly weights?: { readonly [task: string]: number };
}

/** Tasks in turn, each for a number of updates, over and over. */
export interface Blocked {
  readonly blocked: number;
}

/** Tasks of one group after the other; within a group each batch is of one task at equal odds. The last group stays. */
export interface Sequential {
  readonly sequential: readonly { readonly tasks: readonly string[]; readonly updates: number }[];
}

/** The order of tasks in training. */
export type MixtureSchedule = Interleaved | Blocked | Sequential;

/** Returns the task of each trial of batch `step`, whose key is `from`. */
export type TaskOf = (step: number, from: Key) => (trial: number) => string;

/** Batches with these numbers and above are tests: see `DataSource`. */
export const FIRST_TEST: number = 2 ** 30;

const FN = 'mixture';
const KINDS = ['interleaved', 'blocked', 'sequential'] as const;

/** Names the draw of tasks; trials take keys by `split`, which gives others. */
const TASK_DRAW = 0;

function interleaved({ interleaved: unit, weights = {} }: Interleaved, names: readonly string[]): TaskOf {
  checkName(FN, 'schedule.interleaved', unit, ['batches', 'trials']);
  checkRecord(FN, 'schedule.weights', weights);
  checkOptions(`${FN}: schedule.weights`, weights, names);
  const list = names.map((name) => weights[name] ?? 1);
  list.forEach((weight, i) => {
    checkNumber(FN, `schedule.weights.${names[i]}`, weight, 0);
  });
  const total = list.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0 && total < Infinity)) {
    throw new RangeError(`${FN}: expected schedule.weights with a positive sum, got ${show(weights)}`);
  }
  return (_, from) => {
    const draw = foldIn(from, TASK_DRAW);
    if (unit === 'trials') return (trial) => names[choice(foldIn(draw, trial), [], list).data[0]];
    const name = names[choice(draw, [], list).data[0]];
    return () => name;
  };
}

function blocked({ blocked: updates }: Blocked, names: readonly string[]): TaskOf {
  checkInteger(FN, 'schedule.blocked', updates, 1);
  return (step) => () => names[Math.floor(step / updates) % names.length];
}

function sequential({ sequential: groups }: Sequential, names: readonly string[]): TaskOf {
  if (!Array.isArray(groups) || groups.length === 0) {
    throw new RangeError(
      `${FN}: expected schedule.sequential to list at least one group { tasks, updates }, got ${show(groups)}`,
    );
  }
  groups.forEach((group: Sequential['sequential'][number], i) => {
    const name = `schedule.sequential[${i}]`;
    checkRecord(FN, name, group);
    checkOptions(FN, group, ['tasks', 'updates']);
    checkInteger(FN, `${name}.updates`, group.updates, 1);
    if (!Array.isArray(group.tasks) || group.tasks.length === 0) {
      throw new RangeError(
        `${FN}: expected ${name}.tasks to name at least one task, got ${show(group.tasks)}`,
      );
    }
    for (const task of group.tasks) checkName(FN, `a task of ${name}`, task, names);
  });
  const ends = groups.map((_, i) => groups.slice(0, i + 1).reduce((sum, { updates }) => sum + updates, 0));
  return (step, from) => {
    const at = ends.findIndex((end) => step < end);
    const { tasks } = groups[at < 0 ? groups.length - 1 : at];
    const name = tasks[choice(foldIn(from, TASK_DRAW), [], tasks.length).data[0]];
    return () => name;
  };
}

function trainingOrder(schedule: MixtureSchedule, names: readonly string[]): TaskOf {
  checkRecord(FN, 'schedule', schedule);
  checkOptions(`${FN}: schedule`, schedule, [...KINDS, 'weights']);
  const given = KINDS.filter((kind) => kind in schedule);
  if (given.length !== 1 || ('weights' in schedule && !('interleaved' in schedule))) {
    throw new TypeError(
      `${FN}: expected schedule to be interleaved (with weights or without), blocked or sequential, got ${show(schedule)}`,
    );
  }
  if ('interleaved' in schedule) return interleaved(schedule, names);
  return 'blocked' in schedule ? blocked(schedule, names) : sequential(schedule, names);
}

/**
 * Reads a schedule of the tasks named. Test batches hold all tasks in turn whatever the schedule, starting where the
 * batch before ended, so that measures of small batches too are of all tasks.
 * @throws TypeError or RangeError for a schedule that does not fit
 */
export function readSchedule(schedule: MixtureSchedule, names: readonly string[], batchSize: number): TaskOf {
  const training = trainingOrder(schedule, names);
  return (step, from) => {
    if (step < FIRST_TEST) return training(step, from);
    const first = (((step - FIRST_TEST) % names.length) * (batchSize % names.length)) % names.length;
    return (trial) => names[(first + trial) % names.length];
  };
}
