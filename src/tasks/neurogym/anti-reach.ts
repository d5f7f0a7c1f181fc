/** Reach away from a stimulus, or look away: the anti-saccade (Munoz and Everling 2004). @module */

import { checkInteger } from '../../tensor/index.ts';
import { checkFlag } from '../../tensor/options.ts';
import { flag, indexBelow } from '../core/conditions.ts';
import { type CommonOptions, type DescribedTask, defineTask } from '../core/define-task.ts';
import { numbered } from '../core/names.ts';
import { ringCosines } from '../core/ring.ts';

/** Options of `antiReach`; dt is 100 ms by default, fixation 500, stimulus 500, delay 0, decision 500 ms. */
export interface AntiReachOptions extends CommonOptions<'fixation' | 'stimulus' | 'delay' | 'decision'> {
  /** Whether the answer is opposite to the stimulus; true by default. Otherwise it is where the stimulus was. */
  readonly anti?: boolean;
  /** Number of directions, each with an input channel and an output class; 32 by default. */
  readonly dimRing?: number;
}

/** What sets trials of `antiReach` apart. */
export interface AntiReachConditions {
  /** Direction of the answer, 0 .. dimRing - 1. */
  groundTruth: number;
  /** Whether the stimulus is opposite to it; that of the options unless it is forced. No input tells. */
  anti: boolean;
}

/**
 * Makes the reach away from a stimulus. In the stimulus period input 1 + i is cos(theta_i - theta),
 * theta_i = 2 pi i / dimRing, theta opposite to the direction of the answer, or the same where `anti` is false. Input 0
 * is the fixation cue, on until the decision. The target is groundTruth + 1 in the decision period and 0 before it;
 * every step counts alike. There is no noise: a network can answer every trial correctly.
 * @example antiReach({ anti: false, timing: { delay: 500 } })
 */
export const antiReach: (options?: AntiReachOptions) => DescribedTask<AntiReachConditions, 'classes'> =
  defineTask<AntiReachOptions, AntiReachConditions, 'classes'>('antiReach', {
    kind: 'classes',
    defaults: {
      dt: 100,
      timing: { fixation: 500, stimulus: 500, delay: 0, decision: 500 },
      anti: true,
      dimRing: 32,
    },
    check(fn, { anti, dimRing }) {
      checkFlag(fn, 'anti', anti);
      checkInteger(fn, 'dimRing', dimRing, 2, 2 ** 16);
    },
    build({ anti, dimRing }) {
      const cosines = ringCosines(dimRing);
      const channels = cosines.map((_, i) => 1 + i);
      return {
        inputs: ['fixation', ...numbered('direction', dimRing)],
        outputs: ['fixate', ...numbered('choice', dimRing)],
        response: ['decision'],
        cue: 0,
        conditions: { groundTruth: indexBelow(dimRing), anti: flag(anti ? 1 : 0) },
        paint(trial, canvas) {
          canvas.add(['fixation', 'stimulus', 'delay'], 0, 1);
          // cos(x + pi) = -cos x, which holds for odd rings too.
          const sign = trial.anti ? -1 : 1;
          const shown = cosines.map((_, i) => sign * cosines[(i - trial.groundTruth + dimRing) % dimRing]);
          canvas.add('stimulus', channels, shown);
          canvas.label('decision', trial.groundTruth + 1);
        },
      };
    },
  });
