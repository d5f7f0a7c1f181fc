/** Decide, or take a sure but smaller reward where it is offered: a wager on one's decision (Kiani and Shadlen 2009). @module */

import { checkNumber } from '../../tensor/index.ts';
import { checkName } from '../../tensor/options.ts';
import type { Canvas } from '../core/canvas.ts';
import { flag, indexBelow, levelOf } from '../core/conditions.ts';
import { type CommonOptions, type DescribedTask, defineTask } from '../core/define-task.ts';
import { numbered } from '../core/names.ts';
import { periodOf, type Trial, type TrialFrame } from '../core/task.ts';
import { mostSteps } from '../core/timing.ts';
import { checkCohs, coherentRing, NOISE_ON, type NoiseOn } from './coherence.ts';
import { confidence } from './wager-confidence.ts';

/**
 * Options of `postDecisionWager`; dt is 100 ms by default, fixation 100, stimulus exponential with mean 180 between 100
 * and 900, delay exponential with mean 1350 between 1200 and 1800, decision 100 ms. preSure, from 500 to 750 ms, is the
 * time from the end of the stimulus to the sure offer; it passes within the delay and is cut where that ends.
 */
export interface PostDecisionWagerOptions
  extends CommonOptions<'fixation' | 'stimulus' | 'delay' | 'preSure' | 'decision'> {
  /** Coherences in percent, drawn at equal odds; [0, 3.2, 6.4, 12.8, 25.6, 51.2] by default. */
  readonly cohs?: readonly number[];
  /** Standard deviation of the noise that one ms gathers, 1 by default: sigma / sqrt(dt) per step. */
  readonly sigma?: number;
  /** Reward of the sure choice as a part of that of a correct direction; 0.7 by default. A wrong one has none. */
  readonly sureReward?: number;
  /**
   * What the network is to do: `'bestChoice'` (default) takes the sure offer where that earns more on average than
   * the direction that the evidence favours; `'direction'` asks for the true direction always, as the targets of
   * neurogym do, so that the sure choice is never right and `sureReward` does not matter.
   */
  readonly target?: 'bestChoice' | 'direction';
  /** Channels that are noisy in the stimulus period: `'stimulus'` (default), or `'all'` as neurogym has it. */
  readonly noiseOn?: NoiseOn;
}

/** What sets trials of `postDecisionWager` apart. */
export interface PostDecisionWagerConditions {
  /** Whether the sure choice is offered. */
  wager: boolean;
  /** Direction of the motion, 0 or 1. */
  groundTruth: number;
  /** Coherence in percent. */
  coherence: number;
}

const SURE = 3;
const DIRECTIONS = [1, 2];

/** The periods one after the other, but `preSure` from the end of the stimulus on. */
function withinDelay(frame: TrialFrame): TrialFrame {
  const delay = periodOf(frame, 'delay');
  const wait = periodOf(frame, 'preSure');
  const shift = wait.end - wait.start;
  const periods = frame.periods.map((period) => {
    if (period.name === 'preSure') {
      return { ...period, start: delay.start, end: Math.min(delay.start + shift, delay.end) };
    }
    if (period.name !== 'decision') return period;
    return { ...period, start: period.start - shift, end: period.end - shift };
  });
  return { ...frame, periods, nSteps: frame.nSteps - shift };
}

/** How sure one can be of the direction, given what is written. */
function confidenceIn(trial: TrialFrame, canvas: Canvas, cohs: readonly number[], sigma: number): number {
  const { start, end } = periodOf(trial, 'stimulus');
  const evidence = trial.dt * (canvas.total('stimulus', 1) - canvas.total('stimulus', 2));
  return confidence(evidence, trial.dt * (end - start), cohs, sigma);
}

/**
 * Makes the task with a wager. In the stimulus period input 1 + groundTruth is 0.5 + coherence / 200 and the other
 * 0.5 - coherence / 200, both with noise of standard deviation sigma / sqrt(dt). Input 3 is the sure offer: on from the
 * end of `preSure` to the end of the trial where `wager` is true, off elsewhere. Input 0 is the fixation cue, on until
 * the decision. Every step counts alike.
 *
 * Classes are 0 fixate, 1 and 2 the directions, 3 the sure choice. The target in the decision period is groundTruth + 1,
 * or 3 where the sure choice is offered and the probability that the favoured direction is right, given the inputs and
 * the law of the trials but not the coherence, is below `sureReward`: then the sure choice earns more on average.
 * It is 0 before the decision. The inputs decide when the sure choice is best; the direction can be mistaken.
 * @example postDecisionWager({ sureReward: 0.8 })
 */
export const postDecisionWager: (
  options?: PostDecisionWagerOptions,
) => DescribedTask<PostDecisionWagerConditions, 'classes'> = defineTask<
  PostDecisionWagerOptions,
  PostDecisionWagerConditions,
  'classes'
>('postDecisionWager', {
  kind: 'classes',
  defaults: {
    dt: 100,
    timing: {
      fixation: 100,
      stimulus: { truncatedExponential: { mean: 180, min: 100, max: 900 } },
      delay: { truncatedExponential: { mean: 1350, min: 1200, max: 1800 } },
      preSure: { uniform: [500, 750] },
      decision: 100,
    },
    cohs: [0, 3.2, 6.4, 12.8, 25.6, 51.2],
    sigma: 1,
    sureReward: 0.7,
    target: 'bestChoice',
    noiseOn: 'stimulus',
  },
  check(fn, { cohs, sigma, sureReward, target, noiseOn }) {
    checkCohs(fn, cohs);
    checkNumber(fn, 'sigma', sigma, 0);
    checkNumber(fn, 'sureReward', sureReward, 0, 1);
    checkName(fn, 'target', target, ['bestChoice', 'direction']);
    checkName(fn, 'noiseOn', noiseOn, NOISE_ON);
  },
  build({ dt, timing, cohs, sigma, sureReward, target, noiseOn }) {
    const pair = coherentRing(2);
    const takesSure = (trial: Trial<PostDecisionWagerConditions>, canvas: Canvas): boolean =>
      target === 'bestChoice' && trial.wager && confidenceIn(trial, canvas, cohs, sigma) < sureReward;
    return {
      inputs: ['fixation', ...numbered('direction', 2), 'sure'],
      outputs: ['fixate', ...numbered('choice', 2), 'sure'],
      response: ['decision'],
      cue: 0,
      conditions: { wager: flag(), groundTruth: indexBelow(2), coherence: levelOf(cohs, 0, 100) },
      layOut: (_, frame) => withinDelay(frame),
      maxSteps: Object.entries(timing).reduce(
        (sum, [name, spec]) => (name === 'preSure' ? sum : sum + mostSteps(spec, dt)),
        0,
      ),
      paint(trial, canvas) {
        canvas.add(['fixation', 'stimulus', 'delay'], 0, 1);
        canvas.add('stimulus', DIRECTIONS, pair(trial.groundTruth, trial.coherence));
        canvas.noise('stimulus', noiseOn === 'all' ? null : DIRECTIONS, sigma / Math.sqrt(dt));
        if (trial.wager) canvas.add({ start: periodOf(trial, 'preSure').end, end: trial.nSteps }, SURE, 1);
        canvas.label('decision', takesSure(trial, canvas) ? SURE : trial.groundTruth + 1);
      },
    };
  },
});
