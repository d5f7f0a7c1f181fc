/** Trials written one after the other into the columns of time-major arrays. @module */

import { type Key, split } from '../tensor/index.ts';
import type { Task, Trial, TrialView } from './task.ts';

/** A trial with the key that its contents are drawn from. */
export interface PlannedTrial<C extends object> {
  readonly trial: Trial<C>;
  readonly fillKey: Key;
}

/**
 * Plans the trial of a key.
 * @throws RangeError when the task plans a trial without steps
 */
export function planTrial<C extends object>(
  fn: string,
  task: Task<C>,
  key: Key,
  forced?: Partial<C>,
): PlannedTrial<C> {
  const [planKey, fillKey] = split(key);
  const trial = task.plan(planKey, forced);
  if (!(Number.isInteger(trial.nSteps) && trial.nSteps > 0)) {
    throw new RangeError(
      `${fn}: expected task '${task.name}' to plan trials of whole steps >= 1, got ${trial.nSteps}`,
    );
  }
  return { trial, fillKey };
}

/** Arrays of `nColumns` columns that trials are copied to: inputs [T, nColumns, nIn], targets and mask [T, nColumns]. */
export interface Columns {
  readonly nColumns: number;
  readonly nSteps: number;
  readonly inputs: Float32Array;
  readonly targets: Int32Array;
  readonly mask?: Float32Array;
}

/** Writes a planned trial to a column from step `start` on and cuts it where the arrays end. */
export type WriteTrial<C extends object> = (
  planned: PlannedTrial<C>,
  out: Columns,
  column: number,
  start: number,
) => void;

/** Makes a writer of trials. It fills one small buffer, whose size is that of the longest trial so far, and copies it. */
export function trialWriter<C extends object>(task: Task<C>): WriteTrial<C> {
  const { nIn } = task;
  const allocate = (nSteps: number): TrialView => ({
    inputs: new Float32Array(nSteps * nIn),
    targets: new Int32Array(nSteps),
    mask: new Float32Array(nSteps),
  });
  let buffer = allocate(0);
  const cleared = (nSteps: number): TrialView => {
    if (buffer.targets.length < nSteps) buffer = allocate(nSteps);
    return {
      inputs: buffer.inputs.subarray(0, nSteps * nIn).fill(0),
      targets: buffer.targets.subarray(0, nSteps).fill(0),
      mask: buffer.mask.subarray(0, nSteps).fill(1),
    };
  };
  return ({ trial, fillKey }, out, column, start) => {
    const view = cleared(trial.nSteps);
    task.fill(trial, fillKey, view);
    const { nColumns, inputs, targets, mask } = out;
    const nSteps = Math.min(trial.nSteps, out.nSteps - start);
    for (let t = 0, at = start * nColumns + column; t < nSteps; t++, at += nColumns) {
      for (let i = 0; i < nIn; i++) inputs[at * nIn + i] = view.inputs[t * nIn + i];
      targets[at] = view.targets[t];
      if (mask !== undefined) mask[at] = view.mask[t];
    }
  };
}
