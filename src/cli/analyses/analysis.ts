/** What an analysis of the command line is. @module */

import type { Study } from '../../report/study.ts';
import { UsageError } from '../errors.ts';

/** Options of single analyses; each has those that `ANALYSIS_OPTIONS` names. */
export interface AnalysisOptions {
  /** Input at fixed points, nIn numbers; the mean input of one period of the test by default. */
  readonly input: readonly number[] | undefined;
  /** States that the search for fixed points starts from. */
  readonly starts: number;
  /** Whether units are silenced one by one. */
  readonly units: boolean;
}

/** What came of an analysis: lines to read, and all numbers. */
export interface Analysed {
  readonly lines: readonly string[];
  readonly document: object;
}

/** An analysis of a trained network and its test. */
export type Analyse = (study: Study, options: AnalysisOptions) => Analysed;

/** The two answers of a study. @throws UsageError for a task that has not two */
export function twoChoices({ choices, experiment }: Study, what: string): NonNullable<Study['choices']> {
  if (choices !== null) return choices;
  throw new UsageError(
    `expected a run on a task with two answers for ${what}, got one on ${experiment.task.name}`,
  );
}
