import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curriculum } from '../../../src/rnn/training/curriculum.ts';

const data = { batchSize: 1, batch: (step: number) => ({ step }) };

/** A curriculum of n stages that pass at .9, and its state after measures. */
const course = (n: number, patience = 1) =>
  curriculum({ stages: Array.from({ length: n }, () => ({ data })), patience });

describe('curriculum', () => {
  it('perfect, wrong, perfect: advances, stays, advances, and is done (PsychRNN, section 7 of the notes)', () => {
    const two = course(2);
    const states = [two.begin];
    for (const value of [1, 0, 1]) states.push(two.check(states[states.length - 1], value));
    expect(states.map(({ stage }) => stage)).toEqual([0, 1, 1, 2]);
    expect(states.map((state) => two.done(state))).toEqual([false, false, false, true]);
    expect(states[3].values).toEqual([
      [1, 0],
      [0, 1],
      [1, 1],
    ]);
  });

  it('advances when patience checks in a row reach the threshold, and never otherwise', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 3 }),
        fc.array(fc.boolean(), { maxLength: 30 }),
        (n, patience, passes) => {
          const stages = course(n, patience);
          let state = stages.begin;
          let [stage, streak] = [0, 0];
          for (const pass of passes) {
            if (stages.done(state)) break;
            state = stages.check(state, pass ? 0.9 : 0.89);
            streak = pass ? streak + 1 : 0;
            if (streak === patience) [stage, streak] = [stage + 1, 0];
            expect([state.stage, state.streak]).toEqual([stage, streak]);
          }
        },
      ),
    );
  });

  it('serves many runs: a check changes nothing but what it returns', () => {
    const one = course(1);
    one.check(one.begin, 1);
    expect(one.begin).toEqual({ stage: 0, streak: 0, values: [] });
    expect(one.check(one.begin, 1).stage).toBe(1);
  });

  it('is plain data between checks: a state from JSON goes on', () => {
    const two = course(2, 2);
    const state = two.check(two.begin, 1);
    expect(two.check(JSON.parse(JSON.stringify(state)), 1)).toEqual(two.check(state, 1));
  });

  it('refuses to go on when all stages are done', () => {
    const one = course(1);
    const done = one.check(one.begin, 1);
    expect(() => one.check(done, 1)).toThrow('curriculum: expected a stage to go on with, got all 1 done');
  });

  it.each<[object, string]>([
    [{ stages: [] }, 'curriculum: expected stages to list at least one, got '],
    [{}, 'curriculum: expected stages to list at least one, got undefined'],
    [{ stages: [{ data }], evry: 1 }, "got 'evry' - did you mean 'every'?"],
    [{ stages: [{ data, treshold: 1 }] }, "stages[0]: expected known options, got 'treshold'"],
    [{ stages: [{}] }, 'expected stages[0].data to be an object, got undefined'],
    [{ stages: [{ data, threshold: Number.NaN }] }, 'expected stages[0].threshold to be a finite number'],
    [{ stages: [{ data }], patience: 0 }, 'expected patience to be a whole number >= 1, got 0'],
    [{ stages: [{ data }], every: 0.5 }, 'expected every to be a whole number >= 1, got 0.5'],
  ])('refuses %j', (options, message) => {
    expect(() => curriculum(options as never)).toThrow(message);
  });
});
