/** Curricula: a list of data to train on, one after the other, as a measure passes thresholds. @module */

import { checkInteger, checkNumber, checkOptions, checkRecord } from '../../tensor/options.ts';
import type { DataSource } from './data.ts';

/** One stage of a curriculum. */
export interface Stage<B> {
  readonly data: DataSource<B>;
  /** The measure that ends the stage, 0.9 by default. */
  readonly threshold?: number;
}

/** Options of `curriculum`. */
export interface CurriculumOptions<B> {
  /** At least one; all with batches of the same shapes. */
  readonly stages: readonly Stage<B>[];
  /** Updates between checks, 10 by default. */
  readonly every?: number;
  /** Checks in a row that have to reach the threshold, 1 by default: one lucky batch is then enough. */
  readonly patience?: number;
}

/** How far a curriculum has come: plain data, to be kept with a checkpoint. */
export interface CurriculumState {
  /** Number of the stage, from 0; the number of stages when all of them are done. */
  readonly stage: number;
  /** Checks in a row that reached the threshold. */
  readonly streak: number;
  /** [measure, stage in which it was taken] of each check. */
  readonly values: readonly (readonly [number, number])[];
}

/** A curriculum; `check` is a pure function, so that one object serves any number of runs. */
export interface Curriculum<B> {
  readonly stages: readonly Required<Stage<B>>[];
  readonly every: number;
  readonly begin: CurriculumState;
  /** Takes a measure into account; the stage advances when `patience` in a row reach its threshold. */
  check(state: CurriculumState, value: number): CurriculumState;
  /** Whether all stages are done. */
  done(state: CurriculumState): boolean;
}

/**
 * Makes a curriculum.
 * @throws RangeError without stages, or for values out of range
 * @example curriculum({ stages: [0.7, 0.3].map((c) => ({ data: dataAt(c), threshold: 0.9 })) })
 */
export function curriculum<B>(options: CurriculumOptions<B>): Curriculum<B> {
  const fn = 'curriculum';
  checkRecord(fn, 'options', options);
  checkOptions(fn, options, ['stages', 'every', 'patience']);
  const { stages: given, every = 10, patience = 1 } = options;
  if (!Array.isArray(given) || given.length === 0) {
    throw new RangeError(`${fn}: expected stages to list at least one, got ${String(given)}`);
  }
  checkInteger(fn, 'every', every, 1);
  checkInteger(fn, 'patience', patience, 1);
  const stages = given.map((stage: Stage<B>, i) => {
    checkRecord(fn, `stages[${i}]`, stage);
    checkOptions(`${fn}: stages[${i}]`, stage, ['data', 'threshold']);
    const { data, threshold = 0.9 } = stage;
    checkRecord(fn, `stages[${i}].data`, data);
    checkNumber(fn, `stages[${i}].threshold`, threshold, -Number.MAX_VALUE);
    return { data, threshold };
  });
  const done = (state: CurriculumState): boolean => state.stage >= stages.length;
  return {
    stages,
    every,
    begin: { stage: 0, streak: 0, values: [] },
    check(state, value) {
      if (done(state)) {
        throw new RangeError(`${fn}: expected a stage to go on with, got all ${stages.length} done`);
      }
      const { stage } = state;
      const values = [...state.values, [value, stage] as const];
      const streak = value >= stages[stage].threshold ? state.streak + 1 : 0;
      return streak < patience ? { stage, streak, values } : { stage: stage + 1, streak: 0, values };
    },
    done,
  };
}
