/** Learning rates that change with the number of updates: decays and warm-up, as functions over ops. @module */

import {
  add,
  cast,
  cos,
  div,
  exp,
  greater,
  maximum,
  minimum,
  mul,
  select,
  sub,
} from '../../autograd/ops/elementwise.ts';
import type { Value } from '../../autograd/tape.ts';
import {
  checkFlag,
  checkInteger,
  checkNumber,
  checkOptions,
  checkRecord,
  show,
} from '../../tensor/options.ts';
import { tensor } from '../../tensor/tensor.ts';
import { checkRate, type LearningRate, type Schedule } from './rate.ts';

/** Checks the options of a schedule: an object with known names and an initial rate. */
function checkDecay(fn: string, options: { readonly initial: number }, known: readonly string[]): void {
  checkRecord(fn, 'options', options);
  checkOptions(fn, options, known);
  checkNumber(fn, 'initial', options.initial, 0);
}

/** Options of `exponentialDecay`. */
export interface ExponentialDecayOptions {
  /** Rate of the first update. */
  readonly initial: number;
  /** Factor by which the rate shrinks in `every` updates, in (0, 1]. */
  readonly rate: number;
  /** Number of updates that the factor is for; 1 by default. */
  readonly every?: number;
  /** Whether the rate falls at once after every `every` updates; false, little by little, by default. */
  readonly staircase?: boolean;
}

/**
 * ln x for 0 < x <= 1 to about 1e-16, in + - * / only: x = m 2^-k with m in (sqrt(1/2), sqrt 2), and
 * ln m = 2 (s + s^3 / 3 + s^5 / 5 + ...) with s = (m - 1) / (m + 1), |s| < 0.172. A rate close to 1 rounded to f32
 * would lose the digits that its logarithm is made of.
 */
function naturalLog(x: number): number {
  let [m, k] = [x, 0];
  while (m <= Math.SQRT1_2) [m, k] = [2 * m, k + 1];
  const s = (m - 1) / (m + 1);
  let series = 0;
  for (let n = 21; n > 0; n -= 2) series = series * s * s + 1 / n;
  return 2 * s * series - k * Math.LN2;
}

/**
 * initial rate^(step / every), with the exponent rounded down if `staircase`.
 * @throws TypeError for unknown options
 * @throws RangeError for values outside their range
 * @example exponentialDecay({ initial: 0.025, rate: 0.99975 })
 */
export function exponentialDecay(options: ExponentialDecayOptions): Schedule {
  checkDecay('exponentialDecay', options, ['initial', 'rate', 'every', 'staircase']);
  const { initial, rate, every = 1, staircase = false } = options;
  // Below the smallest normal f32 number nothing is left of a rate.
  checkNumber('exponentialDecay', 'rate', rate, 2 ** -126, 1);
  checkInteger('exponentialDecay', 'every', every, 1);
  checkFlag('exponentialDecay', 'staircase', staircase);
  const slope = naturalLog(rate);
  // The quotient of whole numbers below 2^24 does not round up to the next one: its distance from it is larger.
  const exponent = (step: Value): Value =>
    staircase ? mul(cast(cast(div(step, every), 'i32'), 'f32'), slope) : mul(step, slope / every);
  return (step) => mul(exp(exponent(step)), initial);
}

/** Options of `linearDecay` and `cosineDecay`. */
export interface DecayOptions {
  /** Rate of the first update. */
  readonly initial: number;
  /** Number of updates after which the rate is `final`, and stays so. */
  readonly steps: number;
  /** Rate at the end; 0 by default. */
  readonly final?: number;
}

/** A decay between two rates; `weight` is the share of the initial one by the share of steps done, both in [0, 1]. */
function between(fn: string, options: DecayOptions, weight: (done: Value) => Value): Schedule {
  checkDecay(fn, options, ['initial', 'steps', 'final']);
  const { initial, steps, final = 0 } = options;
  checkInteger(fn, 'steps', steps, 1);
  checkNumber(fn, 'final', final, 0);
  return (step) => {
    const share = weight(minimum(div(step, steps), 1));
    // Both ends are exact, which initial + (final - initial) (1 - share) is not.
    return add(mul(share, initial), mul(sub(1, share), final));
  };
}

/**
 * In a straight line from `initial` to `final` in `steps` updates.
 * @throws TypeError for unknown options
 * @throws RangeError for values outside their range
 */
export function linearDecay(options: DecayOptions): Schedule {
  return between('linearDecay', options, (done) => sub(1, done));
}

/**
 * final + (initial - final) (1 + cos(pi step / steps)) / 2 for `steps` updates, then `final` (Loshchilov and Hutter
 * 2017, equation 5, without restarts).
 * @throws TypeError for unknown options
 * @throws RangeError for values outside their range
 */
export function cosineDecay(options: DecayOptions): Schedule {
  return between('cosineDecay', options, (done) => mul(add(cos(mul(done, Math.PI)), 1), 0.5));
}

/** Options of `stepDecay`. */
export interface StepDecayOptions {
  /** Rate of the first update. */
  readonly initial: number;
  /** What the rate is multiplied by each time, >= 0; 0.1 by default. */
  readonly factor?: number;
  /** Numbers of updates after which this happens, ascending. */
  readonly at: readonly number[];
}

/**
 * Piecewise constant: initial factor^k after as many updates as the first k numbers of `at`.
 * @throws TypeError for unknown options
 * @throws RangeError for values outside their range, and for numbers of updates that do not ascend
 * @example stepDecay({ initial: 0.1, factor: 0.1, at: [1000, 2000] }) // .1 for 1000 updates, .01 for 1000, .001
 */
export function stepDecay(options: StepDecayOptions): Schedule {
  checkDecay('stepDecay', options, ['initial', 'factor', 'at']);
  const { initial, factor = 0.1, at } = options;
  checkNumber('stepDecay', 'factor', factor, 0);
  const ascends = (n: unknown, i: number): boolean =>
    Number.isSafeInteger(n) && (n as number) > (i === 0 ? 0 : at[i - 1]);
  if (!Array.isArray(at) || at.length === 0 || !at.every(ascends)) {
    throw new RangeError(
      `stepDecay: expected at to be ascending whole numbers >= 1, got ${show(at)} - a rate that does not change is a number`,
    );
  }
  const bounds = [...at];
  return (step) => {
    let rate = initial;
    return bounds.reduce<Value>((sofar, bound) => {
      rate *= factor;
      return select(greater(bound, step), sofar, rate);
    }, tensor(initial));
  };
}

/**
 * In a straight line from then(0) / steps at the first update to then(0) at update number `steps`, against early
 * updates that are too large (Goyal et al. 2017, section 2.2); after that `then`, which counts from there.
 * @throws TypeError when `then` does not return an f32 scalar
 * @throws RangeError when `steps` is not a whole number >= 1, or `then` a negative number
 * @example warmup(100, cosineDecay({ initial: 0.01, steps: 900 }))
 */
export function warmup(steps: number, then: LearningRate): Schedule {
  checkInteger('warmup', 'steps', steps, 1);
  checkRate('warmup', then, 'then');
  const after: Schedule = typeof then === 'number' ? () => tensor(then) : then;
  return (step) => {
    const share = minimum(div(add(step, 1), steps), 1);
    return mul(after(maximum(sub(step, steps), 0)), share);
  };
}
