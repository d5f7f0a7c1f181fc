/** Training that ends when the mean of the last checks is good enough, as pycog ends it. @module */

import type { Curriculum } from '../rnn/training/curriculum.ts';
import type { DataSource } from '../rnn/training/data.ts';
import { checkInteger, checkNumber, checkOptions, checkRecord } from '../tensor/options.ts';

/** When training ends. */
export interface MeanStop {
  /** Number of the last checks that the mean is taken over, or of all of them while there are fewer. */
  readonly over: number;
  /** Training ends when their mean is at least this. */
  readonly atLeast: number;
  /** Stands for a check before the first update; none by default. */
  readonly first?: number;
}

/** Options of `stopAtMean`. */
export interface MeanStopOptions<B> extends MeanStop {
  readonly data: DataSource<B>;
  /** Updates between checks. */
  readonly every: number;
}

/**
 * Makes a curriculum of one stage, to be given to `fit` as its data: training ends, with `stoppedBy` `'curriculum'`,
 * when the mean of the measure over the last checks is high enough. The values so far are part of the state of the run,
 * so that a run that was saved ends where it would have ended. A measure of NaN never ends it.
 * @throws TypeError for unknown options, RangeError for values out of range
 * @example fit({ data: stopAtMean({ data, every: 500, over: 5, atLeast: 0.85 }), ... })
 */
export function stopAtMean<B>(options: MeanStopOptions<B>): Curriculum<B> {
  const fn = 'stopAtMean';
  checkRecord(fn, 'options', options);
  checkOptions(fn, options, ['data', 'every', 'over', 'atLeast', 'first']);
  const { data, every, over, atLeast, first } = options;
  checkRecord(fn, 'data', data);
  checkInteger(fn, 'every', every, 1);
  checkInteger(fn, 'over', over, 1);
  checkNumber(fn, 'atLeast', atLeast, -Number.MAX_VALUE);
  if (first !== undefined) checkNumber(fn, 'first', first, -Number.MAX_VALUE);
  return {
    stages: [{ data, threshold: atLeast }],
    every,
    begin: { stage: 0, streak: 0, values: first === undefined ? [] : [[first, 0]] },
    check(state, value) {
      const values = [...state.values, [value, 0] as const];
      const last = values.slice(-over);
      const mean = last.reduce((sum, [each]) => sum + each, 0) / last.length;
      return { stage: mean >= atLeast ? 1 : 0, streak: 0, values };
    },
    done: ({ stage }) => stage > 0,
  };
}
