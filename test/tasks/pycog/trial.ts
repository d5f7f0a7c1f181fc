/** One trial of a task, opened up, for the suites of pycog's tasks. */
import { type Task, type Trial, trialBatch } from '../../../src/tasks/index.ts';
import { key, type Tensor, toNested } from '../../../src/tensor/index.ts';
import { chiSquareScore } from '../../support/statistics.ts';

export interface OpenTrial<C extends object> {
  /** Rows by step: inputs, targets and masks. */
  readonly inputs: readonly (readonly number[])[];
  readonly targets: readonly (readonly number[])[];
  readonly mask: readonly (readonly number[])[];
  readonly trial: Trial<C>;
}

export function oneTrial<C extends object>(task: Task<C, 'values'>, forced: Partial<C>): OpenTrial<C> {
  const { inputs, targets, mask, trials } = trialBatch(task, key(1), 1, forced);
  const rows = (x: Tensor): number[][] => (toNested(x) as number[][][]).map(([row]) => row);
  return { inputs: rows(inputs), targets: rows(targets), mask: rows(mask), trial: trials[0] };
}

/** `count` rows of the same numbers as f32. */
export const repeat = (count: number, row: readonly number[]): number[][] =>
  Array.from({ length: count }, () => row.map(Math.fround));

/** Names and ends of the periods of a trial. */
export const endsOf = ({ trial }: OpenTrial<object>): readonly (readonly [string, number])[] =>
  trial.periods.map(({ name, end }) => [name, end] as const);

/**
 * How far the classes of trials are from these odds, in standard deviations: that of the sum of chi-squares of 32 batches
 * of 150 trials, which has enough degrees of freedom to be nearly normal. Beyond 4 it is not chance.
 */
export function oddsScore<C extends object>(
  task: Task<C, 'values'>,
  classOf: (trial: Trial<C>) => number,
  odds: readonly number[],
): number {
  const scores = Array.from({ length: 32 }, (_, i) => {
    const classes = trialBatch(task, key(100 + i), 150).trials.map(classOf);
    return chiSquareScore(
      odds.map((_, k) => classes.filter((each) => each === k).length),
      odds,
    );
  });
  return scores.reduce((sum, score) => sum + score, 0) / Math.sqrt(scores.length);
}
