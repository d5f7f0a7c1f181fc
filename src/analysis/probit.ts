/** Maximum likelihood for the probit model with lapses. @module */

import { normalCdf, normalDensity, normalQuantile } from '../tensor/normal-distribution.ts';
import { dot3, inverse3, type Symmetric3, times3, type Vector3 } from './information.ts';

/** k answers of one kind in n trials at x. */
export interface Level {
  readonly x: number;
  readonly n: number;
  readonly k: number;
}

/** a, b and l of P = l + (1 - 2 l) Phi(a + b x). */
export type ProbitParameters = Vector3;

/** A maximum of the likelihood. */
export interface ProbitFit {
  readonly parameters: ProbitParameters;
  /** Without the binomial coefficients. */
  readonly logLikelihood: number;
  /** Inverse of Fisher's information, 0 for an l that is not free or at a bound; undefined where there is none. */
  readonly covariance: Symmetric3 | undefined;
}

/** With more lapses no curve would reach 75 %. */
export const MAX_LAPSE = 0.25;

/** k log p, which is 0 where k is. */
const logTerm = (k: number, p: number): number => (k === 0 ? 0 : k * Math.log(p));

/** Sum of k log P + (n - k) log (1 - P). */
export function logLikelihood(levels: readonly Level[], [a, b, l]: ProbitParameters): number {
  let sum = 0;
  for (const { x, n, k } of levels) {
    const [below, above] = [normalCdf(a + b * x), normalCdf(-a - b * x)];
    sum += logTerm(k, l + (1 - 2 * l) * below) + logTerm(n - k, l + (1 - 2 * l) * above);
  }
  return sum;
}

/** The largest log-likelihood that any P of a level gives it: that of P = k / n. */
export const ownTerm = ({ n, k }: Level): number => logTerm(k, k / n) + logTerm(n - k, (n - k) / n);

interface Derivatives {
  readonly score: Vector3;
  /** Of Fisher, the expectation of what is observed: sum of n P' P'^T / (P Q). */
  readonly information: Symmetric3;
  /** The negative second derivatives: sum of (k / P^2 + (n - k) / Q^2) P' P'^T - (k / P - (n - k) / Q) P''. */
  readonly observed: Symmetric3;
}

/** Derivatives of the log-likelihood by a, b and l, with P' and P'' those of P, and Q = 1 - P. */
function derivatives(levels: readonly Level[], [a, b, l]: ProbitParameters): Derivatives {
  const score: [number, number, number] = [0, 0, 0];
  const information: [number, number, number, number, number, number] = [0, 0, 0, 0, 0, 0];
  const observed: typeof information = [0, 0, 0, 0, 0, 0];
  for (const { x, n, k } of levels) {
    const eta = a + b * x;
    const [below, above] = [normalCdf(eta), normalCdf(-eta)];
    const p = l + (1 - 2 * l) * below;
    const q = l + (1 - 2 * l) * above;
    // Where Phi underflows the level is certain, and tells nothing.
    if (p * q === 0) continue;
    const density = normalDensity(eta);
    const slope = (1 - 2 * l) * density;
    const first = [slope, slope * x, above - below] as const;
    const curved = -slope * eta;
    const second = [curved, curved * x, -2 * density, curved * x * x, -2 * density * x, 0] as const;
    for (let i = 0, at = 0; i < 3; i++) {
      // P' / P has the size of eta where P' and P, in the tails, are too small to be squared.
      score[i] += k * (first[i] / p) - (n - k) * (first[i] / q);
      for (let j = i; j < 3; j++, at++) {
        information[at] += n * (first[i] / p) * (first[j] / q);
        observed[at] += k * ((first[i] / p) * (first[j] / p) - second[at] / p);
        observed[at] += (n - k) * ((first[i] / q) * (first[j] / q) + second[at] / q);
      }
    }
  }
  return { score, information, observed };
}

/** Ties l to nothing, so that the inverse is that of a and b alone. */
const withoutLapse = ([a, b, , d]: Symmetric3): Symmetric3 => [a, b, 0, d, 0, 1];

/**
 * A share of a step. It takes l down to a tenth at most: log l may be what counts, and a step to 0 or below would be
 * lost where answers need lapses.
 */
const moved = ([a, b, l]: ProbitParameters, [da, db, dl]: Vector3, share: number): ProbitParameters => [
  a + share * da,
  b + share * db,
  Math.min(Math.max(l + share * dl, l / 10), MAX_LAPSE),
];

/** Fisher's covariance of the parameters; that of an l that is not free is 0. */
function covarianceOf(information: Symmetric3, free: boolean): Symmetric3 | undefined {
  if (free) return inverse3(information);
  const inverse = inverse3(withoutLapse(information));
  return inverse && [inverse[0], inverse[1], 0, inverse[3], 0, 0];
}

/**
 * Climbs from `start` by Newton's method, or by Fisher's scoring where the likelihood is not concave, each step halved
 * until it rises enough. Without lapses it is concave everywhere, so there is one maximum.
 */
function climb(levels: readonly Level[], start: ProbitParameters, lapseFree: boolean): ProbitFit {
  let parameters = start;
  let height = logLikelihood(levels, parameters);
  let covariance: Symmetric3 | undefined;
  for (let round = 0; round < 200; round++) {
    const { score: all, information, observed } = derivatives(levels, parameters);
    const l = parameters[2];
    const free = lapseFree && !(l === MAX_LAPSE && all[2] >= 0);
    const score: Vector3 = free ? all : [all[0], all[1], 0];
    covariance = covarianceOf(information, free);
    const inverse = inverse3(free ? observed : withoutLapse(observed)) ?? covariance;
    if (inverse === undefined) break;
    const step = times3(inverse, score);
    // The square of the step's length in standard errors.
    const gain = dot3(score, step);
    if (gain < 1e-24) break;
    let share = 1;
    let next = moved(parameters, step, share);
    let reached = logLikelihood(levels, next);
    // Below 1e-8 the rise is lost in the rounding of the sum, and Newton's method converges of itself.
    while (gain > 1e-8 && share > 1e-9 && !(reached > height + 1e-4 * share * gain)) {
      share /= 2;
      next = moved(parameters, step, share);
      reached = logLikelihood(levels, next);
    }
    if (share <= 1e-9) break;
    parameters = next;
    height = reached;
  }
  return { parameters, logLikelihood: height, covariance };
}

/** Probit of the fraction of all trials, moved off 0 and 1, and no slope. */
function flat(levels: readonly Level[], l: number): ProbitParameters {
  const [k, n] = levels.reduce(([ks, ns], each) => [ks + each.k, ns + each.n], [0, 0]);
  return [normalQuantile((k + 0.5) / (n + 1)), 0, l];
}

/** Finds the curve without lapses of highest likelihood. */
export function fitProbit(levels: readonly Level[]): ProbitFit {
  return climb(levels, flat(levels, 0), false);
}

/**
 * Finds the curve with lapses of highest likelihood: of several maxima the highest of those reached from three shares. It
 * is `plain`, the curve without lapses, unless one is better by more than rounding: towards l = 0 they come near to it.
 */
export function fitLapses(levels: readonly Level[], plain: ProbitFit): ProbitFit {
  return [0.01, 0.05, 0.15]
    .map((l) => climb(levels, climb(levels, flat(levels, l), false).parameters, true))
    .reduce((best, fit) => (fit.logLikelihood > best.logLikelihood + 1e-9 ? fit : best), plain);
}
