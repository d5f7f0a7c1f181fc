/** All fixed points of rectified networks: against closed forms, the search, and simulations. @module */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findFixedPoints } from '../../src/analysis/fixed-point-networks.ts';
import { enumerateFixedPoints, type ReluFixedPoint } from '../../src/analysis/relu-fixed-points.ts';
import { mapTree, relu } from '../../src/autograd/index.ts';
import {
  createGru,
  createRateNetwork,
  type RateNetwork,
  type RateNetworkOptions,
  type RateParams,
} from '../../src/rnn/index.ts';
import { type Leak, leaks } from '../../src/rnn/networks/dynamics.ts';
import { foldIn, type Key, key, normal, uniform } from '../../src/tensor/random.ts';
import { cast, fromArray, type Tensor, tensor, zeros } from '../../src/tensor/tensor.ts';
import { keys, mapData } from '../support/arbitraries.ts';

interface Case {
  readonly network: RateNetwork;
  readonly params: RateParams<Tensor>;
  readonly input: Tensor;
}

/** Networks of n units whose weights have a spectral radius of some 1.5: of one fixed point, of several, or none. */
function networkOf(n: number, leak: Leak, k: Key, more: Partial<RateNetworkOptions> = {}): Case {
  const network = createRateNetwork({ nIn: 2, nRec: n, nOut: 1, leak, ...more });
  const wRec = cast(
    mapData((w) => (1.5 * w) / Math.sqrt(n), normal(foldIn(k, 0), [n, n])),
    'f32',
  );
  const params = { ...network.initialize(foldIn(k, 1)), wRec, bRec: normal(foldIn(k, 2), [n]) };
  return { network, params, input: normal(foldIn(k, 3), [2]) };
}

const leakNames = fc.constantFrom(...leaks);

/**
 * Says in words where a point breaks r = [W r + wIn [u + baseline]_+ + b]_+, computed anew from effective weights.
 * The slack is some 1e4 roundings of the largest rate.
 */
function breaks({ network, params, input }: Case, { rates, active }: ReluFixedPoint): string[] {
  const { wRec, wIn } = network.effectiveWeights(params);
  const { baselineIn = 0, rectifyInputs = false } = network.options;
  const u = Array.from(input.data, (v) => (rectifyInputs ? Math.max(v + baselineIn, 0) : v + baselineIn));
  const slack = 1e-12 * Math.max(1, ...rates);
  return Array.from(rates).flatMap((rate, i) => {
    let drive = params.bRec.data[i] + (params.bIn?.data[i] ?? 0);
    for (let j = 0; j < u.length; j++) drive += wIn.data[i * u.length + j] * u[j];
    for (let j = 0; j < rates.length; j++) drive += wRec.data[i * rates.length + j] * rates[j];
    const wrong = Math.abs(rate - Math.max(drive, 0)) > slack;
    return wrong || rate > 0 !== active.includes(i) ? [`unit ${i}`] : [];
  });
}

const distance = (a: Float64Array, b: Float64Array): number =>
  Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0));

describe('properties', () => {
  const options = fc.record({
    tau: fc.constantFrom(20, 60, 100),
    inputBias: fc.boolean(),
    trainTau: fc.boolean(),
    daleRatio: fc.constantFrom(null, 0.5),
    baselineIn: fc.constantFrom(0, 0.3),
    rectifyInputs: fc.boolean(),
  });

  test('every point is one, and the search stays where it is', () => {
    let count = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), leakNames, options, keys, (n, leak, more, k) => {
        const given = networkOf(n, leak, k, more);
        const { network, params, input } = given;
        const { points } = enumerateFixedPoints(network, params, input);
        expect(points.flatMap((point) => breaks(given, point))).toEqual([]);
        expect(new Set(points.map(({ active }) => active.join())).size).toBe(points.length);
        count += points.length;
        for (const { x, q, stable, unstableModes } of points) {
          const size = Math.max(1, ...x.map(Math.abs));
          expect(q).toBeLessThan((1e-12 * size) ** 2);
          // Close to a singular system x is large, and f32 does not hold it to tolUnique.
          if (size > 1000) continue;
          const starts = fromArray(x, [1, n]);
          const found = findFixedPoints(network, params, { starts, input, iterations: 0 });
          expect(found.points[0]).toMatchObject({ kind: 'fixed', stable, unstableModes });
        }
      }),
    );
    expect(count).toBeGreaterThan(0);
  });

  test('control: a point of other rates, or with another active set, is found out', () => {
    const given = networkOf(4, 'current', key(1));
    const { points } = enumerateFixedPoints(given.network, given.params, given.input);
    expect(points.length).toBeGreaterThan(0);
    const [{ rates, active }] = points;
    const off = { ...points[0], rates: rates.map((r, i) => (i === active[0] ? r + 1e-9 : r)) };
    expect(breaks(given, off)).not.toEqual([]);
    expect(breaks(given, { ...points[0], active: active.slice(1) })).toEqual([`unit ${active[0]}`]);
  });

  test('of 8 units: from every start the search comes to one of them, or says that it did not', () => {
    let fixed = 0;
    fc.assert(
      fc.property(leakNames, keys, (leak, k) => {
        const { network, params, input } = networkOf(8, leak, k);
        const all = enumerateFixedPoints(network, params, input).points;
        const starts = uniform(foldIn(k, 4), [24, 8], { low: leak === 'current' ? -3 : 0, high: 3 });
        const { points, ends } = findFixedPoints(network, params, { starts, input, iterations: 1000 });
        for (const { kind, x, q, stable, unstableModes } of points) {
          if (kind === 'slow') {
            expect(q).toBeGreaterThan(1e-20);
            continue;
          }
          fixed++;
          // |x - F(x)| <= 1.5e-10 over the least singular value of I - J, which is above 1e-4 in all but freak cases.
          const same = all.filter((point) => distance(point.x, x) < 1e-6);
          expect(same.length).toBe(1);
          expect(same[0]).toMatchObject({ stable, unstableModes });
        }
        for (const point of ends.point) expect(point === -1 || points[point] !== undefined).toBe(true);
      }),
      { numRuns: 20 },
    );
    expect(fixed).toBeGreaterThan(0);
  });

  test('the stable ones attract, the others do not', () => {
    const STEPS = 600;
    const seen = { stable: 0, unstable: 0 };
    fc.assert(
      fc.property(leakNames, keys, (leak, k) => {
        const { network, params, input } = networkOf(3, leak, k);
        // In doubles: close to a fixed point, single precision rounds small steps away.
        const doubles = mapTree('doubles', (value) => cast(value as Tensor, 'f64'), params);
        const inputs = fromArray(
          Float64Array.from({ length: STEPS * 2 }, (_, i) => input.data[i % 2]),
          [STEPS, 1, 2],
        );
        for (const { x, rates, stable, eigenvalues } of enumerateFixedPoints(network, params, input).points) {
          const modulus = Math.hypot(eigenvalues.re[0], eigenvalues.im[0]);
          // 0.95^600 = 4e-14; nearer to 1 it takes longer. Where a kink is near, the eigenvalues say little.
          if (Math.abs(modulus - 1) < 0.05 || x.some((v) => v !== 0 && Math.abs(v) < 0.01)) continue;
          const start = fromArray(
            x.map((v, i) => v + 1e-4 * (i + 1)),
            [1, 3],
          );
          const r = leak === 'current' || leak === 'reservoir' ? relu(start) : start;
          const run = network.run(doubles, inputs, null, { state: { x: start, r } });
          const away = distance(Float64Array.from(run.r.data.subarray(-3)), rates);
          expect(stable ? away < 1e-6 : !(away < 1e-3)).toBe(true);
          seen[stable ? 'stable' : 'unstable']++;
        }
      }),
      { numRuns: 25 },
    );
    expect(seen.stable).toBeGreaterThan(0);
  });
});

describe('closed forms', () => {
  const one = createRateNetwork({ nIn: 1, nRec: 1, nOut: 1 });
  const paramsOf = (w: number, c: number): RateParams<Tensor> => ({
    ...one.initialize(key(1)),
    wRec: tensor([[w]]),
    bRec: tensor([c]),
  });

  // r = [w r + c]_+; with the current leak and a = 0.2 the derivative is 0.8 + 0.2 w where the unit is active.
  test.each<[number, number, [number, boolean][], number[][]]>([
    [0.5, 1, [[2, true]], []],
    [0.5, -1, [[0, true]], []],
    [
      2,
      -1,
      [
        [0, true],
        [1, false],
      ],
      [],
    ],
    [2, 1, [], []],
    [1, 0, [[0, true]], [[0]]],
    [1, 1, [], []],
    [1, -1, [[0, true]], []],
  ])('one unit, w = %d, c = %d', (w, c, expected, singular) => {
    const found = enumerateFixedPoints(one, paramsOf(w, c));
    expect(found.points.map(({ rates, stable }) => [rates[0], stable])).toEqual(expected);
    expect(found.singular).toEqual(singular);
    for (const { rates, eigenvalues } of found.points) {
      expect(eigenvalues.re[0]).toBeCloseTo(rates[0] > 0 ? 0.8 + 0.2 * w : 0.8, 12);
    }
  });

  test('two units that inhibit each other, in the order of their active sets; x is the current, below 0 for one', () => {
    const network = createRateNetwork({ nIn: 1, nRec: 2, nOut: 1 });
    const wRec = tensor([
      [0, -2],
      [-2, 0],
    ]);
    const params = { ...network.initialize(key(1)), wRec, bRec: tensor([1, 1]) };
    const { points, singular } = enumerateFixedPoints(network, params);
    expect(points.map(({ active }) => active)).toEqual([[0], [1], [0, 1]]);
    expect(points.slice(0, 2).map(({ x }) => [...x])).toEqual([
      [1, -1],
      [-1, 1],
    ]);
    for (const value of points[2].x) expect(value).toBeCloseTo(1 / 3, 15);
    expect(points.map(({ unstableModes }) => unstableModes)).toEqual([0, 0, 1]);
    expect(singular).toEqual([]);
  });

  test('14 units without connections: each is on or off as its bias says', () => {
    const network = createRateNetwork({ nIn: 1, nRec: 14, nOut: 1, leak: 'rateInside' });
    const bRec = normal(key(3), [14]);
    const params = { ...network.initialize(key(1)), wRec: zeros([14, 14]), bRec };
    const { points } = enumerateFixedPoints(network, params);
    expect(points.map(({ x }) => [...x])).toEqual([Array.from(bRec.data, (b) => Math.max(b, 0))]);
  });
});

describe('bad input', () => {
  const sizes = { nIn: 2, nRec: 3, nOut: 1 };
  const gru = createGru(sizes);
  const many = createRateNetwork({ ...sizes, nRec: 15 });
  const smooth = createRateNetwork({ ...sizes, activation: 'tanh' });
  const network = createRateNetwork({ ...sizes, activation: relu });
  test.each<[string, unknown, Tensor | undefined, string]>([
    ['TypeError', gru, undefined, "expected a rate network, got 'GRU' - use findFixedPoints"],
    ['RangeError', many, undefined, 'expected at most 14 units, got 15 - use findFixedPoints'],
    ['RangeError', smooth, undefined, "expected the activation 'relu', got 'tanh' - use findFixedPoints"],
    ['ShapeError', network, zeros([3]), 'expected input of shape [2], got [3]'],
  ])('%s %#', (name, given, input, message) => {
    const one = given as RateNetwork;
    const call = (): unknown => enumerateFixedPoints(one, one.initialize(key(1)), input);
    expect(call).toThrow(expect.objectContaining({ name, message: `enumerateFixedPoints: ${message}` }));
  });
});
