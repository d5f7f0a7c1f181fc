/** How the figures are laid out: headings, legends and axes that fit a width of 340 pixels as well as one of 640. @module */

import { figure } from '../figure.ts';
import { LEGEND_LINE, type LegendEntry, legend } from '../legend.ts';
import { note } from '../marks.ts';
import { type Axis, type Frame, frameOf, xAxis, yAxis, yAxisRoom } from '../panel.ts';
import type { Ticks } from '../scale.ts';
import { type Svg, shortenMiddle, widthOf } from '../svg.ts';

/** What all figures take. */
export interface FigureCommon {
  /** Shown above the figure and read aloud; each figure has one of its own. */
  readonly title?: string | undefined;
  /** A second line, smaller. */
  readonly subtitle?: string | undefined;
  /** In pixels; 640 by default, and 340 fits a phone. */
  readonly width?: number | undefined;
  /** Begins the ids of the texts that describe the figure; there are none without it. */
  readonly id?: string | undefined;
  /** Whether the figure holds its style sheet; false where its page holds `figureStyles`. True by default. */
  readonly styles?: boolean | undefined;
}

/** What stands above the plots of a figure, and what is said of it. */
export interface Heading {
  readonly title: string;
  readonly description: string;
  readonly legend?: readonly LegendEntry[] | undefined;
}

/** A piece below the heading. */
export interface Body {
  /** Down to where it reaches, in pixels from the top of the figure. */
  readonly bottom: number;
  readonly svg: Svg;
}

/** Of a figure, in pixels, where it is not said. */
export const WIDTH = 640;
/** Free on the right of a frame: for half a label of a tick. */
export const RIGHT = 20;
/** Below a frame: ticks, their labels and the title of the axis. */
export const BELOW_AXIS = 46;

const MARGIN = 16;
// Of a legend, from its left to its name.
const MARK = 22;

/** Lays the entries of a legend in rows; a name longer than a row is shortened. */
function flow(entries: readonly LegendEntry[], top: number, width: number): Body {
  let [x, y] = [MARGIN, top];
  const most = Math.floor((width - 2 * MARGIN - MARK) / 6.6);
  const svg = entries.map((entry) => {
    const length = MARK + Math.min(widthOf(entry.name, 11), 6.6 * most);
    if (x > MARGIN && x + length > width - MARGIN) [x, y] = [MARGIN, y + LEGEND_LINE];
    const drawn = legend(x, y, [entry], most);
    x += length + 14;
    return drawn;
  });
  return { svg: svg.join(''), bottom: entries.length > 0 ? y + LEGEND_LINE : top };
}

/**
 * Puts a heading with its legend above a body, which is told where it begins and how wide the figure is.
 * @throws RangeError for a width that is not above 0
 */
export function layOut(
  { title, subtitle, width = WIDTH, id, styles }: FigureCommon,
  heading: Heading,
  draw: (top: number, width: number) => Body,
): string {
  if (!(width > 0)) throw new RangeError(`figure: expected a width > 0, got ${width}`);
  const { svg, bottom } = flow(heading.legend ?? [], subtitle === undefined ? 36 : 54, width);
  const body = draw(bottom + 12, width);
  return figure(
    {
      ...{ width, height: body.bottom, title: title ?? heading.title, description: heading.description },
      ...{ id, styles },
      ...(subtitle === undefined ? {} : { subtitle }),
    },
    svg,
    body.svg,
  );
}

/** Ticks 0.5, 1.5, .. of things with names: shortened to their room, or every k-th where that would leave too little. */
export function nameTicks(names: readonly string[], pixels: number): Ticks {
  const room = pixels / Math.max(1, names.length);
  const longest = Math.max(1, ...names.map((name) => Array.from(name).length));
  const every = Math.max(1, Math.ceil((6.6 * Math.min(4, longest) + 8) / room));
  const most = Math.max(1, Math.floor((every * room - 8) / 6.6));
  const shown = names.map((_, i) => i).filter((i) => i % every === 0);
  return { values: shown.map((i) => i + 0.5), labels: shown.map((i) => shortenMiddle(names[i], most)) };
}

/** A plot with two axes. */
export interface Plot {
  readonly x: Axis;
  readonly y: Axis;
  /** Of the frame, in pixels. */
  readonly height: number;
  /** Left free above the frame, in pixels; told how the frame lies across. */
  readonly above?: ((across: Frame) => number) | undefined;
  /** Faint lines at the ticks of y; true by default. */
  readonly gridLines?: boolean | undefined;
  /** What stands in the frame; 'no data' where this is missing. */
  readonly draw?: ((frame: Frame) => Svg) | undefined;
}

/** Draws a figure of one plot. */
export function plotFigure(common: FigureCommon, heading: Heading, plot: Plot): string {
  const { x, y, height, above, gridLines, draw = (frame) => note(frame, 'no data') } = plot;
  return layOut(common, heading, (top, width) => {
    const left = yAxisRoom(y, height);
    const box = { x: left, y: top, width: Math.max(40, width - left - RIGHT), height };
    const down = above?.(frameOf(box, x.domain, y.domain)) ?? 0;
    const frame = frameOf({ ...box, y: top + down }, x.domain, y.domain);
    return {
      bottom: frame.box.y + height + BELOW_AXIS,
      svg: [yAxis(frame, y, gridLines), xAxis(frame, { most: 8, ...x }), draw(frame)].join(''),
    };
  });
}

/** Ticks of rows with names, 0.5, 1.5, ..: every k-th where all would touch. */
export function rowTicks(names: readonly string[], pixels: number, most: number): Ticks {
  const every = Math.max(1, Math.ceil((13 * names.length) / pixels));
  const shown = names.map((_, i) => i).filter((i) => i % every === 0);
  return { values: shown.map((i) => i + 0.5), labels: shown.map((i) => shortenMiddle(names[i], most)) };
}
