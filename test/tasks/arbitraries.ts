/** Random options, timings and keys for the suites of tasks. */
import fc from 'fast-check';
import type {
  PerceptualDecisionMakingConditions,
  PerceptualDecisionMakingOptions,
  TargetKind,
  Task,
  Timing,
} from '../../src/tasks/index.ts';
import { perceptualDecisionMaking, trialsFromKeys } from '../../src/tasks/index.ts';
import { type Key, key, split, type Tensor, type TypedArray } from '../../src/tensor/index.ts';

export const anyKey: fc.Arbitrary<Key> = fc.nat().map(key);

const ms = fc.integer({ min: 100, max: 600 });

/** Timings that give every period a step at any dt of these suites (at most 100 ms). */
export const anyTiming: fc.Arbitrary<Timing> = fc.oneof(
  ms,
  fc.array(ms, { minLength: 1, maxLength: 4 }).map((choice) => ({ choice })),
  fc.tuple(ms, ms).map(([low, more]) => ({ uniform: [low, low + more] as const })),
  fc.tuple(ms, ms, ms).map(([mean, min, more]) => ({ truncatedExponential: { mean, min, max: min + more } })),
);

export const anyOptions: fc.Arbitrary<PerceptualDecisionMakingOptions> = fc.record({
  dt: fc.constantFrom(10, 20, 25, 80, 100, 12.5),
  timing: fc.record({
    fixation: anyTiming,
    stimulus: anyTiming,
    delay: fc.oneof(fc.constant(0), anyTiming),
    decision: anyTiming,
  }),
  cohs: fc
    .array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 5 })
    .map((c) => c.map((x) => x / 10)),
  sigma: fc.integer({ min: 0, max: 32 }).map((x) => x / 16),
  dimRing: fc.integer({ min: 2, max: 9 }),
  fixationCue: fc.constantFrom('untilDecision', 'fixationOnly'),
});

/** The task of Song et al. 2016 as nn-brain trains it. */
export const song = (
  options: PerceptualDecisionMakingOptions = {},
): Required<Task<PerceptualDecisionMakingConditions>> =>
  perceptualDecisionMaking({
    dt: 20,
    timing: {
      fixation: { choice: [50, 100, 200, 400] },
      stimulus: { choice: [100, 200, 400, 800] },
    },
    ...options,
  });

/** Numbers of one step of one column. */
const cell = ({ data, shape }: Tensor, t: number, b: number): TypedArray => {
  const width = shape[2] ?? 1;
  const at = (t * shape[1] + b) * width;
  return data.subarray(at, at + width);
};

/** The law of batches: trial i of a batch is the trial that the i-th split key gives alone, then padding. */
export function batchEqualsSingles<C extends object, K extends TargetKind>(
  task: Task<C, K>,
  from: Key,
  count: number,
  padTo?: number,
): boolean {
  const keys = split(from, count);
  const batch = trialsFromKeys(task, keys, {}, padTo === undefined ? {} : { padTo });
  const [nSteps] = batch.inputs.shape;
  return keys.every((each, b) => {
    const one = trialsFromKeys(task, [each]);
    const [length] = one.inputs.shape;
    for (const name of ['inputs', 'targets', 'mask'] as const) {
      if (batch[name].dtype !== one[name].dtype) return false;
      for (let t = 0; t < nSteps; t++) {
        const shown = cell(batch[name], t, b);
        const expected = t < length ? cell(one[name], t, 0) : shown.map(() => 0);
        if (!shown.every((value, i) => value === expected[i])) return false;
      }
    }
    return JSON.stringify(batch.trials[b]) === JSON.stringify(one.trials[0]);
  });
}
