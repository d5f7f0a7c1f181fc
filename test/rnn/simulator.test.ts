import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpret } from '../../src/autograd/index.ts';
import { compile, type Engine } from '../../src/compile/compile.ts';
import { decodePsychrnn, encodePsychrnn } from '../../src/io/index.ts';
import { activations } from '../../src/rnn/activations.ts';
import { createRateNetwork, type RateNetworkOptions, type RateParams } from '../../src/rnn/index.ts';
import { pulse } from '../../src/rnn/pulse.ts';
import { createSimulator, type SimulatorOptions, stateAfter } from '../../src/rnn/simulator.ts';
import { lesion, type SimulatorWeights, simulatorOptions } from '../../src/rnn/simulator-weights.ts';
import { foldIn, full, key, normal, ones, type Tensor, tensor, zeros } from '../../src/tensor/index.ts';
import { keys } from '../support/arbitraries.ts';
import { assertClose, tolerances } from '../support/close.ts';
import { runs } from '../support/runs.ts';
import { moments } from '../support/statistics.ts';
import { dynamicsOptions } from './networks/all-options.ts';

/** Steps [from, to) of an array over time. */
const steps = (x: Tensor, from: number, to: number): Tensor => {
  const size = x.data.length / x.shape[0];
  return {
    ...x,
    shape: [to - from, ...x.shape.slice(1)],
    data: x.data.slice(from * size, to * size),
  };
};

const largest = (x: Tensor): number => Math.max(...x.data.map(Math.abs));

/** The weights of a small network drawn from a key. */
function weightsOf(options: Partial<RateNetworkOptions> = {}, seed = 1): SimulatorOptions {
  const network = createRateNetwork({ nIn: 2, nRec: 5, nOut: 2, ...options });
  const params = network.initialize(key(seed)) as RateParams<Tensor>;
  return { ...simulatorOptions(network, params) };
}

describe('a simulator and the network that its weights are from', () => {
  it('give the same bits for the same key, with noise and without, for every dynamics', () => {
    fc.assert(
      fc.property(
        dynamicsOptions(4),
        fc.constantFrom(null, 0.5),
        fc.boolean(),
        keys,
        (dynamics, daleRatio, more, from) => {
          const network = createRateNetwork({
            ...{ nIn: 2, nRec: 4, nOut: 2, daleRatio, inputBias: more, trainTau: more },
            ...(more ? { initialState: 'parameter', init: { x0: 0.3 } } : {}),
            ...dynamics,
          });
          const params = network.initialize(from) as RateParams<Tensor>;
          const inputs = normal(foldIn(from, 1), [4, 3, 2]);
          const simulator = createSimulator(simulatorOptions(network, params));
          expect(simulator.run(inputs, { key: from })).toEqual(network.run(params, inputs, from));
          expect(simulator.run(inputs)).toEqual(network.run(params, inputs, null));
        },
      ),
    );
  });

  it('compiled, give the bits of the compiled network', () => {
    fc.assert(
      fc.property(dynamicsOptions(4), keys, (dynamics, from) => {
        const network = createRateNetwork({ nIn: 2, nRec: 4, nOut: 2, daleRatio: 0.5, ...dynamics });
        const params = network.initialize(from) as RateParams<Tensor>;
        const inputs = normal(foldIn(from, 1), [4, 3, 2]);
        const run = compile(
          (p: RateParams, u: Tensor, k: Tensor) => network.run(p, u, k),
          [params, inputs, from],
        );
        const simulator = createSimulator({ ...simulatorOptions(network, params), engine: 'compiled' });
        expect(simulator.run(inputs, { key: from })).toEqual(run(params, inputs, from));
      }),
      runs(0.1),
    );
  });

  it('agree to 1e-6 of the largest state over 200 steps, f64 against f32 in both engines', () => {
    // PsychRNN's own check (N 49, B 50, 200 steps). A step rounds x some five times by 2^-24 = 6e-8; the leak of a = .1
    // keeps the sum of past errors below 10 of them, and they are independent: some sqrt(5 * 5) * 6e-8 = 3e-7.
    const options = { nIn: 16, nRec: 49, nOut: 2, dt: 10, tau: 100, sigmaRec: 0.1, daleRatio: 0.8 };
    const network = createRateNetwork(options);
    const params = network.initialize(key(3)) as RateParams<Tensor>;
    const inputs = normal(key(4), [200, 10, 16]);
    const exact = createSimulator({ ...simulatorOptions(network, params), dtype: 'f64' }).run(inputs, {
      key: key(5),
    });
    const args: [RateParams, Tensor, Tensor] = [params, inputs, key(5)];
    const run = (p: RateParams, u: Tensor, k: Tensor) => network.run(p, u, k);
    for (const engine of [interpret(run, args), compile(run, args)]) {
      const single = engine(...args);
      for (const name of ['x', 'r', 'z'] as const) {
        const scale = largest(exact[name]);
        expect(exact[name].dtype).toBe('f64');
        const worst = exact[name].data.map((v, i) => Math.abs(v - (single[name] as Tensor).data[i]));
        expect(Math.max(...worst) / scale).toBeLessThanOrEqual(1e-6);
        // Control: the states are not 0, and f32 is not f64.
        expect(scale).toBeGreaterThan(0.1);
        expect(Math.max(...worst)).toBeGreaterThan(0);
      }
    }
  });

  it('keeps trained time constants when dt changes', () => {
    const network = createRateNetwork({ nIn: 1, nRec: 2, nOut: 1, dt: 20, trainTau: true });
    const params = { ...network.initialize(key(0)), alpha: tensor([0.25, 2]) } as RateParams<Tensor>;
    // 2 is beyond what the network uses: 1, that is tau = dt.
    expect(simulatorOptions(network, params).tau).toEqual(tensor([80, 20], 'f64'));
    const { alpha } = createSimulator({ ...simulatorOptions(network, params), dt: 10 });
    expect(alpha).toEqual(tensor([0.125, 0.5], 'f64'));
  });

  it('runs a PsychRNN file as it is read, masks and ratio in its weights already', async () => {
    const { weights, ...options } = weightsOf({
      daleRatio: 0.6,
      readout: 'excitatory',
      signs: { wIn: 'positive', wOut: 'positive' },
    });
    const file = await decodePsychrnn(
      encodePsychrnn({
        ...(weights as SimulatorWeights),
        x0: full([5], 0.1),
        maskRec: full([5, 5], 1),
        daleRatio: 0.6,
      }),
    );
    expect(Object.keys(file)).toEqual(expect.arrayContaining(['maskRec', 'daleRatio', 'nExc', 'skipped']));
    const inputs = normal(key(1), [3, 2, 2]);
    const plain = createSimulator({ ...options, weights: { ...weights, x0: full([5], 0.1) } }).run(inputs);
    expect(createSimulator({ ...options, weights: file }).run(inputs)).toEqual(plain);
  });
});

describe('connectivity over time', () => {
  const simulator = createSimulator({ ...weightsOf({ daleRatio: 0.6 }), dtype: 'f64' });
  const inputs = normal(key(1), [6, 3, 2], 'f64');

  it('of ones changes nothing, to the bit', () => {
    expect(simulator.run(inputs, { connectivity: ones([6, 5, 5]) })).toEqual(simulator.run(inputs));
  });

  it('of zeros leaves the leak and the input: x_t = sum over s <= t of (1-a)^(t-s) a (wIn u_s + b)', () => {
    const { x } = simulator.run(inputs, { connectivity: zeros([6, 5, 5]) });
    const { wIn, bRec } = simulator.weights;
    const drive = (t: number, b: number, i: number): number =>
      bRec.data[i] +
      wIn.data[2 * i] * inputs.data[6 * t + 2 * b] +
      wIn.data[2 * i + 1] * inputs.data[6 * t + 2 * b + 1];
    const closed = x.data.map((_, at) => {
      const [t, b, i] = [Math.floor(at / 15), Math.floor(at / 5) % 3, at % 5];
      let sum = 0;
      for (let s = 0; s <= t; s++) sum += 0.8 ** (t - s) * 0.2 * drive(s, b, i);
      return sum;
    });
    assertClose(x, { ...x, data: closed }, tolerances.f64);
  });

  it('acts in its own step only', () => {
    const cut = ones([6, 5, 5]);
    cut.data.fill(0, 3 * 25, 4 * 25);
    const [whole, partly] = [simulator.run(inputs), simulator.run(inputs, { connectivity: cut })];
    expect(steps(partly.x, 0, 3)).toEqual(steps(whole.x, 0, 3));
    expect(steps(partly.x, 3, 4)).not.toEqual(steps(whole.x, 3, 4));
    const rest = { state: stateAfter(partly, 3) };
    expect(simulator.run(steps(inputs, 4, 6), rest).x).toEqual(steps(partly.x, 4, 6));
  });
});

describe('noise', () => {
  /** N independent Ornstein-Uhlenbeck processes. */
  const units = (dt: number, n: number) =>
    createSimulator({
      weights: { wIn: zeros([n, 1]), wRec: zeros([n, n]), wOut: zeros([1, n]), bRec: zeros([n]), bOut: [0] },
      ...{ dt, tau: 100, sigmaRec: 0.15 },
    });

  it('is off by default', () => {
    expect(units(20, 3).run(zeros([5, 2, 1])).x).toEqual(zeros([5, 2, 3]));
    expect(units(20, 3).run(zeros([5, 2, 1]), { key: key(1) }).x).not.toEqual(zeros([5, 2, 3]));
  });

  it.each([20, 2])(
    'settles at the variance sigma^2 / (1 - a/2) for dt = %i ms: .0225 for dt << tau',
    (dt) => {
      const a = dt / 100;
      const burnIn = Math.ceil(6 / a);
      const { x } = units(dt, 20).run(zeros([burnIn + 1, 200, 1]), { key: key(2) });
      const { variance } = moments(steps(x, burnIn, burnIn + 1).data);
      const expected = 0.0225 / (1 - a / 2);
      // A variance of n independent normals has the standard error sqrt(2 / n) of itself; 4.5 of them.
      expect(Math.abs(variance / expected - 1)).toBeLessThan(4.5 * Math.sqrt(2 / 4000));
      // Control: sigma is no step size; without the factor of dt the variance would be ten times off.
      expect(variance).toBeGreaterThan(0.02);
    },
  );

  it('has deterministic trajectories that converge as dt falls: halves the error for half the dt', () => {
    const network = weightsOf({ daleRatio: 0.6, nIn: 1 });
    const at = (dt: number): Tensor => {
      const simulator = createSimulator({ ...network, dt, dtype: 'f64' });
      return stateAfter(simulator.run(ones([200 / dt, 1, 1]))).x;
    };
    const exact = at(0.05);
    const error = (dt: number): number =>
      largest({ ...exact, data: at(dt).data.map((v, i) => v - exact.data[i]) });
    expect(error(20) / error(10)).toBeGreaterThan(1.6);
    expect(error(20) / error(10)).toBeLessThan(2.5);
    expect(error(1)).toBeLessThan(0.01 * largest(exact));
  });
});

describe('lesions', () => {
  const options = { ...weightsOf({ daleRatio: 0.6 }), dtype: 'f64' as const };
  const { weights } = createSimulator(options);
  const inputs = normal(key(1), [6, 3, 2], 'f64');
  const without = (x: Tensor, units: readonly number[], axis: 0 | 1): Tensor => {
    const [rows, columns] = x.shape;
    const keep = (n: number): number[] => [...Array(n).keys()].filter((i) => !units.includes(i));
    const [r, c] = [
      axis === 0 ? keep(rows) : [...Array(rows).keys()],
      axis === 1 ? keep(columns) : [...Array(columns).keys()],
    ];
    return tensor(
      r.map((i) => c.map((j) => x.data[i * columns + j])),
      'f64',
    );
  };

  it('are as if the units were removed from the matrices', () => {
    fc.assert(
      fc.property(fc.subarray([0, 1, 2, 3, 4], { maxLength: 4 }), (lesions) => {
        const removed = createSimulator({
          ...options,
          weights: {
            wIn: without(weights.wIn, lesions, 0),
            wRec: without(without(weights.wRec, lesions, 0), lesions, 1),
            wOut: without(weights.wOut, lesions, 1),
            bRec: Array.from(weights.bRec.data).filter((_, i) => !lesions.includes(i)),
            bOut: weights.bOut,
          },
        });
        const [few, all] = [removed.run(inputs), createSimulator(options).run(inputs, { lesions })];
        assertClose(all.z, few.z, tolerances.f64);
        const left = all.x.data.filter((_, i) => !lesions.includes(i % 5));
        assertClose({ ...few.x, data: left }, few.x, tolerances.f64);
      }),
      runs(0.3),
    );
  });

  it('leave no rate, and are what `lesion` makes of the weights, which it does not touch', () => {
    const before = structuredClone(weights);
    const { r, x, z } = createSimulator(options).run(inputs, { lesions: [0, 3] });
    expect(r.data.every((v, i) => v === 0 || (i % 5 !== 0 && i % 5 !== 3))).toBe(true);
    const cut = createSimulator({ ...options, weights: lesion(weights, [0, 3]) }).run(inputs);
    expect({ x, z }).toEqual({ x: cut.x, z: cut.z });
    expect(weights).toEqual(before);
    // Control: the units had rates, and an effect.
    const whole = createSimulator(options).run(inputs);
    expect(whole.r.data.some((v, i) => v !== 0 && (i % 5 === 0 || i % 5 === 3))).toBe(true);
    expect(whole.z).not.toEqual(z);
  });
});

describe('perturbations', () => {
  const inputs = normal(key(1), [8, 3, 2]);
  const push = (nSteps: number, at: number, value: Tensor): Tensor =>
    pulse({ nSteps, dt: 20, from: 20 * at, to: 20 * (at + 1), value });

  it.each(['current', 'rateOutside', 'reservoir', 'rateInside'] as const)(
    'of the state at one step are a restart from the shifted state (%s)',
    (leak) => {
      const simulator = createSimulator({ ...weightsOf({ sigmaRec: 0.1 }), leak });
      const shift = normal(key(7), [3, 5]);
      const moved = simulator.run(inputs, { perturbation: { x: push(8, 3, shift) } });
      const start = stateAfter(simulator.run(steps(inputs, 0, 4)));
      const plus = (a: Tensor): Tensor => ({ ...a, data: a.data.map((v, i) => v + shift.data[i]) });
      const x = plus(start.x);
      const state =
        leak === 'rateInside' ? { x: start.x, r: plus(start.r) } : { x, r: activations.relu(x) as Tensor };
      expect(stateAfter(moved, 3)).toEqual(state);
      const after = simulator.run(steps(inputs, 4, 8), { state });
      expect(after.z).toEqual(steps(moved.z, 4, 8));
    },
  );

  it('of the input are other inputs, for all trials or for each', () => {
    const simulator = createSimulator(weightsOf());
    const u = normal(key(8), [8, 3, 2]);
    const sum = { ...inputs, data: inputs.data.map((v, i) => v + u.data[i]) };
    expect(simulator.run(inputs, { perturbation: { u } })).toEqual(simulator.run(sum));
    const shared = normal(key(8), [8, 2]);
    const spread = {
      ...inputs,
      data: inputs.data.map((v, i) => v + shared.data[2 * Math.floor(i / 6) + (i % 2)]),
    };
    expect(simulator.run(inputs, { perturbation: { u: shared } })).toEqual(simulator.run(spread));
  });

  it('of the bias, constant over time, are another bias', () => {
    const { weights, ...options } = weightsOf();
    const shift = [1, 0.5, -0.25, 2, -1];
    const bRec = (weights.bRec as Tensor).data.map((v, i) => v + shift[i]);
    const bias = pulse({ nSteps: 8, dt: 20, from: 0, to: 160, value: shift });
    const other = createSimulator({
      ...options,
      weights: { ...weights, bRec: { ...(weights.bRec as Tensor), data: bRec } },
    });
    expect(createSimulator({ ...options, weights }).run(inputs, { perturbation: { bias } })).toEqual(
      other.run(inputs),
    );
  });

  it('compile as well', () => {
    const options = weightsOf({ sigmaRec: 0.1 });
    const run = {
      key: key(2),
      lesions: [1],
      connectivity: ones([8, 5, 5]),
      perturbation: { x: push(8, 2, normal(key(7), [3, 5])) },
    };
    const plain = createSimulator(options).run(inputs, run);
    const compiled = createSimulator({ ...options, engine: 'compiled' }).run(inputs, run);
    for (const name of ['x', 'r', 'z'] as const) assertClose(compiled[name], plain[name], tolerances.f32);
    const step = (engine: Engine) => {
      const simulator = createSimulator({ ...options, engine });
      return simulator.step(simulator.begin(3), normal(key(3), [3, 2]), { key: key(2), lesions: [1] })[1];
    };
    assertClose(step('compiled').z, step('interpreted').z, tolerances.f32);
  });
});

describe('a closed loop of steps', () => {
  it('is the run, to the bit, with noise, input noise, connectivity, perturbation and lesions', () => {
    fc.assert(
      fc.property(dynamicsOptions(5), fc.boolean(), keys, (dynamics, lesioned, from) => {
        const simulator = createSimulator({ ...weightsOf(), ...dynamics });
        const [nSteps, batchSize] = [4, 3];
        const inputs = normal(foldIn(from, 1), [nSteps, batchSize, 2]);
        const [connectivity, x] = [
          normal(foldIn(from, 2), [nSteps, 5, 5]),
          normal(foldIn(from, 3), [nSteps, 5]),
        ];
        const lesions = lesioned ? [2, 4] : [];
        const run = simulator.run(inputs, { key: from, connectivity, perturbation: { x }, lesions });
        const squeeze = (each: Tensor): Tensor => ({ ...each, shape: each.shape.slice(1) });
        let state = simulator.begin(batchSize);
        for (let t = 0; t < nSteps; t++) {
          const at = (each: Tensor): Tensor => squeeze(steps(each, t, t + 1));
          const [next, activity] = simulator.step(state, at(inputs), {
            ...{ key: foldIn(from, t), lesions },
            ...{ connectivity: at(connectivity), perturbation: { x: at(x) } },
          });
          expect(activity).toEqual({ x: at(run.x), r: at(run.r), z: at(run.z) });
          state = next;
        }
      }),
    );
  });

  it('lets outputs be the next inputs: an integrator that is fed back grows as (1 + a g)^t', () => {
    const weights = { wIn: [[1]], wRec: [[1]], wOut: [[1]], bRec: [0], bOut: [0], x0: [1] };
    const simulator = createSimulator({ weights, dt: 20, tau: 100, activation: 'linear', dtype: 'f64' });
    let state = simulator.begin(1);
    let z = ones([1, 1], 'f64');
    for (let t = 0; t < 10; t++) {
      const [next, activity] = simulator.step(state, { ...z, data: z.data.map((v) => 0.5 * v) });
      [state, z] = [next, activity.z];
    }
    expect(z.data[0]).toBeCloseTo(1.1 ** 10, 12);
  });
});

describe('axes of length 1', () => {
  it.each([
    [1, 1, 1, 1, 1],
    [1, 3, 1, 2, 1],
    [4, 1, 2, 1, 2],
  ])('are kept: T %i, B %i, nIn %i, nRec %i, nOut %i', (nSteps, batchSize, nIn, nRec, nOut) => {
    const simulator = createSimulator(weightsOf({ nIn, nRec, nOut }));
    const { x, r, z } = simulator.run(ones([nSteps, batchSize, nIn]), { key: key(1) });
    expect([x.shape, r.shape, z.shape]).toEqual([
      [nSteps, batchSize, nRec],
      [nSteps, batchSize, nRec],
      [nSteps, batchSize, nOut],
    ]);
  });
});
