/** Trials grouped by a condition. @module */

import { show } from '../tensor/options.ts';
import { checkPerTrial } from './trials.ts';

/** What a condition may be: a number such as a coherence, or a name such as a context. */
export type ConditionValue = number | string;

/** The trials of one value. */
export interface Condition<V extends ConditionValue = number> {
  readonly value: V;
  readonly trials: readonly number[];
}

const ascending = (a: ConditionValue, b: ConditionValue): number => (a < b ? -1 : Number(a > b));

/**
 * Groups trials by their values: numbers in ascending order, names in that of their code units; 0 and -0 are one value.
 * Trials whose value is NaN have no such condition and are left out.
 * @throws TypeError naming `fn` for a mixture of numbers and names, or other values
 */
export function conditionsOf<V extends ConditionValue>(
  fn: string,
  name: string,
  values: ArrayLike<V>,
  nTrials?: number,
): Condition<V>[] {
  checkPerTrial(fn, name, values, nTrials);
  const groups = new Map<V, number[]>();
  for (let b = 0; b < values.length; b++) {
    const value = values[b];
    const kind = typeof value;
    if ((kind !== 'number' && kind !== 'string') || kind !== typeof values[0]) {
      const want = `${name} to be numbers, or names`;
      throw new TypeError(`${fn}: expected ${want}, got ${show(value)} at ${b}`);
    }
    if (Number.isNaN(value)) continue;
    const group = groups.get(value);
    if (group === undefined) groups.set(value, [b]);
    else group.push(b);
  }
  return Array.from(groups, ([value, trials]) => ({ value, trials })).sort((p, q) =>
    ascending(p.value, q.value),
  );
}
