/** The walk through song2016: its figures and its table are up to date, and it shows all of them. @module */

import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { FIGURE_NAMES } from '../../src/report/figures.ts';
import { wellFormed } from './studies.ts';

const docs = new URL('../../docs/', import.meta.url);
const page = readFileSync(new URL('song2016.md', docs), 'utf8');
// A script is plain JavaScript without types.
const { withSeeds } = await import(new URL('../../scripts/song2016-table.mjs', import.meta.url).href);

test('the figures and the table are those that the kept runs make', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/song2016-docs.mjs', '--check'], {
    cwd: fileURLToPath(new URL('../', docs)),
  });
  expect(stdout).toBe(`${FIGURE_NAMES.length + 1} files, 0 out of date\n`);
});

test('every figure is shown, with the words that draw it', () => {
  for (const name of FIGURE_NAMES) {
    expect(page).toContain(`](song2016/${name}.svg)`);
    expect(page).toContain(`\`synaptape plot ${name} DIR\``);
    wellFormed(readFileSync(new URL(`song2016/${name}.svg`, docs), 'utf8'));
  }
});

test('every link leads somewhere', () => {
  const headings = Array.from(page.matchAll(/^#+ (.*)$/gm), ([, title]) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
  for (const [, target] of page.matchAll(/\]\(([^)]+)\)/g)) {
    const isThere = target.startsWith('#')
      ? headings.includes(target.slice(1))
      : existsSync(new URL(target, docs));
    expect(isThere, target).toBe(true);
  }
});

test('control: a page without marks is refused', () => {
  expect(() => withSeeds('# A page', {}, [])).toThrow('expected docs/song2016.md to have the marks');
});
