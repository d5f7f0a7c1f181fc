/** `analyse psychometric`: choices by the strength of the evidence, and the curve through them. @module */

import type { Estimate } from '../../analysis/psychometric-fit.ts';
import { idealSigma, psychometricOf } from '../../report/learning-figures.ts';
import { UsageError } from '../errors.ts';
import { columns, fixed, interval, percent } from '../table.ts';
import { type Analyse, twoChoices } from './analysis.ts';

const estimateRow = (name: string, { value, low, high }: Estimate): string[] => [
  name,
  fixed(value, 3),
  interval(low, high, 3),
];

export const psychometric: Analyse = (study) => {
  const [, second] = twoChoices(study, 'psychometric').names;
  const found = psychometricOf(study);
  const title = study.choices?.evidence?.title;
  if (found === null || title === undefined) {
    throw new UsageError(
      `expected a run on a task with evidence of some strength for psychometric, got one on ${study.experiment.task.name}`,
    );
  }
  const { points, unanswered, fit } = found;
  const ideal = idealSigma(study);
  const rows = points.map(({ x, n, fraction, low, high }) => [
    ...[fixed(x, 1), String(n), percent(fraction), interval(100 * low, 100 * high, 1)],
  ]);
  const curve =
    fit === null || fit.status === 'constant'
      ? ['no curve: it takes two strengths and both answers']
      : [
          `cumulative normal, ${fit.status}`,
          ...columns([
            ['', 'value', '95 % interval'],
            estimateRow('bias', fit.bias),
            estimateRow('sigma', fit.sigma),
            estimateRow('slope', fit.slope),
            estimateRow('threshold', fit.threshold),
            ...(ideal === null ? [] : [['ideal sigma', fixed(ideal, 3), '']]),
          ]),
        ];
  return {
    lines: [
      ...columns([[title, 'trials', second, '95 % interval'], ...rows]),
      `${unanswered} trials without one of the two answers`,
      '',
      ...curve.map((line) => line.trimEnd()),
    ],
    document: { evidence: title, answer: second, points, unanswered, fit, idealSigma: ideal },
  };
};
