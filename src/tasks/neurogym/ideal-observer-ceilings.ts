/** The best that anyone can do at tasks whose targets are left to chance. @module */

import { checkInteger, checkNumber } from '../../tensor/index.ts';

/** Probability of k successes in n trials, for k = 0 .. n, built up one trial at a time. */
function binomial(n: number, p: number): number[] {
  let law = [1];
  for (let i = 0; i < n; i++) {
    const before = law;
    law = Array.from({ length: i + 2 }, (_, k) => (before[k] ?? 0) * (1 - p) + (before[k - 1] ?? 0) * p);
  }
  return law;
}

/**
 * Returns the best accuracy at `pulseDecisionMaking`: half of the trials with as many pulses on both sides are lost,
 * 1 - sum over k of P(k of n on one side) P(k of n on the other) / 2. It is 0.960376 by default.
 * @param pPulse probabilities of a pulse on the two sides
 * @param nBins how often pulses may come
 * @throws RangeError for values out of range
 * @example pulseCeiling() // 0.960376
 */
export function pulseCeiling(pPulse: readonly [number, number] = [0.3, 0.7], nBins: number = 6): number {
  pPulse.forEach((p, i) => {
    checkNumber('pulseCeiling', `pPulse[${i}]`, p, 0, 1);
  });
  checkInteger('pulseCeiling', 'nBins', nBins, 1, 1000);
  const [first, second] = pPulse.map((p) => binomial(nBins, p));
  return 1 - first.reduce((sum, p, k) => sum + p * second[k], 0) / 2;
}

const WEIGHTS = [-10, -0.9, -0.7, -0.5, -0.3, 0.3, 0.5, 0.7, 0.9, 10];

/**
 * Returns the best accuracy at `probabilisticReasoning`: the mean of max(p, 1 - p), p = 1 / (1 + 10^-s), over all
 * sequences of shapes. It is 0.915469 by default, 0.835524 without the two shapes of weight -10 and 10.
 * @param weights evidence of each shape, as a logarithm of odds to base 10
 * @param nLocations shapes in a trial; the work grows like the number of multisets of that size
 * @throws RangeError for values out of range, or for more than a million multisets
 * @example reasoningCeiling() // 0.915469
 */
export function reasoningCeiling(weights: readonly number[] = WEIGHTS, nLocations: number = 4): number {
  const fn = 'reasoningCeiling';
  weights.forEach((weight, i) => {
    checkNumber(fn, `weights[${i}]`, weight, -1000, 1000);
  });
  checkInteger(fn, 'weights.length', weights.length, 1);
  checkInteger(fn, 'nLocations', nLocations, 1, 1000);
  let multisets = 1;
  for (let i = 1; i <= nLocations; i++) multisets *= (weights.length - 1 + i) / i;
  if (multisets > 1e6) {
    throw new RangeError(
      `${fn}: expected at most 1000000 multisets of shapes, got ${Math.round(multisets)} - estimate it from a batch`,
    );
  }
  const n = weights.length;
  // Sequences with the same shapes differ in order only: multinomial coefficients count them.
  const sumFrom = (shape: number, left: number, logOdds: number, probability: number): number => {
    if (left === 0 || shape === n - 1) {
      const s = Math.abs(logOdds + left * weights[n - 1]);
      return probability / n ** left / (1 + 10 ** -s);
    }
    let sum = 0;
    for (let k = 0, odds = probability; k <= left; k++) {
      sum += sumFrom(shape + 1, left - k, logOdds + k * weights[shape], odds);
      odds *= (left - k) / ((k + 1) * n);
    }
    return sum;
  };
  return sumFrom(0, nLocations, 0, 1);
}
