/** `synaptape plot`: one figure of a run. @module */

import { writeFileWhole } from '../node/files.ts';
import type { FigureOptions } from '../report/figure.ts';
import { drawFigure, type FigureName, fittingFigures, studyFigures } from '../report/figures.ts';
import { key } from '../tensor/random.ts';
import { asUsage, EXIT } from './errors.ts';
import { checkOut } from './files.ts';
import { jsonDocument } from './json.ts';
import { openRun } from './run-folder.ts';
import type { Streams } from './tasks.ts';

/** A command to draw a figure, read and checked but for the conditions of a trial. */
export interface PlotCommand {
  readonly figure: FigureName;
  readonly folder: string;
  /** The file; standard output by default. */
  readonly out: string | undefined;
  readonly options: FigureOptions;
  readonly json: boolean;
}

/** The figures that show the trial of `--force`, `--seed` and `--no-noise`. */
export const TRIAL_FIGURES: readonly FigureName[] = ['trials', 'activity'];

/** Draws a figure and returns the exit code. */
export async function runPlot(
  { figure, folder, out, options, json }: PlotCommand,
  { print, tell }: Streams,
): Promise<number> {
  await checkOut(out);
  const run = await openRun(folder, 'plot', tell);
  const { trial } = options;
  // The conditions were typed: what the task says of them is about the words of the command.
  if (trial) asUsage(() => run.experiment.task.plan(key(trial.seed), trial.conditions));
  const study = run.study();
  const draw = (): string => drawFigure(study, figure, options);
  const svg = fittingFigures(study).includes(figure) ? draw() : asUsage(draw);
  const { title, reading } = studyFigures[figure];
  const file = out === undefined ? undefined : await writeFileWhole(out, svg);
  if (json) print(jsonDocument({ figure, title, reading, ...(file === undefined ? { svg } : { file }) }));
  else if (file === undefined) print(svg);
  else tell(`${figure} of ${folder} in ${out}\n`);
  return EXIT.ok;
}
