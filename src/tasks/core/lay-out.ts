/** Periods laid out for tasks whose conditions decide how long some of them last. @module */

import { type Period, periodOf, type TrialFrame } from './task.ts';

/** Returns the number of steps of a period. */
export function stepsOf(frame: TrialFrame, name: string): number {
  const { start, end } = periodOf(frame, name);
  return end - start;
}

/** Lays periods out one after the other, from step 0. */
export function endToEnd(
  dt: number,
  lengths: readonly (readonly [name: string, steps: number])[],
): TrialFrame {
  let nSteps = 0;
  const periods = lengths.map(([name, steps]): Period => {
    const start = nSteps;
    nSteps += steps;
    return { name, start, end: nSteps };
  });
  return { periods, nSteps, dt };
}
