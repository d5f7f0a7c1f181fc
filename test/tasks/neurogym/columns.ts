/** Batches looked at one channel or one trial at a time, and answers made up for them. */
import type { TrialBatch } from '../../../src/tasks/core/task.ts';
import { fromArray, type Tensor } from '../../../src/tensor/index.ts';

/** What an input shows to one trial, step by step. */
export function column({ inputs }: TrialBatch<object>, channel: number, trial: number): number[] {
  const [nSteps, nTrials, nIn] = inputs.shape;
  return Array.from({ length: nSteps }, (_, t) => inputs.data[(t * nTrials + trial) * nIn + channel]);
}

/** The classes to choose in one trial, step by step. */
export function labels({ targets }: TrialBatch<object>, trial: number): number[] {
  const [nSteps, nTrials] = targets.shape;
  return Array.from({ length: nSteps }, (_, t) => targets.data[t * nTrials + trial]);
}

/** A value in the steps [start, end) of the ranges, 0 elsewhere. */
export function during(
  nSteps: number,
  value: number,
  ...ranges: readonly (readonly [start: number, end: number])[]
): number[] {
  return Array.from({ length: nSteps }, (_, t) =>
    ranges.some(([start, end]) => t >= start && t < end) ? value : 0,
  );
}

/** Outputs that are 1 for a chosen class and 0 for the others. */
export function answers(
  { targets }: TrialBatch<object>,
  nOut: number,
  choose: (step: number, trial: number) => number,
): Tensor {
  const [nSteps, nTrials] = targets.shape;
  const data = new Float32Array(nSteps * nTrials * nOut);
  for (let t = 0; t < nSteps; t++) {
    for (let b = 0; b < nTrials; b++) data[(t * nTrials + b) * nOut + choose(t, b)] = 1;
  }
  return fromArray(data, [nSteps, nTrials, nOut]);
}

/** Outputs that are the targets. */
export function rightAnswers(batch: TrialBatch<object>, nOut: number): Tensor {
  const nTrials = batch.targets.shape[1];
  return answers(batch, nOut, (t, b) => batch.targets.data[t * nTrials + b]);
}

/** Everything that a batch holds, as text. */
export function bytesOf({ inputs, targets, mask, trials }: TrialBatch<object>): string {
  return `${inputs.shape} ${inputs.data} ${targets.data} ${mask.data} ${JSON.stringify(trials)}`;
}

/** Mean and standard deviation. */
export function spread(values: readonly number[]): readonly [mean: number, std: number] {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return [mean, Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length)];
}
