/** The figures of the lab, drawn from one study as long as neither weights nor what is done to them change. @module */

import type { Experiment } from '../../src/experiments/experiment.ts';
import {
  buildReport,
  drawFigure,
  type FigureName,
  fittingFigures,
  type Study,
  studyOf,
} from '../../src/report/index.ts';
import { forcedConditions } from './conditions.ts';
import { manipulated } from './manipulation.ts';
import type { Manipulation, ViewName, ViewOptions } from './protocol.ts';

/** The network as it is. */
const UNTOUCHED: Manipulation = { silenced: [], inhibition: 1 };

/** The last study of an experiment, by its step and what was done to it: several views ask for the same one. */
const kept = new WeakMap<Experiment, { readonly of: string; readonly study: Study }>();

function studyFor(
  experiment: Experiment,
  losses: readonly number[],
  seconds: number,
  what: Manipulation,
): Study {
  const { network, training } = experiment;
  const of = JSON.stringify([training.state().step, what]);
  const known = kept.get(experiment);
  if (known?.of === of) return { ...known.study, losses, seconds };
  const params = manipulated(network, training.params, what);
  const study = studyOf(experiment, { params, losses, seconds });
  kept.set(experiment, { of, study });
  return study;
}

const FIGURES: { readonly [N in ViewName]: FigureName } = {
  loss: 'loss',
  trial: 'trials',
  activity: 'activity',
  performance: 'performance',
  psychometric: 'psychometric',
  selectivity: 'selectivity',
  connectivity: 'connectivity',
  weights: 'weights',
  spectrum: 'spectrum',
  trajectories: 'trajectories',
  fixedPoints: 'fixedPoints',
};

/** The views that say something about an experiment. */
export function viewsOf(experiment: Experiment): readonly ViewName[] {
  const fitting = fittingFigures(studyFor(experiment, [], 0, UNTOUCHED));
  return (Object.keys(FIGURES) as ViewName[]).filter((name) => fitting.includes(FIGURES[name]));
}

/**
 * Draws a view as an SVG document.
 * @param losses before each update
 * @throws RangeError for a view that says nothing about the task
 */
export function drawView(
  experiment: Experiment,
  losses: readonly number[],
  view: ViewName,
  { manipulation, trial, ...options }: ViewOptions,
): string {
  const conditions = forcedConditions(experiment.task, trial.conditions);
  return drawFigure(studyFor(experiment, losses, 0, manipulation), FIGURES[view], {
    ...options,
    id: `view-${view}-figure-`,
    trial: { ...trial, conditions },
  });
}

/** Draws the report of a run, one HTML document. */
export const drawReport = (experiment: Experiment, losses: readonly number[], seconds: number): string =>
  buildReport(studyFor(experiment, losses, seconds, UNTOUCHED));
