/** Findings of a hand-made study: five units, four trials, weights that can be added up in the head. @module */

import { expect, test } from 'vitest';
import { findingsOf } from '../../src/report/findings.ts';
import { buildReport } from '../../src/report/report.ts';
import type { Study } from '../../src/report/study.ts';
import { tensor, zeros } from '../../src/tensor/tensor.ts';
import { untrained } from './studies.ts';

const base = untrained({
  name: 'song2016',
  task: 'perceptualDecisionMaking',
  network: { nRec: 5, daleRatio: 0.6 },
  training: { steps: 400 },
  test: { trials: 4 },
});

// Rates of a unit before answer 0 and before answer 1: units 0 and 2 prefer answer 0, unit 1 answer 1, 3 is silent, 4 prefers 1.
const RATES = [
  [2, 1],
  [1, 3],
  [5, 1],
  [0, 0],
  [1, 2],
];
const WANTED = [0, 1, 0, 1];
const rates = tensor([0, 1].map(() => WANTED.map((answer) => RATES.map((means) => means[answer]))));

const wRec = tensor([
  [0, 0.5, 0.2, 0, -0.7],
  [0.5, 0, 0, 0, -0.3],
  [0, 0, 0, 0, 0],
  [9, 9, 9, 0, -9],
  [0, 0, 0, 0, 0],
]);

const study: Study = {
  ...base,
  // The mean of the last 200 is 1.5.
  losses: Array.from({ length: 300 }, (_, i) => (i < 100 ? 50 : 1 + (i % 2))),
  seconds: 12,
  nExc: 3,
  tested: {
    ...base.tested,
    performance: 0.75,
    batch: { ...base.tested.batch, trials: WANTED.map(() => ({ periods: [], nSteps: 2, dt: 100 })) },
    activity: { ...base.tested.activity, r: rates },
  },
  span: { from: new Int32Array(4), to: new Int32Array(4).fill(2) },
  choices: {
    names: ['left', 'right'],
    wanted: Int32Array.from(WANTED),
    given: Int32Array.from(WANTED),
    evidence: { title: 'Evidence', signed: Float64Array.of(-2, 4, -1, 2) },
  },
  weights: {
    before: { ...base.weights.before, wRec: zeros([5, 5]) },
    after: { ...base.weights.after, wRec },
  },
};

test('are what one counts by hand', () => {
  const found = findingsOf(study);
  expect(found).toMatchObject({
    ...{ steps: 300, of: 400, performance: 0.75, trials: 4, finalLoss: 1.5, seconds: 12 },
    published: [
      { name: 'PyTorch', loss: 0.0586 },
      { name: 'BrainPy', loss: 0.0633 },
    ],
    selectivity: { answer0: 2, answer1: 2, none: 1 },
    // Answers change between -1 and 2 and nowhere else.
    psychometric: { status: 'separated', bias: 0.5, sigma: 0 },
  });
  // The only loop is that of units 0 and 1: the eigenvalues are +-0.5 and 0.
  expect(found.radius.before).toBe(0);
  expect(found.radius.after).toBeCloseTo(0.5, 7);
  const [ee, ei, ie, ii] = found.selectivity!.weights;
  // Same: 0 with 2, in both directions; opposite: 1 with 0 and with 2.
  expect(ee.same.n).toBe(2);
  expect(ee.same.mean).toBeCloseTo(0.1, 7);
  expect(ee.opposite.n).toBe(4);
  expect(ee.opposite.mean).toBeCloseTo(0.25, 7);
  // Unit 3 is silent: its large weights do not count. Unit 4 prefers the answer of unit 1.
  expect([ei.same, ei.opposite]).toEqual([
    { mean: 0, n: 1 },
    { mean: 0, n: 2 },
  ]);
  expect(ie.same.n).toBe(1);
  expect(ie.same.mean).toBeCloseTo(-0.3, 7);
  expect(ie.opposite.mean).toBeCloseTo(-0.35, 7);
  expect([ii.same.n, ii.opposite.n]).toEqual([0, 0]);
});

test('the report says them', () => {
  const report = buildReport(study);
  expect(report).toContain('75.0\u00a0% of 4 new trials are correct');
  expect(report).toContain('Training stopped after 300 of 400 updates.');
  expect(report).toContain(
    '1.5000 in the mean of the last 200 updates; published runs end at PyTorch 0.0586',
  );
  expect(report).toContain('12.0 s for 300 updates, 40.00 ms each; the seed is 1.');
  expect(report).toContain('2 units prefer left, 2 prefer right, and 1 neither');
  expect(report).toContain('<th scope="row">E to E</th><td>0.1000 (2)</td><td>0.2500 (4)</td>');
  expect(report).not.toContain('I to I');
});

test('of a run that has not begun have no loss, and the report says so', () => {
  const unbegun = { ...study, losses: [], seconds: 0 };
  expect(findingsOf(unbegun).finalLoss).toBeNaN();
  const report = buildReport(unbegun);
  expect(report).toContain('No update has been made.');
  expect(report).not.toMatch(/NaN|Infinity|undefined/);
  expect(findingsOf({ ...study, losses: [3, 1] }).finalLoss).toBe(2);
  expect(buildReport({ ...study, losses: [3, 1] })).toContain('2.0000 in the mean of 2 updates');
});
