/** A sine wave without input, as in pycog (Song, Yang and Wang 2016). @module */

import { sin } from '../../tensor/formulas.ts';
import { numberLanes } from '../../tensor/lanes.ts';
import { checkNumber, checkPositive } from '../../tensor/options.ts';
import { type CommonOptions, type DescribedTask, defineTask } from '../core/define-task.ts';
import { accuracyWithin } from './within-error.ts';

/** Options of `sinewave`. */
export interface SinewaveOptions extends CommonOptions<'wave'> {
  /** Period of the wave in ms; 800 by default. */
  readonly period?: number;
  /** 0.9 by default. */
  readonly amplitude?: number;
  /** Root mean squared error up to which a trial is correct; 0.05 by default. */
  readonly tolerance?: number;
}

/** Trials of `sinewave` are all alike. */
export type SinewaveConditions = Record<never, never>;

/**
 * Makes pycog's sinewave. nIn = nOut = 1, targets of kind `'values'`.
 *
 * The one input is always 0 (pycog's network has none). The target at step i is 0.9 sin(2 pi t / 800 ms) with
 * t = (i + 1) dt, pycog's time axis. dt 20 ms; one period `wave` of 1600 ms, 80 steps, with mask 1 throughout. Accuracy:
 * the fraction of trials whose root mean squared error is at most 0.05, the error of a batch at which pycog stops.
 * @throws TypeError for unknown options, RangeError for values out of range
 * @example sinewave({ period: 400, timing: { wave: 3200 } })
 */
export const sinewave: (options?: SinewaveOptions) => DescribedTask<SinewaveConditions, 'values'> =
  defineTask<SinewaveOptions, SinewaveConditions, 'values'>('sinewave', {
    kind: 'values',
    defaults: { dt: 20, timing: { wave: 1600 }, period: 800, amplitude: 0.9, tolerance: 0.05 },
    check(fn, { period, amplitude, tolerance }) {
      checkPositive(fn, 'period', period);
      checkNumber(fn, 'amplitude', amplitude, -Number.MAX_VALUE);
      checkNumber(fn, 'tolerance', tolerance, 0);
    },
    build: ({ dt, period, amplitude, tolerance }) => ({
      inputs: ['silent'],
      outputs: ['wave'],
      response: ['wave'],
      conditions: {},
      accuracy: accuracyWithin(tolerance),
      paint({ nSteps }, canvas) {
        for (let i = 0; i < nSteps; i++) {
          const phase = (((i + 1) * dt) % period) / period;
          const value = amplitude * sin(numberLanes, Math.fround(2 * Math.PI * phase));
          canvas.target({ start: i, end: i + 1 }, 0, value);
        }
      },
    }),
  });
