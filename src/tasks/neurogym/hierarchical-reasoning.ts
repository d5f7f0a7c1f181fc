/** Hierarchical reasoning: judge an interval, and answer by the rule of the trial (Sarafyazd and Jazayeri 2019). @module */

import { checkFlag, checkName, checkPositive } from '../../tensor/options.ts';
import { rightInEach } from '../core/answers.ts';
import { type Condition, flag, lasting, oneOf } from '../core/conditions.ts';
import { type CommonOptions, type DescribedTask, defineTask } from '../core/define-task.ts';
import { endToEnd, stepsOf } from '../core/lay-out.ts';
import { checkTiming, wholeSteps } from '../core/timing.ts';

type Periods = 'fixation' | 'ruleTarget' | 'fixation2' | 'flash1' | 'delay' | 'flash2' | 'decision';

/**
 * Options of `hierarchicalReasoning`; dt is 100 ms by default, fixation and fixation2 exponential (mean 600 in
 * [400, 800) and in [400, 900) ms), ruleTarget 1000, flash1 and flash2 100, delay one of 530, 610, 690, 770, 850, 930,
 * 1010, 1090 and 1170, decision 700 ms.
 */
export interface HierarchicalReasoningOptions extends CommonOptions<Periods> {
  /**
   * The interval in ms above which one is long: 850 by default, the median of the default delays. neurogym's is 610,
   * the second of them, taken for the median by mistake.
   */
  readonly threshold?: number;
  /**
   * What an interval of as many steps as the threshold is: `'random'` (default), long or short at equal odds, or
   * `'short'`, so that every trial can be answered. neurogym means the first, but its threshold is no multiple of its dt.
   */
  readonly atThreshold?: 'random' | 'short';
  /**
   * Whether the rule inputs tell the rule: `'shown'` (default), or `'hidden'`, as in neurogym, where both are on,
   * and the rule changes every 10 to 20 trials, to be found out from rewards.
   */
  readonly ruleCue?: 'shown' | 'hidden';
}

/** What sets trials of `hierarchicalReasoning` apart. */
export interface HierarchicalReasoningConditions {
  /** 0: go to the flashes after a short interval, away from them after a long one; 1: the other way round. */
  rule: number;
  /** Side of the flashes, 0 or 1. */
  stimulus: number;
  /** The interval between the flashes in ms; shown in whole steps. */
  interval: number;
  /** Whether the interval counts as long. */
  long: boolean;
}

const NAME = 'hierarchicalReasoning';

/** Whether an interval is long, for one that is not at the threshold. */
function known(long: boolean): Condition<boolean> {
  return {
    draw: () => long,
    check(fn, name, value) {
      checkFlag(fn, name, value);
      if (value === long) return;
      throw new RangeError(
        `${fn}: expected ${name} to be ${long} by the interval and the threshold, got ${value} - force the interval`,
      );
    },
  };
}

/**
 * Makes the hierarchical reasoning task: nIn = nOut = 5.
 *
 * Input 0 is the fixation cue, on until the decision. Input 1 + rule is on in the period ruleTarget, where the target is
 * class 1 + rule. Input 3 + stimulus is on in both flashes; the target in the decision period is class 3 + the side
 * to choose, that of the flashes or the other. The target is 0 elsewhere, and there is no noise. A trial is correct
 * when the rule and the side are, each at the last step of its period.
 *
 * Trials are independent, so blocks of a rule are made by whoever asks for trials, as in the example. With the defaults
 * no more than 17 / 18 of the trials can be answered correctly, for one interval in nine is at the threshold;
 * `{ threshold: 610, atThreshold: 'short', ruleCue: 'hidden' }` is the task that neurogym means, of which all can, once
 * the rule is known; neurogym 2.3.1 itself judges one interval and shows another.
 * @example trialBatch(hierarchicalReasoning({ ruleCue: 'hidden' }), key(0), 60, (i) => ({ rule: Math.floor(i / 15) % 2 }))
 */
export const hierarchicalReasoning: (
  options?: HierarchicalReasoningOptions,
) => DescribedTask<HierarchicalReasoningConditions, 'classes'> = defineTask<
  HierarchicalReasoningOptions,
  HierarchicalReasoningConditions,
  'classes'
>(NAME, {
  kind: 'classes',
  defaults: {
    dt: 100,
    timing: {
      fixation: { truncatedExponential: { mean: 600, min: 400, max: 800 } },
      ruleTarget: 1000,
      fixation2: { truncatedExponential: { mean: 600, min: 400, max: 900 } },
      flash1: 100,
      delay: { choice: [530, 610, 690, 770, 850, 930, 1010, 1090, 1170] },
      flash2: 100,
      decision: 700,
    },
    threshold: 850,
    atThreshold: 'random',
    ruleCue: 'shown',
  },
  check(fn, { dt, timing, threshold, atThreshold, ruleCue }) {
    checkPositive(fn, 'threshold', threshold);
    checkName(fn, 'atThreshold', atThreshold, ['random', 'short']);
    checkName(fn, 'ruleCue', ruleCue, ['shown', 'hidden']);
    checkTiming(fn, 'timing.delay', timing.delay, dt, true);
  },
  build({ dt, timing, threshold, atThreshold, ruleCue }) {
    const limit = wholeSteps(threshold, dt);
    return {
      inputs: ['fixation', 'rule 0', 'rule 1', 'flash 0', 'flash 1'],
      outputs: ['fixate', 'rule 0', 'rule 1', 'side 0', 'side 1'],
      response: ['ruleTarget', 'decision'],
      conditions: {
        rule: oneOf([0, 1]),
        stimulus: oneOf([0, 1]),
        interval: lasting(timing.delay, dt),
        long({ interval }) {
          const steps = wholeSteps(interval as number, dt);
          return steps === limit && atThreshold === 'random' ? flag() : known(steps > limit);
        },
      },
      accuracy: rightInEach(['ruleTarget', 'decision']),
      layOut: ({ interval }, drawn) =>
        endToEnd(
          dt,
          drawn.periods.map(({ name }) => [
            name,
            name === 'delay' ? wholeSteps(interval, dt) : stepsOf(drawn, name),
          ]),
        ),
      paint({ rule, stimulus, long }, canvas) {
        const pro = long === (rule === 1);
        canvas.add(['fixation', 'ruleTarget', 'fixation2', 'flash1', 'delay', 'flash2'], 0, 1);
        canvas.add('ruleTarget', ruleCue === 'shown' ? 1 + rule : [1, 2], 1);
        canvas.add(['flash1', 'flash2'], 3 + stimulus, 1);
        canvas.label('ruleTarget', 1 + rule);
        canvas.label('decision', 3 + (pro ? stimulus : 1 - stimulus));
      },
    };
  },
});
