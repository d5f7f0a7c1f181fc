/** Accumulation of pulses: which side had more of them (Scott et al. 2015). @module */

import { checkInteger, checkNumber } from '../../tensor/index.ts';
import { show } from '../../tensor/options.ts';
import { type Condition, indexBelow, listOf, severalFrom } from '../core/conditions.ts';
import { type CommonOptions, type DescribedTask, defineTask } from '../core/define-task.ts';
import { numbered } from '../core/names.ts';
import { mostStepsRepeated, repeatPeriods } from '../core/repeat.ts';
import { periodOf } from '../core/task.ts';

/**
 * Options of `pulseDecisionMaking`; dt is 10 ms by default, fixation 500, cue 10, bin 240, decision 500 ms. Cue and bin
 * come `nBins` times; where their durations are random, they are drawn once for a trial.
 */
export interface PulseDecisionMakingOptions extends CommonOptions<'fixation' | 'cue' | 'bin' | 'decision'> {
  /** Probabilities of a pulse in each cue period on the two sides, in random order; [0.3, 0.7] by default. */
  readonly pPulse?: readonly [number, number];
  /** How often pulses may come; 6 by default. */
  readonly nBins?: number;
}

/** Of each side, 1 where there is a pulse and 0 where there is none. */
export type Pulses = readonly (readonly number[])[];

/** What sets trials of `pulseDecisionMaking` apart. */
export interface PulseDecisionMakingConditions {
  /** Pulses of side 0 and of side 1, each [nBins]. */
  pulses: Pulses;
  /** The side with more pulses, 0 or 1; at equal odds where they are as many. */
  groundTruth: number;
}

/** The side with more pulses; -1 for as many on both. */
function sideOfMore([left, right]: Pulses): number {
  const lead = left.reduce((sum, pulse, i) => sum + pulse - right[i], 0);
  return lead === 0 ? -1 : lead > 0 ? 0 : 1;
}

/**
 * Pulses of both sides. Where the ground truth is forced, sides are exchanged if need be: the law of the pulses is
 * the same on both sides, so that this draws from the law given the ground truth.
 */
function pulsesOf([p, q]: readonly [number, number], nBins: number, forced?: number): Condition<Pulses> {
  const side = listOf(nBins, indexBelow(2));
  return {
    draw(u) {
      const [coin, ...draws] = severalFrom(u, 1 + 2 * nBins);
      const [first, second] = coin < 0.5 ? [p, q] : [q, p];
      const left = draws.slice(0, nBins).map((v) => (v < first ? 1 : 0));
      const right = draws.slice(nBins).map((v) => (v < second ? 1 : 0));
      return sideOfMore([left, right]) === 1 - (forced ?? -1) ? [right, left] : [left, right];
    },
    check(fn, name, value) {
      if (!Array.isArray(value) || value.length !== 2) {
        throw new RangeError(`${fn}: expected ${name} to list the pulses of two sides, got ${show(value)}`);
      }
      value.forEach((one, i) => {
        side.check(fn, `${name}[${i}]`, one);
      });
    },
  };
}

/** The ground truth that pulses leave open, or not. */
function truthOf(pulses: Pulses): Condition<number> {
  const side = indexBelow(2);
  const more = sideOfMore(pulses);
  return {
    draw: (u) => (more < 0 ? side.draw(u) : more),
    check(fn, name, value) {
      side.check(fn, name, value);
      if (more < 0 || value === more) return;
      throw new RangeError(`${fn}: expected ${name} to be ${more}, the side with more pulses, got ${value}`);
    },
  };
}

/**
 * Makes the pulse accumulation task: after the fixation there are `nBins` rounds of a period `cue0`, `cue1`, .. in which
 * input 1 + side is 1 if that side has a pulse there, and a silent period `bin0`, `bin1`, ... Input 0 is the fixation
 * cue, on until the decision. The target is groundTruth + 1 in the decision period and 0 before it; every step counts
 * alike. There is no noise; what can be answered at best is in
 * `pulseCeiling`: 0.960376 by default.
 *
 * Of pulses and ground truth that are both forced, the ground truth must be the side with more.
 * @example pulseDecisionMaking({ nBins: 12, pPulse: [0.2, 0.8] })
 */
export const pulseDecisionMaking: (
  options?: PulseDecisionMakingOptions,
) => DescribedTask<PulseDecisionMakingConditions, 'classes'> = defineTask<
  PulseDecisionMakingOptions,
  PulseDecisionMakingConditions,
  'classes'
>('pulseDecisionMaking', {
  kind: 'classes',
  defaults: {
    dt: 10,
    timing: { fixation: 500, cue: 10, bin: 240, decision: 500 },
    pPulse: [0.3, 0.7],
    nBins: 6,
  },
  check(fn, { pPulse, nBins }) {
    if (!Array.isArray(pPulse) || pPulse.length !== 2) {
      throw new RangeError(`${fn}: expected pPulse to be two probabilities, got ${show(pPulse)}`);
    }
    pPulse.forEach((p, i) => {
      checkNumber(fn, `pPulse[${i}]`, p, 0, 1);
    });
    checkInteger(fn, 'nBins', nBins, 1, 1000);
  },
  build({ dt, timing, pPulse, nBins }) {
    const repeated = ['cue', 'bin'];
    return {
      inputs: ['fixation', ...numbered('side', 2)],
      outputs: ['fixate', ...numbered('choice', 2)],
      response: ['decision'],
      cue: 0,
      conditions: {
        pulses: (_, { groundTruth }) => pulsesOf(pPulse, nBins, groundTruth),
        groundTruth: ({ pulses }) => truthOf(pulses as Pulses),
      },
      layOut: (_, frame) => repeatPeriods(frame, repeated, nBins),
      maxSteps: mostStepsRepeated(timing, dt, repeated, nBins),
      paint(trial, canvas) {
        canvas.add({ start: 0, end: periodOf(trial, 'decision').start }, 0, 1);
        for (let i = 0; i < nBins; i++) {
          const shown = trial.pulses.map((side) => side[i]);
          canvas.add(`cue${i}`, [1, 2], shown);
        }
        canvas.label('decision', trial.groundTruth + 1);
      },
    };
  },
});
