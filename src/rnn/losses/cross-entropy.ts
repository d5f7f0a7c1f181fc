/** Softmax cross-entropy of logits [T, B, nOut] against labels or distributions. @module */

import { exp, greater, log, mul, neg, select, stopGradient, sub } from '../../autograd/ops/elementwise.ts';
import { max, reshape, sum } from '../../autograd/ops/layout.ts';
import { oneHot } from '../../autograd/ops/random.ts';
import type { Value } from '../../autograd/tape.ts';
import { checkOptions, checkRecord } from '../../tensor/options.ts';
import { formatShape, stridesOf } from '../../tensor/shape.ts';
import { isTensor, type Tensor } from '../../tensor/tensor.ts';
import {
  checkDType,
  checkOutputs,
  checkShapeOf,
  maskedMean,
  ratio,
  readVector,
  shown,
} from './masked-mean.ts';

const FN = 'softmaxCrossEntropy';

/** Options of `softmaxCrossEntropy`. */
export interface SoftmaxCrossEntropyOptions {
  /** Weights >= 0 of the classes, [nOut]; the mean is then weighted by the class of each time point. All 1 by default. */
  readonly classWeights?: readonly number[] | Value;
}

/** Returns log softmax(z) along the last axis, computed from z - max(z) so that no exponential overflows. */
export function logSoftmax(z: Value): Value {
  const shifted = sub(z, stopGradient(max(z, -1, true)));
  return sub(shifted, log(sum(exp(shifted), -1, true)));
}

/** @throws RangeError for a label out of range where the mask is not 0 */
function checkLabels(labels: Tensor, mask: Tensor | null, classes: number): void {
  const bad = labels.data.findIndex(
    (label, i) => !(label >= 0 && label < classes) && (mask === null || mask.data[i] !== 0),
  );
  if (bad < 0) return;
  const at = stridesOf(labels.shape).map((stride, axis) => Math.floor(bad / stride) % labels.shape[axis]);
  throw new RangeError(
    `${FN}: expected labels 0 .. ${classes - 1}, got ${labels.data[bad]} at ${formatShape(at)} - mask what has no class`,
  );
}

/**
 * Losses whose labels are checked: at once where they are known, else by the program, which gives NaN where a label
 * is out of range and not masked. A label of no class must not count as a perfect answer.
 */
function checkedLosses(losses: Value, labels: Value, mask: Value | null, classes: number): Value {
  if (isTensor(labels) && (mask === null || isTensor(mask))) {
    checkLabels(labels, mask, classes);
    return losses;
  }
  const legal = mul(greater(labels, -1), greater(classes, labels));
  return shown(select(legal, losses, NaN), mask);
}

/** Indicators of labels, or distributions as they are given. */
function targetShares(z: Value, targets: Value): Value {
  const times = z.shape.slice(0, -1);
  if (targets.dtype === 'i32') {
    checkShapeOf(FN, 'labels', targets.shape, [times]);
    return oneHot(targets, z.shape[times.length], z.dtype);
  }
  if (targets.shape.length === times.length) {
    throw new TypeError(`${FN}: expected i32 labels, got ${targets.dtype} - convert with cast()`);
  }
  checkShapeOf(FN, 'distributions', targets.shape, [z.shape]);
  checkDType(FN, 'distributions', targets.dtype, z.dtype);
  return targets;
}

/**
 * Softmax cross-entropy, in nats: the mean over time and trials of -log softmax(z)[label], or of
 * -sum_c target_c log softmax(z)_c for targets that are distributions over the classes. With a mask m and class
 * weights w the mean is sum(m w ce) / sum(m w), w being that of the label (PyTorch's meaning) or, for a distribution,
 * sum_c w_c target_c. Where the mask is 0 nothing is read, and the gradient is exactly 0; if it is 0 everywhere, so
 * is the loss.
 *
 * A label out of range where the mask is not 0 is an error while labels are at hand. In a recorded or compiled
 * program it makes the loss NaN, at which `train` stops.
 * @param z logits [T, B, nOut]
 * @param targets classes 0 .. nOut-1, i32 [T, B], or distributions in z's dtype [T, B, nOut]
 * @param mask weights >= 0 of the time points [T, B]; all 1 by default
 * @throws ShapeError or TypeError for arrays that do not fit z or unknown options; RangeError for labels out of range
 * @example softmaxCrossEntropy(z, batch.targets, batch.mask, { classWeights: [0.1, 1, 1] })
 */
export function softmaxCrossEntropy(
  z: Value,
  targets: Value,
  mask: Value | null = null,
  options: SoftmaxCrossEntropyOptions = {},
): Value {
  checkRecord(FN, 'options', options);
  checkOptions(FN, options, ['classWeights']);
  checkOutputs(FN, z);
  const times = z.shape.slice(0, -1);
  const classes = z.shape[times.length];
  const shares = targetShares(z, targets);
  if (mask !== null) {
    checkShapeOf(FN, 'mask', mask.shape, [times]);
    checkDType(FN, 'mask', mask.dtype, z.dtype);
  }
  const { classWeights } = options;
  const weights =
    classWeights === undefined
      ? null
      : readVector(FN, 'classWeights', classWeights, { length: classes, dtype: z.dtype });

  const perEntry = mask === null ? null : reshape(mask, [...times, 1]);
  const seen = targets.dtype === 'i32' ? shares : shown(shares, perEntry);
  const weighted = weights === null ? seen : mul(seen, weights);
  const losses = neg(sum(mul(logSoftmax(shown(z, perEntry)), weighted), -1));
  const checked = targets.dtype === 'i32' ? checkedLosses(losses, targets, mask, classes) : losses;
  if (weights === null) return maskedMean(checked, mask);
  const byMask = (x: Value): Value => (mask === null ? x : mul(x, mask));
  return ratio(sum(byMask(checked)), sum(byMask(sum(weighted, -1))));
}
