/** What a figure of a study is. @module */

import { checkName, checkNumber, checkOptions, checkRecord } from '../tensor/options.ts';
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
  /** In CSS pixels, 240 to 4000; 640 by default. */
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
  readonly draw: (study: Study, options: DrawOptions) => string;
}

/** Options of a figure, with what stands above it. */
export interface DrawOptions extends FigureOptions {
  readonly title?: string;
}

/** The part of the options that figures of `src/plot` take. */
export const common = ({ order, trial, ...rest }: DrawOptions): Omit<DrawOptions, 'order' | 'trial'> => rest;

export const PALETTES = ['blue-orange', 'red-blue'] as const;

/** @throws TypeError or RangeError for what is no study, and for unknown options, widths, palettes and orders */
export function checkDrawing(fn: string, study: Study, options: object, known: readonly string[]): void {
  checkRecord(fn, 'study.tested', study?.tested);
  checkRecord(fn, 'options', options);
  checkOptions(fn, options, known);
  const { width, palette, order, trial } = options as FigureOptions;
  if (width !== undefined) checkNumber(fn, 'width', width, 240, 4000);
  if (palette !== undefined) checkName(fn, 'palette', palette, PALETTES);
  if (order !== undefined) checkName(fn, 'order', order, ['index', 'selectivity']);
  if (trial !== undefined) checkRecord(fn, 'trial', trial);
}

/** 0 .. n - 1. */
export const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
