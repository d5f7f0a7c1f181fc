/** What is said about a task that we share with neurogym. @module */

import type { CatalogueTask } from '../src/tasks/catalogue/entry.ts';
import type { Survey } from './trial-statistics.ts';

/** A difference that is there on purpose. */
export interface Expected {
  /** Names of the comparisons that show it (trial-statistics.ts). */
  readonly at: RegExp;
  readonly reason: string;
}

/** Our task with some options, neurogym's with some arguments, and what differs between them. */
export interface Case {
  readonly ours?: object;
  readonly theirs?: object;
  /** Whether ours was made to be as neurogym's; otherwise it is the default. */
  readonly asNeurogym?: boolean;
  readonly expected?: readonly Expected[];
}

/** A task and its counterpart. */
export interface Row extends Omit<Survey, 'trials'> {
  readonly task: string;
  readonly env: string;
  // Options are checked by the task, not by the types.
  readonly make: (options: never) => CatalogueTask;
  /** Our names of neurogym's periods, where they differ; null for one that ours has not. */
  readonly periods?: { readonly [theirs: string]: string | null };
  readonly cases: readonly Case[];
  /** Options that make it another task: the first case made as neurogym's has to notice. */
  readonly control: object;
}

/** Matches what is compared of channels in periods, of all trials or those of an outcome. */
export function on(periods: readonly string[], channels: readonly string[]): RegExp {
  const oneOf = (names: readonly string[]): string => names.join('|');
  return new RegExp(`^(mean|std)( means| variance)? (${oneOf(periods)}) / (${oneOf(channels)})( \\||$)`);
}

/** What depends on the outcome of a trial. */
export const BY_OUTCOME: RegExp = / \| /;
