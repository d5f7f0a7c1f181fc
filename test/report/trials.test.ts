/** What hand-made trials say: when the evidence is seen, which of two answers is right, how strong it is. @module */

import { describe, expect, test } from 'vitest';
import type { TestResult } from '../../src/experiments/experiment-test.ts';
import { choicesOf, spanOf } from '../../src/report/trials.ts';

/** A trial of periods with the given lengths in steps, one after the other. */
function trialOf(lengths: Readonly<Record<string, number>>, conditions: object = {}) {
  let nSteps = 0;
  const periods = Object.entries(lengths).map(([name, length]) => {
    const start = nSteps;
    nSteps += length;
    return { name, start, end: nSteps };
  });
  return { ...conditions, periods, nSteps, dt: 10 };
}

describe('the span', () => {
  test.each<[string, Readonly<Record<string, number>>, readonly string[], [number, number]]>([
    ['from the first period to the answer', { wait: 3, stimulus: 5, answer: 2 }, ['answer'], [3, 8]],
    ['with the delay', { wait: 3, stimulus: 5, delay: 4, answer: 2 }, ['answer'], [3, 12]],
    [
      'to the first of two answers',
      { wait: 3, see: 5, first: 1, rest: 4, last: 1 },
      ['last', 'first'],
      [3, 8],
    ],
    ['to the end where no period asks', { wait: 3, stimulus: 5 }, ['answer'], [3, 8]],
    ['the whole trial where the first period asks', { all: 9 }, ['all'], [0, 9]],
    ['the whole trial where nothing is between', { wait: 3, answer: 2 }, ['answer'], [0, 5]],
  ])('%s', (_, lengths, response, expected) => {
    const { from, to } = spanOf([trialOf(lengths)], response);
    expect([from[0], to[0]]).toEqual(expected);
  });

  test('is that of each trial', () => {
    const trials = [trialOf({ wait: 1, see: 2, say: 1 }), trialOf({ wait: 4, see: 3, say: 1 })];
    expect(spanOf(trials, ['say'])).toEqual({ from: Int32Array.of(1, 4), to: Int32Array.of(3, 7) });
  });
});

const outputs = ['fixate', 'left', 'right'];

/** A test of trials with these conditions, what was wanted and what was chosen. */
const tested = (
  rows: readonly (readonly [wanted: number, choice: number, conditions?: object])[],
): TestResult =>
  ({
    batch: { trials: rows.map(([, , conditions = {}]) => trialOf({ see: 1, say: 1 }, conditions)) },
    answers: rows.map(([wanted, choice]) => (wanted < 0 ? undefined : { wanted, choice })),
  }) as unknown as TestResult;

describe('two answers', () => {
  test('are told by number, others and none are -1', () => {
    const choices = choicesOf(
      tested([
        [2, 2],
        [1, 2],
        [2, 1],
        [1, 0],
      ]),
      outputs,
    );
    expect(choices).toEqual({
      names: ['left', 'right'],
      wanted: Int32Array.of(1, 0, 1, 0),
      given: Int32Array.of(1, 1, 0, -1),
      evidence: null,
    });
  });

  test.each<[string, TestResult]>([
    [
      'one',
      tested([
        [1, 1],
        [1, 2],
      ]),
    ],
    [
      'three',
      tested([
        [0, 0],
        [1, 1],
        [2, 2],
      ]),
    ],
    [
      'two, not always asked for',
      tested([
        [1, 1],
        [2, 2],
        [-1, 0],
      ]),
    ],
    ['none', tested([[-1, 0]])],
  ])('there are not where there are %s', (_, result) => {
    expect(choicesOf(result, outputs)).toBeNull();
  });
});

describe('evidence', () => {
  const signed = (first: object, second: object): unknown => {
    const evidence = choicesOf(
      tested([
        [1, 1, first],
        [2, 2, second],
      ]),
      outputs,
    )?.evidence;
    return evidence && [evidence.title, ...evidence.signed];
  };

  test.each<[object, object, unknown]>([
    [
      { coherence: 6.4, groundTruth: 0 },
      { coherence: 51.2, groundTruth: 1 },
      ['Signed coherence (%)', -6.4, 51.2],
    ],
    [{ coherence: 0.2, direction: 0 }, { coherence: 0.4, direction: 1 }, ['Signed coherence', -0.2, 0.4]],
    [{ f1: 10, f2: 18 }, { f1: 30, f2: 26 }, ['Signed difference (Hz)', -8, 4]],
    [
      { duration: 300, otherDuration: 500 },
      { duration: 400, otherDuration: 300 },
      ['Signed difference (ms)', -200, 100],
    ],
    // The stream that the context names counts; each is as strong as it is, whatever the other says.
    [
      { context: 0, coherence0: 5, coherence1: 50 },
      { context: 1, coherence0: 5, coherence1: 50 },
      ['Signed relevant coherence (%)', -5, 50],
    ],
    [{ colour: 1 }, { colour: 2 }, null],
  ])('%j and %j', (first, second, expected) => {
    expect(signed(first, second)).toEqual(expected);
  });

  test('of strength 0 has no sign', () => {
    const none = { coherence: 0, groundTruth: 0 };
    expect(signed(none, none)).toEqual(['Signed coherence (%)', 0, 0]);
  });
});
