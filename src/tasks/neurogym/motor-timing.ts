/** Motor timing: produce the interval that an input stands for (Wang et al. 2018). @module */

import { checkNumber } from '../../tensor/index.ts';
import { checkPositive, show } from '../../tensor/options.ts';
import { oneOf } from '../core/conditions.ts';
import { type CommonOptions, type DescribedTask, defineTask } from '../core/define-task.ts';
import { endToEnd, stepsOf } from '../core/lay-out.ts';
import { periodOf } from '../core/task.ts';
import { mostSteps } from '../core/timing.ts';
import {
  type AfterSetOptions,
  checkCountFrom,
  type Production,
  producedInTime,
  productionOf,
} from './produced-interval.ts';

/** Options of `motorTiming`; dt is 80 ms by default, fixation 500, cue uniform in [1000, 3000), set 80 ms. */
export interface MotorTimingOptions extends CommonOptions<'fixation' | 'cue' | 'set'>, AfterSetOptions {
  /** The intervals in ms, each with an input that stands for it; [800, 1500] by default. */
  readonly intervals?: readonly number[];
}

/** What sets trials of `motorTiming` apart. */
export interface MotorTimingConditions {
  /** The interval to be produced, in ms. */
  interval: number;
}

const NAME = 'motorTiming';

function checkIntervals(fn: string, intervals: unknown): void {
  if (!Array.isArray(intervals) || intervals.length === 0) {
    throw new RangeError(`${fn}: expected intervals to list at least one duration, got ${show(intervals)}`);
  }
  intervals.forEach((interval, i) => {
    checkPositive(fn, `intervals[${i}]`, interval);
  });
  if (new Set(intervals).size < intervals.length) {
    throw new RangeError(`${fn}: expected intervals to differ, got ${show(intervals)}`);
  }
}

/**
 * Makes the motor timing task: nIn = 2 + the number of intervals, nOut = 2.
 *
 * Input 0 is the fixation cue, on until the end of the set signal. Input 1 + i is on in the periods cue and set when
 * interval i is to be produced; the last input is the set signal. A period of production follows that lasts twice the
 * interval. The target is 1 (go) at one step, the interval (cut to whole steps) after the onset of set, and 0
 * elsewhere. There is no noise. A trial is correct when the first go in the period of production is in time: off
 * by at most prodMargin times the interval + 25 ms.
 *
 * neurogym's set signal of 50 ms takes no step at its dt of 80 ms, and so is never shown: `timing: { set: 0 }`. It counts
 * from the end of that signal: `countFrom: 'setOffset'`.
 * @example motorTiming({ dt: 20, intervals: [600, 900, 1200] })
 */
export const motorTiming: (options?: MotorTimingOptions) => DescribedTask<MotorTimingConditions, 'classes'> =
  defineTask<MotorTimingOptions, MotorTimingConditions, 'classes'>(NAME, {
    kind: 'classes',
    defaults: {
      dt: 80,
      timing: { fixation: 500, cue: { uniform: [1000, 3000] }, set: 80 },
      intervals: [800, 1500],
      countFrom: 'setOnset',
      prodMargin: 0.2,
    },
    check(fn, { intervals, countFrom, prodMargin }) {
      checkIntervals(fn, intervals);
      checkCountFrom(fn, countFrom);
      checkNumber(fn, 'prodMargin', prodMargin, 0);
    },
    build({ dt, timing, intervals, countFrom, prodMargin }) {
      const production = (interval: number, setSteps: number): Production =>
        productionOf(NAME, interval / dt, setSteps, countFrom);
      const longest = intervals.map((interval) => production(interval, mostSteps(timing.set, dt)).steps);
      const setChannel = 1 + intervals.length;
      return {
        inputs: ['fixation', ...intervals.map((interval) => `interval ${interval}`), 'set'],
        outputs: ['fixate', 'go'],
        response: ['production'],
        cue: 0,
        maxSteps:
          mostSteps(timing.fixation, dt) +
          mostSteps(timing.cue, dt) +
          mostSteps(timing.set, dt) +
          Math.max(...longest),
        conditions: { interval: oneOf(intervals) },
        layOut({ interval }, drawn) {
          const setSteps = stepsOf(drawn, 'set');
          return endToEnd(dt, [
            ['fixation', stepsOf(drawn, 'fixation')],
            ['cue', stepsOf(drawn, 'cue')],
            ['set', setSteps],
            ['production', production(interval, setSteps).steps],
          ]);
        },
        accuracy: producedInTime(prodMargin, dt, (trial) => ({
          interval: trial.interval,
          from: countFrom === 'setOnset' ? periodOf(trial, 'set').start : periodOf(trial, 'set').end,
          listenFrom: periodOf(trial, 'production').start,
        })),
        paint(trial, canvas) {
          const step =
            periodOf(trial, 'production').start + production(trial.interval, stepsOf(trial, 'set')).answer;
          canvas.add(['fixation', 'cue', 'set'], 0, 1);
          canvas.add(['cue', 'set'], 1 + intervals.indexOf(trial.interval), 1);
          canvas.add('set', setChannel, 1);
          canvas.label({ start: step, end: step + 1 }, 1);
        },
      };
    },
  });
