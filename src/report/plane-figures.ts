/** Figures in the plane of two components: trajectories, and the points where a network would stay. @module */

import { averageBy } from '../analysis/averages.ts';
import { findFixedPoints, type NetworkPoint } from '../analysis/fixed-point-networks.ts';
import { drawStarts } from '../analysis/fixed-point-starts.ts';
import { recordedStates } from '../analysis/fixed-point-state.ts';
import { type Pca, pca } from '../analysis/pca.ts';
import { trajectoriesFigure } from '../plot/figures/index.ts';
import { key } from '../tensor/random.ts';
import { fromArray, type Tensor } from '../tensor/tensor.ts';
import { common, type StudyFigure } from './figure.ts';
import type { Study } from './study.ts';
import { columnOf, groupsOf, isAligned } from './trial-groups.ts';

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** Trials whose activity the components are those of, as many as the source notebook takes. */
export const PCA_TRIALS = 100;

/** The rates in the first trials of the test, each as far as it goes, f64 [rows, nRec]. */
export function ratesOf({ tested, experiment }: Study): Tensor {
  const { nRec } = experiment.network;
  const rows = tested.batch.trials
    .slice(0, PCA_TRIALS)
    .flatMap(({ nSteps }, b) => Array.from(columnOf(tested.activity.r, b, nSteps)));
  return fromArray(Float64Array.from(rows), [rows.length / nRec, nRec]);
}

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
    return tested.batch.trials
      .slice(0, Math.max(2, Math.floor(MOST_STEPS / tested.batch.inputs.shape[0])))
      .map(({ nSteps }, b) => ({
        ...inPlane(plane, columnOf(tested.activity.r, b, nSteps)),
        group: Math.max(0, of[b]),
      }));
  }
  const evidence = study.choices?.evidence?.signed;
  // By answer and strength: the stronger the evidence, the further a path goes.
  const labels = of.map((group, b) => (group < 0 ? '' : `${group} ${evidence ? Math.abs(evidence[b]) : ''}`));
  return averageBy(tested.activity.r, labels).flatMap(({ value, mean }) =>
    value === '' ? [] : [{ ...inPlane(plane, mean.data), group: Number(value.split(' ')[0]) }],
  );
}

/** Averages of trials in the plane of the first two components. */
export const trajectories: StudyFigure = {
  title: 'Trajectories',
  reading:
    'The state of the network through trials, in the plane of the two directions in which it varies most. Paths are averages over trials of one answer and one strength of evidence where there are such.',
  fits: varies,
  draw(study, options) {
    const plane = planeOf(study);
    const { names } = groupsOf(study);
    return trajectoriesFigure({
      ...common(options),
      trajectories: pathsOf(study, plane),
      groups: names.length < 2 ? [] : names,
      ...(plane.explained.length > 1 ? { explained: [plane.explained[0], plane.explained[1]] as const } : {}),
    });
  },
};

/** States from which fixed points are searched, as many as the source notebook takes. */
const STARTS = 64;

/**
 * The input that fixed points are searched with: the mean over the span of all trials, in twentieths, so that the draw
 * of the trials does not move it. With two answers at equal odds that is a stimulus that speaks for neither.
 */
export function meanInput({ tested, span }: Study): Tensor {
  const { inputs } = tested.batch;
  const [, count, nIn] = inputs.shape;
  const sums = new Float64Array(nIn);
  let steps = 0;
  for (let b = 0; b < count; b++) {
    for (let t = span.from[b]; t < span.to[b]; t++) {
      for (let i = 0; i < nIn; i++) sums[i] += inputs.data[(t * count + b) * nIn + i];
      steps++;
    }
  }
  return fromArray(
    Float32Array.from(sums, (sum) => Math.round((20 * sum) / steps) / 20 + 0),
    [nIn],
  );
}

/** Finds fixed and slow points of the network under the mean input, from states of the test. */
export function fixedPointsOf(study: Study): readonly NetworkPoint[] {
  const { experiment, params, tested } = study;
  const states = recordedStates(experiment.network, tested.activity);
  const starts = drawStarts(states, { key: key(experiment.config.seed), count: STARTS, noise: 0.1 });
  return findFixedPoints(experiment.network, params as never, { starts, input: meanInput(study) }).points;
}

/** The input of the search, number by number where they are few. */
function inputInWords(study: Study): string {
  const { data } = meanInput(study);
  return data.length > 6
    ? 'the mean input'
    : `the input ${Array.from(data, (u) => Number(u.toFixed(2))).join(', ')}`;
}

/** Trajectories with fixed points. */
export const fixedPoints: StudyFigure = {
  title: 'Fixed points',
  reading:
    'Where the network would stay under the mean input: full marks are stable, open ones are left in some direction. Two stable points with one between them are a choice; a row of them is a memory of how much.',
  fits: varies,
  draw(study, options) {
    const plane = planeOf(study);
    const { names } = groupsOf(study);
    const found = fixedPointsOf(study);
    const points = found.map(({ rates, stable }) => {
      const { xs, ys } = inPlane(plane, rates);
      return { x: xs[0], y: ys[0], stable };
    });
    const fixed = found.filter(({ kind }) => kind === 'fixed').length;
    return trajectoriesFigure({
      ...common(options),
      title: 'Fixed points',
      subtitle: `${fixed} fixed and ${found.length - fixed} slow points under ${inputInWords(study)}`,
      trajectories: pathsOf(study, plane),
      groups: names.length < 2 ? [] : names,
      points,
      ...(plane.explained.length > 1 ? { explained: [plane.explained[0], plane.explained[1]] as const } : {}),
    });
  },
};
