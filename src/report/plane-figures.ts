/** Figures in the plane of two components: trajectories, and the points where a network would stay. @module */

import { averageBy } from '../analysis/averages.ts';
import { findFixedPoints, type NetworkPoint } from '../analysis/fixed-point-networks.ts';
import { drawStarts } from '../analysis/fixed-point-starts.ts';
import { recordedStates } from '../analysis/fixed-point-state.ts';
import { type Pca, pca } from '../analysis/pca.ts';
import { type TrajectoriesFigureOptions, trajectoriesFigure } from '../plot/figures/index.ts';
import { key } from '../tensor/random.ts';
import { fromArray, type Tensor } from '../tensor/tensor.ts';
import { common, type FigureOptions, range, type StudyFigure } from './figure.ts';
import type { Study } from './study.ts';
import { columnOf, groupsOf, isAligned } from './trial-groups.ts';

/** Trials whose activity the components are those of, as many as the source notebook takes. */
export const PCA_TRIALS = 100;

/** The rows of [T, B, n] in the first trials of the test, each as far as it goes, f64 [rows, n]. */
function rowsOf({ tested }: Study, values: Tensor): Tensor {
  const n = values.shape[2];
  const rows = tested.batch.trials
    .slice(0, PCA_TRIALS)
    .flatMap(({ nSteps }, b) => Array.from(columnOf(values, b, nSteps)));
  return fromArray(Float64Array.from(rows), [rows.length / n, n]);
}

/** The rates in the first trials of the test, each as far as it goes, f64 [rows, nRec]. */
export const ratesOf = (study: Study): Tensor => rowsOf(study, study.tested.activity.r);

/** Whether rates differ anywhere: a network that is silent in all trials has no plane. */
const varies = (study: Study): boolean => {
  const { data, shape } = ratesOf(study);
  return data.some((r: number, i: number) => r !== data[i % shape[1]]);
};

/**
 * The first two principal components of the rates in the first trials of the test.
 * @throws RangeError, worded by `pca`, for a network whose rates never change
 */
export const planeOf = (study: Study): Pca =>
  pca(ratesOf(study), { components: Math.min(2, study.experiment.network.nRec) });

/** Steps that are drawn in all where trials cannot be averaged: more of them hide each other. */
const MOST_STEPS = 300;

/** Points [k, n] in a plane, as two lists. */
function inPlane(plane: Pca, values: ArrayLike<number>): { xs: number[]; ys: number[] } {
  const n = plane.mean.shape[0];
  const { data, shape } = plane.project(fromArray(Float64Array.from(values), [values.length / n, n]));
  const [rows, k] = shape;
  return {
    xs: range(rows).map((i) => data[i * k]),
    ys: range(rows).map((i) => (k > 1 ? data[i * k + 1] : 0)),
  };
}

function pathsOf(study: Study, plane: Pca): { xs: number[]; ys: number[]; group: number }[] {
  const { tested } = study;
  const { of, names } = groupsOf(study);
  if (names.length < 2 || !isAligned(study)) {
    // Single trials, as many of each group; those that ask nothing are in none.
    const groups = names.length < 2 ? of.map(() => 0) : of;
    const most = Math.floor(MOST_STEPS / tested.batch.inputs.shape[0] / (names.length || 1));
    const shown = range(names.length || 1).flatMap((group) =>
      range(of.length)
        .filter((b) => groups[b] === group)
        .slice(0, Math.max(2, most)),
    );
    return shown.map((b) => ({
      ...inPlane(plane, columnOf(tested.activity.r, b, tested.batch.trials[b].nSteps)),
      group: groups[b],
    }));
  }
  const evidence = study.choices?.evidence?.signed;
  // By answer and strength: the stronger the evidence, the further a path goes.
  const labels = of.map((group, b) => (group < 0 ? '' : `${group} ${evidence ? Math.abs(evidence[b]) : ''}`));
  return averageBy(tested.activity.r, labels).flatMap(({ value, mean }) =>
    value === '' ? [] : [{ ...inPlane(plane, mean.data), group: Number(value.split(' ')[0]) }],
  );
}

/** Draws the paths of a study, and more, in a plane. */
function drawPlane(
  study: Study,
  options: FigureOptions,
  plane: Pca,
  more: Partial<TrajectoriesFigureOptions> = {},
): string {
  const { names } = groupsOf(study);
  const [first, second] = plane.explained;
  return trajectoriesFigure({
    ...common(options),
    trajectories: pathsOf(study, plane),
    groups: names.length < 2 ? [] : names,
    explained: second === undefined ? undefined : [first, second],
    ...more,
  });
}

/** Trials, or their averages, in the plane of the first two components. */
export const trajectories: StudyFigure = {
  title: 'Trajectories',
  reading:
    'The state of the network through trials, in the plane of the two directions in which it varies most. Paths are averages over trials of one answer and one strength of evidence where these take the same course in time; else single trials.',
  fits: varies,
  draw: (study, options) => drawPlane(study, options, planeOf(study)),
};

/** States from which fixed points are searched, as many as the source notebook takes. */
const STARTS = 64;

/**
 * The period of which the mean input is taken: the last delay before the first response, or the last period before it
 * where there is no delay; null, for whole trials, where the first period asks.
 */
export function inputPeriod({ tested, experiment }: Study): string | null {
  const { trials } = tested.batch;
  const all = trials[0].periods.map(({ name }) => name);
  const first = all.findIndex((name) => experiment.task.response.includes(name));
  // A period may be empty in some trials, or in all.
  const names = all
    .slice(0, first < 0 ? all.length : first)
    .filter((_, i) => trials.some(({ periods }) => periods[i]?.start < periods[i]?.end));
  return names.findLast((name) => name.startsWith('delay')) ?? names.at(-1) ?? null;
}

/**
 * The input that fixed points are searched with: the mean over `inputPeriod` of all trials, in twentieths, so that the
 * draw of the trials does not move it. It is of one period, since a mean over several is an input that never occurs. With
 * two answers at equal odds a stimulus speaks for neither.
 */
export function meanInput(study: Study): Tensor {
  const { inputs, trials } = study.tested.batch;
  const [, count, nIn] = inputs.shape;
  const of = inputPeriod(study);
  const sums = new Float64Array(nIn);
  let steps = 0;
  for (const [b, { periods, nSteps }] of trials.entries()) {
    const whole = { start: 0, end: of === null ? nSteps : 0 };
    const { start, end } = periods.find(({ name }) => name === of) ?? whole;
    for (let t = start; t < end; t++) {
      for (let i = 0; i < nIn; i++) sums[i] += inputs.data[(t * count + b) * nIn + i];
      steps++;
    }
  }
  return fromArray(
    Float32Array.from(sums, (sum) => Math.round((20 * sum) / steps) / 20 + 0),
    [nIn],
  );
}

/** Where fixed points are searched. */
export interface FixedPointSearch {
  /** [nIn]; `meanInput` by default. */
  readonly input?: Tensor;
  /** Number of states of the test to start from; 64 by default. */
  readonly starts?: number;
}

/** Finds fixed and slow points of the network under one input, from states of the first trials of the test. */
export function fixedPointsOf(
  study: Study,
  { input = meanInput(study), starts: count = STARTS }: FixedPointSearch = {},
): readonly NetworkPoint[] {
  const { experiment, params, tested } = study;
  const states = rowsOf(study, recordedStates(experiment.network, tested.activity));
  const starts = drawStarts(states, { key: key(experiment.config.seed), count, noise: 0.1 });
  return findFixedPoints(experiment.network, params as never, { starts, input }).points;
}

/** The mean input in words: of what. */
export function meanInputName(study: Study): string {
  const period = inputPeriod(study);
  return `the mean input of ${period === null ? 'whole trials' : `the ${period}`}`;
}

/** The same, number by number where they are few. */
function inputInWords(study: Study): string {
  const { data } = meanInput(study);
  const name = meanInputName(study);
  return data.length > 6 ? name : `${name}: ${Array.from(data, (u) => Number(u.toFixed(2))).join(', ')}`;
}

/** Trajectories with fixed points. */
export const fixedPoints: StudyFigure = {
  title: 'Fixed points',
  reading:
    'Where the network would stay under the mean input of one period: full marks are stable, crosses are left in some direction, and at grey rings it moves, but slowly. Two stable points with one between them are a choice; a row of them is a memory of how much.',
  fits: varies,
  draw(study, options) {
    const plane = planeOf(study);
    const found = fixedPointsOf(study);
    const points = found.map(({ rates, kind, stable }) => {
      const { xs, ys } = inPlane(plane, rates);
      return { x: xs[0], y: ys[0], kind: kind === 'slow' ? kind : stable ? 'stable' : 'unstable' } as const;
    });
    const fixed = found.filter(({ kind }) => kind === 'fixed').length;
    return drawPlane(study, options, plane, {
      subtitle: `${fixed} fixed and ${found.length - fixed} slow points under ${inputInWords(study)}`,
      points,
    });
  },
};
