/** How much units vary in each of several tasks, by cluster. @module */

import { limitOf } from '../heat-map.ts';
import { note } from '../marks.ts';
import { matrixFrame, matrixPlot } from '../matrix.ts';
import { xAxis, yAxis } from '../panel.ts';
import { shortenMiddle, widthOf } from '../svg.ts';
import { barBeside, barRoom } from './bar.ts';
import { BELOW_AXIS, type FigureCommon, layOut } from './layout.ts';
import { checkCount, count, say } from './words.ts';

/** What the figure of task variance shows. */
export interface TaskVarianceFigureOptions extends FigureCommon {
  /** Names of the tasks. */
  readonly tasks: readonly string[];
  /** Variance [tasks.length, n], row by row; 0 to 1 where it is normalised by its maximum over tasks. */
  readonly values: ArrayLike<number>;
  /** Cluster of each unit [n], units of a cluster side by side; without it no borders are drawn. */
  readonly clusters?: ArrayLike<number> | undefined;
  /** 'Normalised variance' by default. */
  readonly barTitle?: string | undefined;
}

const ROW = 20;
// The title of the colour bar has room.
const LEAST = 140;

/** Where clusters begin and end: [0, first border, .., n]. */
function bordersOf(clusters: ArrayLike<number>, n: number): number[] {
  const inner = Array.from(clusters)
    .map((_, i) => i)
    .filter((i) => i > 0 && i < n && clusters[i] !== clusters[i - 1]);
  return [0, ...inner, n];
}

/**
 * Draws the variance of units (columns) in tasks (rows), with borders between clusters of units (Yang et al. 2019).
 * @throws TypeError for values that are no numbers; RangeError for those that are not whole rows, and for clusters that are not one per unit
 */
export function taskVarianceFigure(options: TaskVarianceFigureOptions): string {
  const { tasks, values, clusters, barTitle = 'Normalised variance' } = options;
  const rows = tasks.length;
  const n = rows === 0 ? 0 : Math.ceil(values?.length / rows);
  checkCount('taskVarianceFigure', 'values', values, rows * n, `[${rows}, ${n}]`);
  if (clusters !== undefined) checkCount('taskVarianceFigure', 'clusters', clusters, n, `[${n}]`);
  const limit = limitOf(values);
  const empty = rows * n === 0;
  const borders = clusters === undefined ? [0, n] : bordersOf(clusters, n);
  const sizes = borders.slice(1).map((end, k) => end - borders[k]);
  const largest = tasks.map((_, task) => {
    return Array.from({ length: n }, (_, i) => i).filter((i) =>
      tasks.every((_, other) => values[task * n + i] >= values[other * n + i]),
    ).length;
  });
  const description = empty
    ? 'No data.'
    : [
        `${count(n, 'unit')} in ${count(rows, 'task')}.`,
        clusters === undefined ? '' : `Clusters of ${sizes.join(', ')} units.`,
        `Units that vary most in each task: ${tasks.map((task, k) => `${task} ${largest[k]}`).join(', ')}.`,
        `Colours end at ${say(limit)}.`,
      ]
        .filter((text) => text !== '')
        .join(' ');
  return layOut(options, { title: 'Task variance', description }, (top, width) => {
    const most = Math.max(4, Math.floor((0.3 * width) / 6.6));
    const names = tasks.map((name) => shortenMiddle(name, most));
    const left = 20 + Math.max(30, ...names.map((name) => widthOf(name, 11)));
    const height = Math.max(LEAST, rows * ROW);
    const box = { x: left, y: top, width: Math.max(40, width - left - barRoom(0, limit, barTitle)), height };
    const frame = matrixFrame(box, Math.max(1, rows), Math.max(1, n));
    const middles = sizes.map((size, k) => ({ at: borders[k] + size / 2, pixels: (size / n) * box.width }));
    const shown = middles.flatMap(({ at, pixels }, k) => (pixels >= 18 ? [{ at, text: String(k + 1) }] : []));
    const ticks = { values: shown.map(({ at }) => at), labels: shown.map(({ text }) => text) };
    return {
      bottom: top + height + BELOW_AXIS,
      svg: empty
        ? note(frame, 'no data')
        : [
            matrixPlot(box, rows, n, values, {
              ...{ palette: 'sequential', columnBorder: borders },
            }),
            yAxis(
              frame,
              { domain: [rows, 0], ticks: { values: names.map((_, i) => i + 0.5), labels: names } },
              false,
            ),
            clusters === undefined
              ? xAxis(frame, { domain: [0, n], title: 'Unit' })
              : xAxis(frame, { domain: [0, n], title: 'Units, by cluster', ticks }),
            barBeside(box, 0, limit, { palette: 'sequential', title: barTitle }),
          ].join(''),
    };
  });
}
