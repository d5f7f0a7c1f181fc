/** What a network with class outputs answers, and when: for tasks that are judged by more than their last step. @module */

import { formatShape, ShapeError, type Tensor } from '../../tensor/index.ts';
import { argmax, share } from './accuracy.ts';
import { periodOf, type Trial, type TrialBatch } from './task.ts';

/** An answer: a class, and the step at which it was given. */
export interface Answer {
  readonly step: number;
  /** -1 when an output is NaN. */
  readonly choice: number;
}

/** Returns the class of the largest output at one step of one trial, the first of equals; -1 when one is NaN. */
export function choiceAt({ data, shape }: Tensor, step: number, trial: number): number {
  const [, nTrials, nOut] = shape;
  return argmax(data, (step * nTrials + trial) * nOut, nOut);
}

/** Returns the first answer that is not class 0 at the steps start <= t < end of one trial. */
export function firstAnswer(outputs: Tensor, trial: number, start: number, end: number): Answer | undefined {
  for (let step = start; step < end; step++) {
    const choice = choiceAt(outputs, step, trial);
    if (choice !== 0) return { step, choice };
  }
  return undefined;
}

/**
 * Returns the fraction of trials for which `isCorrect` holds.
 * @param outputs [T, B, nOut]
 * @throws ShapeError when they are not those of the batch
 */
export function shareOfTrials<C extends object>(
  { trials, targets }: TrialBatch<C>,
  outputs: Tensor,
  isCorrect: (trial: Trial<C>, index: number) => boolean,
): number {
  const [nSteps, nTrials] = targets.shape;
  const { shape } = outputs;
  if (shape.length !== 3 || shape[0] !== nSteps || shape[1] !== nTrials || shape[2] < 1) {
    throw new ShapeError(
      `accuracy: expected outputs of shape [${nSteps}, ${nTrials}, nOut], got ${formatShape(shape)}`,
      [shape],
    );
  }
  return share(trials.map(isCorrect));
}

/** Makes the accuracy of a task with several answers: every one must be right at the last step of its period. */
export function rightInEach<C extends object>(
  periods: readonly string[],
): (batch: TrialBatch<C>, outputs: Tensor) => number {
  return (batch, outputs) =>
    shareOfTrials(batch, outputs, (trial, b) =>
      periods.every((name) => {
        const last = periodOf(trial, name).end - 1;
        return choiceAt(outputs, last, b) === batch.targets.data[last * batch.trials.length + b];
      }),
    );
}
