/** The guide for users of PsychRNN: complete, about names that there are, and with code that runs. @module */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as synaptape from '../src/index.ts';
import * as node from '../src/node/index.ts';
import { type BuiltPackage, buildPackage } from './support/built-package.ts';
import { allMembers, isLiteral, optionNames } from './support/option-names.ts';

const docs = new URL('../docs/', import.meta.url);
const guide = readFileSync(new URL('psychrnn.md', docs), 'utf8');
// Scripts are plain JavaScript without types.
const { readmeBlocks } = await import(new URL('../scripts/readme-blocks.mjs', import.meta.url).href);

/** The rows of all tables, cell by cell, but for headers and rules. */
function rowsOf(text: string): string[][] {
  const tables = text.matchAll(/^\|.*\|\n\| --- .*\|\n((?:\|.*\|\n)*)/gm);
  const lines = Array.from(tables).flatMap(([, body]) => body.trimEnd().split('\n'));
  return lines.map((line) => line.split('|').slice(1, -1)).map((cells) => cells.map((cell) => cell.trim()));
}

const spansOf = (cell: string): string[] => Array.from(cell.matchAll(/`([^`]+)`/g), ([, span]) => span);

/** The members of the dictionaries of network and training, section by section of its documentation. */
const networkParams = [
  ...['name', 'N_in', 'N_rec', 'N_out', 'N_steps', 'dt', 'tau', 'N_batch', 'rec_noise', 'load_weights_path'],
  ...['initializer', 'W_in_train', 'W_rec_train', 'W_out_train', 'b_rec_train', 'b_out_train'],
  ...['init_state_train', 'transfer_function', 'loss_function', 'input_connectivity', 'rec_connectivity'],
  ...['output_connectivity', 'autapses', 'dale_ratio', 'which_rand_init', 'which_rand_W_rec_init'],
  ...['init_minval', 'init_maxval', 'spec_rad', 'alpha', 'W_in', 'W_rec', 'W_out', 'b_rec', 'b_out'],
  ...['Dale_rec', 'Dale_out', 'init_state', 'L1_in', 'L1_rec', 'L1_out', 'L2_in', 'L2_rec', 'L2_out'],
  ...['L2_firing_rate', 'custom_regularization'],
];
const trainParams = [
  ...['learning_rate', 'training_iters', 'loss_epoch', 'verbosity', 'save_weights_path'],
  ...['save_training_weights_epoch', 'training_weights_path', 'curriculum', 'optimizer', 'clip_grads'],
  ...['fixed_weights', 'performance_cutoff', 'performance_measure'],
];
const others = [
  ...['Basic', 'BasicScan', 'LSTM', 'RNN', 'train', 'train_curric', 'test', 'build', 'destruct'],
  ...['get_weights', 'save', 'get_effective_W_in', 'get_effective_W_rec', 'get_effective_W_out'],
  ...['forward_pass', 'WeightInitializer', 'GaussianSpectralRadius', 'AlphaIdentity', 'const_unif'],
  ...['const_gauss', 'glorot_unif', 'glorot_gauss', 'mean_squared_error', 'binary_cross_entropy'],
  ...['balance_dale_ratio', 'Curriculum', 'tasks', 'metric', 'default_metric', 'accuracies', 'thresholds'],
  ...['metric_epoch', 'output_file', 'metric_test', 'metric_values', 'stage', 'stop_training'],
  ...['BasicSimulator', 'LSTMSimulator', 'rnn_model', 'params', 'weights_path', 'weights', 'run_trials'],
  ...['rnn_step', 't_connectivity', 'Task', 'generate_trial_params', 'trial_function', 'accuracy_function'],
  ...['generate_trial', 'get_trial_batch', 'batch_generator', 'get_task_params', 'PerceptualDiscrimination'],
  ...['coherence', 'direction', 'DelayedDiscrimination', 'onset_time', 'stim_duration_1', 'delay_duration'],
  ...['stim_duration_2', 'decision_duration', 'MatchToCategory', 'W_f', 'W_i', 'W_c', 'W_o', 'b_f', 'b_i'],
  ...['b_c', 'b_o', 'init_hidden', 'init_cell'],
];

/** The names of PsychRNN that a page has no row for in the section of this title, or in any. */
function withoutRow(text: string, names: readonly string[], title = 'all'): string[] {
  const sections = text.split(/^## /m);
  const part = title === 'all' ? text : (sections.find((each) => each.startsWith(title)) ?? '');
  const said = new Set(rowsOf(part).flatMap(([theirs]) => spansOf(theirs)));
  return names.filter((name) => !said.has(name));
}

test.each([
  ['Parameters of the network', networkParams],
  ['Parameters of training', trainParams],
  ['all', others],
])('every name of PsychRNN has its row: %s', (title, names) => {
  expect(withoutRow(guide, names, title)).toEqual([]);
});

test('control: a row that is missing is noticed', () => {
  const lines = guide.split('\n').filter((line) => !line.startsWith('| `spec_rad` '));
  expect(withoutRow(lines.join('\n'), networkParams, 'Parameters of the network')).toEqual(['spec_rad']);
  expect(withoutRow(guide, ['learning_rate'], 'Parameters of the network')).toEqual(['learning_rate']);
});

const exported = new Set([...Object.keys(synaptape), ...Object.keys(node), ...Object.keys(synaptape.init)]);
/** Names of ours whose types are not written as interfaces: parameters by name, and words of the language. */
const parameters = ['wIn', 'wRec', 'wOut', 'bRec', 'bOut', 'x0'];
const words = ['true', 'false', 'null', ...['z', 'targets', 'mask', 'inputs', 'Task']];
/** Members of classes, which are no interfaces. */
const methods = Object.getOwnPropertyNames(synaptape.Model.prototype);

/** Names and literals in code spans that are neither exports nor options. */
function unknownIn(spans: readonly string[]): string[] {
  return spans.flatMap((span) => {
    const literals = Array.from(span.matchAll(/'([^']*)'/g), ([, literal]) => literal);
    const names = span.replace(/'[^']*'/g, '').match(/\b[A-Za-z_]\w*/g) ?? [];
    const known = (name: string): boolean =>
      exported.has(name) || allMembers.has(name) || [...parameters, ...words, ...methods].includes(name);
    return [...names.filter((name) => !known(name)), ...literals.filter((literal) => !isLiteral(literal))];
  });
}

test('every name of ours is an export or an option', () => {
  const ours = rowsOf(guide).flatMap(([, cell]) => spansOf(cell));
  expect(ours.length).toBeGreaterThan(100);
  expect(unknownIn(ours)).toEqual([]);
});

test('all other names are those of PsychRNN', () => {
  const theirs = new Set(rowsOf(guide).flatMap(([cell]) => spansOf(cell)));
  const lines = guide.replace(/^```[\s\S]*?^```$/gm, '').split('\n');
  const unknown = new Set(unknownIn(lines.flatMap(spansOf)).filter((name) => !theirs.has(name)));
  // The page's own commands and what PsychRNN calls the second result of its test.
  expect([...unknown].toSorted()).toEqual(['NAME', 'examples', 'mjs', 'npm', 'states']);
});

test('control: a name or value that there is not is noticed', () => {
  expect(unknownIn(["createRateNetwork({ daleRatoi, positivity: 'psychrn' })"])).toEqual([
    'daleRatoi',
    'psychrn',
  ]);
  expect(unknownIn(["spectralRadius(1.1, gaussian(), { of: 'raw' })"])).toEqual([]);
  expect(spansOf('| x | `a`, `b.c` | |')).toEqual(['a', 'b.c']);
  expect(optionNames('TrialDatasetOptions')).toEqual(['batchSize', 'key', 'padTo', 'forced']);
  expect(optionNames('FitOption')).toEqual([]);
});

test('every example is in the guide, and every link leads somewhere', () => {
  const linked = Array.from(guide.matchAll(/\]\((\.\.?\/[^)]+)\)/g), ([, path]) => path);
  for (const path of linked) expect(existsSync(new URL(path, docs)), path).toBe(true);
  const files = readdirSync(new URL('../examples/', docs)).filter((file) => file.endsWith('.mjs'));
  expect([...new Set(linked)].toSorted()).toEqual(files.map((file) => `../examples/${file}`).toSorted());
  const titles = Array.from(guide.matchAll(/^## (.*)$/gm), ([, title]) =>
    title.toLowerCase().replaceAll(' ', '-'),
  );
  for (const [, anchor] of guide.matchAll(/\]\(#([^)]+)\)/g)) expect(titles).toContain(anchor);
});

describe('the code', () => {
  const blocks: { code: string; output: string }[] = readmeBlocks(guide);
  let home: BuiltPackage;
  beforeAll(async () => {
    home = await buildPackage();
  });
  afterAll(() => home.remove());

  test('is found', () => {
    expect(blocks.length).toBe(guide.match(/^```js$/gm)?.length);
    expect(blocks.length).toBeGreaterThan(3);
  });

  test.each(blocks.map((block, i) => ({ ...block, i: i + 1 })))(
    'block $i prints what it says',
    async ({ code, output, i }) => {
      writeFileSync(join(home.folder, `block-${i}.mjs`), code);
      expect(await home.run(`block-${i}.mjs`)).toEqual({ code: 0, stdout: output, stderr: '' });
    },
  );
});
