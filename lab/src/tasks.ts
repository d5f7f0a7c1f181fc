/** The tasks of the lab: those of the presets, and others that a small network learns well. @module */

import type { TaskEntry } from '../../src/tasks/catalogue/entry.ts';
import {
  antiReachEntry,
  contextDecisionMakingEntry,
  delayMatchSampleEntry,
  goNogoEntry,
  intervalDiscriminationEntry,
  perceptualDecisionMakingDelayResponseEntry,
  perceptualDecisionMakingEntry,
} from '../../src/tasks/catalogue/neurogym.ts';
import { otherTasks } from '../../src/tasks/catalogue/other.ts';
import {
  delayedDiscriminationEntry,
  perceptualDiscriminationEntry,
} from '../../src/tasks/catalogue/psychrnn.ts';
import { yang2019Tasks } from '../../src/tasks/catalogue/yang2019.ts';
import { nearestName, show } from '../../src/tensor/options.ts';

/** Those of the twenty rules that 64 units learn within a minute or two: decisions take longer, and all but one are left out. */
const RULES: readonly string[] = [
  'fdgo',
  'reactgo',
  'delaygo',
  'fdanti',
  'reactanti',
  'delayanti',
  'dm1',
  'dmcgo',
  'dmcnogo',
];

/** The tasks by collection, in the order of the catalogue, by their own names: all of them would weigh 7 KB more. */
export const labTasks: readonly TaskEntry[] = [
  perceptualDiscriminationEntry,
  delayedDiscriminationEntry,
  perceptualDecisionMakingEntry,
  perceptualDecisionMakingDelayResponseEntry,
  contextDecisionMakingEntry,
  antiReachEntry,
  goNogoEntry,
  delayMatchSampleEntry,
  intervalDiscriminationEntry,
  ...yang2019Tasks.filter(({ name }) => RULES.includes(name)),
  ...otherTasks,
];

/**
 * Finds a task of the lab by its name.
 * @throws RangeError naming the nearest one
 */
export function labTask(name: string): TaskEntry {
  const found = labTasks.find((entry) => entry.name === name);
  if (found !== undefined) return found;
  const names = labTasks.map((entry) => entry.name);
  throw new RangeError(
    `lab: expected the name of a task of the lab, got ${show(name)} - did you mean '${nearestName(name, names)}'?`,
  );
}
