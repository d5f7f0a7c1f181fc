/** Ready, set, go: measure an interval, then produce it (Remington et al. 2018). @module */

import { checkNumber } from '../../tensor/index.ts';
import { checkPositive } from '../../tensor/options.ts';
import { lasting } from '../core/conditions.ts';
import { type CommonOptions, type DescribedTask, defineTask } from '../core/define-task.ts';
import { stepsOf } from '../core/lay-out.ts';
import { periodOf, type TrialFrame } from '../core/task.ts';
import { checkTiming, fewestSteps, mostSteps, wholeSteps } from '../core/timing.ts';
import { type AfterSetOptions, checkCountFrom, producedInTime, productionOf } from './produced-interval.ts';

/** Options of `readySetGo`; dt is 80 ms by default, fixation 100, ready 83, measure uniform in [800, 1500), set 83 ms. */
export interface ReadySetGoOptions
  extends CommonOptions<'fixation' | 'ready' | 'measure' | 'set'>,
    AfterSetOptions {
  /** Ratio of the interval to be produced to the one measured, 1 by default. */
  readonly gain?: number;
}

/** What sets trials of `readySetGo` apart. */
export interface ReadySetGoConditions {
  /** The interval from the onset of ready to the onset of set, in ms; shown in whole steps. */
  measure: number;
}

const NAME = 'readySetGo';

function checkReady(readySteps: number, measureSteps: number): void {
  if (readySteps <= measureSteps) return;
  throw new RangeError(
    `${NAME}: expected the ready signal to be over when set begins, got ${readySteps} steps of ${measureSteps} - lengthen measure or shorten ready`,
  );
}

/**
 * Makes the ready-set-go task: nIn = 3, nOut = 2.
 *
 * Input 0 is the fixation cue, on until the end of the set signal; inputs 1 and 2 are the signals ready and set. Ready
 * begins with the period measure, set follows it, and then a period of production that lasts twice the interval to
 * be produced. The target is 1 (go) at one step, gain times measure after the onset of set, and 0 elsewhere. There is no
 * noise. A trial is correct when the first go in the period of production is in time: off by at most
 * prodMargin gain measure + 25 ms.
 *
 * In neurogym the target lies one set signal later than the time that it rewards: `countFrom: 'setOffset'`
 * gives its target. By default both are as rewarded.
 * @example readySetGo({ dt: 20, gain: 1.5 })
 */
export const readySetGo: (options?: ReadySetGoOptions) => DescribedTask<ReadySetGoConditions, 'classes'> =
  defineTask<ReadySetGoOptions, ReadySetGoConditions, 'classes'>(NAME, {
    kind: 'classes',
    defaults: {
      dt: 80,
      timing: { fixation: 100, ready: 83, measure: { uniform: [800, 1500] }, set: 83 },
      gain: 1,
      countFrom: 'setOnset',
      prodMargin: 0.2,
    },
    check(fn, { dt, timing, gain, countFrom, prodMargin }) {
      checkTiming(fn, 'timing.measure', timing.measure, dt, true);
      checkPositive(fn, 'gain', gain);
      checkCountFrom(fn, countFrom);
      checkNumber(fn, 'prodMargin', prodMargin, 0);
    },
    build({ dt, timing, gain, countFrom, prodMargin }) {
      checkReady(mostSteps(timing.ready, dt), fewestSteps(timing.measure, dt));
      productionOf(NAME, gain * fewestSteps(timing.measure, dt), mostSteps(timing.set, dt), countFrom);
      const most = mostSteps(timing.measure, dt);
      const production = (trial: TrialFrame): { steps: number; answer: number } =>
        productionOf(NAME, gain * stepsOf(trial, 'measure'), stepsOf(trial, 'set'), countFrom);
      return {
        inputs: ['fixation', 'ready', 'set'],
        outputs: ['fixate', 'go'],
        response: ['production'],
        cue: 0,
        maxSteps:
          mostSteps(timing.fixation, dt) +
          most +
          mostSteps(timing.set, dt) +
          productionOf(NAME, gain * most, 0, countFrom).steps,
        conditions: { measure: lasting(timing.measure, dt) },
        layOut({ measure }, drawn) {
          const onset = stepsOf(drawn, 'fixation');
          const ready = { name: 'ready', start: onset, end: onset + stepsOf(drawn, 'ready') };
          const end = onset + wholeSteps(measure, dt);
          checkReady(ready.end - onset, end - onset);
          const set = { name: 'set', start: end, end: end + stepsOf(drawn, 'set') };
          const measured = { name: 'measure', start: onset, end };
          const shown = [{ name: 'fixation', start: 0, end: onset }, ready, measured, set];
          const nSteps = set.end + production({ periods: shown, nSteps: set.end, dt }).steps;
          return { periods: [...shown, { name: 'production', start: set.end, end: nSteps }], nSteps, dt };
        },
        accuracy: producedInTime(prodMargin, dt, (trial) => ({
          interval: gain * stepsOf(trial, 'measure') * dt,
          from: countFrom === 'setOnset' ? periodOf(trial, 'set').start : periodOf(trial, 'set').end,
          listenFrom: periodOf(trial, 'production').start,
        })),
        paint(trial, canvas) {
          const { start } = periodOf(trial, 'production');
          const step = start + production(trial).answer;
          canvas.add({ start: 0, end: start }, 0, 1);
          canvas.add('ready', 1, 1);
          canvas.add('set', 2, 1);
          canvas.label({ start: step, end: step + 1 }, 1);
        },
      };
    },
  });
