/** What the two-choice tasks of pycog share: catch trials, held outputs, masks, and their accuracy (Song et al. 2016). @module */

import { formatShape, ShapeError, type Tensor } from '../../tensor/index.ts';
import { checkNumber, show } from '../../tensor/options.ts';
import { argmax, share } from '../core/accuracy.ts';
import type { Canvas } from '../core/canvas.ts';
import type { CommonOptions, Filled, TaskParts } from '../core/define-task.ts';
import { consecutivePeriods, type Trial, type TrialBatch, type TrialFrame } from '../core/task.ts';
import { checkTiming, wholeSteps } from '../core/timing.ts';

/** Options of every two-choice task of pycog. */
export interface TwoChoiceOptions {
  /** Probability that a trial is a catch trial: no stimulus, both outputs held low to the end. */
  readonly pCatch?: number;
  /** Duration of catch trials in ms. */
  readonly catchDuration?: number;
  /** Target of both outputs in the fixation period, and of the output that is not to be chosen; 0.2 by default. */
  readonly low?: number;
  /** Target of the output to be chosen in the decision period; 1 by default. */
  readonly high?: number;
}

/** What sets trials of all these tasks apart. */
export interface CatchConditions {
  /** Whether this is a catch trial, in which the other conditions have no effect. */
  catchTrial: boolean;
}

/** Options as `defineTask` hands them over. */
type TwoChoiceFilled = Filled<CommonOptions & TwoChoiceOptions>;

/** Names of the outputs. */
export const twoChoices: readonly string[] = ['choice 0', 'choice 1'];

/** @throws RangeError for values that no trial can have */
export function checkTwoChoice(fn: string, { dt, pCatch, catchDuration, low, high }: TwoChoiceFilled): void {
  checkNumber(fn, 'pCatch', pCatch, 0, 1);
  checkNumber(fn, 'catchDuration', catchDuration, 0);
  checkTiming(fn, 'catchDuration', catchDuration, dt, true);
  checkNumber(fn, 'low', low, -Number.MAX_VALUE);
  checkNumber(fn, 'high', high, -Number.MAX_VALUE);
}

/** @throws RangeError for coherences that are no list, an empty one, or not in percent */
export function checkCoherences(fn: string, cohs: readonly number[]): void {
  if (!Array.isArray(cohs) || cohs.length === 0) {
    throw new RangeError(`${fn}: expected cohs to list at least one coherence, got ${show(cohs)}`);
  }
  cohs.forEach((coherence, i) => {
    checkNumber(fn, `cohs[${i}]`, coherence, 0, 100);
  });
}

/** The two inputs of evidence for choice `towards`: (1 + scale c / 100) / 2 for it and (1 - scale c / 100) / 2 for the other. */
export function evidence(towards: number, coherence: number, scale: number): readonly [number, number] {
  const pair = [(1 + (scale * coherence) / 100) / 2, (1 - (scale * coherence) / 100) / 2] as const;
  return towards === 0 ? pair : [pair[1], pair[0]];
}

/** The inputs that rise and fall with a frequency: 0.4 to 1.2 from the lowest to the highest, and back. */
export function tuned(frequency: number, lowest: number, highest: number): readonly [number, number] {
  const range = highest - lowest;
  return [0.4 + (0.8 * (frequency - lowest)) / range, 0.4 + (0.8 * (highest - frequency)) / range];
}

/** Whether each trial of a batch is answered correctly; `undefined` for catch trials. */
function correctTrials<C extends CatchConditions>(
  { trials, targets }: TrialBatch<C, 'values'>,
  outputs: Tensor,
  truthOf: (conditions: C) => number,
): readonly (boolean | undefined)[] {
  if (outputs.shape.join() !== targets.shape.join()) {
    const want = `outputs of shape ${formatShape(targets.shape)}`;
    throw new ShapeError(`accuracy: expected ${want}, got ${formatShape(outputs.shape)}`, [
      targets.shape,
      outputs.shape,
    ]);
  }
  return trials.map((trial, b) => {
    if (trial.catchTrial) return undefined;
    return argmax(outputs.data, ((trial.nSteps - 1) * trials.length + b) * 2, 2) === truthOf(trial);
  });
}

/**
 * Returns the fraction of trials whose larger output at the last step is that of the right choice: pycog's
 * performance_2afc. Catch trials do not count; NaN when there are no others. The first of equal outputs counts, and NaN
 * is never correct.
 */
export function twoChoiceAccuracy<C extends CatchConditions>(truthOf: (conditions: C) => number) {
  return (batch: TrialBatch<C, 'values'>, outputs: Tensor): number =>
    share(correctTrials(batch, outputs, truthOf));
}

/**
 * The same for each condition by itself, and the least of these fractions: pycog's performance_2afc_min_condition.
 * @param conditionOf names the condition of a trial
 */
export function worstConditionAccuracy<C extends CatchConditions>(
  truthOf: (conditions: C) => number,
  conditionOf: (conditions: C) => string,
) {
  return (batch: TrialBatch<C, 'values'>, outputs: Tensor): number => {
    const groups = new Map<string, boolean[]>();
    correctTrials(batch, outputs, truthOf).forEach((correct, b) => {
      if (correct === undefined) return;
      const name = conditionOf(batch.trials[b]);
      groups.set(name, [...(groups.get(name) ?? []), correct]);
    });
    return groups.size === 0 ? Number.NaN : Math.min(...Array.from(groups.values(), share));
  };
}

/** What `twoChoiceParts` returns. */
interface TwoChoiceParts<C extends CatchConditions> {
  readonly outputs: readonly string[];
  readonly response: readonly string[];
  readonly layOut: NonNullable<TaskParts<C, 'values'>['layOut']>;
  readonly maxSteps: number;
  readonly accuracy: NonNullable<TaskParts<C, 'values'>['accuracy']>;
  /** Writes targets and mask. */
  readonly answer: (trial: Trial<C>, canvas: Canvas) => void;
}

/**
 * Makes what these tasks share. In the fixation period both targets are `low`, in the decision period that of the right
 * choice is `high` and the other `low`; only these periods have mask 1. A catch trial is fixation throughout: its other
 * periods are empty and stand at its end.
 * @param truthOf the right choice, 0 or 1
 */
export function twoChoiceParts<C extends CatchConditions>(
  fn: string,
  { dt, timing, catchDuration, low, high }: TwoChoiceFilled,
  truthOf: (conditions: C) => number,
): TwoChoiceParts<C> {
  const nCatch = wholeSteps(catchDuration, dt);
  const caught = (frame: TrialFrame): TrialFrame => ({
    ...frame,
    nSteps: nCatch,
    periods: frame.periods.map(({ name }, i) => ({ name, start: i === 0 ? 0 : nCatch, end: nCatch })),
  });
  return {
    outputs: twoChoices,
    response: ['decision'],
    layOut: ({ catchTrial }, frame) => (catchTrial ? caught(frame) : frame),
    maxSteps: Math.max(nCatch, consecutivePeriods(fn, dt, timing).maxSteps),
    accuracy: twoChoiceAccuracy(truthOf),
    answer(trial, canvas) {
      canvas.weigh(null, 0);
      canvas.weigh(['fixation', 'decision'], 1);
      canvas.target(['fixation', 'decision'], null, low);
      canvas.target('decision', truthOf(trial), high);
    },
  };
}
