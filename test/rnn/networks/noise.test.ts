import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRateNetwork, type RateNetwork, type RateNetworkOptions } from '../../../src/rnn/index.ts';
import { key, normal, type Tensor, zeros } from '../../../src/tensor/index.ts';
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
