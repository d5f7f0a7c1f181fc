/** PsychRNN's perceptual discrimination: which of two noisy inputs is the stronger? @module */

import { checkInteger, checkNumber, checkOptions, uniform } from '../../tensor/index.ts';
import { checkName, checkPositive, checkRecord, show } from '../../tensor/options.ts';
import { accuracyOfValues } from '../core/accuracy.ts';
import { periodOf } from '../core/task.ts';
import {
  FIXED_TIME_OPTIONS,
  type FixedTimeOptions,
  type FixedTimeTask,
  fillNoise,
  fixedTime,
  fourthRootOfDt,
  periodsUntil,
  stepAfter,
  stepFrom,
} from './fixed-time.ts';

/** Options of `perceptualDiscrimination`. */
export interface PerceptualDiscriminationOptions extends FixedTimeOptions {
  /** By how much the stronger input is above the other, or a list to draw from; [0.1, 0.3, 0.5, 0.7] by default. */
  readonly coherence?: number | readonly number[];
  /** The stronger input, 0 or 1; drawn at equal odds by default. PsychRNN takes this argument and ignores it. */
  readonly direction?: number;
  /**
   * The 20 ms between the end of the stimulus and the response: `'trained'` (default) asks for outputs of 0 there,
   * as PsychRNN does; `'masked'` asks nothing.
   */
  readonly gap?: 'trained' | 'masked';
}

/** What sets trials of `perceptualDiscrimination` apart. */
export interface PerceptualDiscriminationConditions {
  /** By how much the stronger input is above the other. */
  coherence: number;
  /** The stronger input: 0 or 1. */
  direction: number;
  /** Start of the stimulus in ms. */
  onset: number;
  /** Duration of the stimulus in ms. */
  duration: number;
}

const NAME = 'perceptualDiscrimination';
const COHERENCES = [0.1, 0.3, 0.5, 0.7];
const GAP_MS = 20;
const PERIODS = ['fixation', 'stimulus', 'gap', 'decision'];

function checkCoherence(name: string, coherence: unknown): void {
  checkNumber(NAME, name, coherence, 0, 1);
}

function coherencesOf(option: number | readonly number[]): readonly number[] {
  if (!Array.isArray(option)) {
    checkCoherence('coherence', option);
    return [option as number];
  }
  if (option.length === 0)
    throw new RangeError(`${NAME}: expected coherence to list at least one value, got ${show(option)}`);
  option.forEach((coherence, i) => {
    checkCoherence(`coherence[${i}]`, coherence);
  });
  return [...option];
}

function checkForced(forced: Partial<PerceptualDiscriminationConditions>): void {
  checkRecord(NAME, 'forced', forced);
  checkOptions(NAME, forced, ['coherence', 'direction', 'onset', 'duration']);
  const { coherence, direction, onset, duration } = forced;
  if (coherence !== undefined) checkCoherence('forced coherence', coherence);
  if (direction !== undefined) checkInteger(NAME, 'forced direction', direction, 0, 1);
  if (onset !== undefined) checkNumber(NAME, 'forced onset', onset, 0);
  if (duration !== undefined) checkPositive(NAME, 'forced duration', duration);
}

/**
 * Makes PsychRNN's perceptual discrimination task, with targets of kind `'values'`; nIn = nOut = 2.
 *
 * The stimulus lasts from s to e, with s uniform in [0, T/2) and e - s uniform in [T/8, 3T/8). Both inputs are noise
 * throughout; at the times s < t < e they are 1 higher, and the input `direction` by `coherence` more. At t > e + 20 ms
 * the target is 1 for the output `direction` and 0.2 for the other; it is 0 before. The mask is 0 at t < e and 1 from
 * there on; see `gap` for the 20 ms in between. sigma is 0.1 by default, and PsychRNN's noise grows like dt^(1/4).
 * Periods: fixation, stimulus, gap, decision.
 * @throws TypeError for unknown options, RangeError for values out of range, among them a T below 8 (dt + 20) ms, in
 * which some trials would leave no time to decide
 * @example perceptualDiscrimination({ coherence: 0.5, noise: 'psychrnn' })
 */
export function perceptualDiscrimination(
  options: PerceptualDiscriminationOptions = {},
): FixedTimeTask<PerceptualDiscriminationConditions> {
  checkRecord(NAME, 'options', options);
  checkOptions(NAME, options, [...FIXED_TIME_OPTIONS, 'coherence', 'direction', 'gap']);
  const { shared, dt, T, nSteps, std } = fixedTime(NAME, options, 0.1, fourthRootOfDt);
  if (T < 8 * (dt + GAP_MS)) {
    throw new RangeError(
      `${NAME}: expected T to be at least 8 (dt + ${GAP_MS}) = ${8 * (dt + GAP_MS)} ms, got ${T} - shorter trials can end before the decision`,
    );
  }
  const coherences = coherencesOf(options.coherence ?? COHERENCES);
  const fixedDirection = options.direction;
  if (fixedDirection !== undefined) checkInteger(NAME, 'direction', fixedDirection, 0, 1);
  const { gap = 'trained' } = options;
  checkName(NAME, 'gap', gap, ['trained', 'masked']);
  return {
    name: NAME,
    kind: 'values',
    dt,
    nIn: 2,
    nOut: 2,
    inputs: ['input 0', 'input 1'],
    outputs: ['input 0 stronger', 'input 1 stronger'],
    response: ['decision'],
    options: { ...shared, coherence: coherences, direction: fixedDirection, gap },
    maxSteps: nSteps,
    accuracy: accuracyOfValues,
    plan(key, forced = {}) {
      checkForced(forced);
      const draws = uniform(key, [4]).data;
      const { coherence = coherences[Math.floor(draws[0] * coherences.length)] } = forced;
      const { direction = fixedDirection ?? Math.floor(draws[1] * 2) } = forced;
      const { onset = (draws[2] * T) / 2, duration = T / 8 + (draws[3] * T) / 4 } = forced;
      const offset = onset + duration;
      const ends = [stepAfter(onset, dt), stepFrom(offset, dt), stepAfter(offset + GAP_MS, dt), nSteps];
      if (ends[2] >= nSteps) {
        throw new RangeError(
          `${NAME}: expected forced onset and duration to leave time for a decision before T = ${T} ms, got a stimulus until ${offset} ms`,
        );
      }
      const periods = periodsUntil(PERIODS, ends, nSteps);
      return { coherence, direction, onset, duration, periods, nSteps, dt };
    },
    fill(trial, key, { inputs, targets, mask }) {
      fillNoise(key, inputs, std);
      const stimulus = periodOf(trial, 'stimulus');
      for (let t = stimulus.start; t < stimulus.end; t++) {
        inputs[2 * t + trial.direction] += 1 + trial.coherence;
        inputs[2 * t + 1 - trial.direction] += 1;
      }
      const decision = periodOf(trial, 'decision');
      mask.fill(0, 0, 2 * (gap === 'masked' ? decision.start : stimulus.end));
      for (let t = decision.start; t < decision.end; t++) {
        targets[2 * t + trial.direction] = 1;
        targets[2 * t + 1 - trial.direction] = 0.2;
      }
    },
  };
}
