/** Intervals of a psychometric curve from trials drawn again. @module */

import { checkInteger, checkOptions, checkRecord } from '../tensor/options.ts';
import { checkKey, foldIn, type Key, uniform } from '../tensor/random.ts';
import type { Level } from './probit.ts';
import {
  type FitPsychometricOptions,
  fitPsychometric,
  type Interval,
  type PsychometricFit,
  psychometricCurve,
  reciprocalInterval,
} from './psychometric-fit.ts';

/** Options of `bootstrapPsychometric`. */
export interface BootstrapPsychometricOptions extends FitPsychometricOptions {
  readonly key: Key;
  /** How often trials are drawn and fitted; 1000 by default. */
  readonly samples?: number;
}

/** 95 % intervals by the parametric bootstrap. */
export interface PsychometricIntervals {
  readonly bias: Interval;
  readonly slope: Interval;
  readonly sigma: Interval;
  readonly threshold: Interval;
  readonly lapse: Interval;
  /** How many samples were separated: they count with an infinite slope. */
  readonly separated: number;
  /** How many samples had one choice only: they are left out. */
  readonly constant: number;
}

/** The p-quantile of sorted numbers, linear between them (Hyndman and Fan 1996, type 7). */
function quantile(sorted: Float64Array, p: number): number {
  const at = p * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  // Both may be infinite.
  return low === high ? low : low + (at - Math.floor(at)) * (high - low);
}

/**
 * Returns the 95 % intervals of a psychometric curve by the parametric bootstrap: trials are drawn from the fitted curve
 * as often as there were at each x, and fitted again; the intervals end at the 2.5th and 97.5th percentile of these
 * fits, those of sigma and threshold being of their reciprocals (Efron 1979; Wichmann and Hill 2001). They serve where trials are few or nearly separated, so that the
 * intervals of the fit itself, which suppose many, are not to be trusted.
 * @param points as for `fitPsychometric`, with whole numbers of trials
 * @throws TypeError or RangeError as `fitPsychometric`, RangeError for a curve that is not `'fitted'`
 * @example bootstrapPsychometric(points, { key: key(1) }).sigma // { low: 6.1, high: 8.9 } about 7.4
 */
export function bootstrapPsychometric(
  points: readonly Level[],
  options: BootstrapPsychometricOptions,
): PsychometricIntervals {
  const fn = 'bootstrapPsychometric';
  checkRecord(fn, 'options', options);
  checkOptions(fn, options, ['key', 'samples', 'lapses']);
  const { key, samples = 1000, lapses = 'none' } = options;
  checkKey(fn, key);
  checkInteger(fn, 'samples', samples, 1);
  const fit = fitPsychometric(points, { lapses });
  if (fit.status !== 'fitted') {
    const want = 'choices that a curve can be fitted to';
    throw new RangeError(`${fn}: expected ${want}, got ones that are ${fit.status} - use more trials`);
  }
  points.forEach(({ n }, i) => {
    checkInteger(fn, `points[${i}].n`, n, 0);
  });
  const curve = psychometricCurve(
    fit,
    points.map(({ x }) => x),
  );
  const nTrials = points.reduce((sum, { n }) => sum + n, 0);
  const refit = (sample: number): PsychometricFit => {
    const { data } = uniform(foldIn(key, sample), [nTrials]);
    let first = 0;
    const drawn = points.map(({ x, n }, i) => {
      let k = 0;
      for (let at = first; at < first + n; at++) k += Number(data[at] < curve[i]);
      first += n;
      return { x, n, k };
    });
    return fitPsychometric(drawn, { lapses });
  };
  const fits = Array.from({ length: samples }, (_, sample) => refit(sample));
  const curves = fits.filter(({ status }) => status !== 'constant');
  const interval = (value: (curve: PsychometricFit) => number): Interval => {
    const sorted = Float64Array.from(curves, value).sort();
    return { low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) };
  };
  const slope = interval((each) => each.slope.value);
  // A threshold of 0 is that of a step, whose slope is infinite and has a sign.
  const steepness = interval((each) =>
    each.threshold.value === 0 ? each.slope.value : 1 / each.threshold.value,
  );
  return {
    bias: interval((each) => each.bias.value),
    slope,
    sigma: reciprocalInterval(slope, fit.slope.value),
    threshold: reciprocalInterval(steepness, fit.slope.value),
    lapse: interval((each) => each.lapse.value),
    separated: fits.filter(({ status }) => status === 'separated').length,
    constant: samples - curves.length,
  };
}
