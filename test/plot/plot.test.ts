import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  colourBar,
  element,
  escapeText,
  extentOf,
  figure,
  frameOf,
  heatMap,
  legend,
  linearScale,
  linePlot,
  MOST_RECTANGLES,
  niceTicks,
  pad,
  smallMultiples,
  stack,
  stepPlot,
  xAxis,
  yAxis,
} from '../../src/plot/index.ts';
import { shorten, shortenMiddle } from '../../src/plot/svg.ts';
import { elements, parseXml, textOf } from './xml.ts';

const number = fc.double({ min: -1e9, max: 1e9, noNaN: true });

describe('text', () => {
  test('any text comes back from an element and from an attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const shown = text.replace(/[^\P{Cc}\t\n\r]/gu, '');
        const node = parseXml(element('text', { name: text }, escapeText(text)));
        expect(node.attributes.name).toBe(shown);
        expect(textOf(node)).toBe(shown);
      }),
    );
  });

  test('what XML does not allow is left out', () => {
    expect(escapeText('a\u0000b\ud800c\uffffd & <e>')).toBe('abcd &amp; &lt;e&gt;');
  });

  test('coordinates have two decimals at most, and no minus zero', () => {
    expect(element('a', { b: 1 / 3, c: -0.001, d: undefined, e: 'x' })).toBe('<a b="0.33" c="0" e="x"/>');
  });

  test.each([
    ['abcdef', 6, 'abcdef', 'abcdef'],
    ['abcdefg', 6, 'abcde…', 'abc…fg'],
    ['location 3', 5, 'loca…', 'lo… 3'],
  ])('%s in %i characters', (text, most, end, middle) => {
    expect([shorten(text, most), shortenMiddle(text, most)]).toEqual([end, middle]);
  });
});

describe('ticks', () => {
  test('are round, in the interval, evenly apart, at most so many, and said as they are', () => {
    fc.assert(
      fc.property(
        number,
        fc.double({ min: 1e-3, max: 1e9, noNaN: true }),
        fc.integer({ min: 2, max: 12 }),
        (low, length, most) => {
          const high = low + length;
          const { values, labels } = niceTicks([low, high], most);
          const step =
            values.length > 1 ? (values[values.length - 1] - values[0]) / (values.length - 1) : length;
          expect(values.length).toBeGreaterThan(0);
          expect(values.length).toBeLessThanOrEqual(most + 1);
          for (const value of values) {
            expect(value).toBeGreaterThanOrEqual(low - 1e-6 * step);
            expect(value).toBeLessThanOrEqual(high + 1e-6 * step);
          }
          expect(new Set(labels).size).toBe(labels.length);
          labels.forEach((label, i) => {
            expect(Number(label.replace('−', '-'))).toBe(values[i]);
          });
        },
      ),
    );
  });

  test.each<[[number, number], number, string]>([
    [[0, 1], 4, '0.0 0.5 1.0'],
    [[0, 1], 5, '0.0 0.2 0.4 0.6 0.8 1.0'],
    [[0, 2000], 8, '0 500 1000 1500 2000'],
    [[-1, 1], 4, '−1.0 −0.5 0.0 0.5 1.0'],
    [[0, 0.3], 3, '0.0 0.1 0.2 0.3'],
    [[99.5, 100.5], 2, '99.5 100.0 100.5'],
    [[0.0051, 0.0496], 2, '0.02 0.04'],
    [[3, 3], 5, '3'],
    [[0.25, 0.25], 5, '0.25'],
    [[0, Number.NaN], 5, ''],
    [[1, 0], 5, ''],
  ])('%j with %i', (interval, most, wanted) => {
    expect(niceTicks(interval, most).labels.join(' ')).toBe(wanted);
  });

  test('scales are linear, and a domain of one value is in the middle', () => {
    expect([0, 5, 10].map(linearScale([0, 10], [100, 0]))).toEqual([100, 50, 0]);
    expect(linearScale([3, 3], [0, 10])(3)).toBe(5);
    expect(extentOf([2, NaN, -1, Infinity])).toEqual([-1, 2]);
    expect(extentOf([NaN])).toEqual([0, 1]);
    expect(pad([0, 10])).toEqual([-0.5, 10.5]);
    expect(pad([2, 2])).toEqual([1.5, 2.5]);
  });
});

describe('marks', () => {
  const frame = frameOf({ x: 0, y: 0, width: 100, height: 10 }, [0, 4], [0, 1]);
  const d = (svg: string): string => parseXml(svg).attributes.d;

  test('a line has a gap where a value is not finite', () => {
    expect(d(linePlot(frame, [0, 1, 2, 3, 4], [0, 1, NaN, 1, 0]))).toBe('M0 10L25 0M75 0L100 10');
  });

  test('steps hold their value, are joined where equal, and have gaps', () => {
    expect(d(stepPlot(frame, [0, 1, 2, 3, 4], [0, 0, 1, 1]))).toBe('M0 10H50V0H100');
    expect(d(stepPlot(frame, [0, 1, 2, 3, 4], [0, NaN, 1, NaN]))).toBe('M0 10H25M50 0H75');
    expect(d(stepPlot(frame, [0], []))).toBe('');
  });

  test('cells are merged where alike, left out at zero, and as opaque as they are large', () => {
    const cells = elements(
      parseXml(heatMap({ x: 0, y: 0, width: 40, height: 20 }, 2, 4, [0, 1, 1, -2, 0, 0, NaN, 0])),
      'rect',
    );
    expect(cells.map(({ attributes: { x, y, width, height } }) => [x, y, width, height].join())).toEqual([
      '10,0,20,10',
      '30,0,10,10',
    ]);
    expect(cells[0].attributes).toMatchObject({ fill: 'rgb(31,143,214)', 'fill-opacity': '0.5' });
    expect(cells[1].attributes.fill).toBe('rgb(224,112,26)');
    expect(cells[1].attributes['fill-opacity']).toBeUndefined();
  });

  test('many cells are a picture that holds every one', () => {
    const [rows, columns] = [50, 41];
    expect(rows * columns).toBeGreaterThan(MOST_RECTANGLES);
    const values = Array.from({ length: rows * columns }, (_, i) => (i % 129) - 64);
    const image = parseXml(heatMap({ x: 1, y: 2, width: 3, height: 4 }, rows, columns, values));
    expect(image.attributes).toMatchObject({ x: '1', y: '2', width: '3', height: '4' });
    const bytes = Buffer.from(image.attributes.href.replace('data:image/png;base64,', ''), 'base64');
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([columns, rows]);
    const start = bytes.indexOf('IDAT');
    // The stream ends with a checksum that Node checks as it reads.
    const pixels = inflateSync(bytes.subarray(start + 4, start + 4 + bytes.readUInt32BE(start - 4)));
    expect(pixels.length).toBe(rows * (columns + 1));
    values.forEach((value, i) => {
      const [row, column] = [Math.floor(i / columns), i % columns];
      expect(pixels[row * (columns + 1) + 1 + column]).toBe(value + 64);
    });
  });
});

/** A figure with one of everything. */
function sample(): string {
  const boxes = smallMultiples({ x: 70, y: 60, width: 160, height: 90 }, 3, 2, 70, 60);
  const frame = frameOf(boxes[0], [0, 4], [-1, 1]);
  return figure(
    {
      width: 560,
      height: 340,
      title: 'Title & <all>',
      subtitle: 'below it',
      description: 'What is to be seen.',
    },
    yAxis(frame, { domain: [-1, 1], title: 'Rate (Hz)' }),
    xAxis(frame, { domain: [0, 4], title: 'Time (ms)' }),
    linePlot(frame, [0, 1, 2, 3, 4], [0, 1, 0, -1, 0], 0),
    stepPlot(frame, [0, 1, 2, 3, 4], [0.5, -0.5, 0.5, 0], 7),
    legend(
      boxes[1].x,
      boxes[1].y,
      Array.from({ length: 8 }, (_, i) => `line ${i}`),
    ),
    heatMap(boxes[2], 2, 3, [0, 1, 2, -1, -2, 0]),
    colourBar({ x: 300, y: 210, width: 12, height: 80 }, -2, 2),
  );
}

describe('a figure', () => {
  test('is what it was', async () => {
    await expect(sample()).toMatchFileSnapshot('../golden/plot/sample.svg');
  });

  test('is well formed, has a title and a description, and asks for nothing from outside', () => {
    const svg = sample();
    const root = parseXml(svg);
    expect(root.attributes).toMatchObject({ role: 'img', viewBox: '0 0 560 340', width: '560' });
    const [title, desc] = root.children.filter((child) => typeof child !== 'string');
    expect([title.name, textOf(title), desc.name, textOf(desc)]).toEqual([
      'title',
      'Title & <all>',
      'desc',
      'What is to be seen.',
    ]);
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(
      /https?:|url\(|@import|<script|NaN|undefined/,
    );
    expect(textOf(elements(root, 'style')[0])).toContain('@media screen and (prefers-color-scheme:dark)');
  });

  test('tells lines apart by dashes where colours are used up', () => {
    const strokes = elements(parseXml(sample()), 'path').filter(({ attributes }) =>
      attributes.class?.startsWith('line'),
    );
    const kinds = strokes
      .slice(2)
      .map(({ attributes }) => `${attributes.class} ${attributes['stroke-dasharray']}`);
    expect(new Set(kinds).size).toBe(8);
  });

  test('stacks panels without overlap', () => {
    const boxes = stack({ x: 0, y: 5, width: 9 }, [10, 20, 30], 4);
    expect(boxes.map(({ y, height }) => [y, y + height])).toEqual([
      [5, 15],
      [19, 39],
      [43, 73],
    ]);
  });

  test.each([
    ['<svg><a></svg>', /closed by/],
    ['<svg><a x="1" x="2"/></svg>', /twice/],
    ['<svg>a & b</svg>', /entity/],
    ['<svg>a < b</svg>', /bracket/],
    ['<svg/><svg/>', /one root/],
    ['<svg>', /not closed/],
  ])('control: %s is not well formed', (text, message) => {
    expect(() => parseXml(text)).toThrow(message);
  });
});
