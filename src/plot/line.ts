/** Lines: through points, or as steps that hold a value for a while. @module */

import type { Frame } from './panel.ts';
import { bounded, pathThrough } from './path.ts';
import { element, formatNumber, type Svg } from './svg.ts';
import { type Pen, strokeOf } from './theme.ts';

/** Draws a line through points, cut at the borders of the frame; it has a gap where x or y is not finite. */
export function linePlot(frame: Frame, xs: ArrayLike<number>, ys: ArrayLike<number>, i: Pen = 0): Svg {
  return element('path', { ...strokeOf(i), d: pathThrough(frame, xs, ys) });
}

/**
 * Draws values that hold from one edge to the next; there is a gap where one is not finite. It is not cut at the borders of
 * the frame: lines of equal values are shifted beside each other.
 * @param edges one more than values, rising
 */
export function stepPlot(frame: Frame, edges: ArrayLike<number>, values: ArrayLike<number>, i: Pen = 0): Svg {
  let d = '';
  let shown = NaN;
  for (let k = 0; k < values.length; k++) {
    const value = values[k];
    if (value === shown) continue;
    const x = formatNumber(bounded(frame.x(edges[k])));
    if (Number.isFinite(shown)) d += `H${x}`;
    if (Number.isFinite(value)) {
      const y = formatNumber(bounded(frame.y(value)));
      d += Number.isFinite(shown) ? `V${y}` : `M${x} ${y}`;
    }
    shown = value;
  }
  if (Number.isFinite(shown)) d += `H${formatNumber(bounded(frame.x(edges[values.length])))}`;
  return element('path', { ...strokeOf(i), d });
}
