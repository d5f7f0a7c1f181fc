/** Matrices as cells: rectangles where they are few, a picture where they are many. @module */

import type { Box } from './panel.ts';
import { type Colour, encodePng, pngUri } from './png.ts';
import { formatValue } from './scale.ts';
import { element, label, type Svg } from './svg.ts';
import { ABOVE, BELOW } from './theme.ts';

/** Above this many cells a heat map is an embedded picture. */
export const MOST_RECTANGLES = 2000;

// Steps of opacity on either side of zero; the palette has 2 LEVELS + 1 <= 256 colours.
const LEVELS = 64;

/** Level of a value, from -LEVELS to LEVELS; 0 for one that is not finite. */
function levelOf(value: number, limit: number): number {
  if (!Number.isFinite(value) || limit === 0) return 0;
  return Math.max(-LEVELS, Math.min(LEVELS, Math.round((value / limit) * LEVELS))) + 0;
}

/** The largest magnitude of the finite values: where the colours end, so that zero is always in the middle. */
export function limitOf(values: ArrayLike<number>): number {
  let limit = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) limit = Math.max(limit, Math.abs(values[i]));
  }
  return limit;
}

const rgb = ([red, green, blue]: readonly number[]): string => `rgb(${red},${green},${blue})`;

/** Draws cells as rectangles; neighbours in a row that look alike are one. */
function rectangles(box: Box, rows: number, columns: number, levels: Int8Array): Svg {
  const [width, height] = [box.width / columns, box.height / rows];
  const cells: Svg[] = [];
  for (let row = 0; row < rows; row++) {
    for (let start = 0, end = 1; start < columns; start = end, end++) {
      const level = levels[row * columns + start];
      while (end < columns && levels[row * columns + end] === level) end++;
      if (level === 0) continue;
      cells.push(
        element('rect', {
          x: box.x + start * width,
          y: box.y + row * height,
          width: (end - start) * width,
          height,
          fill: rgb(level > 0 ? ABOVE : BELOW),
          'fill-opacity': Math.abs(level) === LEVELS ? undefined : Math.abs(level) / LEVELS,
        }),
      );
    }
  }
  return element('g', { 'shape-rendering': 'crispEdges' }, ...cells);
}

function picture(box: Box, rows: number, columns: number, levels: Int8Array): Svg {
  const palette = Array.from({ length: 2 * LEVELS + 1 }, (_, i): Colour => {
    const [red, green, blue] = i > LEVELS ? ABOVE : BELOW;
    return [red, green, blue, Math.round((255 * Math.abs(i - LEVELS)) / LEVELS)];
  });
  const pixels = Uint8Array.from(levels, (level) => level + LEVELS);
  return element('image', {
    ...box,
    preserveAspectRatio: 'none',
    style: 'image-rendering:pixelated',
    href: pngUri(encodePng(columns, rows, pixels, palette)),
  });
}

/**
 * Draws a matrix, the first row at the top: blue above zero, orange below, transparent at zero and where a value is not
 * finite.
 * @param values row by row
 * @param limit magnitude at which the colours end; that of the largest value by default
 */
export function heatMap(
  box: Box,
  rows: number,
  columns: number,
  values: ArrayLike<number>,
  limit: number = limitOf(values),
): Svg {
  const levels = Int8Array.from(values, (value) => levelOf(value, limit));
  return (rows * columns > MOST_RECTANGLES ? picture : rectangles)(box, rows, columns, levels);
}

/** Writes a number in at most four characters or so. */
const brief = (value: number): string => formatValue(value, Math.abs(value) >= 10 ? 0 : 2);

/** Draws the colours of a heat map with the values that they stand for, from `low` (0 or below) to `limit`. */
export function colourBar({ x, y, width, height }: Box, low: number, limit: number): Svg {
  const steps = 16;
  const values = Array.from({ length: steps }, (_, i) => limit + ((i + 0.5) / steps) * (low - limit));
  return [
    heatMap({ x, y, width, height }, steps, 1, values, limit),
    element('rect', { x, y, width, height, class: 'axis frame' }),
    label(x + width + 6, y + 9, brief(limit), { class: 'small' }),
    label(x + width + 6, y + height, brief(low), { class: 'small' }),
  ].join('');
}
