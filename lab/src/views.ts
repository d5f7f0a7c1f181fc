/** The figures of a run, from one study as long as neither weights nor what is done to them change. @module */

import type { Experiment } from '../../src/experiments/experiment.ts';
import { buildReport, drawFigure, fittingFigures, type Study, studyOf } from '../../src/report/index.ts';
import { selectivityOf } from '../../src/report/weight-figures.ts';
import { forcedConditions } from './conditions.ts';
import { manipulated } from './manipulation.ts';
import type { Manipulation, ViewName, ViewOptions } from './protocol.ts';

/** Where a run stands. */
export interface Standing {
  /** Updates so far. */
  readonly step: number;
  /** The loss before each update. */
  readonly losses: readonly number[];
  /** Training time. */
  readonly seconds: number;
}

/** The network as it is. */
const UNTOUCHED: Manipulation = { silenced: [], inhibition: 1 };

/** What is drawn and counted of a run; several views share one test of the network. */
export interface Views {
  /** Those that say something about the task. */
  names(standing: Standing): readonly ViewName[];
  /**
   * Draws a view as an SVG document.
   * @throws RangeError for a view that says nothing about the task
   */
  draw(standing: Standing, view: ViewName, options: ViewOptions): string;
  /** Fraction of correct trials in the test. */
  performance(standing: Standing, manipulation: Manipulation): number;
  /** Choice selectivity d' of each unit; null for a task without two answers. */
  selectivity(standing: Standing): readonly number[] | null;
  /** The report of the run, one HTML document. */
  report(standing: Standing): string;
}

/** Whether all weights are finite, and all rates that follow from them. */
const isFiniteStudy = ({ params, tested }: Study): boolean =>
  [...Object.values(params), tested.activity.r].every(({ data }) => data.every(Number.isFinite));

/** Makes the views of an experiment. */
export function createViews(experiment: Experiment): Views {
  const { network, training, task } = experiment;
  let kept: { readonly of: string; readonly study: Study } | null = null;
  const studyFor = ({ step, losses, seconds }: Standing, what: Manipulation): Study => {
    const of = JSON.stringify([step, what]);
    if (kept?.of !== of) {
      const params = manipulated(network, training.params, what);
      kept = { of, study: studyOf(experiment, { params, losses, seconds }) };
    }
    return { ...kept.study, losses, seconds };
  };
  return {
    names: (standing) => fittingFigures(studyFor(standing, UNTOUCHED)),
    draw(standing, view, { manipulation, trial, ...options }) {
      const conditions = forcedConditions(task, trial.conditions);
      const study = studyFor(standing, manipulation);
      try {
        return drawFigure(study, view, {
          ...options,
          id: `view-${view}-figure-`,
          trial: { ...trial, conditions },
        });
      } catch (error) {
        if (isFiniteStudy(study)) throw error;
        throw new RangeError('The weights, or the rates that follow from them, are not finite.');
      }
    },
    performance: (standing, manipulation) => studyFor(standing, manipulation).tested.performance,
    selectivity(standing) {
      const study = studyFor(standing, UNTOUCHED);
      return study.choices === null ? null : Array.from(selectivityOf(study));
    },
    report: (standing) => buildReport(studyFor(standing, UNTOUCHED)),
  };
}
