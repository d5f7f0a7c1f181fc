import { describe, expect, test } from 'vitest';
import { choosableConditions, forcedConditions } from '../../lab/src/conditions.ts';
import { labTask, labTasks } from '../../lab/src/tasks.ts';
import { experimentPresets } from '../../src/experiments/experiment-presets.ts';
import { findTask } from '../../src/tasks/catalogue.ts';
import { key } from '../../src/tensor/random.ts';

describe('the tasks of the lab', () => {
  test.each(labTasks.map((entry) => [entry.name, entry] as const))(
    '%s is that of the catalogue',
    (name, entry) => {
      const { make, ...said } = entry;
      const { make: _, ...catalogued } = findTask(name);
      expect(said).toEqual(catalogued);
      expect(make().options).toEqual(findTask(name).make().options);
    },
  );

  test('those of all presets are among them, and no name comes twice', () => {
    for (const { task } of Object.values(experimentPresets)) expect(labTask(task).name).toBe(task);
    expect(new Set(labTasks.map(({ name }) => name)).size).toBe(labTasks.length);
  });

  test('others are refused', () => {
    expect(() => labTask('goNoGo')).toThrow(
      "lab: expected the name of a task of the lab, got 'goNoGo' - did you mean 'goNogo'?",
    );
  });
});

describe('conditions', () => {
  test.each(labTasks.map((entry) => [entry.name, entry] as const))(
    '%s takes each value that is offered',
    (_, entry) => {
      const task = entry.make();
      for (const { name, values } of choosableConditions(task)) {
        expect(values.length).toBeGreaterThan(1);
        expect(values).toEqual([...new Set(values)].sort((a, b) => a - b));
        for (const value of values) {
          const forced = forcedConditions(task, { [name]: value });
          const trial = task.plan(key(7), forced) as unknown as Record<string, unknown>;
          expect(Number(trial[name])).toBe(value);
        }
      }
    },
  );

  test.each<[string, Record<string, readonly number[]>]>([
    ['goNogo', { groundTruth: [0, 1] }],
    [
      'delayedDiscrimination',
      {
        f1: [10, 14, 18, 22, 26, 30, 34],
        f2: [10, 14, 18, 22, 26, 30, 34],
        choice: [0, 1],
      },
    ],
    // Radians of a continuous ring; of 32 directions on a ring, every fifth.
    ['fdgo', { location: [1, 2, 3, 4, 5, 6], modality: [1, 2] }],
    ['antiReach', { groundTruth: [0, 5, 10, 15, 20, 25, 30] }],
    ['flipFlop', {}],
  ])('of %s', (name, expected) => {
    const found = choosableConditions(labTask(name).make());
    expect(Object.fromEntries(found.map((each) => [each.name, each.values]))).toMatchObject(expected);
    if (Object.keys(expected).length === 0) expect(found).toEqual([]);
  });

  test('of a task that does not take some without the others', () => {
    const task = labTask('delayedDiscrimination').make();
    expect(forcedConditions(task, { f1: 10 })).toEqual({ f1: 10, f2: expect.any(Number), choice: 1 });
    expect(forcedConditions(task, { f1: 10, f2: 10 })).toEqual({ f1: 10, f2: 10 });
    expect(forcedConditions(task, {})).toEqual({});
  });

  test('true and false are 1 and 0', () => {
    const wager = findTask('postDecisionWager').make();
    const [condition] = choosableConditions(wager);
    expect(condition).toEqual({ name: 'wager', values: [0, 1] });
    expect(forcedConditions(wager, { wager: 1, groundTruth: 0 })).toEqual({ wager: true, groundTruth: 0 });
  });
});
