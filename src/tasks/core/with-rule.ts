/** A rule input that tells a network which of several tasks it is given. @module */

import type { Key, Tensor } from '../../tensor/index.ts';
import { checkName } from '../../tensor/options.ts';
import type { TargetKind, Task, TrialFrame, TrialView } from './task.ts';

/** A task of a kind, whatever its conditions. */
export interface AnyTask<K extends TargetKind> extends Omit<Task<object, K>, 'plan' | 'fill' | 'accuracy'> {
  readonly plan: (key: Key, forced?: never, timingKey?: Key) => TrialFrame;
  readonly fill: (trial: never, key: Key, out: TrialView<K>) => void;
  readonly accuracy?: (batch: never, outputs: Tensor) => number;
}

/** What a task with a rule input tells of it. */
export interface Ruled {
  /** The input that is on throughout every trial. */
  readonly ruleChannel: number;
}

/** Gives a task more inputs, 0 but for one, which is 1 throughout; null for none. */
export function widened<K extends TargetKind, T extends AnyTask<K>>(
  task: T & AnyTask<K>,
  nIn: number,
  on: number | null,
): T {
  const fill: AnyTask<K>['fill'] = (trial, key, { inputs, targets, mask }) => {
    const nSteps = inputs.length / nIn;
    const own = new Float32Array(nSteps * task.nIn);
    task.fill(trial, key, { inputs: own, targets, mask });
    for (let t = 0; t < nSteps; t++) {
      inputs.set(own.subarray(t * task.nIn, (t + 1) * task.nIn), t * nIn);
      if (on !== null) inputs[t * nIn + on] = 1;
    }
  };
  return { ...task, nIn, fill };
}

/**
 * Gives a task inputs that say which one it is: one channel per rule behind its own, that of its rule 1 throughout
 * the trial, the others 0.
 * @param rule the rule of this task, one of `rules`
 * @param rules the rules of all tasks that a network learns
 * @param width inputs before those of the rules, 0 where the task has fewer; as many as the task has by default
 * @throws RangeError for a rule that is not among `rules`
 * @example withRule(goNogo(), 'go', ['go', 'wait']).nIn // 3 + 2
 */
export function withRule<K extends TargetKind, T extends AnyTask<K>>(
  task: T & AnyTask<K>,
  rule: string,
  rules: readonly string[],
  width: number = task.nIn,
): T & Ruled {
  const fn = 'withRule';
  checkName(fn, 'rule', rule, rules);
  if (!(Number.isInteger(width) && width >= task.nIn)) {
    throw new RangeError(
      `${fn}: expected width to be a whole number >= the ${task.nIn} inputs of '${task.name}', got ${width}`,
    );
  }
  const ruleChannel = width + rules.indexOf(rule);
  const wide = widened<K, T>(task, width + rules.length, ruleChannel);
  if (!('inputs' in task && Array.isArray(task.inputs))) return { ...wide, ruleChannel };
  const unused = Array.from({ length: width - task.nIn }, () => 'unused');
  const inputs = [...task.inputs, ...unused, ...rules.map((each) => `rule ${each}`)];
  return { ...wide, inputs, ruleChannel };
}
