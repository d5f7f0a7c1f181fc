/** `analyse selectivity`: what units prefer, and which of them are joined. @module */

import { sortBySelectivity } from '../../analysis/selectivity-order.ts';
import { preferenceConnectivity } from '../../analysis/selectivity-weights.ts';
import { isDale, joinedRows, selectivityOf } from '../../report/weight-figures.ts';
import { columns, fixed } from '../table.ts';
import { type Analyse, twoChoices } from './analysis.ts';

/** Units in a line. */
const IN_LINE = 8;

/** Units with their d', some to a line; each takes as much room as the others. */
function grid(units: readonly number[], dPrime: ArrayLike<number>): readonly string[] {
  const cells = units.map((unit) => `${String(unit).padStart(4)} ${fixed(dPrime[unit], 2).padStart(6)}`);
  const rows = Math.ceil(cells.length / IN_LINE);
  return Array.from({ length: rows }, (_, i) => cells.slice(i * IN_LINE, (i + 1) * IN_LINE).join('  '));
}

export const selectivity: Analyse = (study) => {
  const [first, second] = twoChoices(study, 'selectivity').names;
  const { nExc, weights } = study;
  const dPrime = selectivityOf(study);
  const order = Array.from(sortBySelectivity(dPrime, nExc));
  const joined = preferenceConnectivity(weights.after.wRec, dPrime, nExc);
  const kinds = (
    isDale(study)
      ? [
          ['excitatory units', order.slice(0, nExc)],
          ['inhibitory units', order.slice(nExc)],
        ]
      : [['units', order]]
  ) as readonly (readonly [string, readonly number[]])[];
  return {
    lines: [
      `d' of units by their numbers, positive for ${first}, negative for ${second}, 0 for silent units`,
      ...kinds.flatMap(([name, units]) => ['', name, ...grid(units, dPrime)]),
      '',
      'mean weights between units that prefer an answer, with the number of pairs',
      ...columns([['', 'same', 'opposite'], ...joinedRows(study, joined)]),
    ],
    document: { answers: [first, second], nExc, dPrime, order, weights: joined },
  };
};
