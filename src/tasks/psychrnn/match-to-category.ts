/** PsychRNN's match to category: to which part of the circle does an angle belong? @module */

import { exp } from '../../tensor/formulas.ts';
import { checkInteger, checkNumber, checkOptions, uniform } from '../../tensor/index.ts';
import { numberLanes } from '../../tensor/lanes.ts';
import { checkName, checkRecord, show } from '../../tensor/options.ts';
import { accuracyOfValues } from '../core/accuracy.ts';
import { numbered } from '../core/names.ts';
import { periodOf } from '../core/task.ts';
import {
  exceeds,
  FIXED_TIME_OPTIONS,
  type FixedTimeOptions,
  type FixedTimeTask,
  fillNoise,
  fixedTime,
  periodsUntil,
  stepFrom,
} from './fixed-time.ts';

/** Options of `matchToCategory`. */
export interface MatchToCategoryOptions extends FixedTimeOptions {
  /** Number of input channels, 16 by default. */
  readonly nIn?: number;
  /** Number of categories, each with an output; 2 by default. */
  readonly nOut?: number;
  /** Durations in ms: by default fixation 200, stimulus 1000, decision 800, whatever T is. Give those that differ. */
  readonly timing?: {
    readonly fixation?: number;
    readonly stimulus?: number;
    readonly decision?: number;
  };
  /**
   * The angles that the channels prefer: `'distinct'` (default) is 2 pi i / nIn; `'psychrnn'` is 2 pi i / (nIn - 1), as
   * in PsychRNN, so that the first and the last channel are the same.
   */
  readonly channels?: 'distinct' | 'psychrnn';
}

/** What sets trials of `matchToCategory` apart. */
export interface MatchToCategoryConditions {
  /** Angle of the stimulus, in [0, 2 pi). */
  angle: number;
  /** floor(angle nOut / (2 pi)) */
  category: number;
}

const NAME = 'matchToCategory';
const TURN = 2 * Math.PI;
const TIMING = { fixation: 200, stimulus: 1000, decision: 800 };
const PERIODS = ['fixation', 'stimulus', 'decision', 'rest'];
// PsychRNN's standard deviation at dt 10 is 0.1 / (2 dt) = 0.005 = sqrt(2 dt / tau) sigma at tau 100.
const SIGMA = 0.005 / Math.sqrt(0.2);

/** Density of the standard normal law, to f32 rounding. */
function density(z: number): number {
  return exp(numberLanes, Math.fround(-0.5 * z * z)) / Math.sqrt(TURN);
}

function categoryOf(angle: number, nOut: number): number {
  // The quotient of an angle just below a full turn may round up.
  return Math.min(nOut - 1, Math.floor(angle / (TURN / nOut)));
}

function endsOf(timing: typeof TIMING, T: number): number[] {
  checkOptions(NAME, timing, Object.keys(TIMING));
  let end = 0;
  const ends = Object.keys(TIMING).map((name) => {
    const ms = timing[name as keyof typeof TIMING];
    checkNumber(NAME, `timing.${name}`, ms, 0);
    end += ms;
    return end;
  });
  if (exceeds(end, T)) {
    throw new RangeError(
      `${NAME}: expected timing that lasts at most T = ${T} ms, got ${end} ms - raise T or give a shorter timing`,
    );
  }
  return ends;
}

function checkForced(forced: Partial<MatchToCategoryConditions>, nOut: number): void {
  checkRecord(NAME, 'forced', forced);
  checkOptions(NAME, forced, ['angle', 'category']);
  const { angle, category } = forced;
  if (category !== undefined) checkInteger(NAME, 'forced category', category, 0, nOut - 1);
  if (angle === undefined) return;
  checkNumber(NAME, 'forced angle', angle, 0, TURN);
  if (angle === TURN || (category ?? categoryOf(angle, nOut)) !== categoryOf(angle, nOut)) {
    throw new RangeError(
      `${NAME}: expected forced angle in [0, 2 pi) and in its category, got ${show(forced)}`,
    );
  }
}

/**
 * Makes PsychRNN's match-to-category task, with targets of kind `'values'`.
 *
 * The angle of the stimulus is uniform in [0, 2 pi). In the stimulus period each input has the density of the standard
 * normal law at the circular distance, in radians, between the angle it prefers and the stimulus; all are noise throughout. In
 * the decision period the target is 1 for the output of the category and 0 for the others, and the mask is 1; elsewhere both
 * are 0. sigma is 0.01118 by default, so that the standard deviation is 0.005 at dt 10 and tau 100; PsychRNN's noise is
 * proportional to 1 / dt. Drawing it for 16 channels takes most of the time of making a batch; with sigma 0 there is none.
 * Periods: fixation, stimulus, decision, rest.
 * @throws TypeError for unknown options, RangeError for values out of range, and when T is shorter than the timing
 * (PsychRNN cuts the decision)
 * @example matchToCategory({ T: 1000, timing: { fixation: 100, stimulus: 500, decision: 400 } })
 */
export function matchToCategory(
  options: MatchToCategoryOptions = {},
): FixedTimeTask<MatchToCategoryConditions> {
  checkRecord(NAME, 'options', options);
  checkOptions(NAME, options, [...FIXED_TIME_OPTIONS, 'nIn', 'nOut', 'timing', 'channels']);
  const { shared, dt, T, nSteps, std } = fixedTime(NAME, options, SIGMA, (step) => 10 / step);
  const { nIn = 16, nOut = 2, channels = 'distinct' } = options;
  checkInteger(NAME, 'nIn', nIn, 2, 2 ** 16);
  checkInteger(NAME, 'nOut', nOut, 2, 2 ** 16);
  checkName(NAME, 'channels', channels, ['distinct', 'psychrnn']);
  checkRecord(NAME, 'timing', options.timing ?? {});
  const ends = endsOf({ ...TIMING, ...options.timing }, T).map((ms) => stepFrom(ms, dt));
  const periods = periodsUntil(PERIODS, [...ends, nSteps], nSteps);
  for (const { name, start, end } of periods.slice(1, 3)) {
    if (start < end) continue;
    throw new RangeError(
      `${NAME}: expected timing.${name} to last at least one step of dt = ${dt} ms, got ${show(options.timing)}`,
    );
  }
  const spacing = TURN / (channels === 'distinct' ? nIn : nIn - 1);
  return {
    name: NAME,
    kind: 'values',
    dt,
    nIn,
    nOut,
    inputs: numbered('angle', nIn),
    outputs: numbered('category', nOut),
    response: ['decision'],
    options: { ...shared, nIn, nOut, timing: { ...TIMING, ...options.timing }, channels },
    maxSteps: nSteps,
    accuracy: accuracyOfValues,
    plan(key, forced = {}) {
      checkForced(forced, nOut);
      const [u] = uniform(key, []).data;
      const drawn = forced.category === undefined ? u * TURN : ((forced.category + u) * TURN) / nOut;
      const { angle = drawn } = forced;
      const { category = categoryOf(angle, nOut) } = forced;
      return { angle, category, periods, nSteps, dt };
    },
    fill(trial, key, { inputs, targets, mask }) {
      fillNoise(key, inputs, std);
      const bump = Float64Array.from({ length: nIn }, (_, i) => {
        const apart = Math.abs(i * spacing - trial.angle);
        return density(Math.min(apart, TURN - apart));
      });
      const stimulus = periodOf(trial, 'stimulus');
      for (let t = stimulus.start; t < stimulus.end; t++) {
        for (let i = 0; i < nIn; i++) inputs[t * nIn + i] += bump[i];
      }
      const { start, end } = periodOf(trial, 'decision');
      mask.fill(0).fill(1, start * nOut, end * nOut);
      for (let t = start; t < end; t++) targets[t * nOut + trial.category] = 1;
    },
  };
}
