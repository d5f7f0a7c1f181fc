/** Points: as marks, as trajectories, with error bars. @module */

import type { Frame } from './panel.ts';
import { command, isInside, type Point, pathThrough, pointAt } from './path.ts';
import { element, formatNumber, type Svg } from './svg.ts';
import { fillOf, type Pen, strokeOf } from './theme.ts';

/** What stands for a point. */
export type Shape = 'dot' | 'cross' | 'ring' | 'square' | 'triangle';

/** Points. */
export interface ScatterOptions {
  /** 0 by default. */
  readonly i?: Pen | undefined;
  /** In pixels; 3 by default. */
  readonly radius?: number | undefined;
  /** 'dot' by default. */
  readonly shape?: Shape | undefined;
}

const disc = (r: string, two: string): string =>
  `m-${r} 0a${r} ${r} 0 1 0 ${two} 0a${r} ${r} 0 1 0-${two} 0z`;

/** Outlines about a point, which the path has moved to, for a radius and its double. */
const OUTLINES: Readonly<Record<Shape, (r: string, two: string) => string>> = {
  dot: disc,
  ring: disc,
  square: (r, two) => `m-${r}-${r}h${two}v${two}h-${two}z`,
  triangle: (r, two) => `m0-${r}l${r} ${two}h-${two}z`,
  cross: (r, two) => `m-${r}-${r}l${two} ${two}m-${two} 0l${two}-${two}`,
};

/** Draws marks at points in pixels, all as one path. */
export function markers(
  points: readonly Point[],
  { i = 0, radius = 3, shape = 'dot' }: ScatterOptions = {},
): Svg {
  const outline = OUTLINES[shape](formatNumber(radius), formatNumber(2 * radius));
  const d = points.map((point) => command('M', point) + outline).join('');
  const style = shape === 'ring' || shape === 'cross' ? strokeOf(i) : fillOf(i);
  return element('path', { ...style, 'stroke-dasharray': undefined, d });
}

/** The points of a frame, without those that are outside it or not finite. */
function pointsInside(frame: Frame, xs: ArrayLike<number>, ys: ArrayLike<number>): Point[] {
  const points = Array.from({ length: xs.length }, (_, k) => pointAt(frame, xs, ys, k));
  return points.filter((point): point is Point => point !== undefined && isInside(frame.box, point));
}

/** Draws a mark at each point; points outside the frame, and those that are not finite, are left out. */
export function scatterPlot(
  frame: Frame,
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  options: ScatterOptions = {},
): Svg {
  return markers(pointsInside(frame, xs, ys), options);
}

/** A trajectory. */
export interface TrajectoryOptions {
  /** 0 by default. */
  readonly i?: Pen | undefined;
  /** Of the line and its marks; 1 by default. */
  readonly opacity?: number | undefined;
  /** Whether a dot marks its first point; false by default. */
  readonly start?: boolean | undefined;
  /** Whether an arrow marks its last point; false by default. */
  readonly arrow?: boolean | undefined;
}

/** The head of an arrow at the end of a line in pixels: it points along the last 6 pixels or more. */
function arrowHead(points: readonly Point[]): string {
  const end = points[points.length - 1];
  const [x, y] = end;
  const distance = ([px, py]: Point): number => Math.hypot(x - px, y - py);
  const from = points.findLast((point) => distance(point) >= 6) ?? points[0];
  const far = distance(from);
  if (far === 0) return '';
  const [dx, dy] = [(x - from[0]) / far, (y - from[1]) / far];
  const corner = (side: number): Point => [x - 7 * dx + 3.5 * side * dy, y - 7 * dy - 3.5 * side * dx];
  return `${command('M', end)}${command('L', corner(1))}${command('L', corner(-1))}Z`;
}

/**
 * Draws a line through points, cut at the borders of the frame, with a gap where one is not finite. The marks of its ends
 * are left out where these are outside the frame.
 */
export function trajectoryPlot(
  frame: Frame,
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  { i = 0, opacity, start = false, arrow = false }: TrajectoryOptions = {},
): Svg {
  const points = Array.from({ length: xs.length }, (_, k) => pointAt(frame, xs, ys, k)).filter(
    (point) => point !== undefined,
  );
  const shown = (point: Point | undefined): boolean => point !== undefined && isInside(frame.box, point);
  const head = arrow && shown(points.at(-1)) ? arrowHead(points) : '';
  return [
    element('path', { ...strokeOf(i), opacity, d: pathThrough(frame, xs, ys) }),
    start && shown(points[0]) ? element('g', { opacity }, markers(points.slice(0, 1), { i })) : '',
    head === '' ? '' : element('path', { ...fillOf(i), opacity, d: head }),
  ].join('');
}

/**
 * Draws vertical bars from `low` to `high`, with caps, cut at the borders of the frame; those outside it, and those that
 * are not finite, are left out.
 */
export function errorBars(
  frame: Frame,
  xs: ArrayLike<number>,
  low: ArrayLike<number>,
  high: ArrayLike<number>,
  i: Pen = 0,
): Svg {
  const { box } = frame;
  const [top, bottom] = [box.y, box.y + box.height];
  let d = '';
  for (let k = 0; k < xs.length; k++) {
    const [a, b] = [pointAt(frame, xs, low, k), pointAt(frame, xs, high, k)];
    if (a === undefined || b === undefined || !isInside(box, [a[0], top])) continue;
    const ends = [a[1], b[1]];
    const [from, to] = ends.map((y) => Math.min(Math.max(y, top), bottom));
    if (from === to && ends[0] !== ends[1]) continue;
    d += `${command('M', [a[0], from])}V${formatNumber(to)}`;
    for (const y of ends) if (y >= top && y <= bottom) d += `${command('M', [a[0] - 3, y])}h6`;
  }
  return element('path', { ...strokeOf(i), 'stroke-dasharray': undefined, d });
}
