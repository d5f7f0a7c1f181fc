import { expect, it } from 'vitest';
import { constant } from '../../../src/tasks/core/conditions.ts';
import { type CommonOptions, defineTask } from '../../../src/tasks/core/define-task.ts';
import { trialBatch } from '../../../src/tasks/core/trial-batch.ts';
import { key } from '../../../src/tensor/index.ts';

it('total sums a channel over steps as far as it is written', () => {
  const totals: number[] = [];
  const task = defineTask<CommonOptions, { level: number }, 'classes'>('totals', {
    kind: 'classes',
    defaults: { dt: 10, timing: { a: 20, b: 30 } },
    build: () => ({
      inputs: ['x', 'y'],
      outputs: ['no', 'yes'],
      response: ['b'],
      conditions: { level: constant(2, 0, 9) },
      paint({ level }, canvas) {
        totals.push(canvas.total(null, 1));
        canvas.add('a', 1, level);
        canvas.add('b', null, 1);
        totals.push(canvas.total('a', 1), canvas.total('b', 1), canvas.total(['a', 'b'], 1));
        totals.push(canvas.total({ start: 1, end: 3 }, 1), canvas.total(null, 0));
      },
    }),
  })();
  trialBatch(task, key(0), 1);
  expect(totals).toEqual([0, 4, 3, 7, 3, 3]);
});

it('a rule sees what is drawn before it and what is forced behind it', () => {
  const seen: unknown[] = [];
  const task = defineTask<CommonOptions, { a: number; b: number }, 'classes'>('rules', {
    kind: 'classes',
    defaults: { dt: 10, timing: { wait: 20 } },
    build: () => ({
      inputs: ['x'],
      outputs: ['no', 'yes'],
      response: ['wait'],
      conditions: {
        a: (before, forced) => {
          seen.push({ ...before }, { ...forced });
          return constant(1, 0, 9);
        },
        b: (before, forced) => {
          seen.push({ ...before }, { ...forced });
          return constant(2, 0, 9);
        },
      },
      paint: () => {},
    }),
  })();
  expect(task.plan(key(0), { b: 5 })).toMatchObject({ a: 1, b: 5 });
  expect(seen).toEqual([{}, { b: 5 }, { a: 1 }, { b: 5 }]);
});
