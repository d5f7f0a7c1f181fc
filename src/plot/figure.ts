/** Whole figures: a document with a title and a description for those who cannot see it, rows of panels. @module */

import type { Box } from './panel.ts';
import { element, escapeText, formatNumber, label, type Svg, shorten } from './svg.ts';
import { styleSheet } from './theme.ts';

/** A document. */
export interface FigureOptions {
  readonly width: number;
  readonly height: number;
  /** Shown above the figure and read aloud. */
  readonly title: string;
  /** A second line, smaller. */
  readonly subtitle?: string;
  /** What is to be seen, in words. */
  readonly description: string;
  /**
   * Begins the ids of the title and of the description, to which the figure then refers: unlike those of the other
   * figures of a page. Without it there are no ids.
   */
  readonly id?: string | undefined;
  /** Whether the figure holds its style sheet; false where its page holds `figureStyles`. True by default. */
  readonly styles?: boolean | undefined;
}

/** Puts pieces into one SVG document, which ends with a line break. It follows the light or dark scheme of the page. */
export function figure(
  { width, height, title, subtitle, description, id, styles = true }: FigureOptions,
  ...pieces: Svg[]
): string {
  const [titleId, descriptionId] = id === undefined ? [] : [`${id}-title`, `${id}-description`];
  const [w, h] = [formatNumber(width), formatNumber(height)];
  return `${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: w,
      height: h,
      viewBox: `0 0 ${w} ${h}`,
      class: 'fig',
      role: 'img',
      'aria-labelledby': titleId,
      'aria-describedby': descriptionId,
    },
    `\n${element('title', { id: titleId }, escapeText(title))}\n`,
    `${element('desc', { id: descriptionId }, escapeText(description))}\n`,
    styles ? `${styleSheet}\n` : '',
    `${element('rect', { width, height, class: 'paper' })}\n`,
    `${label(16, 24, shorten(title, Math.floor((width - 32) / 8)), { class: 'head' })}\n`,
    ...(subtitle === undefined
      ? []
      : [`${label(16, 42, shorten(subtitle, Math.floor((width - 32) / 6)), { class: 'small' })}\n`]),
    ...pieces.filter((piece) => piece !== '').map((piece) => `${piece}\n`),
  )}\n`;
}

/** Lays boxes of the given heights below one another. */
export function stack(
  { x, y, width }: Omit<Box, 'height'>,
  heights: readonly number[],
  gap: number,
): readonly Box[] {
  let top = y;
  return heights.map((height) => {
    const box = { x, y: top, width, height };
    top += height + gap;
    return box;
  });
}

/** Lays `count` boxes of one size in rows of at most `columns`. */
export function smallMultiples(
  first: Box,
  count: number,
  columns: number,
  gapX: number,
  gapY: number,
): readonly Box[] {
  return Array.from({ length: count }, (_, i) => ({
    ...first,
    x: first.x + (i % columns) * (first.width + gapX),
    y: first.y + Math.floor(i / columns) * (first.height + gapY),
  }));
}
