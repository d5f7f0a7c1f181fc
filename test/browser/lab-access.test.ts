/** The lab by keyboard and by ear, at both widths, light and dark, and without motion. @module */

import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeLink } from '../../lab/src/link.ts';
import { changedExperiment } from '../../src/experiments/experiment-config.ts';
import { experimentPresets } from '../../src/experiments/experiment-presets.ts';
import { openBrowser } from './support/browser.ts';
import { tabProblems } from './support/keyboard.ts';
import {
  type HostedLab,
  hostLab,
  openLab,
  press,
  textOf,
  trainToEnd,
  untilDrawn,
  untilState,
  untilText,
} from './support/lab.ts';
import { layoutProblems } from './support/layout.ts';
import { noise, QUIET } from './support/open-page.ts';
import {
  coloursOf,
  contrastProblems,
  headingProblems,
  motionProblems,
  nameless,
  sidewaysScroll,
} from './support/page-checks.ts';

const link = encodeLink(changedExperiment(experimentPresets.song2016, { training: { steps: 200 } }));
/** As high as the page: cards draw their figures when they are seen. */
const HEIGHT = 14_000;

let lab: HostedLab;
beforeAll(async () => {
  lab = await hostLab();
});
afterAll(() => lab.close());

describe.each(['chromium', 'firefox'] as const)('%s', (name) => {
  const browser = openBrowser(name);
  afterAll(() => browser.close());

  // Widths and schemes do not act together, and each scheme has a Firefox of its own. The dark one asks for less motion.
  test.each([
    [1280, 'light'],
    [390, 'dark'],
  ] as const)(
    '%i px, %s: all figures fit, all texts can be read, nothing is sideways or moves unasked',
    async (width, scheme) => {
      const reducedMotion = scheme === 'dark';
      const opened = await openLab(browser, lab.urls.disk, link, {
        width,
        height: HEIGHT,
        scheme,
        reducedMotion,
      });
      const { page } = opened;
      if (reducedMotion) expect(await motionProblems(page)).toEqual([]);
      await trainToEnd(page);
      if (reducedMotion) expect(await motionProblems(page)).toEqual([]);
      await untilDrawn(page);
      expect(await sidewaysScroll(page)).toBe(0);
      expect(await layoutProblems(page)).toEqual([]);
      expect(await contrastProblems(page)).toEqual([]);
      expect(await headingProblems(page)).toEqual([]);
      if (name === 'chromium') expect(await nameless(page)).toEqual([]);
      const before = await coloursOf(page);
      await page.select('#theme', scheme === 'light' ? 'dark' : 'light');
      const after = await coloursOf(page);
      expect(before.filter((colour, i) => colour === after[i])).toEqual([]);
      expect(noise(opened)).toEqual(QUIET);
      await opened.close();
    },
  );

  test.each([1280, 390])(
    '%i px: Tab reaches every control in order, and each shows the focus',
    async (width) => {
      const opened = await openLab(browser, lab.urls.server, link, { width, height: HEIGHT });
      await untilDrawn(opened.page);
      expect(await tabProblems(opened.page)).toEqual([]);
      expect(noise(opened)).toEqual(QUIET);
      await opened.close();
    },
  );

  test('a run by keyboard alone, the focus never lost', async () => {
    const opened = await openLab(browser, lab.urls.server, link);
    const { page } = opened;
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement!.id);
    const type = async (...keys: readonly Parameters<Page['keyboard']['press']>[0][]): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await page.focus('#start');
    await type('Enter');
    await untilState(page, 'running');
    expect(await focused()).toBe('pause');
    await type(' ');
    await untilState(page, 'paused');
    expect(await focused()).toBe('start');

    await page.focus('#unit-0');
    const visited = new Set([await focused()]);
    for (let i = 1; i < 50; i++) {
      await type('ArrowRight');
      visited.add(await focused());
    }
    expect(visited.size).toBe(50);
    await type(' ');
    expect(await page.$eval('#unit-49', (unit) => unit.getAttribute('aria-pressed'))).toBe('true');
    expect(await textOf(page, 'apart-text')).toMatch(/^1 unit silenced/);
    await type('Home');
    expect(await focused()).toBe('unit-0');

    await page.focus('#inhibition');
    await type('Home');
    expect(await textOf(page, 'apart-text')).toContain('inhibition × 0.00');

    await page.$eval('#blocks-board', (board) => (board as SVGElement).focus());
    await type('ArrowDown', 'ArrowRight');
    await page.keyboard.down('Shift');
    await type('ArrowDown', 'ArrowRight');
    await page.keyboard.up('Shift');
    await type('Enter');
    const blocks = await page.$$eval('.blocks-list li span', (items) =>
      items.map((item) => item.textContent),
    );
    expect(blocks).toEqual(['absent: sending 1 to 6, receiving 1 to 6']);
    expect(await textOf(page, 'design-note')).toMatch(/differs from the run/);
    await page.focus('.blocks-list button');
    await type('Enter');
    expect(await focused()).toBe('blocks-board');

    const write = async (text: string): Promise<void> => {
      await page.keyboard.down('Control');
      await type('a');
      await page.keyboard.up('Control');
      await page.keyboard.type(text);
    };
    await page.focus('#field-network-density');
    await write('2');
    expect(await untilText(page, 'form-error', /expected/)).toMatch(/density.*, got 2/);
    expect(await page.$eval('#field-network-density', (field) => field.ariaInvalid)).toBe('true');
    await write('0.5');
    await page.waitForFunction(() => !(document.getElementById('apply') as HTMLButtonElement).disabled);
    await type('Enter');
    await untilState(page, 'ready');
    expect(await textOf(page, 'step-count')).toBe('0');
    expect(noise(opened)).toEqual(QUIET);
    await opened.close();
  });

  test('boxes of the form: what is no value is told, stops Apply, and leaves with what was typed', async () => {
    const opened = await openLab(browser, lab.urls.server, link);
    const { page } = opened;
    const write = (id: string, text: string): Promise<void> =>
      page.$eval(
        `#${id}`,
        (box, value) => {
          (box as HTMLInputElement).value = value;
          box.dispatchEvent(new Event('input', { bubbles: true }));
        },
        text,
      );
    const box = 'field-test-taskOptions';
    const told = (): Promise<(string | boolean | null)[]> =>
      page.$eval(`#${box}`, (area) => [
        area.parentElement!.querySelector('.problem')!.textContent,
        area.ariaInvalid,
        (document.getElementById('apply') as HTMLButtonElement).disabled,
      ]);
    for (const [text, sentence] of [
      ['{', /^This is not JSON yet/],
      ['null', /^These are no options/],
      ['[]', /^These are no options/],
    ] as const) {
      await write(box, text);
      expect(await told()).toEqual([expect.stringMatching(sentence), 'true', true]);
    }
    // Another box leaves it alone; another preset writes it anew.
    await write('field-seed', '3');
    expect(await textOf(page, box)).toBe('[]');
    await page.select('#preset', 'helloWorld');
    await page.waitForFunction(() =>
      document.getElementById('design-note')!.textContent.includes('is what runs'),
    );
    expect(await told()).toEqual(['', null, false]);

    await page.select('#preset', 'song2016');
    await page.waitForFunction(() =>
      document.getElementById('design-note')!.textContent.includes('is what runs'),
    );
    for (const share of ['', '7', '0.5']) await write('field-network-daleRatio', share);
    expect(noise(opened)).toEqual(QUIET);
    await opened.close();
  });

  test('while it trains, one live region speaks: at the start, at each tenth of the way, at the end', async () => {
    const opened = await openLab(browser, lab.urls.server, link);
    await opened.page.evaluate(() => {
      const said: string[] = [];
      for (const region of document.querySelectorAll('[role=status], [role=alert], [aria-live], output')) {
        new MutationObserver(() => said.push(`${region.id}: ${region.textContent}`)).observe(region, {
          ...{ childList: true, characterData: true, subtree: true },
        });
      }
      Object.assign(window, { said });
    });
    await press(opened.page, 'start');
    await untilState(opened.page, 'ended');
    const said = await opened.page.evaluate(() => (window as unknown as { said: string[] }).said);
    expect(said.filter((text) => !text.startsWith('status: '))).toEqual([]);
    expect(said.length).toBeGreaterThan(1);
    expect(said.length).toBeLessThanOrEqual(12);
    await opened.close();
  });
});
