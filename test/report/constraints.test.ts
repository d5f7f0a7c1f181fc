/** Whether constraints hold: a weight that breaks one is found, and told by its number. @module */

import { describe, expect, test } from 'vitest';
import { changedExperiment, type PartialConfig } from '../../src/experiments/experiment-config.ts';
import { experimentPresets } from '../../src/experiments/experiment-presets.ts';
import { checkConstraints } from '../../src/report/constraints.ts';
import { buildReport } from '../../src/report/report.ts';
import type { Study } from '../../src/report/study.ts';
import { fromArray, type Tensor } from '../../src/tensor/tensor.ts';
import { keptStudy, untrained } from './studies.ts';

/** 16 excitatory and 4 inhibitory units with every constraint that a configuration can ask for. */
const config: PartialConfig = {
  task: 'goNogo',
  taskOptions: { dt: 50 },
  network: {
    nRec: 20,
    daleRatio: 0.8,
    autapses: false,
    readout: 'excitatory',
    signs: 'positive',
    blocks: [
      { post: [0, 5], pre: [10, 20], rule: 'absent' },
      { post: [5, 10], pre: [0, 5], rule: 'fixed' },
    ],
  },
  test: { trials: 4 },
};
const study = untrained(config);

function withEntry({ data, shape }: Tensor, at: number, value: number): Tensor {
  const changed = data.slice();
  changed[at] = value;
  return fromArray(changed, shape);
}

/** The study with one entry of a weight in use changed. */
const planted = (name: 'wIn' | 'wRec' | 'wOut', at: number, value: number): Study => ({
  ...study,
  weights: {
    ...study.weights,
    after: { ...study.weights.after, [name]: withEntry(study.weights.after[name], at, value) },
  },
});

const NAMES = [
  'Dale’s principle',
  'no autapses',
  'no negative wIn',
  'no negative wOut',
  'absent connections',
  'fixed weights',
  'read-out from excitatory units',
];

const brokenIn = (each: Study): string[] =>
  checkConstraints(each).flatMap(({ name, holds, found }) => (holds ? [] : [`${name}: ${found}`]));

test('all that are asked for are checked, and hold', () => {
  const found = checkConstraints(study);
  expect(found.map(({ name }) => name)).toEqual(NAMES);
  expect(brokenIn(study)).toEqual([]);
  // 5 rows of 10 columns are absent; the diagonal is another constraint.
  expect(found[4].found).toBe('50 of 50 absent entries are 0');
  expect(found[5].found).toBe('25 of 25 fixed entries are what they were, to the bit');
});

test('a network without constraints has none to check', () => {
  const free = untrained({ task: 'goNogo', network: { nRec: 4 }, test: { trials: 2 } });
  expect(checkConstraints(free)).toEqual([]);
  expect(buildReport(free)).toContain('The network has no constraints.');
});

describe('control: what is planted is found', () => {
  const at = (post: number, pre: number): number => 20 * post + pre;
  test.each<[string, Study, string]>([
    [
      'an excitatory unit that inhibits',
      planted('wRec', at(17, 3), -0.001),
      'Dale’s principle: 399 of 400 recurrent weights have the sign of their column',
    ],
    [
      'an inhibitory unit that excites',
      planted('wRec', at(7, 18), 0.001),
      'Dale’s principle: 399 of 400 recurrent weights have the sign of their column',
    ],
    [
      'a weight that is no number',
      planted('wRec', at(17, 3), Number.NaN),
      'Dale’s principle: 399 of 400 recurrent weights have the sign of their column',
    ],
    ['an autapse', planted('wRec', at(6, 6), 1e-20), 'no autapses: 19 of 20 diagonal entries are 0'],
    [
      'a connection that must not be',
      planted('wRec', at(2, 12), 0.5),
      'absent connections: 49 of 50 absent entries are 0',
    ],
    ['a negative input', planted('wIn', 1, -1), 'no negative wIn: 59 of 60 entries are 0 or more'],
    [
      'an inhibitory unit that is read',
      planted('wOut', 19, 1),
      'read-out from excitatory units: 7 of 8 output weights of inhibitory units are 0',
    ],
  ])('%s', (_, broken, sentence) => {
    expect(brokenIn(broken)).toEqual([sentence]);
  });

  test('the report says it', () => {
    expect(buildReport(planted('wRec', at(6, 6), 1e-20))).toContain(
      '<dd>Broken: no autapses (19 of 20 diagonal entries are 0).</dd>',
    );
  });

  test('a fixed entry in its last bit', () => {
    const wRec = study.params.wRec;
    const { data } = wRec;
    const near = new Float32Array([data[at(6, 2)]]);
    new Int32Array(near.buffer)[0]++;
    const moved = { ...study, params: { ...study.params, wRec: withEntry(wRec, at(6, 2), near[0]) } };
    expect(brokenIn(moved)).toEqual(['fixed weights: 24 of 25 fixed entries are what they were, to the bit']);
  });
});

test('after training: as before it', async () => {
  expect(brokenIn(await keptStudy(1))).toEqual([]);
  const autapses = changedExperiment(experimentPresets.song2016, {
    network: { autapses: true },
    test: { trials: 2 },
  });
  expect(checkConstraints(untrained(autapses)).map(({ name }) => name)).not.toContain('no autapses');
});
