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
}

/** Makes the scales of a frame; y grows upwards unless its domain falls. */
export function frameOf(box: Box, x: Interval, y: Interval): Frame {
  return {
    box,
    x: linearScale(x, [box.x, box.x + box.width]),
    y: linearScale(y, [box.y + box.height, box.y]),
  };
}

const ticksOf = ({ domain: [a, b], ticks, most }: Axis): Ticks =>
  ticks ?? niceTicks([Math.min(a, b), Math.max(a, b)], most);

const path = (d: string, style: string): Svg => element('path', { class: style, d });

/** Draws the horizontal axis below a frame. */
export function xAxis({ box, x }: Frame, axis: Axis): Svg {
  const bottom = box.y + box.height;
  const { values, labels } = ticksOf(axis);
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
  const { values, labels } = ticksOf(axis);
  const at = values.map((value) => formatNumber(y(value)));
  const left = formatNumber(box.x);
  const widest = Math.max(0, ...labels.map((text) => widthOf(text, 11)));
  const titleX = box.x - (axis.titleAt ?? Math.max(34, widest + 8) + 10);
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
