/** Performance by condition, and what lesions take from it. @module */

import { barPlot } from '../histogram.ts';
import { linePlot } from '../line.ts';
import { horizontalRule, note } from '../marks.ts';
import { type Frame, frameOf, xAxis, yAxis } from '../panel.ts';
import { extentOf, pad } from '../scale.ts';
import { errorBars } from '../scatter.ts';
import { element, formatNumber, type Svg, shortenMiddle, widthOf } from '../svg.ts';
import { fillOf } from '../theme.ts';
import { BELOW_AXIS, type FigureCommon, layOut, nameTicks, plotFigure, RIGHT } from './layout.ts';
import { count, finite, percent, say } from './words.ts';

/** How a network does in one condition. */
export interface ConditionPerformance {
  readonly name: string;
  /** Of trials that are right. */
  readonly fraction: number;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  /** Trials. */
  readonly n: number;
  /** What an ideal observer reaches. */
  readonly ceiling?: number | undefined;
}

/** What the figure of performance shows. */
export interface PerformanceFigureOptions extends FigureCommon {
  readonly conditions: readonly ConditionPerformance[];
  /** What guessing reaches: a dashed line. */
  readonly chance?: number | undefined;
  /** 'Condition' by default. */
  readonly xTitle?: string | undefined;
  /** 'Fraction correct' by default. */
  readonly yTitle?: string | undefined;
}

/** Draws the share of trials that are right as a bar per condition, with intervals and the marks of a ceiling. */
export function performanceFigure(options: PerformanceFigureOptions): string {
  const { conditions, chance, xTitle = 'Condition', yTitle = 'Fraction correct', width = 640 } = options;
  const n = conditions.length;
  const middles = conditions.map((_, i) => i + 0.5);
  const ceilings = conditions.map(({ ceiling = Number.NaN }) => ceiling);
  const hasCeilings = finite(ceilings).length > 0;
  const draw = (frame: Frame): Svg =>
    [
      ...conditions.map(({ fraction }, i) => barPlot(frame, [i + 0.15, i + 0.85], [fraction], 0)),
      ...ceilings.map((ceiling, i) => linePlot(frame, [i + 0.08, i + 0.92], [ceiling, ceiling], 1)),
      errorBars(
        frame,
        middles,
        conditions.map(({ low = Number.NaN }) => low),
        conditions.map(({ high = Number.NaN }) => high),
        'ink',
      ),
      chance === undefined ? '' : horizontalRule(frame, chance, { dashed: true }),
    ].join('');
  return plotFigure(
    options,
    {
      title: 'Performance by condition',
      description:
        n === 0
          ? 'No data.'
          : `${yTitle} in ${count(n, 'condition')}: ${conditions
              .map(({ name, fraction, ceiling, n }) => {
                const most = ceiling === undefined ? '' : `, at most ${percent(ceiling)}`;
                return `${name} ${percent(fraction)} of ${count(n, 'trial')}${most}`;
              })
              .join('; ')}.${chance === undefined ? '' : ` Chance is ${percent(chance)}.`}`,
      legend: [
        ...(n === 0 ? [] : [{ name: 'network', i: 0, mark: 'bar' as const }]),
        ...(hasCeilings ? [{ name: 'ceiling', i: 1 }] : []),
        ...(chance === undefined ? [] : [{ name: 'chance', i: 'reference' as const }]),
      ],
    },
    {
      x: {
        ...{ domain: [0, Math.max(1, n)], title: xTitle },
        ticks: nameTicks(
          conditions.map(({ name }) => name),
          width - 80,
        ),
      },
      y: { domain: [0, 1], title: yTitle },
      height: 240,
      draw: n === 0 ? undefined : draw,
    },
  );
}

/** What a lesion of a group of units changes. */
export interface LesionEffect {
  /** Of the group. */
  readonly name: string;
  /** Performance with the lesion minus performance without. */
  readonly change: number;
}

/** What the figure of lesions shows. */
export interface LesionFigureOptions extends FigureCommon {
  readonly effects: readonly LesionEffect[];
  /** 'Change in fraction correct' by default. */
  readonly xTitle?: string | undefined;
}

const ROW = 24;

/** Draws the change in performance per group of units that is silenced: a bar per group, to the left for a loss. */
export function lesionFigure(options: LesionFigureOptions): string {
  const { effects, xTitle = 'Change in fraction correct' } = options;
  const changes = effects.map(({ change }) => change);
  const domain = pad(extentOf([0, ...finite(changes)]), 0.12);
  const description =
    effects.length === 0
      ? 'No data.'
      : `${xTitle} when groups of units are silenced: ${effects.map(({ name, change }) => `${name} ${say(change)}`).join('; ')}.`;
  return layOut(options, { title: 'Lesions', description }, (top, width) => {
    const most = Math.max(4, Math.floor((0.4 * width) / 6.6));
    const names = effects.map(({ name }) => shortenMiddle(name, most));
    const left = 24 + Math.max(30, ...names.map((name) => widthOf(name, 11)));
    const height = Math.max(3, effects.length) * ROW;
    const box = { x: left, y: top, width: width - left - RIGHT, height };
    const frame = frameOf(box, domain, [Math.max(3, effects.length), 0]);
    const bars = changes.map((change, i) => {
      if (!Number.isFinite(change)) return '';
      const [from, to] = [frame.x(Math.min(0, change)), frame.x(Math.max(0, change))];
      const y = frame.y(i) + 4;
      return element('rect', { x: from, y, width: to - from, height: ROW - 8, ...fillOf(0) });
    });
    return {
      bottom: top + height + BELOW_AXIS,
      svg: [
        xAxis(frame, { domain, title: xTitle }),
        yAxis(
          frame,
          { domain: [1, 0], ticks: { values: names.map((_, i) => i + 0.5), labels: names } },
          false,
        ),
        element('path', {
          class: 'axis',
          d: `M${formatNumber(frame.x(0))} ${formatNumber(top)}v${formatNumber(height)}`,
        }),
        effects.length === 0 ? note(frame, 'no data') : bars.join(''),
      ].join(''),
    };
  });
}
