/** The lab in a browser: where it is, and what its readers do. @module */

import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Page } from 'puppeteer-core';
import type { RealBrowser } from './browser.ts';
import { type Look, type OpenPage, openPage } from './open-page.ts';
import { serve } from './serve.ts';

/** Where readers meet the lab. */
export type From = 'server' | 'disk';

/** The lab at its addresses. */
export interface HostedLab {
  readonly urls: Readonly<Record<From, string>>;
  /** A folder for files of the tests. */
  readonly folder: string;
  close(): Promise<void>;
}

/** Serves a copy of lab/dist in a sub-folder; others may build it anew meanwhile. */
export async function hostLab(): Promise<HostedLab> {
  const folder = await mkdtemp(join(tmpdir(), 'lab-'));
  const copy = join(folder, 'dist');
  await cp(fileURLToPath(new URL('../../../lab/dist', import.meta.url)), copy, { recursive: true });
  const served = await serve(copy, '/some/folder/');
  return {
    urls: { server: served.url, disk: pathToFileURL(join(copy, 'index.html')).href },
    folder,
    async close() {
      await served.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** How a run stands, as the page tells it. */
type State = 'ready' | 'running' | 'paused' | 'ended' | 'failed';

/** Waits until a run stands so. */
export async function untilState(page: Page, ...states: readonly State[]): Promise<void> {
  await page.waitForFunction((wanted) => wanted.includes(document.body.dataset.state as State), {}, states);
}

/** Waits until at least so many steps are done. */
export async function untilStep(page: Page, step: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => Number(document.getElementById('step-count')?.textContent) >= wanted,
    {},
    step,
  );
}

/** Opens the lab with a configuration in the fragment of its address, or without. */
export async function openLab(
  browser: RealBrowser,
  url: string,
  fragment: string = '',
  look: Look = {},
): Promise<OpenPage> {
  const opened = await openPage(browser, url + fragment, look);
  await untilState(opened.page, 'ready', 'paused', 'ended');
  return opened;
}

/** The text of an element. */
export const textOf = (page: Page, id: string): Promise<string> =>
  page.$eval(`#${id}`, (element) =>
    element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
      ? element.value
      : element.textContent,
  );

/** Waits until the text of an element matches, and returns it. */
export async function untilText(page: Page, id: string, pattern: RegExp): Promise<string> {
  await page.waitForFunction(
    (element, source) => new RegExp(source).test(document.getElementById(element)!.textContent),
    {},
    id,
    pattern.source,
  );
  return textOf(page, id);
}

/** Presses a button, wherever on the page it is. */
export const press = (page: Page, id: string): Promise<void> =>
  page.$eval(`#${id}`, (button) => (button as HTMLButtonElement).click());

/** Asks for the hash of the weights. */
export async function hashIn(page: Page): Promise<string> {
  await press(page, 'hash-button');
  return untilText(page, 'hash', /^[0-9a-f]{64}$/);
}

/** Trains to the end, and returns the hash. */
export async function trainToEnd(page: Page): Promise<string> {
  await press(page, 'start');
  await untilState(page, 'ended', 'failed');
  return hashIn(page);
}

/** Waits until every card in the window has its figure, or says why not, and the test its answer. */
export const untilDrawn = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => {
    const isSeen = (element: Element): boolean => {
      const { top, bottom } = element.getBoundingClientRect();
      return element.checkVisibility() && bottom > 0 && top < innerHeight;
    };
    const drawn = (card: Element): boolean =>
      !card.hasAttribute('aria-busy') && card.querySelector('.figure svg, .note:not(:empty)') !== null;
    return (
      Array.from(document.querySelectorAll('.cards .card')).every((card) => !isSeen(card) || drawn(card)) &&
      Array.from(document.querySelectorAll('.numbers dd')).every(
        (number) => !isSeen(number) || number.textContent !== '…',
      )
    );
  });

/** Opens a file in the lab, and returns what is said about it. */
export async function openFile(page: Page, path: string): Promise<string> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const input = await page.$('input#open-file');
  await page.$eval('#file-status', (status) => {
    status.textContent = '';
  });
  await input!.uploadFile(path);
  await page.waitForFunction(
    (opening) => !['', opening].includes(document.getElementById('file-status')!.textContent),
    {},
    `Opening ${name}.`,
  );
  return textOf(page, 'file-status');
}
