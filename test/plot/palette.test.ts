import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { colourBar, eiStroke, heatMap, matrixFrame, matrixPlot, type Palette } from '../../src/plot/index.ts';
import { coloursOf, entryOf, NOTHING, STEPS } from '../../src/plot/palette.ts';
import { strokeOf } from '../../src/plot/theme.ts';
import { elements, type Node, parseXml, textOf } from './xml.ts';

const palettes: readonly Palette[] = ['blue-orange', 'red-blue', 'sequential'];
const diverging = ['blue-orange', 'red-blue'] as const;
const box = { x: 0, y: 0, width: 40, height: 40 };
const read = (svg: string): Node => parseXml(`<g>${svg}</g>`);

/** Lightness of a colour on a grey from 0 (black) to 1 (white), after its relative luminance (WCAG 2.2). */
function lightness([red, green, blue]: readonly number[]): number {
  const linear = [red, green, blue].map((c) => (c <= 10 ? c / 3294.6 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

describe('palettes', () => {
  test.each(palettes)('%s: colours follow the values and end at the limit', (palette) => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((v) => entryOf(v, 2, palette));
        if (Number.isFinite(a) && Number.isFinite(b)) expect(low).toBeLessThanOrEqual(high);
        for (const entry of [low, high]) expect(entry >= 0 && entry <= NOTHING).toBe(true);
      }),
    );
    expect([2, 9].map((v) => entryOf(v, 2, palette))).toEqual([STEPS, STEPS]);
    expect([-2, -9].map((v) => entryOf(v, 2, palette))).toEqual([0, 0]);
    expect([NaN, Infinity].map((v) => entryOf(v, 2, palette))).toEqual([NOTHING, NOTHING]);
    expect(coloursOf(palette)[NOTHING][3]).toBe(0);
    expect(coloursOf(palette).length).toBeLessThanOrEqual(256);
  });

  test.each(diverging)('%s: zero is transparent, both sides are equally strong, blue is above', (palette) => {
    const colours = coloursOf(palette);
    expect(colours[entryOf(0, 1, palette)][3]).toBe(0);
    expect(colours[entryOf(-0, 0, palette)][3]).toBe(0);
    for (let i = 0; i <= STEPS / 2; i++) expect(colours[i][3]).toBe(colours[STEPS - i][3]);
    const [below, above] = [colours[0], colours[STEPS]];
    expect(above[2]).toBeGreaterThan(above[0]);
    expect(below[0]).toBeGreaterThan(below[2]);
  });

  test('the sequential one grows lighter at each step, so that it reads without colour', () => {
    const shades = coloursOf('sequential')
      .slice(0, STEPS + 1)
      .map(lightness);
    shades.slice(1).forEach((shade, i) => {
      expect(shade).toBeGreaterThan(shades[i]);
    });
    // Published quarters of cividis, and its ends.
    expect([0, 64, 128].map((i) => coloursOf('sequential')[i].slice(0, 3))).toEqual([
      [0, 34, 78],
      [125, 124, 120],
      [254, 232, 56],
    ]);
  });

  test('excitatory units are blue, inhibitory ones orange or red', () => {
    expect(diverging.map((palette) => strokeOf(eiStroke('E', palette)).class)).toEqual([
      'line c0',
      'line c0',
    ]);
    expect(diverging.map((palette) => strokeOf(eiStroke('I', palette)).class)).toEqual([
      'line c1',
      'line red',
    ]);
  });

  test('cells are drawn in the palette that is asked for', () => {
    const fills = (palette: Palette): string[] =>
      elements(read(heatMap(box, 1, 3, [-1, 0, 1], { palette })), 'rect').map(
        ({ attributes }) => attributes.fill,
      );
    expect(fills('blue-orange')).toEqual(['rgb(224,112,26)', 'rgb(31,143,214)']);
    expect(fills('red-blue')).toEqual(['rgb(217,56,62)', 'rgb(31,143,214)']);
    // What is negative has the colour of zero.
    expect(fills('sequential')).toEqual(['rgb(0,34,78)', 'rgb(254,232,56)']);
    expect(elements(read(heatMap(box, 0, 0, [])), 'rect')).toHaveLength(0);
  });
});

describe('colour bars', () => {
  const labels = (svg: string): string[] =>
    elements(read(svg), 'text').map((node) => `${textOf(node)} ${node.attributes.y}`);

  test.each<[number, number, object, string[]]>([
    [-2, 2, {}, ['2.00 4', '0 24', '−2.00 44']],
    [0, 12.3, {}, ['12 4', '0 44']],
    [0, 0, {}, ['0 24']],
    [-4e-4, 4e-4, {}, ['4e−4 4', '0 24', '−4e−4 44']],
    [-1, 1, { ticks: { values: [0.5], labels: ['half'] } }, ['half 14']],
    [0, 1, { title: 'Rate (Hz)' }, ['1.00 4', '0 44', 'Rate (Hz) 20']],
  ])('from %d to %d with %j', (low, limit, options, wanted) => {
    expect(labels(colourBar(box, low, limit, options))).toEqual(wanted);
  });
});

describe('matrices', () => {
  const values = [1, 2, 3, -1, -2, -3, 0, 0, 0];

  test('have the first row at the top and each cell in its place', () => {
    const { x, y } = matrixFrame({ ...box, width: 30 }, 2, 3);
    expect([x(0), x(1), x(3), y(0), y(1), y(2)]).toEqual([0, 10, 30, 0, 20, 40]);
  });

  test.each<[object, string[], number]>([
    [{}, [], 1],
    [{ frame: false }, [], 0],
    [{ rowBorder: 2, columnBorder: 1 }, ['M0 20h30M10 0v30'], 1],
    [{ rowBorder: [1, 2] }, ['M0 10h30M0 20h30'], 1],
    [{ rowBorder: 0, columnBorder: 3 }, [], 1],
  ])('with %j', (options, borders, frames) => {
    const root = read(matrixPlot({ x: 0, y: 0, width: 30, height: 30 }, 3, 3, values, options));
    expect(elements(root, 'path').map(({ attributes }) => attributes.d)).toEqual(borders);
    const rects = elements(root, 'rect');
    expect(rects.filter(({ attributes }) => attributes.class === 'axis frame')).toHaveLength(frames);
    expect(rects).toHaveLength(6 + frames);
  });
});
