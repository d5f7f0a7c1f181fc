/** What the trials of a test say: when the evidence is seen, which of two answers is right, how strong the evidence is. @module */

import type { Answered, TestResult } from '../experiments/experiment-test.ts';
import type { Trial } from '../tasks/core/task.ts';

/**
 * The steps of each trial from the end of its first period to its first response. Where that is empty, as in a task
 * that asks at every step, it is the whole trial.
 */
export function spanOf(
  trials: readonly Trial<object>[],
  response: readonly string[],
): { from: Int32Array; to: Int32Array } {
  const spans = trials.map(({ periods, nSteps }) => {
    const from = response.includes(periods[0].name) ? 0 : periods[0].end;
    const to = periods.find(({ name }) => response.includes(name))?.start ?? nSteps;
    return from < to ? { from, to } : { from: 0, to: nSteps };
  });
  return {
    from: Int32Array.from(spans, ({ from }) => from),
    to: Int32Array.from(spans, ({ to }) => to),
  };
}

/** How strong the evidence of a trial is. */
interface Strength {
  readonly title: string;
  readonly of: (trial: Readonly<Record<string, number>>) => number;
}

/** Strengths by the conditions that tell them; the first whose conditions a trial has. */
const STRENGTHS: readonly (Strength & { readonly conditions: readonly string[] })[] = [
  {
    conditions: ['context', 'coherence0', 'coherence1'],
    title: 'Signed relevant coherence (%)',
    of: ({ context, coherence0, coherence1 }) => (context === 0 ? coherence0 : coherence1),
  },
  { conditions: ['coherence', 'direction'], title: 'Signed coherence', of: ({ coherence }) => coherence },
  {
    conditions: ['coherence', 'groundTruth'],
    title: 'Signed coherence (%)',
    of: ({ coherence }) => coherence,
  },
  { conditions: ['f1', 'f2'], title: 'Signed difference (Hz)', of: ({ f1, f2 }) => Math.abs(f1 - f2) },
  {
    conditions: ['duration', 'otherDuration'],
    title: 'Signed difference (ms)',
    of: ({ duration, otherDuration }) => Math.abs(duration - otherDuration),
  },
];

/** The trials of a task with two answers. */
export interface TwoChoices {
  /** Names of the two answers. */
  readonly names: readonly [string, string];
  /** Which of the two is right, 0 or 1, by trial. */
  readonly wanted: Int32Array;
  /** Which was given; -1 for another one or none. */
  readonly given: Int32Array;
  /** Evidence, positive for answer 1; null where the conditions tell no strength. */
  readonly evidence: { readonly title: string; readonly signed: Float64Array } | null;
}

function evidenceOf({ batch }: Answered, wanted: Int32Array): TwoChoices['evidence'] {
  const trials = batch.trials as readonly unknown[] as readonly Readonly<Record<string, number>>[];
  const found = STRENGTHS.find(({ conditions }) => conditions.every((name) => name in trials[0]));
  if (found === undefined) return null;
  // Adding 0 makes 0 of -0: evidence of strength 0 has no sign.
  const signed = Float64Array.from(trials, (trial, i) => found.of(trial) * (wanted[i] === 1 ? 1 : -1) + 0);
  return { title: found.title, signed };
}

/** Reads trials as those of a task with two answers; null where the right ones are more, or fewer, or not always asked for. */
export function choicesOf(tested: TestResult, outputs: readonly string[]): TwoChoices | null {
  const answers = tested.answers.filter((answer) => answer !== undefined);
  const right = [...new Set(answers.map(({ wanted }) => wanted))].sort((a, b) => a - b);
  if (right.length !== 2 || answers.length < tested.answers.length) return null;
  const wanted = Int32Array.from(answers, (answer) => right.indexOf(answer.wanted));
  const given = Int32Array.from(answers, ({ choice }) => right.indexOf(choice));
  return {
    names: [outputs[right[0]], outputs[right[1]]],
    wanted,
    given,
    evidence: evidenceOf(tested, wanted),
  };
}
