/** Durations of the periods of a trial: constant or drawn, in ms, cut to whole time steps. @module */

import { exp, log } from '../../tensor/formulas.ts';
import { checkNumber, checkOptions, type Key, uniform } from '../../tensor/index.ts';
import { numberLanes } from '../../tensor/lanes.ts';
import { checkPositive, checkRecord, show } from '../../tensor/options.ts';

/** An exponential law of the given mean, drawn again until min <= duration < max (all in ms). */
export interface TruncatedExponential {
  /** Mean of the law before it is truncated. */
  readonly mean: number;
  /** 0 by default. */
  readonly min?: number;
  /** Infinity by default. */
  readonly max?: number;
}

/** How long a period lasts, in ms: always the same, one of several at equal odds, from [low, high), or memoryless. */
export type Timing =
  | number
  | { readonly choice: readonly number[] }
  | { readonly uniform: readonly [low: number, high: number] }
  | { readonly truncatedExponential: TruncatedExponential };

const LAWS = ['choice', 'uniform', 'truncatedExponential'] as const;

function checkPair(fn: string, name: string, low: number, high: number): void {
  if (low < high) return;
  throw new RangeError(`${fn}: expected ${name} to have min < max, got ${low} and ${high}`);
}

function checkLaw(fn: string, name: string, spec: Exclude<Timing, number>): void {
  checkOptions(fn, spec, LAWS);
  if (Object.keys(spec).length !== 1) {
    throw new TypeError(`${fn}: expected ${name} to name one law of ${LAWS.join(', ')}, got ${show(spec)}`);
  }
  if ('choice' in spec) {
    if (!Array.isArray(spec.choice) || spec.choice.length === 0) {
      const got = show(spec.choice);
      throw new RangeError(`${fn}: expected ${name}.choice to list at least one duration, got ${got}`);
    }
    spec.choice.forEach((ms, i) => {
      checkNumber(fn, `${name}.choice[${i}]`, ms, 0);
    });
  } else if ('uniform' in spec) {
    if (!Array.isArray(spec.uniform) || spec.uniform.length !== 2) {
      throw new TypeError(`${fn}: expected ${name}.uniform to be [low, high], got ${show(spec.uniform)}`);
    }
    spec.uniform.forEach((ms, i) => {
      checkNumber(fn, `${name}.uniform[${i}]`, ms, 0);
    });
    checkPair(fn, `${name}.uniform`, spec.uniform[0], spec.uniform[1]);
  } else {
    const law = spec.truncatedExponential;
    checkRecord(fn, `${name}.truncatedExponential`, law);
    checkOptions(fn, law, ['mean', 'min', 'max']);
    const { mean, min = 0, max = Infinity } = law;
    checkPositive(fn, `${name}.truncatedExponential.mean`, mean);
    checkNumber(fn, `${name}.truncatedExponential.min`, min, 0);
    if (max !== Infinity) checkNumber(fn, `${name}.truncatedExponential.max`, max, 0);
    checkPair(fn, `${name}.truncatedExponential`, min, max);
  }
}

/** Returns the shortest and the longest duration of a valid spec, in ms. */
function rangeOf(spec: Timing): readonly [shortest: number, longest: number] {
  if (typeof spec === 'number') return [spec, spec];
  if ('choice' in spec) return [Math.min(...spec.choice), Math.max(...spec.choice)];
  if ('uniform' in spec) return spec.uniform;
  return [spec.truncatedExponential.min ?? 0, spec.truncatedExponential.max ?? Infinity];
}

// The largest draw of `uniform`, which has 24 bits.
const LARGEST_FRACTION = 1 - 2 ** -24;

/** Returns the longest duration of a valid spec, in ms. */
export function longestMs(spec: Timing): number {
  return rangeOf(spec)[1];
}

/** Returns the number of whole steps in a duration. A duration that is a multiple of dt but for rounding (0.3 / 0.1) counts as one. */
export function wholeSteps(ms: number, dt: number): number {
  // The two numbers and their quotient are each off by at most EPSILON / 2, relatively.
  return Math.floor((ms / dt) * (1 + 4 * Number.EPSILON));
}

/** Returns the steps of a trial: ceil(T / dt), where a quotient that is whole but for rounding (0.3 / 0.1) counts as such. */
export function stepsIn(T: number, dt: number): number {
  return Math.ceil((T / dt) * (1 - 4 * Number.EPSILON));
}

/** Returns the number of steps that a period of this timing has at least. */
export function fewestSteps(spec: Timing, dt: number): number {
  return wholeSteps(rangeOf(spec)[0], dt);
}

/** Returns the number of steps that a period of this timing has at most; Infinity for a law without an end. */
export function mostSteps(spec: Timing, dt: number): number {
  if (typeof spec === 'number' || 'choice' in spec) return wholeSteps(rangeOf(spec)[1], dt);
  if ('uniform' in spec) return wholeSteps(durationAt(spec, LARGEST_FRACTION), dt);
  const { min = 0, max = Infinity } = spec.truncatedExponential;
  return max === Infinity ? Infinity : wholeSteps(max - (max - min) * 2 ** -20, dt);
}

/**
 * Checks that a period can be timed so.
 * @param name how messages call the timing, as `timing.stimulus`
 * @param dt time step in ms
 * @param needed whether every trial must have a step of this period; false by default
 * @throws TypeError for something that is no timing
 * @throws RangeError for a negative or infinite duration, an empty law, a duration that is lost for being shorter than dt
 */
export function checkTiming(
  fn: string,
  name: string,
  spec: Timing,
  dt: number,
  needed: boolean = false,
): void {
  checkPositive(fn, 'dt', dt);
  if (typeof spec === 'number') {
    checkNumber(fn, name, spec, 0);
  } else if (typeof spec === 'object' && spec !== null && !Array.isArray(spec)) {
    checkLaw(fn, name, spec);
  } else {
    const hint = Array.isArray(spec) ? ` - write { choice: ${show(spec)} }` : '';
    throw new TypeError(
      `${fn}: expected ${name} to be a number of ms or a law such as { choice: [100, 200] }, got ${show(spec)}${hint}`,
    );
  }
  const [shortest, longest] = rangeOf(spec);
  const lost = longest > 0 && wholeSteps(longest, dt) === 0;
  if (lost || (needed && wholeSteps(shortest, dt) === 0)) {
    const least = `at least one step of dt = ${dt} ms`;
    const want = needed ? least : `0 or ${least}`;
    throw new RangeError(
      `${fn}: expected ${name} to last ${want}, got ${show(spec)} - lengthen it or lower dt`,
    );
  }
}

/** Inverse distribution function of the truncated exponential: min - mean ln(1 - u (1 - e^-d)), d = (max - min) / mean. */
function truncatedExponentialAt({ mean, min = 0, max = Infinity }: TruncatedExponential, u: number): number {
  const range = max - min;
  const d = range / mean;
  // Below 2^-8 the formula would lose digits; its series to first order in d is then exact to 1e-6 of the range.
  if (d < 2 ** -8) return min + range * (u - 0.5 * d * u * (1 - u));
  const kept = 1 - exp(numberLanes, -d);
  const drawn = min - mean * log(numberLanes, Math.fround(1 - u * kept));
  // Rounding to f32 must not let the end of the range be drawn.
  return Math.min(drawn, max === Infinity ? drawn : max - range * 2 ** -20);
}

/** Returns the duration in ms, not yet cut to steps, below which a fraction `u` in [0, 1) of all durations lie. */
export function durationAt(spec: Timing, u: number): number {
  if (typeof spec === 'number') return spec;
  if ('choice' in spec) return spec.choice[Math.floor(u * spec.choice.length)];
  if ('uniform' in spec) return spec.uniform[0] + u * (spec.uniform[1] - spec.uniform[0]);
  return truncatedExponentialAt(spec.truncatedExponential, u);
}

/**
 * Draws how long a period lasts, rounded down to a multiple of the time step.
 * @param dt time step in ms
 * @returns a duration in ms
 * @throws what `checkTiming` throws
 * @example sampleDuration({ choice: [50, 100] }, 20, key(0)) // 40 or 100
 */
export function sampleDuration(spec: Timing, dt: number, key: Key): number {
  checkTiming('sampleDuration', 'spec', spec, dt);
  return wholeSteps(durationAt(spec, uniform(key, []).data[0]), dt) * dt;
}
