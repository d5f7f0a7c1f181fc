/** What a task is: a plan of one trial, and a way to write that trial down. @module */

import { type Key, type Tensor, uniform } from '../../tensor/index.ts';
import { checkPositive, checkRecord } from '../../tensor/options.ts';
import { checkTiming, durationAt, fewestSteps, mostSteps, type Timing, wholeSteps } from './timing.ts';

/** A named stretch of a trial: the steps t with start <= t < end. */
export interface Period {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** The course of a trial in time. */
export interface TrialFrame {
  readonly periods: readonly Period[];
  readonly nSteps: number;
  /** Time step in ms. */
  readonly dt: number;
}

/** A planned trial: its conditions (such as `groundTruth` and `coherence`) beside its course in time. */
export type Trial<C extends object> = Readonly<C> & TrialFrame;

/**
 * What a network is asked for: at every step one of nOut class labels (`'classes'`: targets i32, one weight of the loss
 * per step), or the values of its outputs (`'values'`: targets f32, one weight per step and output).
 */
export type TargetKind = 'classes' | 'values';

/** The arrays that hold the targets of each kind. */
export interface TargetArrays {
  readonly classes: Int32Array;
  readonly values: Float32Array;
}

/** The arrays of one trial, time-major. A task finds inputs and targets 0 and the mask 1. */
export interface TrialView<K extends TargetKind = 'classes'> {
  /** [nSteps, nIn] */
  readonly inputs: Float32Array;
  /** Class labels 0 .. nOut - 1 [nSteps], or values [nSteps, nOut] */
  readonly targets: TargetArrays[K];
  /** Weights in the loss, of the shape of the targets */
  readonly mask: Float32Array;
}

/** Whole trials side by side. Steps behind the end of a trial have inputs, targets and mask 0. */
export interface TrialBatch<C extends object, K extends TargetKind = 'classes'> {
  readonly kind: K;
  /** f32 [T, B, nIn] */
  readonly inputs: Tensor;
  /** Class labels i32 [T, B], or values f32 [T, B, nOut] */
  readonly targets: Tensor;
  /** f32, weights in the loss, of the shape of the targets */
  readonly mask: Tensor;
  /** What was shown, one per column. */
  readonly trials: readonly Trial<C>[];
}

/**
 * A cognitive task with trials of conditions `C`: two pure functions. The keys of `plan` and `fill` are independent.
 * @example
 * const layOut = consecutivePeriods('detect', 20, { wait: { uniform: [100, 400] }, answer: 100 });
 * const detect: Task<{ present: boolean }> = {
 *   name: 'detect', kind: 'classes', dt: 20, nIn: 1, nOut: 2, maxSteps: layOut.maxSteps,
 *   plan: (key, { present = uniform(foldIn(key, 0), []).data[0] < 0.5 } = {}) =>
 *     ({ present, ...layOut(foldIn(key, 1)) }),
 *   fill(trial, key, { inputs, targets }) {
 *     const { start, end } = periodOf(trial, 'answer');
 *     inputs[start - 1] = trial.present ? 1 : 0;
 *     targets.fill(trial.present ? 1 : 0, start, end);
 *   },
 * };
 */
export interface Task<C extends object, K extends TargetKind = 'classes'> {
  readonly name: string;
  readonly kind: K;
  /** Time step in ms. */
  readonly dt: number;
  readonly nIn: number;
  /** Number of classes, or of outputs. */
  readonly nOut: number;
  /** Steps that a trial has at most, so that every batch can have one shape; Infinity, or left out, when unknown. */
  readonly maxSteps?: number;
  /** Lays out one trial; conditions in `forced` are taken as given, the others drawn. */
  readonly plan: (key: Key, forced?: Partial<C>) => Trial<C>;
  /** Writes a planned trial into arrays made for its length. */
  readonly fill: (trial: Trial<C>, key: Key, out: TrialView<K>) => void;
  /** Returns the fraction of correct trials, from the outputs [T, B, nOut] to the inputs of a batch. */
  readonly accuracy?: (batch: TrialBatch<C, K>, outputs: Tensor) => number;
}

/** Draws the course of one trial. */
export interface LayOut {
  (key: Key): TrialFrame;
  /** Steps that a trial has at most; Infinity when a period has no longest duration. */
  readonly maxSteps: number;
}

/**
 * Prepares trials whose periods follow one another from step 0, in the order of `timing`.
 * @param fn the name that messages begin with: that of the task
 * @param dt time step in ms
 * @returns a function that draws the durations of one trial, with the most steps that a trial can have
 * @throws TypeError or RangeError for a timing that no trial, or only an empty one, can have
 * @example consecutivePeriods('detect', 20, { fixation: 100, stimulus: { choice: [100, 200] } })(key(0)).nSteps // 10 or 15
 */
export function consecutivePeriods(fn: string, dt: number, timing: Readonly<Record<string, Timing>>): LayOut {
  checkPositive(fn, 'dt', dt);
  checkRecord(fn, 'timing', timing);
  const specs = Object.entries(timing);
  for (const [name, spec] of specs) checkTiming(fn, `timing.${name}`, spec, dt);
  if (specs.every(([, spec]) => fewestSteps(spec, dt) === 0)) {
    throw new RangeError(
      `${fn}: expected timing to give every trial a step of dt = ${dt} ms, got periods that can all be empty`,
    );
  }
  const layOut = (key: Key): TrialFrame => {
    const draws = uniform(key, [specs.length]).data;
    let nSteps = 0;
    const periods = specs.map(([name, spec], i): Period => {
      const start = nSteps;
      nSteps += wholeSteps(durationAt(spec, draws[i]), dt);
      return { name, start, end: nSteps };
    });
    return { periods, nSteps, dt };
  };
  const maxSteps = specs.reduce((sum, [, spec]) => sum + mostSteps(spec, dt), 0);
  return Object.assign(layOut, { maxSteps });
}

/**
 * Finds a period of a trial by its name.
 * @throws RangeError naming the periods that there are
 */
export function periodOf(trial: TrialFrame, name: string): Period {
  const found = trial.periods.find((period) => period.name === name);
  if (found !== undefined) return found;
  const known = trial.periods.map((period) => period.name).join(', ');
  throw new RangeError(`periodOf: expected one of the periods ${known}, got '${name}'`);
}
