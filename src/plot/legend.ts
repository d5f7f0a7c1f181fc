/** Legends: what the lines, bands and marks of a plot stand for. @module */

import { markers, type Shape } from './scatter.ts';
import { element, formatNumber, label, type Svg, shorten } from './svg.ts';
import { fillOf, type Pen, strokeOf } from './theme.ts';

/** A line of a legend. */
export interface LegendEntry {
  readonly name: string;
  /** The place in the legend by default. */
  readonly i?: Pen | undefined;
  /** 'line' by default; 'bar' is a filled square. */
  readonly mark?: 'line' | 'band' | 'bar' | Shape | undefined;
}

/** Height of a line of a legend. */
export const LEGEND_LINE = 16;

function sample(x: number, middle: number, i: Pen, mark: LegendEntry['mark']): Svg {
  if (mark === 'line')
    return element('path', { ...strokeOf(i), d: `M${formatNumber(x)} ${formatNumber(middle)}h16` });
  if (mark === 'band' || mark === 'bar')
    return element('rect', {
      x,
      y: middle - 5,
      width: 16,
      height: 10,
      ...fillOf(i, mark === 'bar' ? 'area' : mark),
    });
  return markers([[x + 8, middle]], { i, shape: mark, radius: 3.5 });
}

/**
 * Draws a list of marks with their names, downwards from a point.
 * @param entries names alone are lines of the colours 0, 1, ..
 * @param most characters of a name that are shown
 */
export function legend(
  x: number,
  y: number,
  entries: readonly (string | LegendEntry)[],
  most: number = 16,
): Svg {
  return entries
    .map((entry, k) => {
      const { name, i = k, mark = 'line' } = typeof entry === 'string' ? { name: entry } : entry;
      const middle = y + k * LEGEND_LINE + 8;
      return sample(x, middle, i, mark) + label(x + 22, middle + 4, shorten(name, most), { class: 'small' });
    })
    .join('');
}
