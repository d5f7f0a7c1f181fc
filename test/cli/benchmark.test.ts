import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseCommand } from '../../src/cli/arguments.ts';
import { taskCatalogue } from '../../src/tasks/catalogue.ts';
import { buildProgram, type Finished, type ProgramHome } from './program.ts';

let program: ProgramHome;
const run = (...words: string[]): Promise<Finished> => program.start('benchmark', 'tasks', ...words).finished;

beforeAll(async () => {
  program = await buildProgram();
}, 60_000);
afterAll(() => rmSync(program.folder, { recursive: true }));

describe('benchmark tasks', () => {
  test('says which tasks are learned, in a table, and writes the same as a document', async () => {
    const words = ['--task', 'goNogo', '--task', 'delayComparison', '--seconds', '20', '--out', 'a/b.json'];
    const { code, stdout, stderr } = await run(...words);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^2 tasks, 64 units, at most 20 s each, goal 95 % of the ceiling\n/);
    const [head, first, second, last] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^task +seed +goal +accuracy +updates +seconds$/);
    expect(first).toMatch(/^goNogo +1 +0\.950 +1\.000 +\d+ +\d+\.\d {2}reached$/);
    expect(second).toMatch(/^delayComparison +1 +0\.9\d\d /);
    expect(last).toBe('2 of 2 reached');
    const { units, seconds, percent, rows } = JSON.parse(
      readFileSync(join(program.folder, 'a', 'b.json'), 'utf8'),
    );
    expect({ units, seconds, percent }).toEqual({ units: 64, seconds: 20, percent: 95 });
    expect(rows[0]).toMatchObject({
      task: 'goNogo',
      collection: 'neurogym',
      seed: 1,
      reached: true,
      goal: 0.95,
    });
  });

  test('names what is not learned in its time, and exits 0', async () => {
    const { code, stdout } = await run(
      '--task',
      'romo',
      '--seconds',
      '1',
      '--seeds',
      '2',
      '--seed',
      '5',
      '--json',
    );
    expect(code).toBe(0);
    const { rows } = JSON.parse(stdout);
    expect(rows.map(({ seed, reached }: { seed: number; reached: boolean }) => [seed, reached])).toEqual([
      [5, false],
      [6, false],
    ]);
  });

  test('an unknown task is named with the nearest one', async () => {
    const { code, stderr } = await run('--task', 'goNogi');
    expect(code).toBe(2);
    expect(stderr).toContain("expected the name of a task, got 'goNogi' - did you mean 'goNogo'?");
  });

  test('takes the whole catalogue by default', () => {
    expect(parseCommand(['benchmark', 'tasks'])).toEqual({
      kind: 'benchmark tasks',
      options: { tasks: [], seconds: 60, seeds: [1], percent: 95, json: false, out: undefined },
    });
    expect(taskCatalogue.length).toBeGreaterThan(50);
  });
});
