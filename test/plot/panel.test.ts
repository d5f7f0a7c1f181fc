import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  equalFrame,
  frameOf,
  horizontalRule,
  niceTicks,
  note,
  stepPlot,
  verticalRule,
  widthOf,
  xAxis,
  yAxis,
  yAxisRoom,
} from '../../src/plot/index.ts';
import { elements, type Node, parseXml, textOf } from './xml.ts';

const texts = (svg: string): Node[] => elements(parseXml(`<g>${svg}</g>`), 'text');
const number = ({ attributes }: Node, name: string): number => Number(attributes[name]);
const magnitude = fc
  .tuple(fc.integer({ min: -7, max: 7 }), fc.double({ min: 1, max: 9.9, noNaN: true }))
  .map(([k, m]) => m * 10 ** k);
const domain = fc
  .tuple(magnitude, magnitude, fc.boolean())
  .map(([a, length, below]): [number, number] => (below ? [-a, length] : [a, a + length]));

describe('axes', () => {
  test('labels from 1e-7 to 1e7 are apart from each other and from the title, and fit their room', () => {
    fc.assert(
      fc.property(
        domain,
        fc.integer({ min: 30, max: 300 }),
        fc.integer({ min: 1, max: 12 }),
        (ends, height, most) => {
          const axis = { domain: ends, title: 'Rate (Hz)', most };
          const room = yAxisRoom(axis, height);
          const frame = frameOf({ x: room, y: 0, width: 100, height }, [0, 1], ends);
          const labels = texts(yAxis(frame, axis));
          const title = labels.pop() as Node;
          // Descenders of a turned title reach to its right, ascenders to its left.
          const [left, right] = [number(title, 'x') - 12, number(title, 'x') + 4];
          expect(left).toBeGreaterThanOrEqual(0);
          for (const label of labels)
            expect(number(label, 'x') - widthOf(textOf(label), 11)).toBeGreaterThan(right);
          const ys = labels.map((label) => number(label, 'y')).sort((a, b) => a - b);
          ys.slice(1).forEach((y, k) => {
            expect(y - ys[k]).toBeGreaterThan(11);
          });
        },
      ),
    );
  });

  test('horizontal labels are as many as have room', () => {
    fc.assert(
      fc.property(
        domain,
        fc.integer({ min: 150, max: 600 }),
        fc.integer({ min: 1, max: 12 }),
        (ends, width, most) => {
          const frame = frameOf({ x: 0, y: 0, width, height: 10 }, ends, [0, 1]);
          const labels = texts(xAxis(frame, { domain: ends, most }));
          expect(labels.length).toBeGreaterThan(0);
          labels.slice(1).forEach((label, k) => {
            const half = (node: Node): number => widthOf(textOf(node), 11) / 2;
            const gap = number(label, 'x') - half(label) - number(labels[k], 'x') - half(labels[k]);
            expect(gap).toBeGreaterThan(0);
          });
        },
      ),
    );
  });

  test.each<[[number, number], string]>([
    [[0, 2e-7], '0 5e−8 1e−7 1.5e−7 2e−7'],
    [[-2e7, 2e7], '−2e7 −1e7 0 1e7 2e7'],
    [[0, 100000], '0 20000 40000 60000 80000 100000'],
    [[0, 2000000], '0 5e5 1e6 1.5e6 2e6'],
    [[0, 0.0001], '0 2e−5 4e−5 6e−5 8e−5 1e−4'],
    [[0, 4e30], '0 1e30 2e30 3e30 4e30'],
    [[1, 1 + 2 ** -52], '1'],
    [[1e-9, 1e-9], '1e−9'],
    [[-1e308, 1e308], ''],
    [[0, 5e-324], '0'],
  ])('ticks of %j', (ends, wanted) => {
    expect(niceTicks(ends, 5).labels.join(' ')).toBe(wanted);
  });
});

describe('frames', () => {
  const box = { x: 10, y: 20, width: 200, height: 100 };

  // Long beside their distance from zero, so that rounding does not matter.
  const plane = fc
    .tuple(fc.double({ min: -10, max: 10, noNaN: true }), fc.double({ min: 0.1, max: 10, noNaN: true }))
    .map(([low, length]): [number, number] => [low, low + length]);

  test('of equal scale show both domains, in the middle, as large as they fit', () => {
    fc.assert(
      fc.property(plane, plane, fc.integer({ min: 20, max: 500 }), (x, y, width) => {
        const frame = equalFrame({ ...box, width }, x, y);
        const length = ([from, to]: readonly [number, number]): number => to - from;
        const middle = ([from, to]: readonly [number, number]): number => (from + to) / 2;
        const [perX, perY] = [length(frame.xDomain) / width, length(frame.yDomain) / 100];
        expect(perX / perY).toBeCloseTo(1, 5);
        // One of the two domains is as it was.
        expect(Math.min(length(frame.xDomain) / length(x), length(frame.yDomain) / length(y))).toBeCloseTo(
          1,
          5,
        );
        for (const [shown, given] of [
          [frame.xDomain, x],
          [frame.yDomain, y],
        ] as const)
          expect((middle(shown) - middle(given)) / length(shown)).toBeCloseTo(0, 5);
      }),
    );
    expect(equalFrame(box, [-1, 1], [-1, 1])).toMatchObject({ xDomain: [-2, 2], yDomain: [-1, 1] });
  });

  test('are finite however large their domains are', () => {
    const frame = frameOf(box, [-1.7e308, 1.7e308], [-5e-324, 5e-324]);
    expect([frame.x(0), frame.x(1.7e308)]).toEqual([110, 210]);
    expect(stepPlot(frame, [0, 1], [1e308])).not.toMatch(/NaN|Infinity|e\+/);
  });

  test.each([
    [[0, NaN], [0, 1], '[0, NaN]'],
    [[0, 1], [-Infinity, 1], '[-Infinity, 1]'],
  ])('refuse %j, %j', (x, y, shown) => {
    expect(() => frameOf(box, [x[0], x[1]], [y[0], y[1]])).toThrow(
      new RangeError(
        `frameOf: expected domains with finite ends, got ${shown} - extentOf skips values that are not finite`,
      ),
    );
  });

  test('hold rules and notes, and none outside', () => {
    const frame = frameOf(box, [0, 10], [0, 10]);
    expect(horizontalRule(frame, 5)).toBe('<path class="line muted" d="M10 70H210"/>');
    expect(verticalRule(frame, 5, { dashed: true, i: 'red' })).toBe(
      '<path class="line red" stroke-dasharray="4 3" d="M110 20V120"/>',
    );
    const places = [
      ...[5, 9.9].map((y) => horizontalRule(frame, y, { text: 'floor' })),
      ...[1, 9].map((x) => verticalRule(frame, x, { text: 'go' })),
      note(frame, 'no data'),
      note(frame, 'here', { x: 1, y: 2, anchor: 'start' }),
    ].map((svg) => {
      const { x, y, 'text-anchor': anchor } = texts(svg)[0].attributes;
      return `${x} ${y} ${anchor}`;
    });
    expect(places).toEqual([
      '206 66 end',
      '206 34 end',
      '34 31 start',
      '186 31 end',
      '110 74 middle',
      '30 104 start',
    ]);
    for (const value of [-1, 11, NaN, Infinity]) {
      expect(horizontalRule(frame, value, { text: 'a' }) + verticalRule(frame, value)).toBe('');
      expect(note(frame, 'a', { x: value })).toBe('');
    }
  });
});
