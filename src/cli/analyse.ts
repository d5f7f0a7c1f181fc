/** `synaptape analyse`: what a network has learned, as tables. @module */

import type { Analyse, AnalysisOptions } from './analyses/analysis.ts';
import { constraints } from './analyses/constraints.ts';
import { fixedPoints } from './analyses/fixed-points.ts';
import { lesions } from './analyses/lesions.ts';
import { pca } from './analyses/pca.ts';
import { psychometric } from './analyses/psychometric.ts';
import { selectivity } from './analyses/selectivity.ts';
import { spectrum } from './analyses/spectrum.ts';
import { EXIT } from './errors.ts';
import { jsonDocument } from './json.ts';
import { openRun } from './run-folder.ts';
import type { Streams } from './tasks.ts';

/** The names of the analyses. */
export type AnalysisName =
  | 'fixed-points'
  | 'selectivity'
  | 'psychometric'
  | 'spectrum'
  | 'pca'
  | 'lesions'
  | 'constraints';

const analyses: { readonly [N in AnalysisName]: Analyse } = {
  'fixed-points': fixedPoints,
  selectivity,
  psychometric,
  spectrum,
  pca,
  lesions,
  constraints,
};

export const ANALYSIS_NAMES: readonly AnalysisName[] = Object.keys(analyses) as AnalysisName[];

/** The analysis that an option belongs to. */
export const ANALYSIS_OPTIONS: { readonly [N in keyof AnalysisOptions]: AnalysisName } = {
  input: 'fixed-points',
  starts: 'fixed-points',
  units: 'lesions',
};

/** A command to analyse a run, read and checked but for the length of an input. */
export interface AnalyseCommand {
  readonly what: AnalysisName;
  readonly folder: string;
  readonly options: AnalysisOptions;
  readonly json: boolean;
}

/** Analyses a run and returns the exit code. */
export async function runAnalyse(
  { what, folder, options, json }: AnalyseCommand,
  { print, tell }: Streams,
): Promise<number> {
  const { study, name, seed, steps } = await openRun(folder, 'analyse', tell);
  const { lines, document } = analyses[what](study(), options);
  print(json ? jsonDocument({ analysis: what, name, seed, steps, ...document }) : `${lines.join('\n')}\n`);
  return EXIT.ok;
}
