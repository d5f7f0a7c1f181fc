/** One, two, three, go: measure an interval twice, then produce it (Egger et al. 2019). @module */

import { checkNumber } from '../../tensor/index.ts';
import { lasting } from '../core/conditions.ts';
import { type CommonOptions, type DescribedTask, defineTask } from '../core/define-task.ts';
import { endToEnd, stepsOf } from '../core/lay-out.ts';
import { periodOf } from '../core/task.ts';
import { checkTiming, mostSteps, wholeSteps } from '../core/timing.ts';
import { producedInTime } from './produced-interval.ts';

/**
 * Options of `oneTwoThreeGo`; dt is 80 ms by default, fixation and target are exponential (mean 400 in [100, 800) and
 * mean 1000 in [500, 1500) ms), each flash lasts 100 ms, the interval is one of 600, 700, 800, 900 and 1000 ms, and the
 * response lasts 1000 ms.
 */
export interface OneTwoThreeGoOptions
  extends CommonOptions<'fixation' | 'target' | 'flash' | 'interval' | 'response'> {
  /** A trial is correct when the interval is off by at most prodMargin times its length, and 25 ms; 0.2 by default. */
  readonly prodMargin?: number;
}

/** What sets trials of `oneTwoThreeGo` apart. */
export interface OneTwoThreeGoConditions {
  /** The interval between two flashes in ms, from the end of one to the onset of the next; shown in whole steps. */
  interval: number;
}

/**
 * Makes the 1-2-3-go task: nIn = 3, nOut = 2; periods fixation, target, flash1, interval1, flash2, interval2, flash3,
 * interval3, response.
 *
 * Input 0 is a constant 1, as in neurogym: nothing but the interval tells when to answer. Input 1 is on in the three
 * flashes, input 2 from the end of the fixation period on. The target is 1 (go) in the response period, which
 * begins one interval after the end of the third flash. There is no noise. A trial is correct when the first go after the
 * third flash is in time: off by at most prodMargin times the interval + 25 ms. As in neurogym, where the three
 * flashes (s1, s2, s3) have timings of their own.
 * @example oneTwoThreeGo({ dt: 20, timing: { interval: { uniform: [600, 1000] } } })
 */
export const oneTwoThreeGo: (
  options?: OneTwoThreeGoOptions,
) => DescribedTask<OneTwoThreeGoConditions, 'classes'> = defineTask<
  OneTwoThreeGoOptions,
  OneTwoThreeGoConditions,
  'classes'
>('oneTwoThreeGo', {
  kind: 'classes',
  defaults: {
    dt: 80,
    timing: {
      fixation: { truncatedExponential: { mean: 400, min: 100, max: 800 } },
      target: { truncatedExponential: { mean: 1000, min: 500, max: 1500 } },
      flash: 100,
      interval: { choice: [600, 700, 800, 900, 1000] },
      response: 1000,
    },
    prodMargin: 0.2,
  },
  check(fn, { dt, timing, prodMargin }) {
    checkTiming(fn, 'timing.flash', timing.flash, dt, true);
    checkTiming(fn, 'timing.interval', timing.interval, dt, true);
    checkNumber(fn, 'prodMargin', prodMargin, 0);
  },
  build({ dt, timing, prodMargin }) {
    const most = (name: string): number => mostSteps(timing[name], dt);
    return {
      inputs: ['fixation', 'flash', 'target'],
      outputs: ['fixate', 'go'],
      // The answer is when to go: not in the one, but in the other.
      response: ['interval3', 'response'],
      maxSteps: most('fixation') + most('target') + 3 * (most('flash') + most('interval')) + most('response'),
      conditions: { interval: lasting(timing.interval, dt) },
      layOut({ interval }, drawn) {
        const flash = stepsOf(drawn, 'flash');
        const steps = wholeSteps(interval, dt);
        return endToEnd(dt, [
          ['fixation', stepsOf(drawn, 'fixation')],
          ['target', stepsOf(drawn, 'target')],
          ...[1, 2, 3].flatMap((n) => [[`flash${n}`, flash] as const, [`interval${n}`, steps] as const]),
          ['response', stepsOf(drawn, 'response')],
        ]);
      },
      accuracy: producedInTime(prodMargin, dt, (trial) => {
        const { start } = periodOf(trial, 'interval3');
        return { interval: stepsOf(trial, 'interval3') * dt, from: start, listenFrom: start };
      }),
      paint(trial, canvas) {
        canvas.add(null, 0, 1);
        canvas.add(['flash1', 'flash2', 'flash3'], 1, 1);
        canvas.add({ start: periodOf(trial, 'fixation').end, end: trial.nSteps }, 2, 1);
        canvas.label('response', 1);
      },
    };
  },
});
