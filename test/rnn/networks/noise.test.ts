import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRateNetwork, type RateNetwork, type RateNetworkOptions } from '../../../src/rnn/index.ts';
import { key, normal, type Tensor, tensor, zeros } from '../../../src/tensor/index.ts';
import { keys } from '../../support/arbitraries.ts';
import { correlationScore, moments } from '../../support/statistics.ts';
import { cases, mapParams, type Params, trialOf } from './networks.ts';

/** Units that are driven by noise alone: all weights and biases are 0. */
function noiseOnly(options: Partial<RateNetworkOptions>): { network: RateNetwork; params: Params } {
  const network = createRateNetwork({ nIn: 1, nRec: 50, nOut: 1, sigmaRec: 0.15, ...options });
  return { network, params: mapParams((x) => zeros(x.shape), network.initialize(key(0))) };
}

function currents(options: Partial<RateNetworkOptions>, nSteps: number, batchSize: number, seed = 1): Tensor {
  const { network, params } = noiseOnly(options);
  return network.run(params, zeros([nSteps, batchSize, 1]), key(seed)).x;
}

/** A standard deviation of n independent normals has standard error sd / sqrt(2 n); 4.5 of them are allowed. */
function expectStd(x: ArrayLike<number>, expected: number, independent: number): void {
  const error = Math.sqrt(moments(x).variance) - expected;
  expect(Math.abs(error)).toBeLessThan((4.5 * expected) / Math.sqrt(2 * independent));
}

describe('recurrent noise (sigma .15, a .2, weights 0)', () => {
  it('moves x by .0948683 = sqrt(2a) sigma in a step, with mean 0', () => {
    const x = currents({}, 1, 400).data;
    expectStd(x, 0.0948683, x.length);
    expect(Math.abs(moments(x).mean)).toBeLessThan((4.5 * 0.0948683) / Math.sqrt(x.length));
  });

  it('settles at a standard deviation of .1581139 = sigma / sqrt(1 - a/2)', () => {
    const [burnIn, nSteps, batchSize, nRec] = [60, 300, 50, 10];
    const x = currents({ nRec }, nSteps, batchSize).data.subarray(burnIn * batchSize * nRec);
    // Squares of x are correlated by .8^2 from step to step: one independent value in (1 + .64) / (1 - .64) steps.
    expectStd(x, 0.1581139, x.length * (0.36 / 1.64));
  });

  it.each([5, 10, 50, 100])('settles at sigma / sqrt(1 - a/2) for dt = %f ms too', (dt) => {
    const a = dt / 100;
    const [burnIn, more] = [Math.ceil(5 / a), 8];
    const x = currents({ dt, nRec: 20 }, burnIn + more, 100).data.subarray(burnIn * 2000);
    expectStd(x, 0.15 / Math.sqrt(1 - a / 2), 2000);
  });

  it("has PsychRNN's numbers for a .1, sigma .1: .0447214 in a step, a variance of .0105263 when it has settled", () => {
    const psychrnn = { dt: 10, sigmaRec: 0.1 };
    const step = currents({ ...psychrnn, nRec: 100 }, 1, 400).data;
    expectStd(step, 0.0447214, step.length);
    const late = currents({ ...psychrnn, nRec: 100 }, 81, 100).data.subarray(80 * 100 * 100);
    expectStd(late, Math.sqrt(0.0105263), late.length);
  });

  it.each(['current', 'rateOutside', 'rateInside', 'reservoir'] as const)(
    'moves linear units by sqrt(2a) sigma in a step with leak %s: inside the activation it has sqrt(2/a) before a',
    (leak) => {
      const { network, params } = noiseOnly({ leak, activation: 'linear' });
      const { r } = network.run(params, zeros([1, 400, 1]), key(1));
      expectStd(r.data, 0.0948683, r.data.length);
    },
  );

  it('has the size of each unit for time constants per unit', () => {
    const tau = Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? 100 : 400));
    const x = currents({ tau }, 1, 400).data;
    expectStd(
      x.filter((_, i) => i % 2 === 0),
      0.0948683,
      x.length / 2,
    );
    expectStd(
      x.filter((_, i) => i % 2 === 1),
      0.0948683 / 2,
      x.length / 2,
    );
  });

  it('is independent between trials, units and steps', () => {
    // dt = tau leaves nothing of the step before, so x is the noise itself.
    const [nSteps, batchSize, nRec] = [400, 3, 3];
    const x = currents({ dt: 100, nRec }, nSteps, batchSize).data;
    const series = (b: number, i: number, lag = 0): number[] =>
      Array.from({ length: nSteps - 1 }, (_, t) => x[((t + lag) * batchSize + b) * nRec + i]);
    const pairs = [];
    for (let p = 0; p < 9; p++) {
      for (let q = 0; q < 9; q++) {
        const [a, b] = [p, q].map((n) => [Math.floor(n / 3), n % 3]);
        if (p < q) pairs.push([series(a[0], a[1]), series(b[0], b[1])]);
        pairs.push([series(a[0], a[1]), series(b[0], b[1], 1)]);
      }
    }
    for (const [u, v] of pairs) expect(Math.abs(correlationScore(u, v))).toBeLessThan(4.5);
    // Control: a series is found to be correlated with itself.
    expect(correlationScore(series(0, 0), series(0, 0))).toBeGreaterThan(15);
  });
});

describe('input noise (sigma .01, tau 100 ms, dt 20 ms)', () => {
  /** What units see of inputs at `baseline`: each reads its own input, and keeps nothing (dt = tau). */
  function seen(options: Partial<RateNetworkOptions>, batchSize: number, nSteps = 1): Tensor {
    const n = 20;
    const shared = { nIn: n, nRec: n, nOut: 1, dt: 20, tau: 20, activation: 'linear' } as const;
    const network = createRateNetwork({ ...shared, sigmaIn: 0.01, ...options });
    const silent = mapParams((x) => zeros(x.shape), network.initialize(key(0)));
    const identity = tensor(
      Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => Number(i === j))),
    );
    return network.run({ ...silent, wIn: identity }, zeros([nSteps, batchSize, n]), key(3)).x;
  }

  it('has a standard deviation of .0316228 = sqrt(2 tauIn / dt) sigma in a step', () => {
    const x = seen({}, 400).data;
    expectStd(x, 0.0316228, x.length);
    expect(Math.abs(moments(x).mean)).toBeLessThan((4.5 * 0.0316228) / Math.sqrt(x.length));
    const slow = seen({ tauIn: 400 }, 400).data;
    expectStd(slow, 2 * 0.0316228, slow.length);
  });

  it('with a baseline of .2 and rectification has a mean of about .2, and is never below 0', () => {
    const x = seen({ baselineIn: 0.2, rectifyInputs: true }, 400).data;
    expect(Math.abs(moments(x).mean - 0.2)).toBeLessThan((4.5 * 0.0316228) / Math.sqrt(x.length));
    // Around 0 half of it is cut off: the mean of [N(0, s)]_+ is s / sqrt(2 pi), its standard deviation .58 s.
    const cut = seen({ rectifyInputs: true }, 400).data;
    expect(cut.every((v) => v >= 0)).toBe(true);
    const expected = 0.0316228 / Math.sqrt(2 * Math.PI);
    expect(Math.abs(moments(cut).mean - expected)).toBeLessThan(
      (4.5 * 0.584 * 0.0316228) / Math.sqrt(cut.length),
    );
  });

  it('shares no draw with the noise of the units, of other steps or of other trials', () => {
    const x = seen({}, 2, 200).data;
    const units = seen({ sigmaIn: 0, sigmaRec: 0.01 }, 2, 200).data;
    expect(Math.abs(correlationScore(x, units))).toBeLessThan(4.5);
    expect(Math.abs(correlationScore(x.subarray(40), units.subarray(0, -40)))).toBeLessThan(4.5);
    expect(Math.abs(correlationScore(x.subarray(20), x.subarray(0, -20)))).toBeLessThan(4.5);
    expect(Math.abs(correlationScore(x.subarray(40), x.subarray(0, -40)))).toBeLessThan(4.5);
    // Control: found where it is.
    expect(correlationScore(x, x)).toBeGreaterThan(80);
  });

  it('is off in a run without a key, where baseline and rectification stay', () => {
    const network = createRateNetwork({
      nIn: 1,
      nRec: 1,
      nOut: 1,
      sigmaIn: 1,
      baselineIn: -1,
      rectifyInputs: true,
      dt: 100,
    });
    const params = { ...mapParams((x) => zeros(x.shape), network.initialize(key(0))), wIn: tensor([[1]]) };
    const { x } = network.run(params, tensor([[[0.5]], [[3]]]), null);
    expect([...x.data]).toEqual([0, 2]);
  });
});

describe('noise and keys', () => {
  it('of a trial does not depend on how many trials stand beside it, nor on their inputs', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 3 }), ({ network, params, inputs, key: noise }, extra) => {
        const [nSteps, batchSize, nIn] = inputs.shape;
        const wide = normal(key(7), [nSteps, batchSize + extra, nIn], 'f64');
        for (let t = 0; t < nSteps; t++) {
          const size = batchSize * nIn;
          wide.data.set(inputs.data.subarray(t * size, (t + 1) * size), t * (batchSize + extra) * nIn);
        }
        const [few, many] = [inputs, wide].map((u) => network.run(params, u, noise).x);
        for (let b = 0; b < batchSize; b++) expect(trialOf(many, b)).toEqual(trialOf(few, b));
      }),
    );
  });

  it('of the first steps does not depend on how many follow', () => {
    const [short, long] = [3, 9].map((nSteps) => currents({}, nSteps, 2).data);
    expect(long.subarray(0, short.length)).toEqual(short);
  });

  it('is the same for the same key and another for another', () => {
    fc.assert(
      fc.property(keys, keys, (a, b) => {
        const { network, params } = noiseOnly({ nRec: 2 });
        const [x, again, other] = [a, a, b].map((k) => network.run(params, zeros([2, 1, 1]), k).x.data);
        expect(again).toEqual(x);
        if (a.data.join() !== b.data.join()) expect(other).not.toEqual(x);
      }),
    );
  });

  it('a run without a key has no noise, nor has sigma 0', () => {
    const { network, params } = noiseOnly({ nRec: 3 });
    expect(network.run(params, zeros([4, 2, 1]), null).x).toEqual(zeros([4, 2, 3]));
    expect(currents({ nRec: 3, sigmaRec: 0 }, 4, 2)).toEqual(zeros([4, 2, 3]));
    expect(currents({ nRec: 3 }, 4, 2).data.every((v) => v !== 0)).toBe(true);
  });
});
