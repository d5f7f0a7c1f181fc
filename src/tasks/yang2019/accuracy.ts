/** Whether a ring of outputs fixates, or responds in the right direction, as Yang et al. (2019) judge it. @module */

import { exp } from '../../tensor/formulas.ts';
import { formatShape, ShapeError, type Tensor } from '../../tensor/index.ts';
import { numberLanes } from '../../tensor/lanes.ts';
import { direction, TURN } from '../core/ring.ts';
import type { TrialFrame } from '../core/task.ts';

/** Cosine of the largest error that counts as correct, 0.2 pi: a response is correct strictly within it. */
const COS_TOLERANCE = (1 + Math.sqrt(5)) / 4;

/** Softmax of logits, so that classes read as the published outputs do. */
function probabilities(logits: ArrayLike<number>): number[] {
  const z = Array.from(logits);
  const top = Math.max(...z);
  const odds = z.map((each) => exp(numberLanes, Math.fround(each - top)));
  const sum = odds.reduce((total, each) => total + each, 0);
  return odds.map((each) => each / sum);
}

/** Judges the last step of a trial: its answer is an angle in radians, or null for fixation. */
export type Judge = (outputs: ArrayLike<number>, answer: number | null) => boolean;

/**
 * Makes the judge of outputs [fixation, ring of n]. Fixation means that output 0 is above 0.5. A response is correct
 * when output 0 is not, and the population vector of the ring, sum y_i (cos theta_i, sin theta_i), points less than
 * 0.2 pi = 36 degrees away from the answer. The angle is compared by its cosine.
 */
export function ringJudge(n: number): Judge {
  const ring = Array.from({ length: n }, (_, k) => direction((TURN * k) / n));
  return (outputs, answer) => {
    const fixation = outputs[0];
    if (answer === null) return fixation > 0.5;
    if (!(fixation <= 0.5)) return false;
    let [x, y] = [0, 0];
    ring.forEach(([cosine, sine], k) => {
      x += outputs[1 + k] * cosine;
      y += outputs[1 + k] * sine;
    });
    const [cosine, sine] = direction(answer);
    return x * cosine + y * sine > COS_TOLERANCE * Math.sqrt(x * x + y * y);
  };
}

/**
 * Returns the fraction of trials that are right at their own last step.
 * @param outputs [T, B, nOut]; logits for `'classes'`
 * @throws ShapeError for outputs of another shape
 */
export function ringAccuracy<T extends TrialFrame>(
  fn: string,
  judge: Judge,
  trials: readonly T[],
  answer: (trial: T) => number | null,
  outputs: Tensor,
  { nOut: width, kind }: { readonly nOut: number; readonly kind: 'values' | 'classes' },
): number {
  const [nSteps, batchSize, nOut] = outputs.shape;
  const longest = trials.reduce((most, trial) => Math.max(most, trial.nSteps), 0);
  if (outputs.shape.length !== 3 || batchSize !== trials.length || nSteps < longest || nOut !== width) {
    const want = `outputs of shape [T >= ${longest}, ${trials.length}, ${width}]`;
    throw new ShapeError(`${fn}: expected ${want}, got ${formatShape(outputs.shape)}`, [outputs.shape]);
  }
  const right = trials.filter((trial, b) => {
    const at = ((trial.nSteps - 1) * batchSize + b) * nOut;
    const last = outputs.data.subarray(at, at + nOut);
    return judge(kind === 'values' ? last : probabilities(last), answer(trial));
  });
  return right.length / trials.length;
}
