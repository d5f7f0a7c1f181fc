/** The colour bar on the right of a matrix, with the room that it needs. @module */

import { type ColourBarOptions, colourBar } from '../colour-bar.ts';
import type { Box } from '../panel.ts';
import { brief } from '../scale.ts';
import { type Svg, widthOf } from '../svg.ts';

const GAP = 14;
const WIDTH = 12;
const HIGHEST = 200;

/** The room of a bar from `low` to `limit` on the right of a box, in pixels: with its labels and its title. */
export function barRoom(low: number, limit: number, title?: string): number {
  const widest = Math.max(...[low, limit].map((end) => widthOf(brief(end), 11)));
  return GAP + WIDTH + 6 + widest + (title === undefined ? 8 : 24);
}

/** Draws the bar on the right of a box. */
export function barBeside(box: Box, low: number, limit: number, options: ColourBarOptions): Svg {
  const x = box.x + box.width + GAP;
  return colourBar({ x, y: box.y, width: WIDTH, height: Math.min(box.height, HIGHEST) }, low, limit, options);
}
