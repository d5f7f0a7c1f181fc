/** Executing sequences of three eye movements, as in pycog (Averbeck and Lee 2007). @module */

import { checkNumber } from '../../tensor/options.ts';
import { oneOf } from '../core/conditions.ts';
import { type CommonOptions, type DescribedTask, defineTask } from '../core/define-task.ts';
import { accuracyWithin } from './within-error.ts';

const MOVEMENTS = ['movement1', 'movement2', 'movement3'] as const;

/** Options of `lee`. */
export interface LeeOptions extends CommonOptions<'iti' | 'fixation' | (typeof MOVEMENTS)[number]> {
  /** Root mean squared error up to which a trial is correct; 0.05 by default. */
  readonly tolerance?: number;
}

/** What sets trials of `lee` apart. */
export interface LeeConditions {
  /** Number of the sequence, 1 to 8. */
  sequence: number;
}

/**
 * The dots that each sequence visits after the central one, 4, on the grid
 *
 *     0 1 2
 *     3 4 5
 *     6 7 8
 */
export const leeSequences: readonly (readonly [number, number, number])[] = [
  [5, 1, 0],
  [3, 1, 2],
  [3, 7, 8],
  [5, 7, 6],
  [5, 1, 2],
  [3, 1, 0],
  [3, 7, 6],
  [5, 7, 8],
];

/** The two dots to choose from at each dot that a movement starts from. */
const TARGETS: Readonly<Record<number, readonly [number, number]>> = {
  1: [0, 2],
  3: [1, 7],
  4: [3, 5],
  5: [1, 7],
  7: [6, 8],
};

/** Where a dot is, x and y from -0.5 to 0.5. */
const placeOf = (dot: number): readonly [number, number] => [
  -0.5 + 0.5 * (dot % 3),
  0.5 - 0.5 * Math.floor(dot / 3),
];

/**
 * Makes pycog's lee. nIn = 17, nOut = 2, targets of kind `'values'`.
 *
 * Inputs 0 to 8 are 1 while their dot is lit, inputs 9 to 16 tell the sequence from the first step to the last. In the
 * fixation period the central dot is lit and the target is its place (0, 0); in each movement the dot that it starts from
 * and two dots to choose from are lit, and the target is the place of the right one, x and y in [-0.5, 0.5]. The mask is
 * 0 in the period `iti`. There is no noise: it belongs to the network.
 * dt 10 ms (tau is 50 ms); iti 1000 ms, fixation 1000, three movements of 500: 350 steps. Accuracy: the fraction of trials
 * whose root mean squared error is at most 0.05, the error of a batch at which pycog stops. There are no catch trials.
 * @throws TypeError for unknown options, RangeError for values out of range
 * @example trialBatch(lee(), key(0), 8, (trial) => ({ sequence: trial + 1 }))
 */
export const lee: (options?: LeeOptions) => DescribedTask<LeeConditions, 'values'> = defineTask<
  LeeOptions,
  LeeConditions,
  'values'
>('lee', {
  kind: 'values',
  defaults: {
    dt: 10,
    timing: { iti: 1000, fixation: 1000, movement1: 500, movement2: 500, movement3: 500 },
    tolerance: 0.05,
  },
  check: (fn, { tolerance }) => checkNumber(fn, 'tolerance', tolerance, 0),
  build: ({ tolerance }) => ({
    inputs: [
      ...Array.from({ length: 9 }, (_, dot) => `dot ${dot}`),
      ...leeSequences.map((_, i) => `sequence ${i + 1}`),
    ],
    outputs: ['x', 'y'],
    response: MOVEMENTS,
    conditions: { sequence: oneOf([1, 2, 3, 4, 5, 6, 7, 8]) },
    accuracy: accuracyWithin(tolerance),
    paint({ sequence }, canvas) {
      canvas.add(null, 8 + sequence, 1);
      canvas.weigh('iti', 0);
      canvas.add('fixation', 4, 1);
      canvas.target('fixation', null, placeOf(4));
      const dots = leeSequences[sequence - 1];
      MOVEMENTS.forEach((movement, i) => {
        const from = i === 0 ? 4 : dots[i - 1];
        canvas.add(movement, [from, ...TARGETS[from]], 1);
        canvas.target(movement, null, placeOf(dots[i]));
      });
    },
  }),
});
