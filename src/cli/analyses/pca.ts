/** `analyse pca`: in how many directions the activity varies. @module */

import { pca as componentsOf } from '../../analysis/pca.ts';
import { PCA_TRIALS, ratesOf } from '../../report/plane-figures.ts';
import { columns, percent } from '../table.ts';
import type { Analyse } from './analysis.ts';

/** Components that are printed; the document has all. */
const SHOWN = 10;

export const pca: Analyse = (study) => {
  const { explained, variances } = componentsOf(ratesOf(study));
  let sum = 0;
  const cumulative = explained.map((share) => {
    sum += share;
    return sum;
  });
  const rows = Array.from(explained.subarray(0, SHOWN), (share, i) => [
    ...[String(i + 1), percent(share), percent(cumulative[i])],
  ]);
  const trials = Math.min(PCA_TRIALS, study.tested.batch.trials.length);
  return {
    lines: [
      `principal components of the rates of ${explained.length} units in ${trials} trials of the test`,
      ...columns([['component', 'variance', 'sum'], ...rows]),
    ],
    document: { trials, variances, explained, cumulative },
  };
};
