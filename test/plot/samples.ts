/** One small figure per primitive. @module */

import {
  bandPlot,
  barPlot,
  circlePlot,
  colourBar,
  eiStroke,
  equalFrame,
  errorBars,
  type FigureOptions,
  figure,
  frameOf,
  heatMap,
  histogramBins,
  horizontalRule,
  legend,
  linePlot,
  matrixFrame,
  matrixPlot,
  note,
  scatterPlot,
  trajectoryPlot,
  verticalRule,
  xAxis,
  yAxis,
} from '../../src/plot/index.ts';

/** How a page wants its figures. */
export type PageOptions = Pick<FigureOptions, 'id' | 'styles'>;

const box = { x: 70, y: 50, width: 220, height: 140 };
const [WIDTH, HEIGHT] = [420, 250];
const size = { width: WIDTH, height: HEIGHT };
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
/** Values from -1 to 1 that look like chance, the same on every machine. */
const wobble = (i: number): number => ((i * 7919 + ((i * i * 31) % 101)) % 199) / 99 - 1;

function band(page: PageOptions): string {
  const frame = frameOf(box, [0, 50], [0, 1.25]);
  const xs = range(51);
  const mean = xs.map((t) => 0.9 - 0.7 * 0.93 ** t);
  return figure(
    { ...size, ...page, title: 'Band', description: 'Performance rises from 0.2 to 0.9 over 50 steps.' },
    yAxis(frame, { domain: [0, 1], title: 'Fraction correct' }),
    xAxis(frame, { domain: [0, 50], title: 'Step' }),
    bandPlot(
      frame,
      xs,
      mean.map((y) => y - 0.1),
      mean.map((y) => y + 0.1),
    ),
    linePlot(frame, xs, mean),
    horizontalRule(frame, 1.02, { dashed: true, text: 'ideal observer' }),
    verticalRule(frame, 10, { text: 'criterion', i: 'red' }),
    legend(305, 50, ['mean', { name: 'of 5 seeds', i: 0, mark: 'band' }]),
  );
}

function histogram(page: PageOptions): string {
  const { edges, counts } = histogramBins(
    range(60).map((i) => 1.4 * wobble(i) * Math.abs(wobble(i + 7))),
    { bins: 12, domain: [-1.5, 1.5] },
  );
  const frame = frameOf(box, [-1.5, 1.5], [0, 20]);
  return figure(
    { ...size, ...page, title: 'Bars', description: 'Selectivity of 60 units, most of it near 0.' },
    yAxis(frame, { domain: [0, 20], title: 'Number of units' }),
    barPlot(frame, edges, counts),
    xAxis(frame, { domain: [-1.5, 1.5], title: 'Selectivity (d′)' }),
    legend(305, 50, [{ name: 'units', i: 0, mark: 'bar' }]),
  );
}

function scatter(page: PageOptions): string {
  const frame = frameOf(box, [-1, 1], [-1, 1]);
  const shapes = ['dot', 'ring', 'cross', 'square', 'triangle'] as const;
  const points = (s: number): [number[], number[]] => [
    range(6).map((i) => wobble(6 * s + i)),
    range(6).map((i) => wobble(60 + 6 * s + i)),
  ];
  return figure(
    { ...size, ...page, title: 'Points', description: 'Five kinds of marks, one with error bars.' },
    yAxis(frame, { domain: [-1, 1], title: 'Response (Hz)' }),
    xAxis(frame, { domain: [-1, 1], title: 'Coherence' }),
    errorBars(
      frame,
      points(0)[0],
      points(0)[1].map((y) => y - 0.2),
      points(0)[1].map((y) => y + 0.2),
    ),
    ...shapes.map((shape, s) => scatterPlot(frame, ...points(s), { i: s, shape })),
    legend(
      305,
      50,
      shapes.map((shape) => ({ name: shape, mark: shape })),
    ),
  );
}

function trajectories(page: PageOptions): string {
  const frame = frameOf(box, [-1, 1], [-0.6, 0.6]);
  const turns = range(40).map((t) => t / 8);
  const path = (phase: number): [number[], number[]] => [
    turns.map((t) => 0.18 * t * Math.cos(t + phase)),
    turns.map((t) => 0.18 * t * Math.sin(t + phase)),
  ];
  return figure(
    { ...size, ...page, title: 'Trajectories', description: 'Three spirals leave a point at the centre.' },
    yAxis(frame, { domain: [-0.6, 0.6], title: 'PC 2' }),
    xAxis(frame, { domain: [-1, 1], title: 'PC 1' }),
    ...range(3).map((i) =>
      trajectoryPlot(frame, ...path(2 * i), { i, opacity: 0.8, start: i === 0, arrow: true }),
    ),
    scatterPlot(frame, [0], [0], { i: 'ink', shape: 'cross', radius: 5 }),
    note(frame, 'unstable', { x: 0.08, y: 0.05, anchor: 'start' }),
  );
}

function plane(page: PageOptions): string {
  const frame = equalFrame(box, [-1.1, 1.1], [-1.1, 1.1]);
  const re = range(20).map((i) => 0.9 * wobble(i));
  const im = range(20).map((i) => (i % 2 === 0 ? 0.8 : -0.8) * Math.abs(wobble(20 + i - (i % 2))));
  return figure(
    { ...size, ...page, title: 'Plane', description: 'Twenty eigenvalues within the unit circle.' },
    yAxis(frame, { domain: frame.yDomain, title: 'Imaginary part' }),
    xAxis(frame, { domain: frame.xDomain, title: 'Real part' }),
    circlePlot(frame, 0, 0, 1),
    verticalRule(frame, 0, { dashed: true }),
    scatterPlot(frame, re, im, { i: eiStroke('I'), shape: 'ring' }),
    legend(305, 50, [
      { name: 'before', i: eiStroke('I'), mark: 'ring' },
      { name: 'unit circle', i: 'reference' },
    ]),
  );
}

function matrix(page: PageOptions, palette: 'blue-orange' | 'red-blue'): string {
  const n = 10;
  const square = { ...box, width: 140 };
  const weights = range(n * n).map((i) => {
    const [to, from] = [Math.floor(i / n), i % n];
    return to === from ? 0 : (from < 8 ? 0.35 : -1.1) * Math.abs(wobble(i));
  });
  const frame = matrixFrame(square, n, n);
  const block = (text: string): { values: number[]; labels: string[] } => ({
    values: [4, 9],
    labels: [`E${text}`, `I${text}`],
  });
  return figure(
    { ...size, ...page, title: `Weights, ${palette}`, description: 'Columns of 8 E and 2 I units.' },
    matrixPlot(square, n, n, weights, { palette, rowBorder: 8, columnBorder: [8] }),
    yAxis(frame, { domain: [0, n], title: 'To', ticks: block('') }, false),
    xAxis(frame, { domain: [0, n], title: 'From', ticks: block('') }),
    colourBar({ x: 230, y: 50, width: 12, height: 140 }, -1.1, 1.1, { palette, title: 'Weight' }),
  );
}

function activity(page: PageOptions): string {
  const [rows, columns] = [40, 60];
  const rates = range(rows * columns).map((i) => {
    const [unit, t] = [Math.floor(i / columns), i % columns];
    return 3 * Math.exp(-(((t - 1.5 * unit) / 12) ** 2)) * (1 + 0.2 * wobble(i));
  });
  const frame = frameOf(box, [0, 1200], [rows, 0]);
  return figure(
    { ...size, ...page, title: 'Raster', description: 'Forty units fire one after the other.' },
    heatMap(box, rows, columns, rates, { palette: 'sequential', limit: 3.6 }),
    yAxis(frame, { domain: [0, rows], title: 'Unit' }, false),
    xAxis(frame, { domain: [0, 1200], title: 'Time (ms)' }),
    colourBar({ x: 305, y: 50, width: 12, height: 140 }, 0, 3.6, {
      palette: 'sequential',
      title: 'Rate (Hz)',
    }),
  );
}

function extremes(page: PageOptions): string {
  const frame = frameOf(box, [0, 2e-7], [-3e7, 3e7]);
  return figure(
    { ...size, ...page, title: 'Long labels', description: 'Very small and very large numbers.' },
    yAxis(frame, { domain: [-3e7, 3e7], title: 'Large' }),
    xAxis(frame, { domain: [0, 2e-7], title: 'Small' }),
    linePlot(frame, [0, 1e-7, 3e-7], [-4e7, 2e7, 4e7], 'reference'),
    note(frame, 'no data'),
  );
}

/** The figures by name. */
export const samples: Readonly<Record<string, (page: PageOptions) => string>> = {
  band,
  histogram,
  scatter,
  trajectories,
  plane,
  'matrix-blue-orange': (page) => matrix(page, 'blue-orange'),
  'matrix-red-blue': (page) => matrix(page, 'red-blue'),
  activity,
  extremes,
};
