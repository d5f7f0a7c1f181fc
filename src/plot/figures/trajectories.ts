/** Activity in the plane of its first two principal components, with fixed points. @module */

import { linePlot } from '../line.ts';
import type { Frame } from '../panel.ts';
import { extentOf, pad } from '../scale.ts';
import { scatterPlot, trajectoryPlot } from '../scatter.ts';
import type { Svg } from '../svg.ts';
import { type FigureCommon, plotFigure } from './layout.ts';
import { count, say } from './words.ts';

/** One course in the plane. */
export interface Trajectory {
  readonly xs: ArrayLike<number>;
  readonly ys: ArrayLike<number>;
  /** Which of the groups it belongs to, from 0. */
  readonly group: number;
}

/** A point in the plane where a network stays, or almost. */
export interface PlanePoint {
  readonly x: number;
  readonly y: number;
  /** `'stable'` and `'unstable'` points are fixed; at a `'slow'` one the state moves. */
  readonly kind: 'stable' | 'unstable' | 'slow';
}

/** What the figure of trajectories shows. */
export interface TrajectoriesFigureOptions extends FigureCommon {
  readonly trajectories: readonly Trajectory[];
  /** Names of the groups, such as choices. */
  readonly groups: readonly string[];
  readonly points?: readonly PlanePoint[] | undefined;
  /** Lines to draw beside them, such as a direction in which the network is slow, as two points or more. */
  readonly modes?: readonly { readonly xs: ArrayLike<number>; readonly ys: ArrayLike<number> }[] | undefined;
  /** Fractions of the variance that the two components explain. */
  readonly explained?: readonly [number, number] | undefined;
}

/** How each kind of point is drawn, the later ones on top. */
const MARKS = [
  { kind: 'slow', name: 'slow point', i: 'muted', mark: 'ring' },
  { kind: 'unstable', name: 'unstable fixed point', i: 'ink', mark: 'cross' },
  { kind: 'stable', name: 'stable fixed point', i: 'ink', mark: 'dot' },
] as const;

/** 'PC 1 (63 % of variance)' */
const titleOf = (k: number, fraction: number | undefined): string =>
  fraction === undefined || !Number.isFinite(fraction)
    ? `PC ${k} (a.u.)`
    : `PC ${k} (${Math.round(100 * fraction)} % of variance)`;

/** Draws trajectories by group from a dot at their start, and fixed points: stable ones as discs, unstable ones as crosses, slow points as rings. */
export function trajectoriesFigure(options: TrajectoriesFigureOptions): string {
  const { trajectories, groups, points = [], modes = [], explained } = options;
  const lines = [...trajectories, ...modes];
  const [x, y] = (['x', 'y'] as const).map((key) => {
    const ofLines = lines.flatMap((line) => Array.from(line[`${key}s`]));
    return pad(extentOf([...ofLines, ...points.map((point) => point[key])]));
  });
  const marks = MARKS.map((mark) => ({ ...mark, of: points.filter(({ kind }) => kind === mark.kind) }));
  const [slow, unstable, stable] = marks.map(({ of }) => of.length);
  const crowded = trajectories.length > 3 * groups.length;
  const draw = (frame: Frame): Svg =>
    [
      ...trajectories.map(({ xs, ys, group }) =>
        trajectoryPlot(frame, xs, ys, {
          ...{ i: group, start: true, arrow: !crowded },
          ...(crowded ? { opacity: 0.5 } : {}),
        }),
      ),
      ...modes.map(({ xs, ys }) => linePlot(frame, xs, ys, 'reference')),
      ...marks.map(({ of, i, mark: shape }) =>
        of.length === 0
          ? ''
          : scatterPlot(
              frame,
              of.map((point) => point.x),
              of.map((point) => point.y),
              { i, radius: shape === 'dot' ? 4 : 3.5, shape },
            ),
      ),
    ].join('');
  const empty = lines.length + points.length === 0;
  const inGroups = groups.map((name, i) => {
    return `${name} ${trajectories.filter(({ group }) => group === i).length}`;
  });
  return plotFigure(
    options,
    {
      title: 'Trajectories',
      description: empty
        ? 'No data.'
        : [
            `${count(trajectories.length, 'trajectory', 'trajectories')} in the plane of two principal components: ${inGroups.join(', ')}.`,
            explained === undefined
              ? ''
              : `The components explain ${explained.map((fraction) => `${say(100 * fraction)} %`).join(' and ')} of the variance.`,
            points.length === 0
              ? ''
              : `${count(stable + unstable, 'fixed point')}: ${stable} stable, ${unstable} unstable.`,
            slow === 0 ? '' : `${count(slow, 'slow point')}.`,
          ]
            .filter((text) => text !== '')
            .join(' '),
      legend: [
        ...groups.map((name, i) => ({ name, i })),
        ...marks.filter(({ of }) => of.length > 0).reverse(),
        ...(modes.length > 0 ? [{ name: 'slow direction', i: 'reference' as const }] : []),
      ],
    },
    {
      x: { domain: x, title: titleOf(1, explained?.[0]) },
      y: { domain: y, title: titleOf(2, explained?.[1]) },
      height: 320,
      draw: empty ? undefined : draw,
    },
  );
}
