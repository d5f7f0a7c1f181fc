/**
 * Distributions of the draws against exact ones. The keys are fixed, so these tests give the same verdict every time;
 * bounds are 4.5 standard errors, and 1.95 for Kolmogorov's D sqrt n (1 in 1000 by chance).
 * @module
 */

import { describe, expect, it } from 'vitest';
import { gaussian, uniformBetween } from '../../../src/rnn/initializers/fixed-scale.ts';
import type { Initializer } from '../../../src/rnn/initializers/initializer.ts';
import { kaimingNormal, kaimingUniform } from '../../../src/rnn/initializers/kaiming.ts';
import { gamma, lognormal } from '../../../src/rnn/initializers/positive.ts';
import { unitGamma, unitLognormal } from '../../../src/rnn/initializers/sampling.ts';
import { key } from '../../../src/tensor/index.ts';
import { kolmogorovScore, moments, normalCdf } from '../../support/statistics.ts';
import { draws, elements, recurrentSite } from './sites.ts';

const N = 40_000;

/** P(X <= x) for X of Gamma(k, 1), by the series x^k e^-x / Gamma(k + 1) sum x^n / ((k + 1) ... (k + n)). */
function gammaCdf(k: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; term > 1e-17 * sum; n++) {
    term *= x / (k + n);
    sum += term;
  }
  return Math.exp(k * Math.log(x) - x) * (sum / gammaFunction(k + 1));
}

/** Gamma(x) for multiples of 1/2 in exact steps from Gamma(1) and Gamma(1/2); others by Stirling's series above 20. */
function gammaFunction(x: number): number {
  if (x < 20) return gammaFunction(x + 1) / x;
  const series = 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5);
  return Math.sqrt((2 * Math.PI) / x) * Math.exp(x * Math.log(x) - x + series);
}

describe('the checker of gamma draws', () => {
  it('knows closed forms: 1 - (1 + x) e^-x for k = 2, erf(sqrt x) for k = 1/2', () => {
    for (const x of [0.01, 0.5, 1, 3, 9]) {
      expect(gammaCdf(2, x)).toBeCloseTo(1 - (1 + x) * Math.exp(-x), 12);
      expect(gammaCdf(0.5, x)).toBeCloseTo(2 * normalCdf(Math.sqrt(2 * x)) - 1, 6);
    }
  });

  it('control: sees a shape that is 4 % off', () => {
    const x = unitGamma(key(1), N, 2).map((v) => 2 * v);
    expect(kolmogorovScore(x, (v) => gammaCdf(2.08, v))).toBeGreaterThan(1.95);
  });
});

describe('unitGamma', () => {
  it.each([0.3, 0.5, 1, 1.5, 2, 7.3, 30])(
    'shape %f: the distribution, mean 1, variance 1 / k, skewness',
    (k) => {
      const x = unitGamma(key(11), N, k);
      expect(x.every((v) => v > 0 && Number.isFinite(v))).toBe(true);
      expect(kolmogorovScore(x, (v) => gammaCdf(k, k * v))).toBeLessThan(1.95);
      const { mean, variance } = moments(x);
      expect(Math.abs(mean - 1)).toBeLessThan(4.5 * Math.sqrt(1 / (k * N)));
      // The kurtosis of Gamma(k) is 3 + 6 / k.
      expect(Math.abs(variance * k - 1)).toBeLessThan(4.5 * Math.sqrt((2 + 6 / k) / N));
    },
  );

  it('element i is the same however many are drawn', () => {
    for (const k of [0.4, 2]) {
      const many = unitGamma(key(5), 1000, k);
      for (const n of [1, 2, 3, 999]) expect(unitGamma(key(5), n, k)).toEqual(many.subarray(0, n));
    }
    expect(unitLognormal(key(5), 3, 0.1)).toEqual(unitLognormal(key(5), 1000, 0.1).subarray(0, 3));
  });

  it('bits: the first draws of a key are constants', () => {
    expect(Array.from(unitGamma(key(1), 3, 2))).toMatchInlineSnapshot(`
      [
        0.28410855106361366,
        0.9548655533302718,
        1.0782276070136254,
      ]
    `);
    expect(Array.from(unitGamma(key(1), 2, 0.5))).toMatchInlineSnapshot(`
      [
        0.4579728268903156,
        0.009361943986968062,
      ]
    `);
    expect(Array.from(unitLognormal(key(1), 3, 0.4))).toMatchInlineSnapshot(`
      [
        0.28431189873006046,
        1.3939508312082132,
        1.7478208878463755,
      ]
    `);
  });
});

describe('unitLognormal', () => {
  it.each([1e-8, 0.01, 0.4, 3])('variance %f: the distribution and its moments', (variance) => {
    const x = unitLognormal(key(13), N, variance);
    const square = Math.log1p(variance);
    const z = x.map((v) => (Math.log(v) + square / 2) / Math.sqrt(square));
    expect(kolmogorovScore(z, normalCdf)).toBeLessThan(1.95);
    expect(Math.abs(moments(x).mean - 1)).toBeLessThan(4.5 * Math.sqrt(variance / N));
    if (variance < 1) {
      // The kurtosis of the lognormal, w = 1 + variance: w^4 + 2 w^3 + 3 w^2 - 3.
      const w = 1 + variance;
      const error = Math.sqrt((w ** 4 + 2 * w ** 3 + 3 * w ** 2 - 4) / N);
      expect(Math.abs(moments(x).variance / variance - 1)).toBeLessThan(4.5 * error);
    }
  });

  it('variance 0 is 1 itself', () => {
    expect(unitLognormal(key(1), 3, 0)).toEqual(Float64Array.of(1, 1, 1));
  });
});

describe('the draws of a site have the moments of their names', () => {
  const site = recurrentSite(50);
  it.each<[string, Initializer, number, number, number]>([
    ['gaussian, PsychRNN const_gauss', gaussian(), 0, 1, 3],
    ['gaussian, first states of PsychRNN', gaussian({ mean: 0.1, std: 0.01 }), 0.1, 1e-4, 3],
    ['uniformBetween, PsychRNN const_unif', uniformBetween(), 0, 0.04 / 12, 1.8],
    ['uniformBetween of other ends', uniformBetween({ low: 1, high: 4 }), 2.5, 0.75, 1.8],
    ['kaimingUniform, PyTorch', kaimingUniform(), 0, 1 / 150, 1.8],
    ['kaimingUniform for relu', kaimingUniform({ gain: Math.SQRT2 }), 0, 2 / 50, 1.8],
    ['kaimingNormal for relu', kaimingNormal(), 0, 2 / 50, 3],
    ['kaimingNormal of gain 1', kaimingNormal({ gain: 1 }), 0, 1 / 50, 3],
    ['gamma of pycog', gamma(), 0.1, 0.01 / 2, 6],
    ['gamma of mean 3, shape 9', gamma({ mean: 3, shape: 9 }), 3, 1, 3 + 6 / 9],
    ['lognormal of pycog', lognormal(), 0.5, 0.1, 1.4 ** 4 + 2 * 1.4 ** 3 + 3 * 1.4 ** 2 - 3],
  ])('%s', (_, initializer, mean, variance, kurtosis) => {
    const x = elements(draws(initializer, site, 20));
    const found = moments(x);
    expect(Math.abs(found.mean - mean)).toBeLessThan(4.5 * Math.sqrt(variance / x.length));
    expect(Math.abs(found.variance / variance - 1)).toBeLessThan(4.5 * Math.sqrt((kurtosis - 1) / x.length));
  });

  it('uniformBetween reaches its ends and no further', () => {
    const x = elements(draws(uniformBetween(), site, 20));
    expect(Math.max(...x)).toBeLessThanOrEqual(Math.fround(0.1));
    expect(Math.max(...x)).toBeGreaterThan(0.1 - (0.2 * 15) / x.length);
    expect(Math.min(...x)).toBeGreaterThanOrEqual(Math.fround(-0.1));
  });
});
