import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taskAccuracy } from '../../../src/tasks/core/accuracy.ts';
import { ringBump } from '../../../src/tasks/core/ring.ts';
import { trialBatch } from '../../../src/tasks/core/trial-batch.ts';
import { ringJudge } from '../../../src/tasks/yang2019/accuracy.ts';
import { yang2019 } from '../../../src/tasks/yang2019/yang2019.ts';
import { fromArray, key, ShapeError, zeros } from '../../../src/tensor/index.ts';
import { anyKey } from '../arbitraries.ts';
import { anyRule, tasks } from './trials.ts';

const judge = ringJudge(32);
const degrees = (angle: number): number => (angle * Math.PI) / 180;

/** Outputs that respond at an angle. */
const response = (angle: number, fixation = 0.05): number[] => [
  fixation,
  ...ringBump(32, angle).map((y) => 0.05 + y),
];

describe('the judge of the last step', () => {
  it('lets a response be less than 36 degrees off, in either direction, on the whole ring', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }),
        fc.double({ min: -180, max: 180, noNaN: true }),
        (angle, off) => {
          // A bump on 32 channels points where it is to 1e-4 degrees.
          fc.pre(Math.abs(Math.abs(off) - 36) > 0.001);
          expect(judge(response(angle + degrees(off)), angle)).toBe(Math.abs(off) < 36);
        },
      ),
    );
    expect(judge(response(1 + degrees(35.999)), 1)).toBe(true);
    expect(judge(response(1 + degrees(36.001)), 1)).toBe(false);
  });

  it('wants output 0 above 0.5 for fixation, and not above 0.5 for a response', () => {
    expect(judge(response(1, 0.51), null)).toBe(true);
    expect(judge(response(1, 0.5), null)).toBe(false);
    expect(judge(response(1, 0.5), 1)).toBe(true);
    expect(judge(response(1, 0.51), 1)).toBe(false);
  });

  it('finds no direction where there is none, or in NaN', () => {
    expect(judge(Array(33).fill(0), 1)).toBe(false);
    expect(judge(Array(33).fill(NaN), 1)).toBe(false);
    expect(judge([NaN, ...response(1).slice(1)], 1)).toBe(false);
    expect(judge(Array(33).fill(NaN), null)).toBe(false);
  });
});

describe('the accuracy of a task', () => {
  it('is 1 for the targets, and 0 for fixation where a response is wanted and for the other way round', () => {
    fc.assert(
      fc.property(anyRule, anyKey, (rule, from) => {
        const task = yang2019(rule, { dt: 50 }) as (typeof tasks)['fdgo'];
        const batch = trialBatch(task, from, 6, {}, { padTo: 90 });
        expect(taskAccuracy(task, batch, batch.targets)).toBe(1);
        const wrong = zeros(batch.targets.shape);
        batch.targets.data.forEach((y, i) => {
          wrong.data[i] = i % 33 === 0 ? 0.85 - y : y;
        });
        expect(taskAccuracy(task, batch, wrong)).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  it('of classes reads the softmax of the outputs, so that logits of 20 at the label are right', () => {
    fc.assert(
      fc.property(anyRule, anyKey, (rule, from) => {
        const task = yang2019(rule, { dt: 50, targets: 'classes' });
        const batch = trialBatch(task as never, from, 6) as unknown as {
          targets: { shape: number[]; data: Int32Array };
        };
        const logits = zeros([...batch.targets.shape, 33]);
        batch.targets.data.forEach((label, i) => {
          logits.data[33 * i + label] = 20;
        });
        expect(taskAccuracy(task as never, batch as never, logits)).toBe(1);
      }),
      { numRuns: 20 },
    );
  });

  it('counts trials by their own last step', () => {
    const batch = trialBatch(tasks.fdgo, key(1), 10);
    const { targets } = batch;
    const z = fromArray(targets.data.slice(), targets.shape);
    for (const b of [0, 3, 4]) z.data[((batch.trials[b].nSteps - 1) * 10 + b) * 33] = 1;
    z.data[((batch.trials[1].nSteps - 2) * 10 + 1) * 33] = 1;
    expect(taskAccuracy(tasks.fdgo, batch, z)).toBe(0.7);
    expect(() => taskAccuracy(tasks.fdgo, batch, zeros([5, 10, 33]))).toThrow(ShapeError);
    expect(() => taskAccuracy(tasks.fdgo, batch, zeros([200, 9, 33]))).toThrow(
      /^fdgo: expected outputs of shape \[T >= \d+, 10, 33\], got \[200, 9, 33\]$/,
    );
  });
});
