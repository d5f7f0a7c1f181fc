/** Some trials of a task side by side: what the network is given, and what it is to answer. @module */

import { stack } from '../figure.ts';
import { heatMap, limitOf } from '../heat-map.ts';
import type { LegendEntry } from '../legend.ts';
import { stepPlot } from '../line.ts';
import { note } from '../marks.ts';
import { type Axis, type Box, type Frame, frameOf, xAxis, yAxis, yAxisRoom } from '../panel.ts';
import { extentOf, type Interval, pad } from '../scale.ts';
import type { Svg } from '../svg.ts';
import { COLOURS, type Pen } from '../theme.ts';
import { type ClassLabels, MOST_LINES, type Series } from '../trial-figure.ts';
import { barBeside, barRoom } from './bar.ts';
import { BELOW_AXIS, type FigureCommon, layOut, RIGHT, rowTicks } from './layout.ts';
import { type Period, periodBorders, sayPeriods } from './periods.ts';
import { nameOf, rowsOf, withoutLabels } from './tiles.ts';
import { count, finite, milliseconds, percent } from './words.ts';

/** A trial. */
export interface SampleTrial {
  /** Such as its condition. */
  readonly name: string;
  readonly nSteps: number;
  readonly periods?: readonly Period[] | undefined;
  /** [nSteps, nIn] */
  readonly inputs: Series;
  /** Values [nSteps, nOut] or classes [nSteps]; NaN where none is asked for. */
  readonly targets: Series | ClassLabels;
  /** What a network answered: values or classes as the targets are. */
  readonly outputs?: Series | ClassLabels | undefined;
}

/** What the figure of trials shows. */
export interface SampleTrialsFigureOptions extends FigureCommon {
  /** Time step in ms. */
  readonly dt: number;
  /** All of one task: with the same channels or classes. */
  readonly trials: readonly SampleTrial[];
}

const GAP = 14;
// Of names.
const LINE = 14;

/** A list of conditions in two lines, the second empty where one has room for all. */
function linesOf(name: string, most: number): readonly [string, string] {
  const cut = name.length > most ? name.lastIndexOf(', ', most - 1) : -1;
  return cut < 0 ? [name, ''] : [name.slice(0, cut + 1), name.slice(cut + 2)];
}

/** One kind of panel, which every trial has. */
interface Panel {
  readonly height: number;
  readonly axis: Axis;
  /** What its colours reach, where it is a heat map. */
  readonly bar: Interval | undefined;
  readonly draw: (frame: Frame, trial: SampleTrial) => Svg;
}

const valuesOf = (series: readonly Series[]): number[] => series.flatMap(({ values }) => Array.from(values));

/** Values of channel i. */
const channel = ({ names, values }: Series, i: number): number[] =>
  Array.from({ length: values.length / names.length }, (_, t) => values[t * names.length + i]);

const edgesOf = (n: number, dt: number): number[] => Array.from({ length: n + 1 }, (_, t) => t * dt);

/** Steps of each channel; `pen` says how channel i is drawn. */
const stepsOf = (frame: Frame, series: Series, dt: number, pen: (i: number) => number): Svg =>
  series.names
    .map((_, i) => {
      const values = channel(series, i);
      return stepPlot(frame, edgesOf(values.length, dt), values, pen(i));
    })
    .join('');

/** Whether a network's answers are shown: targets are dashed then. */
const isAnswered = (trials: readonly SampleTrial[]): boolean =>
  trials.some(({ outputs }) => outputs !== undefined);

/** Dashed, and in the same colour. */
const dashed = (i: number): number => COLOURS + i;
const solid = (i: number): number => i;

function heatPanel(
  title: string,
  of: (trial: SampleTrial) => Series,
  trials: readonly SampleTrial[],
  dt: number,
): Panel {
  const { names } = of(trials[0]);
  const values = valuesOf(trials.map(of));
  const limit = limitOf(values);
  const [lowest] = extentOf([0, ...values]);
  const height = Math.max(70, Math.min(180, 13 * names.length));
  return {
    height,
    axis: { domain: [names.length, 0], title, ticks: rowTicks(names, height, 12) },
    bar: [lowest < 0 ? -limit : 0, limit],
    draw: (frame, trial) => {
      const series = of(trial);
      const n = series.values.length / names.length;
      const turned = names.flatMap((_, i) => channel(series, i));
      const width = frame.x(n * dt) - frame.box.x;
      return heatMap({ ...frame.box, width }, names.length, n, turned, { limit });
    },
  };
}

function linesPanel(title: string, height: number, values: readonly number[], draw: Panel['draw']): Panel {
  const domain = pad(extentOf(finite(values)), 0.1);
  return { height, axis: { domain, title, most: 3 }, bar: undefined, draw };
}

function inputPanel(trials: readonly SampleTrial[], dt: number): Panel {
  const of = ({ inputs }: SampleTrial): Series => inputs;
  if (trials[0].inputs.names.length > MOST_LINES) return heatPanel('Inputs', of, trials, dt);
  return linesPanel('Inputs', 90, valuesOf(trials.map(of)), (frame, { inputs }) =>
    stepsOf(frame, inputs, dt, solid),
  );
}

function classPanel(classes: readonly string[], targetPen: Pen, dt: number): Panel {
  const height = Math.max(54, Math.min(160, 16 * classes.length));
  const n = classes.length;
  const line = (frame: Frame, answer: Series | ClassLabels | undefined, i: Pen): Svg =>
    answer !== undefined && 'classes' in answer
      ? stepPlot(
          frame,
          edgesOf(answer.labels.length, dt),
          Array.from(answer.labels, (each) => each + 0.5),
          i,
        )
      : '';
  return {
    height,
    axis: { domain: [0, n], title: 'Class', ticks: rowTicks(classes, height, 12) },
    bar: undefined,
    // The dashes of the target above the network's line: both are seen where they agree.
    draw: (frame, { targets, outputs }) => line(frame, outputs, 'ink') + line(frame, targets, targetPen),
  };
}

function answerPanels(trials: readonly SampleTrial[], dt: number): readonly Panel[] {
  const [{ targets }] = trials;
  const answered = isAnswered(trials);
  if ('classes' in targets) return [classPanel(targets.classes, answered ? 'reference' : 'ink', dt)];
  const series = (of: Series | ClassLabels | undefined): Series =>
    of === undefined || 'classes' in of ? { names: targets.names, values: [] } : of;
  const wanted = (trial: SampleTrial): Series => series(trial.targets);
  const given = (trial: SampleTrial): Series => series(trial.outputs);
  if (targets.names.length > MOST_LINES) {
    const outputs = answered ? [heatPanel('Outputs', given, trials, dt)] : [];
    return [heatPanel('Targets', wanted, trials, dt), ...outputs];
  }
  const values = valuesOf([...trials.map(wanted), ...trials.map(given)]);
  return [
    linesPanel('Outputs', 80, values, (frame, trial) => {
      return (
        stepsOf(frame, wanted(trial), dt, answered ? dashed : solid) + stepsOf(frame, given(trial), dt, solid)
      );
    }),
  ];
}

function legendOf(trials: readonly SampleTrial[]): readonly LegendEntry[] {
  const [{ inputs, targets }] = trials;
  const answered = isAnswered(trials);
  const named = (names: readonly string[], pen: (i: number) => number): LegendEntry[] =>
    names.length > MOST_LINES ? [] : names.map((name, i) => ({ name, i: pen(i) }));
  if ('classes' in targets) {
    const answers = answered ? [{ name: 'network', i: 'ink' as const }] : [];
    const target = { name: 'target', i: answered ? ('reference' as const) : ('ink' as const) };
    return [...named(inputs.names, solid), target, ...answers];
  }
  return [
    ...named(inputs.names, solid),
    ...named(
      targets.names.map((name) => `target ${name}`),
      answered ? dashed : solid,
    ),
    ...(answered
      ? named(
          targets.names.map((name) => `network ${name}`),
          solid,
        )
      : []),
  ];
}

/** Share of the steps with a target whose class is the target's. */
function agreement({ targets, outputs }: SampleTrial): string {
  if (!('classes' in targets) || outputs === undefined || !('classes' in outputs)) return '';
  const { labels } = targets;
  const asked = finite(labels).length;
  const right = Array.from(outputs.labels).filter((each, t) => each === labels[t]).length;
  return `, the network right at ${percent(right / Math.max(1, asked))} of the steps${asked < labels.length ? ' that ask' : ''}`;
}

function describe({ trials, dt }: SampleTrialsFigureOptions): string {
  if (trials.length === 0) return 'No data.';
  const said = trials.map((trial) => {
    const courses = trial.periods === undefined ? '' : `: ${sayPeriods(trial.periods, dt)}`;
    return `${trial.name}, ${milliseconds(trial.nSteps * dt)}${courses}${agreement(trial)}.`;
  });
  return `${count(trials.length, 'trial')} of ${count(trials[0].inputs.names.length, 'input')}. ${said.join(' ')}`;
}

/**
 * Draws some trials of a task side by side: inputs (lines up to 6 of them, else a heat map), and targets with what a
 * network answered: classes, or values.
 */
export function sampleTrialsFigure(options: SampleTrialsFigureOptions): string {
  const { trials, dt } = options;
  const panels = trials.length === 0 ? [] : [inputPanel(trials, dt), ...answerPanels(trials, dt)];
  const heading = {
    title: 'Sample trials',
    description: describe(options),
    legend: trials.length === 0 ? [] : legendOf(trials),
  };
  return layOut(options, heading, (top, width) => {
    if (panels.length === 0) {
      const box = { x: 0, y: top, width, height: 120 };
      return { bottom: top + 120, svg: note(frameOf(box, [0, 1], [0, 1]), 'no data') };
    }
    const left = Math.max(...panels.map(({ axis, height }) => yAxisRoom(axis, height)));
    const heights = panels.map(({ height }) => height);
    const height = heights.reduce((sum, each) => sum + each + GAP, -GAP);
    const right = Math.max(RIGHT, ...panels.map(({ bar }) => (bar === undefined ? 0 : barRoom(...bar))));
    // `more` is the room for a second line of names.
    const tilesWith = (more: number): readonly Box[] =>
      rowsOf(trials.length, {
        ...{ top: top + more, width, left, right, least: 100, height },
        gap: BELOW_AXIS + more,
      });
    const names = trials.map(({ name }) => linesOf(name, tilesWith(0)[0].width / 6.6));
    const tiles = tilesWith(names.some(([, second]) => second !== '') ? LINE : 0);
    const across = { domain: [0, Math.max(...trials.map(({ nSteps }) => nSteps), 1) * dt] as const };
    const drawTrial = (trial: SampleTrial, k: number): Svg => {
      const tile = tiles[k];
      const boxes = stack(tile, heights, GAP);
      const first = tile.x === left;
      const last = k === trials.length - 1 || tiles[k + 1].x === left;
      const drawn = panels.map((panel, i) => {
        const frame = frameOf(boxes[i], across.domain, panel.axis.domain);
        return [
          yAxis(
            frame,
            first ? { ...panel.axis, titleAt: left - 16 } : withoutLabels(panel.axis),
            panel.bar === undefined,
          ),
          panel.draw(frame, trial),
          periodBorders(frame, trial.periods ?? [], dt),
          last && panel.bar !== undefined ? barBeside(boxes[i], ...panel.bar, {}) : '',
          i === panels.length - 1 ? xAxis(frame, { ...across, title: 'Time (ms)' }) : '',
        ].join('');
      });
      const [one, two] = names[k];
      const above = two === '' ? '' : nameOf({ ...tile, y: tile.y - LINE }, one);
      return above + nameOf(tile, two || one) + drawn.join('');
    };
    return { bottom: tiles[tiles.length - 1].y + height + BELOW_AXIS, svg: trials.map(drawTrial).join('') };
  });
}
