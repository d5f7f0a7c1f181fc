/** Lines: through points, or as steps that hold a value for a while. @module */

import type { Frame } from './panel.ts';
import { element, formatNumber, type Svg } from './svg.ts';
import { strokeOf } from './theme.ts';

/** Draws a line through points; it has a gap where y is not finite. */
export function linePlot(frame: Frame, xs: ArrayLike<number>, ys: ArrayLike<number>, i: number = 0): Svg {
  let d = '';
  let pen = 'M';
  for (let k = 0; k < xs.length; k++) {
    if (!(Number.isFinite(xs[k]) && Number.isFinite(ys[k]))) {
      pen = 'M';
      continue;
    }
    d += `${pen}${formatNumber(frame.x(xs[k]))} ${formatNumber(frame.y(ys[k]))}`;
    pen = 'L';
  }
  return element('path', { ...strokeOf(i), d });
}

/**
 * Draws values that hold from one edge to the next; there is a gap where one is not finite.
 * @param edges one more than values, rising
 */
export function stepPlot(
  frame: Frame,
  edges: ArrayLike<number>,
  values: ArrayLike<number>,
  i: number = 0,
): Svg {
  let d = '';
  let shown = NaN;
  for (let k = 0; k < values.length; k++) {
    const value = values[k];
    if (value === shown) continue;
    const x = formatNumber(frame.x(edges[k]));
    if (Number.isFinite(shown)) d += `H${x}`;
    if (Number.isFinite(value)) {
      const y = formatNumber(frame.y(value));
      d += Number.isFinite(shown) ? `V${y}` : `M${x} ${y}`;
    }
    shown = value;
  }
  if (Number.isFinite(shown)) d += `H${formatNumber(frame.x(edges[values.length]))}`;
  return element('path', { ...strokeOf(i), d });
}
