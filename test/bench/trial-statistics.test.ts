/** Sums over trials, and what they tell apart. @module */

import { expect, test } from 'vitest';
import { type Comparison, compareSummaries, type Summary, summarize } from '../../bench/trial-statistics.ts';
import { between, oneOf } from '../../src/tasks/core/conditions.ts';
import { type CommonOptions, defineTask } from '../../src/tasks/core/define-task.ts';
import { key } from '../../src/tensor/random.ts';

interface Options extends CommonOptions<'shown' | 'answer'> {
  readonly height?: number;
  readonly perTrial?: number;
  readonly perStep?: number;
  readonly swapped?: boolean;
}

/** Two sides, one of which is shown and to be chosen, with noise of two kinds. */
const sides = defineTask<Options, { side: number; shift: number }, 'classes'>('sides', {
  kind: 'classes',
  defaults: {
    dt: 10,
    timing: { shown: { uniform: [30, 80] }, answer: 20 },
    height: 1,
    perTrial: 0,
    perStep: 0,
    swapped: false,
  },
  build: ({ height, perTrial, perStep, swapped }) => ({
    inputs: ['left', 'right'],
    outputs: ['none', 'left', 'right'],
    response: ['answer'],
    conditions: { side: oneOf([0, 1]), shift: between(-1, 1) },
    paint({ side, shift }, canvas) {
      canvas.add('shown', side, height + shift * perTrial);
      canvas.noise('shown', side, perStep);
      canvas.label('answer', 1 + (swapped ? 1 - side : side));
    },
  }),
});

const TRIALS = 600;
const survey = { trials: TRIALS, response: ['answer'] };
const summary = (options: Options = {}, seed = 1): Summary => summarize(sides(options), survey, key(seed));
const differences = (a: Summary, b: Summary): Comparison[] =>
  compareSummaries(a, b, TRIALS).filter(({ z }) => !(Math.abs(z) < 5));

test('moments, lengths and outcomes are those of the trials', () => {
  const { nIn, moments, lengths } = summary({ timing: { shown: 60 } });
  expect(nIn).toBe(2);
  const [n, left] = moments['shown / 0'];
  expect(n).toBe(TRIALS);
  // The share of trials that show the left side, which is also that of answers to the left.
  expect(moments['answer / 3'][1]).toBeCloseTo(left, 12);
  expect(moments['trial / 0'][1]).toBeCloseTo(left * 0.75, 12);
  expect(moments['shown / 0 | 1'].slice(1, 3)).toEqual([1, 1]);
  expect(moments['shown / 0 | 2'].slice(1)).toEqual([0, 0, 0, 0, 0]);
  expect(moments['steps shown'].slice(1)).toEqual([6, 36, 0, 0, 0]);
  expect(moments['steps to first answer'].slice(1, 3)).toEqual([0, 0]);
  expect(lengths.trial).toEqual({ 8: TRIALS });
});

test('a ring is turned to what is to be chosen', () => {
  const { moments } = summarize(sides(), { ...survey, rings: [[0, 2]] }, key(1));
  expect(moments['shown / ring 0 + 0'].slice(1, 3)).toEqual([1, 1]);
  expect(moments['shown / ring 0 + 1'].slice(1, 3)).toEqual([0, 0]);
});

test.each(Array.from({ length: 10 }, (_, seed) => seed))('two draws of one law agree: %i', (seed) => {
  const options = { perStep: 0.3, perTrial: 0.3 };
  expect(differences(summary(options, seed), summary(options, seed + 100))).toEqual([]);
});

test('rounding is no difference where nothing is random, and anything larger is', () => {
  expect(differences(summary({ height: 1 + 2 ** -22 }), summary())).toEqual([]);
  const names = differences(summary({ height: 1 + 1e-5 }), summary()).map(({ name }) => name);
  expect(names).toContain('mean shown / 0 | 1');
});

test.each([
  ['a larger signal', { height: 1.2 }, {}, 'mean shown / 0 | 1'],
  ['more noise', { perStep: 0.5 }, { perStep: 0.3 }, 'std shown / 0 | 1'],
  // 0.3 sqrt(3): of the same standard deviation.
  ['noise per trial', { perTrial: 0.5196 }, { perStep: 0.3 }, 'mean variance shown / 0'],
  ['other answers', { swapped: true }, {}, 'mean shown / 0 | 1'],
  ['longer periods', { timing: { shown: { uniform: [30, 90] } } }, {}, 'mean steps shown'],
  [
    'another law of the same mean and deviation',
    { timing: { shown: { choice: [30, 70] } } },
    { timing: { shown: { choice: [20, 50, 50, 50, 50, 50, 50, 80] } } },
    'distribution of steps shown',
  ],
] as [string, Options, Options, string][])('%s is noticed', (_, ours, theirs, name) => {
  expect(differences(summary(ours), summary(theirs, 2)).map((each) => each.name)).toContain(name);
});

test('an outcome that one of them has not is noticed', () => {
  const always = { ...survey, forced: () => ({ side: 0 }) };
  const found = differences(summarize(sides(), always, key(1)), summary());
  expect(found.map(({ name }) => name)).toContain('share of trial | 2');
});

test('so is another number of inputs', () => {
  const fewer = summarize(sides(), { ...survey, hidden: 1 }, key(1));
  expect(differences(fewer, summary())).toEqual([{ name: 'inputs', ours: 1, theirs: 2, z: Infinity }]);
});

test('targets that are values are refused', () => {
  const values = { ...sides(), kind: 'values' as const };
  expect(() => summarize(values as never, survey, key(1))).toThrow('summarize: expected classes, got values');
});
