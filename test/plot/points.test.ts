import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bandPlot,
  circlePlot,
  errorBars,
  frameOf,
  linePlot,
  type Shape,
  scatterPlot,
  trajectoryPlot,
} from '../../src/plot/index.ts';
import { elements, parseXml } from './xml.ts';

const box = { x: 0, y: 0, width: 100, height: 100 };
const frame = frameOf(box, [0, 10], [0, 10]);
const d = (svg: string): string => parseXml(svg).attributes.d;

/** All points of a path of absolute M, L and Z commands. */
function pointsOf(path: string): [x: number, y: number][] {
  expect(path).toMatch(/^(?:[ML]-?[\d.]+ -?[\d.]+|Z)*$/);
  return Array.from(path.matchAll(/[ML](\S+) ([^MLZ]+)/g), ([, x, y]) => [Number(x), Number(y)]);
}

const coordinate = fc.oneof(fc.double({ min: -5, max: 15, noNaN: true }), fc.double());
const points = fc.array(fc.tuple(coordinate, coordinate, coordinate));

describe('lines', () => {
  test.each<[string, number[], number[], string]>([
    ['inside', [1, 2, 3], [1, 2, 3], 'M10 90L20 80L30 70'],
    ['from outside to inside', [-5, 5], [5, 5], 'M0 50L50 50'],
    ['right across', [-10, 20], [-10, 20], 'M0 100L100 0'],
    ['out and in again', [5, 5, 6, 6], [5, 15, 15, 5], 'M50 50L50 0M60 0L60 50'],
    ['past a corner', [-5, 1], [9, 20], ''],
    ['all outside', [-5, -3], [5, 5], ''],
    ['with a gap', [1, 2, NaN, 4, 5], [1, 1, 1, 1, 1], 'M10 90L20 90M40 90L50 90'],
    ['nothing', [], [], ''],
  ])('%s', (_, xs, ys, wanted) => {
    expect(d(linePlot(frame, xs, ys))).toBe(wanted);
  });

  test('stay in the frame, and lose nothing inside it', () => {
    fc.assert(
      fc.property(points, (all) => {
        const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)];
        const drawn = pointsOf(d(linePlot(frame, xs, ys)));
        for (const px of drawn.flat()) {
          // A hundredth of a pixel is where coordinates are rounded.
          expect(px).toBeGreaterThanOrEqual(-0.01);
          expect(px).toBeLessThanOrEqual(100.01);
        }
        all.forEach(([x, y], k) => {
          const inside = [x, y].every((v) => v >= 0 && v <= 10);
          const joined = [k - 1, k + 1].some((n) => [xs[n], ys[n]].every(Number.isFinite));
          if (!(inside && joined)) return;
          const near = drawn.some(
            ([px, py]) => Math.abs(px - 10 * x) < 0.011 && Math.abs(py - (100 - 10 * y)) < 0.011,
          );
          expect(near).toBe(true);
        });
      }),
    );
  });

  test('a circle is round, and cut like a line', () => {
    for (const [x, y] of pointsOf(d(circlePlot(frame, 5, 5, 3))))
      expect(Math.hypot(x - 50, y - 50)).toBeCloseTo(30, 1);
    expect(d(circlePlot(frame, 5, 5, 50))).toBe('');
    expect(d(circlePlot(frame, NaN, 5, 1))).toBe('');
    // Of a circle of 20000 pixels the part in view, 100 pixels high, is no straight line beside it.
    const part = pointsOf(d(circlePlot(frame, -1995, 5, 2000)));
    expect(part.length).toBeGreaterThan(2);
    for (const [x, y] of part) expect(Math.abs(Math.hypot(x + 19950, y - 50) - 20000)).toBeLessThan(0.5);
  });
});

describe('bands', () => {
  test('go out along one curve and back along the other, with gaps, inside the frame', () => {
    expect(d(bandPlot(frame, [1, 2, 3], [1, 1, 1], [2, 12, 2]))).toBe('M10 80L20 0L30 80L30 90L20 90L10 90Z');
    expect(d(bandPlot(frame, [1, 2, 3, 4, 5], [1, 1, NaN, 1, 1], [2, 2, 2, 2, 2]))).toBe(
      'M10 80L20 80L20 90L10 90ZM40 80L50 80L50 90L40 90Z',
    );
    expect(d(bandPlot(frame, [1], [0], [1]))).toBe('');
  });

  test('stay in the frame', () => {
    fc.assert(
      fc.property(points, (all) => {
        const path = d(
          bandPlot(
            frame,
            all.map(([x]) => x),
            all.map(([, low]) => low),
            all.map(([, , high]) => high),
          ),
        );
        for (const px of pointsOf(path).flat()) {
          expect(px).toBeGreaterThanOrEqual(-0.01);
          expect(px).toBeLessThanOrEqual(100.01);
        }
      }),
    );
  });
});

describe('points', () => {
  test('outside the frame, and those that are not finite, are left out', () => {
    fc.assert(
      fc.property(
        points,
        fc.constantFrom<Shape>('dot', 'ring', 'cross', 'square', 'triangle'),
        (all, shape) => {
          const path = d(
            scatterPlot(
              frame,
              all.map(([x]) => x),
              all.map(([, y]) => y),
              { shape },
            ),
          );
          // The slack that rounding is allowed, in units of the axes.
          const shown = all.filter(([x, y]) => [x, y].every((v) => v >= -0.001 && v <= 10.001));
          expect(path.split('M').length - 1).toBe(shown.length);
          expect(path).toMatch(/^[\d\sMmalhvz.-]*$/);
        },
      ),
    );
  });

  test.each<[Shape, string, string]>([
    ['dot', 'area c1', 'M50 50m-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0z'],
    ['ring', 'line c1', 'M50 50m-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0z'],
    ['square', 'area c1', 'M50 50m-2.5-2.5h5v5h-5z'],
    ['triangle', 'area c1', 'M50 50m0-2.5l2.5 5h-5z'],
    ['cross', 'line c1', 'M50 50m-2.5-2.5l5 5m-5 0l5-5'],
  ])('as a %s', (shape, style, path) => {
    expect(parseXml(scatterPlot(frame, [5], [5], { i: 1, shape, radius: 2.5 })).attributes).toEqual({
      class: style,
      d: path,
    });
  });

  test('error bars have caps where their ends are inside the frame', () => {
    expect(d(errorBars(frame, [1, 2, 3, 11, 4], [1, 8, 12, 1, NaN], [2, 12, 13, 2, 5]))).toBe(
      'M10 90V80M7 90h6M7 80h6M20 20V0M17 20h6',
    );
  });
});

describe('trajectories', () => {
  const marks = (xs: number[], ys: number[]): string[] => {
    const svg = `<g>${trajectoryPlot(frame, xs, ys, { i: 2, start: true, arrow: true, opacity: 0.5 })}</g>`;
    return elements(parseXml(svg), 'path').map(({ attributes }) => attributes.d);
  };

  test('have a dot where they start and an arrow, along their end, where they stop', () => {
    expect(marks([1, 5, 9], [5, 5, 5])).toEqual([
      'M10 50L50 50L90 50',
      'M10 50m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z',
      'M90 50L83 46.5L83 53.5Z',
    ]);
  });

  test('have no marks outside the frame, no arrow without a direction, nothing without points', () => {
    expect(marks([-1, 5, 11], [5, 5, 5])).toHaveLength(1);
    expect(marks([5, 5], [5, 5])).toHaveLength(2);
    expect(marks([NaN], [1])).toEqual(['']);
  });
});
