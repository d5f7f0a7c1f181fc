/** The course of the loss in training, beside published courses and losses of note. @module */

import { linePlot } from '../line.ts';
import type { Frame } from '../panel.ts';
import { extentOf, pad } from '../scale.ts';
import { element, type Svg } from '../svg.ts';
import { COLOURS } from '../theme.ts';
import { type FigureCommon, plotFigure } from './layout.ts';
import { logOf, logTicks } from './log-scale.ts';
import { count, finite, lastOf, say } from './words.ts';

/** Losses at steps of training. */
export interface LossCourse {
  readonly steps: ArrayLike<number>;
  readonly losses: ArrayLike<number>;
}

/** What the figure of a loss shows. */
export interface LossFigureOptions extends FigureCommon, LossCourse {
  /** Means over stretches of steps: the line to read; the losses themselves stand back. */
  readonly smoothed?: LossCourse | undefined;
  /** Courses that others published. */
  readonly references?: readonly (LossCourse & { readonly name: string })[] | undefined;
  /** Losses of note, such as an ideal observer's. */
  readonly floors?: readonly { readonly name: string; readonly value: number }[] | undefined;
  /** Whether losses have a logarithmic axis, which leaves out those of 0 and below; 'log' by default. */
  readonly scale?: 'log' | 'linear' | undefined;
  /** 'Loss (nats)' by default. */
  readonly yTitle?: string | undefined;
}

function describe(options: LossFigureOptions): string {
  const { steps, losses, smoothed, references = [], floors = [], scale = 'log' } = options;
  const values = finite(losses);
  if (values.length === 0) return 'No data.';
  return [
    `The loss over ${count(lastOf(steps), 'step')} of training, on a ${scale === 'log' ? 'logarithmic' : 'linear'} axis:`,
    `it begins at ${say(values[0])} and ends at ${say(lastOf((smoothed ?? options).losses))}.`,
    ...references.map((each) => `${each.name} ends at ${say(lastOf(each.losses))}.`),
    ...floors.map(({ name, value }) => `${name}: ${say(value)}.`),
  ].join(' ');
}

/** Draws the loss over the steps of training. */
export function lossFigure(options: LossFigureOptions): string {
  const { steps, losses, smoothed, references = [], floors = [], scale = 'log' } = options;
  const along = scale === 'log' ? logOf : (values: ArrayLike<number>) => Array.from(values);
  const all = [{ steps, losses }, ...(smoothed === undefined ? [] : [smoothed]), ...references];
  const shown = all.flatMap((course) => finite(along(course.losses)));
  const marks = finite(along(floors.map(({ value }) => value)));
  const x = extentOf(all.flatMap((course) => finite(course.steps)));
  const y = pad(extentOf([...shown, ...marks, ...(scale === 'log' ? [] : [0])]), 0.04);
  const main = smoothed === undefined ? 'this run' : 'this run, smoothed';
  // Dotted, in the colours that the lines before them leave.
  const floorPen = (k: number): number => 2 * COLOURS + ((1 + references.length + k) % COLOURS);
  const draw = (frame: Frame): Svg =>
    [
      ...floors.map(({ value }, k) => linePlot(frame, x, along([value, value]), floorPen(k))),
      element(
        'g',
        { opacity: smoothed === undefined ? undefined : '.35' },
        linePlot(frame, steps, along(losses)),
      ),
      ...references.map((each, k) => linePlot(frame, each.steps, along(each.losses), 1 + k)),
      smoothed === undefined ? '' : linePlot(frame, smoothed.steps, along(smoothed.losses)),
    ].join('');
  const legend = [
    { name: main, i: 0 },
    ...references.map(({ name }, k) => ({ name, i: 1 + k })),
    ...floors.map(({ name, value }, k) => ({ name: `${name}, ${say(value)}`, i: floorPen(k) })),
  ];
  return plotFigure(
    options,
    {
      title: 'Loss in training',
      description: describe(options),
      legend: legend.length > 1 ? legend : [],
    },
    {
      x: { domain: x, title: 'Step of training' },
      y: {
        ...{ domain: y, title: options.yTitle ?? 'Loss (nats)' },
        ...(scale === 'log' ? { ticks: logTicks(y) } : {}),
      },
      height: 260,
      draw: shown.length === 0 ? undefined : draw,
    },
  );
}
