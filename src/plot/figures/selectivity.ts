/** How selective the units are: a histogram of d'. @module */

import { barPlot, histogramBins } from '../histogram.ts';
import type { Interval } from '../scale.ts';
import { type FigureCommon, plotFigure } from './layout.ts';
import { count, finite, say } from './words.ts';

/** What the histogram shows. */
export interface SelectivityFigureOptions extends FigureCommon {
  /** d' of each unit; that of a silent unit is exactly 0 (Song et al. 2016). */
  readonly dPrime: ArrayLike<number>;
  /** 10 by default. */
  readonly bins?: number;
}

/** Draws how many units have which selectivity d'. */
export function selectivityFigure(options: SelectivityFigureOptions): string {
  const values = finite(options.dPrime);
  const { edges, counts } = histogramBins(values, { bins: options.bins ?? 10 });
  const silent = values.filter((value) => value === 0).length;
  const [below, above] = [
    values.filter((value) => value < 0).length,
    values.filter((value) => value > 0).length,
  ];
  const domain: Interval = [0, Math.max(1, ...counts) * 1.08];
  const x: Interval = values.length === 0 ? [-1, 1] : [edges[0], edges[edges.length - 1]];
  return plotFigure(
    options,
    {
      title: 'Selectivity of the units',
      description:
        values.length === 0
          ? 'No data.'
          : `Histogram of the selectivity of ${count(values.length, 'unit')} in ${count(counts.length, 'bin')}, from ${say(Math.min(...values))} to ${say(Math.max(...values))}: ${below} below 0, ${above} above 0, ${silent} at exactly 0, as silent units are.`,
    },
    {
      x: { domain: x, title: 'Selectivity (d′)' },
      y: { domain, title: 'Number of units', most: 5 },
      height: 220,
      ...(values.length === 0 ? {} : { draw: (frame) => barPlot(frame, edges, counts) }),
    },
  );
}
