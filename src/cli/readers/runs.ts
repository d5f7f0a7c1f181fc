/** Reads the words of the commands on a run: `report`, `plot`, `analyse` and `simulate`. @module */

import type { FigureOptions } from '../../report/figure.ts';
import { FIGURE_NAMES } from '../../report/figures.ts';
import { ANALYSIS_NAMES, ANALYSIS_OPTIONS, type AnalyseCommand } from '../analyse.ts';
import { UsageError } from '../errors.ts';
import { type PlotCommand, TRIAL_FIGURES } from '../plot.ts';
import type { ReportCommand } from '../report.ts';
import type { SimulateCommand } from '../simulate.ts';
import { namedValues, numberList, oneOf, onlyValue, unknown, type Values, wholeNumber } from '../words.ts';
import { nothingBehind, type Reader } from './reader.ts';

const PALETTES = ['blue-orange', 'red-blue'] as const;

/** The only word left: the folder of a run. */
function folderOf([folder, ...rest]: readonly string[], behind: string): string {
  if (folder === undefined)
    throw new UsageError(`expected the folder of a run behind ${behind}, got none - such as runs/song2016`);
  nothingBehind('the folder', rest);
  return folder;
}

/** One of the names that a command knows. */
function nameOf<N extends string>(
  word: string | undefined,
  what: string,
  command: string,
  known: readonly N[],
): N {
  if (known.includes(word as N)) return word as N;
  if (word !== undefined) throw unknown(`a known ${what}`, word, known);
  throw new UsageError(
    `expected ${what} and folder behind ${command}, got none - there are ${known.join(', ')}`,
  );
}

/** @throws UsageError for an option that says nothing in this command */
function onlyBehind(values: Values, name: string, wanted: readonly string[], given: string): void {
  if (values[name] === undefined || wanted.includes(given)) return;
  throw new UsageError(`expected --${name} for ${wanted.join(' or ')} only, got it for ${given}`);
}

export const reportReader: Reader = {
  options: { out: 'value', palette: 'value', json: 'flag' },
  read(rest, values) {
    const options: ReportCommand = {
      folder: folderOf(rest, 'report'),
      out: onlyValue(values, 'out'),
      palette: oneOf(values, 'palette', PALETTES),
      json: values.json !== undefined,
    };
    return { kind: 'report', options };
  },
};

/** Options that choose the trial of a figure. */
const TRIAL_OPTIONS = ['force', 'seed', 'no-noise'];

function figureOptions(values: Values): FigureOptions {
  const [width, palette] = [wholeNumber(values, 'width', 240, 4000), oneOf(values, 'palette', PALETTES)];
  const order = oneOf(values, 'order', ['selectivity', 'index']);
  const trial = {
    conditions: namedValues(values, 'force'),
    seed: wholeNumber(values, 'seed', 0) ?? 1,
    noise: values['no-noise'] === undefined,
  };
  return {
    ...(width === undefined ? {} : { width }),
    ...(palette === undefined ? {} : { palette }),
    ...(order === undefined ? {} : { order }),
    ...(TRIAL_OPTIONS.some((name) => values[name] !== undefined) ? { trial } : {}),
  };
}

export const plotReader: Reader = {
  options: {
    out: 'value',
    palette: 'value',
    width: 'value',
    order: 'value',
    force: 'list',
    seed: 'value',
    'no-noise': 'flag',
    json: 'flag',
  },
  read([name, ...rest], values) {
    const figure = nameOf(name, 'figure', 'plot', FIGURE_NAMES);
    onlyBehind(values, 'order', ['connectivity'], figure);
    for (const option of TRIAL_OPTIONS) onlyBehind(values, option, TRIAL_FIGURES, figure);
    const options: PlotCommand = {
      figure,
      folder: folderOf(rest, figure),
      out: onlyValue(values, 'out'),
      options: figureOptions(values),
      json: values.json !== undefined,
    };
    return { kind: 'plot', options };
  },
};

export const analyseReader: Reader = {
  options: { input: 'value', starts: 'value', units: 'flag', json: 'flag' },
  read([name, ...rest], values) {
    const what = nameOf(name, 'analysis', 'analyse', ANALYSIS_NAMES);
    for (const [option, owner] of Object.entries(ANALYSIS_OPTIONS)) onlyBehind(values, option, [owner], what);
    const options: AnalyseCommand = {
      what,
      folder: folderOf(rest, what),
      options: {
        input: numberList(values, 'input'),
        starts: wholeNumber(values, 'starts', 1, 100_000) ?? 64,
        units: values.units !== undefined,
      },
      json: values.json !== undefined,
    };
    return { kind: 'analyse', options };
  },
};

export const simulateReader: Reader = {
  options: {
    coherence: 'value',
    force: 'list',
    trials: 'value',
    seed: 'value',
    'no-noise': 'flag',
    out: 'value',
    json: 'flag',
  },
  read(rest, values) {
    const options: SimulateCommand = {
      folder: folderOf(rest, 'simulate'),
      coherence: numberList(values, 'coherence'),
      forced: namedValues(values, 'force'),
      trials: wholeNumber(values, 'trials', 1, 100_000) ?? 500,
      seed: wholeNumber(values, 'seed', 0) ?? 1,
      noise: values['no-noise'] === undefined,
      out: onlyValue(values, 'out'),
      json: values.json !== undefined,
    };
    return { kind: 'simulate', options };
  },
};
