/** The figure of one trial: inputs, targets, weights and outputs in time, with the borders of its periods. @module */

import { colourBar } from './colour-bar.ts';
import { figure, stack } from './figure.ts';
import { heatMap, limitOf } from './heat-map.ts';
import { LEGEND_LINE, legend } from './legend.ts';
import { stepPlot } from './line.ts';
import { type Box, type Frame, frameOf, xAxis, yAxis } from './panel.ts';
import { extentOf, type Interval, niceTicks, pad, type Ticks } from './scale.ts';
import { element, formatNumber, label, type Svg, shorten, shortenMiddle, widthOf } from './svg.ts';

/** Named values in time. */
export interface Series {
  readonly names: readonly string[];
  /** [nSteps, names.length], row by row */
  readonly values: ArrayLike<number>;
}

/** Classes in time. */
export interface ClassLabels {
  /** What class 0, 1, .. means. */
  readonly classes: readonly string[];
  /** [nSteps] */
  readonly labels: ArrayLike<number>;
}

/** What a figure of a trial shows. */
export interface TrialFigureOptions {
  readonly title: string;
  /** A second line, such as the conditions of the trial. */
  readonly subtitle?: string;
  /** Added to the description that is read aloud. */
  readonly description?: string;
  /** Time step in ms. */
  readonly dt: number;
  readonly nSteps: number;
  /** Named stretches of steps, start <= t < end. */
  readonly periods: readonly { readonly name: string; readonly start: number; readonly end: number }[];
  readonly inputs: Series;
  readonly targets: Series | ClassLabels;
  /** Weights in the loss: one per step, or one per step and output. */
  readonly mask: Series;
  /** What a network answered. */
  readonly outputs?: Series;
}

/** More channels than this are a heat map. */
export const MOST_LINES = 6;

const WIDTH = 760;
const LEFT = 112;
const RIGHT = 150;
const PLOT_WIDTH = WIDTH - LEFT - RIGHT;
const TITLE_AT = LEFT - 16;
// Lines of equal values lie side by side.
const APART = 1.7;

/** One panel: how high it is, and what it draws into its box. */
interface Panel {
  readonly height: number;
  readonly draw: (box: Box) => Svg;
}

interface Time {
  readonly domain: Interval;
  /** Starts of the steps and the end of the last, in ms. */
  readonly edges: readonly number[];
}

/** The values of channel i. */
function column({ names, values }: Series, i: number): number[] {
  const width = names.length;
  return Array.from({ length: values.length / width }, (_, t) => values[t * width + i]);
}

/** Every k-th name, with as small a k as there is room for, in the middle of its row. */
function rowTicks(names: readonly string[], height: number): Ticks {
  const every = Math.ceil((names.length * 13) / height);
  const rows = names.map((_, i) => i).filter((i) => i % every === 0);
  return { values: rows.map((i) => i + 0.5), labels: rows.map((i) => shortenMiddle(names[i], 12)) };
}

function linesPanel(title: string, channels: Series, time: Time, height: number): Panel {
  const { names, values } = channels;
  const domain = pad(extentOf(values));
  return {
    height: Math.max(height, names.length * LEGEND_LINE),
    draw(box) {
      const frame = frameOf(box, time.domain, domain);
      return [
        yAxis(frame, { domain, title, titleAt: TITLE_AT, most: 4 }),
        ...names.map((_, i) => {
          const shift = APART * (i - (names.length - 1) / 2);
          const shifted = { ...frame, y: (value: number) => frame.y(value) + shift };
          return stepPlot(shifted, time.edges, column(channels, i), i);
        }),
        names.length > 1 ? legend(box.x + box.width + 12, box.y, names) : '',
      ].join('');
    },
  };
}

function heatPanel(title: string, { names, values }: Series, time: Time): Panel {
  const rows = names.length;
  const steps = values.length / rows;
  return {
    height: Math.max(90, Math.min(260, 14 * rows)),
    draw(box) {
      const frame = frameOf(box, time.domain, [rows, 0]);
      const limit = limitOf(values);
      const turned = Float64Array.from({ length: rows * steps }, (_, i) => {
        return values[(i % steps) * rows + Math.floor(i / steps)];
      });
      const bar = { x: box.x + box.width + 12, y: box.y, width: 12, height: Math.min(box.height, 90) };
      return [
        heatMap(box, rows, steps, turned, { limit }),
        yAxis(
          frame,
          { domain: [rows, 0], title, titleAt: TITLE_AT, ticks: rowTicks(names, box.height) },
          false,
        ),
        colourBar(bar, Math.min(0, ...extentOf(values)) < 0 ? -limit : 0, limit),
      ].join('');
    },
  };
}

function channelsPanel(title: string, channels: Series, time: Time, height: number): Panel {
  return channels.names.length > MOST_LINES
    ? heatPanel(title, channels, time)
    : linesPanel(title, channels, time, height);
}

function classesPanel({ classes, labels }: ClassLabels, time: Time): Panel {
  const domain: Interval = [-0.5, classes.length - 0.5];
  const height = Math.max(60, Math.min(200, 18 * classes.length));
  const { values, labels: texts } = rowTicks(classes, height);
  return {
    height,
    draw(box) {
      const frame = frameOf(box, time.domain, domain);
      const ticks = { values: values.map((row) => row - 0.5), labels: texts };
      return (
        yAxis(frame, { domain, title: 'Target', titleAt: TITLE_AT, ticks }) +
        stepPlot(frame, time.edges, Array.from(labels), 0)
      );
    },
  };
}

/** One line where all outputs have the same weight. */
function maskPanel(mask: Series, time: Time): Panel {
  const width = mask.names.length;
  const values = Array.from(mask.values);
  const same = values.every((value, i) => value === values[i - (i % width)]);
  if (!same) return channelsPanel('Mask', mask, time, 70);
  const domain: Interval = [0, Math.max(1, ...extentOf(values)) * 1.1];
  const line = column(mask, 0);
  return {
    height: 44,
    draw(box) {
      const frame = frameOf(box, time.domain, domain);
      return (
        yAxis(frame, { domain, title: 'Mask', titleAt: TITLE_AT, most: 2 }) +
        stepPlot(frame, time.edges, line, 0)
      );
    },
  };
}

/** Borders of periods across all panels, with names above them: in as many rows as they need. */
function periodMarks(
  periods: TrialFigureOptions['periods'],
  dt: number,
  frame: Frame,
): { readonly rows: number; draw(top: number, bottom: number): Svg } {
  const { box, x } = frame;
  const ends: number[] = [];
  const names = periods
    .filter(({ start, end }) => start < end)
    .map(({ name, start, end }) => {
      const text = shorten(name, 24);
      const half = widthOf(text, 11) / 2;
      const wanted = (x(start * dt) + x(end * dt)) / 2;
      const at = Math.min(Math.max(wanted, box.x + half), box.x + box.width + RIGHT - half);
      const free = ends.findIndex((end) => end + 6 <= at - half);
      const row = free === -1 ? ends.length : free;
      ends[row] = at + half;
      return { text, at, row };
    });
  const borders = new Set(periods.flatMap(({ start, end }) => (start < end ? [start, end] : [])));
  return {
    rows: ends.length,
    draw: (top, bottom) =>
      [
        ...[...borders].map((step) => {
          const px = formatNumber(x(step * dt));
          return element('path', {
            class: 'border',
            d: `M${px} ${formatNumber(top)}V${formatNumber(bottom)}`,
          });
        }),
        ...names.map(({ text, at, row }) =>
          label(at, top - 6 - 14 * row, text, { class: 'small', 'text-anchor': 'middle' }),
        ),
      ].join(''),
  };
}

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

function describe(options: TrialFigureOptions): string {
  const { subtitle, periods, dt, nSteps, inputs, targets, outputs, description } = options;
  const shown = periods.filter(({ start, end }) => start < end);
  const courses = shown.map(({ name, start, end }) => {
    return `${name} from ${formatNumber(start * dt)} to ${formatNumber(end * dt)} ms`;
  });
  const wanted = 'classes' in targets ? targets.classes : targets.names;
  return [
    `One trial of ${formatNumber(nSteps * dt)} ms in ${count(nSteps, 'step')}: ${courses.join(', ')}.`,
    `${count(inputs.names.length, 'input')}; ${'classes' in targets ? `target among ${count(wanted.length, 'class', 'classes')}` : `targets of ${count(wanted.length, 'output')}`}; weights in the loss${outputs ? '; outputs of the network' : ''}.`,
    ...[subtitle, description].flatMap((text) =>
      text === undefined ? [] : [text.endsWith('.') || text.endsWith('?') ? text : `${text}.`],
    ),
  ].join(' ');
}

/**
 * Draws one trial: input channels (lines up to 6 of them, else a heat map), targets, outputs if given, and the mask,
 * in time in ms, with the borders and names of the periods.
 * @returns an SVG document
 */
export function trialFigure(options: TrialFigureOptions): string {
  const { title, subtitle, dt, nSteps, inputs, targets, mask, outputs } = options;
  const edges = Array.from({ length: nSteps + 1 }, (_, t) => t * dt);
  const time: Time = { domain: [0, nSteps * dt], edges };
  const panels = [
    channelsPanel('Inputs', inputs, time, 130),
    'classes' in targets ? classesPanel(targets, time) : channelsPanel('Targets', targets, time, 70),
    ...(outputs === undefined ? [] : [channelsPanel('Outputs', outputs, time, 70)]),
    maskPanel(mask, time),
  ];
  const across = frameOf({ x: LEFT, y: 0, width: PLOT_WIDTH, height: 1 }, time.domain, [0, 1]);
  const marks = periodMarks(options.periods, dt, across);
  const boxes = stack(
    { x: LEFT, y: (subtitle === undefined ? 44 : 62) + 14 * marks.rows, width: PLOT_WIDTH },
    panels.map(({ height }) => height),
    18,
  );
  const last = boxes[boxes.length - 1];
  const bottom = last.y + last.height;
  const axis = { domain: time.domain, title: 'Time (ms)', ticks: niceTicks(time.domain, 8) };
  return figure(
    {
      ...{ width: WIDTH, height: bottom + 50, title, description: describe(options) },
      ...(subtitle === undefined ? {} : { subtitle }),
    },
    ...panels.map(({ draw }, i) => draw(boxes[i])),
    marks.draw(boxes[0].y, bottom),
    xAxis(frameOf(last, time.domain, [0, 1]), axis),
  );
}
