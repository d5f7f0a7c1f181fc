/** Figures of weights and of the units that they join. @module */

import { type LesionTable, lesionTable } from '../analysis/lesions.ts';
import { selectivity } from '../analysis/selectivity.ts';
import { mostSelective, sortBySelectivity } from '../analysis/selectivity-order.ts';
import type { MeanWeight, PreferenceWeights } from '../analysis/selectivity-weights.ts';
import { weightSpectrum } from '../analysis/spectrum.ts';
import {
  connectivityFigure,
  lesionFigure,
  selectivityFigure,
  spectrumFigure,
  structuredConnectivityFigure,
  weightsBeforeAfterFigure,
} from '../plot/figures/index.ts';
import { common, type FigureOptions, range, type StudyFigure } from './figure.ts';
import type { Study } from './study.ts';

/** Whether the task has two answers, by which units can be told apart. */
const hasChoices = ({ choices }: Study): boolean => choices !== null;

/** Whether units are excitatory or inhibitory: elsewhere they have no kind. */
export const isDale = ({ nExc, experiment }: Study): boolean => nExc < experiment.network.nRec;

/**
 * Choice selectivity d' of each unit, from all steps between the first period and the response, by the answer that is
 * right: positive where the unit is more active before answer 0.
 * @throws RangeError for a task that has not two answers
 */
export function selectivityOf({ tested, choices, span, experiment }: Study): Float64Array {
  if (choices === null) {
    throw new RangeError(`selectivityOf: expected a task with two answers, got ${experiment.task.name}`);
  }
  return selectivity(tested.activity.r, choices.wanted, span);
}

/** The mean weights of `preferenceConnectivity` in words, a row for each pathway that there is. */
export function joinedRows(study: Study, weights: readonly PreferenceWeights[]): string[][] {
  // Adding 0 makes 0 of -0.
  const say = ({ mean, n }: MeanWeight): string =>
    n === 0 ? 'none' : `${(Number(mean.toFixed(4)) + 0).toFixed(4)} (${n})`;
  return weights
    .filter(({ same, opposite }) => same.n + opposite.n > 0)
    .map(({ from, to, same, opposite }) => [
      isDale(study) ? `${from} to ${to}` : 'all',
      say(same),
      say(opposite),
    ]);
}

/** Choice selectivity of the units. */
export const selectivityHistogram: StudyFigure = {
  title: 'Choice selectivity',
  reading:
    "d' of each unit: the difference of its mean rates before the two answers, in standard deviations. Units at 0 are silent or do not tell the answers apart; the two tails prefer one each.",
  fits: hasChoices,
  draw: (study, options) => selectivityFigure({ ...common(options), dPrime: selectivityOf(study) }),
};

const byIndex = ({ order = 'selectivity' }: FigureOptions, study: Study): boolean =>
  order === 'index' || !hasChoices(study);

/** The recurrent weights in use. */
export const connectivity: StudyFigure = {
  title: 'Recurrent connectivity',
  reading:
    'Effective weights, a row for each unit that receives and a column for each that sends. With Dale’s principle, columns of excitatory units have one colour and those of inhibitory units the other. Sorted by selectivity, units that prefer the same answer are neighbours.',
  draw(study, options) {
    const { weights, nExc } = study;
    const unsorted = byIndex(options, study);
    return connectivityFigure({
      ...common(options),
      weights: weights.after.wRec.data,
      ...(unsorted ? {} : { order: sortBySelectivity(selectivityOf(study), nExc) }),
      ...(isDale(study) ? { nExc } : {}),
      subtitle: unsorted ? 'units by their index' : 'units by their choice selectivity, within each kind',
    });
  },
};

/** The most selective units. */
export const structure: StudyFigure = {
  title: 'Structure of the most selective units',
  reading:
    'The excitatory units that prefer either answer most, and the inhibitory ones. Where blocks of equal preference are stronger than the others, units that agree excite each other more.',
  fits: (study) => hasChoices(study) && isDale(study) && study.nExc >= 2,
  draw(study, options) {
    const { nExc, weights, experiment } = study;
    const nInh = experiment.network.nRec - nExc;
    const excitatory = Math.min(8, Math.floor(nExc / 2));
    const inhibitory = Math.min(Math.floor(nInh / 2), Math.max(1, Math.floor(excitatory / 4)));
    const { units, sizes } = mostSelective(selectivityOf(study), nExc, { excitatory, inhibitory });
    // The order of the blocks is that of ascending d': first the units that prefer answer 1.
    const names = ['E1', 'E0', 'I1', 'I0'];
    return structuredConnectivityFigure({
      ...common(options),
      weights: weights.after.wRec.data,
      order: units,
      blocks: sizes.map((size, i) => ({ name: names[i], size })).filter(({ size }) => size > 0),
    });
  },
};

/** Recurrent weights before and after training. */
export const weightsBeforeAfter: StudyFigure = {
  title: 'Weights before and after training',
  reading:
    'The recurrent weights on one scale. Absent connections and fixed entries are the same on both sides; with Dale’s principle, so are signs.',
  draw(study, options) {
    const { weights, nExc } = study;
    const { nRec } = study.experiment.network;
    return weightsBeforeAfterFigure({
      ...common(options),
      rows: nRec,
      columns: nRec,
      before: weights.before.wRec.data,
      after: weights.after.wRec.data,
      ...(isDale(study) ? { rowBorder: nExc, columnBorder: nExc } : {}),
    });
  },
};

/** Eigenvalues of the recurrent weights. */
export const spectrum: StudyFigure = {
  title: 'Eigenvalues of the recurrent weights',
  reading:
    'Before training (rings) and after it (dots). Inside the dashed border, which units of one time constant have, a mode of the linear step decays, outside it grows; a real eigenvalue near 1 keeps what it is given, which is how evidence is summed.',
  draw({ weights, experiment }, options) {
    const { alpha } = experiment.network;
    return spectrumFigure({
      ...common(options),
      before: weightSpectrum(weights.before.wRec).eigenvalues,
      after: weightSpectrum(weights.after.wRec).eigenvalues,
      ...(typeof alpha === 'number' ? { alpha } : {}),
    });
  },
};

/** Groups of units to silence together: the two kinds and, where there are two answers, what they prefer. */
export function lesionGroups(study: Study): Readonly<Record<string, readonly number[]>> {
  const { nExc, experiment } = study;
  const units = range(experiment.network.nRec);
  const kinds: Record<string, number[]> = isDale(study)
    ? { E: units.slice(0, nExc), I: units.slice(nExc) }
    : { all: units };
  if (!hasChoices(study)) return kinds;
  const dPrime = selectivityOf(study);
  const [first, second] = (study.choices as NonNullable<typeof study.choices>).names;
  const parts = Object.entries(kinds).flatMap(([kind, members]) => {
    const name = kind === 'all' ? 'units' : kind;
    return [
      [`${name} for ${first}`, members.filter((i) => dPrime[i] > 0)] as const,
      [`${name} for ${second}`, members.filter((i) => dPrime[i] < 0)] as const,
    ];
  });
  return { ...kinds, ...Object.fromEntries(parts.filter(([, members]) => members.length > 0)) };
}

/** The performance in the test without groups of units; without single units by default, as of `lesionTable`. */
export const lesionsOf = (
  { experiment, params }: Study,
  groups?: ReturnType<typeof lesionGroups>,
): LesionTable =>
  lesionTable(
    experiment.network,
    params,
    (each) => ({ performance: experiment.test(each).performance }),
    groups === undefined ? {} : { groups },
  );

/** What silencing groups of units costs. */
export const lesions: StudyFigure = {
  title: 'Lesions',
  // Silencing all units at once shows nothing.
  fits: (study) => Object.keys(lesionGroups(study)).length > 1,
  reading:
    'How performance in the test changes when all units of a group are silent for the others and for the outputs.',
  draw(study, options) {
    return lesionFigure({
      ...common(options),
      effects: lesionsOf(study, lesionGroups(study)).rows.map(({ group, units, change }) => ({
        name: `${group} (${units.length})`,
        change: change.performance,
      })),
    });
  },
};
