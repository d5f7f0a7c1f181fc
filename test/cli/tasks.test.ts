import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { showTrial } from '../../src/cli/show-trial.ts';
import { findTask, taskCatalogue } from '../../src/tasks/catalogue.ts';
import { elements, parseXml, textOf } from '../plot/xml.ts';
import { buildProgram, type Finished, type ProgramHome } from './program.ts';

let program: ProgramHome;
const run = (...words: string[]): Promise<Finished> => program.start('tasks', ...words).finished;

beforeAll(async () => {
  program = await buildProgram();
}, 60_000);
afterAll(() => rmSync(program.folder, { recursive: true }));

describe('tasks', () => {
  test('lists every task in a line: name, collection, description', async () => {
    const { code, stdout, stderr } = await run();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.split(/ {2,}/))).toEqual(
      taskCatalogue.map(({ name, collection, description }) => [name, collection, description]),
    );
  });

  test('--json is one document with the facts of each', async () => {
    const { code, stdout } = await run('--json');
    expect(code).toBe(0);
    const facts = JSON.parse(stdout);
    expect(facts).toHaveLength(taskCatalogue.length);
    expect(facts.find(({ name }: { name: string }) => name === 'goNogo')).toEqual({
      ...{
        name: 'goNogo',
        collection: 'neurogym',
        title: 'Go or no go',
        citation: 'Zhang et al. (2019), eLife 8',
      },
      description: 'Answer one stimulus, withhold the answer to the other.',
      ...{ ceiling: 1, kind: 'classes', dt: 100, nIn: 3, nOut: 2, maxSteps: 15, response: ['decision'] },
      ...{ inputs: ['fixation', 'no go', 'go'], outputs: ['fixate', 'go'] },
    });
  });
});

describe('tasks show', () => {
  test('writes the figure to a file, and to standard output without one', async () => {
    const words = ['show', 'goNogo', '--seed', '2', '--set', 'dt=50', '--force', 'groundTruth=1'];
    const [file, stream] = await Promise.all([run(...words, '--out', 'deep/trial.svg'), run(...words)]);
    expect(file).toEqual({ code: 0, stdout: '', stderr: 'one trial of goNogo, seed 2, in deep/trial.svg\n' });
    expect({ code: stream.code, stderr: stream.stderr }).toEqual({ code: 0, stderr: '' });
    expect(readFileSync(join(program.folder, 'deep', 'trial.svg'), 'utf8')).toBe(stream.stdout);
    expect(readdirSync(join(program.folder, 'deep'))).toEqual(['trial.svg']);
    const texts = elements(parseXml(stream.stdout), 'text').map(textOf);
    expect(texts).toEqual(
      expect.arrayContaining(['Go or no go', 'groundTruth 1', 'stimulus', 'Time (ms)', '1400']),
    );
    const forced = showTrial(findTask('goNogo'), {
      seed: 2,
      options: { dt: 50 },
      forced: { groundTruth: 1 },
    });
    expect(stream.stdout).toBe(forced);
  });

  test.each([
    [
      ['goNoga'],
      /^synaptape: findTask: expected the name of a task, got 'goNoga' - did you mean 'goNogo'\?$/m,
    ],
    [['goNogo', '--set', 'td=3'], /goNogo: expected known options, got 'td' - did you mean 'dt'\?$/m],
    [['goNogo', '--set', 'dt=-3'], /goNogo: expected dt to be a finite number > 0, got -3$/m],
    [
      ['goNogo', '--set', 'timing.dely=3'],
      /goNogo: timing: expected known options, got 'dely' - did you mean 'delay'\?$/m,
    ],
    [['goNogo', '--force', 'groundTruth=2'], /expected forced groundTruth to be one of 0, 1, got 2$/m],
  ])('%j is wrong usage, in the words of the task', async (words, message) => {
    const { code, stdout, stderr } = await run('show', ...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('a file that cannot be written exits 1', async () => {
    mkdirSync(join(program.folder, 'folder.svg'));
    const { code, stderr } = await run('show', 'goNogo', '--out', 'folder.svg');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^synaptape: expected a file that can be written at 'folder\.svg', got E\w+ - name another one\n$/,
    );
    expect(existsSync(join(program.folder, 'folder.svg.tmp'))).toBe(false);
  });
});

test.each(taskCatalogue)('the figure of $name is well formed, and the same each time', (entry) => {
  const svg = showTrial(entry, { seed: 5 });
  const [desc] = elements(parseXml(svg), 'desc');
  expect(textOf(desc)).toContain(entry.description);
  expect(svg).toBe(showTrial(entry, { seed: 5 }));
});
