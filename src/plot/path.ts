/** Paths through points, cut where they leave a frame. @module */

import type { Box, Frame } from './panel.ts';
import { formatNumber } from './svg.ts';

/** A point in pixels. */
export type Point = readonly [x: number, y: number];

/** Writes a point as a command of a path. */
export const command = (letter: string, [x, y]: Point): string =>
  `${letter}${formatNumber(x)} ${formatNumber(y)}`;

// Far outside of any figure; the differences of numbers below it are exact enough to cut lines by.
const FAR = 1e7;

/** A coordinate that is not further out than need be. */
export const bounded = (px: number): number => Math.min(Math.max(px, -FAR), FAR);

/** The k-th point in pixels, or nothing where it is not finite. */
export function pointAt(
  { x, y }: Frame,
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  k: number,
): Point | undefined {
  return Number.isFinite(xs[k]) && Number.isFinite(ys[k])
    ? [bounded(x(xs[k])), bounded(y(ys[k]))]
    : undefined;
}

/** Whether a point lies in a box, a hundredth of a pixel allowed for rounding. */
export function isInside(box: Box, [x, y]: Point): boolean {
  const slack = 0.01;
  return (
    x >= box.x - slack &&
    x <= box.x + box.width + slack &&
    y >= box.y - slack &&
    y <= box.y + box.height + slack
  );
}

/** The part of a segment that lies in a box, as shares of its length (Liang and Barsky, 1984). */
function partInside(box: Box, [x0, y0]: Point, [x1, y1]: Point): readonly [from: number, to: number] {
  let [from, to] = [0, 1];
  // Each side: how far the segment goes out through it, and how far its start is inside it.
  const sides = [
    [x0 - x1, x0 - box.x],
    [x1 - x0, box.x + box.width - x0],
    [y0 - y1, y0 - box.y],
    [y1 - y0, box.y + box.height - y0],
  ];
  for (const [out, inside] of sides) {
    if (out === 0 && inside < 0) return [1, 0];
    if (out < 0) from = Math.max(from, inside / out);
    if (out > 0) to = Math.min(to, inside / out);
  }
  return [from, to];
}

/** Returns a path through points: cut at the box of the frame, with a gap where x or y is not finite. */
export function pathThrough(frame: Frame, xs: ArrayLike<number>, ys: ArrayLike<number>): string {
  let d = '';
  let last: Point | undefined;
  let drawing = false;
  for (let k = 0; k < xs.length; k++) {
    const point = pointAt(frame, xs, ys, k);
    const start = last;
    last = point;
    if (start === undefined || point === undefined) {
      drawing = false;
      continue;
    }
    const [from, to] = partInside(frame.box, start, point);
    const at = (share: number): Point => [
      start[0] + share * (point[0] - start[0]),
      start[1] + share * (point[1] - start[1]),
    ];
    if (from <= to) d += (drawing && from === 0 ? '' : command('M', at(from))) + command('L', at(to));
    drawing = from <= to && to === 1;
  }
  return d;
}
