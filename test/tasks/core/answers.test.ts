import { describe, expect, it } from 'vitest';
import { choiceAt, firstAnswer, rightInEach, shareOfTrials } from '../../../src/tasks/core/answers.ts';
import { trialBatch } from '../../../src/tasks/core/trial-batch.ts';
import { dualDelayMatchSample } from '../../../src/tasks/neurogym/dual-delay-match-sample.ts';
import { fromArray, key } from '../../../src/tensor/index.ts';
import { answers, rightAnswers } from '../neurogym/columns.ts';

// [4, 2, 3]: trial 0 chooses 0, 2, 1, 0, trial 1 chooses 0, 0, a tie of 0 and 1, NaN.
const outputs = fromArray(
  Float32Array.from(
    [
      [1, 0, 0, 3, 2, 1],
      [0, 1, 2, 1, 0, 0],
      [0, 1, 0, 1, 1, 0],
      [1, 0, 0, 0, NaN, 0],
    ].flat(),
  ),
  [4, 2, 3],
);

describe('answers', () => {
  it('are the largest outputs, the first of equals, none where one is NaN', () => {
    expect([0, 1, 2, 3].map((t) => choiceAt(outputs, t, 0))).toEqual([0, 2, 1, 0]);
    expect([0, 1, 2, 3].map((t) => choiceAt(outputs, t, 1))).toEqual([0, 0, 0, -1]);
  });

  it('come first at the first step whose class is not 0', () => {
    expect(firstAnswer(outputs, 0, 0, 4)).toEqual({ step: 1, choice: 2 });
    expect(firstAnswer(outputs, 0, 2, 4)).toEqual({ step: 2, choice: 1 });
    expect(firstAnswer(outputs, 0, 3, 4)).toBe(undefined);
    expect(firstAnswer(outputs, 0, 1, 1)).toBe(undefined);
    expect(firstAnswer(outputs, 1, 0, 4)).toEqual({ step: 3, choice: -1 });
  });

  it('of several periods must all be right', () => {
    const batch = trialBatch(dualDelayMatchSample(), key(1), 40);
    const accuracy = rightInEach(['test1', 'test2']);
    const right = rightAnswers(batch, 3);
    expect(accuracy(batch, right)).toBe(1);
    const spoilt = (step: number): number =>
      accuracy(
        batch,
        answers(batch, 3, (t, b) => (t === step && b < 10 ? 0 : batch.targets.data[t * 40 + b])),
      );
    // Test 1 ends with step 24, test 2 with step 39.
    expect([23, 24, 25, 38, 39].map(spoilt)).toEqual([1, 0.75, 1, 1, 0.75]);
  });

  it('must be those of the batch', () => {
    const batch = trialBatch(dualDelayMatchSample(), key(1), 2);
    expect(() => shareOfTrials(batch, fromArray(new Float32Array(240), [40, 3, 2]), () => true)).toThrow(
      'accuracy: expected outputs of shape [40, 2, nOut], got [40, 3, 2]',
    );
  });
});
