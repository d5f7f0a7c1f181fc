/** The figures of a study by name. @module */

import { checkName } from '../tensor/options.ts';
import { activity, averages, trials } from './activity-figures.ts';
import { checkDrawing, type FigureOptions, type StudyFigure } from './figure.ts';
import { loss, performance, psychometricCurveFigure } from './learning-figures.ts';
import { fixedPoints, trajectories } from './plane-figures.ts';
import type { Study } from './study.ts';
import {
  connectivity,
  lesions,
  selectivityHistogram,
  spectrum,
  structure,
  weightsBeforeAfter,
} from './weight-figures.ts';

/** The names of the figures, in the order in which a report shows them. */
export type FigureName =
  | 'loss'
  | 'performance'
  | 'psychometric'
  | 'trials'
  | 'activity'
  | 'averages'
  | 'selectivity'
  | 'connectivity'
  | 'structure'
  | 'weights'
  | 'spectrum'
  | 'trajectories'
  | 'fixedPoints'
  | 'lesions';

/** The figures of a study. */
export const studyFigures: { readonly [N in FigureName]: StudyFigure } = {
  loss,
  performance,
  psychometric: psychometricCurveFigure,
  trials,
  activity,
  averages,
  selectivity: selectivityHistogram,
  connectivity,
  structure,
  weights: weightsBeforeAfter,
  spectrum,
  trajectories,
  fixedPoints,
  lesions,
};

export const FIGURE_NAMES: readonly FigureName[] = Object.keys(studyFigures) as FigureName[];

/** The figures that say something about a study. */
export const fittingFigures = (study: Study): readonly FigureName[] =>
  FIGURE_NAMES.filter((name) => studyFigures[name].fits?.(study) ?? true);

/**
 * Draws a figure of a study.
 * @returns an SVG document
 * @throws RangeError for a figure that says nothing about the task; TypeError or RangeError for what is no study or option
 * @example drawFigure(study, 'connectivity', { palette: 'red-blue' })
 */
export function drawFigure(study: Study, name: FigureName, options: FigureOptions = {}): string {
  checkDrawing('drawFigure', study, options, ['width', 'palette', 'id', 'styles', 'order', 'trial']);
  checkName('drawFigure', 'figure', name, FIGURE_NAMES);
  const figure = studyFigures[name];
  if (figure.fits?.(study) === false) {
    const known = fittingFigures(study).join(', ');
    throw new RangeError(
      `drawFigure: expected a figure that fits ${study.experiment.task.name}, got '${name}' - it has ${known}`,
    );
  }
  return figure.draw(study, { ...options, title: figure.title });
}
