/** The bar beside a heat map that says what its colours stand for. @module */

import { heatMap } from './heat-map.ts';
import type { Palette } from './palette.ts';
import type { Box } from './panel.ts';
import { brief, linearScale, type Ticks } from './scale.ts';
import { element, formatNumber, label, type Svg, widthOf } from './svg.ts';

/** A colour bar. */
export interface ColourBarOptions {
  /** 'blue-orange' by default. */
  readonly palette?: Palette | undefined;
  /** What the values are and their unit; on the right, turned. */
  readonly title?: string | undefined;
  /** The ends and zero by default. */
  readonly ticks?: Ticks | undefined;
}

const SHADES = 20;

/** Draws the colours of a heat map with the values that they stand for, from `low` (0 or below) to `limit`. */
export function colourBar(
  { x, y, width, height }: Box,
  low: number,
  limit: number,
  { palette = 'blue-orange', title, ticks }: ColourBarOptions = {},
): Svg {
  const shades = Array.from({ length: SHADES }, (_, i) => {
    const share = (i + 0.5) / SHADES;
    return (1 - share) * limit + share * low;
  });
  const ends = [...new Set([limit, 0, low])];
  const { values, labels } = ticks ?? { values: ends, labels: ends.map(brief) };
  const right = x + width;
  const at = values.map(linearScale([low, limit], [y + height, y]));
  const widest = Math.max(0, ...labels.map((text) => widthOf(text, 11)));
  const [titleX, middle] = [right + 6 + widest + 12, y + height / 2];
  return [
    heatMap({ x, y, width, height }, SHADES, 1, shades, { limit, palette }),
    element('rect', { x, y, width, height, class: 'axis frame' }),
    element('path', {
      class: 'axis',
      d: at.map((py) => `M${formatNumber(right)} ${formatNumber(py)}h3`).join(''),
    }),
    ...labels.map((text, i) => label(right + 6, at[i] + 4, text, { class: 'small' })),
    title === undefined
      ? ''
      : label(titleX, middle, title, {
          'text-anchor': 'middle',
          transform: `rotate(-90 ${formatNumber(titleX)} ${formatNumber(middle)})`,
        }),
  ].join('');
}
