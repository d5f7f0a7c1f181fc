/** Rows of the golden set of the notes on Song et al. (2016) that take several parts together, through what is exported. @module */

import { describe, expect, it } from 'vitest';
import {
  fit as begin,
  clipByGlobalNorm,
  createRateNetwork,
  createSimulator,
  init,
  item,
  key,
  maskedAccuracy,
  normal,
  perceptualDecisionMaking,
  periodOf,
  type RateNetworkOptions,
  type RateParams,
  rootMeanSquaredError,
  sgd,
  simulatorOptions,
  spectralRadius,
  type Tensor,
  taskLoss,
  tensor,
  trialBatch,
  type Value,
  zeros,
} from '../../src/index.ts';
import { dataOf, fitting, networkOf, sizes } from './minimal-example.ts';

describe('a trained network with noise, in the simulator', async () => {
  const noise = { sigmaRec: 0.15, sigmaIn: 0.1 };
  const network = networkOf(sizes.small, noise);
  const data = dataOf(sizes.small, 1, { sigma: 0 });
  const { params } = await fitting(sizes.small, 1, { updates: 300, data } as never, network).finish();
  const TRIALS = 400;

  /** The accuracy in trials of steps of `dt` ms, with other settings or lesions. */
  function accuracy(dt: number, settings: object = {}, lesions: readonly number[] = []): number {
    const { inputs, targets, mask } = dataOf({ dt, T: 1000, batchSize: TRIALS }, 7, {
      ...{ sigma: 0, coherence: 0.2 },
    }).batch(0);
    const options = { ...simulatorOptions(network, params), dt, engine: 'compiled', ...settings } as const;
    const { z } = createSimulator(options).run(inputs, { key: key(5), lesions });
    return maskedAccuracy(targets, z, mask);
  }
  const whole = accuracy(20);
  // The standard error of the difference of two fractions near .75.
  const error = Math.sqrt((2 * 0.75 * 0.25) / TRIALS);

  it('answers as well with dt / 10: sigma is that of the process, whatever dt', () => {
    expect(Math.abs(accuracy(2) - whole)).toBeLessThan(4.5 * error);
    // Controls: it is neither at chance nor perfect, and sigma as the size of a step would be told.
    expect(Math.abs(whole - 0.75)).toBeLessThan(0.15);
    const unscaled = { sigmaRec: noise.sigmaRec / Math.sqrt(10), sigmaIn: noise.sigmaIn / Math.sqrt(10) };
    expect(accuracy(2, unscaled) - whole).toBeGreaterThan(4.5 * error);
  });

  it('answers worse without half of its units', () => {
    const half = Array.from({ length: 25 }, (_, unit) => unit);
    expect(whole - accuracy(20, {}, half)).toBeGreaterThan(4.5 * error);
    expect(accuracy(20, {}, [])).toBe(whole);
  });
});

describe('Omega of a linear network, in its loss', () => {
  const diagonal = (w: number): number[][] => [
    [w, 0],
    [0, w],
  ];
  const turn = [
    [0.6, -0.8],
    [0.8, 0.6],
  ];
  it.each<[string, number[][], number, number]>([
    ['W = 0, a = .2', diagonal(0), 20, 0.1296],
    ['W = .5 I, a = .2', diagonal(0.5), 20, 0.0361],
    ['W = 2 I, a = 1', diagonal(2), 100, 9],
    ['orthogonal W, a = 1', turn, 100, 0],
  ])('is the exact value for %s', (_, wRec, dt, expected) => {
    const network = createRateNetwork({ nIn: 1, nRec: 2, nOut: 2, dt, tau: 100, activation: 'linear' });
    const params = {
      ...{ wIn: tensor([[1], [-1]], 'f64'), wRec: tensor(wRec, 'f64'), wOut: tensor(diagonal(1), 'f64') },
      ...{ bRec: zeros([2], 'f64'), bOut: zeros([2], 'f64') },
    };
    // An error at the last step alone reaches the others through the recurrence alone.
    const mask = tensor([[0], [0], [0], [1]], 'f64');
    const batch = { inputs: normal(key(1), [4, 1, 1], 'f64'), targets: zeros([4, 1, 2], 'f64'), mask };
    const lossOf = (vanishingGradient: number): number =>
      item(taskLoss(network, { vanishingGradient })(params, batch, key(0)) as Tensor);
    expect(lossOf(1) - lossOf(0)).toBeCloseTo(expected, 12);
    expect(lossOf(2) - lossOf(0)).toBeCloseTo(2 * expected, 12);
  });
});

describe("pycog's training: SGD at .01, all gradients together clipped to norm 1, until the RMSE is at most min_error", () => {
  const options: RateNetworkOptions = {
    ...{ nIn: 2, nRec: 20, nOut: 2, dt: 20, tau: 100, daleRatio: 0.8, readout: 'excitatory' },
    ...{ positivity: 'rectified', initialState: 'parameter', fixed: { bRec: true, bOut: true } },
    signs: { wIn: 'positive', wOut: 'positive' },
    init: {
      wIn: init.uniformBetween({ low: 0, high: 0.1 }),
      wRec: init.spectralRadius(1.5, init.balanced(init.gamma())),
      wOut: init.uniformBetween({ low: 0, high: 0.1 }),
      ...{ bRec: 0, bOut: 0, x0: 0.1 },
    },
  };
  const network = createRateNetwork(options);
  const data = dataOf({ ...sizes.small, batchSize: 20 }, 3, { coherence: 0.7 });
  const batch = dataOf({ ...sizes.small, batchSize: 20 }, 4, { coherence: 0.7 }).batch(0);
  const every = 10;
  const root = (z: Value, targets: Value, mask: Value | null): Value =>
    rootMeanSquaredError(z, targets, mask);
  const start = (target: number, updates: number) =>
    begin({
      ...{ network, data, updates, key: key(2), optimizer: sgd({ learningRate: 0.01 }) },
      ...{ clip: (g: never) => clipByGlobalNorm(g, 1), loss: taskLoss(network, { error: root }) },
      ...{ logEvery: every, validation: { batch, every, patience: 1000, target } },
    } as never);

  it('stops at the first check with an error <= target, and no sooner', async () => {
    const errorOf = (params: RateParams<Tensor>): number => {
      const { z } = network.run(params, batch.inputs, null);
      return item(rootMeanSquaredError(z, batch.targets, batch.mask) as Tensor);
    };
    const errors: number[] = [];
    const free = start(-1, 60);
    for await (const _ of free) errors.push(errorOf(free.params as never));
    expect(errors).toHaveLength(6);
    // A target between what the checks have so far and the next.
    const least = Math.min(...errors.slice(0, 3));
    const first = errors.findIndex((error) => error < least);
    expect(first).toBeGreaterThan(0);
    const target = (least + errors[first]) / 2;
    const { stoppedBy, update, best } = await start(target, 60).finish();
    expect([stoppedBy, update]).toEqual(['validation', every * (first + 1)]);
    expect(best?.update).toBe(update);
    expect(best?.loss).toBeLessThanOrEqual(target);
    // The check is compiled: its sums are in another order.
    expect(Math.abs((best?.loss as number) - errors[first])).toBeLessThan(1e-5);
  });

  it('starts at a radius of 1.50 of the effective matrix', () => {
    const { wRec } = network.effectiveWeights(network.initialize(key(3)) as RateParams<Tensor>);
    expect(spectralRadius(wRec).toFixed(2)).toBe('1.50');
  });
});

describe('whole trials, padded', () => {
  it('have the Bayes floor .0493 of complete trials, .1050 for timing alone, .5304 for class frequencies', () => {
    const timing = { fixation: { choice: [50, 100, 200, 400] }, stimulus: { choice: [100, 200, 400, 800] } };
    const count = 4000;
    const { inputs, targets, mask, trials } = trialBatch(
      perceptualDecisionMaking({ dt: 20, timing }),
      key(1),
      count,
    );
    const steps = Array.from(mask.data).reduce((sum, m) => sum + m, 0);
    const coherences = [0, 6.4, 12.8, 25.6, 51.2];
    let decisions = 0;
    const costs = trials.map((trial, b) => {
      const { start, end } = periodOf(trial, 'stimulus');
      const n = end - start;
      let evidence = 0;
      for (let t = start; t < end; t++) {
        const at = 3 * (t * count + b);
        evidence += inputs.data[at + 1] - inputs.data[at + 2];
      }
      // The summed difference is N(+-n c / 100, 2 n / dt), c uniform over the coherences.
      const likelihood = (side: number): number =>
        coherences.reduce(
          (p, c) => p + Math.exp(-((evidence - (side * n * c) / 100) ** 2) / ((4 * n) / 20)),
          0,
        );
      const [first, second] = [likelihood(1), likelihood(-1)];
      const last = targets.data[(trial.nSteps - 1) * count + b];
      const { start: from, end: to } = periodOf(trial, 'decision');
      decisions += to - from;
      return -(to - from) * Math.log((last === 1 ? first : second) / (first + second));
    });
    const share = decisions / steps;
    const entropy = -(1 - share) * Math.log(1 - share) - share * Math.log(share / 2);
    // 33 steps in the mean, with a standard deviation of 15: 1 % of a share is 1.4 standard errors of 4000 trials.
    expect(Math.abs(share * Math.LN2 - 0.105)).toBeLessThan(0.035 * 0.105);
    expect(Math.abs(entropy - 0.5304)).toBeLessThan(0.035 * 0.5304);
    const floor = costs.reduce((sum, cost) => sum + cost, 0) / steps;
    // -ln P has a standard deviation of about .4 beside its mean .3256: 2 % of it is a standard error.
    expect(Math.abs(floor - 0.0493)).toBeLessThan(0.09 * 0.0493);
  });
});
