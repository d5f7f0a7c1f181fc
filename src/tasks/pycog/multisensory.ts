/** Judging a rate that is seen, heard or both, as in pycog (Raposo, Kaufman and Churchland 2014). @module */

import { checkNumber, show } from '../../tensor/options.ts';
import { flag, levelOf, oneOf } from '../core/conditions.ts';
import { type CommonOptions, type DescribedTask, defineTask } from '../core/define-task.ts';
import {
  type CatchConditions,
  checkTwoChoice,
  type TwoChoiceOptions,
  tuned,
  twoChoiceParts,
} from './two-choice.ts';

/** Options of `multisensory`. */
export interface MultisensoryOptions
  extends CommonOptions<'fixation' | 'stimulus' | 'decision'>,
    TwoChoiceOptions {
  /** Rates of events in Hz, drawn at equal odds; 9, 10, .. 16 by default. The inputs span the lowest and the highest. */
  readonly frequencies?: readonly number[];
  /** The rate above which choice 0 is right, in Hz; 12.5 by default. */
  readonly boundary?: number;
}

/** What sets trials of `multisensory` apart. */
export interface MultisensoryConditions extends CatchConditions {
  modality: 'visual' | 'auditory' | 'both';
  /** The right choice: 0 above the boundary, 1 below. */
  groundTruth: number;
  /** Rate of events in Hz; any rate between the lowest and the highest, on the side of `groundTruth`, may be forced. */
  frequency: number;
}

/**
 * Makes pycog's multisensory task. nIn = 5, nOut = 2, targets of kind `'values'`.
 *
 * Inputs 0 and 2 are visual, 1 and 3 auditory; in the stimulus period 0 and 1 rise from 0.4 to 1.2 with the rate f,
 * 0.4 + 0.8 (f - 9) / 7, and 2 and 3 fall likewise, where the modality is given; they are 0 elsewhere. Input 4 is 1 in the
 * stimulus and decision periods (pycog's network has no connections from it). There is no noise: it belongs to the
 * network. Choice 0 is right for f > 12.5. Targets, mask and accuracy are those of `rdm`. One trial of 5 is a catch
 * trial of 2500 ms.
 * dt 20 ms; fixation 100 ms (500 in pycog's tests), stimulus 1000, decision 300.
 * @throws TypeError for unknown options, RangeError for values out of range
 * @example trialBatch(multisensory(), key(0), 100, { modality: 'both', frequency: 12 })
 */
export const multisensory: (
  options?: MultisensoryOptions,
) => DescribedTask<MultisensoryConditions, 'values'> = defineTask<
  MultisensoryOptions,
  MultisensoryConditions,
  'values'
>('multisensory', {
  kind: 'values',
  defaults: {
    dt: 20,
    timing: { fixation: 100, stimulus: 1000, decision: 300 },
    frequencies: [9, 10, 11, 12, 13, 14, 15, 16],
    boundary: 12.5,
    pCatch: 5 / 25,
    catchDuration: 2500,
    low: 0.2,
    high: 1,
  },
  check(fn, options) {
    checkTwoChoice(fn, options);
    const { frequencies, boundary } = options;
    if (!Array.isArray(frequencies) || new Set(frequencies).size < 2) {
      const got = show(frequencies);
      throw new RangeError(`${fn}: expected frequencies to list at least two rates, got ${got}`);
    }
    frequencies.forEach((frequency, i) => {
      checkNumber(fn, `frequencies[${i}]`, frequency, 0);
    });
    checkNumber(fn, 'boundary', boundary, 0);
    if (new Set(frequencies.map((frequency) => frequency > boundary)).size < 2) {
      const want = 'boundary to have frequencies on either side';
      throw new RangeError(`${fn}: expected ${want}, got ${boundary} beside ${show(frequencies)}`);
    }
  },
  build(options) {
    const { frequencies, boundary, pCatch } = options;
    const [lowest, highest] = [Math.min(...frequencies), Math.max(...frequencies)];
    const { answer, ...parts } = twoChoiceParts<MultisensoryConditions>(
      'multisensory',
      options,
      (trial) => trial.groundTruth,
    );
    const truthOf = (frequency: number): number => (frequency > boundary ? 0 : 1);
    const choices = {
      ...oneOf([0, 1]),
      // As often as there are frequencies, so that these have equal odds.
      draw: oneOf(frequencies.map(truthOf)).draw,
    };
    const above = frequencies.filter((frequency) => frequency > boundary);
    const below = frequencies.filter((frequency) => frequency <= boundary);
    return {
      ...parts,
      inputs: ['visual rising', 'auditory rising', 'visual falling', 'auditory falling', 'start'],
      conditions: {
        catchTrial: flag(pCatch),
        modality: oneOf(['visual', 'auditory', 'both']),
        groundTruth: (_, { frequency }) => (frequency === undefined ? choices : oneOf([truthOf(frequency)])),
        frequency: ({ groundTruth }) =>
          groundTruth === 0 ? levelOf(above, boundary, highest) : levelOf(below, lowest, boundary),
      },
      paint(trial, canvas) {
        const pair = tuned(trial.frequency, lowest, highest);
        if (trial.modality !== 'auditory') canvas.add('stimulus', [0, 2], pair);
        if (trial.modality !== 'visual') canvas.add('stimulus', [1, 3], pair);
        canvas.add(['stimulus', 'decision'], 4, 1);
        answer(trial, canvas);
      },
    };
  },
});
