/** Borders of the periods of a trial, with their names above the plot. @module */

import type { Frame } from '../panel.ts';
import { element, formatNumber, label, type Svg, shorten, widthOf } from '../svg.ts';

/** A named stretch of steps, start <= t < end. */
export interface Period {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Height of a row of names. */
export const PERIOD_ROW = 14;

interface Name {
  readonly text: string;
  readonly at: number;
  readonly row: number;
}

const full = (periods: readonly Period[]): Period[] => periods.filter(({ start, end }) => start < end);

/** Lays the names over their periods, inside the frame, in as many rows as keep them apart. */
export function namesOf({ box, x }: Frame, periods: readonly Period[], dt: number): readonly Name[] {
  const ends: number[] = [];
  return full(periods).map(({ name, start, end }) => {
    const text = shorten(name, Math.max(3, Math.min(24, Math.floor(box.width / 6.6))));
    const half = widthOf(text, 11) / 2;
    const wanted = (x(start * dt) + x(end * dt)) / 2;
    const at = Math.max(Math.min(wanted, box.x + box.width - half), box.x + half);
    const free = ends.findIndex((each) => each + 6 <= at - half);
    const row = free === -1 ? ends.length : free;
    ends[row] = at + half;
    return { text, at, row };
  });
}

/** Draws the borders of periods down a frame. */
export function periodBorders({ box, x }: Frame, periods: readonly Period[], dt: number): Svg {
  const steps = new Set(full(periods).flatMap(({ start, end }) => [start, end]));
  const [top, bottom] = [formatNumber(box.y), formatNumber(box.y + box.height)];
  const d = Array.from(steps, (step) => `M${formatNumber(x(step * dt))} ${top}V${bottom}`).join('');
  return d === '' ? '' : element('path', { class: 'border', d });
}

/** Draws names above a frame. */
export const periodNames = ({ box }: Frame, names: readonly Name[]): Svg =>
  names
    .map(({ text, at, row }) =>
      label(at, box.y - 6 - PERIOD_ROW * row, text, { class: 'small', 'text-anchor': 'middle' }),
    )
    .join('');

/** 'fixation from 0 to 500 ms, stimulus from 500 to 1000 ms'. */
export const sayPeriods = (periods: readonly Period[], dt: number): string =>
  full(periods)
    .map(({ name, start, end }) => `${name} from ${formatNumber(start * dt)} to ${formatNumber(end * dt)} ms`)
    .join(', ');
