/** `analyse lesions`: the performance without some of the units. @module */

import { lesionGroups, lesionsOf } from '../../report/weight-figures.ts';
import { columns, fixed, percent } from '../table.ts';
import type { Analyse } from './analysis.ts';

export const lesions: Analyse = (study, { units: single }) => {
  const { intact, rows } = lesionsOf(study, single ? undefined : lesionGroups(study));
  const table = rows.map(({ group, units, values, change }) => [
    ...[group, String(units.length), percent(values.performance), fixed(100 * change.performance, 1)],
  ]);
  return {
    lines: [
      `performance in the test with units silenced; intact ${percent(intact.performance)}, changes in points`,
      ...columns([['silenced', 'units', 'performance', 'change'], ...table]),
    ],
    document: {
      intact: intact.performance,
      rows: rows.map(({ group, units, values, change }) => ({
        ...{ group, units, performance: values.performance, change: change.performance },
      })),
    },
  };
};
