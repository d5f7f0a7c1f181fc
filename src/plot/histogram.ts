/** Histograms: counts of values in bins, and bars. @module */

import type { Frame } from './panel.ts';
import { extentOf, type Interval } from './scale.ts';
import { element, formatNumber, type Svg } from './svg.ts';
import { fillOf, type Pen } from './theme.ts';

/** How values are counted. */
export interface HistogramOptions {
  /** Bins of equal width; 10 by default. */
  readonly bins?: number | undefined;
  /** From the first edge to the last; the extent of the values by default. */
  readonly domain?: Interval | undefined;
}

/**
 * Counts values in bins of equal width by NumPy's rule: a bin holds its lower edge, the last one its upper edge too; a
 * domain of a single value is widened by a half on both sides. Values outside the domain, and what is not finite, are not
 * counted.
 * @throws RangeError for bins that are not a whole number of 1 or more, and for a domain that falls or is not finite
 */
export function histogramBins(
  values: ArrayLike<number>,
  { bins = 10, domain = extentOf(values) }: HistogramOptions = {},
): { edges: number[]; counts: number[] } {
  if (!(Number.isInteger(bins) && bins >= 1))
    throw new RangeError(`histogramBins: expected bins to be a whole number of 1 or more, got ${bins}`);
  if (!(domain[0] <= domain[1] && Number.isFinite(domain[1] - domain[0])))
    throw new RangeError(
      `histogramBins: expected domain to be finite and rising, got [${domain.join(', ')}] - put the lower end first`,
    );
  const [low, high] = domain[0] === domain[1] ? [domain[0] - 0.5, domain[1] + 0.5] : domain;
  const step = (high - low) / bins;
  const edges = Array.from({ length: bins + 1 }, (_, k) => (k === bins ? high : low + k * step));
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!(value >= low && value <= high)) continue;
    let k = Math.min(Math.floor(((value - low) / (high - low)) * bins), bins - 1);
    // Rounding may put a value that lies on an edge, or beside it, into the neighbouring bin.
    if (value < edges[k]) k--;
    else if (value >= edges[k + 1] && k < bins - 1) k++;
    counts[k]++;
  }
  return { edges, counts };
}

/**
 * Draws bars from zero to each value, cut at the borders of the frame; what is not finite has none.
 * @param edges where bars begin, and where the last one ends: one more than values
 */
export function barPlot(frame: Frame, edges: ArrayLike<number>, counts: ArrayLike<number>, i: Pen = 0): Svg {
  const { box } = frame;
  const inX = (px: number): number => Math.min(Math.max(px, box.x), box.x + box.width);
  const inY = (px: number): number => Math.min(Math.max(px, box.y), box.y + box.height);
  const base = inY(frame.y(0));
  let d = '';
  for (let k = 0; k < counts.length; k++) {
    const [left, right, y] = [inX(frame.x(edges[k])), inX(frame.x(edges[k + 1])), inY(frame.y(counts[k]))];
    if (!Number.isFinite(counts[k]) || y === base || !(Math.abs(right - left) > 0)) continue;
    // A gap of a pixel between bars that are wide enough for it.
    const gap = Math.abs(right - left) > 4 ? 0.5 : 0;
    d += `M${formatNumber(Math.min(left, right) + gap)} ${formatNumber(base)}V${formatNumber(y)}H${formatNumber(Math.max(left, right) - gap)}V${formatNumber(base)}Z`;
  }
  return element('path', { ...fillOf(i), d });
}
