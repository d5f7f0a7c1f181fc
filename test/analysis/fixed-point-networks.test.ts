/** Fixed points of networks: known ones, and that networks stay at those that are found. @module */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  closeNetwork,
  findFixedPoints,
  type NetworkFixedPointOptions,
  type NetworkPoint,
} from '../../src/analysis/fixed-point-networks.ts';
import { drawStarts } from '../../src/analysis/fixed-point-starts.ts';
import { recordedStates } from '../../src/analysis/fixed-point-state.ts';
import { mapTree } from '../../src/autograd/index.ts';
import {
  createGru,
  createLstm,
  createRateNetwork,
  type RateNetworkOptions,
  type RateParams,
} from '../../src/rnn/index.ts';
import { leaks } from '../../src/rnn/networks/dynamics.ts';
import { foldIn, key, normal, uniform } from '../../src/tensor/random.ts';
import { cast, fromArray, full, type Tensor, tensor, zeros } from '../../src/tensor/tensor.ts';
import { keys } from '../support/arbitraries.ts';
import { assertClose, tolerances } from '../support/close.ts';
import { faults } from './linear-maps.ts';

const doubles = <P>(params: P): P => mapTree('doubles', (x) => cast(x as Tensor, 'f64'), params);
const row = (x: Float64Array): Tensor => fromArray(x, [1, x.length]);

/** Inputs of a number of steps of one trial, all the same. */
const constant = (input: Tensor, steps: number): Tensor => {
  const n = input.data.length;
  return fromArray(
    Float64Array.from({ length: steps * n }, (_, i) => input.data[i % n]),
    [steps, 1, n],
  );
};

describe('two units that inhibit each other', () => {
  // song2016.md, section E: h <- relu((1-a) h + a (W h + b)), a = 0.2, W = [[0, -2], [-2, 0]], b = 1.
  const network = createRateNetwork({ nIn: 1, nRec: 2, nOut: 1, dt: 20, tau: 100, leak: 'rateOutside' });
  const params = {
    ...network.initialize(key(1)),
    wRec: tensor([
      [0, -2],
      [-2, 0],
    ]),
    bRec: tensor([1, 1]),
    wOut: tensor([[1, -1]]),
    bOut: tensor([0]),
  };
  const starts = uniform(key(2), [40, 2], { high: 1.2 });
  const { points, ends } = findFixedPoints(network, params, { starts });
  const at = (x: readonly number[]): NetworkPoint | undefined =>
    points.find((point) => point.x.every((value, i) => Math.abs(value - x[i]) < 1e-12));

  test('have two stable points and a saddle between them, and nothing else', () => {
    expect(points.map(({ kind }) => kind)).toEqual(['fixed', 'fixed', 'fixed']);
    expect([...ends.point].every((point) => point >= 0)).toBe(true);
  });

  test.each<[number[], number[], boolean, number]>([
    [[1, 0], [0.8, 0], true, 0],
    [[0, 1], [0.8, 0], true, 0],
    [[1 / 3, 1 / 3], [1.2, 0.4], false, 1],
  ])('%j has the eigenvalues %j', (x, spectrum, stable, unstableModes) => {
    const point = at(x);
    expect(point).toMatchObject({ stable, unstableModes });
    // alpha is 0.2 to the last bit of a double, and each eigenvalue comes from a few operations.
    assertClose(row(point!.eigenvalues.re), row(Float64Array.from(spectrum)), tolerances.f64);
    expect([...point!.eigenvalues.im]).toEqual([0, 0]);
    assertClose(row(point!.rates), row(Float64Array.from(x)), tolerances.f64);
    assertClose(row(point!.outputs), row(Float64Array.of(x[0] - x[1])), tolerances.f64);
  });

  test('control: eigenvalues of the flow J - I are other numbers', () => {
    const wrong = Float64Array.from(at([1, 0])!.eigenvalues.re, (re) => re - 1);
    expect(() => assertClose(row(wrong), row(Float64Array.of(0.8, 0)), tolerances.f64)).toThrow(/relative/);
  });
});

describe('a network stays at its fixed points, currents, rates and outputs', () => {
  const STEPS = 20;
  /** Runs from a point in doubles, and returns how far rates and outputs ever are from what was told. */
  const drift = (point: NetworkPoint, { r, z }: { r: Tensor; z: Tensor }): number => {
    const error = (told: Float64Array, run: Tensor): number =>
      Math.max(...Array.from(run.data, (value, i) => Math.abs(value - told[i % told.length])));
    return Math.max(error(point.rates, r), error(point.outputs, z));
  };
  // |x - F(x)| <= 1.5e-10, times what unstable modes make of it in 20 steps: below 1.8^20 = 1e5 for these weights.
  const STAYS = 1e-4;

  const options: fc.Arbitrary<RateNetworkOptions> = fc.record({
    nIn: fc.constant(2),
    nRec: fc.integer({ min: 1, max: 6 }),
    nOut: fc.constant(2),
    leak: fc.constantFrom(...leaks),
    activation: fc.constantFrom('tanh' as const, 'sigmoid' as const, 'softplus' as const, 'retanh' as const),
    tau: fc.constantFrom(20, 50, 100),
    trainTau: fc.boolean(),
    inputBias: fc.boolean(),
    daleRatio: fc.constantFrom(null, 0.5),
    baselineIn: fc.constantFrom(0, 0.2),
    rectifyInputs: fc.boolean(),
    sigmaRec: fc.constant(0.1),
  });

  test('rate networks of every leak', () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(options, keys, (settings, k) => {
        const network = createRateNetwork(settings);
        const params = network.initialize(k);
        const input = normal(foldIn(k, 1), [2]);
        const starts = normal(foldIn(k, 2), [6, settings.nRec]);
        const { points } = findFixedPoints(network, params, { starts, input, iterations: 500 });
        const { step } = closeNetwork('test', network, params, input);
        for (const point of points.filter(({ kind }) => kind === 'fixed')) {
          kinds.add(settings.leak!);
          // What the leak does not read may be anything.
          const onRates = settings.leak === 'rateOutside' || settings.leak === 'rateInside';
          const state = onRates
            ? { x: full([1, settings.nRec], 9, 'f64'), r: row(point.x) }
            : { x: row(point.x), r: row(point.rates) };
          const run = network.run(doubles(params), constant(input, STEPS), null, { state });
          expect(drift(point, run as never)).toBeLessThan(STAYS);
          // retanh has a kink, across which differences do not show the derivative.
          if (settings.activation !== 'retanh') expect(faults(step, point)).toEqual([]);
        }
      }),
      { numRuns: 15 },
    );
    expect(kinds.size).toBeGreaterThan(1);
  });

  test('a GRU and an LSTM, whose states are h, and c beside h', () => {
    const input = tensor([0.5, -1]);
    const sizes = { nIn: 2, nRec: 5, nOut: 2 };
    const gru = createGru(sizes);
    const lstm = createLstm({ ...sizes, initialState: 'perTrial', batchSize: 3 });
    const [gruParams, lstmParams] = [gru.initialize(key(4)), lstm.initialize(key(5))];
    const ofGru = findFixedPoints(gru, gruParams, { starts: normal(key(6), [8, 5]), input });
    const ofLstm = findFixedPoints(lstm, lstmParams, { starts: normal(key(7), [8, 10]), input });
    expect([ofGru.points[0].kind, ofLstm.points[0].kind]).toEqual(['fixed', 'fixed']);
    const [a, b] = [ofGru.points[0], ofLstm.points[0]];
    const inputs = constant(input, STEPS);
    const runA = gru.run(doubles(gruParams), inputs, null, { state: { h: row(a.x) } });
    expect(drift(a, runA as never)).toBeLessThan(STAYS);
    const state = { c: row(b.x.slice(0, 5)), h: row(b.x.slice(5)) };
    const { h0: _h, c0: _c, ...rest } = doubles(lstmParams);
    const one = createLstm(sizes);
    expect(drift(b, one.run(rest, inputs, null, { state }) as never)).toBeLessThan(STAYS);
  });

  test('control: one weight of another value drives it away', () => {
    const network = createRateNetwork({ nIn: 1, nRec: 3, nOut: 1, activation: 'tanh' });
    const params = network.initialize(key(8));
    const { points } = findFixedPoints(network, params, { starts: normal(key(9), [4, 3]) });
    const other: RateParams<Tensor> = {
      ...params,
      bRec: {
        ...params.bRec,
        data: params.bRec.data.map((b: number, i: number) => (i === 1 ? b + 0.01 : b)),
      },
    };
    const state = { x: row(points[0].x), r: row(points[0].rates) };
    const run = network.run(doubles(other), zeros([STEPS, 1, 1], 'f64'), null, { state });
    expect(drift(points[0], run as never)).toBeGreaterThan(10 * STAYS);
  });
});

describe('starts', () => {
  test('are drawn from recorded states: rows of them, each as often as another', () => {
    const states = fromArray(
      Float32Array.from({ length: 30 }, (_, i) => i),
      [5, 2, 3],
    );
    const drawn = drawStarts(states, { key: key(1), count: 3000 });
    expect([drawn.dtype, drawn.shape]).toEqual(['f32', [3000, 3]]);
    const counts = new Map<number, number>();
    for (let i = 0; i < 3000; i++) {
      const [a, b, c] = drawn.data.subarray(3 * i, 3 * i + 3);
      expect([a % 3, b, c]).toEqual([0, a + 1, a + 2]);
      counts.set(a, (counts.get(a) ?? 0) + 1);
    }
    expect(counts.size).toBe(10);
    // 300 expected of each, with a standard deviation of 16.4: six of them.
    for (const count of counts.values()) expect(Math.abs(count - 300)).toBeLessThan(100);
  });

  test('have noise of the standard deviation that is asked for', () => {
    const drawn = drawStarts(full([4, 50], 2), { key: key(2), noise: 0.5 });
    expect(drawn.shape).toEqual([256, 50]);
    const values = Array.from(drawn.data);
    const mean = values.reduce((sum, x) => sum + x, 0) / 12800;
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 12800;
    // Six standard errors: 0.5 / sqrt(12800) = 0.0044 of the mean, 0.5 / sqrt(2 12800) = 0.0031 of the deviation.
    expect(Math.abs(mean - 2)).toBeLessThan(0.027);
    expect(Math.abs(Math.sqrt(variance) - 0.5)).toBeLessThan(0.019);
  });

  test.each([
    ['current', 'x'],
    ['reservoir', 'x'],
    ['rateOutside', 'r'],
    ['rateInside', 'r'],
  ] as const)('of the leak %s are %s', (leak, name) => {
    const network = createRateNetwork({ nIn: 1, nRec: 2, nOut: 1, leak, activation: 'tanh' });
    const activity = network.run(network.initialize(key(1)), normal(key(2), [3, 2, 1]), null);
    expect(recordedStates(network, activity)).toBe(activity[name]);
  });

  test('of a GRU are its rates, of an LSTM both parts', () => {
    const sizes = { nIn: 1, nRec: 2, nOut: 1 };
    const [gru, lstm] = [createGru(sizes), createLstm(sizes)];
    const inputs = normal(key(2), [3, 2, 1]);
    const ofGru = gru.run(gru.initialize(key(1)), inputs, null);
    expect(recordedStates(gru, ofGru)).toBe(ofGru.r);
    const ofLstm = lstm.run(lstm.initialize(key(1)), inputs, null);
    const states = recordedStates(lstm, ofLstm);
    expect(states.shape).toEqual([3, 2, 4]);
    expect([...states.data.subarray(4, 8)]).toEqual([
      ...ofLstm.c.data.subarray(2, 4),
      ...ofLstm.r.data.subarray(2, 4),
    ]);
  });
});

describe('bad input', () => {
  const network = createRateNetwork({ nIn: 2, nRec: 3, nOut: 1 });
  const params = network.initialize(key(1));
  const starts = zeros([4, 3]);
  test.each<[string, unknown, string]>([
    ['TypeError', null, 'expected options to be an object, got null'],
    ['TypeError', {}, 'expected starts to be a tensor, got undefined - see drawStarts'],
    ['ShapeError', { starts: zeros([4, 2]) }, 'expected starts of shape [S, 3], got [4, 2]'],
    ['TypeError', { starts, input: [1, 2] }, 'expected input of shape [2], got object - make a tensor()'],
    ['ShapeError', { starts, input: zeros([1, 2]) }, 'expected input of shape [2], got [1, 2]'],
    ['TypeError', { starts, inputs: 1 }, "expected known options, got 'inputs' - did you mean 'input'?"],
  ])('%s: findFixedPoints %#', (name, options, message) => {
    const call = (): unknown => findFixedPoints(network, params, options as NetworkFixedPointOptions);
    expect(call).toThrow(expect.objectContaining({ name, message: `findFixedPoints: ${message}` }));
  });

  test.each<[string, unknown, object, string]>([
    ['TypeError', [1], { key: key(1) }, 'expected states to be a tensor, got [1]'],
    ['ShapeError', zeros([0, 3]), { key: key(1) }, 'expected states of shape [..., n], got [0, 3]'],
    ['TypeError', starts, {}, 'expected a key, got undefined - make one with key(seed)'],
    [
      'RangeError',
      starts,
      { key: key(1), count: 0 },
      'expected count to be a whole number in [1, 2147483647], got 0',
    ],
    ['RangeError', starts, { key: key(1), noise: -1 }, 'expected noise to be a finite number >= 0, got -1'],
    [
      'TypeError',
      starts,
      { key: key(1), std: 1 },
      "expected known options, got 'std' - the options are key, count, noise",
    ],
  ])('%s: drawStarts %#', (name, states, options, message) => {
    const call = (): unknown => drawStarts(states as Tensor, options as never);
    expect(call).toThrow(expect.objectContaining({ name, message: `drawStarts: ${message}` }));
  });

  test('recordedStates says what it misses', () => {
    const call = (): unknown => recordedStates(network, { r: starts });
    const message = 'recordedStates: expected activity to hold a tensor x, got undefined';
    expect(call).toThrow(expect.objectContaining({ name: 'TypeError', message }));
  });
});
