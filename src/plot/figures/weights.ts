/** A matrix of weights before and after training. @module */

import { limitOf } from '../heat-map.ts';
import { note } from '../marks.ts';
import { matrixFrame, matrixPlot } from '../matrix.ts';
import type { Diverging } from '../palette.ts';
import { type Axis, xAxis, yAxis, yAxisRoom } from '../panel.ts';
import { barBeside, barRoom } from './bar.ts';
import { BELOW_AXIS, type FigureCommon, layOut, nameTicks, rowTicks } from './layout.ts';
import { nameOf, rowsOf, withoutLabels } from './tiles.ts';
import { checkCount, finite, say } from './words.ts';

/** What the figure of a matrix before and after training shows. */
export interface WeightsFigureOptions extends FigureCommon {
  readonly rows: number;
  readonly columns: number;
  /** [rows, columns], row by row: rows are what the weights lead to, columns what they come from. */
  readonly before: ArrayLike<number>;
  /** [rows, columns] */
  readonly after: ArrayLike<number>;
  /** A border below so many rows, and on the right of so many columns: excitatory units. */
  readonly rowBorder?: number | undefined;
  readonly columnBorder?: number | undefined;
  /** Numbers where they are missing. */
  readonly rowNames?: readonly string[] | undefined;
  readonly columnNames?: readonly string[] | undefined;
  /** 'To' by default. */
  readonly rowTitle?: string | undefined;
  /** 'From' by default. */
  readonly columnTitle?: string | undefined;
  /** 'blue-orange' by default: positive weights are blue, negative ones orange, or red as in the papers. */
  readonly palette?: Diverging | undefined;
}

const HIGHEST = 360;

/** Few rows or columns have a name or a number each. */
const namesOf = (names: readonly string[] | undefined, n: number): readonly string[] | undefined =>
  names ?? (n <= 12 ? Array.from({ length: n }, (_, i) => String(i)) : undefined);

/** Root of the mean of squares. */
const magnitudeOf = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / Math.max(1, values.length));

/**
 * Draws a matrix of weights (of inputs, of recurrent connections, of the read-out) before training and after it, side by
 * side where there is room, in one scale of colours.
 * @throws TypeError for matrices that are no numbers, RangeError for those that do not have rows x columns numbers
 */
export function weightsBeforeAfterFigure(options: WeightsFigureOptions): string {
  const { rows, columns, before, after, palette, rowBorder, columnBorder } = options;
  const { rowTitle = 'To', columnTitle = 'From' } = options;
  const rowNames = namesOf(options.rowNames, rows);
  const columnNames = namesOf(options.columnNames, columns);
  const sizes = `[${rows}, ${columns}]`;
  checkCount('weightsBeforeAfterFigure', 'before', before, rows * columns, sizes);
  checkCount('weightsBeforeAfterFigure', 'after', after, rows * columns, sizes);
  const limit = Math.max(limitOf(before), limitOf(after));
  const change = Array.from(after, (value, i) => value - before[i]);
  const description =
    rows * columns === 0
      ? 'No data.'
      : `${rows} x ${columns} weights. Root mean squares: before training ${say(magnitudeOf(finite(before)))}, after it ${say(magnitudeOf(finite(after)))}, of the change ${say(magnitudeOf(finite(change)))}. The largest magnitude is ${say(limit)}.`;
  return layOut(options, { title: 'Weights before and after training', description }, (top, width) => {
    const rowAxis = (height: number): Axis => ({
      ...{ domain: [rows, 0], title: rowTitle },
      ...(rowNames === undefined ? {} : { ticks: rowTicks(rowNames, height, 10) }),
    });
    const columnAxis = (width: number): Axis => ({
      ...{ domain: [0, columns], title: columnTitle },
      ...(columnNames === undefined ? {} : { ticks: nameTicks(columnNames, width) }),
    });
    const left = yAxisRoom(rowAxis(HIGHEST), HIGHEST);
    const place = { top, left, width, right: barRoom(-limit, limit, 'Weight'), least: 180, gap: BELOW_AXIS };
    const each = rowsOf(2, { ...place, height: 0 })[0].width;
    const height = Math.max(60, Math.min(HIGHEST, (each * rows) / Math.max(1, columns)));
    const boxes = rowsOf(2, { ...place, height });
    const panels = [before, after].map((values, i) => {
      const box = boxes[i];
      const frame = matrixFrame(box, rows, columns);
      return [
        nameOf(box, i === 0 ? 'before' : 'after'),
        yAxis(frame, box.x === left ? rowAxis(height) : withoutLabels(rowAxis(height)), false),
        xAxis(frame, columnAxis(box.width)),
        rows * columns === 0
          ? note(frame, 'no data')
          : matrixPlot(box, rows, columns, values, { limit, palette, rowBorder, columnBorder }),
      ].join('');
    });
    const lastInRow = boxes.findLast((box) => box.y === boxes[0].y) ?? boxes[0];
    return {
      bottom: boxes[1].y + height + BELOW_AXIS,
      svg: [
        ...panels,
        rows * columns === 0 ? '' : barBeside(lastInRow, -limit, limit, { palette, title: 'Weight' }),
      ].join(''),
    };
  });
}
