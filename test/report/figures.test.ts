/** The figures of studies: all are drawn, whatever the task, and those that say nothing are refused. @module */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changedExperiment } from '../../src/experiments/experiment-config.ts';
import { experimentPresets } from '../../src/experiments/experiment-presets.ts';
import { drawFigure, FIGURE_NAMES, fittingFigures, studyFigures } from '../../src/report/figures.ts';
import { findingsOf } from '../../src/report/findings.ts';
import { type Study, studyOf } from '../../src/report/study.ts';
import { joinedRows, lesionGroups, selectivityOf } from '../../src/report/weight-figures.ts';
import type { RateParams } from '../../src/rnn/networks/rate-network.ts';
import { taskCatalogue } from '../../src/tasks/catalogue.ts';
import { full, type Tensor } from '../../src/tensor/tensor.ts';
import { runs } from '../support/runs.ts';
import { drawAll, untrained, wellFormed } from './studies.ts';

// Fewer units than the presets have: a search for fixed points costs their number cubed.
const test40 = { network: { nRec: 20 }, test: { trials: 40 } } as const;
const preset = (name: keyof typeof experimentPresets): Study =>
  untrained(changedExperiment(experimentPresets[name], test40));

describe('all figures of', () => {
  const everywhere = ['loss', 'trials', 'activity', 'connectivity', 'weights', 'spectrum'];
  const rest = ['trajectories', 'fixedPoints'];
  const EXPECTED: Readonly<Record<string, readonly string[]>> = {
    song2016: FIGURE_NAMES,
    // Its units have no signs, and the figure of the most selective units has a block for each sign.
    helloWorld: FIGURE_NAMES.filter((name) => name !== 'structure' && name !== 'averages'),
    // One distance of the frequencies is no curve, and onsets differ from trial to trial.
    delayedDiscrimination: FIGURE_NAMES.filter((name) => name !== 'psychometric' && name !== 'averages'),
    contextIntegration: FIGURE_NAMES,
    // Without signs and without two answers there are no groups of units to silence.
    flipFlop: [...everywhere, ...rest],
    fdgo: ['loss', 'performance', ...everywhere.slice(1), ...rest],
  };
  test.each(Object.keys(experimentPresets))('%s before its training', (name) => {
    expect(drawAll(preset(name as 'song2016'))).toEqual(EXPECTED[name]);
  });

  test('trials of various lengths', () => {
    const study = untrained(
      changedExperiment(experimentPresets.song2016, {
        test: { trials: 30, taskOptions: experimentPresets.song2016.taskOptions },
      }),
    );
    expect(new Set(study.tested.batch.trials.map(({ nSteps }) => nSteps)).size).toBeGreaterThan(2);
    expect(drawAll(study)).toEqual(FIGURE_NAMES.filter((name) => name !== 'averages'));
  });

  test('a network that is silent in all trials, which has no plane to be drawn in', () => {
    const { experiment } = preset('song2016');
    const silent = Object.fromEntries(
      Object.entries(experiment.initial).map(([name, { shape }]) => [name, full(shape, -1)]),
    ) as unknown as RateParams<Tensor>;
    const study = studyOf(experiment, { params: silent, losses: [], seconds: 0 });
    expect(Math.max(...study.tested.activity.r.data)).toBe(0);
    const none = ['trajectories', 'fixedPoints'];
    expect(drawAll(study)).toEqual(FIGURE_NAMES.filter((name) => !none.includes(name)));
  });

  test('any task of the catalogue, with and without signs', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...taskCatalogue),
        fc.boolean(),
        fc.integer({ min: 2, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.nat(99),
        (entry, signs, nRec, trials, seed) => {
          const training = Number.isFinite(entry.make().maxSteps) ? {} : { seqLen: 20 };
          const network = { nRec, ...(signs ? { daleRatio: 0.5, autapses: false } : {}) };
          const study = untrained({ task: entry.name, network, training, test: { trials }, seed });
          expect(drawAll(study)).toEqual(expect.arrayContaining(everywhere));
        },
      ),
      runs(0.06),
    );
  });
});

describe('options', () => {
  const study = preset('song2016');

  test('width, palette, order and the trial that is shown', () => {
    const widthOf = (svg: string): string | undefined => wellFormed(svg).attributes.viewBox?.split(' ')[2];
    expect(widthOf(drawFigure(study, 'loss', { width: 500 }))).toBe('500');
    const sorted = drawFigure(study, 'connectivity');
    expect(drawFigure(study, 'connectivity', { order: 'index' })).not.toBe(sorted);
    expect(drawFigure(study, 'connectivity', { palette: 'red-blue' })).not.toBe(sorted);
    const trial = { conditions: { groundTruth: 1, coherence: 51.2 }, seed: 4, noise: false };
    for (const name of ['trials', 'activity'] as const) {
      const shown = drawFigure(study, name, { trial });
      expect(shown).toContain('groundTruth 1, coherence 51.2');
      expect(drawFigure(study, name, { trial })).toBe(shown);
    }
    const rates = drawFigure(study, 'activity', { trial });
    expect(drawFigure(study, 'activity', { trial: { ...trial, noise: true } })).not.toBe(rates);
  });

  test('the same study gives the same bytes, and ids begin as they are told to', () => {
    for (const name of FIGURE_NAMES) {
      const svg = drawFigure(study, name, { id: 'a-' });
      expect(drawFigure(study, name, { id: 'a-' })).toBe(svg);
      for (const [, id] of svg.matchAll(/\sid="([^"]*)"/g)) expect(id).toMatch(/^a-/);
    }
  });

  test('the title of a figure is that of its SVG', () => {
    for (const name of FIGURE_NAMES)
      expect(drawFigure(study, name)).toContain(`<title>${studyFigures[name].title}</title>`);
  });

  test('every figure has a title and says how to read it', () => {
    for (const { title, reading } of Object.values(studyFigures)) {
      expect(title).toMatch(/^[A-Z]/);
      expect(reading).toMatch(/\.$/);
    }
  });
});

describe('words of', () => {
  const free = preset('helloWorld');
  test('units without signs', () => {
    expect(Object.keys(lesionGroups(free)).slice(0, 2)).toEqual([
      'all',
      `units for ${free.choices!.names[0]}`,
    ]);
    const rows = joinedRows(free, findingsOf(free).selectivity!.weights);
    expect(rows.map(([name]) => name)).toEqual(['all']);
    const aligned = untrained({
      task: 'perceptualDecisionMaking',
      network: { nRec: 8 },
      test: { trials: 20, taskOptions: experimentPresets.song2016.test.taskOptions },
    });
    expect(drawFigure(aligned, 'averages')).toMatch(/>unit \d</);
    expect(drawFigure(preset('song2016'), 'averages')).toMatch(/>[EI] \d+</);
  });

  test('units without two answers', () => {
    expect(() => selectivityOf(preset('fdgo'))).toThrow(
      new RangeError('selectivityOf: expected a task with two answers, got fdgo'),
    );
  });

  test('trials, in two lines, without what is the same in all of them', () => {
    const svg = drawFigure(preset('contextIntegration'), 'trials');
    expect(svg).toMatch(/>groundTruth \d, context \d,<.*>coherence0 [\d.]+, coherence1 [\d.]+/);
    const one = untrained({
      task: 'perceptualDecisionMaking',
      taskOptions: { cohs: [51.2] },
      network: { nRec: 4 },
      test: { trials: 20 },
    });
    expect(drawFigure(one, 'trials')).toMatch(/>groundTruth \d</);
    expect(drawFigure(preset('flipFlop'), 'trials')).toContain('>trial 1<');
  });
});

test('targets are shown where they are asked for', () => {
  const study = preset('song2016');
  const { mask } = study.tested.batch;
  const unasked = { ...study.tested.batch, mask: full(mask.shape, 0) };
  const drawn = (batch: typeof unasked): string =>
    drawFigure({ ...study, tested: { ...study.tested, batch } }, 'trials', { styles: false });
  // Two trials, each with a line for what is wanted.
  const lines = (svg: string): number => svg.match(/class="line muted"[^>]*d="M/g)?.length ?? 0;
  expect(lines(drawn(unasked))).toBe(lines(drawn(study.tested.batch)) - 2);
});

test('a separated fit is drawn upright, as the step that it is', () => {
  const study = preset('song2016');
  const choices = { ...study.choices!, given: study.choices!.wanted };
  const shown = choices.evidence!.signed.map(
    (x, i) => (choices.wanted[i] === 1 ? 1 : -1) * Math.max(Math.abs(x), 1),
  );
  const svg = drawFigure(
    { ...study, choices: { ...choices, evidence: { title: 'x', signed: shown } } },
    'psychometric',
  );
  expect(svg).toContain('>step at 0<');
  expect(svg).toContain('The fitted curve is a step at 0.');
  expect(svg).not.toContain('sigma');
  // Along the bottom, straight up, along the top.
  expect(svg).toMatch(/d="M[\d.]+ ([\d.]+)L([\d.]+) \1L\2 ([\d.]+)L[\d.]+ \3"/);
});

test('figures that say nothing, and names that there are not, get a sentence', () => {
  const study = preset('fdgo');
  expect(() => drawFigure(study, 'psychometric')).toThrow(
    `drawFigure: expected a figure that fits fdgo, got 'psychometric' - it has ${fittingFigures(study).join(', ')}`,
  );
  expect(() => drawFigure(study, 'conectivity' as never)).toThrow(/did you mean 'connectivity'\?/);
});

test('control: a number that is missing is found', () => {
  expect(() => wellFormed('<svg><path d="M0 NaN"/></svg>')).toThrow();
  expect(() => wellFormed('<svg><path></svg>')).toThrow();
});
