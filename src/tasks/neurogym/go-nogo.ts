/** Go or no go: answer one stimulus, withhold the answer to the other (Zhang et al. 2019). @module */

import { oneOf } from '../core/conditions.ts';
import { type CommonOptions, type DescribedTask, defineTask } from '../core/define-task.ts';

/** Options of `goNogo`; dt is 100 ms by default, fixation 0, stimulus, delay and decision 500 ms each. */
export type GoNogoOptions = CommonOptions<'fixation' | 'stimulus' | 'delay' | 'decision'>;

/** What sets trials of `goNogo` apart. */
export interface GoNogoConditions {
  /** 1 go, 0 no go: also the class to choose in the decision period. */
  groundTruth: number;
}

/**
 * Makes the go/no-go task: input 1 + groundTruth is on in the stimulus period; the target is groundTruth in the decision
 * period and 0 before it. Input 0 is the fixation cue, on until the decision. There is no noise.
 * @example goNogo({ timing: { delay: { uniform: [200, 800] } } })
 */
export const goNogo: (options?: GoNogoOptions) => DescribedTask<GoNogoConditions, 'classes'> = defineTask<
  GoNogoOptions,
  GoNogoConditions,
  'classes'
>('goNogo', {
  kind: 'classes',
  defaults: { dt: 100, timing: { fixation: 0, stimulus: 500, delay: 500, decision: 500 } },
  build: () => ({
    inputs: ['fixation', 'no go', 'go'],
    outputs: ['fixate', 'go'],
    response: ['decision'],
    cue: 0,
    conditions: { groundTruth: oneOf([0, 1]) },
    paint({ groundTruth }, canvas) {
      canvas.add(['fixation', 'stimulus', 'delay'], 0, 1);
      canvas.add('stimulus', 1 + groundTruth, 1);
      canvas.label('decision', groundTruth);
    },
  }),
});
