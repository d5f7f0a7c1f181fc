/** What the tests in browsers rest on: each thing that a page must not do is seen when it is done. @module */

import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from './support/browser.ts';
import { findBrowser } from './support/find-browser.ts';
import { openPage } from './support/open-page.ts';
import { type Served, serve } from './support/serve.ts';
import { takePictures } from './support/take-pictures.ts';

let folder: string;
let served: Served;
/** Another origin. */
let elsewhere: Served;

const html = (body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Page</title>${body}</html>`;
const addressOf = (file: string, from: string): string =>
  from === 'disk' ? pathToFileURL(join(folder, file)).href : served.url + file;
/** Whether the page's scripts have come to their end. */
const done = (page: Page): Promise<unknown> => page.waitForFunction(() => document.title === 'done');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'support-'));
  [served, elsewhere] = await Promise.all([serve(folder, '/a/b/'), serve(folder)]);
  const worker = `console.warn('from the worker');
    fetch('${elsewhere.url}worker').catch(() => {}).then(() => { postMessage('done'); throw new Error('worker broke'); });`;
  const files = {
    'quiet.html': html(
      '<img alt="" src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22/%3E"><script>document.title = "done"</script>',
    ),
    'loud.html':
      html(`<script src="own.js"></script><img alt="" src="/outside.svg"><img alt="" src="${elsewhere.url}image.svg"><script>
      console.log('from the page');
      fetch('${elsewhere.url}page').catch(() => {});
      setTimeout(() => { throw new Error('page broke'); });
      const worker = new Worker(URL.createObjectURL(new Blob([${JSON.stringify(worker)}])));
      worker.onmessage = () => setTimeout(() => { document.title = 'done'; }, 200);
    </script>`),
    'own.js': 'var own = 1;\n',
    'media.html': html(
      `<style>body{margin:0;height:1500px;background:#fff}@media(prefers-color-scheme:dark){body{background:#000}}</style>`,
    ),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
});

afterAll(async () => {
  await Promise.all([served.close(), elsewhere.close()]);
  await rm(folder, { recursive: true });
});

describe.each(['chromium', 'firefox'] as const)('%s', (name) => {
  const browser = openBrowser(name);
  afterAll(() => browser.close());

  test.each(['disk', 'server'])('a page from %s that says and asks nothing', async (from) => {
    const { page, messages, errors, requests, foreign, close } = await openPage(
      browser,
      addressOf('quiet.html', from),
    );
    await done(page);
    expect({ messages, errors, requests, foreign: foreign() }).toEqual({
      ...{ messages: [], errors: [], requests: [], foreign: [] },
    });
    await close();
  });

  test.each(['disk', 'server'])(
    'messages, errors and requests of a page from %s and of its worker',
    async (from) => {
      const url = `${addressOf('loud.html', from)}#a/b`;
      const { page, messages, errors, requests, foreign, close } = await openPage(browser, url);
      await done(page);
      expect(messages).toEqual(expect.arrayContaining(['log: from the page', 'warn: from the worker']));
      // Firefox counts what it blocks among the errors.
      for (const broke of ['page broke', 'worker broke']) {
        expect(errors).toContainEqual(expect.stringContaining(broke));
      }
      const away = ['image.svg', 'page', 'worker'].map((path) => elsewhere.url + path);
      expect(foreign()).toEqual(expect.arrayContaining(away));
      if (from === 'server') {
        expect(foreign().toSorted()).toEqual([...away, new URL('/outside.svg', url).href].toSorted());
        expect(requests).toContain(`${served.url}own.js`);
      }
      await close();
    },
  );

  test('each page has a profile of its own, which a reload keeps', async () => {
    const [a, b] = [
      await openPage(browser, `${served.url}quiet.html`),
      await openPage(browser, `${served.url}quiet.html`),
    ];
    const kept = (page: Page): Promise<string | null> => page.evaluate(() => localStorage.getItem('kept'));
    await a.page.evaluate(() => localStorage.setItem('kept', 'yes'));
    await a.page.reload();
    expect([await kept(a.page), await kept(b.page)]).toEqual(['yes', null]);
    await Promise.all([a.close(), b.close()]);
  });

  test('width, colour scheme and reduced motion are those that are asked for', async () => {
    const seen = (page: Page): Promise<readonly unknown[]> =>
      page.evaluate(() => [
        innerWidth,
        matchMedia('(prefers-color-scheme: dark)').matches,
        matchMedia('(prefers-reduced-motion: reduce)').matches,
      ]);
    for (const [look, expected] of [
      [{}, [1280, false, false]],
      [{ width: 390, scheme: 'dark' }, [390, true, false]],
      [{ reducedMotion: true }, [1280, false, true]],
    ] as const) {
      const { page, close } = await openPage(browser, `${served.url}media.html`, look);
      expect(await seen(page)).toEqual(expected);
      await close();
    }
  });

  test('paper: Chromium shows it, Firefox cannot', async () => {
    const opening = openPage(browser, `${served.url}media.html`, { print: true, scheme: 'dark' });
    if (name === 'firefox') {
      await expect(opening).rejects.toThrow(
        'openPage: expected Chromium for print: true, got Firefox - use page.pdf() there',
      );
      return;
    }
    const { page, close } = await opening;
    expect(await page.evaluate(() => matchMedia('print and (prefers-color-scheme: dark)').matches)).toBe(
      true,
    );
    await close();
  });

  test('pictures of each look, of the whole height', async () => {
    const pictures = join(folder, `pictures-${name}`);
    const paths = await takePictures(browser, `${served.url}media.html`, pictures);
    const sizes = await Promise.all(
      paths.map(async (path) => {
        const png = await readFile(path);
        return `${basename(path)} ${png.readUInt32BE(16)} x ${png.readUInt32BE(20)}`;
      }),
    );
    expect(sizes).toEqual([
      '1280-light.png 1280 x 1500',
      '1280-dark.png 1280 x 1500',
      '390-light.png 390 x 1500',
      '390-dark.png 390 x 1500',
      ...(name === 'chromium' ? ['print.png 718 x 1500'] : []),
    ]);
    expect(await readFile(paths[0])).not.toEqual(await readFile(paths[1]));
  });
});

describe('findBrowser', () => {
  test('the first of its names that can be run', async () => {
    await Promise.all(['chromium', 'firefox'].map((name) => writeFile(join(folder, name), '#!/bin/sh\n')));
    await chmod(join(folder, 'firefox'), 0o755);
    expect(findBrowser('firefox', `/nowhere:${folder}`)).toBe(join(folder, 'firefox'));
    expect(() => findBrowser('chromium', folder)).toThrow('expected chromium');
  });

  test('a browser that is missing is an error that says how to get it', () => {
    expect(() => findBrowser('firefox', '')).toThrow(
      'findBrowser: expected firefox-esr or firefox on the PATH, got none - run `bash scripts/install-browsers.sh`, or install it by hand',
    );
  });
});

test.each([
  ['own.js', 200, 'text/javascript; charset=utf-8'],
  ['quiet.html', 200, 'text/html; charset=utf-8'],
  ['gone.html', 404, 'text/plain'],
  ['../own.js', 404, 'text/plain'],
  ['..%2f..%2fetc/passwd', 404, 'text/plain'],
])('serve: %s is %i', async (path, status, type) => {
  const response = await fetch(served.url + path);
  await response.arrayBuffer();
  expect([response.status, response.headers.get('content-type')]).toEqual([status, type]);
});
