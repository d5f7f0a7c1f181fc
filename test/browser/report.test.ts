/** Reports of runs as their readers open them: on screens of two widths, light and dark, and on paper. @module */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startExperiment } from '../../src/experiments/experiment.ts';
import { changedExperiment } from '../../src/experiments/experiment-config.ts';
import { experimentPresets } from '../../src/experiments/experiment-presets.ts';
import { buildReport } from '../../src/report/report.ts';
import { studyOf } from '../../src/report/study.ts';
import { findTask } from '../../src/tasks/catalogue.ts';
import { openBrowser } from './support/browser.ts';
import { tabProblems } from './support/keyboard.ts';
import { layoutProblems } from './support/layout.ts';
import { noise, openPage, QUIET } from './support/open-page.ts';
import {
  coloursOf,
  contrastProblems,
  headingProblems,
  motionProblems,
  nameless,
  sidewaysScroll,
} from './support/page-checks.ts';
import { type Served, serve } from './support/serve.ts';

/** Two answers, a ring, and values at every step: each has figures of its own. */
const STEPS = { song2016: 300, fdgo: 30, flipFlop: 30 } as const;
type Name = keyof typeof STEPS;
const NAMES = Object.keys(STEPS) as Name[];
const MOST_BYTES = 1.5e6;
/** A4 within margins of 10 mm, at 96 pixels per inch. */
const PAPER = { width: 718, height: 1047 } as const;

async function reportOf(name: Name): Promise<string> {
  const config = changedExperiment(experimentPresets[name], { training: { steps: STEPS[name] } });
  const experiment = startExperiment(config, { findTask });
  const losses: number[] = [];
  for await (const { loss } of experiment.run()) losses.push(loss);
  return buildReport(studyOf(experiment, { losses, seconds: 1 }));
}

/** A sentence for each figure that paper would cut. */
const cutFigures = (page: Page): Promise<string[]> =>
  page.evaluate(
    (height) =>
      Array.from(document.querySelectorAll('svg')).flatMap((svg) => {
        const section = svg.closest('section') ?? svg;
        const name = section.id || 'a figure';
        return [
          ...(getComputedStyle(section).breakInside === 'avoid' ? [] : [`${name} may be cut`]),
          ...(section.getBoundingClientRect().height <= height ? [] : [`${name} is higher than the paper`]),
        ];
      }),
    PAPER.height,
  );

let folder: string;
let served: Served;
const reports = new Map<Name, string>();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-'));
  served = await serve(folder, '/runs/');
  for (const name of NAMES) {
    reports.set(name, await reportOf(name));
    await writeFile(join(folder, `${name}.html`), reports.get(name)!);
  }
});
afterAll(async () => {
  await served.close();
  await rm(folder, { recursive: true });
});

const onDisk = (file: string): string => pathToFileURL(join(folder, file)).href;

test.each(NAMES)('%s: the size', (name) => {
  expect(new TextEncoder().encode(reports.get(name)).length).toBeLessThan(MOST_BYTES);
});

describe.each(['chromium', 'firefox'] as const)('%s', (browserName) => {
  const browser = openBrowser(browserName);
  afterAll(() => browser.close());

  test.each(NAMES)('%s: both widths, light and dark, from disk and served', async (name) => {
    const colours: Record<string, readonly string[]> = {};
    // Widths and schemes do not act together, and each scheme has a Firefox of its own.
    for (const [width, scheme, url] of [
      [1280, 'light', onDisk(`${name}.html`)],
      [390, 'dark', `${served.url}${name}.html`],
    ] as const) {
      const opened = await openPage(browser, url, { width, scheme });
      const { page } = opened;
      expect(await layoutProblems(page)).toEqual([]);
      expect(await sidewaysScroll(page)).toBe(0);
      expect(await contrastProblems(page)).toEqual([]);
      expect(await headingProblems(page)).toEqual([]);
      expect(await motionProblems(page)).toEqual([]);
      if (browserName === 'chromium') expect(await nameless(page)).toEqual([]);
      expect(await tabProblems(page)).toEqual([]);
      colours[scheme] = await coloursOf(page);
      expect(noise(opened)).toEqual(QUIET);
      await opened.close();
    }
    expect(colours.light.filter((colour, i) => colour === colours.dark[i])).toEqual([]);
  });

  test.each(NAMES)('%s: a document on paper', async (name) => {
    const { page, close } = await openPage(browser, onDisk(`${name}.html`));
    const pdf = await page.pdf({ format: 'a4' });
    expect(new TextDecoder().decode(pdf.subarray(0, 5))).toBe('%PDF-');
    expect(pdf.length).toBeGreaterThan(20_000);
    await close();
  });
});

describe('paper', () => {
  const browser = openBrowser('chromium');
  afterAll(() => browser.close());

  test.each(NAMES)('%s: light for readers of dark screens too, no figure is cut', async (name) => {
    const [paper, screen] = [
      await openPage(browser, onDisk(`${name}.html`), { ...PAPER, print: true, scheme: 'dark' }),
      await openPage(browser, onDisk(`${name}.html`)),
    ];
    expect(await coloursOf(paper.page)).toEqual(await coloursOf(screen.page));
    expect(await cutFigures(paper.page)).toEqual([]);
    expect(await sidewaysScroll(paper.page)).toBe(0);
    expect(await layoutProblems(paper.page)).toEqual([]);
    await Promise.all([paper.close(), screen.close()]);
  });

  test('control: a figure that may be cut, and one that must be', async () => {
    const html = `<!doctype html><meta charset="utf-8"><title>Page</title>
<section><svg></svg></section><section id="high" style="break-inside:avoid"><svg height="1100"></svg></section>`;
    await writeFile(join(folder, 'cut.html'), html);
    const { page, close } = await openPage(browser, onDisk('cut.html'), { ...PAPER, print: true });
    expect(await cutFigures(page)).toEqual(['a figure may be cut', 'high is higher than the paper']);
    await close();
  });
});
