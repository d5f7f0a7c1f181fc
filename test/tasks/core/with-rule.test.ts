import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrialBatch } from '../../../src/tasks/core/task.ts';
import { trialBatch } from '../../../src/tasks/core/trial-batch.ts';
import { withRule } from '../../../src/tasks/core/with-rule.ts';
import { goNogo } from '../../../src/tasks/neurogym/go-nogo.ts';
import { perceptualDecisionMaking } from '../../../src/tasks/neurogym/perceptual-decision-making.ts';
import { key } from '../../../src/tensor/index.ts';
import { anyKey, batchEqualsSingles } from '../arbitraries.ts';

describe('withRule', () => {
  it('puts a one-hot rule behind the inputs, on throughout, and leaves all else alone', () => {
    const rules = ['a', 'b', 'c'];
    const task = perceptualDecisionMaking({ timing: { stimulus: { uniform: [200, 500] } } });
    fc.assert(
      fc.property(anyKey, fc.constantFrom(...rules), fc.integer({ min: 3, max: 5 }), (from, rule, width) => {
        const ruled = withRule(task, rule, rules, width);
        expect([ruled.nIn, ruled.nOut, ruled.ruleChannel]).toEqual([
          width + 3,
          3,
          width + rules.indexOf(rule),
        ]);
        const plain: TrialBatch<object> = trialBatch(task, from, 3);
        const batch: TrialBatch<object> = trialBatch(ruled, from, 3);
        expect([batch.targets, batch.mask, batch.trials]).toEqual([plain.targets, plain.mask, plain.trials]);
        const [nSteps] = plain.inputs.shape;
        for (let t = 0; t < nSteps; t++) {
          for (let b = 0; b < 3; b++) {
            const at = t * 3 + b;
            const shown = [...batch.inputs.data.subarray(at * ruled.nIn, (at + 1) * ruled.nIn)];
            const own = plain.inputs.data.subarray(at * 3, (at + 1) * 3);
            const inside = t < plain.trials[b].nSteps;
            const hot = rules.map((each) => (inside && each === rule ? 1 : 0));
            expect(shown).toEqual([...own, ...Array(width - 3).fill(0), ...hot]);
          }
        }
        expect(batchEqualsSingles(ruled, from, 3)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('names the channels of a described task', () => {
    const task = withRule(goNogo(), 'go', ['go', 'wait'], 4);
    expect(task.inputs).toEqual(['fixation', 'no go', 'go', 'unused', 'rule go', 'rule wait']);
    expect(trialBatch(task, key(0), 2).inputs.shape).toEqual([15, 2, 6]);
  });

  it('refuses a rule that is not there, and fewer inputs than the task has', () => {
    expect(() => withRule(goNogo(), 'gp', ['go', 'stop'])).toThrow("- did you mean 'go'?");
    expect(() => withRule(goNogo(), 'go', ['go'], 2)).toThrow(
      "withRule: expected width to be a whole number >= the 3 inputs of 'goNogo', got 2",
    );
  });
});
