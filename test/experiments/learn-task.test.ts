import { describe, expect, it } from 'vitest';
import { learnTask } from '../../src/experiments/learn-task.ts';
import { goNogo, perceptualDecisionMaking } from '../../src/tasks/index.ts';

describe('learnTask', () => {
  it('stops when two tests in a row reach the goal', async () => {
    const { accuracy, reached, updates } = await learnTask(goNogo(), { goal: 0.95, seconds: 60 });
    expect(reached).toBe(true);
    expect(accuracy).toBeGreaterThanOrEqual(0.95);
    expect(updates % 100).toBe(0);
    expect(updates).toBeGreaterThanOrEqual(200);
  });

  it('says so when the time or the updates are up: nothing is learned in 30 updates', async () => {
    const { reached, updates, accuracy } = await learnTask(perceptualDecisionMaking(), {
      goal: 0.99,
      updates: 30,
    });
    expect([reached, updates]).toEqual([false, 30]);
    expect(accuracy).toBeLessThan(0.99);
  });

  it('is repeatable: the same seed gives the same accuracy after as many updates', async () => {
    const once = () =>
      learnTask(perceptualDecisionMaking(), { goal: 1, updates: 100, seed: 3, testTrials: 100 });
    const [a, b] = [await once(), await once()];
    expect(b.accuracy).toBe(a.accuracy);
  });

  it.each<[object, string]>([
    [{ goal: 1.2 }, 'learnTask: expected goal to be a number in [0, 1], got 1.2'],
    [{ goal: 1, second: 3 }, "learnTask: expected known options, got 'second' - did you mean 'seconds'?"],
    [{ goal: 1, seconds: 0 }, 'learnTask: expected seconds to be a finite number > 0, got 0'],
  ])('refuses %j', async (options, message) => {
    await expect(learnTask(goNogo(), options as never)).rejects.toThrow(message);
  });

  it('refuses a task whose trials have no longest length', async () => {
    const endless = perceptualDecisionMaking({
      timing: { stimulus: { truncatedExponential: { mean: 300 } } },
    });
    await expect(learnTask(endless, { goal: 1 })).rejects.toThrow('expected a task with a longest trial');
  });
});
