/** Periods that come several times in a trial. @module */

import type { Period, TrialFrame } from './task.ts';
import { mostSteps, type Timing } from './timing.ts';

/**
 * Repeats neighbouring periods `times` times, one round after the other; what followed them is moved. Round i has the
 * durations of the first and the names with an i behind: `cue0`, `gap0`, `cue1`, `gap1`.
 * @param frame with periods that follow one another from step 0
 */
export function repeatPeriods(frame: TrialFrame, names: readonly string[], times: number): TrialFrame {
  const repeated = frame.periods.filter(({ name }) => names.includes(name));
  const rounds = Array.from({ length: times }, (_, i) =>
    repeated.map((period) => ({ ...period, name: `${period.name}${i}` })),
  ).flat();
  let nSteps = 0;
  const periods = frame.periods
    .flatMap((period) => (period === repeated[0] ? rounds : repeated.includes(period) ? [] : [period]))
    .map(({ name, start, end }): Period => {
      const from = nSteps;
      nSteps += end - start;
      return { name, start: from, end: nSteps };
    });
  return { ...frame, periods, nSteps };
}

/** Returns the most steps of a trial in which the periods `names` come `times` times. */
export function mostStepsRepeated(
  timing: Readonly<Record<string, Timing>>,
  dt: number,
  names: readonly string[],
  times: number,
): number {
  return Object.entries(timing).reduce((sum, [name, spec]) => {
    const count = names.includes(name) ? times : 1;
    return count === 0 ? sum : sum + count * mostSteps(spec, dt);
  }, 0);
}
