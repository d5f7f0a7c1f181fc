/** Matrices of weights between units: sorted, and in blocks of few. @module */

import { limitOf } from '../heat-map.ts';
import { note } from '../marks.ts';
import { matrixFrame, matrixPlot } from '../matrix.ts';
import type { Diverging } from '../palette.ts';
import { type Axis, xAxis, yAxis } from '../panel.ts';
import type { Ticks } from '../scale.ts';
import { barBeside, barRoom } from './bar.ts';
import { BELOW_AXIS, type FigureCommon, layOut } from './layout.ts';
import { checkCount, checkOrder, checkPart, count, finite, say } from './words.ts';

/** A square matrix of weights. */
export interface ConnectivityOptions extends FigureCommon {
  /** Effective weights [n, n], row by row: rows are postsynaptic units (to), columns presynaptic ones (from). */
  readonly weights: ArrayLike<number>;
  /** 'blue-orange' by default: positive weights are blue, negative ones orange, or red as in the papers. */
  readonly palette?: Diverging | undefined;
}

/** Neighbouring units with a name, such as excitatory ones. */
export interface Block {
  readonly name: string;
  readonly size: number;
}

const LEFT = 58;
const LARGEST = 420;

/** Where blocks end. */
const endsOf = (blocks: readonly Block[]): number[] =>
  blocks.map((_, k) => blocks.slice(0, k + 1).reduce((sum, { size }) => sum + size, 0));

/** Names of blocks in their middles; those of blocks without room for a name are left out. */
function blockTicks(blocks: readonly Block[], pixels: number): Ticks {
  const ends = endsOf(blocks);
  const n = ends.at(-1) ?? 0;
  const shown = blocks
    .map(({ name, size }, k) => ({ name, at: ends[k] - size / 2, room: (size / n) * pixels }))
    .filter(({ name, room }) => room >= 6.6 * Array.from(name).length);
  return { values: shown.map(({ at }) => at), labels: shown.map(({ name }) => name) };
}

/** The part of a matrix [n, n] between chosen units, in their order. */
const between = (weights: ArrayLike<number>, n: number, order: readonly number[]): number[] =>
  order.flatMap((to) => order.map((from) => weights[to * n + from]));

/** Draws a square matrix with the names and borders of blocks. */
function squareFigure(
  options: ConnectivityOptions,
  heading: { readonly title: string; readonly description: string },
  values: readonly number[],
  size: number,
  limit: number,
  blocks: readonly Block[] | undefined,
  framed: boolean,
): string {
  return layOut(options, heading, (top, width) => {
    const side = Math.max(40, Math.min(LARGEST, width - LEFT - barRoom(-limit, limit, 'Weight')));
    const box = { x: LEFT, y: top, width: side, height: side };
    const frame = matrixFrame(box, size, size);
    const borders = blocks === undefined ? undefined : endsOf(blocks);
    const ticks = blocks === undefined ? {} : { ticks: blockTicks(blocks, side) };
    const axis = (title: string, domain: Axis['domain']): Axis => ({ domain, title, ...ticks });
    return {
      bottom: box.y + side + BELOW_AXIS,
      svg: [
        yAxis(frame, axis('To', [size, 0]), false),
        xAxis(frame, axis('From', [0, size])),
        ...(size === 0
          ? [note(frame, 'no data')]
          : [
              matrixPlot(box, size, size, values, {
                ...{ limit, palette: options.palette, frame: framed },
                ...{ rowBorder: borders, columnBorder: borders },
              }),
              barBeside(box, -limit, limit, { palette: options.palette, title: 'Weight' }),
            ]),
      ].join(''),
    };
  });
}

/** What the figure of all weights shows. */
export interface ConnectivityFigureOptions extends ConnectivityOptions {
  /** Units in the order in which they are drawn, excitatory ones first; 0, 1, .. by default. */
  readonly order?: ArrayLike<number> | undefined;
  /** The first so many units of the order are excitatory; without it no borders are drawn. */
  readonly nExc?: number | undefined;
  /** Magnitude at which the colours end; that of the largest weight by default. */
  readonly limit?: number | undefined;
}

/** Units of a square matrix. @throws RangeError for a number of weights that is not a square */
function sizeOf(caller: string, weights: ArrayLike<number>): number {
  const n = Math.round(Math.sqrt(weights?.length));
  checkCount(caller, 'weights', weights, n * n, `[${n}, ${n}]`);
  return n;
}

/**
 * Draws the weights between all units, sorted as said (Song et al. 2016: by selectivity within excitatory and within
 * inhibitory units), with borders between the populations.
 * @throws TypeError for weights that are no numbers; RangeError for weights that are not a square, for an order that names
 * a unit twice or one that is not there, and for more excitatory units than are drawn
 */
export function connectivityFigure(options: ConnectivityFigureOptions): string {
  const { weights, nExc } = options;
  const n = sizeOf('connectivityFigure', weights);
  const order = Array.from(options.order ?? Array.from({ length: n }, (_, unit) => unit));
  checkOrder('connectivityFigure', order, n);
  checkPart('connectivityFigure', 'nExc', nExc ?? 0, order.length);
  const values = between(weights, n, order);
  const limit = options.limit ?? limitOf(values);
  const [positive, negative] = [1, -1].map((sign) => values.filter((w) => sign * w > 0).length);
  const sorted = options.order === undefined ? '' : ', sorted';
  const populations = nExc === undefined ? '' : `, the first ${nExc} of them excitatory`;
  return squareFigure(
    options,
    {
      title: 'Connectivity',
      description:
        order.length === 0
          ? 'No data.'
          : `Weights between ${count(order.length, 'unit')}${populations}${sorted}: ${positive} positive, ${negative} negative, ${values.length - positive - negative} absent; the largest magnitude is ${say(limitOf(values))}.`,
    },
    values,
    order.length,
    limit,
    nExc === undefined
      ? undefined
      : [
          { name: 'E', size: nExc },
          { name: 'I', size: order.length - nExc },
        ],
    true,
  );
}

/** What the figure of few units shows. */
export interface StructuredConnectivityFigureOptions extends ConnectivityOptions {
  /** The units that are drawn, block by block. */
  readonly order: ArrayLike<number>;
  /** Such as E1 8, E0 8, I1 2 and I0 2: excitatory and inhibitory units by the choice that they prefer. */
  readonly blocks: readonly Block[];
}

/** The 99th percentile of magnitudes, between two of them in proportion (NumPy's 'linear'), without its digits after the second decimal. */
function colourLimit(values: readonly number[]): number {
  const sorted = finite(values)
    .map(Math.abs)
    .sort((a, b) => a - b);
  if (sorted.length === 0) return 0;
  const at = 0.99 * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  const percentile = below + (at - Math.floor(at)) * (above - below);
  const truncated = Math.trunc(percentile * 100) / 100;
  // Weights below a hundredth would leave no colours.
  return truncated > 0 ? truncated : percentile;
}

/** 'E1 to E0: 0.12' for every pair of blocks. */
function meansOf(values: readonly number[], blocks: readonly Block[]): string {
  const ends = endsOf(blocks);
  const n = ends.at(-1) ?? 0;
  const units = (k: number): number[] =>
    Array.from({ length: blocks[k].size }, (_, i) => ends[k] - blocks[k].size + i);
  return blocks
    .flatMap((from, f) =>
      blocks.map((to, t) => {
        const pairs = units(t).flatMap((i) => units(f).map((j) => values[i * n + j]));
        return `${from.name} to ${to.name} ${say(pairs.reduce((sum, w) => sum + w, 0) / pairs.length)}`;
      }),
    )
    .join(', ');
}

/**
 * Draws the weights between few units in blocks (Song et al. 2016, the most selective units of each preference). Colours
 * end at the 99th percentile of the magnitudes, truncated to two decimals.
 * @throws TypeError for weights that are no numbers; RangeError for weights that are not a square, a wrong order, and
 * blocks that do not hold as many units as the order
 */
export function structuredConnectivityFigure(options: StructuredConnectivityFigureOptions): string {
  const { weights, blocks } = options;
  const n = sizeOf('structuredConnectivityFigure', weights);
  const order = Array.from(options.order);
  checkOrder('structuredConnectivityFigure', order, n);
  const held = blocks.reduce((sum, { size }) => sum + size, 0);
  if (held !== order.length) {
    throw new RangeError(
      `structuredConnectivityFigure: expected blocks that hold the ${count(order.length, 'unit')} of the order, got ${held} - give the size of each block`,
    );
  }
  const values = between(weights, n, order);
  const limit = colourLimit(values);
  return squareFigure(
    options,
    {
      title: 'Structured connectivity',
      description:
        held === 0
          ? 'No data.'
          : `Weights between ${count(held, 'unit')} in blocks; colours end at ${say(limit)}. Mean weights: ${meansOf(values, blocks)}.`,
    },
    values,
    held,
    limit,
    blocks,
    false,
  );
}
