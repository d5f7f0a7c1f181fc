/** Positive draws, whose sizes rather than signs are random: the gamma and lognormal distributions of pycog. @module */

import { checkNumber, checkOptions, checkPositive, checkRecord } from '../../tensor/options.ts';
import { sizeOf } from '../../tensor/shape.ts';
import { fromArray } from '../../tensor/tensor.ts';
import type { Initializer } from './initializer.ts';
import { unitGamma, unitLognormal } from './sampling.ts';

/** Options of `gamma`. */
export interface GammaOptions {
  /** 0.1 by default. */
  readonly mean?: number;
  /** Shape k, the inverse square of the coefficient of variation; 2 by default, at least 0.01. */
  readonly shape?: number;
}

/**
 * Draws from Gamma(k, mean / k): this mean, variance mean^2 / k. The defaults are those of pycog for recurrent weights
 * with Dale's principle: Gamma(2, 0.1 m / 2), where m is the entry of the mask. The network multiplies what is drawn by
 * its mask, so m stands for itself.
 * @throws TypeError for unknown options, RangeError for values outside their range
 * @example spectralRadius(1.5, balanced(gamma())) // recurrent weights of pycog
 */
export function gamma(options: GammaOptions = {}): Initializer {
  checkRecord('gamma', 'options', options);
  checkOptions('gamma', options, ['mean', 'shape']);
  const { mean = 0.1, shape: k = 2 } = options;
  checkPositive('gamma', 'mean', mean);
  // Below 0.01 a third of the draws are too small for f32.
  checkNumber('gamma', 'shape', k, 0.01);
  return (key, { shape }) =>
    fromArray(
      Float32Array.from(unitGamma(key, sizeOf(shape), k), (x) => mean * x),
      shape,
    );
}

/** Options of `lognormal`. */
export interface LognormalOptions {
  /** 0.5 by default. */
  readonly mean?: number;
  /** 0.1 by default. */
  readonly variance?: number;
}

/**
 * Draws from the lognormal distribution with this mean and variance. The defaults are those of pycog for a mask of
 * ones; its entries m scale the mean alone there (0.5 m, variance 0.1), here what is drawn (0.5 m, 0.1 m^2).
 * @throws TypeError for unknown options, RangeError for values outside their range
 */
export function lognormal(options: LognormalOptions = {}): Initializer {
  checkRecord('lognormal', 'options', options);
  checkOptions('lognormal', options, ['mean', 'variance']);
  const { mean = 0.5, variance = 0.1 } = options;
  checkPositive('lognormal', 'mean', mean);
  checkNumber('lognormal', 'variance', variance, 0);
  // A spread of 10^3 means is beyond what a sample shows; with it exp stays within f32.
  checkNumber('lognormal', 'variance / mean^2', variance / (mean * mean), 0, 1e6);
  return (key, { shape }) =>
    fromArray(
      Float32Array.from(unitLognormal(key, sizeOf(shape), variance / (mean * mean)), (x) => mean * x),
      shape,
    );
}
