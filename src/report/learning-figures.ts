/** Figures of what was learned: losses, performance, choices. @module */

import { performanceBy } from '../analysis/performance.ts';
import { psychometric } from '../analysis/psychometric.ts';
import { fitPsychometric, type PsychometricFit, psychometricCurve } from '../analysis/psychometric-fit.ts';
import { lossReference } from '../experiments/experiment-reference.ts';
import { lossFigure, performanceFigure, psychometricFigure } from '../plot/figures/index.ts';
import { normalCdf } from '../tensor/normal-distribution.ts';
import { common, range, type StudyFigure } from './figure.ts';
import type { Study } from './study.ts';

/** Means that the line to be read has: of 5000 losses each is over 200, as published runs print them. */
const MEANS = 25;
/** Losses that are drawn one by one, at most. */
const MOST_LOSSES = 1000;

/** The mean of some numbers. */
export const mean = (values: readonly number[]): number =>
  values.reduce((sum, x) => sum + x, 0) / values.length;

/** Means over stretches of equal length, each at its last step. */
function stretches(losses: readonly number[], length: number): { steps: number[]; losses: number[] } {
  const ends = range(Math.floor(losses.length / length)).map((i) => (i + 1) * length);
  return { steps: ends, losses: ends.map((end) => mean(losses.slice(end - length, end))) };
}

/** Loss over training. */
export const loss: StudyFigure = {
  title: 'Loss',
  reading:
    'The strong line is the mean over stretches, 25 in all, the faint line the loss of single or few batches. Beside them, where there are such, the losses of published runs, and dotted levels that say what a network at that loss knows.',
  draw({ losses, experiment }, options) {
    const { published, levels } = lossReference(experiment.config);
    const raw = stretches(losses, Math.ceil(losses.length / MOST_LOSSES) || 1);
    // What others did beyond the end of this run would only make the axis longer.
    const shown = published.map(({ name, every, losses: each }) => {
      const count = Math.min(each.length, Math.max(1, Math.floor(losses.length / every)));
      return { name, steps: range(count).map((i) => (i + 1) * every), losses: each.slice(0, count) };
    });
    return lossFigure({
      ...common(options),
      ...raw,
      ...(losses.length < 2 * MEANS
        ? {}
        : { smoothed: stretches(losses, Math.round(losses.length / MEANS)) }),
      references: shown,
      floors: levels.map(({ name, loss: value }) => ({ name, value })),
      yTitle: experiment.task.kind === 'classes' ? 'Loss (nats)' : 'Loss (mean square)',
    });
  },
};

/**
 * Sigma of the psychometric curve of an ideal observer of the test, 100 sigma sqrt(2 / ms) in percent of coherence, where
 * the task is `perceptualDecisionMaking` with two directions and one duration of the stimulus; null for others.
 */
export function idealSigma({ experiment }: Study): number | null {
  const { name, options } = experiment.task;
  const { timing, sigma, dimRing } = (options ?? {}) as {
    timing?: { stimulus?: unknown };
    sigma?: number;
    dimRing?: number;
  };
  const ms = timing?.stimulus;
  if (name !== 'perceptualDecisionMaking' || dimRing !== 2 || typeof ms !== 'number' || !sigma) return null;
  return 100 * sigma * Math.sqrt(2 / ms);
}

/** How often an ideal observer of the test chooses answer 1, by signed coherence; null where it is not known. */
function idealChoices(study: Study): ((signed: number) => number) | null {
  const sigma = idealSigma(study);
  return sigma === null ? null : (signed) => normalCdf(signed / sigma);
}

/** The psychometric curve of a study, as points and a fit. */
export function psychometricOf({ choices }: Study): {
  readonly points: ReturnType<typeof psychometric>['points'];
  readonly unanswered: number;
  /** null with less than two strengths. */
  readonly fit: PsychometricFit | null;
} | null {
  if (choices?.evidence == null) return null;
  const { points, unanswered } = psychometric(choices.evidence.signed, choices.given);
  return { points, unanswered, fit: points.length < 2 ? null : fitPsychometric(points) };
}

const CURVE_POINTS = 101;

/** Choices by the strength of the evidence. */
export const psychometricCurveFigure: StudyFigure = {
  title: 'Psychometric curve',
  reading:
    'How often the second answer is given, by the strength of the evidence for it. Bars are 95 % intervals, the line is a cumulative normal fitted to the choices. Where the ideal observer of the same stimuli is known, no network is steeper in the long run.',
  // A curve through two strengths is any curve.
  fits: ({ choices }) => new Set(choices?.evidence?.signed).size > 2,
  draw(study, options) {
    const { points, fit } = psychometricOf(study) as NonNullable<ReturnType<typeof psychometricOf>>;
    const { evidence, names } = study.choices as NonNullable<Study['choices']>;
    const [low, high] = [points[0]?.x ?? -1, points.at(-1)?.x ?? 1];
    const xs = range(CURVE_POINTS).map((i) => low + (i / (CURVE_POINTS - 1)) * (high - low));
    const ideal = idealChoices(study);
    const rises = fit !== null && fit.slope.value > 0;
    const curve =
      fit?.status === 'separated'
        ? {
            xs: [low, fit.bias.value, fit.bias.value, high],
            ys: rises ? [0, 0, 1, 1] : [1, 1, 0, 0],
          }
        : fit?.status === 'fitted' && { xs, ys: psychometricCurve(fit, xs) };
    return psychometricFigure({
      ...common(options),
      points,
      ...(fit && curve ? { fit: { ...curve, bias: fit.bias.value, sigma: fit.sigma.value } } : {}),
      ...(ideal ? { ideal: { xs, ys: xs.map(ideal) } } : {}),
      xTitle: evidence?.title,
      yTitle: `Fraction of ${names[1]}`,
    });
  },
};

/** Most values that a condition may have to be shown one by one. */
const MOST_VALUES = 12;

/** The condition by which trials are told apart: the strength of the evidence, or one with few values. */
function conditionOf({ choices, tested }: Study): { title: string; values: readonly number[] } | null {
  if (choices?.evidence) {
    const values = Array.from(choices.evidence.signed, Math.abs);
    const title = choices.evidence.title.replace(/^Signed (.)/, (_, first: string) => first.toUpperCase());
    if (new Set(values).size > 1) return { title, values };
  }
  const { inputs, r, z, choice, correct, ...conditions } = tested.arrays;
  for (const [name, { data }] of Object.entries(conditions)) {
    const values = Array.from(data);
    const different = new Set(values).size;
    if (different > 1 && different <= MOST_VALUES) return { title: name, values };
  }
  return null;
}

/** The performance in each condition of the test, among trials that ask for something. */
function conditionsOf(
  study: Study,
): { title: string; rows: ReturnType<typeof performanceBy<number>> } | null {
  const condition = conditionOf(study);
  const correct = study.tested.arrays.correct.data;
  const asked = range(correct.length).filter((i) => !Number.isNaN(correct[i]));
  return (
    condition && {
      title: condition.title,
      rows: performanceBy(
        asked.map((i) => condition.values[i]),
        // A task may count a trial by fractions: it is shown as right from one half on.
        asked.map((i) => correct[i] >= 0.5),
      ),
    }
  );
}

/** Performance by condition. */
export const performance: StudyFigure = {
  title: 'Performance by condition',
  reading:
    'The fraction of correct trials of the test, with 95 % intervals; where it is known, marks say what an ideal observer reaches.',
  fits: (study) => (conditionsOf(study)?.rows.length ?? 0) > 1,
  draw(study, options) {
    const { title, rows } = conditionsOf(study) as NonNullable<ReturnType<typeof conditionsOf>>;
    const ideal = idealChoices(study);
    return performanceFigure({
      ...common(options),
      conditions: rows.map(({ value, fraction, low, high, n }) => ({
        name: String(Number(value.toPrecision(3))),
        fraction,
        low,
        high,
        n,
        ...(ideal ? { ceiling: ideal(value) } : {}),
      })),
      ...(study.choices ? { chance: 0.5 } : {}),
      xTitle: title,
    });
  },
};
