/** Chosen units by condition: averages over trials in time, and tuning curves. @module */

import { bandPlot } from '../band.ts';
import { linePlot } from '../line.ts';
import { extentOf, type Interval, pad } from '../scale.ts';
import { scatterPlot } from '../scatter.ts';
import { type FigureCommon, layOut } from './layout.ts';
import { type Period, periodBorders, sayPeriods } from './periods.ts';
import { drawTiles } from './tiles.ts';
import { checkCount, checkNumbers, count, finite, milliseconds, say } from './words.ts';

/** What the figure of averages shows. */
export interface AveragesFigureOptions extends FigureCommon {
  /** Time step in ms. */
  readonly dt: number;
  /** Step at which the event is that trials are aligned to, which is then 0 ms; 0 by default. */
  readonly zero?: number | undefined;
  /** Names of the conditions. */
  readonly groups: readonly string[];
  /** Per unit a mean [nSteps] for each of the groups. */
  readonly units: readonly { readonly name: string; readonly means: readonly ArrayLike<number>[] }[];
  readonly periods?: readonly Period[] | undefined;
  /** 'Rate (a.u.)' by default. */
  readonly yTitle?: string | undefined;
}

const domainOf = (values: readonly number[]): Interval => pad(extentOf(finite([0, ...values])));
const highest = (values: readonly number[]): string => say(extentOf(finite(values))[1]);

/**
 * Draws averages over the trials of each condition in time, a plot per unit.
 * @throws TypeError for means that are no numbers; RangeError for units without one mean per condition
 */
export function averagesFigure(options: AveragesFigureOptions): string {
  const { dt, zero = 0, groups, units, periods = [], yTitle = 'Rate (a.u.)' } = options;
  for (const { name, means } of units) {
    const what = `means of ${name}`;
    for (const mean of means) checkNumbers('averagesFigure', what, mean);
    if (means.length !== groups.length) {
      throw new RangeError(`averagesFigure: expected ${groups.length} ${what}, got ${means.length}`);
    }
  }
  const all = units.flatMap(({ means }) => means.flatMap((mean) => Array.from(mean)));
  const nSteps = Math.max(1, ...units.flatMap(({ means }) => means.map((mean) => mean.length)));
  const moved = periods.map((period) => ({ ...period, start: period.start - zero, end: period.end - zero }));
  return layOut(
    options,
    {
      title: 'Averages by condition',
      description:
        all.length === 0
          ? 'No data.'
          : [
              `Means over the trials of ${count(groups.length, 'condition')} over ${milliseconds(nSteps * dt)}, for ${count(units.length, 'unit')};`,
              `the highest mean of ${units.map(({ name, means }) => `${name} is ${highest(means.flatMap((mean) => Array.from(mean)))}`).join(', of ')}.`,
              ...(periods.length > 0 ? [`${sayPeriods(moved, dt)}.`] : []),
            ].join(' '),
      legend: groups.map((name, i) => ({ name, i })),
    },
    (top, width) =>
      drawTiles(
        units.map(({ name, means }) => ({
          name,
          draw: (frame) =>
            [
              periodBorders(frame, moved, dt),
              ...means.map((mean, i) =>
                linePlot(
                  frame,
                  Array.from(mean, (_, t) => (t - zero) * dt),
                  mean,
                  i,
                ),
              ),
            ].join(''),
        })),
        {
          x: { domain: [-zero * dt, (nSteps - zero) * dt], title: 'Time (ms)' },
          y: { domain: domainOf(all), title: yTitle, most: 4 },
          ...{ height: 120, least: 150 },
        },
        top,
        width,
      ),
  );
}

/** How a unit answers to values of a condition. */
export interface TuningCurve {
  readonly name: string;
  readonly mean: ArrayLike<number>;
  /** Ends of an interval about the mean. */
  readonly low?: ArrayLike<number> | undefined;
  readonly high?: ArrayLike<number> | undefined;
}

/** What the figure of tuning curves shows. */
export interface TuningFigureOptions extends FigureCommon {
  /** Values of the condition. */
  readonly xs: ArrayLike<number>;
  /** The condition and its unit. */
  readonly xTitle: string;
  readonly units: readonly TuningCurve[];
  /** 'Rate (a.u.)' by default. */
  readonly yTitle?: string | undefined;
}

/**
 * Draws mean rates by a condition, a plot per unit.
 * @throws TypeError for rates that are no numbers, RangeError where they are not one for each of `xs`
 */
export function tuningFigure(options: TuningFigureOptions): string {
  const { xs, xTitle, units, yTitle = 'Rate (a.u.)' } = options;
  checkNumbers('tuningFigure', 'xs', xs);
  for (const { name, mean, low, high } of units) {
    for (const [what, values] of Object.entries({ mean, low, high })) {
      if (values) checkCount('tuningFigure', `${what} of ${name}`, values, xs.length, `[${xs.length}]`);
    }
  }
  const all = units.flatMap(({ mean, low = [], high = [] }) =>
    [mean, low, high].flatMap((each) => Array.from(each)),
  );
  const best = units.map(({ name, mean }) => {
    const top = finite(mean).reduce((most, rate) => Math.max(most, rate), -Infinity);
    return `${name} at ${say(xs[Array.from(mean).indexOf(top)])}`;
  });
  return layOut(
    options,
    {
      title: 'Tuning of units',
      description:
        all.length === 0
          ? 'No data.'
          : `Mean rates of ${count(units.length, 'unit')} by ${xTitle}, ${count(xs.length, 'value')} from ${say(extentOf(xs)[0])} to ${say(extentOf(xs)[1])}. Highest: ${best.join(', ')}.`,
    },
    (top, width) =>
      drawTiles(
        units.map(({ name, mean, low, high }) => ({
          name,
          draw: (frame) =>
            [
              low === undefined || high === undefined ? '' : bandPlot(frame, xs, low, high),
              linePlot(frame, xs, mean),
              scatterPlot(frame, xs, mean, { radius: 2.5 }),
            ].join(''),
        })),
        {
          x: { domain: pad(extentOf(xs)), title: xTitle },
          y: { domain: domainOf(all), title: yTitle, most: 4 },
          ...{ height: 120, least: 150 },
        },
        top,
        width,
      ),
  );
}
