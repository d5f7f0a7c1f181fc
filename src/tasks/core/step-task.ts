/** Tasks written step by step, as PsychRNN's users write them. @module */

import {
  checkInteger,
  checkNumber,
  checkOptions,
  foldIn,
  type Key,
  type Tensor,
} from '../../tensor/index.ts';
import { checkPositive, checkRecord, show } from '../../tensor/options.ts';
import { accuracyOfValues } from './accuracy.ts';
import type { Task, TrialBatch } from './task.ts';
import { stepsIn } from './timing.ts';

/** One step of a trial. */
export interface TrialStep {
  /** Inputs, nIn numbers */
  readonly x: ArrayLike<number>;
  /** Targets, nOut numbers */
  readonly y: ArrayLike<number>;
  /** Weights in the loss, nOut numbers */
  readonly mask: ArrayLike<number>;
}

/** Options of `stepTask`. */
export interface StepTaskOptions<P extends object> {
  readonly name: string;
  /** Time step in ms. */
  readonly dt: number;
  /** Duration of every trial in ms. */
  readonly T: number;
  readonly nIn: number;
  readonly nOut: number;
  /** Draws the parameters of one trial. */
  readonly trialParams: (key: Key) => P;
  /** Returns the step at a time in ms, with a key of its own for its noise. */
  readonly trialFunction: (time: number, params: Readonly<P>, key: Key) => TrialStep;
  /** Returns the fraction of correct trials of a batch; `maskedAccuracy` by default. */
  readonly accuracy?: (batch: TrialBatch<P, 'values'>, outputs: Tensor) => number;
}

const NAME = 'stepTask';
const OPTIONS = ['name', 'dt', 'T', 'nIn', 'nOut', 'trialParams', 'trialFunction', 'accuracy'];
const RESERVED = ['periods', 'nSteps', 'dt'];

function checkFunction(name: string, value: unknown): void {
  if (typeof value === 'function') return;
  throw new TypeError(`${NAME}: expected ${name} to be a function, got ${show(value)}`);
}

function checkAll<P extends object>(options: StepTaskOptions<P>): void {
  checkRecord(NAME, 'options', options);
  checkOptions(NAME, options, OPTIONS);
  if (typeof options.name !== 'string') {
    throw new TypeError(`${NAME}: expected name to be a text, got ${show(options.name)}`);
  }
  checkPositive(NAME, 'dt', options.dt);
  checkPositive(NAME, 'T', options.T);
  checkNumber(NAME, 'T / dt', options.T / options.dt, 0, 2 ** 31 - 1);
  checkInteger(NAME, 'nIn', options.nIn, 1, 2 ** 31 - 1);
  checkInteger(NAME, 'nOut', options.nOut, 1, 2 ** 31 - 1);
  checkFunction('trialParams', options.trialParams);
  checkFunction('trialFunction', options.trialFunction);
  if (options.accuracy !== undefined) checkFunction('accuracy', options.accuracy);
}

function checkParams(task: string, params: unknown): void {
  checkRecord(task, 'the result of trialParams', params);
  const taken = Object.keys(params as object).find((name) => RESERVED.includes(name));
  if (taken === undefined) return;
  throw new RangeError(
    `${task}: expected trialParams to leave the names ${RESERVED.join(', ')} to the trial, got '${taken}' - give it another name`,
  );
}

/** Copies `values` to `to[at ..]`. */
function put(task: string, name: string, values: ArrayLike<number>, to: Float32Array, at: number, n: number) {
  if (values?.length !== n) {
    throw new RangeError(
      `${task}: expected trialFunction to return ${name} with ${n} numbers, got ${show(values)}`,
    );
  }
  for (let i = 0; i < n; i++) to[at + i] = values[i];
}

/**
 * Makes a task of kind `'values'` from two functions, as PsychRNN does: one draws the parameters of a trial, the other
 * is asked for inputs, target and mask at the times 0, dt, 2 dt, .. below T. Every trial has ceil(T / dt) steps.
 *
 * Randomness comes from the keys alone, so the same key gives the same trial. Parameters that are forced replace those that
 * `trialParams` draws; whatever it derived from these stays as drawn. A `Task` with a `fill` of its own is faster.
 * @throws TypeError for unknown options and for what is no function, RangeError for values out of range, and, when trials are
 * made, for steps of the wrong length
 * @example
 * stepTask({
 *   name: 'detect', dt: 10, T: 500, nIn: 1, nOut: 1,
 *   trialParams: (key) => ({ onset: 100 + 300 * uniform(key, []).data[0] }),
 *   trialFunction: (time, { onset }, key) => ({
 *     x: [(time >= onset ? 1 : 0) + 0.1 * noise(key, 1)[0]], y: [time >= onset ? 1 : 0], mask: [1],
 *   }),
 * })
 */
export function stepTask<P extends object>(options: StepTaskOptions<P>): Required<Task<P, 'values'>> {
  checkAll(options);
  const { name, dt, T, nIn, nOut, trialParams, trialFunction, accuracy = accuracyOfValues } = options;
  const nSteps = stepsIn(T, dt);
  const periods = [{ name: 'trial', start: 0, end: nSteps }];
  return {
    name,
    kind: 'values',
    dt,
    nIn,
    nOut,
    maxSteps: nSteps,
    accuracy,
    plan(key, forced = {}) {
      const params = trialParams(key);
      checkParams(name, params);
      checkRecord(name, 'forced', forced);
      checkOptions(name, forced, Object.keys(params));
      return { ...params, ...forced, periods, nSteps, dt };
    },
    fill(trial, key, { inputs, targets, mask }) {
      for (let t = 0; t < nSteps; t++) {
        const step = trialFunction(t * dt, trial, foldIn(key, t));
        checkRecord(name, 'the result of trialFunction', step);
        put(name, 'x', step.x, inputs, t * nIn, nIn);
        put(name, 'y', step.y, targets, t * nOut, nOut);
        put(name, 'mask', step.mask, mask, t * nOut, nOut);
      }
    },
  };
}
