/** What all units of a network do in one trial. @module */

import { linePlot } from '../line.ts';
import { type Diverging, eiStroke } from '../palette.ts';
import type { Frame } from '../panel.ts';
import { extentOf, pad } from '../scale.ts';
import { element, type Svg } from '../svg.ts';
import { type FigureCommon, plotFigure } from './layout.ts';
import { namesOf, PERIOD_ROW, type Period, periodBorders, periodNames, sayPeriods } from './periods.ts';
import { checkCount, checkPart, count, finite, milliseconds, say } from './words.ts';

/** What the figure of activity shows. */
export interface UnitActivityFigureOptions extends FigureCommon {
  /** Time step in ms. */
  readonly dt: number;
  /** Units. */
  readonly n: number;
  /** [nSteps, n], row by row */
  readonly rates: ArrayLike<number>;
  /** The first so many units are excitatory; all by default. */
  readonly nExc?: number | undefined;
  readonly periods?: readonly Period[] | undefined;
  /** 'blue-orange' by default: excitatory units are blue, inhibitory ones orange, or red as in the papers. */
  readonly palette?: Diverging | undefined;
  /** 'Rate (a.u.)' by default. */
  readonly yTitle?: string | undefined;
}

// Points of all lines together: about 600 KB of text.
const MOST_POINTS = 50_000;

/** Rates of a unit in time. */
const courseOf = (rates: ArrayLike<number>, n: number, unit: number): number[] =>
  Array.from({ length: rates.length / n }, (_, t) => rates[t * n + unit]);

/** Draws every `every`-th step of lines that begin at 0 ms, all as one path. */
function linesOf(
  frame: Frame,
  lines: readonly (readonly number[])[],
  dt: number,
  every: number,
  pen: ReturnType<typeof eiStroke>,
): Svg {
  const points = lines.flatMap((line) => [
    ...line.flatMap((y, t) => (t % every === 0 || t === line.length - 1 ? [[t * dt, y]] : [])),
    [Number.NaN, Number.NaN],
  ]);
  return element(
    'g',
    { opacity: '.7' },
    linePlot(
      frame,
      points.map(([x]) => x),
      points.map(([, y]) => y),
      pen,
    ),
  );
}

/**
 * Draws the rates of all units in a trial over time, excitatory units and above them inhibitory ones. Silent units are
 * left out, and counted in the description; of more than 50,000 points every second, third, .. step is drawn.
 * @throws TypeError for rates that are no numbers; RangeError for rates that are not whole
 * steps of n units, and for more than n excitatory ones
 */
export function unitActivityFigure(options: UnitActivityFigureOptions): string {
  const { dt, n, rates, nExc = n, periods = [], palette, yTitle = 'Rate (a.u.)' } = options;
  checkPart('unitActivityFigure', 'nExc', nExc, n);
  const nSteps = n > 0 ? Math.ceil(rates?.length / n) : 0;
  checkCount('unitActivityFigure', 'rates', rates, nSteps * n, `[${nSteps}, ${n}]`);
  const active = Array.from({ length: n }, (_, unit) => unit)
    .map((unit) => ({ unit, course: courseOf(rates, n, unit) }))
    .filter(({ course }) => course.some((rate) => Number.isFinite(rate) && rate !== 0));
  const courses = (of: (unit: number) => boolean): number[][] =>
    active.filter(({ unit }) => of(unit)).map(({ course }) => course);
  const [exc, inh] = [courses((unit) => unit < nExc), courses((unit) => unit >= nExc)];
  const every = Math.max(1, Math.ceil((active.length * nSteps) / MOST_POINTS));
  const most = (lines: readonly number[][]): string =>
    say(lines.flatMap(finite).reduce((top, rate) => Math.max(top, rate), 0));
  const empty = n * nSteps === 0;
  const nInh = n - nExc;
  const pens = [eiStroke('E', palette), eiStroke('I', palette)] as const;
  return plotFigure(
    options,
    {
      title: 'Activity of all units',
      description: empty
        ? 'No data.'
        : [
            `Rates of ${count(n, 'unit')} over ${milliseconds(nSteps * dt)}: ${nExc} excitatory, at most ${most(exc)}`,
            nInh > 0 ? `, ${nInh} inhibitory, at most ${most(inh)}` : '',
            `; ${n - active.length} silent.`,
            periods.length > 0 ? ` ${sayPeriods(periods, dt)}.` : '',
            every > 1 ? ` One step in ${every} is drawn.` : '',
          ].join(''),
      legend:
        nInh > 0
          ? [
              { name: `excitatory: ${exc.length} active of ${nExc}`, i: pens[0] },
              { name: `inhibitory: ${inh.length} active of ${nInh}`, i: pens[1] },
            ]
          : [],
    },
    {
      x: { domain: [0, Math.max(1, nSteps) * dt], title: 'Time (ms)' },
      y: { domain: pad(extentOf(empty ? [] : [0, ...finite(rates)])), title: yTitle },
      height: 280,
      above: (across) => PERIOD_ROW * rowsOfNames(across, periods, dt),
      draw: empty
        ? undefined
        : (frame) =>
            [
              periodBorders(frame, periods, dt),
              periodNames(frame, namesOf(frame, periods, dt)),
              linesOf(frame, exc, dt, every, pens[0]),
              linesOf(frame, inh, dt, every, pens[1]),
            ].join(''),
    },
  );
}

/** Rows that the names of periods need. */
const rowsOfNames = (across: Frame, periods: readonly Period[], dt: number): number =>
  namesOf(across, periods, dt).reduce((rows, { row }) => Math.max(rows, row + 1), 0);
