/** The live curve of the loss, with what it is compared with. @module */

import uPlot from 'uplot';
import type { Facts } from '../protocol.ts';
import { stepsText } from '../words.ts';
import { byId, h, setText, svg } from './h.ts';
import { aligned, decades, downsampled, type LossLine, stretchMeans } from './loss-data.ts';
import type { LabState, LabStore } from './state.ts';

/** Points of the curve of single batches. */
const MOST_POINTS = 1000;
/** Steps over which the published runs print their means. */
const STRETCH = 200;
/** Between two drawings, in ms. */
const EVERY = 100;
const HEIGHT = 280;

interface Look {
  readonly name: string;
  readonly colour: string;
  readonly width: number;
  readonly dash?: number[];
}

/** Of the levels, from the highest loss to the lowest. */
const LEVEL_DASHES = [
  [1, 4],
  [5, 4],
  [10, 3, 1, 3],
];

/** Lines of the chart and how they look, in one order. */
function looksOf({ reference }: Facts): readonly Look[] {
  const published = reference.published.map(({ name }, i): Look => {
    return {
      name: `${name}, published`,
      colour: `--line-${i + 2}`,
      width: 2,
      dash: i === 0 ? [7, 3] : [2, 3],
    };
  });
  const levels = reference.levels.map(({ name, loss }, i): Look => {
    return { name: `${name} (${loss})`, colour: '--muted', width: 1, dash: LEVEL_DASHES[i] };
  });
  return [
    { name: 'this run, each batch', colour: '--line-faint', width: 1 },
    { name: `this run, mean of ${STRETCH} steps`, colour: '--line-1', width: 2.5 },
    ...published,
    ...levels,
  ];
}

function linesOf({ facts, losses }: LabState): readonly LossLine[] {
  if (facts === null) return [];
  const { published, levels } = facts.reference;
  const last = facts.config.training.steps;
  return [
    downsampled(losses, MOST_POINTS),
    stretchMeans(losses, STRETCH),
    ...published.map((each) => {
      const count = Math.min(each.losses.length, Math.floor(last / each.every));
      const steps = Array.from({ length: count }, (_, i) => (i + 1) * each.every);
      return { steps, losses: each.losses.slice(0, count) };
    }),
    ...levels.map(({ loss }) => ({ steps: [0, last], losses: [loss, loss] })),
  ];
}

const dataOf = (state: LabState): uPlot.AlignedData => {
  const { steps, values } = aligned(linesOf(state));
  return [steps, ...values];
};

/** A colour of the style sheet. */
const colourOf = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function optionsOf(state: LabState, facts: Facts, width: number, read: (at: uPlot) => void): uPlot.Options {
  const axis: uPlot.Axis = {
    stroke: colourOf('--muted'),
    grid: { stroke: colourOf('--grid'), width: 1 },
    ticks: { stroke: colourOf('--grid'), width: 1, size: 5 },
    font: '12px system-ui, sans-serif',
  };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    hooks: { setCursor: [read] },
    scales: {
      x: { time: false, range: [0, Math.max(1, facts.config.training.steps)] },
      y: state.logLoss
        ? { distr: 3, range: (_, low, high) => decades(low, high) }
        : { range: (_, __, high) => [0, (high || 1) * 1.05] },
    },
    axes: [
      {
        ...axis,
        size: 30,
        label: 'Step',
        labelGap: 0,
        labelSize: 18,
        labelFont: '12px system-ui, sans-serif',
      },
      {
        ...axis,
        size: 56,
        values: (_, ticks) => ticks.map((v) => (v === null ? '' : String(Number(v.toPrecision(3))))),
      },
    ],
    series: [
      {},
      ...looksOf(facts).map(({ colour, width: thick, dash }): uPlot.Series => {
        const look = { stroke: colourOf(colour), width: thick, spanGaps: true, points: { show: false } };
        return dash ? { ...look, dash } : look;
      }),
    ],
  };
}

function legendItem({ name, colour, width, dash = [] }: Look): HTMLElement {
  const line = svg('path', { d: 'M0 4H28', 'stroke-width': width, 'stroke-dasharray': dash.join(' ') });
  line.style.stroke = `var(${colour})`;
  const sample = svg('svg', { viewBox: '0 0 28 8', width: 28, height: 8, 'aria-hidden': 'true' }, line);
  return h('li', {}, sample, name);
}

const short = (loss: number): string => loss.toPrecision(3);

/** What the chart shows, in words. */
function summary({ losses, facts }: LabState): string {
  if (losses.length === 0) return 'Nothing is trained yet.';
  const recent = losses.slice(-STRETCH);
  const mean = recent.reduce((sum, loss) => sum + loss, 0) / recent.length;
  const which = recent.length === losses.length ? '' : 'the last ';
  const text = `Loss ${short(mean)}, the mean of ${which}${stepsText(recent.length)}; it began at ${short(losses[0])}.`;
  const floor = facts?.reference.levels.at(-1);
  if (floor === undefined) return text;
  return `${text} Level of "${floor.name}": ${floor.loss}.`;
}

/** Draws the chart into #loss-chart and keeps it in step, at most ten times a second. */
export function mountLossChart(store: LabStore): void {
  const place = byId('loss-chart');
  const readout = byId('loss-readout');
  let chart: uPlot | null = null;
  let drawn = 0;
  let waiting = false;
  let isNew = true;

  const widthOf = (): number => Math.max(200, Math.floor(place.clientWidth));

  function read(at: uPlot): void {
    const i = at.cursor.idx;
    const loss = i == null ? null : at.data[1][i];
    setText(readout, i == null || loss == null ? '' : `Step ${at.data[0][i]}: ${short(loss)}`);
  }

  function make(state: LabState, facts: Facts): void {
    chart?.destroy();
    chart = new uPlot(optionsOf(state, facts, widthOf(), read), dataOf(state), place);
    byId('loss-legend').replaceChildren(...looksOf(facts).map(legendItem));
  }

  function draw(): void {
    waiting = false;
    drawn = performance.now();
    const state = store.get();
    if (state.facts === null || place.clientWidth === 0) return;
    if (chart === null || isNew) make(state, state.facts);
    else chart.setData(dataOf(state));
    isNew = false;
    setText(byId('loss-summary'), summary(state));
    place.setAttribute('aria-label', `Loss by step. ${summary(state)}`);
  }

  function ask(): void {
    if (waiting) return;
    waiting = true;
    const rest = Math.max(0, EVERY - (performance.now() - drawn));
    setTimeout(() => requestAnimationFrame(draw), rest);
  }

  /** Everything anew: colours, scales or lines differ. */
  function askAnew(): void {
    isNew = true;
    ask();
  }

  store.subscribe((state, before) => {
    const anew =
      state.facts !== before.facts || state.logLoss !== before.logLoss || state.theme !== before.theme;
    if (anew) askAnew();
    else if (state.step !== before.step) ask();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', askAnew);
  new ResizeObserver(() => {
    if (chart !== null && chart.width !== widthOf()) chart.setSize({ width: widthOf(), height: HEIGHT });
    else if (chart === null) ask();
  }).observe(place);
  const box = byId<HTMLInputElement>('log-loss');
  box.checked = store.get().logLoss;
  box.addEventListener('change', () => store.update({ logLoss: box.checked }));
}
