import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { barPlot, frameOf, histogramBins } from '../../src/plot/index.ts';
import { parseXml } from './xml.ts';

const finite = fc.double({ noDefaultInfinity: true, noNaN: true, min: -1e100, max: 1e100 });
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** The bin of a value by the rule itself; -1 outside. */
function binOf(edges: readonly number[], value: number): number {
  const last = edges.length - 1;
  if (value === edges[last]) return last - 1;
  return edges.findIndex((edge, k) => k < last && edge <= value && value < edges[k + 1]);
}

describe('histogram', () => {
  test('each value is in the bin whose edges hold it, however they are rounded', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(finite, fc.integer({ min: -30, max: 30 }), fc.constantFrom(NaN, Infinity))),
        fc.integer({ min: 1, max: 40 }),
        (values, bins) => {
          const { edges, counts } = histogramBins(values, { bins });
          const wanted = new Array<number>(bins).fill(0);
          // Neighbouring edges are equal where numbers are too coarse for so many bins.
          fc.pre(edges.every((edge, k) => k === 0 || edge > edges[k - 1]));
          for (const value of values) {
            const k = binOf(edges, value);
            if (k >= 0) wanted[k]++;
          }
          expect(counts).toEqual(wanted);
          expect(counts.reduce((sum, n) => sum + n, 0)).toBe(values.filter(Number.isFinite).length);
        },
      ),
    );
  });

  test('control: the rule finds a value in the wrong bin', () => {
    expect([binOf([0, 1, 2], 1), binOf([0, 1, 2], 2), binOf([0, 1, 2], 3)]).toEqual([1, 1, -1]);
  });

  // numpy.histogram of NumPy 1.24.2: tenths and sevenths are those that rounding puts on the wrong side of an edge.
  test.each<[number[], object, number[], number[]]>([
    [[1, 2, 2, 3, 4, 4.5, 5], { bins: 4 }, [1, 2, 1, 3], [1, 5]],
    [range(11).map((i) => i / 10), {}, [1, 1, 2, 0, 1, 2, 1, 0, 1, 2], [0, 1]],
    [[3, 3, 3], { bins: 3 }, [0, 3, 0], [2.5, 3.5]],
    [[], { bins: 2 }, [0, 0], [0, 1]],
    [[-1.6, -0.2, 0, 0, 0, 0, 0.1, 1.4], {}, [1, 0, 0, 0, 1, 5, 0, 0, 0, 1], [-1.6, 1.4]],
    [[-5, 0, 1, 2, 9], { bins: 2, domain: [0, 2] }, [1, 2], [0, 2]],
    [range(22).map((i) => i / 7), { bins: 21 }, [...new Array<number>(20).fill(1), 2], [0, 3]],
  ])('of %j with %j as NumPy counts', (values, options, counts, ends) => {
    const found = histogramBins(values, options);
    expect(found.counts).toEqual(counts);
    expect([found.edges[0], found.edges.at(-1)]).toEqual(ends);
  });

  test.each<[object, string]>([
    [{ bins: 0 }, 'histogramBins: expected bins to be a whole number of 1 or more, got 0'],
    [{ bins: 2.5 }, 'histogramBins: expected bins to be a whole number of 1 or more, got 2.5'],
    [
      { domain: [1, 0] },
      'histogramBins: expected domain to be finite and rising, got [1, 0] - put the lower end first',
    ],
    [
      { domain: [0, NaN] },
      'histogramBins: expected domain to be finite and rising, got [0, NaN] - put the lower end first',
    ],
  ])('refuses %j', (options, message) => {
    expect(() => histogramBins([1], options)).toThrow(new RangeError(message));
  });

  test('bars stand on zero, on either side of it, inside the frame', () => {
    const frame = frameOf({ x: 0, y: 0, width: 100, height: 100 }, [0, 4], [-1, 1]);
    const { d } = parseXml(barPlot(frame, [0, 1, 2, 3, 4, 5], [0.5, -0.5, NaN, 7, 1])).attributes;
    expect(d).toBe('M0.5 50V25H24.5V50ZM25.5 50V75H49.5V50ZM75.5 50V0H99.5V50Z');
  });
});
