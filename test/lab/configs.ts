/** Any valid configuration, for properties. @module */

import fc from 'fast-check';
import { type ExperimentConfig, readExperiment } from '../../src/experiments/experiment-config.ts';
import { experimentPresets } from '../../src/experiments/experiment-presets.ts';

const positive = fc.double({ min: 1e-6, max: 1e4, noNaN: true });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const orNull = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(values, { nil: null });
const range = (n: number): fc.Arbitrary<readonly [number, number]> =>
  fc
    .integer({ min: 0, max: n - 1 })
    .chain((from) => fc.tuple(fc.constant(from), fc.integer({ min: from + 1, max: n })));

const networkOf = (nRec: number): fc.Arbitrary<object> =>
  fc.record(
    {
      tau: positive,
      leak: fc.constantFrom('current', 'rateOutside', 'rateInside', 'reservoir'),
      activation: fc.constantFrom('relu', 'tanh', 'sigmoid'),
      sigmaRec: positive,
      autapses: fc.boolean(),
      signs: fc.constantFrom('free', 'positive'),
      inputBias: fc.boolean(),
      initialState: fc.constantFrom('zero', 'parameter'),
      start: fc.constantFrom('song2016', 'psychrnn', 'orthogonal'),
      radius: orNull(positive),
      density: share,
      blocks: fc.array(
        fc.record({ post: range(nRec), pre: range(nRec), rule: fc.constantFrom('absent', 'fixed') }),
        { maxLength: 3 },
      ),
    },
    { requiredKeys: [] },
  );

const training = fc.record(
  {
    steps: fc.integer({ min: 1, max: 10_000_000 }),
    batchSize: fc.integer({ min: 1, max: 4096 }),
    seqLen: orNull(fc.integer({ min: 2, max: 100_000 })),
    learningRate: positive,
    masked: fc.boolean(),
    clipNorm: orNull(positive),
    l2Rate: positive,
    stopAt: orNull(share),
  },
  { requiredKeys: [] },
);

const options = fc.dictionary(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.jsonValue({ maxDepth: 2 }), {
  maxKeys: 4,
});

/** A preset of which some parts, or many, are changed. */
export const anyConfig: fc.Arbitrary<ExperimentConfig> = fc.integer({ min: 1, max: 512 }).chain((nRec) =>
  fc
    .record({
      preset: fc.constantFrom(...Object.values(experimentPresets)),
      name: fc.option(fc.string({ unit: 'grapheme', maxLength: 20 }), { nil: undefined }),
      seed: fc.nat(),
      taskOptions: fc.option(options, { nil: undefined }),
      network: networkOf(nRec),
      sized: fc.boolean(),
      training,
      test: fc.record(
        { trials: fc.integer({ min: 1, max: 100_000 }), taskOptions: options },
        { requiredKeys: [] },
      ),
    })
    .map(({ preset, name, seed, taskOptions, network, sized, training, test }) =>
      JSON.parse(
        JSON.stringify(
          readExperiment({
            ...preset,
            name: name ?? preset.name,
            seed,
            taskOptions: taskOptions ?? preset.taskOptions,
            network: sized ? { ...preset.network, ...network, nRec } : preset.network,
            training: { ...preset.training, ...training },
            test: { ...preset.test, ...test },
          }),
        ),
      ),
    ),
);
