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
import { common, range, type ShownTrial, type StudyFigure } from './figure.ts';
import type { Study } from './study.ts';
import { columnOf, groupsOf, indexOfLargest, isAligned } from './trial-groups.ts';
import { isDale, selectivityOf } from './weight-figures.ts';

/** Conditions that tell most: what is right, and how strong the evidence is. */
const MAIN = /truth|context|coherence/i;

/** The conditions of a trial that vary among those of the test, in words. */
function conditionsOf({ tested }: Study, { batch }: Answered, b: number): string {
  type Conditions = Readonly<Record<string, unknown>>;
  const all = tested.batch.trials as readonly object[] as readonly Conditions[];
  const { periods, nSteps, dt, ...conditions } = batch.trials[b] as object as Conditions;
  const told = Object.entries(conditions)
    .filter(
      ([name, value]) =>
        !Array.isArray(value) && (all.length < 2 || all.some((trial) => trial[name] !== value)),
    )
    .sort(([one], [other]) => +MAIN.test(other) - +MAIN.test(one));
  const say = (value: unknown): string =>
    typeof value === 'number' ? String(Number(value.toPrecision(3))) : `${value}`;
  return told.map(([name, value]) => `${name} ${say(value)}`).join(', ') || `trial ${b}`;
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

function sampleOf(study: Study, answered: Answered, b: number): SampleTrial {
  const { task } = study.experiment;
  const { batch, activity } = answered;
  const trial = batch.trials[b];
  const { nSteps, periods } = trial;
  const z = columnOf(activity.z, b, nSteps);
  const mask = columnOf(batch.mask, b, nSteps);
  // What nobody asks for is not wanted.
  const targets = columnOf(batch.targets, b, nSteps).map((target, i) => (mask[i] === 0 ? NaN : target));
  const isClasses = task.kind === 'classes';
  return {
    name: conditionsOf(study, answered, b),
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
  reading:
    'What the network is given, what it is to answer where it is asked, and what it answers, over time.',
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
    'The rate of every unit that is active: with Dale’s principle, excitatory ones are blue and inhibitory ones have the other colour. Where a trial has periods, their borders are dashed.',
  draw(study, options) {
    const { experiment } = study;
    const { answered, b } = shownTrial(study, options.trial);
    const trial = answered.batch.trials[b];
    return unitActivityFigure({
      ...common(options),
      dt: experiment.task.dt,
      n: experiment.network.nRec,
      rates: columnOf(answered.activity.r, b, trial.nSteps),
      ...(isDale(study) ? { nExc: study.nExc } : {}),
      periods: trial.periods,
      subtitle: conditionsOf(study, answered, b),
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
        name: `${isDale(study) ? (unit < nExc ? 'E' : 'I') : 'unit'} ${unit}`,
        means: means.map(({ mean }) => {
          const [nSteps, n] = mean.shape;
          return range(nSteps).map((t) => mean.data[t * n + unit]);
        }),
      })),
      periods: tested.batch.trials[0].periods,
    });
  },
};
