/** Small data for every figure, made from sizes, numbers and names. @module */

import {
  averagesFigure,
  chronometricFigure,
  connectivityFigure,
  type FigureCommon,
  lesionFigure,
  lossFigure,
  performanceFigure,
  psychometricFigure,
  sampleTrialsFigure,
  selectivityFigure,
  spectrumFigure,
  structuredConnectivityFigure,
  taskVarianceFigure,
  trajectoriesFigure,
  tuningFigure,
  unitActivityFigure,
  weightsBeforeAfterFigure,
} from '../../../src/plot/figures/index.ts';

/** Where data come from. */
export interface Source {
  /** Things to show: units, trials, conditions, .. */
  readonly n: number;
  /** Steps, points, .. of each. */
  readonly m: number;
  /** The i-th number. */
  readonly number: (i: number) => number;
  /** The i-th name. */
  readonly name: (i: number) => string;
}

type Draw = (common: FigureCommon, source: Source) => string;

const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));

const periodsOf = (m: number) => [
  { name: 'fixation', start: 0, end: Math.floor(m / 2) },
  { name: 'nothing', start: 1, end: 1 },
  { name: 'decision', start: Math.floor(m / 2), end: m },
];

const trialsOf = ({ n, m, number, name }: Source, nIn: number, classes: boolean) =>
  times(n, (k) => ({
    ...{ name: name(k), nSteps: m, periods: periodsOf(m) },
    inputs: { names: times(nIn, name), values: times(nIn * m, (i) => number(i + k)) },
    ...(classes
      ? {
          targets: { classes: times(3, name), labels: times(m, (t) => (2 * t < m ? 0 : 1 + (k % 2))) },
          outputs: { classes: times(3, name), labels: times(m, (t) => (3 * t < m ? 0 : 1)) },
        }
      : {
          targets: { names: times(2, name), values: times(2 * m, number) },
          outputs: { names: times(2, name), values: times(2 * m, (i) => number(i + 1)) },
        }),
  }));

const square = (n: number, number: Source['number']): number[] =>
  times(n * n, (i) => (i % (n + 1) === 0 ? 0 : number(i)));

/** Every figure; `n` and `m` of 0 leave it without data. */
export const samples: Readonly<Record<string, Draw>> = {
  'trials-classes': (common, source) =>
    sampleTrialsFigure({ ...common, dt: 20, trials: source.m === 0 ? [] : trialsOf(source, 3, true) }),
  'trials-values': (common, source) =>
    sampleTrialsFigure({ ...common, dt: 20, trials: source.m === 0 ? [] : trialsOf(source, 8, false) }),
  activity: (common, { n, m, number }) =>
    unitActivityFigure({
      ...{ ...common, dt: 20, n, nExc: Math.ceil(0.8 * n), palette: 'red-blue' as const },
      rates: times(n * m, (i) => (i % n === 0 ? 0 : number(i))),
      periods: periodsOf(m),
    }),
  selectivity: (common, { n, number }) =>
    selectivityFigure({ ...common, dPrime: times(n, (i) => (i % 3 === 0 ? 0 : number(i))) }),
  connectivity: (common, { n, number }) =>
    connectivityFigure({
      ...{ ...common, weights: square(n, number), nExc: Math.ceil(0.8 * n) },
      order: times(n, (i) => n - 1 - i),
    }),
  'structured-connectivity': (common, { n, number }) =>
    structuredConnectivityFigure({
      ...{ ...common, weights: square(n, number), order: times(n, (i) => i), palette: 'red-blue' as const },
      blocks: [
        { name: 'E1', size: Math.floor(n / 2) },
        { name: 'I1', size: n - Math.floor(n / 2) },
      ],
    }),
  loss: (common, { n, m, number, name }) =>
    lossFigure({
      ...{ ...common, steps: times(m, (i) => 10 * i), losses: times(m, number) },
      references: times(Math.min(n, 2), (k) => ({
        name: name(k),
        steps: times(m, (i) => 10 * i),
        losses: times(m, (i) => number(i + k)),
      })),
      floors: n === 0 ? [] : [{ name: 'ideal observer', value: 0.05 }],
    }),
  'loss-linear': (common, { m, number }) =>
    lossFigure({
      ...{ ...common, scale: 'linear' as const, steps: times(m, (i) => i), losses: times(m, number) },
      smoothed: { steps: times(m, (i) => i), losses: times(m, (i) => number(0) + i) },
    }),
  weights: (common, { n, m, number, name }) =>
    weightsBeforeAfterFigure({
      ...{ ...common, rows: n, columns: m, before: times(n * m, number) },
      after: times(n * m, (i) => number(i + 1)),
      ...{ rowBorder: Math.ceil(0.8 * n), columnNames: times(m, name) },
    }),
  spectrum: (common, { n, m, number }) =>
    spectrumFigure({
      ...{ ...common, alpha: m > 1 ? 0.2 : undefined, line: 1 },
      before: { re: times(n, number), im: times(n, (i) => number(i + 1)) },
      after: { re: times(n, (i) => number(i + 2)), im: times(n, (i) => number(i + 3)) },
    }),
  psychometric: (common, { n, number }) =>
    psychometricFigure({
      ...common,
      points: times(n, (i) => ({
        ...{ x: number(i), fraction: i / n, low: Math.max(0, i / n - 0.1), high: i / n + 0.1, n: 20 },
      })),
      ...(n === 0
        ? {}
        : {
            fit: { bias: number(0), sigma: number(1), xs: times(n, number), ys: times(n, (i) => i / n) },
            ideal: { xs: times(n, number), ys: times(n, (i) => (i / n) ** 2) },
          }),
    }),
  chronometric: (common, { n, m, number, name }) =>
    chronometricFigure({
      ...common,
      series: times(n, (k) => ({
        name: name(k),
        points: times(m, (i) => {
          const mean = number(i + k);
          return { x: i, mean, low: mean - 1, high: mean + 1, n: 10 };
        }),
      })),
    }),
  performance: (common, { n, name }) =>
    performanceFigure({
      ...{ ...common, chance: 0.5 },
      conditions: times(n, (i) => ({
        ...{ name: name(i), fraction: i / n, low: 0.9 * (i / n), high: Math.min(1, i / n + 0.1), n: 50 },
        ceiling: 1,
      })),
    }),
  lesion: (common, { n, number, name }) =>
    lesionFigure({ ...common, effects: times(n, (i) => ({ name: name(i), change: number(i) })) }),
  trajectories: (common, { n, m, number, name }) =>
    trajectoriesFigure({
      ...{ ...common, groups: times(Math.min(n, 2), name), explained: [0.63, 0.2] as const },
      trajectories: times(n, (k) => ({
        ...{ group: k % 2, xs: times(m, (i) => number(i + k)), ys: times(m, (i) => number(i + 2 * k)) },
      })),
      points: times(n, (i) => ({
        x: number(i),
        y: number(i + 1),
        kind: (['stable', 'unstable', 'slow'] as const)[i % 3],
      })),
      modes: times(Math.min(n, 1), () => ({ xs: [number(0), number(1)], ys: [number(1), number(2)] })),
    }),
  averages: (common, { n, m, number, name }) =>
    averagesFigure({
      ...{ ...common, dt: 20, zero: 2, groups: times(2, name), periods: periodsOf(m) },
      units: times(n, (k) => ({
        name: name(k),
        means: times(2, (g) => times(m, (t) => number(t + k + g))),
      })),
    }),
  tuning: (common, { n, m, number, name }) =>
    tuningFigure({
      ...{ ...common, xs: times(m, (i) => i), xTitle: 'Coherence (%)' },
      units: times(n, (k) => {
        const mean = times(m, (i) => number(i + k));
        return { name: name(k), mean, low: mean.map((y) => y - 0.1), high: mean.map((y) => y + 0.1) };
      }),
    }),
  'task-variance': (common, { n, m, number, name }) =>
    taskVarianceFigure({
      ...{ ...common, tasks: times(m, name), values: times(n * m, (i) => Math.abs(number(i))) },
      clusters: times(m === 0 ? 0 : n, (i) => Math.floor(i / 3)),
    }),
};
