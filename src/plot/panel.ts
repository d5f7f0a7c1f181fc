/** The frame of a plot: where its axes lie, and the axes with ticks, titles and units. @module */

import { type Interval, linearScale, niceTicks, type Scale, type Ticks } from './scale.ts';
import { element, formatNumber, label, type Svg, widthOf } from './svg.ts';

/** The rectangle between the axes, in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An axis. */
export interface Axis {
  /** Where its ticks may lie: that of the frame, or a part of it. */
  readonly domain: Interval;
  /** What is shown and its unit, as 'Time (ms)'. */
  readonly title?: string;
  /** Round numbers by default. */
  readonly ticks?: Ticks;
  /** Ticks at most, where they are round numbers; 5 by default. */
  readonly most?: number;
  /** How far the title of a vertical axis is to the left of it, in pixels; as far as the ticks need by default. */
  readonly titleAt?: number;
}

/** A plot's frame: scales from data to pixels. */
export interface Frame {
  readonly box: Box;
  readonly x: Scale;
  readonly y: Scale;
  readonly xDomain: Interval;
  readonly yDomain: Interval;
}

/**
 * Makes the scales of a frame; y grows upwards unless its domain falls.
 * @throws RangeError for a domain whose ends are not finite
 */
export function frameOf(box: Box, x: Interval, y: Interval): Frame {
  const bad = [x, y].find((domain) => !domain.every(Number.isFinite));
  if (bad !== undefined)
    throw new RangeError(
      `frameOf: expected domains with finite ends, got [${bad.join(', ')}] - extentOf skips values that are not finite`,
    );
  return {
    box,
    xDomain: x,
    yDomain: y,
    x: linearScale(x, [box.x, box.x + box.width]),
    y: linearScale(y, [box.y + box.height, box.y]),
  };
}

/**
 * Makes a frame with one scale for both axes, as planes need: the domain that has too much room is widened about its middle.
 */
export function equalFrame(box: Box, x: Interval, y: Interval): Frame {
  const unit = Math.max(Math.abs(x[1] - x[0]) / box.width, Math.abs(y[1] - y[0]) / box.height);
  const widen = ([from, to]: Interval, pixels: number): Interval => {
    const half = (Math.sign(to - from || 1) * unit * pixels) / 2;
    return [(from + to) / 2 - half, (from + to) / 2 + half];
  };
  return frameOf(box, widen(x, box.width), widen(y, box.height));
}

const widest = (labels: readonly string[]): number => Math.max(0, ...labels.map((text) => widthOf(text, 11)));

// From one label to the next below it, and between labels side by side.
const LABEL_HEIGHT = 14;
const LABEL_GAP = 8;

/** The ticks of an axis: given ones, or as many round numbers as are asked for and have room. */
function ticksOf({ domain: [a, b], ticks, most = 5 }: Axis, scale: Scale, across: boolean): Ticks {
  if (ticks !== undefined) return ticks;
  const hasRoom = ({ values, labels }: Ticks): boolean =>
    values.length < 2 ||
    Math.abs(scale(values[1]) - scale(values[0])) >= (across ? widest(labels) + LABEL_GAP : LABEL_HEIGHT);
  const round = (n: number): Ticks => niceTicks([Math.min(a, b), Math.max(a, b)], n);
  for (let n = most; n >= 1; n--) if (hasRoom(round(n))) return round(n);
  const { values, labels } = round(1);
  return { values: values.slice(0, 1), labels: labels.slice(0, 1) };
}

const path = (d: string, style: string): Svg => element('path', { class: style, d });

/** How far the middle of the title of a vertical axis is from it: clear of the labels. */
const titleDistance = (labels: readonly string[]): number => Math.max(34, widest(labels) + 8) + 10;

/** The room that a vertical axis of a height needs on its left, in pixels: for the labels, and for the title if it has one. */
export function yAxisRoom(axis: Axis, height: number): number {
  const { labels } = ticksOf(axis, linearScale(axis.domain, [height, 0]), false);
  return axis.title === undefined ? widest(labels) + 12 : (axis.titleAt ?? titleDistance(labels)) + 16;
}

/** Draws the horizontal axis below a frame. */
export function xAxis({ box, x }: Frame, axis: Axis): Svg {
  const bottom = box.y + box.height;
  const { values, labels } = ticksOf(axis, x, true);
  const at = values.map((value) => formatNumber(x(value)));
  const line = `M${formatNumber(box.x)} ${formatNumber(bottom)}h${formatNumber(box.width)}`;
  return [
    path(line + at.map((px) => `M${px} ${formatNumber(bottom)}v4`).join(''), 'axis'),
    ...labels.map((text, i) =>
      label(x(values[i]), bottom + 17, text, { class: 'small', 'text-anchor': 'middle' }),
    ),
    axis.title === undefined
      ? ''
      : label(box.x + box.width / 2, bottom + 36, axis.title, { 'text-anchor': 'middle' }),
  ].join('');
}

/** Draws the vertical axis on the left of a frame, with faint lines across it if asked. */
export function yAxis({ box, y }: Frame, axis: Axis, gridLines: boolean = true): Svg {
  const { values, labels } = ticksOf(axis, y, false);
  const at = values.map((value) => formatNumber(y(value)));
  const left = formatNumber(box.x);
  const titleX = box.x - (axis.titleAt ?? titleDistance(labels));
  const middle = box.y + box.height / 2;
  return [
    gridLines ? path(at.map((py) => `M${left} ${py}h${formatNumber(box.width)}`).join(''), 'grid') : '',
    path(
      `M${left} ${formatNumber(box.y)}v${formatNumber(box.height)}${at.map((py) => `M${left} ${py}h-4`).join('')}`,
      'axis',
    ),
    ...labels.map((text, i) =>
      label(box.x - 7, y(values[i]) + 4, text, { class: 'small', 'text-anchor': 'end' }),
    ),
    axis.title === undefined
      ? ''
      : label(titleX, middle, axis.title, {
          'text-anchor': 'middle',
          transform: `rotate(-90 ${formatNumber(titleX)} ${formatNumber(middle)})`,
        }),
  ].join('');
}
