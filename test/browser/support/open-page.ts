/** Pages in real browsers, with a record of all that they say and ask for. @module */

import type { ConsoleMessage, HTTPRequest, Page } from 'puppeteer-core';
import type { Preferences, RealBrowser } from './browser.ts';

/** How a page is seen. */
export interface Look extends Preferences {
  /** Width and height of the window in CSS pixels, 1280 and 800 by default. */
  readonly width?: number;
  readonly height?: number;
  /** As on paper; Chromium only. False by default. */
  readonly print?: boolean;
}

/** A page, and what has happened in it and in its workers since it was opened. */
export interface OpenPage {
  readonly page: Page;
  /** Messages of the console, as 'error: text'. */
  readonly messages: readonly string[];
  /** Errors that nothing caught. */
  readonly errors: readonly string[];
  /**
   * Addresses that the page asked for besides its own; what it holds or makes itself (data:, blob:) is not asked for.
   * Neither protocol reports WebSockets, nor Firefox's those of file: addresses.
   */
  readonly requests: readonly string[];
  /** Those of `requests` that are not in the folder of the page. */
  foreign(): readonly string[];
  /** Closes it and forgets its profile. */
  close(): Promise<void>;
}

/** Shows a page as a reader with these preferences sees it. */
async function emulate(page: Page, name: RealBrowser['name'], look: Look): Promise<void> {
  const { width = 1280, height = 800, scheme = 'light', reducedMotion = false, print = false } = look;
  await page.setViewport({ width, height });
  if (name === 'chromium') {
    const session = await page.createCDPSession();
    // In one command: puppeteer's own two each undo the other.
    await session.send('Emulation.setEmulatedMedia', {
      media: print ? 'print' : '',
      features: [
        { name: 'prefers-color-scheme', value: scheme },
        { name: 'prefers-reduced-motion', value: reducedMotion ? 'reduce' : 'no-preference' },
      ],
    });
  }
}

/** An address without what it hands to the page, which may hold anything. */
const placeOf = (url: string): string => url.replace(/[?#].*$/, '');
/** The folder of an address, with its last slash. */
const folderOf = (url: string): string => placeOf(url).replace(/[^/]*$/, '');

/**
 * Opens an address in a profile of its own, which no other page shares, and waits until it is loaded.
 * @throws Error for print in Firefox, and for a browser that is missing
 */
export async function openPage(browser: RealBrowser, url: string, look: Look = {}): Promise<OpenPage> {
  if (look.print && browser.name === 'firefox') {
    throw new Error('openPage: expected Chromium for print: true, got Firefox - use page.pdf() there');
  }
  const context = await (await browser.running(look)).createBrowserContext();
  const page = await context.newPage();
  const [messages, errors, requests]: [string[], string[], string[]] = [[], [], []];
  page.on('console', (message: ConsoleMessage) => messages.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error: unknown) =>
    errors.push(error instanceof Error ? error.message : String(error)),
  );
  page.on('request', (request: HTTPRequest) => {
    const asked = request.url();
    if (placeOf(asked) !== placeOf(url) && !/^(?:data|blob):/.test(asked)) requests.push(asked);
  });
  await emulate(page, browser.name, look);
  await page.goto(url);
  return {
    page,
    messages,
    errors,
    requests,
    foreign: () => requests.filter((asked) => !asked.startsWith(folderOf(url))),
    close: () => context.close(),
  };
}

/** All that a page must not do. */
export const noise = ({ messages, errors, requests }: OpenPage): object => ({ messages, errors, requests });

/** The noise of a page that keeps quiet. */
export const QUIET: object = { messages: [], errors: [], requests: [] };
