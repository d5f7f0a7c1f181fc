/** Figures as browsers draw them: nothing leaves the view box, no two texts overlap, nothing else is asked for. @module */

import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { figureStyles } from '../../src/plot/theme.ts';
import { openBrowser } from './support/browser.ts';
import { layoutProblems } from './support/layout.ts';
import { type OpenPage, openPage } from './support/open-page.ts';

const root = new URL('../../', import.meta.url);

/** Every figure of the repository: those of the documentation and those that the plots are compared with. */
const figures = ['docs', 'test/golden'].flatMap((folder) =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.svg'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
);

/** A figure of 200 by 100 pixels, shown at twice the size, with the given marks. */
const planted = (marks: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200" viewBox="0 0 200 100" font-size="10">${marks}</svg>`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'figures-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Writes a document, and returns its address. */
async function written(file: string, text: string): Promise<string> {
  const path = join(folder, file);
  await writeFile(path, text);
  return pathToFileURL(path).href;
}

/** Where a figure is to be seen: the file itself, or a page that has the style sheet which the figure leaves to it. */
async function addressOf(figure: string): Promise<string> {
  const svg = readFileSync(new URL(figure, root), 'utf8');
  if (svg.includes('<style')) return new URL(figure, root).href;
  const html = `<!doctype html><meta charset="utf-8"><style>${figureStyles}</style>${svg}`;
  return written(`${figure.replaceAll('/', '-')}.html`, html);
}

test('the figures of the task collection are among them', () => {
  expect(figures.filter((path) => path.startsWith('docs/tasks/')).length).toBeGreaterThan(50);
  expect(figures).toContain('test/golden/plot/sample.svg');
});

describe.each(['chromium', 'firefox'] as const)('%s', (name) => {
  const browser = openBrowser(name);
  let opened: OpenPage;
  beforeAll(async () => {
    opened = await openPage(browser, 'about:blank');
  });
  afterAll(() => browser.close());

  /** The problems of a document; sizes differ by a little between fonts and engines, the words around them do not. */
  async function problemsOf(file: string, text: string): Promise<readonly string[]> {
    await opened.page.goto(await written(`${name}-${file}`, text));
    return (await layoutProblems(opened.page)).map((problem) => problem.replace(/\d+\.\d/, 'N'));
  }

  test('every figure fits and reads, without a request or a word on the console', async () => {
    const { page, messages, errors, requests } = opened;
    const found: Record<string, readonly string[]> = {};
    const addresses = await Promise.all(figures.map(addressOf));
    for (const [i, path] of figures.entries()) {
      await page.goto(addresses[i]);
      const problems = await layoutProblems(page);
      if (problems.length > 0) found[path] = problems;
    }
    expect(found).toEqual({});
    const others = requests.filter((asked) => !addresses.includes(asked));
    expect({ messages, errors, others }).toEqual({ messages: [], errors: [], others: [] });
  });

  test.each<[string, string, readonly string[]]>([
    ['texts side by side', '<text x="10" y="50">one</text><text x="60" y="50">two</text>', []],
    [
      'a text upon another',
      '<text x="10" y="50">one</text><text x="14" y="54">two</text>',
      ["'one' and 'two' overlap by N px"],
    ],
    [
      'a turned text upon another',
      '<text x="40" y="52">label</text><text transform="translate(50 80) rotate(-90)">turned label</text>',
      ["'label' and 'turned label' overlap by N px"],
    ],
    [
      'a turned text beside another',
      '<text x="60" y="52">label</text><text transform="translate(50 80) rotate(-90)">turned</text>',
      [],
    ],
    [
      'lines of text as close as their sizes allow',
      '<text x="10" y="50">Égy</text><text x="10" y="60">Two</text>',
      [],
    ],
    ['a text beyond the right', '<text x="190" y="50">label</text>', ["'label' is N px beyond the right"]],
    [
      'a turned text beyond the top',
      '<text transform="translate(50 20) rotate(-90)">turned</text>',
      ["'turned' is N px beyond the top"],
    ],
    ['a mark beyond the bottom', '<path d="M10 90v20"/>', ['<path> d="M10 90v20 is N px beyond the bottom']],
    ['a mark beyond the left', '<circle cx="1" cy="50" r="3"/>', ['<circle> cx="1 is N px beyond the left']],
    [
      'a mark that is clipped',
      '<defs><clipPath id="c"><rect width="9" height="9"/></clipPath></defs><g clip-path="url(#c)"><path d="M1 1h300"/></g>',
      [],
    ],
    [
      'a text that is cut off',
      '<svg><text x="190" y="50">label</text></svg>',
      ["'label' is N px beyond the right"],
    ],
    [
      'texts that are not shown',
      '<text x="10" y="50">one</text><text x="12" y="50" display="none">two</text>',
      [],
    ],
  ])('control: %s', async (_, marks, expected) => {
    expect(await problemsOf('planted.svg', planted(marks))).toEqual(expected);
  });

  test('control: a figure of the repository whose second line is moved up', async () => {
    const text = readFileSync(new URL('docs/tasks/mante.svg', root), 'utf8');
    const moved = text.replace('<text x="16" y="42"', '<text x="16" y="30"');
    expect(moved).not.toBe(text);
    expect(await problemsOf('moved.svg', moved)).toEqual([
      expect.stringMatching(/^'.+' and '.+' overlap by N px$/),
    ]);
  });

  test('control: figures within a page, at another size, and one that is not shown', async () => {
    const bad = planted('<text x="10" y="50">one</text><text x="14" y="54">two</text>');
    const good = planted('<text x="10" y="50">one</text>');
    const html = `<!doctype html><meta charset="utf-8"><style>svg{width:150px;height:75px}</style><p>Text</p>${good}<div hidden>${bad}</div>${bad}`;
    expect(await problemsOf('page.html', html)).toEqual(["'one' and 'two' overlap by N px"]);
  });
});
