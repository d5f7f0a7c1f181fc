/** Bands between two curves, such as intervals about a mean. @module */

import type { Frame } from './panel.ts';
import { command, type Point, pointAt } from './path.ts';
import { element, type Svg } from './svg.ts';
import { fillOf, type Pen } from './theme.ts';

/**
 * Fills what lies between two curves. It has a gap where a value is not finite or x is outside the frame, and ends at
 * the upper and lower border of the frame.
 */
export function bandPlot(
  frame: Frame,
  xs: ArrayLike<number>,
  low: ArrayLike<number>,
  high: ArrayLike<number>,
  i: Pen = 0,
): Svg {
  const { box } = frame;
  const within = ([x, y]: Point): Point => [x, Math.min(Math.max(y, box.y), box.y + box.height)];
  const inside = (x: number): boolean => x >= box.x - 0.01 && x <= box.x + box.width + 0.01;
  let d = '';
  let upper: Point[] = [];
  let lower: Point[] = [];
  for (let k = 0; k <= xs.length; k++) {
    const [a, b] = [pointAt(frame, xs, low, k), pointAt(frame, xs, high, k)];
    if (a !== undefined && b !== undefined && inside(a[0])) {
      lower.push(within(a));
      upper.push(within(b));
      continue;
    }
    const outline = [...upper, ...lower.reverse()];
    if (upper.length > 1) d += `${outline.map((point, n) => command(n === 0 ? 'M' : 'L', point)).join('')}Z`;
    [upper, lower] = [[], []];
  }
  return element('path', { ...fillOf(i, 'band'), d });
}
