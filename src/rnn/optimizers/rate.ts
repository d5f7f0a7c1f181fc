/** Learning rates: a number, or a schedule with the count of updates that it needs. @module */

import { add, cast, mul, sub } from '../../autograd/ops/elementwise.ts';
import type { Value } from '../../autograd/tape.ts';
import { isValue, mapTree, type Tree } from '../../autograd/tree.ts';
import { checkNumber, show } from '../../tensor/options.ts';
import { formatShape } from '../../tensor/shape.ts';
import { zeros } from '../../tensor/tensor.ts';
import type { State } from './optimizer.ts';

/**
 * A learning rate that changes: from the number of updates made so far (0 at the first) to the step size of the next,
 * both f32 scalars, in ops, so that it compiles. f32 counts exactly to 2^24 = 16,777,216 and stays there.
 */
export type Schedule = (step: Value) => Value;

/** A step size >= 0, or a schedule of it. */
export type LearningRate = number | Schedule;

/**
 * Checks a learning rate; a schedule is tried on step 0.
 * @throws RangeError for a number that is negative or not finite
 * @throws TypeError when a schedule returns anything but an f32 scalar
 */
export function checkRate(fn: string, rate: unknown, name: string = 'learningRate'): void {
  if (typeof rate !== 'function') {
    checkNumber(fn, name, rate, 0);
    return;
  }
  const result: unknown = rate(zeros([]));
  if (isValue(result) && result.dtype === 'f32' && result.shape.length === 0) return;
  const got = isValue(result) ? `${result.dtype} ${formatShape(result.shape)}` : show(result);
  throw new TypeError(
    `${fn}: expected the schedule ${name} to return an f32 scalar, got ${got} - compute it from the step with ops`,
  );
}

/** What an optimiser's state holds for its rate: the number of updates for a schedule, nothing for a number. */
export const firstCount = (rate: LearningRate): State =>
  typeof rate === 'number' ? {} : { step: zeros([]) };

/** The names of that. */
export const countNames = (rate: LearningRate): readonly string[] => Object.keys(firstCount(rate));

/** The same after an update. */
export const nextCount = (rate: LearningRate, state: State): State =>
  typeof rate === 'number' ? {} : { step: add(state.step as Value, 1) };

/** The step size of the next update. */
export const currentRate = (rate: LearningRate, state: State): Value | number =>
  typeof rate === 'number' ? rate : rate(state.step as Value);

/** x rate, in the dtype of x. */
export const timesRate = (x: Value, rate: Value | number): Value =>
  mul(x, typeof rate === 'number' || rate.dtype === x.dtype ? rate : cast(rate, x.dtype));

/** theta - rate direction. */
export const descend = (fn: string, params: Tree, direction: Tree, rate: Value | number): Tree =>
  mapTree(fn, (p, d) => sub(p, timesRate(d, rate)), params, direction);
