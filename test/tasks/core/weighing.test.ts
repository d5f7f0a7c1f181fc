import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canvasOf } from '../../../src/tasks/core/canvas.ts';
import { eitherSign } from '../../../src/tasks/core/conditions.ts';
import { defineTask } from '../../../src/tasks/core/define-task.ts';
import { key } from '../../../src/tensor/index.ts';
import { anyKey } from '../arbitraries.ts';

it('weighs some outputs, or all', () => {
  const periods = [
    { name: 'a', start: 0, end: 1 },
    { name: 'b', start: 1, end: 3 },
  ];
  const view = {
    inputs: new Float32Array(3),
    targets: new Float32Array(6),
    mask: new Float32Array(6).fill(1),
  };
  const canvas = canvasOf<'values'>({ periods, nSteps: 3, dt: 1 }, view, key(0));
  canvas.weigh('b', 5);
  canvas.weigh(null, 2, 0);
  canvas.weigh({ start: 2, end: 3 }, 3, [1]);
  expect([...view.mask]).toEqual([2, 1, 2, 5, 2, 3]);
});

it('draws either sign at equal odds, the size from its range, and lets both be forced', () => {
  const split = eitherSign(0.2, 0.8);
  fc.assert(
    // Draws have 24 bits.
    fc.property(fc.nat(2 ** 24 - 1), (bits) => {
      const u = bits / 2 ** 24;
      const value = split.draw(u);
      expect(value > 0).toBe(u < 0.5);
      expect(Math.abs(value)).toBeGreaterThanOrEqual(0.2);
      expect(Math.abs(value)).toBeLessThan(0.8);
    }),
  );
  expect([0, 0.25, 0.5, 0.75].map(split.draw)).toEqual([0.2, 0.5, -0.2, -0.5]);
  expect(() => split.check('f', 'split', 0)).not.toThrow();
  expect(() => split.check('f', 'split', -0.9)).toThrow(
    'f: expected split to be a number in [-0.8, 0.8], got -0.9',
  );
});

it('gives trials that share a timing key the same periods, and other conditions', () => {
  const task = defineTask('t', {
    kind: 'classes',
    defaults: { dt: 1, timing: { wait: { uniform: [1, 1e6] }, answer: 1 } },
    build: () => ({
      inputs: ['in'],
      outputs: ['no', 'yes'],
      response: ['answer'],
      conditions: { x: eitherSign(0, 1) },
      paint: () => {},
    }),
  })();
  fc.assert(
    fc.property(anyKey, anyKey, anyKey, (a, b, timing) => {
      fc.pre(a.data[1] !== b.data[1]);
      const [first, second] = [task.plan(a, {}, timing), task.plan(b, {}, timing)];
      expect(first.periods).toEqual(second.periods);
      expect(first.x).not.toBe(second.x);
      expect(first.x).toBe(task.plan(a).x);
    }),
  );
  expect(task.plan(key(0)).nSteps).not.toBe(task.plan(key(1)).nSteps);
});
