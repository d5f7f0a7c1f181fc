/** The figures of the page: titles, and how to read them. @module */

import { studyFigures } from '../../../src/report/index.ts';
import type { ViewName } from '../protocol.ts';

/** A figure on a card. */
export interface View {
  readonly name: ViewName;
  readonly title: string;
  /** How to read it. */
  readonly reading: string;
}

function viewNamed(name: ViewName): View {
  const { title, reading } = studyFigures[name];
  return { name, title, reading };
}

const WATCH: readonly ViewName[] = [
  'trials',
  'activity',
  'averages',
  'performance',
  'psychometric',
  'connectivity',
  'structure',
  'spectrum',
  'selectivity',
  'trajectories',
  'weights',
];

/** Figures of the network as it is. */
export const watchViews: readonly View[] = WATCH.map(viewNamed);

const APART: readonly ViewName[] = ['trials', 'activity', 'psychometric', 'fixedPoints'];

/** Figures of the network with units silenced and inhibition scaled. */
export const apartViews: readonly View[] = APART.map(viewNamed);
