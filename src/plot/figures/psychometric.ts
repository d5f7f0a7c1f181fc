/** Choices and reaction times by the strength of the evidence. @module */

import { linePlot } from '../line.ts';
import { horizontalRule } from '../marks.ts';
import type { Frame } from '../panel.ts';
import { extentOf, type Interval, pad } from '../scale.ts';
import { errorBars, scatterPlot } from '../scatter.ts';
import type { Svg } from '../svg.ts';
import { type FigureCommon, plotFigure } from './layout.ts';
import { count, finite, percent, say } from './words.ts';

/** A share of trials with its interval of confidence. */
export interface FractionPoint {
  readonly x: number;
  readonly fraction: number;
  readonly low: number;
  readonly high: number;
  /** Trials. */
  readonly n: number;
}

/** A curve as points. */
export interface Curve {
  readonly xs: ArrayLike<number>;
  readonly ys: ArrayLike<number>;
}

/** What the psychometric figure shows. */
export interface PsychometricFigureOptions extends FigureCommon {
  readonly points: readonly FractionPoint[];
  /** The fitted cumulative normal: its centre and width, in units of x, 0 for a step, with the curve to draw. */
  readonly fit?: (Curve & { readonly bias: number; readonly sigma: number }) | undefined;
  readonly ideal?: Curve | undefined;
  /** 'Signed coherence (%)' by default. */
  readonly xTitle?: string | undefined;
  /** 'Fraction of choices 1' by default. */
  readonly yTitle?: string | undefined;
}

/** Draws points with intervals over each other, in the colour of line i. */
function pointsWithBars(
  frame: Frame,
  points: readonly { readonly x: number; readonly y: number; readonly low: number; readonly high: number }[],
  i: number,
): Svg {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [low, high] = [points.map((point) => point.low), points.map((point) => point.high)];
  return errorBars(frame, xs, low, high, i) + scatterPlot(frame, xs, ys, { i, radius: 3.5 });
}

/** Draws the share of choices by the strength of the evidence, with a fitted curve and an ideal observer's. */
export function psychometricFigure(options: PsychometricFigureOptions): string {
  const { points, fit, ideal, xTitle = 'Signed coherence (%)', yTitle = 'Fraction of choices 1' } = options;
  const xs = finite(
    [points.map(({ x }) => x), ...[fit, ideal].map((each) => Array.from(each?.xs ?? []))].flat(),
  );
  const y: Interval = [0, 1];
  const trials = points.reduce((sum, { n }) => sum + n, 0);
  return plotFigure(
    options,
    {
      title: 'Psychometric curve',
      description:
        points.length === 0
          ? 'No data.'
          : [
              `${yTitle} in ${count(trials, 'trial')} at ${count(points.length, 'strength')} of evidence:`,
              `${points.map((point) => `${percent(point.fraction)} at ${say(point.x)}`).join(', ')}.`,
              fit === undefined
                ? ''
                : fit.sigma === 0
                  ? `The fitted curve is a step at ${say(fit.bias)}.`
                  : `The fitted curve has its centre at ${say(fit.bias)} and a width (sigma) of ${say(fit.sigma)}.`,
              ideal === undefined ? '' : 'The curve of an ideal observer is beside it.',
            ]
              .filter((text) => text !== '')
              .join(' '),
      legend: [
        ...(points.length === 0 ? [] : [{ name: 'network, with its intervals', i: 0, mark: 'dot' as const }]),
        ...(fit === undefined
          ? []
          : [
              {
                name:
                  fit.sigma === 0
                    ? `step at ${say(fit.bias)}`
                    : `fit: bias ${say(fit.bias)}, sigma ${say(fit.sigma)}`,
                i: 0,
              },
            ]),
        ...(ideal === undefined ? [] : [{ name: 'ideal observer', i: 1 }]),
      ],
    },
    {
      x: { domain: pad(extentOf(xs)), title: xTitle },
      y: { domain: y, title: yTitle },
      height: 260,
      ...(points.length === 0
        ? {}
        : {
            draw: (frame) =>
              [
                horizontalRule(frame, 0.5, { dashed: true }),
                ideal === undefined ? '' : linePlot(frame, ideal.xs, ideal.ys, 1),
                fit === undefined ? '' : linePlot(frame, fit.xs, fit.ys, 0),
                pointsWithBars(
                  frame,
                  points.map((point) => ({ ...point, y: point.fraction })),
                  0,
                ),
              ].join(''),
          }),
    },
  );
}

/** A mean reaction time with its interval. */
export interface TimePoint {
  readonly x: number;
  /** In ms. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Trials. */
  readonly n: number;
}

/** What the chronometric figure shows. */
export interface ChronometricFigureOptions extends FigureCommon {
  /** Such as 'correct' and 'wrong'. */
  readonly series: readonly { readonly name: string; readonly points: readonly TimePoint[] }[];
  /** 'Coherence (%)' by default. */
  readonly xTitle?: string | undefined;
}

/** Draws mean reaction times by the strength of the evidence. */
export function chronometricFigure(options: ChronometricFigureOptions): string {
  const { series, xTitle = 'Coherence (%)' } = options;
  const points = series.flatMap((each) => each.points);
  const said = series.map(({ name, points }) => {
    const times = points.map(({ x, mean }) => `${say(mean)} ms at ${say(x)}`);
    return `${name}, ${count(
      points.reduce((sum, { n }) => sum + n, 0),
      'trial',
    )}: ${times.join(', ') || 'none'}.`;
  });
  return plotFigure(
    options,
    {
      title: 'Reaction times',
      description: points.length === 0 ? 'No data.' : `Mean reaction times. ${said.join(' ')}`,
      legend: series.map(({ name }, i) => ({ name, i })),
    },
    {
      x: { domain: pad(extentOf(points.map(({ x }) => x))), title: xTitle },
      y: {
        domain: pad(extentOf(points.flatMap(({ mean, low, high }) => [mean, low, high]))),
        title: 'Reaction time (ms)',
      },
      height: 240,
      ...(points.length === 0
        ? {}
        : {
            draw: (frame) =>
              series
                .map(({ points }, i) => {
                  const line = linePlot(
                    frame,
                    points.map(({ x }) => x),
                    points.map(({ mean }) => mean),
                    i,
                  );
                  return (
                    line +
                    pointsWithBars(
                      frame,
                      points.map((point) => ({ ...point, y: point.mean })),
                      i,
                    )
                  );
                })
                .join(''),
          }),
    },
  );
}
