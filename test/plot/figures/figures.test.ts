import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { widthOf } from '../../../src/plot/svg.ts';
import { runs } from '../../support/runs.ts';
import { elements, type Node, parseXml, textOf } from '../xml.ts';
import { type Source, samples } from './samples.ts';

const cases = Object.entries(samples);
const small: Source = {
  ...{ n: 4, m: 5, name: (i) => `name ${i}` },
  number: (i) => ((i * 7) % 11) / 5 - 0.9,
};

const none: Source = { ...small, n: 0, m: 0 };

/** What no figure may contain: signs that a number was not one. */
const FAULTS = /NaN|undefined|Infinity|null|\[object/;

interface Place {
  readonly text: string;
  readonly x: readonly [from: number, to: number];
  readonly y: readonly [from: number, to: number];
}

/** Where texts lie, by the widest that they can be: 0.6 of their size per character. */
const placesOf = (root: Node): Place[] =>
  elements(root, 'text').map((node) => {
    const { attributes } = node;
    const text = textOf(node);
    const length = widthOf(text, { head: 13, small: 11 }[attributes.class ?? ''] ?? 12);
    const before = { middle: 0.5, end: 1 }[attributes['text-anchor'] ?? ''] ?? 0;
    const [x, y] = [Number(attributes.x), Number(attributes.y)];
    return attributes.transform === undefined
      ? { text, x: [x - before * length, x + (1 - before) * length], y: [y - 9, y + 2] }
      : { text, x: [x - 9, x + 3], y: [y - length / 2, y + length / 2] };
  });

/** Texts that reach out of the figure by more than a pixel, and pairs that lie over each other. */
function misplaced(root: Node): string[] {
  const [width, height] = [Number(root.attributes.width), Number(root.attributes.height)];
  const places = placesOf(root);
  const out = places.filter(({ x, y }) => x[0] < -1 || x[1] > width + 1 || y[0] < 0 || y[1] > height);
  const over = places.flatMap((a, i) =>
    places
      .slice(0, i)
      .filter((b) => a.x[0] < b.x[1] && b.x[0] < a.x[1] && a.y[0] < b.y[1] && b.y[0] < a.y[1])
      .map((b) => `${a.text} over ${b.text}`),
  );
  return [...out.map(({ text }) => text), ...over];
}

const description = (svg: string): string => textOf(elements(parseXml(svg), 'desc')[0]);
const texts = (svg: string): string[] => elements(parseXml(svg), 'text').map(textOf);

describe.each(cases)('%s', (name, draw) => {
  test('is what it was', async () => {
    await expect(draw({ styles: false }, small)).toMatchFileSnapshot(`../../golden/figures/${name}.svg`);
  });

  test.each([
    [4, 5],
    [9, 12],
  ])(
    'has all its texts inside and apart at widths of 640 and 340, in numbers of every size (%i, %i)',
    (n, m) => {
      for (const width of [640, 340]) {
        for (const factor of [1e-7, 1, 1e7]) {
          const source = { ...small, n, m, number: (i: number) => factor * small.number(i) };
          const root = parseXml(draw({ width, styles: false }, source));
          expect(root.attributes.width).toBe(String(width));
          expect(misplaced(root)).toEqual([]);
        }
      }
    },
  );

  test('says that there is no data', () => {
    const svg = draw({ width: 340 }, none);
    expect(texts(svg)).toContain('no data');
    expect(description(svg)).toBe('No data.');
    expect(svg).not.toMatch(FAULTS);
    expect(misplaced(parseXml(svg))).toEqual([]);
  });

  test('takes a title, a second line and ids, and leaves the style sheet to the page if asked', () => {
    const svg = draw({ title: 'A & <b>', subtitle: 'below', id: 'one', styles: false }, small);
    expect(texts(svg).slice(0, 2)).toEqual(['A & <b>', 'below']);
    expect(parseXml(svg).attributes['aria-labelledby']).toBe('one-title');
    expect(svg).not.toContain('<style');
    expect(draw({}, small)).toContain('<style');
  });
});

test('all figures are well formed and have numbers throughout, whatever they show', () => {
  const number = fc.oneof(
    fc.double({ min: -1e9, max: 1e9, noNaN: true }),
    fc.constantFrom(0, -0, 1e-300, 1, Number.NaN, Infinity, -Infinity),
  );
  const size = fc.integer({ min: 0, max: 12 });
  const name = fc.string({ unit: 'grapheme', maxLength: 30 });
  fc.assert(
    fc.property(
      size,
      size,
      fc.array(number, { minLength: 1, maxLength: 16 }),
      fc.array(name, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(340, 640),
      (n, m, numbers, names, width) => {
        const source: Source = {
          ...{ n, m, number: (i) => numbers[i % numbers.length] },
          // Names may hold the words that are looked for.
          name: (i) => names[i % names.length].replace(FAULTS, ''),
        };
        for (const [, draw] of cases) {
          const svg = draw({ width, styles: false }, source);
          parseXml(svg);
          expect(svg).not.toMatch(FAULTS);
        }
      },
    ),
    runs(0.2),
  );
});

test('control: texts that reach out of a figure, and those over each other, are found', () => {
  const text = (x: number, content: string): string => `<text x="${x}" y="19">${content}</text>`;
  const svg = `<svg width="100" height="50">${text(60, 'a long text')}${text(5, 'one')}${text(20, 'two')}</svg>`;
  expect(misplaced(parseXml(svg))).toEqual(['a long text', 'two over one']);
});
