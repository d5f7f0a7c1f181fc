/** The lab trains to the same bits in every browser, whatever happens on the way: pauses, links, reloads. @module */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeLink } from '../../lab/src/link.ts';
import { changedExperiment } from '../../src/experiments/experiment-config.ts';
import { experimentPresets } from '../../src/experiments/experiment-presets.ts';
import { hashAfter } from '../support/same-bits.ts';
import { openBrowser } from './support/browser.ts';
import {
  type HostedLab,
  hashIn,
  hostLab,
  openLab,
  press,
  textOf,
  trainToEnd,
  untilState,
  untilStep,
} from './support/lab.ts';
import { noise, QUIET } from './support/open-page.ts';

const STEPS = 300;
const { song2016 } = experimentPresets;
const linkOf = (steps: number, change: object = {}): string =>
  encodeLink(changedExperiment(song2016, { ...change, training: { steps } }));

let lab: HostedLab;
let hash: string;
beforeAll(async () => {
  [lab, hash] = await Promise.all([hostLab(), hashAfter(STEPS, 1)]);
});
afterAll(() => lab.close());

describe.each(['chromium', 'firefox'] as const)('%s', (name) => {
  const browser = openBrowser(name);
  afterAll(() => browser.close());

  test.each(['server', 'disk'] as const)(
    'from %s: the bits of Node, and those of a link in a fresh profile, with pauses and single steps, and after a reset',
    async (from) => {
      const sender = await openLab(browser, lab.urls[from], linkOf(STEPS));
      expect(await trainToEnd(sender.page)).toBe(hash);
      await press(sender.page, 'share');
      const link = await textOf(sender.page, 'share-link');
      expect(link).toMatch(/#v1=/);
      expect(noise(sender)).toEqual(QUIET);
      await sender.close();

      const receiver = await openLab(browser, link);
      const { page } = receiver;
      expect(await textOf(page, 'step-total')).toBe(` of ${STEPS} steps`);
      for (const stop of [20, 90]) {
        await press(page, 'start');
        await untilStep(page, stop);
        await press(page, 'pause');
        await untilState(page, 'paused');
        const done = Number(await textOf(page, 'step-count'));
        expect(done).toBeLessThan(STEPS);
        await press(page, 'step');
        await untilStep(page, done + 1);
        expect(await hashIn(page)).not.toBe(hash);
      }
      expect(await trainToEnd(page)).toBe(hash);
      await press(page, 'reset');
      await untilState(page, 'ready');
      expect(await textOf(page, 'step-count')).toBe('0');
      expect(await trainToEnd(page)).toBe(hash);
      expect(noise(receiver)).toEqual(QUIET);
      await receiver.close();
    },
  );

  test('control: another seed, or one step less, is another hash', async () => {
    const opened = await openLab(browser, lab.urls.server, linkOf(2));
    const two = await trainToEnd(opened.page);
    const other = await openLab(browser, lab.urls.server, linkOf(2, { seed: 2 }));
    expect(two).toBe(await hashAfter(2, 1));
    expect(new Set([two, await trainToEnd(other.page), await hashAfter(1, 1)]).size).toBe(3);
    await Promise.all([opened.close(), other.close()]);
  });

  test('a reload keeps the configuration and the run, which goes on to the same bits', async () => {
    const opened = await openLab(browser, lab.urls.disk, linkOf(STEPS));
    const { page } = opened;
    await press(page, 'start');
    await untilStep(page, 30);
    await press(page, 'pause');
    await untilState(page, 'paused');
    const before = [await textOf(page, 'step-count'), await hashIn(page)];
    // The run is kept a moment after it rests.
    await page.waitForFunction(() => sessionStorage.getItem('synaptape-lab-1-checkpoint') !== null);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await page.reload();
    await untilState(page, 'paused');
    expect([await textOf(page, 'step-count'), await hashIn(page)]).toEqual(before);
    expect(await textOf(page, 'step-total')).toBe(` of ${STEPS} steps`);
    expect(await textOf(page, 'field-training-steps')).toBe(String(STEPS));
    expect(await trainToEnd(page)).toBe(hash);
    expect(noise(opened)).toEqual(QUIET);
    await opened.close();
  });

  test.each([
    ['damaged', `${linkOf(STEPS).slice(0, -3)}xyz`, /^link: expected .+, got /],
    ['of another version', '#v9=abc', /^link: expected .*version.*, got /],
    [
      'too large for a page',
      linkOf(STEPS, { network: { nRec: 600 } }),
      /^lab: expected network\.nRec .*, got 600/,
    ],
  ])('a link that is %s: a sentence says so, and the lab works', async (_, fragment, sentence) => {
    const opened = await openLab(browser, lab.urls.server, fragment);
    expect(await textOf(opened.page, 'link-error')).toMatch(sentence);
    // A reload would tell of it again.
    expect(opened.page.url()).not.toContain('#');
    await press(opened.page, 'step');
    await untilStep(opened.page, 1);
    expect(noise(opened)).toEqual(QUIET);
    await opened.close();
  });
});
