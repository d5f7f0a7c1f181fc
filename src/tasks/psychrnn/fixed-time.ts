/**
 * What PsychRNN's three tasks of a fixed duration share. A trial is looked at at the times 0, dt, 2 dt, .. below T, while
 * its events lie anywhere in between.
 * @module
 */

import { checkNumber, type Tensor } from '../../tensor/index.ts';
import { noiseInto } from '../../tensor/noise.ts';
import { checkName, checkPositive } from '../../tensor/options.ts';
import type { DescribedTask } from '../core/define-task.ts';
import type { Period, Task } from '../core/task.ts';
import { stepsIn } from '../core/timing.ts';

/** Options that PsychRNN's tasks share. */
export interface FixedTimeOptions {
  /** Time step in ms, 10 by default. */
  readonly dt?: number;
  /** Time constant of the network in ms, 100 by default: it scales the noise. */
  readonly tau?: number;
  /** Duration of every trial in ms, 2000 by default. */
  readonly T?: number;
  /** Noise of the inputs; each task says how much by default. */
  readonly sigma?: number;
  /**
   * Standard deviation of the noise per step and channel: `'tauAware'` (default) is sqrt(2 dt / tau) sigma, so that
   * a network of time constant tau gathers the same noise whatever dt is. `'psychrnn'` is that of PsychRNN, equal at
   * dt 10 and tau 100, but blind to tau; each task says how it depends on dt.
   */
  readonly noise?: 'tauAware' | 'psychrnn';
}

export const FIXED_TIME_OPTIONS = ['dt', 'tau', 'T', 'sigma', 'noise'] as const;

/** A task of a fixed duration, with the names of its channels. */
export type FixedTimeTask<C extends object> = DescribedTask<C, 'values'> & Required<Task<C, 'values'>>;

/** Options of a fixed duration, filled in. */
export interface FixedTime {
  /** The shared options with their defaults. */
  readonly shared: Required<FixedTimeOptions>;
  readonly dt: number;
  readonly T: number;
  /** Steps of every trial. */
  readonly nSteps: number;
  /** Standard deviation of the noise per step and channel. */
  readonly std: number;
}

/** Whether a sum of durations is above T by more than its rounding: T / 8 + 3 T / 4 + T / 8 is not. */
export function exceeds(ms: number, T: number): boolean {
  return ms > T * (1 + 8 * Number.EPSILON);
}

/** Returns the first step k with k dt >= ms. */
export function stepFrom(ms: number, dt: number): number {
  let k = Math.max(0, Math.floor(ms / dt) - 1);
  while (k * dt < ms) k++;
  return k;
}

/** Returns the first step k with k dt > ms. */
export function stepAfter(ms: number, dt: number): number {
  let k = Math.max(0, Math.floor(ms / dt) - 1);
  while (k * dt <= ms) k++;
  return k;
}

/**
 * Checks the shared options and fills them in.
 * @param defaultSigma what sigma is by default
 * @param published how PsychRNN's noise at this dt compares with that at dt 10
 */
export function fixedTime(
  fn: string,
  options: FixedTimeOptions,
  defaultSigma: number,
  published: (dt: number) => number,
): FixedTime {
  const { dt = 10, tau = 100, T = 2000, sigma = defaultSigma, noise = 'tauAware' } = options;
  checkPositive(fn, 'dt', dt);
  checkPositive(fn, 'tau', tau);
  checkNumber(fn, 'T', T, dt);
  checkNumber(fn, 'sigma', sigma, 0);
  checkName(fn, 'noise', noise, ['tauAware', 'psychrnn']);
  const scale = noise === 'tauAware' ? Math.sqrt((2 * dt) / tau) : Math.sqrt(0.2) * published(dt);
  return { shared: { dt, tau, T, sigma, noise }, dt, T, nSteps: stepsIn(T, dt), std: scale * sigma };
}

/** Noise of PsychRNN's discrimination tasks: it grows like dt^(1/4). */
export function fourthRootOfDt(dt: number): number {
  return Math.sqrt(Math.sqrt(dt / 10));
}

/** Writes noise into all inputs. Without noise they stay 0, not -0. */
export function fillNoise(key: Tensor, inputs: Float32Array, std: number): void {
  if (std > 0) noiseInto(key, inputs, std);
}

/** Returns the periods that end at the given steps, the first starting at step 0; none reaches beyond `nSteps`. */
export function periodsUntil(
  names: readonly string[],
  ends: readonly number[],
  nSteps: number,
): readonly Period[] {
  let start = 0;
  return names.map((name, i) => {
    const period = { name, start, end: Math.max(start, Math.min(ends[i], nSteps)) };
    start = period.end;
    return period;
  });
}
