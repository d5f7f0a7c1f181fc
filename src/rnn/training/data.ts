/** Where training takes its batches from. @module */

import type { Value } from '../../autograd/tape.ts';
import { isTensor, type Tensor } from '../../tensor/tensor.ts';

/**
 * Batches by number: a pure function, so that a run can go on from any update. Every batch has the shapes of the
 * first. Numbers from 2^30 on are for tests: no update trains on them.
 */
export interface DataSource<B> {
  /** Trials per batch. */
  readonly batchSize: number;
  /** Makes the batch with a number; its arrays may be used again for the next. */
  batch(step: number): B;
  /** Fraction of trials that outputs [T, B, nOut] answer correctly; NaN if no trial asks for an answer. */
  accuracy?(batch: B, z: Tensor): number;
}

/** The source of batches of a stage; that of the last one when all are done. */
export const sourceAt = <B>(sources: readonly DataSource<B>[], stage: number): DataSource<B> =>
  sources[Math.min(stage, sources.length - 1)];

/** Number of the batch that the check after an update is made on. */
export const testNumber = (update: number): number => 2 ** 30 + update;

/** What a loss sees of a batch: its tensors, by name, or the one tensor that it is. */
export type Recorded<B> = B extends Tensor
  ? Value
  : { readonly [K in keyof B as B[K] extends Tensor ? K : never]: Value };

/** The tensors of a batch without what else it tells, such as the conditions of its trials. */
export function tensorsOf<B>(batch: B): B {
  if (isTensor(batch) || typeof batch !== 'object' || batch === null) return batch;
  return Object.fromEntries(Object.entries(batch).filter(([, member]) => isTensor(member))) as B;
}
