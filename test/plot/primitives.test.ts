import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bandPlot,
  barPlot,
  colourBar,
  errorBars,
  extentOf,
  figure,
  figureStyles,
  frameOf,
  histogramBins,
  type LegendEntry,
  legend,
  limitOf,
  linePlot,
  matrixPlot,
  type Palette,
  type Pen,
  pad,
  scatterPlot,
  stepPlot,
  trajectoryPlot,
  xAxis,
  yAxis,
} from '../../src/plot/index.ts';
import { fillOf, strokeOf, styleSheet } from '../../src/plot/theme.ts';
import { samples } from './samples.ts';
import { elements, parseXml, textOf } from './xml.ts';

const pens: readonly Pen[] = [0, 1, 2, 3, 4, 5, 6, 23, 'red', 'ink', 'muted', 'reference'];

describe('each primitive', () => {
  test.each(Object.keys(samples))('%s is what it was', async (name) => {
    await expect(samples[name]({})).toMatchFileSnapshot(`../golden/plot/${name}.svg`);
  });

  test('whatever it is given, is well formed and has no number that is not one', () => {
    const values = fc.array(fc.oneof(fc.double(), fc.double({ min: -2, max: 2 })), { maxLength: 30 });
    fc.assert(
      fc.property(
        values,
        values,
        values,
        fc.constantFrom(...pens),
        fc.constantFrom<Palette>('blue-orange', 'red-blue', 'sequential'),
        (xs, ys, zs, i, palette) => {
          const box = { x: 60, y: 50, width: 200, height: 100 };
          // Domains so long that their ends are not finite are refused.
          const within = (all: readonly number[]): number[] => all.filter((v) => Math.abs(v) < 1e300);
          const [x, y] = [pad(extentOf(within(xs))), pad(extentOf(within(ys)))];
          const frame = frameOf(box, x, y);
          const { edges, counts } = histogramBins(within(zs));
          const svg = figure(
            { width: 400, height: 300, title: 'All', description: 'All of it.', id: 'a' },
            yAxis(frame, { domain: y, title: 'y' }),
            xAxis(frame, { domain: x, title: 'x' }),
            linePlot(frame, xs, ys, i),
            stepPlot(frame, [...ys.keys(), ys.length], ys, i),
            bandPlot(frame, xs, ys, zs, i),
            barPlot(frame, edges, counts, i),
            barPlot(frame, [...xs, 1], xs, i),
            scatterPlot(frame, xs, ys, { i }),
            errorBars(frame, xs, ys, zs, i),
            trajectoryPlot(frame, xs, ys, { i, start: true, arrow: true }),
            matrixPlot(box, zs.length, 1, zs, { palette, rowBorder: 3 }),
            colourBar(box, -limitOf(zs), limitOf(zs), { palette }),
          );
          expect(svg.match(/.{0,80}(?:NaN|Infinity|undefined|\de\+).{0,20}/)?.[0]).toBeUndefined();
          expect(elements(parseXml(svg), 'svg')).toHaveLength(1);
        },
      ),
    );
  });
});

describe('legends', () => {
  test('show each mark as the plot does, in colours of their own places', () => {
    const marks = ['line', 'band', 'bar', 'dot', 'ring', 'cross', 'square', 'triangle'] as const;
    const entries = marks.map((mark): LegendEntry => ({ name: mark, mark }));
    const root = parseXml(`<g>${legend(0, 0, [...entries, 'plain', { name: 'own', i: 'red' }])}</g>`);
    const drawn = [...elements(root, 'path'), ...elements(root, 'rect')].map(
      ({ attributes }) => attributes.class,
    );
    expect(drawn.sort()).toEqual([
      ...['area c0', 'area c1', 'area c2', 'area c3'],
      'band c1',
      ...['line c0', 'line c2', 'line c4', 'line c5', 'line red'],
    ]);
    expect(elements(root, 'text').map(textOf)).toEqual([...marks, 'plain', 'own']);
  });
});

describe('pages of several figures', () => {
  const all = (page: { styles?: boolean; ids?: boolean }): string =>
    Object.entries(samples)
      .map(([name, draw]) => draw({ styles: page.styles, id: page.ids ? `figure-${name}` : undefined }))
      .join('');

  test('have ids only if asked, each once, and titles and descriptions that they lead to', () => {
    const page = parseXml(`<div>${all({ ids: true })}</div>`);
    const named = [...elements(page, 'title'), ...elements(page, 'desc')];
    const ids = named.map(({ attributes }) => attributes.id);
    expect(new Set(ids).size).toBe(2 * Object.keys(samples).length);
    for (const { attributes } of elements(page, 'svg')) {
      expect(attributes.role).toBe('img');
      expect(ids).toContain(attributes['aria-labelledby']);
      expect(ids).toContain(attributes['aria-describedby']);
    }
    expect(all({})).not.toMatch(/ id=| aria-/);
  });

  test('hold the style sheet once, where figures leave it out', () => {
    expect(elements(parseXml(`<div>${all({ styles: false })}</div>`), 'style')).toHaveLength(0);
    expect(elements(parseXml(`<div>${all({})}</div>`), 'style')).toHaveLength(Object.keys(samples).length);
  });

  test('may choose the scheme: what the system prefers, light, or dark on screens', () => {
    const rules = (scheme: RegExp): (string | undefined)[] =>
      Array.from(figureStyles.matchAll(scheme), ([, colour]) => colour);
    const [light, dark] = rules(/(?<=^|})\.fig \.c0\{stroke:(#\w+)|(?<=x)x/g).slice(0, 2);
    expect(rules(/\.light \.fig \.c0\{stroke:(#\w+)/g)).toEqual([light]);
    expect(rules(/\.dark \.fig \.c0\{stroke:(#\w+)/g)).toEqual([dark]);
    expect(light).not.toBe(dark);
    // Paper is white: rules of the dark scheme are for screens only.
    expect(figureStyles.split('@media screen').length).toBe(3);
    expect(figureStyles.replace(/@media screen[^{]*\{(?:[^{}]*\{[^{}]*\})*\}/g, '')).not.toContain(dark);
  });

  test('each pen has a rule, of a plain colour, in both schemes', () => {
    for (const pen of pens) {
      const [, name] = strokeOf(pen).class.split(' ');
      expect(fillOf(pen).class).toBe(`area ${name}`);
      const rule = new RegExp(`\\.fig \\.${name}\\{stroke:(#\\w{6});fill:\\1\\}`, 'g');
      expect(styleSheet.match(rule)).toHaveLength(2);
    }
    expect(figureStyles).not.toMatch(/var\(|currentColor|url\(|</);
  });
});
