/** What explains a plot: rules at a value, circles, notes. @module */

import type { Frame } from './panel.ts';
import { isInside, pathThrough } from './path.ts';
import { element, formatNumber, label, type Svg } from './svg.ts';
import { type Pen, strokeOf } from './theme.ts';

/** A rule across a frame. */
export interface RuleOptions {
  /** False by default. */
  readonly dashed?: boolean | undefined;
  /** What it stands for. */
  readonly text?: string | undefined;
  /** 'muted' by default. */
  readonly i?: Pen | undefined;
}

const ruleStyle = ({ dashed = false, i = 'muted' }: RuleOptions) => ({
  ...strokeOf(i),
  'stroke-dasharray': dashed ? '4 3' : undefined,
});

/** Draws a line across a frame at a value of y, its text above its right end; nothing where y is outside the frame. */
export function horizontalRule({ box, y: scale }: Frame, y: number, options: RuleOptions = {}): Svg {
  const at = scale(y);
  if (!isInside(box, [box.x, at])) return '';
  const right = box.x + box.width;
  return [
    element('path', {
      ...ruleStyle(options),
      d: `M${formatNumber(box.x)} ${formatNumber(at)}H${formatNumber(right)}`,
    }),
    options.text === undefined
      ? ''
      : // Below the line where the top of the frame is near.
        label(right - 4, at - box.y < 14 ? at + 13 : at - 4, options.text, {
          class: 'small',
          'text-anchor': 'end',
        }),
  ].join('');
}

/** Draws a line across a frame at a value of x, its text at its top; nothing where x is outside the frame. */
export function verticalRule({ box, x: scale }: Frame, x: number, options: RuleOptions = {}): Svg {
  const at = scale(x);
  if (!isInside(box, [at, box.y])) return '';
  // On the side where there is more room.
  const onLeft = at > box.x + box.width / 2;
  return [
    element('path', {
      ...ruleStyle(options),
      d: `M${formatNumber(at)} ${formatNumber(box.y)}V${formatNumber(box.y + box.height)}`,
    }),
    options.text === undefined
      ? ''
      : label(onLeft ? at - 4 : at + 4, box.y + 11, options.text, {
          class: 'small',
          'text-anchor': onLeft ? 'end' : 'start',
        }),
  ].join('');
}

/** A note in a plot. */
export interface NoteOptions {
  /** Where it stands, in units of the axes; the middle of the frame by default. */
  readonly x?: number | undefined;
  readonly y?: number | undefined;
  /** Which part of the text stands at x; 'middle' by default. */
  readonly anchor?: 'start' | 'middle' | 'end' | undefined;
}

/** Writes a text into a frame, such as 'no data'; nothing where its place is outside the frame. */
export function note(frame: Frame, text: string, { x, y, anchor = 'middle' }: NoteOptions = {}): Svg {
  const { box } = frame;
  const px = x === undefined ? box.x + box.width / 2 : frame.x(x);
  const py = y === undefined ? box.y + box.height / 2 : frame.y(y);
  return isInside(box, [px, py]) ? label(px, py + 4, text, { class: 'small', 'text-anchor': anchor }) : '';
}

// Chords of a 72nd of a turn leave a circle of 400 pixels by 0.4 of a pixel; larger ones, of which a part is seen, have more.
const CHORDS = 72;

/** Draws a dashed circle, such as the unit circle among eigenvalues, cut at the borders of the frame. */
export function circlePlot(frame: Frame, cx: number, cy: number, r: number): Svg {
  const chords = CHORDS * Math.ceil(Math.sqrt(Math.abs(frame.x(cx + r) - frame.x(cx))) / 20) || CHORDS;
  const turns = Array.from({ length: chords + 1 }, (_, k) => (2 * Math.PI * k) / chords);
  const d = pathThrough(
    frame,
    turns.map((turn) => cx + r * Math.cos(turn)),
    turns.map((turn) => cy + r * Math.sin(turn)),
  );
  return element('path', { class: 'border', d });
}
