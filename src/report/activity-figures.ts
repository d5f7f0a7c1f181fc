/** Figures of activity: single trials, and averages of single units. @module */

import { averageBy } from '../analysis/averages.ts';
import type { Answered } from '../experiments/experiment-test.ts';
import {
  averagesFigure,
  type SampleTrial,
  sampleTrialsFigure,
  unitActivityFigure,
} from '../plot/figures/index.ts';
import { key } from '../tensor/random.ts';
import { common, type ShownTrial, type StudyFigure } from './figure.ts';
import type { Study } from './study.ts';
import { columnOf, groupsOf, indexOfLargest, isAligned } from './trial-groups.ts';
import { selectivityOf } from './weight-figures.ts';

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

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
const largest = (z: Float64Array, nOut: number): number[] =>
  range(z.length / nOut).map((t) => indexOfLargest(z.subarray(t * nOut, (t + 1) * nOut)));

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

/** As many as the source notebook shows; beside more of them there is no room for their conditions. */
const SHOWN_TRIALS = 2;

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
    const shown = range(Math.min(SHOWN_TRIALS, study.tested.batch.trials.length));
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
    'The rate of every unit that is active: with Dale’s principle, excitatory ones are blue and inhibitory ones have the other colour. Units of one preference part from the others while the stimulus is on.',
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
