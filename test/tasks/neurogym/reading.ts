/** Reads batches of the decision tasks: sums of channels over a period, labels at the end, rates. */
import { type Period, periodOf, type TrialBatch } from '../../../src/tasks/index.ts';

/** Value of one input at one step of one trial. */
export function input<C extends object>({ inputs }: TrialBatch<C>, t: number, b: number, i: number): number {
  const [, count, nIn] = inputs.shape;
  return inputs.data[(t * count + b) * nIn + i];
}

/** Sum of each channel over a period of trial b. */
export function sums<C extends object>(
  batch: TrialBatch<C>,
  b: number,
  name: string,
  channels: readonly number[],
): number[] {
  const { start, end } = periodOf(batch.trials[b], name);
  return channels.map((channel) => {
    let sum = 0;
    for (let t = start; t < end; t++) sum += input(batch, t, b, channel);
    return sum;
  });
}

/** Label at the last step of trial b. */
export function answer<C extends object>({ targets, trials }: TrialBatch<C>, b: number): number {
  return targets.data[(trials[b].nSteps - 1) * trials.length + b];
}

/** The steps at which something holds, as runs [start, end). */
export function runsWhere(nSteps: number, holds: (t: number) => boolean): [number, number][] {
  const runs: [number, number][] = [];
  for (let t = 0; t < nSteps; t++) {
    if (!holds(t)) continue;
    const last = runs.at(-1);
    if (last?.[1] === t) last[1]++;
    else runs.push([t, t + 1]);
  }
  return runs;
}

/** Where periods are, by their names. */
export function spans(periods: readonly Period[]): Record<string, [number, number]> {
  return Object.fromEntries(periods.map(({ name, start, end }) => [name, [start, end]]));
}

export function argmax(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}

/** How many standard errors the share of `hits` is from `p`. */
export function score(hits: readonly boolean[], p: number): number {
  const found = hits.filter((hit) => hit).length / hits.length;
  return (found - p) / Math.sqrt((p * (1 - p)) / hits.length);
}

export const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
