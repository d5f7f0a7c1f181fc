/** Kaiming's initialisation, and the balance of the PyTorch original of Song et al. @module */

import { checkOptions, checkPositive, checkRecord } from '../../tensor/options.ts';
import { normal, uniform } from '../../tensor/random.ts';
import { ShapeError } from '../../tensor/shape.ts';
import type { Initializer, InitialSite } from './initializer.ts';

/** Options of `kaimingUniform` and `kaimingNormal`. */
export interface KaimingOptions {
  /** Standard deviation times sqrt(fanIn). */
  readonly gain?: number;
}

function readGain(fn: string, options: KaimingOptions): number | undefined {
  checkRecord(fn, 'options', options);
  checkOptions(fn, options, ['gain']);
  if (options.gain !== undefined) checkPositive(fn, 'gain', options.gain);
  return options.gain;
}

function rootOfFanIn(fn: string, { name, shape, fanIn }: InitialSite): number {
  if (fanIn < 1) throw new ShapeError(`${fn}: expected presynaptic units at ${name}, got none`, [shape]);
  return Math.sqrt(fanIn);
}

/**
 * Draws from U(-b, b) with b = gain sqrt(3 / fanIn): Kaiming's uniform initialisation (He et al. 2015), for weights
 * and biases. The gain is sqrt(1/3) by default, b = 1 / sqrt(fanIn), as PyTorch uses it for its linear layers.
 * @throws RangeError for a gain that is not a number > 0
 */
export function kaimingUniform(options: KaimingOptions = {}): Initializer {
  const gain = readGain('kaimingUniform', options);
  const scale = gain === undefined ? 1 : gain * Math.sqrt(3);
  return (key, site) => {
    const bound = scale / rootOfFanIn('kaimingUniform', site);
    return uniform(key, site.shape, { low: -bound, high: bound });
  };
}

/**
 * Draws from N(0, gain^2 / fanIn), with a gain of sqrt(2) for rectified units by default (He et al. 2015, eq. 10).
 * @throws RangeError for a gain that is not a number > 0
 */
export function kaimingNormal(options: KaimingOptions = {}): Initializer {
  const gain = readGain('kaimingNormal', options) ?? Math.SQRT2;
  return (key, site) => {
    const std = gain / rootOfFanIn('kaimingNormal', site);
    const z = normal(key, site.shape);
    return { ...z, data: z.data.map((v) => std * v) };
  };
}

/**
 * Divides the weights from excitatory units by nExc / nInh, so that excitation and inhibition are equal in the mean
 * of a full matrix (the PyTorch original of Song et al. 2016). Without signs, or with one of them only, there is
 * nothing to balance.
 */
export const dividedExcitation =
  (inner: Initializer): Initializer =>
  (key, site) => {
    const w = inner(key, site);
    const { signs } = site;
    if (signs === null) return w;
    const nExc = signs.data.filter((s) => s > 0).length;
    const nInh = signs.data.length - nExc;
    if (nInh === 0 || nExc === 0) return w;
    const columns = signs.data.length;
    return {
      ...w,
      data: w.data.map((value, i) => (signs.data[i % columns] > 0 ? (value * nInh) / nExc : value)),
    };
  };
