/** All tasks by name, with where they come from. @module */

import { nearestName, show } from '../tensor/options.ts';
import type { TaskEntry } from './catalogue/entry.ts';
import { neurogymTasks } from './catalogue/neurogym.ts';
import { otherTasks } from './catalogue/other.ts';
import { psychrnnTasks } from './catalogue/psychrnn.ts';
import { pycogTasks } from './catalogue/pycog.ts';
import { yang2019Tasks } from './catalogue/yang2019.ts';

export type { CatalogueTask, Collection, TaskEntry } from './catalogue/entry.ts';

/** The task collection. A task that is imported by its own name does not bring the others along. */
export const taskCatalogue: readonly TaskEntry[] = [
  ...psychrnnTasks,
  ...pycogTasks,
  ...neurogymTasks,
  ...yang2019Tasks,
  ...otherTasks,
];

/**
 * Finds a task of the catalogue by its name.
 * @throws RangeError naming the nearest one
 * @example trialBatch(findTask('goNogo').make({ dt: 20 }), key(0), 16).inputs.shape // [75, 16, 3]
 */
export function findTask(name: string): TaskEntry {
  const found = taskCatalogue.find((entry) => entry.name === name);
  if (found !== undefined) return found;
  const known = taskCatalogue.map((entry) => entry.name);
  const hint = typeof name === 'string' ? ` - did you mean '${nearestName(name, known)}'?` : '';
  throw new RangeError(`findTask: expected the name of a task, got ${show(name)}${hint}`);
}
