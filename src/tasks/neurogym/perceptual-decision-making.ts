/** The random-dot task: integrate noisy evidence, then report its direction (Britten et al. 1992). @module */

import { checkInteger, checkNumber, checkOptions, split, uniform } from '../../tensor/index.ts';
import { refillNoise } from '../../tensor/noise.ts';
import { checkName, checkPositive, checkRecord } from '../../tensor/options.ts';
import { classAccuracy } from '../core/accuracy.ts';
import type { DescribedTask } from '../core/define-task.ts';
import { numbered } from '../core/names.ts';
import { consecutivePeriods, periodOf, type Task } from '../core/task.ts';
import { checkTiming, type Timing } from '../core/timing.ts';
import { checkCohs, coherentRing, FIXATION_CUES, type FixationCue } from './coherence.ts';

/** Options of `perceptualDecisionMaking`. */
export interface PerceptualDecisionMakingOptions {
  /** Time step in ms, 100 by default. */
  readonly dt?: number;
  /** Durations in ms: by default fixation 100, stimulus 2000, delay 0, decision 100. Give those that differ. */
  readonly timing?: {
    readonly fixation?: Timing;
    readonly stimulus?: Timing;
    readonly delay?: Timing;
    readonly decision?: Timing;
  };
  /** Coherences in percent, drawn at equal odds; [0, 6.4, 12.8, 25.6, 51.2] by default. */
  readonly cohs?: readonly number[];
  /** Standard deviation of the noise that one ms gathers, 1 by default: sigma / sqrt(dt) per step. */
  readonly sigma?: number;
  /** Number of directions, each with an input channel and an output class; 2 by default. */
  readonly dimRing?: number;
  /**
   * When the fixation input is on: `'untilDecision'` (default), so that its end is the signal to answer, or
   * `'fixationOnly'`. Published studies use the first; neurogym has had the second since May 2025.
   */
  readonly fixationCue?: FixationCue;
}

/** What sets trials of `perceptualDecisionMaking` apart. */
export interface PerceptualDecisionMakingConditions {
  /** Direction of the motion, 0 .. dimRing - 1. */
  groundTruth: number;
  /** Coherence in percent. */
  coherence: number;
}

const NAME = 'perceptualDecisionMaking';
const OPTIONS = ['dt', 'timing', 'cohs', 'sigma', 'dimRing', 'fixationCue'];
const TIMING = { fixation: 100, stimulus: 2000, delay: 0, decision: 100 };
const COHS = [0, 6.4, 12.8, 25.6, 51.2];

function checkAll(options: Required<PerceptualDecisionMakingOptions>): void {
  const { dt, timing, cohs, sigma, dimRing, fixationCue } = options;
  checkPositive(NAME, 'dt', dt);
  checkOptions(NAME, timing, Object.keys(TIMING));
  checkTiming(NAME, 'timing.decision', timing.decision ?? TIMING.decision, dt, true);
  checkCohs(NAME, cohs);
  checkNumber(NAME, 'sigma', sigma, 0);
  checkInteger(NAME, 'dimRing', dimRing, 2, 2 ** 16);
  checkName(NAME, 'fixationCue', fixationCue, FIXATION_CUES);
}

function checkForced(forced: Partial<PerceptualDecisionMakingConditions>, dimRing: number): void {
  checkRecord(NAME, 'forced', forced);
  checkOptions(NAME, forced, ['groundTruth', 'coherence']);
  const { groundTruth, coherence } = forced;
  if (groundTruth !== undefined) checkInteger(NAME, 'forced groundTruth', groundTruth, 0, dimRing - 1);
  if (coherence !== undefined) checkNumber(NAME, 'forced coherence', coherence, 0, 100);
}

/**
 * Makes the perceptual decision task: periods fixation, stimulus, delay, decision.
 *
 * Input 0 is the fixation cue. In the stimulus period, input 1 + i is 0.5 + coherence / 200 cos(theta_i - theta)
 * plus noise of standard deviation sigma / sqrt(dt), theta_i = 2 pi i / dimRing, theta that of the ground truth;
 * it is 0 elsewhere. The target is groundTruth + 1 in the decision period and 0 before it; every step counts alike.
 * nIn = nOut = 1 + dimRing.
 * @throws TypeError for unknown options, RangeError for values out of range
 * @example perceptualDecisionMaking({ dt: 20, timing: { stimulus: { choice: [100, 200, 400, 800] } } })
 */
export function perceptualDecisionMaking(
  options: PerceptualDecisionMakingOptions = {},
): DescribedTask<PerceptualDecisionMakingConditions, 'classes'> &
  Required<Pick<Task<PerceptualDecisionMakingConditions>, 'accuracy'>> {
  checkRecord(NAME, 'options', options);
  checkOptions(NAME, options, OPTIONS);
  checkRecord(NAME, 'timing', options.timing ?? {});
  const { dt = 100, cohs = COHS, sigma = 1, dimRing = 2, fixationCue = 'untilDecision' } = options;
  const timing = { ...TIMING, ...options.timing };
  checkAll({ dt, timing, cohs, sigma, dimRing, fixationCue });
  const layOut = consecutivePeriods(NAME, dt, timing);
  const ring = coherentRing(dimRing);
  const std = sigma / Math.sqrt(dt);
  const nIn = 1 + dimRing;
  // One array for all trials: making one each takes longer than drawing 37 numbers, the mean of song2016.
  let normals = new Float64Array(0);
  const cueEnd = fixationCue === 'untilDecision' ? 'delay' : 'fixation';
  return {
    name: NAME,
    kind: 'classes',
    dt,
    nIn,
    nOut: nIn,
    inputs: ['fixation', ...numbered('direction', dimRing)],
    outputs: ['fixate', ...numbered('choice', dimRing)],
    response: ['decision'],
    ...(fixationCue === 'untilDecision' ? { cue: 0 } : {}),
    options: { dt, timing, cohs, sigma, dimRing, fixationCue },
    maxSteps: layOut.maxSteps,
    accuracy: ({ targets, mask }, outputs) => classAccuracy(targets, outputs, mask),
    plan(key, forced, sharedTiming) {
      if (forced !== undefined) checkForced(forced, dimRing);
      const [ownTiming, conditionKey] = split(key);
      const draws = uniform(conditionKey, [2]).data;
      const { groundTruth = Math.floor(draws[0] * dimRing) } = forced ?? {};
      const { coherence = cohs[Math.floor(draws[1] * cohs.length)] } = forced ?? {};
      return { groundTruth, coherence, ...layOut(sharedTiming ?? ownTiming) };
    },
    fill(trial, key, { inputs, targets }) {
      const cueSteps = periodOf(trial, cueEnd).end;
      for (let t = 0; t < cueSteps; t++) inputs[t * nIn] = 1;

      const { start, end } = periodOf(trial, 'stimulus');
      const count = (end - start) * dimRing;
      if (normals.length <= count) normals = new Float64Array(count + 1);
      refillNoise(key, normals, count);
      const means = ring(trial.groundTruth, trial.coherence);
      for (let t = start, n = 0; t < end; t++) {
        for (let i = 0; i < dimRing; i++, n++) inputs[t * nIn + 1 + i] = means[i] + std * normals[n];
      }

      const decision = periodOf(trial, 'decision');
      targets.fill(trial.groundTruth + 1, decision.start, decision.end);
    },
  };
}
