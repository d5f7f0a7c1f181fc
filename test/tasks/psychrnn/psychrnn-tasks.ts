/** PsychRNN's three tasks with random options, for the laws that all tasks obey. */
import fc from 'fast-check';
import type {
  DelayedDiscriminationOptions,
  FixedTimeOptions,
  MatchToCategoryOptions,
  PerceptualDiscriminationOptions,
  Task,
  TrialBatch,
} from '../../../src/tasks/index.ts';
import {
  delayedDiscrimination,
  matchToCategory,
  perceptualDiscrimination,
} from '../../../src/tasks/index.ts';

const common: fc.Arbitrary<Required<FixedTimeOptions>> = fc.record({
  dt: fc.constantFrom(5, 10, 20, 12.5, 7.3),
  tau: fc.constantFrom(50, 100, 250),
  T: fc.constantFrom(500, 777, 2000.5),
  sigma: fc.constantFrom(0, 0.01, 0.1, 1),
  noise: fc.constantFrom('tauAware', 'psychrnn'),
});

export const anyPerceptual: fc.Arbitrary<PerceptualDiscriminationOptions> = fc
  .tuple(
    common,
    fc.record(
      {
        coherence: fc.oneof(fc.constantFrom(0, 0.2, 1), fc.constant([0.25, 0.75])),
        direction: fc.constantFrom(0, 1),
        gap: fc.constantFrom('trained', 'masked'),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([shared, own]) => ({ ...shared, ...own }));

export const anyDelayed: fc.Arbitrary<DelayedDiscriminationOptions> = fc
  .tuple(
    common,
    fc.constantFrom<Pick<DelayedDiscriminationOptions, 'durations'>>(
      {},
      { durations: 'psychrnn' },
      { durations: { onset: 0, delay: { choice: [50, 100] } } },
      { durations: { onset: 33, stimulus1: 100, delay: 100, stimulus2: 50, decision: 100 } },
    ),
  )
  .map(([shared, own]) => ({ ...shared, ...own }));

export const anyCategory: fc.Arbitrary<MatchToCategoryOptions> = fc
  .tuple(
    common,
    fc.record({
      nIn: fc.integer({ min: 2, max: 20 }),
      nOut: fc.integer({ min: 2, max: 7 }),
      timing: fc.record({
        fixation: fc.constantFrom(0, 50),
        stimulus: fc.constantFrom(100, 203),
        decision: fc.constantFrom(30, 150),
      }),
      channels: fc.constantFrom('distinct', 'psychrnn'),
    }),
  )
  .map(([shared, own]) => ({ ...shared, ...own }));

type AnyTask = Required<Task<object, 'values'>>;

/** A task of any conditions; only tests that draw all of them may use it so. */
const erased = <C extends object>(task: Required<Task<C, 'values'>>): AnyTask => task as unknown as AnyTask;

export interface Family {
  readonly name: string;
  readonly make: (options?: object) => AnyTask;
  readonly options: fc.Arbitrary<FixedTimeOptions>;
  /** Options that differ from the defaults, one by one. */
  readonly changes: readonly object[];
  /** The defaults, stated. */
  readonly stated: object;
}

const changes: FixedTimeOptions[] = [{ dt: 20 }, { tau: 50 }, { T: 2100 }, { sigma: 0.2 }];

export const families: readonly Family[] = [
  {
    name: 'perceptualDiscrimination',
    make: (options) => erased(perceptualDiscrimination(options)),
    options: anyPerceptual,
    changes: [
      ...changes,
      { dt: 20, noise: 'psychrnn' },
      { coherence: 0.2 },
      { direction: 0 },
      { gap: 'masked' },
    ],
    stated: { dt: 10, tau: 100, T: 2000, sigma: 0.1, coherence: [0.1, 0.3, 0.5, 0.7], gap: 'trained' },
  },
  {
    name: 'delayedDiscrimination',
    make: (options) => erased(delayedDiscrimination(options)),
    options: anyDelayed,
    changes: [
      ...changes,
      { dt: 20, noise: 'psychrnn' },
      { durations: 'psychrnn' },
      ...['onset', 'stimulus1', 'delay', 'stimulus2', 'decision'].map((name) => ({
        durations: { [name]: 100 },
      })),
    ],
    stated: { dt: 10, tau: 100, T: 2000, sigma: 0.1, durations: {} },
  },
  {
    name: 'matchToCategory',
    make: (options) => erased(matchToCategory(options)),
    options: anyCategory,
    changes: [
      ...changes,
      { dt: 20, noise: 'psychrnn' },
      { nIn: 15 },
      { nOut: 3 },
      { timing: { fixation: 100 } },
      { timing: { stimulus: 500 } },
      { timing: { decision: 700 } },
      { channels: 'psychrnn' },
    ],
    stated: {
      dt: 10,
      tau: 100,
      T: 2000,
      noise: 'tauAware',
      nIn: 16,
      nOut: 2,
      timing: { fixation: 200, stimulus: 1000, decision: 800 },
      channels: 'distinct',
    },
  },
];

/** One string per batch, different for different bytes. */
export const bytesOf = ({ inputs, targets, mask }: TrialBatch<object, 'values'>): string =>
  `${inputs.shape} ${inputs.data} ${targets.data} ${mask.data}`;

/** Steps t at which `values[t * width + i]` is not 0. */
export const stepsWith = (values: ArrayLike<number>, width: number, i = 0): number[] =>
  Array.from({ length: values.length / width }, (_, t) => t).filter((t) => values[t * width + i] !== 0);

/** first, .., last. */
export const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);
