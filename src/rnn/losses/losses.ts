/** Losses: scalars from outputs [T, B, nOut], targets and a mask over time. @module */

import { div, exp, log, mul, neg, select, stopGradient, sub } from '../../autograd/ops/elementwise.ts';
import { broadcastTo, max, reshape, sum } from '../../autograd/ops/layout.ts';
import { oneHot } from '../../autograd/ops/random.ts';
import type { Value } from '../../autograd/tape.ts';
import { formatShape, type Shape, ShapeError, sameShape, sizeOf } from '../../tensor/shape.ts';

function checkShapeOf(fn: string, name: string, got: Shape, want: readonly Shape[]): void {
  if (want.some((shape) => sameShape(shape, got))) return;
  const expected = want.map(formatShape).join(' or ');
  throw new ShapeError(`${fn}: expected ${name} of shape ${expected}, got ${formatShape(got)}`, [
    ...want,
    got,
  ]);
}

/** Mean of x where the mask is 1, weighted where it is between; 0 where the mask is 0 everywhere. */
function maskedMean(x: Value, mask: Value | null): Value {
  if (mask === null) return div(sum(x), Math.max(sizeOf(x.shape), 1));
  const wide = broadcastTo(mask, x.shape);
  const total = sum(wide);
  return div(sum(mul(x, wide)), select(total, total, 1));
}

/** Returns log softmax(z) along the last axis, computed from z - max(z) so that no exponential overflows. */
export function logSoftmax(z: Value): Value {
  const shifted = sub(z, stopGradient(max(z, -1, true)));
  return sub(shifted, log(sum(exp(shifted), -1, true)));
}

/**
 * Softmax cross-entropy: the mean of -log softmax(z)[label] over time and trials, in nats.
 * @param z logits [T, B, nOut]
 * @param labels classes 0 .. nOut-1, i32 [T, B]
 * @param mask weights of the time points [T, B]; all 1 by default
 */
export function softmaxCrossEntropy(z: Value, labels: Value, mask: Value | null = null): Value {
  const times = z.shape.slice(0, -1);
  checkShapeOf('softmaxCrossEntropy', 'labels', labels.shape, [times]);
  if (mask !== null) checkShapeOf('softmaxCrossEntropy', 'mask', mask.shape, [times]);
  const chosen = oneHot(labels, z.shape[times.length], z.dtype);
  return maskedMean(neg(sum(mul(logSoftmax(z), chosen), -1)), mask);
}

/**
 * Mean squared error over the entries that the mask selects: sum(mask (z - target)^2) / sum(mask).
 * @param z outputs [T, B, nOut]
 * @param targets [T, B, nOut]
 * @param mask weights [T, B], the same for every output, or [T, B, nOut]; all 1 by default
 */
export function meanSquaredError(z: Value, targets: Value, mask: Value | null = null): Value {
  checkShapeOf('meanSquaredError', 'targets', targets.shape, [z.shape]);
  const error = sub(z, targets);
  const squares = mul(error, error);
  if (mask === null) return maskedMean(squares, null);
  const times = z.shape.slice(0, -1);
  checkShapeOf('meanSquaredError', 'mask', mask.shape, [times, z.shape]);
  return maskedMean(squares, mask.shape.length === times.length ? reshape(mask, [...times, 1]) : mask);
}
