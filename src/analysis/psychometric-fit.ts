/** A cumulative Gaussian fitted to choices. @module */

import { normalCdf, normalDensity, normalQuantile } from '../tensor/normal-distribution.ts';
import { checkName, checkNumber, checkOptions, checkRecord, show } from '../tensor/options.ts';
import { fitLapses, fitProbit, type Level, ownTerm, type ProbitFit } from './probit.ts';
import { Z95 } from './proportion.ts';
import { bestStep, type Step } from './separation.ts';

/** Ends of a 95 % interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A fitted number and its interval; one that was not estimated has a standard error and an interval of NaN. */
export interface Estimate extends Interval {
  readonly value: number;
  readonly standardError: number;
}

/**
 * How a fit ended. `'separated'`: the answers change at one x and nowhere else, so that the likelihood grows as sigma
 * falls to 0, and a step is reported. `'constant'`: all answers are the same, and there is no curve.
 */
export type FitStatus = 'fitted' | 'separated' | 'constant';

/** The curve P(x) = lapse + (1 - 2 lapse) Phi((x - bias) / sigma). */
export interface PsychometricFit {
  readonly status: FitStatus;
  /** The x of P = 1/2; of a step, the middle between the x around it. */
  readonly bias: Estimate;
  /** 1 / sigma: negative where choices of 1 become rarer with x, +-Infinity for a step. */
  readonly slope: Estimate;
  /** 1 / slope, 0 for a step: the change of x that makes d' = 1. */
  readonly sigma: Estimate;
  /** P(bias + threshold) is 75 %: 0.6745 sigma without lapses, with its sign. */
  readonly threshold: Estimate;
  /** Share of trials answered by chance, halved: P goes from `lapse` to 1 - `lapse`. */
  readonly lapse: Estimate;
  /** 2 (L_saturated - L), about chi^2 with as many degrees of freedom as there are x beyond the parameters. */
  readonly deviance: number;
}

/** Options of `fitPsychometric`. */
export interface FitPsychometricOptions {
  /** `'none'`, the default, or `'symmetric'`: a share of lapses in [0, 0.25] is fitted. */
  readonly lapses?: 'none' | 'symmetric';
}

const bare = (value: number): Estimate => ({
  value,
  standardError: Number.NaN,
  low: Number.NaN,
  high: Number.NaN,
});

function estimate(value: number, variance: number, low: number = -Infinity): Estimate {
  if (!(variance > 0)) return bare(value);
  const standardError = Math.sqrt(variance);
  const half = Z95 * standardError;
  return { value, standardError, low: Math.max(value - half, low), high: value + half };
}

/**
 * The interval of 1 / v from that of v, which tells nothing of one end where it contains 0: this is infinite, with the
 * sign of v, since a curve that is nearly flat may rise or fall.
 */
export function reciprocalInterval({ low, high }: Interval, value: number): Interval {
  // Adding 0 turns -0 into 0.
  if (!(low * high <= 0)) return { low: 1 / high + 0, high: 1 / low + 0 };
  return value < 0 ? { low: -Infinity, high: 1 / low } : { low: 1 / high, high: Infinity };
}

function reciprocal(v: Estimate): Estimate {
  const { value, standardError } = v;
  return {
    ...{ value: 1 / value, standardError: standardError / value ** 2 },
    ...reciprocalInterval(v, value),
  };
}

/**
 * The estimates of a fit to levels at (x - centre) / scale: their variances are those of linear functions of the
 * parameters a, b, l with Fisher's covariance (delta method).
 */
function estimates(
  { parameters: [a, b, l], covariance }: ProbitFit,
  centre: number,
  scale: number,
): Omit<PsychometricFit, 'status' | 'deviance'> {
  const [aa, ab, al, bb, bl, ll] = covariance ?? new Array<number>(6).fill(Number.NaN);
  const variance = (da: number, db: number, dl: number): number =>
    da * da * aa + db * db * bb + dl * dl * ll + 2 * (da * db * ab + da * dl * al + db * dl * bl);
  const slope = estimate(b / scale, bb / scale ** 2);
  // P = 75 % at bias + q sigma.
  const q = normalQuantile(Math.min((0.75 - l) / (1 - 2 * l), 1));
  const dq = 0.5 / ((1 - 2 * l) ** 2 * normalDensity(q));
  const steepness = estimate(b / (scale * q), variance(0, 1 / q, (-b * dq) / q ** 2) / scale ** 2);
  return {
    bias: estimate(centre - (scale * a) / b, variance(-scale / b, (scale * a) / b ** 2, 0)),
    slope,
    sigma: reciprocal(slope),
    threshold: reciprocal(steepness),
    lapse: estimate(l, ll, 0),
  };
}

function ofStep({ bias, rising, lapse }: Step): Omit<PsychometricFit, 'deviance'> {
  const slope = bare(rising ? Infinity : -Infinity);
  const [sigma, threshold] = [bare(0), bare(0)];
  return { status: 'separated', bias: bare(bias), slope, sigma, threshold, lapse: bare(lapse) };
}

const constant = (): PsychometricFit => {
  const [bias, slope, sigma, threshold] = [0, 0, 0, 0].map(() => bare(Number.NaN));
  return { status: 'constant', bias, slope, sigma, threshold, lapse: bare(0), deviance: 0 };
};

/** The levels in ascending order of x, those at the same x as one. */
function merged(fn: string, points: readonly Level[]): Level[] {
  if (!Array.isArray(points)) {
    throw new TypeError(`${fn}: expected points to be a list of { x, n, k }, got ${show(points)}`);
  }
  const levels = new Map<number, Level>();
  points.forEach((point, i) => {
    checkRecord(fn, `points[${i}]`, point);
    const { x, n, k } = point;
    checkNumber(fn, `points[${i}].x`, x, -Number.MAX_VALUE);
    checkNumber(fn, `points[${i}].n`, n, 0);
    checkNumber(fn, `points[${i}].k`, k, 0, n);
    if (n === 0) return;
    const others = levels.get(x);
    levels.set(x, { x, n: n + (others?.n ?? 0), k: k + (others?.k ?? 0) });
  });
  if (levels.size < 2) {
    throw new RangeError(`${fn}: expected trials at two or more different x, got ${levels.size}`);
  }
  return [...levels.values()].sort((p, q) => p.x - q.x);
}

/** The curve of highest likelihood for levels in ascending order of x, at least two. */
function curveOf(levels: readonly Level[], lapses: boolean): PsychometricFit {
  const [k, n] = levels.reduce(([ks, ns], each) => [ks + each.k, ns + each.n], [0, 0]);
  if (k === 0 || k === n) return constant();
  const saturated = levels.reduce((sum, level) => sum + ownTerm(level), 0);
  const deviance = (logLikelihood: number): number => Math.max(0, 2 * (saturated - logLikelihood));
  const strict = bestStep(levels, false);
  if (strict.logLikelihood > -Infinity) return { ...ofStep(strict), deviance: 0 };
  const centre = levels.reduce((sum, each) => sum + each.n * each.x, 0) / n;
  const scale = Math.sqrt(levels.reduce((sum, each) => sum + each.n * (each.x - centre) ** 2, 0) / n);
  const scaled = levels.map((each) => ({ ...each, x: (each.x - centre) / scale }));
  const plain = fitProbit(scaled);
  const fitted = (fit: ProbitFit): PsychometricFit => ({
    ...{ status: 'fitted', ...estimates(fit, centre, scale) },
    deviance: deviance(fit.logLikelihood),
  });
  if (!lapses) return fitted(plain);
  const lapsed = fitLapses(scaled, plain);
  const step = bestStep(levels, true);
  // Curves that become steeper without end come as near to the likelihood of a step as rounding lets them.
  if (step.logLikelihood > Math.max(plain.logLikelihood, lapsed.logLikelihood - 1e-6) + 1e-9) {
    return { ...ofStep(step), deviance: deviance(step.logLikelihood) };
  }
  return fitted(lapsed);
}

/**
 * Fits P(x) = lapse + (1 - 2 lapse) Phi((x - bias) / sigma) to choices by maximum likelihood: a probit regression
 * without lapses. Standard errors and 95 % intervals are those of Fisher's information; sigma and threshold have the
 * reciprocal of the interval of the slope, which has no upper end where the slope may be 0.
 *
 * Nothing diverges: where a step function is at least as likely as any curve, as it is for choices without an error,
 * `status` is `'separated'` and sigma 0; where all choices are the same it is `'constant'` and the curve NaN.
 * The ideal observer of `perceptualDecisionMaking` has bias 0 and sigma 100 sqrt(2 / ms) in percent of coherence for
 * that many ms of stimulus with noise 1: no network that sees no more is below it.
 * @param points `k` choices of 1 in `n` trials at `x`, such as the points of `psychometric`
 * @throws TypeError or RangeError for other points or options, RangeError for less than two different x
 * @example fitPsychometric(psychometric(signedCoherence, choices).points).sigma.value
 */
export function fitPsychometric(
  points: readonly Level[],
  options: FitPsychometricOptions = {},
): PsychometricFit {
  const fn = 'fitPsychometric';
  checkRecord(fn, 'options', options);
  checkOptions(fn, options, ['lapses']);
  const { lapses = 'none' } = options;
  checkName(fn, 'lapses', lapses, ['none', 'symmetric']);
  return curveOf(merged(fn, points), lapses === 'symmetric');
}

/**
 * Returns P at each x of a fitted curve; NaN for one that is constant.
 * @example psychometricCurve(fit, [-50, 0, 50])
 */
export function psychometricCurve(
  { status, bias, slope, lapse }: PsychometricFit,
  xs: ArrayLike<number>,
): Float64Array {
  return Float64Array.from(xs, (x) => {
    // At the step itself 0 times Infinity has no value.
    const eta = status === 'separated' && x === bias.value ? 0 : slope.value * (x - bias.value);
    return lapse.value + (1 - 2 * lapse.value) * normalCdf(eta);
  });
}
