/** What a figure of a study is. @module */

import type { Study } from './study.ts';

/** Which trial is shown: conditions that are not given are drawn from the seed. */
export interface ShownTrial {
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly seed: number;
  /** Whether the network has its noise. */
  readonly noise: boolean;
}

/** How figures are drawn. */
export interface FigureOptions {
  /** In CSS pixels; 640 by default. */
  readonly width?: number;
  /** Colours of signs: blue and orange by default, which everyone can tell apart, or blue and red as in the papers. */
  readonly palette?: 'blue-orange' | 'red-blue';
  /** Begins the ids of a figure that stands in a page with others. */
  readonly id?: string;
  /** Whether a figure holds its style sheet; true by default. */
  readonly styles?: boolean;
  /** Order of the units of a connectivity matrix, within excitatory and inhibitory ones; by selectivity by default, where there is one. */
  readonly order?: 'index' | 'selectivity';
  /** The trial of figures that show one; trial 2 of the test by default, as in the source notebook. */
  readonly trial?: ShownTrial;
}

/** A figure of a study. */
export interface StudyFigure {
  readonly title: string;
  /** How to read it, in a sentence or two. */
  readonly reading: string;
  /** Whether it says something about the study; always by default. */
  readonly fits?: (study: Study) => boolean;
  /** Draws it, an SVG document. */
  readonly draw: (study: Study, options: FigureOptions) => string;
}

/** The part of the options that every figure of `src/plot` takes. */
export const common = ({
  width,
  id,
  styles,
}: FigureOptions): { width?: number; id?: string; styles?: boolean } => ({
  ...(width === undefined ? {} : { width }),
  ...(id === undefined ? {} : { id }),
  ...(styles === undefined ? {} : { styles }),
});
