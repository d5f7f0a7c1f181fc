/** Matrices as cells: rectangles where they are few, a picture where they are many. @module */

import { coloursOf, entryOf, type Palette } from './palette.ts';
import type { Box } from './panel.ts';
import { encodePng, pngUri } from './png.ts';
import { element, type Svg } from './svg.ts';

/** Above this many cells a heat map is an embedded picture. */
export const MOST_RECTANGLES = 2000;

/** How values become colours. */
export interface HeatMapOptions {
  /** Magnitude at which the colours end; that of the largest value by default. */
  readonly limit?: number | undefined;
  /** 'blue-orange' by default. */
  readonly palette?: Palette | undefined;
}

/** The largest magnitude of the finite values: where the colours end, so that zero is always in the middle. */
export function limitOf(values: ArrayLike<number>): number {
  let limit = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) limit = Math.max(limit, Math.abs(values[i]));
  }
  return limit;
}

/** Draws cells as rectangles; neighbours in a row that look alike are one. */
function rectangles(box: Box, rows: number, columns: number, entries: Uint8Array, palette: Palette): Svg {
  const colours = coloursOf(palette);
  const [width, height] = [box.width / columns, box.height / rows];
  const cells: Svg[] = [];
  for (let row = 0; row < rows; row++) {
    for (let start = 0, end = 1; start < columns; start = end, end++) {
      const entry = entries[row * columns + start];
      while (end < columns && entries[row * columns + end] === entry) end++;
      const [red, green, blue, opacity] = colours[entry];
      if (opacity === 0) continue;
      cells.push(
        element('rect', {
          x: box.x + start * width,
          y: box.y + row * height,
          width: (end - start) * width,
          height,
          fill: `rgb(${red},${green},${blue})`,
          'fill-opacity': opacity === 255 ? undefined : opacity / 255,
        }),
      );
    }
  }
  return element('g', { 'shape-rendering': 'crispEdges' }, ...cells);
}

function picture(box: Box, rows: number, columns: number, entries: Uint8Array, palette: Palette): Svg {
  return element('image', {
    ...box,
    preserveAspectRatio: 'none',
    style: 'image-rendering:pixelated',
    href: pngUri(encodePng(columns, rows, entries, coloursOf(palette))),
  });
}

/**
 * Draws a matrix, the first row at the top. Diverging palettes are blue above zero, transparent at it, and orange or red
 * below; what is not finite is transparent in all.
 * @param values row by row
 */
export function heatMap(
  box: Box,
  rows: number,
  columns: number,
  values: ArrayLike<number>,
  { limit = limitOf(values), palette = 'blue-orange' }: HeatMapOptions = {},
): Svg {
  const entries = Uint8Array.from(values, (value) => entryOf(value, limit, palette));
  return (rows * columns > MOST_RECTANGLES ? picture : rectangles)(box, rows, columns, entries, palette);
}
