/** PsychRNN's delayed discrimination: which of two frequencies, one after the other, is the higher (Romo et al. 1999)? @module */

import { checkInteger, checkNumber, checkOptions, split, uniform } from '../../tensor/index.ts';
import { checkName, checkRecord, show } from '../../tensor/options.ts';
import { accuracyOfValues } from '../core/accuracy.ts';
import { periodOf } from '../core/task.ts';
import { checkTiming, durationAt, longestMs, type Timing } from '../core/timing.ts';
import {
  exceeds,
  FIXED_TIME_OPTIONS,
  type FixedTimeOptions,
  type FixedTimeTask,
  fillNoise,
  fixedTime,
  fourthRootOfDt,
  periodsUntil,
  stepFrom,
} from './fixed-time.ts';

/** Durations of a trial of `delayedDiscrimination`, in ms, one after the other. */
export interface DelayedDiscriminationDurations<D = number> {
  /** From the start of the trial to the first stimulus. */
  onset: D;
  /** Of the first stimulus. */
  stimulus1: D;
  /** Between the stimuli. */
  delay: D;
  /** Of the second stimulus. */
  stimulus2: D;
  /** In which the answer is given. */
  decision: D;
}

/** Options of `delayedDiscrimination`. */
export interface DelayedDiscriminationOptions extends FixedTimeOptions {
  /**
   * Durations in ms. By default onset is uniform in [0, T/8), decision in [dt, T/8), the others in [dt, T/4), so that
   * no window is empty; give those that differ. `'psychrnn'` is PsychRNN's draw, in which all begin at 0: a window
   * may be empty, and a trial without a decision asks nothing (2 % of them at T 2000 and dt 10).
   */
  readonly durations?: Partial<DelayedDiscriminationDurations<Timing>> | 'psychrnn';
}

/** What sets trials of `delayedDiscrimination` apart. */
export interface DelayedDiscriminationConditions extends DelayedDiscriminationDurations {
  /** The first frequency, in Hz. */
  f1: number;
  /** The second frequency, in Hz. */
  f2: number;
  /** The output that is right: 0 when f1 > f2, else 1. */
  choice: number;
}

type Durations = DelayedDiscriminationDurations;

const NAME = 'delayedDiscrimination';
const WINDOWS = ['onset', 'stimulus1', 'delay', 'stimulus2', 'decision'] as const;
const PERIODS = ['fixation', 'stimulus1', 'delay', 'stimulus2', 'decision', 'rest'];
const PAIRS = [
  [18, 10],
  [22, 14],
  [26, 18],
  [30, 22],
  [34, 26],
] as const;
const LOWEST = 10;
const HIGHEST = 34;

/** Codes a frequency on the rising input; the falling one has that of `LOWEST + HIGHEST - frequency`. */
function code(frequency: number): number {
  return 0.4 + (0.8 * (frequency - LOWEST)) / (HIGHEST - LOWEST);
}

function defaultDurations(T: number, dt: number): DelayedDiscriminationDurations<Timing> {
  // A hair above dt, so that rounding cannot lose the one step.
  const low = dt * (1 + 2 ** -20);
  if (T <= 8 * low) {
    throw new RangeError(
      `${NAME}: expected T to be above 8 dt = ${8 * dt} ms, got ${T} - lengthen it, lower dt, or give durations`,
    );
  }
  const long = { uniform: [low, T / 4] } as const;
  return {
    onset: { uniform: [0, T / 8] },
    stimulus1: long,
    delay: long,
    stimulus2: long,
    decision: { uniform: [low, T / 8] },
  };
}

function publishedDurations(T: number): DelayedDiscriminationDurations<Timing> {
  const short = { uniform: [0, T / 8] } as const;
  const long = { uniform: [0, T / 4] } as const;
  return { onset: short, stimulus1: long, delay: long, stimulus2: long, decision: short };
}

function durationsOf(
  option: DelayedDiscriminationOptions['durations'],
  T: number,
  dt: number,
): DelayedDiscriminationDurations<Timing> {
  if (typeof option === 'string') {
    checkName(NAME, 'durations', option, ['psychrnn']);
    return publishedDurations(T);
  }
  checkRecord(NAME, 'durations', option ?? {});
  checkOptions(NAME, option ?? {}, WINDOWS);
  const all = WINDOWS.every((name) => option?.[name] !== undefined);
  const durations = { ...(all ? {} : defaultDurations(T, dt)), ...option } as Record<string, Timing>;
  for (const name of WINDOWS)
    checkTiming(NAME, `durations.${name}`, durations[name], dt, name === 'decision');
  const sum = WINDOWS.reduce((ms, name) => ms + longestMs(durations[name]), 0);
  if (exceeds(sum, T)) {
    throw new RangeError(
      `${NAME}: expected durations that last at most T = ${T} ms together, got up to ${sum} - raise T or give shorter ones`,
    );
  }
  return durations as unknown as DelayedDiscriminationDurations<Timing>;
}

function checkForced(forced: Partial<DelayedDiscriminationConditions>): void {
  checkRecord(NAME, 'forced', forced);
  checkOptions(NAME, forced, ['f1', 'f2', 'choice', ...WINDOWS]);
  const { f1, f2, choice } = forced;
  if (choice !== undefined) checkInteger(NAME, 'forced choice', choice, 0, 1);
  for (const name of WINDOWS) {
    if (forced[name] !== undefined) checkNumber(NAME, `forced ${name}`, forced[name], 0);
  }
  if (f1 === undefined && f2 === undefined) return;
  checkNumber(NAME, 'forced f1', f1, LOWEST, HIGHEST);
  checkNumber(NAME, 'forced f2', f2, LOWEST, HIGHEST);
  const right = (f1 as number) > (f2 as number) ? 0 : 1;
  if (f1 === f2 || (choice ?? right) !== right) {
    throw new RangeError(
      `${NAME}: expected forced choice 0 with f1 > f2 or choice 1 with f1 < f2, got ${show(forced)}`,
    );
  }
}

/**
 * Makes PsychRNN's delayed discrimination task, with targets of kind `'values'`; nIn = nOut = 2.
 *
 * Two stimuli, with a delay between, have the frequencies of a pair out of (18, 10), (22, 14), (26, 18), (30, 22) and
 * (34, 26) Hz, in either order. Input 0 codes a frequency f as 0.4 + 0.8 (f - 10) / 24 and input 1 as
 * 0.4 + 0.8 (34 - f) / 24, in the windows of the stimuli; both are noise throughout. In the decision window the target
 * is 1 for the output `choice` and 0.2 for the other, and the mask is 1; elsewhere both are 0. A window holds the times t
 * with start <= t < end. sigma is 0.1 by default, and PsychRNN's noise grows like dt^(1/4).
 * Periods: fixation, stimulus1, delay, stimulus2, decision, rest.
 * @throws TypeError for unknown options, RangeError for values out of range, and for durations that can exceed T
 * @example delayedDiscrimination({ durations: { onset: 250, stimulus1: 500, delay: 500, stimulus2: 500, decision: 250 } })
 */
export function delayedDiscrimination(
  options: DelayedDiscriminationOptions = {},
): FixedTimeTask<DelayedDiscriminationConditions> {
  checkRecord(NAME, 'options', options);
  checkOptions(NAME, options, [...FIXED_TIME_OPTIONS, 'durations']);
  const { shared, dt, T, nSteps, std } = fixedTime(NAME, options, 0.1, fourthRootOfDt);
  const timing = durationsOf(options.durations, T, dt);
  return {
    name: NAME,
    kind: 'values',
    dt,
    nIn: 2,
    nOut: 2,
    inputs: ['rising', 'falling'],
    outputs: ['f1 higher', 'f2 higher'],
    response: ['decision'],
    options: { ...shared, durations: timing },
    maxSteps: nSteps,
    accuracy: accuracyOfValues,
    plan(key, forced = {}) {
      checkForced(forced);
      const [timingKey, conditionKey] = split(key);
      const u = uniform(timingKey, [WINDOWS.length]).data;
      const durations = {} as Durations;
      let end = 0;
      const ends = WINDOWS.map((name, i) => {
        durations[name] = forced[name] ?? durationAt(timing[name], u[i]);
        end += durations[name];
        return stepFrom(end, dt);
      });
      if (exceeds(end, T)) {
        throw new RangeError(
          `${NAME}: expected forced durations to end by T = ${T} ms, got a decision until ${end} ms`,
        );
      }
      const draws = uniform(conditionKey, [2]).data;
      const pair = PAIRS[Math.floor(draws[0] * PAIRS.length)];
      const { choice: first = Math.floor(draws[1] * 2) } = forced;
      const { f1 = pair[first], f2 = pair[1 - first] } = forced;
      const choice = f1 > f2 ? 0 : 1;
      const periods = periodsUntil(PERIODS, [...ends, nSteps], nSteps);
      return { f1, f2, choice, ...durations, periods, nSteps, dt };
    },
    fill(trial, key, { inputs, targets, mask }) {
      fillNoise(key, inputs, std);
      const stimulate = (name: string, frequency: number): void => {
        const { start, end } = periodOf(trial, name);
        for (let t = start; t < end; t++) {
          inputs[2 * t] += code(frequency);
          inputs[2 * t + 1] += code(LOWEST + HIGHEST - frequency);
        }
      };
      stimulate('stimulus1', trial.f1);
      stimulate('stimulus2', trial.f2);
      const { start, end } = periodOf(trial, 'decision');
      mask.fill(0).fill(1, 2 * start, 2 * end);
      for (let t = start; t < end; t++) {
        targets[2 * t + trial.choice] = 1;
        targets[2 * t + 1 - trial.choice] = 0.2;
      }
    },
  };
}
