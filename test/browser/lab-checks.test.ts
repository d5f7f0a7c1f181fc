/** The checkers of pages: each catches the fault that it is there for, and nothing in a page that is well. @module */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from './support/browser.ts';
import { tabProblems } from './support/keyboard.ts';
import { type OpenPage, openPage } from './support/open-page.ts';
import {
  contrastProblems,
  headingProblems,
  motionProblems,
  nameless,
  sidewaysScroll,
} from './support/page-checks.ts';

const GOOD = `<h1>Page</h1><h2>Part</h2><h3>Piece</h3><h2>Part</h2><p>Text</p>
<a href="#x">Link</a><button id="a">One</button><button disabled style="color:#ccc">None</button>
<label>Number <input type="number" id="b"></label><details><summary>More</summary><button id="c">Two</button></details>
<div><button id="d">Three</button><button tabindex="-1">Four</button></div>
<svg role="img" aria-label="Figure" width="9" height="9"><text fill="#000">x</text></svg>`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'checks-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(['chromium', 'firefox'] as const)('%s', (name) => {
  const browser = openBrowser(name);
  let opened: OpenPage;
  beforeAll(async () => {
    opened = await openPage(browser, 'about:blank', { width: 390 });
  });
  afterAll(() => browser.close());

  /** The address of a page with something planted in it. */
  async function written(planted: string): Promise<string> {
    const path = join(folder, `${name}.html`);
    const head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Page</title>';
    await writeFile(path, `${head}${planted}</html>`);
    return pathToFileURL(path).href;
  }

  async function shown(planted: string): Promise<Page> {
    await opened.page.goto(await written(planted));
    return opened.page;
  }

  test('a page that is well', async () => {
    const page = await shown(GOOD);
    const found = await Promise.all(
      [headingProblems, contrastProblems, motionProblems].map((check) => check(page)),
    );
    expect(found).toEqual([[], [], []]);
    expect(await sidewaysScroll(page)).toBe(0);
    expect(await tabProblems(page)).toEqual([]);
    if (name === 'chromium') expect(await nameless(page)).toEqual([]);
  });

  test('sideways', async () => {
    expect(await sidewaysScroll(await shown('<div style="width:500px">wide</div>'))).toBeGreaterThan(100);
  });

  test.each([
    ['<h1>One</h1><h3>Three</h3>', ["'Three' of level 3 follows level 1"]],
    ['<h2>Two</h2>', ['0 headings of the first level', "'Two' of level 2 follows level 0"]],
    ['<h1>One</h1><h1>One</h1>', ['2 headings of the first level']],
  ])('headings: %s', async (html, problems) => {
    expect(await headingProblems(await shown(html))).toEqual(problems);
  });

  test.each([
    ['<p style="color:#999">Pale</p>', ["'Pale' has a contrast of 2.8"]],
    ['<h1 style="color:#888">Large</h1>', []],
    ['<div style="background:#000"><p>Lost</p></div>', ["'Lost' has a contrast of 1.0"]],
    ['<svg><text y="20" fill="#fff">White</text></svg>', ["'White' has a contrast of 1.0"]],
    ['<p style="color:#fff" hidden>Hidden</p>', []],
  ])('contrast: %s', async (html, problems) => {
    expect(await contrastProblems(await shown(html))).toEqual(problems);
  });

  test.each([
    ['<p id="p" style="transition:color 1s">x</p>', ['p#p has a transition']],
    [
      '<style>@keyframes k{to{opacity:0}}p::after{content:"x";animation:k 1s infinite}</style><p>x</p>',
      ['p::after has an animation', 'an animation runs'],
    ],
    ['<style>html{scroll-behavior:smooth}</style>', ['html scrolls smoothly']],
  ])('motion: %s', async (html, problems) => {
    expect(await motionProblems(await shown(html))).toEqual(problems);
  });

  test.each([
    [
      '<button>One</button><div tabindex="0" id="t" onkeydown="event.preventDefault()">Trap</div><button>Two</button>',
      ["'div t' does not let the focus go", "'button Two' is not reached"],
    ],
    ['<button>One</button><div contenteditable tabindex="-1">Out</div><button>Two</button>', []],
    ['<button>One</button><button tabindex="2">Two</button>', ["'button Two' is reached out of order"]],
    [
      '<style>#b:focus{outline:none}</style><button>One</button><button id="b">Two</button>',
      ["'button b' does not show the focus"],
    ],
  ])('keyboard: %s', async (html, problems) => {
    // A page of its own: Firefox remembers over pages how the focus was given.
    const { page, close } = await openPage(browser, await written(html));
    expect(await tabProblems(page)).toEqual(problems);
    await close();
  });

  test.runIf(name === 'chromium').each([
    ['<button></button>', ['button']],
    ['<input type="number">', ['spinbutton']],
    ['<input placeholder="Title"><label>Sum <input></label>', []],
    ['<svg role="img" width="9" height="9"><path d="M0 0h9"/></svg>', ['image']],
    ['<svg role="img" aria-label="Figure" width="9" height="9"><path d="M0 0h9"/></svg>', []],
    ['<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="9">', ['image']],
  ])('names: %s', async (html, problems) => {
    expect(await nameless(await shown(html))).toEqual(problems);
  });
});
