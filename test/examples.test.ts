/** Every example runs from the built package, at a reduced size, and what it prints and writes holds. @module */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeCheckpoint, decodePsychrnn } from '../src/io/index.ts';
import { loadFit, type RateParams } from '../src/rnn/index.ts';
import type { Tensor } from '../src/tensor/index.ts';
import { type BuiltPackage, buildPackage } from './support/built-package.ts';
import { optionNames } from './support/option-names.ts';

const folder = new URL('../examples/', import.meta.url);
const sourceOf = (name: string): string => readFileSync(new URL(`${name}.mjs`, folder), 'utf8');
const examples = readdirSync(folder)
  .filter((file) => file.endsWith('.mjs'))
  .map((file) => file.slice(0, -'.mjs'.length));

let home: BuiltPackage;
beforeAll(async () => {
  home = await buildPackage();
});
afterAll(() => home.remove());

/** Runs an example to its end and returns what it prints. */
async function output(name: string, ...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await home.run(`examples/${name}.mjs`, ...words);
  expect([stderr, code], `${name}: ${stdout}`).toEqual(['', 0]);
  return stdout;
}

const bytesOf = (path: string): Uint8Array => new Uint8Array(readFileSync(join(home.folder, path)));

/** First and last loss of each line 'loss <bars> a to b'. */
const lossesIn = (text: string): [number, number][] =>
  Array.from(text.matchAll(/^ *loss \S+ (\d+\.\d+) to (\d+\.\d+)$/gm), ([, a, b]) => [Number(a), Number(b)]);

function expectFalling(text: string, runs: number): void {
  const losses = lossesIn(text);
  expect(losses.length).toBe(runs);
  for (const [first, last] of losses) expect(last).toBeLessThan(first);
}

const NAMES = [
  ...['all-options', 'biological-constraints', 'curriculum', 'fixed-weights', 'flip-flop', 'hello-world'],
  ...['new-model', 'new-task', 'saving-and-loading', 'simulator'],
];

describe('the files', () => {
  test('have a test each, below', () => {
    expect(examples.toSorted()).toEqual(NAMES);
  });

  test.each(examples)('%s is short, and says how to run it and how long that takes', (name) => {
    const text = sourceOf(name);
    expect(text.trimEnd().split('\n').length).toBeLessThan(120);
    expect(text).toContain(`node examples/${name}.mjs`);
    expect(text).toMatch(/^ \* Time: about /m);
  });

  test('an option that there is not is refused in a sentence', async () => {
    const unknown = await home.run('examples/hello-world.mjs', '--trails', '10');
    expect([unknown.code, unknown.stdout]).toEqual([2, '']);
    expect(unknown.stderr).toMatch(/--trails[\s\S]*Options: --trials \(50000\), --seed \(1\)/);
    const bad = await home.run('examples/hello-world.mjs', '--trials', 'many');
    expect([bad.code, bad.stderr]).toEqual([2, "--trials: expected a whole number, got 'many'\n"]);
  });
});

test('hello-world: the loss goes down, and the test has its line', async () => {
  const text = await output('hello-world', '--trials', '2560');
  expectFalling(text, 1);
  expect(text).toMatch(/^20 updates in [\d.]+ s$/m);
  const correct = Number(/^correct: ([\d.]+) % of 500 new trials$/m.exec(text)?.[1]);
  expect(correct).toBeGreaterThan(70);
});

describe('all-options', () => {
  test('trains, and leaves a state to go on from', async () => {
    const text = await output('all-options', '--trials', '1000', '--out', 'all');
    expectFalling(text, 1);
    expect(readdirSync(join(home.folder, 'all'))).toEqual(['update-20.safetensors']);
    const state = loadFit<RateParams<Tensor>>(decodeCheckpoint(bytesOf('all/update-20.safetensors')));
    expect([state.train.step, state.train.params.wRec.shape]).toEqual([20, [50, 50]]);
    expect(state.losses.map(([, loss]) => loss.toFixed(4))).toEqual(
      lossesIn(text)[0].map((x) => x.toFixed(4)),
    );
  });

  const text = sourceOf('all-options');
  const interfaces = [
    'RateNetworkOptions',
    'TaskLossOptions',
    'RegularizationOptions',
    'FitOptions',
    'AdamOptions',
    'PerformanceStop',
    'ValidationStop',
    'Saving',
    'PerceptualDiscriminationOptions',
    'TrialDatasetOptions',
  ];
  test.each(interfaces)('names every option of %s', (name) => {
    const names = optionNames(name);
    expect(names.length).toBeGreaterThan(1);
    expect(names.filter((option) => !new RegExp(`\\b${option}\\b`).test(text))).toEqual([]);
  });
});

test('biological-constraints: what is forbidden is not there after training', async () => {
  const text = await output('biological-constraints', '--trials', '1280');
  expect(text.match(/: yes$/gm)?.length).toBe(7);
  expect(text).not.toMatch(/: NO$/m);
  expect(lossesIn(text).length).toBe(6);
  const [toFirst, toLast] = /first 40 units (\S+), to the last 10 (\S+)/.exec(text)?.slice(1) ?? [];
  expect(Number(toFirst)).not.toBe(Number(toLast));
});

test('curriculum: stages follow one another, and every update has one', async () => {
  const text = await output('curriculum', '--seeds', '1', '--trials', '1500');
  const [, updates] =
    /^seed 1: curriculum (\d+) updates \(all stages done\), hard trials only 30$/m.exec(text) ?? [];
  const stages = /^ {2}stage {4}(\d+)$/m.exec(text)?.[1] ?? '';
  expect(stages).toMatch(/^1+2+3+4+$/);
  expect(stages.length).toBe(Number(updates));
  expect(Number(updates)).toBeLessThan(30);
  // 1500 trials are 30 updates, too few for the hard ones: that run has no result.
  expect(text).toContain(
    `median over 1 seeds: curriculum ${updates}, hard trials only more than there were updates`,
  );
});

test('saving-and-loading: the claims hold, and the files are what they should be', async () => {
  const text = await output('saving-and-loading', '--trials', '500', '--out', 'saved');
  expect(text.match(/: yes$/gm)?.length).toBe(7);
  expect(text).not.toMatch(/: NO$/m);
  const names = ['edited-weights.npz', 'model.safetensors', 'run.safetensors', 'weights.npz'];
  expect(readdirSync(join(home.folder, 'saved')).toSorted()).toEqual(names);
  const { wRec } = await decodePsychrnn(bytesOf('saved/weights.npz'));
  const edited = await decodePsychrnn(bytesOf('saved/edited-weights.npz'));
  const inBlock = (i: number): boolean => i < 500 && i % 50 < 10;
  expect(edited.wRec.data).toEqual(wRec.data.map((w, i) => (inBlock(i) ? 0 : w)));
  expect(wRec.data.some((w, i) => inBlock(i) && w !== 0)).toBe(true);
  expect(decodeCheckpoint(bytesOf('saved/model.safetensors')).kind).toBe('model');
  expect(loadFit(decodeCheckpoint(bytesOf('saved/run.safetensors'))).train.step).toBe(5);
});

test('simulator: the weights come from a file, and factors of 1 change nothing', async () => {
  const text = await output('simulator', '--trials', '1280', '--tests', '8', '--out', 'sim');
  expect(text.match(/ \d+\.\d % correct$/gm)?.length).toBe(9);
  expect(text).toMatch(/^factors of 1 change nothing: +true$/m);
  expect(text.match(/^output \d {2}\S{60}$/gm)?.length).toBe(2);
  const again = await output('simulator', '--weights', 'sim/weights.npz', '--tests', '8');
  expect(again).toBe(text);
});

test('new-task: both ways make the same trials and are learned', async () => {
  const text = await output('new-task', '--trials', '2560');
  expect(text).toContain('same targets: true, same mask: true');
  expect(text).toMatch(/^mine, step by step: /m);
  expect(text).toMatch(/^mine, trial by trial: /m);
  expectFalling(text, 2);
});

test('new-model: it compiles to the same numbers, and every parameter learns', async () => {
  const text = await output('new-model', '--trials', '2560');
  const engines = Array.from(text.matchAll(/^(interpreted|compiled): .* loss (\S+)$/gm));
  expect(engines.map(([, name]) => name)).toEqual(['interpreted', 'compiled']);
  // Sums are rounded in another order: 200 steps of f32, six digits printed.
  expect(Number(engines[0][2])).toBeCloseTo(Number(engines[1][2]), 5);
  expectFalling(text, 1);
  expect(text).toMatch(/^20 updates in .* s, compiled$/m);
  const learned = Array.from(text.matchAll(/^ {2}(\w+) .*: (\d+) of (\d+) values learned$/gm));
  const names = learned.map(([, name]) => name).toSorted();
  expect(names).toEqual(['bOut', 'bRec', 'wIn', 'wLayer', 'wOut', 'wRec', 'x0']);
  // Units that are silent in every trial leave a few weights as they were.
  for (const [, , some, all] of learned) expect(Number(some)).toBeGreaterThan(0.9 * Number(all));
});

test('fixed-weights: frozen entries stay, the others move, and seeds differ', async () => {
  const run = async (seed: string) =>
    JSON.parse(await output('fixed-weights', '--trials', '2560', '--seed', seed, '--json'));
  const [first, second] = [await run('1'), await run('2')];
  expect(first).toMatchObject({ seed: 1, trials: 2560, updates: 20, frozen: 800, frozenUnchanged: 800 });
  expect(first).toMatchObject({ learning: 1700, learningUnchanged: 0 });
  const [[, start], [, end]] = first.losses;
  expect(end).toBeLessThan(start);
  expect(first.lastLoss).toBe(end);
  expect(first.finalLoss).toBeCloseTo((start + end) / 2, 12);
  expect(second.lastLoss).not.toBe(first.lastLoss);
});

describe('flip-flop', () => {
  test('three bits are kept in eight stable points at the corners, with saddles between them', async () => {
    const text = await output('flip-flop', '--starts', '256');
    expectFalling(text, 1);
    expect(text).toMatch(/^signs correct: (99\.\d\d|100\.00) % of new trials$/m);
    const corners = Array.from(text.matchAll(/^ {9}([+-]{3}) (( +-?\d\.\d{3}){3}) +0\.\d{3} +\d+$/gm));
    expect(corners.map(([, signs]) => signs)).toEqual([
      '---',
      '--+',
      '-+-',
      '-++',
      '+--',
      '+-+',
      '++-',
      '+++',
    ]);
    for (const [, signs, outputs] of corners) {
      const z = outputs.trim().split(/ +/).map(Number);
      // The corners of the cube are at +-1; the loss of 0.0005 leaves some 0.02.
      const off = z.map((value, i) => Math.abs(value - (signs[i] === '+' ? 1 : -1)));
      expect(Math.max(...off)).toBeLessThan(0.1);
    }
    const saddles = Array.from(text.matchAll(/^ +([123]) +(\d+) {2}(?:12 edges|6 faces|1 centre)$/gm));
    expect(saddles.map(([, modes]) => modes)).toEqual(['1', '2', '3']);
    expect(Number(saddles[0][2])).toBeGreaterThanOrEqual(10);
  });

  test('after too little training it ends with an error', async () => {
    const { code, stderr } = await home.run('examples/flip-flop.mjs', '--updates', '50', '--starts', '16');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^expected 8 stable points at 8 corners, got \d at \d\n$/);
  });
});

describe('the table of fixed-weights', async () => {
  // Scripts are plain JavaScript without types.
  const script = new URL('../scripts/fixed-weights-table.mjs', import.meta.url).href;
  const { fixedWeightsRegion, readFixedWeights, withFixedWeights } = await import(script);
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const results = readFixedWeights();

  test('in the README is that of the committed results, which reach what they should', () => {
    if (results === null) return;
    expect(withFixedWeights(readme, results)).toBe(readme);
    expect(results.runs.map(({ seed }: { seed: number }) => seed)).toEqual([1, 2, 3, 4, 5]);
    for (const run of results.runs) {
      expect(run).toMatchObject({ updates: 391, frozenUnchanged: run.frozen, learningUnchanged: 0 });
      expect(run.finalLoss).toBeLessThanOrEqual(0.03);
      expect(run.seconds).toBeLessThanOrEqual(15);
    }
  });

  test('has a row per seed, and needs its marks', () => {
    const environment = {
      cpu: 'A',
      cores: 2,
      platform: 'linux',
      node: '20.1.0',
      commit: 'abc',
      date: 'today',
    };
    const run = { updates: 391, finalLoss: 0.00396, lastLoss: 0.0037, accuracy: 1, seconds: 6.27 };
    const runs = [2, 1].map((seed) => ({ ...run, seed, frozen: 800, frozenUnchanged: 799 }));
    const region = fixedWeightsRegion({ environment, runs });
    expect(region.split('\n').slice(2, 4)).toEqual([
      '| 1 | 391 | 0.0040 | 0.0037 | 100.0 % | 799 of 800 | 6.3 s |',
      '| 2 | 391 | 0.0040 | 0.0037 | 100.0 % | 799 of 800 | 6.3 s |',
    ]);
    expect(region).toContain('\n\nMachine: A, 2 cores, linux, Node 20.1.0, commit abc, today.\n');
    const page = (inside: string): string =>
      `a\n<!-- results:fixed-weights -->\n${inside}<!-- /results -->\nb\n`;
    expect(withFixedWeights(page('old\n'), { environment, runs })).toBe(page(region));
    expect(() => withFixedWeights('no marks', { environment, runs })).toThrow(
      /marks of results:fixed-weights/,
    );
  });
});
