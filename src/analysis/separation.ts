/** Step functions: what a psychometric curve becomes when the answers change at one point and never before it. @module */

import { type Level, logLikelihood, MAX_LAPSE, ownTerm } from './probit.ts';

/** A step from l to 1 - l, or down from 1 - l to l, at `bias`. */
export interface Step {
  readonly bias: number;
  readonly rising: boolean;
  readonly lapse: number;
  readonly logLikelihood: number;
}

/**
 * The step of highest likelihood below, at or above one level, rising: l is the share of the answers that are against
 * it. A level exactly at the step has a probability of its own, as it is the limit of a curve that is as steep as one
 * likes, where this lies between l and 1 - l; elsewhere a step beside it is at least as likely.
 */
function risingSteps(levels: readonly Level[], lapses: boolean): Step[] {
  const steps: Step[] = [];
  const add = (bias: number, sure: readonly Level[], at?: Level): void => {
    const [against, n] = sure.reduce(
      ([sum, total], each) => [sum + (each.x < bias ? each.k : each.n - each.k), total + each.n],
      [0, 0],
    );
    const lapse = lapses && n > 0 ? Math.min(against / n, MAX_LAPSE) : 0;
    if (at !== undefined && Math.min(at.k, at.n - at.k) <= lapse * at.n * (1 + 1e-12)) return;
    const far = sure.map((each) => ({ ...each, x: each.x < bias ? -1 : 1 }));
    // Phi(+-100) is 0 and 1 to the last digit.
    const height = logLikelihood(far, [0, 100, lapse]);
    const own = at === undefined ? 0 : ownTerm(at);
    steps.push({ bias, rising: true, lapse, logLikelihood: height + own });
  };
  for (let i = 0; i < levels.length; i++) {
    const others = levels.filter((_, j) => j !== i);
    if (i > 0) add((levels[i - 1].x + levels[i].x) / 2, levels);
    add(levels[i].x, others, levels[i]);
  }
  return steps;
}

/**
 * Returns the step function of highest likelihood. -Infinity where every one is contradicted and lapses are off.
 * @param levels in ascending order of x, at least two
 */
export function bestStep(levels: readonly Level[], lapses: boolean): Step {
  const falling = risingSteps(
    levels.map(({ x, n, k }) => ({ x, n, k: n - k })),
    lapses,
  );
  const steps = [...risingSteps(levels, lapses), ...falling.map((step) => ({ ...step, rising: false }))];
  return steps.reduce((best, step) => (step.logLikelihood > best.logLikelihood ? step : best));
}
