/** Figures of weights and of the units that they join. @module */

import { lesionTable } from '../analysis/lesions.ts';
import { selectivity } from '../analysis/selectivity.ts';
import { mostSelective, sortBySelectivity } from '../analysis/selectivity-order.ts';
import { weightSpectrum } from '../analysis/spectrum.ts';
import {
  connectivityFigure,
  lesionFigure,
  selectivityFigure,
  spectrumFigure,
  structuredConnectivityFigure,
  weightsBeforeAfterFigure,
} from '../plot/figures/index.ts';
import { common, type FigureOptions, type StudyFigure } from './figure.ts';
import type { Study } from './study.ts';

/** Whether the task has two answers, by which units can be told apart. */
export const hasChoices = ({ choices }: Study): boolean => choices !== null;

/**
 * Choice selectivity d' of each unit, from all steps between the first period and the response, by the answer that is
 * right: positive where the unit is more active before answer 0.
 */
export function selectivityOf({ tested, choices, span }: Study): Float64Array {
  return selectivity(tested.activity.r, (choices as NonNullable<typeof choices>).wanted, span);
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
    const { weights, nExc, experiment } = study;
    const { nRec } = experiment.network;
    const unsorted = byIndex(options, study);
    return connectivityFigure({
      ...common(options),
      ...(options.palette ? { palette: options.palette } : {}),
      weights: weights.after.wRec.data,
      ...(unsorted ? {} : { order: sortBySelectivity(selectivityOf(study), nExc) }),
      ...(nExc < nRec ? { nExc } : {}),
      subtitle: unsorted ? 'units by their index' : 'units by their choice selectivity, within each kind',
    });
  },
};

/** The most selective units. */
export const structure: StudyFigure = {
  title: 'Structure of the most selective units',
  reading:
    'The excitatory units that prefer either answer most, and the inhibitory ones. Where blocks of equal preference are darker than the others, the network has learned to excite among units that agree.',
  fits: (study) => hasChoices(study) && study.nExc < study.experiment.network.nRec && study.nExc >= 2,
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
      ...(options.palette ? { palette: options.palette } : {}),
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
    'The recurrent weights on one scale. Signs, absent connections and fixed entries are the same on both sides.',
  draw({ weights, nExc, experiment }, options) {
    const { nRec } = experiment.network;
    return weightsBeforeAfterFigure({
      ...common(options),
      ...(options.palette ? { palette: options.palette } : {}),
      rows: nRec,
      columns: nRec,
      before: weights.before.wRec.data,
      after: weights.after.wRec.data,
      ...(nExc < nRec ? { rowBorder: nExc, columnBorder: nExc } : {}),
    });
  },
};

/** Eigenvalues of the recurrent weights. */
export const spectrum: StudyFigure = {
  title: 'Eigenvalues of the recurrent weights',
  reading:
    'Before training (rings) and after it (dots). To the right of the line at 1 a mode of the linear network grows by itself; a real eigenvalue near 1 keeps what it is given, which is how evidence is summed.',
  draw({ weights }, options) {
    return spectrumFigure({
      ...common(options),
      before: weightSpectrum(weights.before.wRec).eigenvalues,
      after: weightSpectrum(weights.after.wRec).eigenvalues,
      line: 1,
    });
  },
};

/** Groups of units to silence together: the two kinds and, where there are two answers, what they prefer. */
export function lesionGroups(study: Study): Readonly<Record<string, readonly number[]>> {
  const { nExc, experiment } = study;
  const { nRec } = experiment.network;
  const units = Array.from({ length: nRec }, (_, i) => i);
  const kinds: Record<string, number[]> =
    nExc < nRec
      ? { E: units.filter((i) => i < nExc), I: units.filter((i) => i >= nExc) }
      : { 'all units': units };
  if (!hasChoices(study)) return kinds;
  const dPrime = selectivityOf(study);
  const [first, second] = (study.choices as NonNullable<typeof study.choices>).names;
  const parts = Object.entries(kinds).flatMap(([kind, members]) => [
    [`${kind} for ${first}`, members.filter((i) => dPrime[i] > 0)] as const,
    [`${kind} for ${second}`, members.filter((i) => dPrime[i] < 0)] as const,
  ]);
  return { ...kinds, ...Object.fromEntries(parts.filter(([, members]) => members.length > 0)) };
}

/** What silencing groups of units costs. */
export const lesions: StudyFigure = {
  title: 'Lesions',
  // Silencing all units at once shows nothing.
  fits: (study) => Object.keys(lesionGroups(study)).length > 1,
  reading:
    'How performance in the test changes when all units of a group are silent for the others and for the outputs.',
  draw(study, options) {
    const { experiment, params } = study;
    const { rows } = lesionTable(
      experiment.network,
      params,
      (each) => ({ performance: experiment.test(each).performance }),
      { groups: lesionGroups(study) },
    );
    return lesionFigure({
      ...common(options),
      effects: rows.map(({ group, units, change }) => ({
        name: `${group} (${units.length})`,
        change: change.performance,
      })),
    });
  },
};
