/** Pictures of pages, to be looked at: every width and scheme, and paper. @module */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import type { RealBrowser } from './browser.ts';
import { type Look, openPage } from './open-page.ts';

/** A4 at 96 pixels per inch, less margins of 10 mm, is 718 pixels wide. */
const LOOKS: Readonly<Record<string, Look>> = {
  '1280-light': { width: 1280 },
  '1280-dark': { width: 1280, scheme: 'dark' },
  '390-light': { width: 390, height: 844 },
  '390-dark': { width: 390, height: 844, scheme: 'dark' },
  print: { width: 718, print: true },
};

/**
 * Takes a picture of the whole height of a page in each look, as `1280-light.png`, `390-dark.png` and so on, in a folder
 * that is made if need be; Firefox has none of print. `ready` brings the page to what is to be seen.
 * @returns the paths of the files
 */
export async function takePictures(
  browser: RealBrowser,
  url: string,
  folder: string,
  ready: (page: Page) => Promise<unknown> = async () => {},
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for (const [name, look] of Object.entries(LOOKS)) {
    if (look.print && browser.name !== 'chromium') continue;
    const opened = await openPage(browser, url, look);
    await ready(opened.page);
    const path = join(folder, `${name}.png`) as `${string}.png`;
    await opened.page.screenshot({ path, fullPage: true });
    await opened.close();
    paths.push(path);
  }
  return paths;
}
