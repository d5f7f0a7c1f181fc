/** The conditions of a task's trials that a reader may choose, as numbers. @module */

import { niceTicks } from '../../src/plot/scale.ts';
import type { CatalogueTask } from '../../src/tasks/catalogue/entry.ts';
import type { Trial } from '../../src/tasks/core/task.ts';
import { key, split } from '../../src/tensor/random.ts';
import type { ChoosableCondition } from './protocol.ts';

/** Trials that are looked at: with 16 values at equal odds, one is missed in 1 of 25,000 tasks. */
const SAMPLE = 200;
/** A condition of more values is taken for one of a range, of which some are offered. */
const MOST_VALUES = 16;

/** The conditions of a trial, beside its course in time. */
function conditionsOf({ periods, nSteps, dt, ...conditions }: Trial<object>): Record<string, unknown> {
  return conditions;
}

const isNumber = (value: unknown): value is number | boolean =>
  (typeof value === 'number' && Number.isFinite(value)) || typeof value === 'boolean';

/** The values that were seen, or round ones between them. */
function valuesOf(seen: readonly number[]): readonly number[] {
  const sorted = [...new Set(seen)].sort((a, b) => a - b);
  if (sorted.length <= MOST_VALUES) return sorted;
  const [low, high] = [sorted[0], sorted[sorted.length - 1]];
  return niceTicks([low, high], 8).values.filter((value) => value >= low && value <= high);
}

const sampleOf = (task: CatalogueTask): readonly Record<string, unknown>[] =>
  split(key(0), SAMPLE).map((each) => conditionsOf(task.plan(each)));

/**
 * Lists the conditions of a task that are numbers, or true (1) or false (0), and differ between trials: each with the
 * values that occur or, of a continuous one, round values from its range.
 */
export function choosableConditions(task: CatalogueTask): readonly ChoosableCondition[] {
  const trials = sampleOf(task);
  return Object.keys(trials[0]).flatMap((name) => {
    const seen = trials.map((trial) => trial[name]);
    if (!seen.every(isNumber)) return [];
    const values = valuesOf(seen.map(Number));
    return values.length > 1 ? [{ name, values }] : [];
  });
}

/** Trials that are tried: a pair of conditions that exclude each other is drawn in a fifth of them or more. */
const TRIED = 20;

/** Whether the task takes these conditions, whatever else it draws. */
function isTaken(task: CatalogueTask, forced: object): boolean {
  try {
    for (const each of split(key(0), TRIED)) task.plan(each, forced);
    return true;
  } catch {
    return false;
  }
}

/**
 * Conditions chosen by `choosableConditions` as the task takes them: true and false where it has those, and the others
 * too where a task does not take some without the others: as they are in a trial that agrees with the chosen ones. Where
 * no trial agrees, they come back as they are, for the task to refuse them.
 */
export function forcedConditions(
  task: CatalogueTask,
  chosen: Readonly<Record<string, number>>,
): Readonly<Record<string, unknown>> {
  const trials = sampleOf(task);
  const forced = Object.fromEntries(
    Object.entries(chosen).map(([name, value]) => [
      name,
      typeof trials[0][name] === 'boolean' ? value !== 0 : value,
    ]),
  );
  if (isTaken(task, forced)) return forced;
  const agreeing = trials.find((trial) =>
    Object.entries(forced).every(([name, value]) => trial[name] === value),
  );
  if (agreeing === undefined) return forced;
  const discrete = choosableConditions(task).filter(({ name, values }) =>
    values.includes(Number(agreeing[name])),
  );
  return Object.fromEntries(discrete.map(({ name }) => [name, agreeing[name]]));
}
