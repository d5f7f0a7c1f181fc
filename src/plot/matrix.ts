/** Matrices with their borders between excitatory and inhibitory units. @module */

import { type HeatMapOptions, heatMap } from './heat-map.ts';
import { type Box, type Frame, frameOf } from './panel.ts';
import { element, formatNumber, type Svg } from './svg.ts';

/** A matrix. */
export interface MatrixOptions extends HeatMapOptions {
  /** Lines below that many rows: the number of excitatory units, or several borders. */
  readonly rowBorder?: number | readonly number[] | undefined;
  /** Lines on the right of that many columns. */
  readonly columnBorder?: number | readonly number[] | undefined;
  /** Whether a line goes round it; true by default. */
  readonly frame?: boolean | undefined;
}

/** The frame of a matrix, for its axes: row i reaches from i (above) to i + 1, and so does column i. */
export function matrixFrame(box: Box, rows: number, columns: number): Frame {
  return frameOf(box, [0, columns], [rows, 0]);
}

const bordersOf = (border: number | readonly number[] | undefined, size: number): readonly number[] =>
  (border === undefined ? [] : [border].flat()).filter((at) => at > 0 && at < size);

/**
 * Draws a matrix, the first row at the top, one colour per cell.
 * @param values row by row
 */
export function matrixPlot(
  box: Box,
  rows: number,
  columns: number,
  values: ArrayLike<number>,
  { rowBorder, columnBorder, frame = true, ...colours }: MatrixOptions = {},
): Svg {
  const { x, y } = matrixFrame(box, rows, columns);
  const [left, top] = [formatNumber(box.x), formatNumber(box.y)];
  const across = bordersOf(rowBorder, rows).map(
    (at) => `M${left} ${formatNumber(y(at))}h${formatNumber(box.width)}`,
  );
  const down = bordersOf(columnBorder, columns).map(
    (at) => `M${formatNumber(x(at))} ${top}v${formatNumber(box.height)}`,
  );
  const borders = [...across, ...down].join('');
  return [
    heatMap(box, rows, columns, values, colours),
    frame ? element('rect', { ...box, class: 'axis frame' }) : '',
    borders === '' ? '' : element('path', { class: 'division', d: borders }),
  ].join('');
}
