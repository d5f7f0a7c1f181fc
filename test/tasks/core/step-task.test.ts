import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  perceptualDiscrimination,
  type StepTaskOptions,
  stepTask,
  trialBatch,
  trialDataset,
} from '../../../src/tasks/index.ts';
import { foldIn, key, noise, uniform } from '../../../src/tensor/index.ts';
import { anyKey, batchEqualsSingles } from '../arbitraries.ts';
import { bytesOf } from '../psychrnn/psychrnn-tasks.ts';

interface Params {
  onset: number;
  loud: boolean;
}

const options: StepTaskOptions<Params> = {
  name: 'detect',
  dt: 10,
  T: 200,
  nIn: 2,
  nOut: 1,
  trialParams: (from) => ({
    onset: 150 * uniform(foldIn(from, 0), []).data[0],
    loud: uniform(foldIn(from, 1), []).data[0] < 0.5,
  }),
  trialFunction(time, { onset, loud }, from) {
    const [a, b] = noise(from, 2);
    return {
      x: [time >= onset ? (loud ? 2 : 1) + 0.1 * a : 0.1 * a, 0.1 * b],
      y: [time >= onset ? 1 : 0],
      mask: [time < 100 ? 0.5 : 1],
    };
  },
};
const detect = stepTask(options);

describe('a task written step by step', () => {
  it('is asked at the times 0, dt, 2 dt, .. below T', () => {
    const times: number[] = [];
    const clock = stepTask({
      ...options,
      dt: 0.1,
      T: 0.3,
      trialFunction(time) {
        times.push(time);
        return { x: [time, 0], y: Float32Array.of(2 * time), mask: [1] };
      },
    });
    const { inputs, targets, mask } = trialBatch(clock, key(0), 1);
    expect(times).toEqual([0, 0.1, 0.2]);
    expect([inputs.shape, targets.shape, mask.shape]).toEqual([
      [3, 1, 2],
      [3, 1, 1],
      [3, 1, 1],
    ]);
    expect([...targets.data]).toEqual([0, 0.2, 0.4].map(Math.fround));
  });

  it.each([
    [1005, 10, 101],
    [0.3, 0.1, 3],
    [5, 10, 1],
  ])('has, for T = %d and dt = %d, %d steps', (T, dt, nSteps) => {
    const task = stepTask({ ...options, T, dt });
    expect([task.maxSteps, trialBatch(task, key(0), 1).inputs.shape[0]]).toEqual([nSteps, nSteps]);
  });

  it('obeys the law of batches and pads like any other', () => {
    fc.assert(
      fc.property(anyKey, fc.integer({ min: 1, max: 10 }), fc.nat(4), (from, count, more) => {
        expect(batchEqualsSingles(detect, from, count)).toBe(true);
        expect(batchEqualsSingles(detect, from, count, detect.maxSteps + more)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('has the same noise for the same key, another for each step and key', () => {
    const bytes = (seed: number): string => bytesOf(trialBatch(detect, key(seed), 2));
    expect(bytes(1)).toBe(bytes(1));
    expect(bytes(1)).not.toBe(bytes(2));
    const { data } = trialBatch(detect, key(1), 4).inputs;
    const second = data.filter((_, at) => at % 2 === 1);
    expect(new Set(second).size).toBe(80);
  });

  it('takes forced parameters as given and draws the rest as before', () => {
    const [free] = trialBatch(detect, key(4), 1).trials;
    const [given] = trialBatch(detect, key(4), 1, { onset: 75 }).trials;
    expect(given).toEqual({ ...free, onset: 75 });
    const { targets } = trialBatch(detect, key(4), 1, { onset: 75 });
    expect(targets.data.indexOf(1)).toBe(8);
  });

  it('has the accuracy that it is given, or the masked one', () => {
    const batch = trialBatch(detect, key(0), 3);
    expect(detect.accuracy(batch, batch.targets)).toBe(1);
    const own = stepTask({ ...options, accuracy: ({ trials }) => trials.length / 4 });
    expect(own.accuracy(batch, batch.targets)).toBe(0.75);
  });

  it('serves a dataset of one shape', () => {
    expect(trialDataset(detect, { batchSize: 4, key: key(0) }).batch(9).targets.shape).toEqual([20, 4, 1]);
  });

  it('can be a port of a task of PsychRNN: the same trials, step by step', () => {
    const built = perceptualDiscrimination({ sigma: 0 });
    const port = stepTask({
      name: 'port',
      dt: 10,
      T: 2000,
      nIn: 2,
      nOut: 2,
      trialParams(from) {
        const { coherence, direction, onset, duration } = built.plan(from);
        return { coherence, direction, onset, duration };
      },
      trialFunction(t, { coherence, direction, onset, duration }) {
        const offset = onset + duration;
        const sides = [0, 1].map((i) => i === direction);
        return {
          x: sides.map((on) => (onset < t && t < offset ? (on ? 1 + coherence : 1) : 0)),
          y: sides.map((on) => (t > offset + 20 ? (on ? 1 : 0.2) : 0)),
          mask: t < offset ? [0, 0] : [1, 1],
        };
      },
    });
    expect(bytesOf(trialBatch(port, key(8), 16))).toBe(bytesOf(trialBatch(built, key(8), 16)));
  });
});

describe('bad calls', () => {
  it.each<[string, object, string]>([
    ['unknown', { nin: 2 }, "stepTask: expected known options, got 'nin' - did you mean 'nIn'?"],
    ['no name', { name: 3 }, 'stepTask: expected name to be a text, got 3'],
    ['dt 0', { dt: 0 }, 'stepTask: expected dt to be a finite number > 0, got 0'],
    ['T NaN', { T: NaN }, 'stepTask: expected T to be a finite number > 0, got NaN'],
    [
      'too long',
      { T: 1e12 },
      'stepTask: expected T / dt to be a number in [0, 2147483647], got 100000000000',
    ],
    ['nIn 0', { nIn: 0 }, 'stepTask: expected nIn to be a whole number in [1, 2147483647], got 0'],
    ['no function', { trialParams: {} }, 'stepTask: expected trialParams to be a function, got {  }'],
    ['no accuracy', { accuracy: 1 }, 'stepTask: expected accuracy to be a function, got 1'],
  ])('%s', (_, change, message) => {
    expect(() => stepTask({ ...options, ...change })).toThrow(message);
  });

  const step = { x: [1, 2], y: [1], mask: [1] };
  it.each<[string, object, string]>([
    ['one input', { x: [1] }, 'detect: expected trialFunction to return x with 2 numbers, got [1]'],
    [
      'no target',
      { y: undefined },
      'detect: expected trialFunction to return y with 1 numbers, got undefined',
    ],
    [
      'a mask for two',
      { mask: [1, 1] },
      'detect: expected trialFunction to return mask with 1 numbers, got [1, 1]',
    ],
  ])('a step with %s', (_, change, message) => {
    const task = stepTask({ ...options, trialFunction: () => ({ ...step, ...change }) });
    expect(() => trialBatch(task, key(0), 1)).toThrow(message);
  });

  it('no step, no parameters, parameters that the trial needs, unknown forced ones', () => {
    const make = (change: object) => trialBatch(stepTask({ ...options, ...change }), key(0), 1);
    expect(() => make({ trialFunction: () => 1 })).toThrow(
      'detect: expected the result of trialFunction to be an object, got 1',
    );
    expect(() => make({ trialParams: () => null })).toThrow(
      'detect: expected the result of trialParams to be an object, got null',
    );
    expect(() => make({ trialParams: () => ({ dt: 3 }) })).toThrow(
      "detect: expected trialParams to leave the names periods, nSteps, dt to the trial, got 'dt' - give it another name",
    );
    expect(() => detect.plan(key(0), { onet: 3 } as object)).toThrow(/did you mean 'onset'/);
  });
});
