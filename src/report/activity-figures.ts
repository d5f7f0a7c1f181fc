/** Figures of activity: single trials, averages, and the state of the network in the plane of two components. @module */

import { averageBy } from '../analysis/averages.ts';
import { findFixedPoints, type NetworkPoint } from '../analysis/fixed-point-networks.ts';
import { drawStarts } from '../analysis/fixed-point-starts.ts';
import { recordedStates } from '../analysis/fixed-point-state.ts';
import { type Pca, pca } from '../analysis/pca.ts';
import type { Answered } from '../experiments/experiment-test.ts';
import {
  averagesFigure,
  type SampleTrial,
  sampleTrialsFigure,
  trajectoriesFigure,
  unitActivityFigure,
} from '../plot/figures/index.ts';
import { key } from '../tensor/random.ts';
import { fromArray, type Tensor } from '../tensor/tensor.ts';
import { common, type ShownTrial, type StudyFigure } from './figure.ts';
import type { Study } from './study.ts';
import { selectivityOf } from './weight-figures.ts';

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** Column b of [T, B, n] as [nSteps, n], row by row. */
function columnOf({ shape, data }: Tensor, b: number, nSteps: number): Float64Array {
  const [, count, n = 1] = shape;
  return Float64Array.from({ length: nSteps * n }, (_, i) => {
    return data[(Math.floor(i / n) * count + b) * n + (i % n)];
  });
}

/** Conditions of a trial in words. */
function conditionsOf(trial: object): string {
  const { periods, nSteps, dt, ...conditions } = trial as Record<string, unknown>;
  const told = Object.entries(conditions).filter(([, value]) => !Array.isArray(value));
  const say = (value: unknown): string =>
    typeof value === 'number' ? String(Number(value.toPrecision(3))) : `${value}`;
  return told.map(([name, value]) => `${name} ${say(value)}`).join(', ');
}

/** The trial that is shown, alone or among those of the test. */
function shownTrial(study: Study, shown: ShownTrial | undefined): { answered: Answered; b: number } {
  const { tested, experiment, params } = study;
  if (shown === undefined) return { answered: tested, b: Math.min(2, tested.batch.trials.length - 1) };
  const { conditions: forced, seed, noise } = shown;
  return { answered: experiment.respond(params, { key: key(seed), count: 1, forced, noise }), b: 0 };
}

/** Index of the largest output at each step. */
function largest(z: Float64Array, nOut: number): number[] {
  return range(z.length / nOut).map((t) => {
    const row = Array.from(z.subarray(t * nOut, (t + 1) * nOut));
    return row.indexOf(Math.max(...row));
  });
}

function sampleOf({ experiment }: Study, { batch, activity }: Answered, b: number): SampleTrial {
  const { task } = experiment;
  const trial = batch.trials[b];
  const { nSteps, periods } = trial;
  const z = columnOf(activity.z, b, nSteps);
  const targets = columnOf(batch.targets, b, nSteps);
  const isClasses = task.kind === 'classes';
  return {
    name: conditionsOf(trial),
    nSteps,
    periods,
    inputs: { names: task.inputs, values: columnOf(batch.inputs, b, nSteps) },
    targets: isClasses
      ? { classes: task.outputs, labels: targets }
      : { names: task.outputs, values: targets },
    outputs: isClasses
      ? { classes: task.outputs, labels: largest(z, task.nOut) }
      : { names: task.outputs, values: z },
  };
}

/** Some trials of the test, or the one that is chosen. */
export const trials: StudyFigure = {
  title: 'Trials',
  reading: 'What the network is given, what it is to answer, and what it answers, over time.',
  draw(study, options) {
    const { dt } = study.experiment.task;
    if (options.trial !== undefined) {
      const { answered, b } = shownTrial(study, options.trial);
      return sampleTrialsFigure({ ...common(options), dt, trials: [sampleOf(study, answered, b)] });
    }
    const shown = range(Math.min(3, study.tested.batch.trials.length));
    return sampleTrialsFigure({
      ...common(options),
      dt,
      trials: shown.map((b) => sampleOf(study, study.tested, b)),
    });
  },
};

/** The rates of all units in one trial. */
export const activity: StudyFigure = {
  title: 'Activity of the units in a trial',
  reading:
    'The rate of every unit: excitatory ones blue, inhibitory ones in the other colour. Units of one preference part from the others while the stimulus is on.',
  draw(study, options) {
    const { experiment, nExc } = study;
    const { answered, b } = shownTrial(study, options.trial);
    const trial = answered.batch.trials[b];
    return unitActivityFigure({
      ...common(options),
      ...(options.palette ? { palette: options.palette } : {}),
      dt: experiment.task.dt,
      n: experiment.network.nRec,
      rates: columnOf(answered.activity.r, b, trial.nSteps),
      ...(nExc < experiment.network.nRec ? { nExc } : {}),
      periods: trial.periods,
      subtitle: conditionsOf(trial),
    });
  },
};

/** Groups of trials: the right answer, and the strength of the evidence where it is known. */
interface Groups {
  readonly of: readonly number[];
  readonly names: readonly string[];
}

/** Most groups of a figure. */
const MOST_GROUPS = 10;

function groupsOf({ choices, tested, experiment }: Study): Groups {
  const all: Groups = { of: tested.batch.trials.map(() => 0), names: ['all trials'] };
  if (choices !== null) {
    return { of: Array.from(choices.wanted), names: choices.names.map((name) => `${name} is right`) };
  }
  const wanted = tested.answers.map((answer) => answer?.wanted ?? -1);
  const different = [...new Set(wanted)].sort((a, b) => a - b);
  // Of a ring of answers every second or fourth is enough to see the ring.
  const step = Math.ceil(different.length / MOST_GROUPS);
  const kept = different.filter((value, i) => value >= 0 && i % step === 0);
  if (kept.length < 2 || experiment.task.name === 'flipFlop') return all;
  return {
    of: wanted.map((value) => kept.indexOf(value)),
    names: kept.map((value) => experiment.task.outputs[value]),
  };
}

/** Whether all trials of the test take equally long, so that they can be averaged step by step. */
const isAligned = ({ tested }: Study): boolean => {
  const [first, ...rest] = tested.batch.trials.map(({ nSteps }) => nSteps);
  return rest.every((nSteps) => nSteps === first);
};

/** Averages of the most selective units. */
export const averages: StudyFigure = {
  title: 'Averages of single units',
  reading:
    'Mean rates of the units that tell the two answers apart best, over the trials in which either is right.',
  fits: (study) => study.choices !== null && isAligned(study),
  draw(study, options) {
    const { tested, nExc, experiment } = study;
    const { of, names } = groupsOf(study);
    const dPrime = selectivityOf(study);
    const units = range(dPrime.length)
      .sort((a, b) => Math.abs(dPrime[b]) - Math.abs(dPrime[a]) || a - b)
      .slice(0, 6);
    const means = averageBy(tested.activity.r, of);
    return averagesFigure({
      ...common(options),
      dt: experiment.task.dt,
      groups: names,
      units: units.map((unit) => ({
        name: `${unit < nExc ? 'E' : 'I'} ${unit}`,
        means: means.map(({ mean }) => {
          const [nSteps, n] = mean.shape;
          return range(nSteps).map((t) => mean.data[t * n + unit]);
        }),
      })),
      periods: tested.batch.trials[0].periods,
    });
  },
};

/** Trials whose activity the components are those of, as many as the source notebook takes. */
const PCA_TRIALS = 100;

/** The first two principal components of the rates in the first trials of the test, each as far as it goes. */
export function planeOf({ tested }: Study): Pca {
  const { r } = tested.activity;
  const n = r.shape[2];
  const rows = tested.batch.trials
    .slice(0, PCA_TRIALS)
    .flatMap(({ nSteps }, b) => Array.from(columnOf(r, b, nSteps)));
  return pca(fromArray(Float64Array.from(rows), [rows.length / n, n]), { components: Math.min(2, n) });
}

/** Single trials that are drawn where trials cannot be averaged. */
const MOST_TRIALS = 12;

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
    return tested.batch.trials.slice(0, MOST_TRIALS).map(({ nSteps }, b) => ({
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

/** Trajectories with fixed points. */
export const fixedPoints: StudyFigure = {
  title: 'Fixed points',
  reading:
    'Where the network would stay under the mean input: full marks are stable, open ones are left in some direction. Two stable points with one between them are a choice; a row of them is a memory of how much.',
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
      subtitle: `${fixed} fixed and ${found.length - fixed} slow points under the input ${Array.from(meanInput(study).data, (u) => Number(u.toFixed(2))).join(', ')}`,
      trajectories: pathsOf(study, plane),
      groups: names.length < 2 ? [] : names,
      points,
      ...(plane.explained.length > 1 ? { explained: [plane.explained[0], plane.explained[1]] as const } : {}),
    });
  },
};
