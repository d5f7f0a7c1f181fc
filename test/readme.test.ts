import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { USAGE } from '../src/cli/arguments.ts';
import { EXIT } from '../src/cli/errors.ts';

const root = new URL('../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const readme = read('README.md');
const manifest = JSON.parse(read('package.json'));

test('the examples print what the README says, to the letter', () => {
  const words = ['scripts/run-readme.mjs'];
  const log = execFileSync(process.execPath, words, { cwd: root, encoding: 'utf8' });
  expect(log.match(/prints what it says/g)?.length).toBe(readme.match(/^```js$/gm)?.length);
});

test('the two lines that set everything up are there', () => {
  expect(readme).toMatch(/^npm ci && npm run song2016 {6}# trains, tests, writes runs\/song2016\/$/m);
  expect(readme).toMatch(/^npm ci && npm test$/m);
});

test('the help is that of the program, and names its exit codes', () => {
  expect(readme).toContain(`\`\`\`text\n${USAGE}\`\`\``);
  for (const code of [EXIT.ok, EXIT.failure, EXIT.usage, EXIT.interrupted]) {
    expect(USAGE).toMatch(new RegExp(`Exit codes:.*\\b${code} `));
  }
});

test('every import path has a row, and no row lacks a path', () => {
  const rows = Array.from(readme.matchAll(/^\| `(synaptape[^`]*)` \|/gm), ([, path]) => path);
  const paths = Object.keys(manifest.exports).filter((entry) => !entry.endsWith('.json'));
  expect(rows).toEqual(paths.map((entry) => entry.replace('.', 'synaptape')));
});

test('every folder of src has a row in the layout, and no row lacks a folder', () => {
  const rows = Array.from(readme.matchAll(/^\| `src\/(\w+)` \|/gm), ([, name]) => name);
  const folders = readdirSync(new URL('src/', root), { withFileTypes: true });
  const names = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect(rows.toSorted()).toEqual(names.toSorted());
});

test('every script and file that it names is there', () => {
  for (const [, name] of readme.matchAll(/`npm run ([\w:]+)`/g))
    expect(manifest.scripts).toHaveProperty(name);
  for (const [, path] of readme.matchAll(/\]\(([\w./]+)\)|`(?:node|bash) ([\w./-]+)/g)) {
    if (path !== undefined) expect(existsSync(new URL(path, root)), path).toBe(true);
  }
  for (const [, path] of readme.matchAll(/`(?:node|bash) ([\w./-]+)/g)) {
    expect(existsSync(new URL(path, root)), path).toBe(true);
  }
});

test('the table of results has no empty or made-up row', () => {
  const region = /<!-- results:song2016 -->\n(.*?)<!-- \/results -->/s.exec(readme)?.[1] ?? '';
  const [header, rule, ...rows] = region.trimEnd().split('\n');
  expect(header).toBe('| seed | steps | mean loss of the last 200 | performance | ceiling | time |');
  expect(rule).toMatch(/^(\| ---: ){6}\|$/);
  for (const row of rows) {
    expect(row).toMatch(
      /^\| \d+ \| \d+ \| \d\.\d{4} \| \d+\.\d % \| 86\.5 % \| (\d+ min \d\d|\d+\.\d) s \|$/,
    );
  }
});
