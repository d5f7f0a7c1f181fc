/** What the tasks share in which an interval is produced: where the answer belongs, and how far off it may be. @module */

import type { Tensor } from '../../tensor/index.ts';
import { checkName } from '../../tensor/options.ts';
import { firstAnswer, shareOfTrials } from '../core/answers.ts';
import type { Trial, TrialBatch } from '../core/task.ts';
import { wholeSteps } from '../core/timing.ts';

/** Where the produced interval begins: at the first step of the set signal, or behind its last. */
export type CountFrom = 'setOnset' | 'setOffset';

/** Options of tasks whose interval is produced after a set signal. */
export interface AfterSetOptions {
  /**
   * Where the interval to be produced begins: `'setOnset'` (default), as in the experiments, or `'setOffset'`, as in
   * the targets of neurogym.
   */
  readonly countFrom?: CountFrom;
  /** A trial is correct when the interval is off by at most prodMargin times its length, and 25 ms; 0.2 by default. */
  readonly prodMargin?: number;
}

/** The period of production, counted in steps from the end of the set signal. */
export interface Production {
  /** Duration of the period: twice the interval. */
  readonly steps: number;
  /** The one step at which the answer belongs. */
  readonly answer: number;
}

/** @throws RangeError for another name */
export function checkCountFrom(fn: string, countFrom: unknown): void {
  checkName(fn, 'countFrom', countFrom, ['setOnset', 'setOffset']);
}

/**
 * Reckons the period of production.
 * @param interval to be produced, in steps; a fraction of a step is cut
 * @param setSteps duration of the set signal
 * @throws RangeError for an interval that ends before the set signal does, or takes no step
 */
export function productionOf(
  fn: string,
  interval: number,
  setSteps: number,
  countFrom: CountFrom,
): Production {
  // Of steps of length 1: what is whole but for rounding counts as whole.
  const cut = (steps: number): number => wholeSteps(steps, 1);
  const answer = cut(interval) - (countFrom === 'setOnset' ? setSteps : 0);
  if (answer >= 0 && cut(interval) >= 1) return { steps: cut(2 * interval), answer };
  throw new RangeError(
    `${fn}: expected the interval to be produced to take a step and to outlast the set signal of ${setSteps} steps, got ${interval} steps - lengthen it or lower dt`,
  );
}

/** An interval that a trial asks for. */
export interface Asked {
  /** In ms. */
  readonly interval: number;
  /** The step at which it begins. */
  readonly from: number;
  /** The first step at which an answer counts. */
  readonly listenFrom: number;
}

// What neurogym adds to the margin, in ms.
const GRACE = 25;

/**
 * Makes the accuracy of a task that asks for an interval: the first answer that counts has to be class 1 (go), and
 * the interval that it produces off by at most prodMargin times the interval, and 25 ms, as neurogym rewards it.
 */
export function producedInTime<C extends object>(
  prodMargin: number,
  dt: number,
  askedOf: (trial: Trial<C>) => Asked,
): (batch: TrialBatch<C>, outputs: Tensor) => number {
  return (batch, outputs) =>
    shareOfTrials(batch, outputs, (trial, b) => {
      const { interval, from, listenFrom } = askedOf(trial);
      const answer = firstAnswer(outputs, b, listenFrom, trial.nSteps);
      if (answer === undefined || answer.choice !== 1) return false;
      return Math.abs((answer.step - from) * dt - interval) <= prodMargin * interval + GRACE;
    });
}
