/** Trials written one after the other into the columns of time-major arrays. @module */

import { fromArray, type Key, split, type Tensor } from '../../tensor/index.ts';
import type { TargetArrays, TargetKind, Task, Trial, TrialView } from './task.ts';

/** A trial with the key that its contents are drawn from. */
export interface PlannedTrial<C extends object> {
  readonly trial: Trial<C>;
  readonly fillKey: Key;
}

/**
 * Plans the trial of a key.
 * @throws RangeError when the task plans a trial without steps
 */
export function planTrial<C extends object, K extends TargetKind>(
  fn: string,
  task: Task<C, K>,
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

/** Returns the targets of one step of one trial: 1 label, or nOut values. */
export function targetWidth(task: {
  readonly name: string;
  readonly kind: TargetKind;
  readonly nOut: number;
}): number {
  if (task.kind === 'classes') return 1;
  if (task.kind === 'values') return task.nOut;
  throw new RangeError(`${task.name}: expected kind to be 'classes' or 'values', got ${String(task.kind)}`);
}

/** Makes targets of a kind, all 0. */
function makeTargets<K extends TargetKind>(kind: K, length: number): TargetArrays[K] {
  const arrays = { classes: Int32Array, values: Float32Array } as const;
  return new arrays[kind](length) as TargetArrays[K];
}

/** Trials in `nColumns` columns: arrays [nSteps, nColumns, width], the width being nIn or that of the targets. */
export interface Columns<K extends TargetKind> extends TrialView<K> {
  readonly nColumns: number;
  readonly nSteps: number;
}

/** Makes columns of zeros. */
export function makeColumns<C extends object, K extends TargetKind>(
  task: Task<C, K>,
  nSteps: number,
  nColumns: number,
): Columns<K> {
  const rows = nSteps * nColumns;
  const size = rows * targetWidth(task);
  return {
    nColumns,
    nSteps,
    inputs: new Float32Array(rows * task.nIn),
    targets: makeTargets(task.kind, size),
    mask: new Float32Array(size),
  };
}

/** Views the rows from `first` to `last` of columns, counted over steps and columns. */
export function rowsOf<K extends TargetKind>(
  { inputs, targets, mask }: TrialView<K>,
  { nIn, width }: { readonly nIn: number; readonly width: number },
  first: number,
  last: number,
): TrialView<K> {
  return {
    inputs: inputs.subarray(first * nIn, last * nIn),
    targets: targets.subarray(first * width, last * width) as TargetArrays[K],
    mask: mask.subarray(first * width, last * width),
  };
}

/** Views columns as tensors. */
export function tensorsOf<C extends object, K extends TargetKind>(
  task: Task<C, K>,
  { nSteps, nColumns, inputs, targets, mask }: Columns<K>,
): { inputs: Tensor; targets: Tensor; mask: Tensor } {
  const rows = [nSteps, nColumns];
  const shape = task.kind === 'classes' ? rows : [...rows, task.nOut];
  return {
    inputs: fromArray(inputs, [...rows, task.nIn]),
    targets: fromArray(targets, shape),
    mask: fromArray(mask, shape),
  };
}

/** What is copied: inputs, targets or a mask. */
export type Numbers = Float32Array | Int32Array;

/** Which part of a buffer [nTrials, length, ..] goes where in arrays [.., nColumns, ..]: the first `nSteps` of each trial. */
interface Placing {
  readonly nTrials: number;
  readonly length: number;
  readonly nColumns: number;
  readonly column: number;
  readonly start: number;
  readonly nSteps: number;
}

/** Views numbers as their bits: one type of array for all that is copied, since engines ask for the type of mixed ones at each access. */
const bitsOf = ({ buffer, byteOffset, length }: Numbers): Int32Array =>
  new Int32Array(buffer, byteOffset, length);

/** Copies trials of `width` numbers per step to neighbouring columns. */
export function copyColumns(source: Numbers, target: Numbers, width: number, placing: Placing): void {
  const [from, to] = [bitsOf(source), bitsOf(target)];
  const { nTrials, length, nColumns, column, start, nSteps } = placing;
  const trialSize = length * width;
  for (let t = 0; t < nSteps; t++) {
    let at = ((start + t) * nColumns + column) * width;
    let next = t * width;
    // Labels, tasks of two choices, and those with a fixation cue. Without the inner loop, 2 take a third of the time;
    // 3 make windows of song2016 5 % cheaper.
    if (width === 1) {
      for (let j = 0; j < nTrials; j++, next += trialSize) to[at++] = from[next];
    } else if (width === 2) {
      for (let j = 0; j < nTrials; j++, next += trialSize, at += 2) {
        to[at] = from[next];
        to[at + 1] = from[next + 1];
      }
    } else if (width === 3) {
      for (let j = 0; j < nTrials; j++, next += trialSize, at += 3) {
        to[at] = from[next];
        to[at + 1] = from[next + 1];
        to[at + 2] = from[next + 2];
      }
    } else {
      for (let j = 0; j < nTrials; j++, next += trialSize) {
        for (let i = 0; i < width; i++) to[at++] = from[next + i];
      }
    }
  }
}

/**
 * Writes planned trials to neighbouring columns, from step `start` to step `end`. A trial that is
 * longer is cut, behind a shorter one there are zeros.
 */
export type WriteTrials<C extends object, K extends TargetKind> = (
  planned: readonly PlannedTrial<C>[],
  out: Columns<K>,
  column: number,
  start: number,
  end: number,
) => void;

/**
 * Makes a writer of at most `most` trials at a time. It fills one small buffer, as long as the longest trial so far,
 * and copies it.
 */
export function trialWriter<C extends object, K extends TargetKind>(
  task: Task<C, K>,
  most: number,
): WriteTrials<C, K> {
  const { nIn } = task;
  const width = targetWidth(task);
  const widths = { nIn, width };
  let length = 0;
  let buffer: TrialView<K> = makeColumns(task, 0, 0);
  return (planned, out, column, start, end) => {
    const longest = planned.reduce((steps, { trial }) => Math.max(steps, trial.nSteps), end - start);
    if (length < longest) {
      length = longest;
      buffer = makeColumns(task, length, most);
    }
    const { inputs, targets, mask } = buffer;
    inputs.fill(0);
    targets.fill(0);
    mask.fill(0);
    planned.forEach(({ trial, fillKey }, j) => {
      const view = rowsOf(buffer, widths, j * length, j * length + trial.nSteps);
      view.mask.fill(1);
      task.fill(trial, fillKey, view);
    });
    const { nColumns } = out;
    const placing = { nTrials: planned.length, length, nColumns, column, start, nSteps: end - start };
    copyColumns(inputs, out.inputs, nIn, placing);
    copyColumns(targets, out.targets, width, placing);
    copyColumns(mask, out.mask, width, placing);
  };
}
