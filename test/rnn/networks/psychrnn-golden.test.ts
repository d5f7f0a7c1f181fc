import { describe, expect, it } from 'vitest';
import { checkGradients, grad, sum, type Value } from '../../../src/autograd/index.ts';
import {
  createRateNetwork,
  meanSquaredError,
  type RateNetwork,
  type RateNetworkOptions,
  type RateParams,
} from '../../../src/rnn/index.ts';
import {
  foldIn,
  key,
  normal,
  ones,
  type Tensor,
  tensor,
  toNested,
  zeros,
} from '../../../src/tensor/index.ts';
import { assertClose, tolerances } from '../../support/close.ts';
import type { Params } from './networks.ts';

// Numbers by hand: section 12 of the notes on PsychRNN 1.0.0, alpha = dt / tau = .1 unless it says otherwise.

const f64 = (values: Parameters<typeof tensor>[0]): Tensor => tensor(values, 'f64');

const square: RateNetworkOptions = {
  ...{ nIn: 1, nRec: 2, nOut: 1, dt: 10, tau: 100, initialState: 'parameter', autapses: true },
};

const given: Params = {
  wRec: f64([
    [1, 2],
    [3, 4],
  ]),
  wIn: f64([[0.5], [-1]]),
  wOut: f64([[2, 5]]),
  bRec: f64([0.1, 0.2]),
  bOut: f64([0.3]),
  x0: f64([1, -1]),
};

const run = (network: RateNetwork, params: Params, inputs: readonly number[]) =>
  network.run(params, f64(inputs.map((u) => [[u]])), null);

describe("PsychRNN's step", () => {
  it('x1 = [1.11, -.78], z = 2.52: orientation, rectification and the bias inside alpha', () => {
    const { x, r, z } = run(createRateNetwork(square), given, [2]);
    assertClose(x, f64([[[1.11, -0.78]]]), tolerances.f64);
    assertClose(r, f64([[[1.11, 0]]]), tolerances.f64);
    assertClose(z, f64([[[2.52]]]), tolerances.f64);
  });

  it('with a Dale ratio of .5: effective weights, x = [.91, 1.02], [.716, .803], z = 2.12, 1.732', () => {
    const network = createRateNetwork({
      ...square,
      ...{ daleRatio: 0.5, signs: { wIn: 'positive', wOut: 'positive' }, readout: 'excitatory' },
    });
    const params = { ...given, wOut: f64([[2]]), x0: f64([1, 1]) };
    const effective = network.effectiveWeights(params);
    expect(toNested(effective.wRec)).toEqual([
      [1, -2],
      [3, -4],
    ]);
    expect(toNested(effective.wIn)).toEqual([[0.5], [1]]);
    expect(toNested(effective.wOut)).toEqual([[2, 0]]);
    const { x, z } = run(network, params, [2, 0]);
    assertClose(x, f64([[[0.91, 1.02]], [[0.716, 0.803]]]), tolerances.f64);
    assertClose(z, f64([[[2.12]], [[1.732]]]), tolerances.f64);
  });

  it('is a pure leak without weights: x_10 = .9^10 x0 = .3486784 x0', () => {
    const silent = Object.fromEntries(
      Object.entries(given).map(([name, { shape }]) => [name, zeros(shape, 'f64')]),
    );
    const { x } = run(
      createRateNetwork(square),
      { ...(silent as unknown as Params), x0: f64([1, -2]) },
      new Array(10).fill(0),
    );
    assertClose(f64([x.data[18], x.data[19]]), f64([0.3486784401, -0.6973568802]), tolerances.f64);
  });

  it('starts all trials from one state that learns, and is given by default as 0', () => {
    const network = createRateNetwork(square);
    expect(network.initialize(key(0)).x0).toEqual(zeros([2]));
    const psychrnn = createRateNetwork({
      ...square,
      init: {
        x0: (k, { shape }) => ({
          ...normal(k, shape),
          data: normal(k, shape).data.map((v) => 0.1 + 0.01 * v),
        }),
      },
    });
    const { x0 } = psychrnn.initialize(key(0)) as Params;
    expect(x0?.data.every((v) => Math.abs(v - 0.1) < 0.05)).toBe(true);
    const { x, r } = network.begin(given, 3);
    expect([toNested(x as Tensor), toNested(r as Tensor)]).toEqual([
      [
        [1, -1],
        [1, -1],
        [1, -1],
      ],
      [
        [1, 0],
        [1, 0],
        [1, 0],
      ],
    ]);
    expect(createRateNetwork({ ...square, initialState: 'zero' }).initialize(key(0))).not.toHaveProperty(
      'x0',
    );
    // The gradient of a shared state is the sum over trials.
    const total = (inputs: Tensor) =>
      grad((p: RateParams) => sum(network.run(p, inputs, null).z))(given) as Params;
    const [one, three] = [1, 3].map((batchSize) => total(ones([4, batchSize, 1], 'f64')).x0 as Tensor);
    assertClose(three, { ...one, data: one.data.map((v) => 3 * v) }, tolerances.f64);
  });
});

describe('the gradient of a whole run (one unit, alpha .5, two steps)', () => {
  const network = createRateNetwork({ ...square, nRec: 1, dt: 50, leak: 'current' });
  const params: Params = {
    ...{ wRec: f64([[0.5]]), wIn: f64([[1]]), bRec: f64([0]) },
    ...{ wOut: f64([[2]]), bOut: f64([0]), x0: f64([1]) },
  };
  const inputs = f64([[[1]], [[0]]]);
  const loss = (p: RateParams): Value =>
    meanSquaredError(network.run(p, inputs, null).z, zeros([2, 1, 1], 'f64'));

  it('is z = (2.5, 1.875), loss 4.8828125, and the six derivatives', () => {
    assertClose(network.run(params, inputs, null).z, f64([[[2.5]], [[1.875]]]), tolerances.f64);
    expect((loss(params) as Tensor).data[0]).toBeCloseTo(4.8828125, 12);
    const gradient = grad(loss)(params) as unknown as { [name: string]: Tensor };
    const values = Object.fromEntries(Object.entries(gradient).map(([name, { data }]) => [name, data[0]]));
    const expected = { wRec: 6.25, wIn: 3.90625, bRec: 5.78125, wOut: 4.8828125, bOut: 4.375, x0: 5.859375 };
    expect(Object.keys(values).sort()).toEqual(Object.keys(expected).sort());
    for (const [name, value] of Object.entries(expected)) expect(values[name]).toBeCloseTo(value, 12);
  });

  it('agrees with differences', () => {
    checkGradients((p: Params) => loss(p as RateParams), [params as never]);
  });
});

describe('scan and a loop by hand', () => {
  it('give the same trajectory, to the bit, with the same noise', () => {
    const network = createRateNetwork({
      nIn: 2,
      nRec: 4,
      nOut: 2,
      daleRatio: 0.5,
      sigmaRec: 0.2,
      sigmaIn: 0.1,
    });
    const params = network.initialize(key(1)) as RateParams<Tensor>;
    const inputs = normal(key(2), [6, 3, 2]);
    const whole = network.run(params, inputs, key(3));
    let state = network.begin(params, 3);
    for (let t = 0; t < 6; t++) {
      const u = { ...inputs, shape: [3, 2], data: inputs.data.slice(6 * t, 6 * t + 6) };
      const [next, { x, r, z }] = network.step(params, state, { u, key: foldIn(key(3), t) });
      for (const [now, all] of [
        [x, whole.x],
        [r, whole.r],
        [z, whole.z],
      ] as const) {
        const size = all.data.length / 6;
        expect((now as Tensor).data).toEqual(all.data.slice(size * t, size * (t + 1)));
      }
      state = next;
    }
  });
});

describe('time constants', () => {
  const base = { nIn: 1, nRec: 3, nOut: 1 };

  it('per unit decay each at its own rate', () => {
    const network = createRateNetwork({ ...base, dt: 10, tau: [20, 50, 100], initialState: 'parameter' });
    expect(network.alpha).toEqual(f64([0.5, 0.2, 0.1]));
    const params: Params = {
      ...{ wIn: zeros([3, 1], 'f64'), wRec: zeros([3, 3], 'f64'), wOut: zeros([1, 3], 'f64') },
      ...{ bRec: zeros([3], 'f64'), bOut: zeros([1], 'f64'), x0: ones([3], 'f64') },
    };
    const { x } = run(network, params, [0, 0, 0]);
    assertClose(f64([...x.data.slice(6)]), f64([0.125, 0.512, 0.729]), tolerances.f64);
  });

  it('that are equal give what one number gives', () => {
    const [one, each] = [50, [50, 50, 50]].map((tau) => createRateNetwork({ ...base, tau, sigmaRec: 0.1 }));
    const params = one.initialize(key(0));
    const inputs = normal(key(1), [5, 2, 1], 'f64');
    const double = Object.fromEntries(
      Object.entries(params).map(([name, p]) => [
        name,
        { ...p, dtype: 'f64', data: Float64Array.from(p.data) },
      ]),
    ) as unknown as Params;
    const [a, b] = [one, each].map((network) => network.run(double, inputs, key(2)).x);
    assertClose(a, b, tolerances.f64);
  });

  it('given in f32, or equal to dt, are not too short by a rounding', () => {
    const network = createRateNetwork({ ...base, dt: 0.7, tau: tensor([0.7, 1.4, 7]) });
    expect((network.alpha as Tensor).data[0]).toBe(1);
    expect(createRateNetwork({ ...base, dt: 0.7, tau: [0.7, 1.4, 7] }).alpha).toEqual(
      f64([1, 0.7 / 1.4, 0.7 / 7]),
    );
  });

  it('that are trained start at dt / tau, and learn from both ends of their range', () => {
    const network = createRateNetwork({ ...base, dt: 20, tau: [20, 100, 200], trainTau: true });
    const params = network.initialize(key(0)) as Params;
    expect(params.alpha).toEqual(tensor([1, 0.2, 0.1]));
    const inputs = ones([3, 1, 1]);
    const gradientAt = (alpha: Tensor) =>
      (
        grad((p: RateParams) => sum(network.run({ ...p, bRec: ones([3]) }, inputs, null).x))({
          ...params,
          alpha,
        }) as Params
      ).alpha as Tensor;
    expect(gradientAt(tensor([1, 0.2, 2 ** -20])).data.every((g) => g !== 0 && Number.isFinite(g))).toBe(
      true,
    );
    // Beyond it nothing changes, and an update is brought back.
    expect([...gradientAt(tensor([1.5, -1, 0])).data].map(Math.abs)).toEqual([0, 0, 0]);
    const back = network.project({ ...params, alpha: tensor([1.5, -1, 0.3]) }) as Params;
    expect(back.alpha).toEqual(tensor([1, 2 ** -20, 0.3]));
    expect(back.wRec).toEqual(params.wRec);
  });

  it('that learn have noise that stays finite, inside the activation too', () => {
    for (const leak of ['current', 'rateInside'] as const) {
      const network = createRateNetwork({ ...base, trainTau: true, leak, sigmaRec: 0.1 });
      const params = { ...network.initialize(key(0)), alpha: tensor([0, -1, 1]) } as Params;
      const gradient = grad((p: RateParams) => sum(network.run(p, ones([3, 1, 1]), key(1)).x))(
        params,
      ) as Params;
      expect(Object.values(gradient).every((g: Tensor) => g.data.every(Number.isFinite))).toBe(true);
    }
  });
});
