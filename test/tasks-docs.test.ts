/** The guide to tasks: code that runs, pages and figures that are up to date. @module */

import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { taskCatalogue } from '../src/tasks/catalogue.ts';
import { type BuiltPackage, buildPackage } from './support/built-package.ts';
import { optionsOf } from './tasks/option-changes.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const read = (path: string): string => readFileSync(join(root, 'docs', path), 'utf8');
// Scripts are plain JavaScript without types.
const { readmeBlocks } = await import(new URL('../scripts/readme-blocks.mjs', import.meta.url).href);
const { readTaskPage, readTaskResults, withTasks } = await import(
  new URL('../scripts/task-benchmark-table.mjs', import.meta.url).href
);

test('the pages, figures and table are those that the catalogue makes', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/task-pages.mjs', '--check'], {
    cwd: root,
  });
  expect(stdout).toBe(`${2 * taskCatalogue.length + 1} files, 0 out of date\n`);
});

test.each(taskCatalogue)(
  'the page of $name has its source, and a row for every option, period and condition',
  (entry) => {
    const page = read(`tasks/${entry.name}.md`);
    const task = entry.make();
    expect(page).toContain(`Source: ${entry.citation}.`);
    expect(page).toContain(`![One trial](${entry.name}.svg)`);
    for (const option of Object.keys(optionsOf(task))) {
      const name = option.replace('timing.', '');
      expect(page).toMatch(new RegExp(`^\\| \`${name}\` \\|[^|]*\\|`, 'm'));
      if (name === option)
        expect(page, `the meaning of ${name}`).not.toMatch(
          new RegExp(`^\\| \`${name}\` \\|.*\\|  \\|$`, 'm'),
        );
    }
    expect(page).not.toMatch(/undefined|NaN|\[object/);
  },
);

test('every link of the guide leads somewhere', () => {
  for (const [, path] of read('tasks.md').matchAll(/\]\(([\w./-]+)\)/g)) {
    expect(existsSync(join(root, 'docs', path)), path).toBe(true);
  }
});

describe('the code', () => {
  const blocks: { code: string; output: string }[] = readmeBlocks(read('tasks.md'));
  let home: BuiltPackage;
  beforeAll(async () => {
    home = await buildPackage();
  });
  afterAll(() => home.remove());

  test('is found', () => {
    expect(blocks.length).toBeGreaterThan(3);
  });

  test.each(blocks.map((block, i) => ({ ...block, i })))(
    'block $i prints what it says',
    async ({ code, output, i }) => {
      writeFileSync(join(home.folder, `block-${i}.mjs`), code);
      expect(await home.run(`block-${i}.mjs`)).toEqual({ code: 0, stdout: output, stderr: '' });
    },
  );
});

test('the table of learned tasks is that of the committed results, and names every task', () => {
  const results = readTaskResults();
  expect(withTasks(readTaskPage(), results)).toBe(readTaskPage());
  expect(results.rows.map(({ task }: { task: string }) => task)).toEqual(
    taskCatalogue.map(({ name }) => name),
  );
  const planted = { ...results, rows: results.rows.slice(1) };
  expect(withTasks(readTaskPage(), planted)).not.toBe(readTaskPage());
});
