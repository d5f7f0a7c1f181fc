/** Constraints hold for any combination of options, initial values, optimiser, engine and model. @module */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tensors, Value } from '../../../src/autograd/index.ts';
import type { Engine } from '../../../src/compile/index.ts';
import {
  clipByGlobalNorm,
  createLstm,
  createRateNetwork,
  type FixedMasks,
  type Network,
  type Optimizer,
  type ParameterRules,
  type RateNetwork,
  sgd,
  taskLoss,
  train,
} from '../../../src/rnn/index.ts';
import { foldIn, type Key, key, normal, ones, type Tensor } from '../../../src/tensor/index.ts';
import { keys } from '../../support/arbitraries.ts';
import { runs } from '../../support/runs.ts';
import { type Params, unprojected, violations } from '../networks/networks.ts';
import { anyOptimizer, gatedNetworks, initializers, moreFixed, rateNetworks } from './combinations.ts';

const STEPS = 3;
type Named = { readonly [name: string]: Tensor };

/** Entries with a mask of 1 that differ in their bits. */
const movedIn = (fixed: FixedMasks, before: Named, after: Named): string[] =>
  Object.entries(fixed).flatMap(([name, { data }]) =>
    [...data].flatMap((m, i) =>
      m === 1 && !Object.is(before[name].data[i], after[name].data[i]) ? [`${name}(${i})`] : [],
    ),
  );

const notFinite = (params: Named): string[] =>
  Object.keys(params).filter((name) => !params[name].data.every(Number.isFinite));

/** What is broken in parameters, by the rules of any network, and by those of a rate network. */
function faults(network: Network<never>, fixed: FixedMasks, before: Named, after: Named): string[] {
  const found = [
    ...movedIn(network.fixed, before, after),
    ...movedIn(fixed, before, after),
    ...notFinite(after),
  ];
  if (!('effectiveWeights' in network)) return found;
  const rate = network as unknown as RateNetwork;
  const params = after as unknown as Params;
  return [...found, ...violations(rate, rate.effectiveWeights(params)), ...unprojected(rate, params)];
}

interface Trial {
  readonly network: Network<never>;
  readonly optimizer: Optimizer;
  readonly engine: Engine;
  readonly clip: boolean;
  readonly from: Key;
}

const trials = (networks: fc.Arbitrary<Network<never>>): fc.Arbitrary<Trial> =>
  fc.record({
    network: networks,
    optimizer: anyOptimizer,
    engine: fc.constantFrom<Engine[]>('compiled', 'interpreted'),
    clip: fc.boolean(),
    from: keys,
  });

/** What a trial has broken, and how many updates it made; null where the network has no such initial values. */
async function outcome(
  { network, optimizer, engine, clip, from }: Trial,
  fixedOf: (params: Named) => FixedMasks,
  rules: ParameterRules = network as never,
): Promise<{ readonly broken: readonly string[]; readonly updates: number } | null> {
  let before: Named;
  try {
    before = network.initialize(from) as unknown as Named;
  } catch (error) {
    // Weights without a loop have no spectral radius, and units without inputs no published balance.
    expect((error as Error).message).toMatch(/^(spectralRadius|balanced): expected /);
    return null;
  }
  const fixed = fixedOf(before);
  const broken = faults(network, fixed, before, before);
  const inputs = normal(foldIn(from, 1), [2, 2, network.nIn]);
  const training = train({
    ...{ params: before, optimizer, engine, fixed, network: rules, steps: STEPS, key: from },
    loss: taskLoss(network as unknown as Network<Tensors<Named>>) as never,
    batch: () => ({ inputs, targets: normal(foldIn(from, 2), [2, 2, network.nOut]) }),
    ...(clip ? { clip: (g: Value) => clipByGlobalNorm(g, 0.5) as Value } : {}),
  } as never);
  let updates = 0;
  try {
    for await (const _ of training) {
      updates++;
      broken.push(...faults(network, fixed, before, training.params as Named));
    }
  } catch (error) {
    // Rates may grow without bound at a learning rate of 10, squared ones sooner.
    expect((error as Error).message).toMatch(/^train: expected (a finite loss|finite gradients)/);
  }
  return { broken, updates };
}

/** Checks trials, and that most of them make their updates; `share` of the configured runs. */
async function check(networks: fc.Arbitrary<Network<never>>, share: number): Promise<void> {
  const { numRuns } = runs(share);
  let [updates, refused] = [0, 0];
  const withMasks = trials(networks).chain((trial) => fc.tuple(fc.constant(trial), fc.nat(2)));
  await fc.assert(
    fc.asyncProperty(withMasks, async ([trial, which]) => {
      const found = await outcome(trial, (params) => moreFixed(params)[which]);
      if (found === null) refused++;
      else {
        expect(found.broken).toEqual([]);
        updates += found.updates;
      }
    }),
    { numRuns },
  );
  expect(refused).toBeLessThan(0.5 * numRuns);
  expect(updates).toBeGreaterThan(0.6 * STEPS * (numRuns - refused));
}

describe('constraints hold after every update, whatever the options, initial values, optimiser, clipping, engine', () => {
  it('of a rate network', () => check(rateNetworks as fc.Arbitrary<never>, 0.5));

  it('of an LSTM in both variants, and of a GRU', () => check(gatedNetworks, 0.3));
});

describe('controls', () => {
  const careless = { fixed: {}, project: (params: unknown) => params };
  const decay = sgd({ learningRate: 0.1, weightDecay: 0.1 });
  const base = { optimizer: decay, engine: 'interpreted', clip: false, from: key(1) } as const;
  const broken = async (network: unknown, rules?: ParameterRules) =>
    (await outcome({ ...base, network: network as Network<never> }, () => ({}), rules))?.broken;

  it('training that does not know what is fixed is found out, in every model', async () => {
    const sizes = { nIn: 2, nRec: 3, nOut: 1, fixed: { bOut: true } } as const;
    for (const network of [createRateNetwork(sizes), createLstm(sizes)]) {
      expect(await broken(network)).toEqual([]);
      expect(await broken(network, careless)).toEqual(['bOut(0)', 'bOut(0)', 'bOut(0)']);
    }
  });

  it('so is one that does not project, and one that moves what it alone fixes', async () => {
    const network = createRateNetwork({ nIn: 1, nRec: 3, nOut: 1, daleRatio: 0.7, positivity: 'projected' });
    const hasty = { ...base, optimizer: sgd({ learningRate: 10 }), network: network as never };
    expect((await outcome(hasty, () => ({})))?.broken).toEqual([]);
    expect((await outcome(hasty, () => ({}), careless))?.broken.length).toBeGreaterThan(0);
    const [before, after] = [1, 2].map((seed) => network.initialize(key(seed)) as unknown as Named);
    expect(movedIn({ bRec: ones([3]) }, before, after)).toEqual(['bRec(0)', 'bRec(1)', 'bRec(2)']);
  });

  it.each<[string, fc.Arbitrary<Network<never>>]>([
    ['rate', rateNetworks as fc.Arbitrary<never>],
    ['gated', gatedNetworks],
  ])('the random trials of %s networks find training that forgets the rules', async (_, networks) => {
    const property = fc.asyncProperty(trials(networks), async (trial) => {
      expect((await outcome(trial, () => ({}), careless))?.broken ?? []).toEqual([]);
    });
    expect((await fc.check(property, { numRuns: 200, endOnFailure: true })).failed).toBe(true);
  });

  it('the rules drawn for weights are all there are, each of them and compositions of three', () => {
    const names = new Set<string>();
    const told = fc.sample(rateNetworks, { numRuns: 1000, seed: 1 }).map(fc.stringify);
    for (const text of told) {
      for (const rule of text.split(/[;: ]+/)) if (rule in initializers) names.add(rule);
    }
    expect([...names].sort()).toEqual(Object.keys(initializers).sort());
    expect(told.some((text) => /spectralRadius of (balanced|dividedExcitation) of \w+/.test(text))).toBe(
      true,
    );
    expect(told.some((text) => text.includes('raw radius of psychrnn balance'))).toBe(true);
  });
});
