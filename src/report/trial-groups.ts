/** Trials in groups, by what is right; and what single trials hold. @module */

import type { Answered } from '../experiments/experiment-test.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Study } from './study.ts';

/** Column b of [T, B, n] as [nSteps, n], row by row. */
export function columnOf({ shape, data }: Tensor, b: number, nSteps: number): Float64Array {
  const [, count, n = 1] = shape;
  return Float64Array.from({ length: nSteps * n }, (_, i) => {
    return data[(Math.floor(i / n) * count + b) * n + (i % n)];
  });
}

/** The position of the largest of some values, the first of equals. */
export const indexOfLargest = (row: ArrayLike<number>): number => {
  const values = Array.from(row);
  return values.indexOf(Math.max(...values));
};

/** Groups of trials: the right answer, and the strength of the evidence where it is known. */
export interface Groups {
  readonly of: readonly number[];
  readonly names: readonly string[];
}

/** Most groups of a figure: the answers of a ring are taken together in as many arcs. */
const MOST_GROUPS = 8;

/** The right answer at the last step that asks for one; -1 where none does. */
function lastTarget({ kind, targets, mask }: Answered['batch'], b: number): number {
  const [nSteps, count, n = 1] = targets.shape;
  for (let t = nSteps - 1; t >= 0; t--) {
    const at = (t * count + b) * n;
    const asked = mask.data.subarray(at, at + n).some((weight) => weight !== 0);
    if (asked)
      return kind === 'classes' ? targets.data[at] : indexOfLargest(targets.data.subarray(at, at + n));
  }
  return -1;
}

/** Puts answers that are asked for into arcs of neighbours, with the names of the first and the last. */
function arcs(wanted: readonly number[], outputs: readonly string[]): Groups {
  const different = [...new Set(wanted)].filter((value) => value >= 0).sort((a, b) => a - b);
  const length = Math.ceil(different.length / MOST_GROUPS);
  const first = different.filter((_, i) => i % length === 0);
  const names = first.map((value, i) => {
    const last = different[Math.min((i + 1) * length, different.length) - 1];
    return last === value ? outputs[value] : `${outputs[value]} to ${outputs[last]}`;
  });
  return { of: wanted.map((value) => Math.floor(different.indexOf(value) / length)), names };
}

/** Whether what is right stays the same while a trial asks, in its response periods, so that the last answer tells the trial. */
export const asksOnce = ({ batch }: Pick<Answered, 'batch'>, response: readonly string[]): boolean =>
  batch.trials.every(({ periods, nSteps }, b) => {
    const targets = columnOf(batch.targets, b, nSteps);
    const n = targets.length / nSteps;
    const asked = periods
      .filter(({ name }) => response.includes(name))
      .flatMap(({ start, end }) =>
        Array.from(
          { length: end - start },
          (_, i) => `${targets.subarray((start + i) * n, (start + i + 1) * n)}`,
        ),
      );
    return new Set(asked).size < 2;
  });

/** Groups the trials of a test. */
export function groupsOf(study: Study): Groups {
  const { choices, tested, experiment } = study;
  if (choices !== null) {
    return { of: Array.from(choices.wanted), names: choices.names.map((name) => `${name} is right`) };
  }
  const { trials: all } = tested.batch;
  if (!asksOnce(tested, experiment.task.response)) return { of: all.map(() => 0), names: ['all trials'] };
  return arcs(
    all.map((_, b) => lastTarget(tested.batch, b)),
    experiment.task.outputs,
  );
}

/** Whether all periods of all trials of the test begin and end together, so that trials can be averaged step by step. */
export const isAligned = ({ tested }: Pick<Study, 'tested'>): boolean =>
  new Set(tested.batch.trials.map(({ periods, nSteps }) => `${periods.map(({ start }) => start)} ${nSteps}`))
    .size < 2;
