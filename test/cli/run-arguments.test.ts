import { describe, expect, test } from 'vitest';
import { ANALYSIS_NAMES } from '../../src/cli/analyse.ts';
import { parseCommand, USAGE } from '../../src/cli/arguments.ts';
import { UsageError } from '../../src/cli/errors.ts';
import { usageOf } from '../../src/cli/usage.ts';
import { FIGURE_NAMES } from '../../src/report/figures.ts';

const words = (line: string): string[] => line.split(' ');

describe('commands on a run that are understood', () => {
  const plot = { figure: 'loss', folder: 'a', out: undefined, options: {}, json: false };
  const analyse = {
    what: 'pca',
    folder: 'a',
    options: { input: undefined, starts: 64, units: false },
    json: false,
  };
  const simulate = {
    ...{ folder: 'a', coherence: undefined, forced: {}, trials: 500, seed: 1, noise: true, out: undefined },
    json: false,
  };
  const drawn = { conditions: {}, seed: 1, noise: true };
  test.each<[string, string, object]>([
    ['report a', 'report', { folder: 'a', out: undefined, palette: undefined, json: false }],
    [
      'report a --out b.html --palette red-blue --json',
      'report',
      { folder: 'a', out: 'b.html', palette: 'red-blue', json: true },
    ],
    ['plot loss a', 'plot', plot],
    [
      'plot loss a --out b.svg --width 800 --palette red-blue --json',
      'plot',
      { ...plot, out: 'b.svg', options: { width: 800, palette: 'red-blue' }, json: true },
    ],
    [
      'plot connectivity a --order index',
      'plot',
      { ...plot, figure: 'connectivity', options: { order: 'index' } },
    ],
    [
      'plot trials a --force coherence=51.2 --force groundTruth=1',
      'plot',
      {
        ...plot,
        figure: 'trials',
        options: { trial: { ...drawn, conditions: { coherence: 51.2, groundTruth: 1 } } },
      },
    ],
    [
      'plot activity a --no-noise --seed 4',
      'plot',
      { ...plot, figure: 'activity', options: { trial: { ...drawn, seed: 4, noise: false } } },
    ],
    ['analyse pca a', 'analyse', analyse],
    [
      'analyse lesions a --units',
      'analyse',
      { ...analyse, what: 'lesions', options: { ...analyse.options, units: true } },
    ],
    [
      'analyse fixed-points a --input -1,0.5,1e-3 --starts 8 --json',
      'analyse',
      {
        ...{ what: 'fixed-points', folder: 'a', json: true },
        options: { input: [-1, 0.5, 0.001], starts: 8, units: false },
      },
    ],
    ['simulate a', 'simulate', simulate],
    [
      'simulate a --coherence 0,6.4 --force groundTruth=1 --trials 20 --seed 3 --no-noise --out b.npz --json',
      'simulate',
      {
        ...{ folder: 'a', coherence: [0, 6.4], forced: { groundTruth: 1 }, trials: 20, seed: 3 },
        ...{ noise: false, out: 'b.npz', json: true },
      },
    ],
  ])('%s', (line, kind, options) => {
    expect(parseCommand(words(line))).toEqual({ kind, options });
  });
});

describe('mistakes get a sentence', () => {
  test.each<[string, string]>([
    ['report', 'expected the folder of a run behind report, got none - such as runs/song2016'],
    ['report a b', "expected nothing behind the folder, got 'b'"],
    ['report a --width 3', "expected a known option, got '--width' - did you mean '--out'?"],
    [
      'report a --palette blue',
      "expected --palette to be blue-orange or red-blue, got 'blue' - did you mean 'red-blue'?",
    ],
    ['plot', `expected figure and folder behind plot, got none - there are ${FIGURE_NAMES.join(', ')}`],
    ['plot spectra a', "expected a known figure, got 'spectra' - did you mean 'spectrum'?"],
    ['plot fixed-points a', "expected a known figure, got 'fixed-points' - did you mean 'fixedPoints'?"],
    ['plot loss', 'expected the folder of a run behind loss, got none - such as runs/song2016'],
    ['plot loss a --width 20', "expected --width to be a whole number in [240, 4000], got '20'"],
    ['plot loss a --order index', 'expected --order for connectivity only, got it for loss'],
    [
      'plot connectivity a --order up',
      "expected --order to be selectivity or index, got 'up' - did you mean 'index'?",
    ],
    ['plot loss a --force a=1', 'expected --force for trials or activity only, got it for loss'],
    ['plot loss a --no-noise', 'expected --no-noise for trials or activity only, got it for loss'],
    ['plot trials a --force a', "expected --force NAME=VALUE, got 'a'"],
    [
      'analyse',
      `expected analysis and folder behind analyse, got none - there are ${ANALYSIS_NAMES.join(', ')}`,
    ],
    ['analyse lesion a', "expected a known analysis, got 'lesion' - did you mean 'lesions'?"],
    ['analyse pca', 'expected the folder of a run behind pca, got none - such as runs/song2016'],
    ['analyse pca a --units', 'expected --units for lesions only, got it for pca'],
    ['analyse lesions a --starts 3', 'expected --starts for fixed-points only, got it for lesions'],
    ['analyse fixed-points a --starts 0', "expected --starts to be a whole number in [1, 100000], got '0'"],
    ['analyse fixed-points a --input 1,,2', "expected --input to be numbers with commas between, got '1,,2'"],
    ['simulate', 'expected the folder of a run behind simulate, got none - such as runs/song2016'],
    ['simulate a --coherence 0;6', "expected --coherence to be numbers with commas between, got '0;6'"],
    [
      'simulate a --coherence 1,Infinity',
      "expected --coherence to be numbers with commas between, got '1,Infinity'",
    ],
    ['simulate a --trials 0', "expected --trials to be a whole number in [1, 100000], got '0'"],
  ])('%s', (line, message) => {
    const parse = (): unknown => parseCommand(words(line));
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(new UsageError(message));
  });
});

describe('the help names', () => {
  const plain = (text: string): string => text.replace(/\s+/g, ' ');
  test('every figure', () => expect(plain(usageOf('plot'))).toContain(`: ${FIGURE_NAMES.join(', ')}`));
  test('every analysis', () => expect(plain(USAGE)).toContain(`: ${ANALYSIS_NAMES.join(', ')}`));
});
