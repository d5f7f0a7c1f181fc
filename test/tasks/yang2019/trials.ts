/** What the suites of the twenty tasks share. @module */

import fc from 'fast-check';
import { trialBatch } from '../../../src/tasks/core/trial-batch.ts';
import { type Yang2019Rule, yang2019Rules } from '../../../src/tasks/yang2019/rules.ts';
import { type Yang2019Options, type Yang2019Task, yang2019 } from '../../../src/tasks/yang2019/yang2019.ts';
import { type Key, split, type Tensor } from '../../../src/tensor/index.ts';

export const anyRule: fc.Arbitrary<Yang2019Rule> = fc.constantFrom(...yang2019Rules);

/** The rules whose fixation input stays on. */
export const uncued: readonly string[] = ['reactgo', 'reactanti', 'dmsgo', 'dmsnogo', 'dmcgo', 'dmcnogo'];

export const tasks = Object.fromEntries(yang2019Rules.map((rule) => [rule, yang2019(rule)])) as unknown as {
  [R in Yang2019Rule]: Yang2019Task<R, 'values'>;
};

/** Conditions and periods of trials, without their inputs. */
export const plans = <T>(task: { readonly plan: (key: Key) => T }, from: Key, count: number): T[] =>
  split(from, count).map((each) => task.plan(each));

/** One trial without noise: channel c of the inputs at step t is `input(t, c)`, and so on. */
export function clean(
  rule: Yang2019Rule,
  key: Key,
  forced: object = {},
  options: Yang2019Options<'values'> = {},
): Record<'input' | 'target' | 'mask', (t: number, channel: number) => number> & {
  nSteps: number;
  start: Record<string, number>;
  trial: Record<string, number>;
} {
  const task = yang2019(rule, { sigma: 0, ...options });
  const { inputs, targets, mask, trials } = trialBatch(task, key, 1, forced);
  const at =
    ({ data, shape }: Tensor) =>
    (t: number, channel: number): number =>
      data[t * shape[2] + channel];
  const trial = trials[0] as unknown as Record<string, number> & (typeof trials)[0];
  return {
    input: at(inputs),
    target: at(targets),
    mask: at(mask),
    nSteps: trial.nSteps,
    start: Object.fromEntries(trial.periods.map(({ name, start }) => [name, start])),
    trial,
  };
}
