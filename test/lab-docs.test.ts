/** The guide to the lab: views that there are, links that hold what they say, numbers that come out again. @module */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hashOfParams } from '../lab/src/hash.ts';
import { decodeLink, encodeLink } from '../lab/src/link.ts';
import { manipulated } from '../lab/src/manipulation.ts';
import { apartViews, watchViews } from '../lab/src/page/view-list.ts';
import { labTask } from '../lab/src/tasks.ts';
import * as analysis from '../src/analysis/index.ts';
import * as experiments from '../src/experiments/index.ts';
import * as report from '../src/report/index.ts';

const page = readFileSync(new URL('../docs/lab.md', import.meta.url), 'utf8');
// Scripts are plain JavaScript without types.
const script = (name: string): Promise<Record<string, never>> =>
  import(new URL(`../scripts/${name}.mjs`, import.meta.url).href);
const [{ configOf, LINKS, median, stepsTo }, { checkText, readRegion, startRow, withRegion }] =
  (await Promise.all(['lab-measures', 'lab-tables'].map(script))) as unknown as [Measures, Tables];

interface Measures {
  readonly LINKS: Readonly<Record<string, Readonly<Record<string, experiments.PartialConfig>>>>;
  readonly configOf: (parts: typeof lab, change: experiments.PartialConfig) => experiments.ExperimentConfig;
  readonly median: (values: readonly number[]) => number;
  readonly stepsTo: (losses: readonly number[], level: number) => number;
}

interface Tables {
  readonly checkText: (parts: typeof lab) => Promise<string>;
  readonly startRow: (parts: typeof lab, label: string) => Promise<string>;
  readonly readRegion: (page: string, name: string) => string | undefined;
  readonly withRegion: (page: string, name: string, text: string) => string;
}

const lab = {
  ...analysis,
  ...experiments,
  ...report,
  labTask,
  manipulated,
  encodeLink,
  decodeLink,
  hashOfParams,
};

/** Labels and fragments of the links to the lab. */
const linksIn = (text: string): (readonly [string, string])[] =>
  Array.from(text.matchAll(/\[([^\]]+)\]\(http:\/\/localhost:8080\/(#[^)]+)\)/g), ([, label, fragment]) => [
    label,
    fragment,
  ]);

test('each link holds the configuration that was measured', () => {
  const wanted = Object.values(LINKS).flatMap((links) =>
    Object.entries(links).map(([label, change]) => [label, configOf(lab, change)] as const),
  );
  const found = linksIn(page).map(([label, fragment]) => [label, decodeLink(fragment)] as const);
  expect(found.toSorted()).toEqual(wanted.toSorted());
});

test('control: a link with a letter changed is refused', () => {
  const [[, fragment]] = linksIn(page);
  const at = fragment.length - 5;
  const other = fragment[at] === 'A' ? 'B' : 'A';
  expect(() => decodeLink(fragment.slice(0, at) + other + fragment.slice(at + 1))).toThrow(/cut or changed/);
});

test('the hash after 100 steps comes out again', async () => {
  expect(readRegion(page, 'check')).toBe(await checkText(lab));
});

test('the numbers of a network before training come out again, to the letter', async () => {
  const row = await startRow(lab, 'unbalanced, radius 1.5');
  const stated = (text: string): string[] => readRegion(text, 'start')?.split('\n') ?? [];
  expect(stated(page)).toContain(row);
  // Control: another digit is noticed.
  const changed = stated(page).join('\n').replaceAll('1.50', '1.51');
  expect(stated(withRegion(page, 'start', changed))).not.toContain(row);
});

test('every place has its text', () => {
  for (const [, name] of page.matchAll(/<!-- lab:(\w+) -->/g))
    expect(readRegion(page, name), name).not.toBe('');
  expect(() => withRegion(page, 'strat', '')).toThrow('expected docs/lab.md to have the marks of lab:strat');
});

test('what a table says is measured as it says', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  const falling = Array.from({ length: 400 }, (_, i) => (i < 200 ? 1 : 0));
  // Half of the last 200 are 0 after 300 steps: a mean of 0.5, below it one step later.
  expect(stepsTo(falling, 0.5)).toBe(301);
  expect(stepsTo(falling, 0)).toBe(Number.POSITIVE_INFINITY);
});

test.each([...watchViews, ...apartViews])('$title has its paragraph', ({ title }) => {
  expect(page).toMatch(new RegExp(`\\*\\*${title}\\.?\\*\\*`));
});

test('every file and section that it names is there', () => {
  const headings = Array.from(page.matchAll(/^#+ (.*)$/gm), ([, heading]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
  for (const [, target] of page.matchAll(/\]\((?!http)([^)]+)\)/g)) {
    if (target.startsWith('#')) expect(headings).toContain(target.slice(1));
    else
      expect(readFileSync(new URL(target, new URL('../docs/', import.meta.url))).length).toBeGreaterThan(0);
  }
});
