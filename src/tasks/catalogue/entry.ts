/** What the catalogue says about a task. @module */

import type { Key, Tensor } from '../../tensor/index.ts';
import type { TargetKind, Trial, TrialBatch, TrialView } from '../core/task.ts';

/**
 * A task of any conditions and targets, with the names of its channels. Conditions are checked when a trial is planned,
 * not by the types.
 */
export interface CatalogueTask {
  readonly name: string;
  readonly kind: TargetKind;
  readonly dt: number;
  readonly nIn: number;
  readonly nOut: number;
  readonly maxSteps: number;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly response: readonly string[];
  readonly cue?: number;
  readonly options?: Readonly<Record<string, unknown>>;
  // Methods, so that tasks of all conditions fit: their trials come from themselves.
  plan(key: Key, forced?: object): Trial<object>;
  fill(trial: Trial<object>, key: Key, out: TrialView<TargetKind>): void;
  accuracy?(batch: TrialBatch<object, TargetKind>, outputs: Tensor): number;
}

/** The collections that tasks come from. */
export type Collection = 'PsychRNN' | 'pycog' | 'neurogym' | 'Yang et al. 2019' | 'other';

/** One task of the catalogue. */
export interface TaskEntry {
  readonly name: string;
  readonly collection: Collection;
  readonly title: string;
  /** Authors, year and journal of the experiment or model that the task is from. */
  readonly citation: string;
  /** One sentence. */
  readonly description: string;
  /** The code that makes it, where that is not `NAME()`. */
  readonly code?: string;
  /** The best accuracy that can be reached with the default options; null where nobody has computed it. */
  readonly ceiling: number | null;
  /**
   * Makes the task. Options are checked when it is called, not by the types.
   * @throws TypeError for unknown options, RangeError for values out of range
   */
  make(options?: object): CatalogueTask;
}
