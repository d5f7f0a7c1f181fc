/** Small multiples that share their axes: boxes in rows, axis labels only where a row or a column begins. @module */

import { smallMultiples } from '../figure.ts';
import { note } from '../marks.ts';
import { type Axis, type Box, type Frame, frameOf, xAxis, yAxis, yAxisRoom } from '../panel.ts';
import { niceTicks } from '../scale.ts';
import { label, type Svg, shorten } from '../svg.ts';
import { BELOW_AXIS, type Body, RIGHT } from './layout.ts';

/** One of several plots with the same axes. */
export interface Tile {
  readonly name: string;
  readonly draw: (frame: Frame) => Svg;
}

/** Of all tiles. */
export interface Tiling {
  readonly x: Axis;
  readonly y: Axis;
  /** Of each frame, in pixels. */
  readonly height: number;
  /** Width of a frame at least, in pixels: as many are in a row as fit. */
  readonly least: number;
}

// Between boxes side by side: half a label of each at its ends.
const GAP = 30;
const NAME = 18;
/** A vertical axis whose labels stand in the first plot of the row: its ticks alone. */
export function withoutLabels({ domain, ticks, most }: Axis): Axis {
  const { values } = ticks ?? niceTicks([Math.min(...domain), Math.max(...domain)], most);
  return { domain, ticks: { values, labels: [] } };
}

/** Where boxes in rows lie. */
export interface Rows {
  readonly top: number;
  /** Of the figure. */
  readonly width: number;
  readonly left: number;
  /** Free on the right; half a label of a tick by default. */
  readonly right?: number;
  /** Width of a box at least. */
  readonly least: number;
  /** Of a box. */
  readonly height: number;
  /** Between a box and the name of the one below it. */
  readonly gap: number;
}

/** Boxes in rows, each with room for a name above it: at most as many in a row as have their least width. */
export function rowsOf(
  n: number,
  { top, width, left, right = RIGHT, least, height, gap }: Rows,
): readonly Box[] {
  const room = width - left - right;
  const most = Math.max(1, Math.floor((room + GAP) / (least + GAP)));
  // As many rows as are needed, all but the last equally full.
  const columns = Math.ceil(n / Math.ceil(n / most));
  const each = Math.max(40, (room + GAP) / columns - GAP);
  return smallMultiples({ x: left, y: top + NAME, width: each, height }, n, columns, GAP, NAME + gap);
}

/** The name of a box, above it. */
export const nameOf = ({ x, y, width }: Box, name: string): Svg =>
  label(x, y - 6, shorten(name, Math.max(3, Math.floor(width / 6.6))), { class: 'small' });

/** Draws tiles: the horizontal axis below the last of each column, the vertical one before the first of each row. */
export function drawTiles(
  tiles: readonly Tile[],
  { x, y, height, least }: Tiling,
  top: number,
  width: number,
): Body {
  if (tiles.length === 0) {
    const box = { x: 0, y: top, width, height };
    return { bottom: top + height, svg: note(frameOf(box, [0, 1], [0, 1]), 'no data') };
  }
  const boxes = rowsOf(tiles.length, { top, width, left: yAxisRoom(y, height), least, height, gap: 8 });
  const columns = boxes.filter((box) => box.y === boxes[0].y).length;
  const last = boxes[boxes.length - 1].y;
  const svg = tiles.map(({ name, draw }, i) => {
    const frame = frameOf(boxes[i], x.domain, y.domain);
    const lowest = i + columns >= tiles.length;
    return [
      nameOf(boxes[i], name),
      yAxis(frame, i % columns === 0 ? y : withoutLabels(y)),
      xAxis(frame, lowest ? x : { domain: x.domain, ticks: { values: [], labels: [] } }),
      draw(frame),
    ].join('');
  });
  return { bottom: last + height + BELOW_AXIS, svg: svg.join('') };
}
