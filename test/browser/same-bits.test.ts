/** The same seed gives the same bits in Chromium, Firefox and Node: on the page, in a worker, served and from disk. @module */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { weightsHash } from './pages/weights-hash.ts';
import { openBrowser, type RealBrowser } from './support/browser.ts';
import { bundlePage } from './support/bundle.ts';
import { openPage } from './support/open-page.ts';
import { type Served, serve } from './support/serve.ts';

const STEPS = 300;

let folder: string;
let served: Served;
let hash: string;

async function trainPage(): Promise<string> {
  const [page, worker] = await Promise.all([bundlePage('train-page.ts'), bundlePage('train-worker.ts')]);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Same bits</title>
<p id="steps">${STEPS}</p><p id="page"></p><p id="worker"></p>
<script type="text/plain" id="worker-source">${worker}</script>
<script>${page}</script></html>\n`;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'same-bits-'));
  await writeFile(join(folder, 'index.html'), await trainPage());
  served = await serve(folder, '/some/folder/');
  hash = await weightsHash(STEPS);
});

afterAll(async () => {
  await served.close();
  await rm(folder, { recursive: true });
});

/** Opens a page and returns the texts of both threads, once they are there. */
async function hashes(browser: RealBrowser, url: string): Promise<readonly string[]> {
  const opened = await openPage(browser, url);
  const { page, messages, errors, requests } = opened;
  await page.waitForFunction(
    () => ['page', 'worker'].every((id) => document.getElementById(id)?.textContent),
    {
      timeout: 30_000,
    },
  );
  const texts = await page.evaluate(() =>
    ['page', 'worker'].map((id) => document.getElementById(id)!.textContent!),
  );
  expect({ messages, errors, requests }).toEqual({ messages: [], errors: [], requests: [] });
  await opened.close();
  return texts;
}

test('Node: the hash is one, and it is that of the steps', async () => {
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(await weightsHash(2)).not.toBe(hash);
});

describe.each(['chromium', 'firefox'] as const)('%s', (name) => {
  const browser = openBrowser(name);
  afterAll(() => browser.close());

  test('served in a sub-folder', async () => {
    expect(await hashes(browser, served.url)).toEqual([hash, hash]);
  });

  test('opened from disk', async () => {
    const url = pathToFileURL(join(folder, 'index.html')).href;
    expect(await hashes(browser, url)).toEqual([hash, hash]);
  });
});
