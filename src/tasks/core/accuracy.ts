/** How many trials a network answers correctly. @module */

import { formatShape, type Shape, ShapeError, sameShape, type Tensor } from '../../tensor/index.ts';
import type { TargetKind, Task, TrialBatch } from './task.ts';

function checkSame(fn: string, name: string, shape: Shape, wanted: Shape): void {
  if (sameShape(shape, wanted)) return;
  const expected = `${name} of shape ${formatShape(wanted)}`;
  throw new ShapeError(`${fn}: expected ${expected}, got ${formatShape(shape)}`, [wanted, shape]);
}

function checkOutputs(fn: string, { shape }: Tensor): void {
  if (shape.length === 3 && shape[2] > 0) return;
  throw new ShapeError(`${fn}: expected outputs of shape [T, B, nOut], got ${formatShape(shape)}`, [shape]);
}

/** Index of the largest of `values[at ..at + n]`, the first of equals; -1 when one is NaN. */
export function argmax(values: ArrayLike<number>, at: number, n: number): number {
  let best = 0;
  for (let i = 0; i < n; i++) {
    if (Number.isNaN(values[at + i])) return -1;
    if (values[at + i] > values[at + best]) best = i;
  }
  return best;
}

/** Share of the trials that are `true`; those that do not count are `undefined`. NaN when none counts. */
export function share(trials: readonly (boolean | undefined)[]): number {
  const counted = trials.filter((correct) => correct !== undefined);
  return counted.filter((correct) => correct).length / counted.length;
}

/** What was answered in a trial, -1 for NaN, and what was right, each the number of an output; `undefined` where nothing was asked. */
export type Answer = { readonly choice: number; readonly wanted: number } | undefined;

const isRight = (answer: Answer): boolean | undefined => answer && answer.choice === answer.wanted;

function maskedAnswers(fn: string, targets: Tensor, outputs: Tensor, mask: Tensor): readonly Answer[] {
  checkOutputs(fn, outputs);
  checkSame(fn, 'targets', targets.shape, outputs.shape);
  checkSame(fn, 'mask', mask.shape, outputs.shape);
  const [nSteps, batchSize, nOut] = outputs.shape;
  const row = batchSize * nOut;
  const wanted = new Float64Array(row);
  const given = new Float64Array(row);
  const asks = new Uint8Array(batchSize);
  for (let t = 0; t < nSteps; t++) {
    for (let i = 0; i < row; i++) {
      const weight = mask.data[t * row + i];
      // 0 * NaN would be NaN: what is masked must not matter.
      if (weight === 0) continue;
      wanted[i] += weight * targets.data[t * row + i];
      given[i] += weight * outputs.data[t * row + i];
      asks[Math.floor(i / nOut)] = 1;
    }
  }
  return Array.from(asks, (asked, b) => {
    if (asked === 0) return undefined;
    return { choice: argmax(given, b * nOut, nOut), wanted: argmax(wanted, b * nOut, nOut) };
  });
}

/**
 * Returns the fraction of trials in which the output that is largest, summed over time with the mask as weight, is
 * that of which the target, summed likewise, is largest: the accuracy of PsychRNN's tasks. Among equals the first
 * output counts.
 *
 * A trial whose mask is 0 throughout asks nothing and does not count (PsychRNN counts it as correct); NaN when no
 * trial counts. An output that is NaN where the mask is not 0 is never correct.
 * @param targets [T, B, nOut], as `outputs` and `mask`
 * @throws ShapeError for shapes that differ
 */
export function maskedAccuracy(targets: Tensor, outputs: Tensor, mask: Tensor): number {
  return share(maskedAnswers('maskedAccuracy', targets, outputs, mask).map(isRight));
}

function classAnswers(fn: string, targets: Tensor, outputs: Tensor, mask: Tensor): readonly Answer[] {
  checkOutputs(fn, outputs);
  const [nSteps, batchSize, nOut] = outputs.shape;
  checkSame(fn, 'targets', targets.shape, [nSteps, batchSize]);
  checkSame(fn, 'mask', mask.shape, [nSteps, batchSize]);
  return Array.from({ length: batchSize }, (_, b) => {
    for (let at = (nSteps - 1) * batchSize + b; at >= 0; at -= batchSize) {
      if (mask.data[at] === 0) continue;
      return { choice: argmax(outputs.data, at * nOut, nOut), wanted: targets.data[at] };
    }
    return undefined;
  });
}

/**
 * Returns the fraction of trials in which the largest output is the target's class at the last step whose mask is
 * not 0: the end of the response. Among equal outputs the first counts, and an output that is NaN is never correct.
 * A trial whose mask is 0 throughout does not count; NaN when no trial counts.
 * @param targets class labels [T, B]
 * @param outputs [T, B, nOut]
 * @param mask [T, B]
 * @throws ShapeError for shapes that do not fit
 */
export function classAccuracy(targets: Tensor, outputs: Tensor, mask: Tensor): number {
  return share(classAnswers('classAccuracy', targets, outputs, mask).map(isRight));
}

/**
 * Returns what was answered in each trial of a batch, as `classAccuracy` or `maskedAccuracy` read it: the largest output
 * at the last step that is asked for, or summed with the mask as weight.
 * @param outputs [T, B, nOut], what the network answered to `batch.inputs`
 * @throws ShapeError for shapes that do not fit
 * @example answersOf(batch, outputs).map((answer) => answer?.choice)
 */
export function answersOf<C extends object, K extends TargetKind>(
  { kind, targets, mask }: TrialBatch<C, K>,
  outputs: Tensor,
): readonly Answer[] {
  return (kind === 'classes' ? classAnswers : maskedAnswers)('answersOf', targets, outputs, mask);
}

/** `maskedAccuracy` of a batch: the accuracy of PsychRNN's tasks, and of those written step by step. */
export function accuracyOfValues<C extends object>(batch: TrialBatch<C, 'values'>, outputs: Tensor): number {
  return maskedAccuracy(batch.targets, outputs, batch.mask);
}

/**
 * Returns the fraction of correct trials of a batch: by the task's own `accuracy`, or else by that of its kind,
 * `classAccuracy` or `maskedAccuracy`.
 * @param outputs [T, B, nOut], what the network answered to `batch.inputs`
 * @example taskAccuracy(task, batch, outputs)
 */
export function taskAccuracy<C extends object, K extends TargetKind>(
  task: Task<C, K>,
  batch: TrialBatch<C, K>,
  outputs: Tensor,
): number {
  if (task.accuracy !== undefined) return task.accuracy(batch, outputs);
  const ofKind = task.kind === 'classes' ? classAccuracy : maskedAccuracy;
  return ofKind(batch.targets, outputs, batch.mask);
}
