/** Interval discrimination: which of two stimuli lasted longer? (Genovesio, Tsujimoto and Wise 2009) @module */

import { checkName } from '../../tensor/options.ts';
import { type Condition, lasting, oneOf } from '../core/conditions.ts';
import { type CommonOptions, type DescribedTask, defineTask } from '../core/define-task.ts';
import { endToEnd, stepsOf } from '../core/lay-out.ts';
import { checkTiming, fewestSteps, mostSteps, wholeSteps } from '../core/timing.ts';

/**
 * Options of `intervalDiscrimination`; dt is 80 ms by default, fixation 300, each stimulus uniform in [300, 600), delay1
 * uniform in [800, 1500), delay2 500 and decision 300 ms.
 */
export interface IntervalDiscriminationOptions
  extends CommonOptions<'fixation' | 'stimulus' | 'delay1' | 'delay2' | 'decision'> {
  /**
   * What becomes of two durations of equally many steps (24 % of the pairs that are drawn by default): `'excluded'` (default),
   * the second drawn is one step shorter; `'second'`, they stay, and class 2 is to be chosen, as in neurogym.
   */
  readonly ties?: 'excluded' | 'second';
}

/** What sets trials of `intervalDiscrimination` apart. */
export interface IntervalDiscriminationConditions {
  /** One duration in ms; shown in whole steps. */
  duration: number;
  /** The other duration in ms. */
  otherDuration: number;
  /** Which stimulus has the longer of the two, 1 or 2: also the class to choose. */
  groundTruth: number;
}

/** Draws as `law`, but one step less than that for a tie with `taken`. */
function unequal(law: Condition<number>, taken: number, dt: number): Condition<number> {
  const ties = (ms: number): boolean => wholeSteps(ms, dt) === wholeSteps(taken, dt);
  return {
    draw(u) {
      const drawn = law.draw(u);
      return ties(drawn) ? (wholeSteps(drawn, dt) - 1) * dt : drawn;
    },
    check(fn, name, value) {
      law.check(fn, name, value);
      if (!ties(value as number)) return;
      throw new RangeError(
        `${fn}: expected ${name} to differ from the other duration by a step, got ${value} and ${taken}`,
      );
    },
  };
}

const SECOND: Condition<number> = {
  draw: () => 2,
  check(fn, name, value) {
    if (value === 2) return;
    throw new RangeError(
      `${fn}: expected ${name} to be 2 where both stimuli last equally long, got ${value} - force both durations too`,
    );
  },
};

/**
 * Makes the interval discrimination task: nIn = 3, nOut = 3; periods fixation, stimulus1, delay1, stimulus2, delay2,
 * decision.
 *
 * Input 0 is the fixation cue, on until the decision; inputs 1 and 2 are on while stimulus 1 and 2 last. The target is
 * the stimulus that lasted longer, 1 or 2, in the decision period and 0 before it. There is no noise. Both durations
 * follow one timing, `stimulus`; neurogym has one for each, which are alike by default.
 * @example intervalDiscrimination({ dt: 20, timing: { stimulus: { choice: [300, 400, 500, 600] } } })
 */
export const intervalDiscrimination: (
  options?: IntervalDiscriminationOptions,
) => DescribedTask<IntervalDiscriminationConditions, 'classes'> = defineTask<
  IntervalDiscriminationOptions,
  IntervalDiscriminationConditions,
  'classes'
>('intervalDiscrimination', {
  kind: 'classes',
  defaults: {
    dt: 80,
    timing: {
      fixation: 300,
      stimulus: { uniform: [300, 600] },
      delay1: { uniform: [800, 1500] },
      delay2: 500,
      decision: 300,
    },
    ties: 'excluded',
  },
  check(fn, { dt, timing, ties }) {
    checkName(fn, 'ties', ties, ['excluded', 'second']);
    checkTiming(fn, 'timing.stimulus', timing.stimulus, dt, true);
    if (ties === 'excluded' && fewestSteps(timing.stimulus, dt) < 2) {
      throw new RangeError(
        `${fn}: expected timing.stimulus to last at least two steps of dt = ${dt} ms, so that ties can be excluded, got fewer - lengthen it or lower dt`,
      );
    }
  },
  build({ dt, timing, ties }) {
    const law = lasting(timing.stimulus, dt);
    const most = (name: string): number => mostSteps(timing[name], dt);
    const stimuli = 2 * most('stimulus') - (ties === 'excluded' ? 1 : 0);
    const steps = (ms?: number): number => wholeSteps(ms as number, dt);
    return {
      inputs: ['fixation', 'stimulus 1', 'stimulus 2'],
      outputs: ['fixate', 'first', 'second'],
      response: ['decision'],
      cue: 0,
      maxSteps: most('fixation') + stimuli + most('delay1') + most('delay2') + most('decision'),
      conditions: {
        duration: law,
        otherDuration: ({ duration }) => (ties === 'excluded' ? unequal(law, duration as number, dt) : law),
        groundTruth: ({ duration, otherDuration }) =>
          steps(duration) === steps(otherDuration) ? SECOND : oneOf([1, 2]),
      },
      layOut({ duration, otherDuration, groundTruth }, drawn) {
        const longer = Math.max(steps(duration), steps(otherDuration));
        const shorter = Math.min(steps(duration), steps(otherDuration));
        return endToEnd(dt, [
          ['fixation', stepsOf(drawn, 'fixation')],
          ['stimulus1', groundTruth === 1 ? longer : shorter],
          ['delay1', stepsOf(drawn, 'delay1')],
          ['stimulus2', groundTruth === 1 ? shorter : longer],
          ['delay2', stepsOf(drawn, 'delay2')],
          ['decision', stepsOf(drawn, 'decision')],
        ]);
      },
      paint({ groundTruth }, canvas) {
        canvas.add(['fixation', 'stimulus1', 'delay1', 'stimulus2', 'delay2'], 0, 1);
        canvas.add('stimulus1', 1, 1);
        canvas.add('stimulus2', 2, 1);
        canvas.label('decision', groundTruth);
      },
    };
  },
});
