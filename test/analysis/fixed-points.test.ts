/** Fixed and slow points of maps whose points are known. @module */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FixedPointOptions, findFixedPointsOf } from '../../src/analysis/fixed-points.ts';
import type { StateMap } from '../../src/analysis/jacobians.ts';
import { add, mul, sqrt, tanh } from '../../src/autograd/index.ts';
import { eigenvalues } from '../../src/tensor/linalg/index.ts';
import { foldIn, key, normal } from '../../src/tensor/random.ts';
import { fromArray, type Tensor, tensor, zeros } from '../../src/tensor/tensor.ts';
import { keys } from '../support/arbitraries.ts';
import { assertClose, tolerances } from '../support/close.ts';
import { faults, linearMaps, linearStep } from './linear-maps.ts';

/** A property of whole searches: each compiles a program and runs it some hundred times. */
const fewRuns = { numRuns: 20 };

const vector = (x: Float64Array): Tensor => fromArray(x, [x.length]);

describe('F(x) = A x + b', () => {
  test('every start leads to (I - A)^-1 b, and the Jacobian is A', () => {
    fc.assert(
      fc.property(linearMaps, keys, ({ a, fixed, step }, k) => {
        const starts = normal(k, [8, fixed.length]);
        const { points, ends } = findFixedPointsOf(step, starts, { dropOutliers: false });
        expect(points.length).toBe(1);
        const [point] = points;
        expect([point.kind, point.starts, [...ends.point]]).toEqual(['fixed', 8, Array(8).fill(0)]);
        assertClose(vector(point.x), vector(fixed), tolerances.f64);
        // Products with 1 and 0 are exact, and so are their sums.
        expect([...point.jacobian.data]).toEqual([...a.data]);
        expect(point.eigenvalues).toEqual(eigenvalues(a));
        const moduli = point.eigenvalues.re.map((re, i) => Math.hypot(re, point.eigenvalues.im[i]));
        expect(point.stable).toBe(moduli.every((size) => size < 1));
        expect(point.unstableModes).toBe(moduli.filter((size) => size > 1).length);
        expect(faults(step, point)).toEqual([]);
      }),
      fewRuns,
    );
  });

  test('control: a point that is off by 1e-9, and a Jacobian that is off by 1e-7, are found out', () => {
    fc.assert(
      fc.property(linearMaps, fc.nat(), ({ a, fixed, step }, where) => {
        const right = { x: fixed, jacobian: a };
        expect(faults(step, right)).toEqual([]);
        const at = where % fixed.length;
        const x = fixed.map((value, i) => (i === at ? value + 1e-9 : value));
        expect(faults(step, { ...right, x })).not.toEqual([]);
        const place = where % a.data.length;
        const data = Float64Array.from(a.data, (value, i) => (i === place ? value + 1e-7 : value));
        const found = faults(step, { x: fixed, jacobian: fromArray(data, a.shape) });
        expect(found).toEqual([`J[${Math.floor(place / fixed.length)}][${place % fixed.length}] is off`]);
      }),
    );
  });

  test('of a line of fixed points, every start finds its own, neither stable nor not', () => {
    const step = linearStep(
      tensor([
        [1, 0],
        [0, 0.5],
      ]),
      zeros([2]),
    );
    const starts = tensor([
      [-1, 1],
      [0, -1],
      [2, 0.5],
    ]);
    const { points, ends } = findFixedPointsOf(step, starts);
    const found = [...ends.point].map((point) => points[point]);
    expect(found.map(({ x }) => x[0])).toEqual([-1, 0, 2]);
    for (const {
      x,
      kind,
      eigenvalues: { re },
      stable,
      unstableModes,
    } of found) {
      expect(Math.abs(x[1])).toBeLessThan(1e-12);
      expect([kind, [...re], stable, unstableModes]).toEqual(['fixed', [1, 0.5], false, 0]);
    }
  });
});

/** x + x^2 + gap: no fixed point for gap > 0, but x = 0 moves by the gap only. */
const ghost =
  (gap: number): StateMap =>
  (x) =>
    add(add(x, mul(x, x)), gap);

describe('slow points', () => {
  // 1e-7 moves less than f32 can tell: q = 5e-15.
  test.each([1e-3, 1e-5, 1e-7])('x + x^2 + %d has one, and no fixed point', (gap) => {
    const { points } = findFixedPointsOf(ghost(gap), tensor([[-0.4], [0.1], [0.3]]));
    expect(points.every(({ kind }) => kind === 'slow')).toBe(true);
    // The search ends where a step no longer halves q.
    expect(points[0].q / (gap ** 2 / 2)).toBeCloseTo(1, 3);
    expect(Math.abs(points[0].x[0])).toBeLessThan(1e-3);
  });

  test('where they meet, at gap 0, the point is fixed', () => {
    const { points } = findFixedPointsOf(ghost(0), tensor([[-0.4], [0.1], [0.3]]));
    expect(points.map(({ kind, starts }) => [kind, starts])).toEqual([['fixed', 3]]);
    expect(Math.abs(points[0].x[0])).toBeLessThan(1e-4);
  });

  test('what moves by more than 1e-2 of the spread of the starts is no point, but an end', () => {
    const step: StateMap = (x) => mul(x, 0.5);
    const starts = tensor([[1], [-1]]);
    const { points, ends } = findFixedPointsOf(step, starts, { iterations: 3 });
    expect([points, [...ends.point]]).toEqual([[], [-1, -1]]);
    for (const [i, q] of ends.q.entries()) expect(q).toBeCloseTo((ends.x.data[i] / 2) ** 2 / 2, 15);
    expect(findFixedPointsOf(step, starts).points.map(({ kind }) => kind)).toEqual(['fixed']);
    // The starts are 1 from their mean.
    const told = (gap: number): number => findFixedPointsOf(ghost(gap), starts).points.length;
    expect([told(0.0101), told(0.0099)]).toEqual([0, 1]);
  });

  test('starts that are all the same set no bound: an unfinished search is told as slow, with its q', () => {
    const { points, ends } = findFixedPointsOf((x) => mul(x, 0.5), tensor([[1]]), { iterations: 3 });
    expect(points.map(({ kind, q }) => [kind, q])).toEqual([['slow', ends.q[0]]]);
  });

  test('tolQ is the border', () => {
    const kindsFor = (tolQ: number): string[] =>
      findFixedPointsOf(ghost(1e-3), tensor([[0.1]]), { tolQ }).points.map(({ kind }) => kind);
    expect(kindsFor(4.9e-7)).toEqual(['slow']);
    expect(kindsFor(5.1e-7)).toEqual(['fixed']);
  });
});

describe('the starts', () => {
  const cube: StateMap = (x) => tanh(mul(x, 2));

  test('lead to different points, which are told once, in ascending order of q', () => {
    const starts = normal(key(1), [64, 2]);
    const { points, ends } = findFixedPointsOf(cube, starts);
    expect(points.length).toBe(9);
    expect(points.filter(({ stable }) => stable).length).toBe(4);
    expect(points.map(({ unstableModes }) => unstableModes).toSorted()).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2]);
    expect(points.map(({ q }) => q)).toEqual(points.map(({ q }) => q).toSorted((a, b) => a - b));
    expect(points.reduce((sum, point) => sum + point.starts, 0)).toBe(64);
    points.forEach((point, k) => {
      expect(faults(cube, point)).toEqual([]);
      expect(point.starts).toBe(ends.point.filter((each) => each === k).length);
    });
  });

  test('do not influence one another', () => {
    const starts = normal(key(2), [5, 2]);
    const all = findFixedPointsOf(cube, starts, { iterations: 200 }).ends.x;
    const alone = findFixedPointsOf(cube, fromArray(starts.data.subarray(4, 6), [1, 2]), { iterations: 200 })
      .ends.x;
    // The number of rows decides the order of sums, and 200 steps carry the rounding on.
    assertClose(alone, fromArray(all.data.slice(4, 6), [1, 2]), 1e-4);
  });

  test('are improved alike by both engines', () => {
    const starts = normal(foldIn(key(3), 0), [8, 2]);
    const [a, b] = (['compiled', 'interpreted'] as const).map((engine) =>
      findFixedPointsOf(cube, starts, { engine, iterations: 400 }),
    );
    expect([...a.ends.point].map((k) => a.points[k].x.map((v) => Math.round(v * 1e9)))).toEqual(
      [...b.ends.point].map((k) => b.points[k].x.map((v) => Math.round(v * 1e9))),
    );
  });

  const far: StateMap = (x) => add(mul(x, 0.5), 50);
  test('that end 10 times further off than they are spread are dropped, unless they are kept', () => {
    const starts = tensor([[0], [0.5], [1]]);
    const options: FixedPointOptions = { learningRate: 1, iterations: 1000 };
    const dropped = findFixedPointsOf(far, starts, options);
    expect([dropped.points, [...dropped.ends.point]]).toEqual([[], [-1, -1, -1]]);
    const kept = findFixedPointsOf(far, starts, { ...options, dropOutliers: false });
    expect(kept.points.map(({ x, starts }) => [x[0], starts])).toEqual([[100, 3]]);
    // A single start has no spread to compare with.
    expect(findFixedPointsOf(far, tensor([[0]]), options).points.length).toBe(1);
  });

  test('that leave the numbers are no points', () => {
    const { points, ends } = findFixedPointsOf((x) => sqrt(x), tensor([[-1], [0.7], [1.5]]));
    expect([...ends.point]).toEqual([-1, 0, 0]);
    expect(points.map(({ x }) => x[0])).toEqual([1]);
  });
});

describe('bad input', () => {
  const halve: StateMap = (x) => mul(x, 0.5);
  const starts = tensor([[1, 2]]);
  const fn = 'findFixedPointsOf';

  test.each<[string, unknown, string]>([
    ['TypeError', [[1]], `${fn}: expected starts to be a tensor, got [[1]] - see drawStarts`],
    ['ShapeError', tensor([1, 2]), `${fn}: expected starts of shape [S, n], got [2]`],
    ['ShapeError', zeros([0, 2]), `${fn}: expected starts of shape [S, n], got [0, 2]`],
    [
      'TypeError',
      zeros([1, 2], 'i32'),
      `${fn}: expected starts in f32 or f64, got i32 - convert them with cast()`,
    ],
    ['RangeError', tensor([[0], [Infinity]]), `${fn}: expected finite starts, got Infinity in row 1`],
  ])('%s: starts %#', (name, given, message) => {
    const call = (): unknown => findFixedPointsOf(halve, given as Tensor);
    expect(call).toThrow(expect.objectContaining({ name, message }));
  });

  test.each<[string, object, string]>([
    ['TypeError', { tolq: 1 }, `expected known options, got 'tolq' - did you mean 'tolQ'?`],
    ['RangeError', { iterations: 0.5 }, 'expected iterations to be a whole number in [0, 16777216], got 0.5'],
    ['RangeError', { learningRate: -1 }, 'expected learningRate to be a finite number >= 0, got -1'],
    ['RangeError', { tolQ: Number.NaN }, 'expected tolQ to be a finite number >= 0, got NaN'],
    ['RangeError', { tolUnique: 0 }, 'expected tolUnique to be a finite number > 0, got 0'],
    ['TypeError', { dropOutliers: 1 }, 'expected dropOutliers to be true or false, got 1'],
    [
      'RangeError',
      { engine: 'wasm' },
      "expected engine to be 'compiled' or 'interpreted', got 'wasm' - did you mean 'compiled'?",
    ],
  ])('%s: options %#', (name, options, message) => {
    const call = (): unknown => findFixedPointsOf(halve, starts, options as FixedPointOptions);
    expect(call).toThrow(expect.objectContaining({ name, message: `${fn}: ${message}` }));
  });

  test.each<[string, unknown, string]>([
    ['TypeError', null, 'expected step to be a function, got null'],
    [
      'ShapeError',
      (x: Tensor) => add(x, zeros([2, 1, 2], x.dtype)),
      'expected step to return f32 [1, 2] for f32 [1, 2], got f32 [2, 1, 2]',
    ],
    ['TypeError', () => 1, 'expected step to return f32 [1, 2] for f32 [1, 2], got 1'],
  ])('%s: step %#', (name, step, message) => {
    const call = (): unknown => findFixedPointsOf(step as StateMap, starts);
    expect(call).toThrow(expect.objectContaining({ name, message: `${fn}: ${message}` }));
  });
});
