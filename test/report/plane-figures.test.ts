/** What figures in the plane show: trials that go together, the input of one period, and slow points as such. @module */

import { describe, expect, test } from 'vitest';
import { recordedStates } from '../../src/analysis/fixed-point-state.ts';
import { stepSpectrum, weightSpectrum } from '../../src/analysis/spectrum.ts';
import { changedExperiment } from '../../src/experiments/experiment-config.ts';
import { experimentPresets } from '../../src/experiments/experiment-presets.ts';
import { drawFigure } from '../../src/report/figures.ts';
import { fixedPointsOf, inputPeriod, meanInput } from '../../src/report/plane-figures.ts';
import type { Study } from '../../src/report/study.ts';
import { asksOnce, isAligned } from '../../src/report/trial-groups.ts';
import { taskCatalogue } from '../../src/tasks/catalogue.ts';
import { trialBatch } from '../../src/tasks/core/trial-batch.ts';
import { key } from '../../src/tensor/random.ts';
import { fromArray, type Tensor } from '../../src/tensor/tensor.ts';
import { elements, parseXml, textOf } from '../plot/xml.ts';
import { keptStudy, untrained } from './studies.ts';

type Preset = keyof typeof experimentPresets;
const studies = new Map<Preset, Study>();
/** A preset before its training, with a short test. */
function preset(name: Preset): Study {
  const config = changedExperiment(experimentPresets[name], { test: { trials: 40 } });
  const study = studies.get(name) ?? untrained(config);
  studies.set(name, study);
  return study;
}

/** All tasks of the catalogue with some trials. */
const catalogue = taskCatalogue.map((entry) => {
  const task = entry.make();
  return { task, tested: { batch: trialBatch(task, key(3), 20) } as unknown as Study['tested'] };
});

test('the last answer tells the trial, but for tasks in which what is right changes while they ask', () => {
  const changing = catalogue.filter(({ task, tested }) => !asksOnce(tested, task.response));
  expect(changing.map(({ task }) => task.name).sort()).toEqual([
    ...['delayMatchSampleDistractor1D', 'dualDelayMatchSample', 'flipFlop', 'hierarchicalReasoning', 'lee'],
    ...['motorTiming', 'oneTwoThreeGo', 'readySetGo', 'sinewave'],
  ]);
});

test.each<[Preset, boolean]>([
  ['song2016', true],
  ['contextIntegration', true],
  ['flipFlop', true],
  // Both have trials of 2000 ms, with onsets and delays that are drawn for each.
  ['helloWorld', false],
  ['delayedDiscrimination', false],
  ['fdgo', false],
])('%s: trials that can be averaged, %s', (name, expected) => {
  expect(isAligned(preset(name))).toBe(expected);
  // Single trials are as many of each group.
  if (name !== 'helloWorld' && name !== 'delayedDiscrimination') return;
  const [description] = elements(parseXml(drawFigure(preset(name), 'trajectories')), 'desc').map(textOf);
  expect(description).toMatch(/^4 trajectories .*: .* is right 2, .* is right 2\./);
});

describe('the mean input', () => {
  test.each<[Preset, string | null, readonly number[]]>([
    ['song2016', 'stimulus', [1, 0.5, 0.5]],
    ['helloWorld', 'gap', [0, 0]],
    ['delayedDiscrimination', 'delay', [0, 0]],
    ['contextIntegration', 'delay', [1, 0, 0, 0, 0]],
    ['flipFlop', null, [0, 0, 0]],
  ])('of %s is that of the %s', (name, period, input) => {
    const study = preset(name);
    expect(inputPeriod(study)).toBe(period);
    const given = Array.from(meanInput(study).data.subarray(0, input.length));
    expect(given.map((value) => Number(value.toFixed(2)))).toEqual(input);
  });

  test('is one of finite numbers, in any task', () => {
    for (const { task, tested } of catalogue) {
      const study = { tested, experiment: { task } } as unknown as Study;
      expect(Array.from(meanInput(study).data).every(Number.isFinite), task.name).toBe(true);
    }
  });
});

test('the spectrum counts what is outside the border of the step, though its real part is below 1', async () => {
  const study = await keptStudy(1);
  expect(weightSpectrum(study.weights.after.wRec).abscissa).toBeLessThan(1);
  const { eigenvalues } = stepSpectrum(study.weights.after.wRec, { alpha: 0.2, dt: 20 });
  const outside = Array.from(eigenvalues.re, (re, i) => Math.hypot(re, eigenvalues.im[i])).filter(
    (m) => m > 1,
  );
  expect(outside).toHaveLength(2);
  const svg = drawFigure(study, 'spectrum');
  expect(svg).toMatch(/, 0 outside the border; after it .*, 2 outside the border\./);
  expect(svg).toContain('class="border"');
});

describe('fixed points', () => {
  test('are searched from states that a trial has, not from what is behind it', () => {
    const study = untrained(
      changedExperiment(experimentPresets.song2016, {
        test: { trials: 8, taskOptions: experimentPresets.song2016.taskOptions },
      }),
    );
    const { experiment, tested } = study;
    const points = fixedPointsOf(study, { starts: 8 });
    // Whatever the states of the padding are, the points are the same.
    const { data, shape } = recordedStates(experiment.network, tested.activity);
    const lengths = tested.batch.trials.map(({ nSteps }) => nSteps);
    expect(new Set(lengths).size).toBeGreaterThan(1);
    const [, count, n] = shape;
    const spoilt = (from: (b: number) => number): Study => {
      const x: Tensor = fromArray(
        (data as Float32Array).map((value, i) =>
          Math.floor(i / (count * n)) >= from(Math.floor(i / n) % count) ? Number.NaN : value,
        ),
        shape,
      );
      return { ...study, tested: { ...tested, activity: { ...tested.activity, x } } };
    };
    expect(
      fixedPointsOf(
        spoilt((b) => lengths[b]),
        { starts: 8 },
      ),
    ).toEqual(points);
    // Control: the states of trials are read.
    expect(() =>
      fixedPointsOf(
        spoilt(() => 0),
        { starts: 8 },
      ),
    ).toThrow(/expected finite starts/);
  });

  test('are drawn as what they are: the figure tells as many slow ones as the search', () => {
    for (const name of ['contextIntegration', 'flipFlop'] as const) {
      const study = preset(name);
      const found = fixedPointsOf(study);
      const slow = found.filter(({ kind }) => kind === 'slow').length;
      const stable = found.filter(({ kind, stable }) => kind === 'fixed' && stable).length;
      const svg = drawFigure(study, 'fixedPoints');
      const [description] = elements(parseXml(svg), 'desc').map(textOf);
      expect(description.includes(' slow point')).toBe(slow > 0);
      if (found.length > slow) expect(description).toContain(`: ${stable} stable, `);
      expect(svg).toContain(`${found.length - slow} fixed and ${slow} slow points under the mean input of `);
    }
  });
});
