/** Accuracy of tasks that ask for a course of values: how many trials stay close to it. @module */

import { formatShape, ShapeError, type Tensor } from '../../tensor/index.ts';
import { share } from '../core/accuracy.ts';

/** What is compared: targets and mask of a batch, [T, B, nOut] both. */
export interface ValueBatch {
  readonly targets: Tensor;
  readonly mask: Tensor;
}

interface Errors {
  /** Sum of mask (z - target)^2 of each trial. */
  readonly squares: Float64Array;
  /** Sum of the mask of each trial. */
  readonly weights: Float64Array;
}

function errorsOf(fn: string, { targets, mask }: ValueBatch, outputs: Tensor): Errors {
  const { shape } = targets;
  if (outputs.shape.join() !== shape.join()) {
    const want = `outputs of shape ${formatShape(shape)}`;
    throw new ShapeError(`${fn}: expected ${want}, got ${formatShape(outputs.shape)}`, [
      shape,
      outputs.shape,
    ]);
  }
  const [, batchSize, nOut] = shape;
  const squares = new Float64Array(batchSize);
  const weights = new Float64Array(batchSize);
  mask.data.forEach((weight, i) => {
    // 0 * NaN would be NaN: what is masked must not matter.
    if (weight === 0) return;
    const b = Math.floor(i / nOut) % batchSize;
    const error = outputs.data[i] - targets.data[i];
    squares[b] += weight * error * error;
    weights[b] += weight;
  });
  return { squares, weights };
}

/**
 * Returns the root of the mean squared error of a batch where the mask shows it, sqrt(sum(mask (z - target)^2) /
 * sum(mask)): the error that pycog reports and stops at. NaN when the mask is 0 throughout.
 * @param outputs [T, B, nOut]
 * @throws ShapeError for outputs of another shape
 */
export function batchRmse(batch: ValueBatch, outputs: Tensor): number {
  const { squares, weights } = errorsOf('batchRmse', batch, outputs);
  const sum = (x: Float64Array): number => x.reduce((a, b) => a + b, 0);
  return Math.sqrt(sum(squares) / sum(weights));
}

/**
 * Makes an accuracy: the fraction of trials whose own root mean squared error, where the mask shows it, is at most
 * `tolerance`. A trial whose mask is 0 throughout does not count; NaN when none counts; an output that is NaN is never
 * correct.
 */
export const accuracyWithin =
  (tolerance: number) =>
  (batch: ValueBatch, outputs: Tensor): number => {
    const { squares, weights } = errorsOf('accuracyWithin', batch, outputs);
    return share(
      Array.from(squares, (square, b) =>
        weights[b] === 0 ? undefined : Math.sqrt(square / weights[b]) <= tolerance,
      ),
    );
  };
