/** Draws whose scale does not depend on the size of the network. @module */

import { checkNumber, checkOptions, checkRecord } from '../../tensor/options.ts';
import { normal, uniform } from '../../tensor/random.ts';
import type { Initializer } from './initializer.ts';

/** Options of `gaussian`. */
export interface GaussianOptions {
  /** 0 by default. */
  readonly mean?: number;
  /** Standard deviation; 1 by default. */
  readonly std?: number;
}

/**
 * Draws from N(mean, std^2), weights of any shape, biases and states: the `const_gauss` of PsychRNN and the `normal`
 * of pycog, whose standard deviation is the entry of the mask.
 * @throws TypeError for unknown options, RangeError for values outside their range
 * @example createRateNetwork({ ..., initialState: 'parameter', init: { x0: gaussian({ mean: 0.1, std: 0.01 }) } })
 */
export function gaussian(options: GaussianOptions = {}): Initializer {
  checkRecord('gaussian', 'options', options);
  checkOptions('gaussian', options, ['mean', 'std']);
  const { mean = 0, std = 1 } = options;
  checkNumber('gaussian', 'mean', mean, -Number.MAX_VALUE);
  checkNumber('gaussian', 'std', std, 0);
  return (key, { shape }) => {
    const z = normal(key, shape);
    return { ...z, data: z.data.map((v) => mean + std * v) };
  };
}

/** Options of `uniformBetween`. */
export interface UniformBetweenOptions {
  /** -0.1 by default. */
  readonly low?: number;
  /** 0.1 by default. */
  readonly high?: number;
}

/**
 * Draws from U(low, high), weights of any shape, biases and states: the `const_unif` of PsychRNN and, with its
 * defaults, the `uniform` of pycog.
 * @throws TypeError for unknown options, RangeError for values outside their range
 */
export function uniformBetween(options: UniformBetweenOptions = {}): Initializer {
  checkRecord('uniformBetween', 'options', options);
  checkOptions('uniformBetween', options, ['low', 'high']);
  const { low = -0.1, high = 0.1 } = options;
  checkNumber('uniformBetween', 'low', low, -Number.MAX_VALUE);
  checkNumber('uniformBetween', 'high', high, low);
  checkNumber('uniformBetween', 'high - low', high - low, 0);
  return (key, { shape }) => uniform(key, shape, { low, high });
}
