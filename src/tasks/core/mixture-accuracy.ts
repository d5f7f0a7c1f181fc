/** How well each of several tasks is answered. @module */

import { fromArray, type Tensor } from '../../tensor/index.ts';
import { taskAccuracy } from './accuracy.ts';
import type { TargetKind, Task, TrialBatch } from './task.ts';
import type { AnyTask } from './with-rule.ts';

type Batch<K extends TargetKind> = TrialBatch<{ readonly task: string }, K>;

/** Columns of a time-major array [T, B, ..]. */
function columnsOf({ data, shape }: Tensor, columns: readonly number[]): Tensor {
  const [nSteps, batchSize, ...rest] = shape;
  const width = rest.reduce((product, n) => product * n, 1);
  const taken = data.slice(0, nSteps * columns.length * width);
  for (let t = 0; t < nSteps; t++) {
    columns.forEach((column, i) => {
      const from = (t * batchSize + column) * width;
      taken.set(data.subarray(from, from + width), (t * columns.length + i) * width);
    });
  }
  return fromArray(taken, [nSteps, columns.length, ...rest]);
}

const trialsOf = <K extends TargetKind>({ trials }: Batch<K>, name: string): number[] =>
  trials.flatMap(({ task }, b) => (task === name ? [b] : []));

function accuracyOfOne<K extends TargetKind>(
  task: AnyTask<K>,
  { kind, inputs, targets, mask, trials }: Batch<K>,
  outputs: Tensor,
  columns: readonly number[],
): number {
  if (columns.length === 0) return NaN;
  const own = {
    kind,
    inputs: columnsOf(inputs, columns),
    targets: columnsOf(targets, columns),
    mask: columnsOf(mask, columns),
    trials: columns.map((column) => trials[column]),
  };
  return taskAccuracy(task as unknown as Task<object, K>, own, columnsOf(outputs, columns));
}

/** Returns the fraction of correct trials by task; NaN for tasks of which no trial asks for an answer. */
export function accuracyOfTasks<K extends TargetKind>(
  tasks: Readonly<Record<string, AnyTask<K>>>,
  batch: Batch<K>,
  outputs: Tensor,
): { [task: string]: number } {
  return Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [
      name,
      accuracyOfOne(task, batch, outputs, trialsOf(batch, name)),
    ]),
  );
}

/** Columns whose mask is not 0 throughout. */
function askingColumns({ data, shape: [, batchSize, width = 1] }: Tensor): Set<number> {
  const asks = new Set<number>();
  data.forEach((weight, i) => {
    if (weight !== 0) asks.add(Math.floor(i / width) % batchSize);
  });
  return asks;
}

/** Returns the fraction of correct trials of all that ask for an answer; NaN if none does. */
export function meanOverTrials<K extends TargetKind>(
  tasks: Readonly<Record<string, AnyTask<K>>>,
  batch: Batch<K>,
  outputs: Tensor,
): number {
  const asks = askingColumns(batch.mask);
  let [correct, total] = [0, 0];
  for (const [name, fraction] of Object.entries(accuracyOfTasks(tasks, batch, outputs))) {
    if (Number.isNaN(fraction)) continue;
    const n = trialsOf(batch, name).filter((column) => asks.has(column)).length;
    correct += fraction * n;
    total += n;
  }
  return correct / total;
}
