import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grad, mapTree, mul, sub, sum, type Value } from '../../../src/autograd/index.ts';
import type { Engine } from '../../../src/compile/compile.ts';
import { effectiveWeight } from '../../../src/rnn/constraints/weight-rules.ts';
import {
  adam,
  adamW,
  clipByGlobalNorm,
  clipByNorm,
  clipByValue,
  createRateNetwork,
  type FixedMasks,
  meanSquaredError,
  type Optimizer,
  type RateNetwork,
  type RateParams,
  rmsprop,
  sgd,
  train,
} from '../../../src/rnn/index.ts';
import {
  cast,
  fromArray,
  full,
  isTensor,
  key,
  normal,
  ones,
  type Tensor,
  tensor,
} from '../../../src/tensor/index.ts';
import { keys } from '../../support/arbitraries.ts';
import { assertClose, tolerances } from '../../support/close.ts';
import { runs } from '../../support/runs.ts';
import { allCases, allOptions } from '../networks/all-options.ts';
import {
  cases,
  factorOf,
  mapParams,
  movedFixed,
  type Params,
  plainWeights,
  strayGradients,
  unprojected,
  violations,
  weightNames,
} from '../networks/networks.ts';

/** An optimiser that pulls every parameter, fixed or not, towards 0, and past it. */
const pull: Optimizer = {
  init: () => ({}),
  update: (params, gradients, state) => [
    mapTree('pull', (p, g) => sub(sub(mul(p, 0.9), 0.01), mul(g, 0.1)), params, gradients),
    state,
  ],
};

const optimizers: fc.Arbitrary<Optimizer> = fc
  .tuple(fc.constantFrom(1e-3, 0.1, 10, 1e3), fc.constantFrom(0, 0.1))
  .chain(([learningRate, weightDecay]) =>
    fc.constantFrom(
      sgd({ learningRate, weightDecay }),
      sgd({ learningRate, weightDecay, momentum: 0.9, nesterov: true }),
      adam({ learningRate, weightDecay }),
      adam({ learningRate, weightDecay, form: 'tensorflow' }),
      adamW({ learningRate, weightDecay }),
      rmsprop({ learningRate, weightDecay, momentum: 0.5 }),
      pull,
    ),
  );

const engines = fc.constantFrom<Engine[]>('compiled', 'interpreted');

const clips = fc.constantFrom(
  {},
  { clip: (g: Value) => clipByGlobalNorm(g, 0.5) as Value },
  { clip: (g: Value) => clipByNorm(g, 0.1) as Value },
  { clip: (g: Value) => clipByValue(g, 0.1) as Value },
);

const targetLoss =
  (network: RateNetwork) =>
  (params: RateParams, { inputs, targets }: { inputs: Value; targets: Value }, noise: Value): Value =>
    meanSquaredError(network.run(params, inputs, noise).z, targets);

/** Random inputs and targets: 3 steps of 2 trials. */
const batchOf = (network: RateNetwork, from: Tensor): { inputs: Tensor; targets: Tensor } => ({
  inputs: normal(from, [3, 2, network.options.nIn]),
  targets: normal(key(1), [3, 2, network.options.nOut]),
});

const finite = (params: Params): boolean => Object.values(params).every((x) => x.data.every(Number.isFinite));

/** Masks that fix some more in one training: all of a bias, part of the recurrent weights, or nothing. */
const extraMasks = ({ options: { nRec, nOut } }: RateNetwork): fc.Arbitrary<FixedMasks> =>
  fc.constantFrom<FixedMasks[]>(
    {},
    { bOut: ones([nOut]) },
    {
      wRec: tensor(Array.from({ length: nRec }, (_, i) => new Array(nRec).fill(i % 2))),
      bRec: full([nRec], 0.5),
    },
  );

/** Fixed entries of a training that differ in their bits. */
const moved = (fixed: FixedMasks, before: Params, after: Params): string[] => {
  const [old, now] = [before, after] as unknown as { [name: string]: Tensor }[];
  return Object.entries(fixed).flatMap(([name, { data }]) =>
    [...data].flatMap((m, i) =>
      m === 1 && !Object.is(old[name].data[i], now[name].data[i]) ? [`${name}(${i})`] : [],
    ),
  );
};

describe('constraints hold by construction', () => {
  it('after every update, for any combination of options, optimiser, learning rate, decay, clipping, engine', async () => {
    let updates = 0;
    const networks = allOptions.map((options) => createRateNetwork(options));
    const trainings = networks.chain((network) =>
      fc.tuple(fc.constant(network), extraMasks(network), optimizers, clips, engines, keys),
    );
    await fc.assert(
      fc.asyncProperty(trainings, async ([network, fixed, optimizer, clip, engine, from]) => {
        const params = network.initialize(from) as RateParams<Tensor>;
        expect(violations(network, network.effectiveWeights(params))).toEqual([]);
        expect(unprojected(network, params)).toEqual([]);
        const training = train({
          ...{ params, loss: targetLoss(network), optimizer, engine, network, fixed, steps: 4, key: from },
          batch: () => batchOf(network, from),
          ...(clip as object),
        });
        try {
          for await (const _ of training) {
            expect(movedFixed(network, params, training.params)).toEqual([]);
            expect(moved(fixed, params, training.params)).toEqual([]);
            expect(finite(training.params)).toBe(true);
            expect(violations(network, network.effectiveWeights(training.params))).toEqual([]);
            expect(unprojected(network, training.params)).toEqual([]);
            updates++;
          }
        } catch (error) {
          // Rates may grow without bound at a learning rate of 1000, squared ones sooner.
          expect((error as Error).message).toMatch(/^train: expected (a finite loss|finite gradients)/);
        }
      }),
    );
    // Each network makes nearly all of its four updates, or nothing much was tested.
    expect(updates).toBeGreaterThan(3 * (fc.readConfigureGlobal().numRuns ?? 100));
  });

  it('with Adam and epsilon 0 too, unless it is refused: no 0 / 0 where there is no gradient', () => {
    const network = createRateNetwork({ nIn: 1, nRec: 3, nOut: 1, daleRatio: 0.7 });
    const params = network.initialize(key(0));
    const gradient = grad((p: RateParams) => sum(network.effectiveWeights(p).wRec))(params) as Params;
    let optimizer: Optimizer;
    try {
      optimizer = adam({ epsilon: 0 });
    } catch (error) {
      expect((error as Error).message).toMatch(/^adam: expected epsilon .*, got 0$/);
      return;
    }
    const state = optimizer.init({ w: params.wRec });
    const [moved] = optimizer.update({ w: params.wRec }, { w: gradient.wRec }, state);
    const { w } = moved as { w: Tensor };
    expect(violations(network, network.effectiveWeights({ ...params, wRec: w }))).toEqual([]);
  });

  it('effective weights are the sizes of the free ones times mask and sign, and constants', () => {
    fc.assert(
      fc.property(allCases(), ({ network, params }) => {
        const effective = network.effectiveWeights(params);
        const expected = plainWeights(network, params);
        // Exact but for softplus, which is log(1 + exp w) here and log1p there.
        const tolerance = network.options.positivity === 'softplus' ? tolerances.f64 : tolerances.exact;
        for (const name of weightNames) assertClose(effective[name], expected[name], tolerance, name);
      }),
    );
  });

  it('weights that are effective are the effective weights of what withWeights makes of them', () => {
    fc.assert(
      fc.property(allCases(), ({ network, params: double }) => {
        const params = mapParams((x) => cast(x, 'f32'), double);
        const effective = network.effectiveWeights(params);
        const again = network.withWeights(params, effective);
        const back = network.effectiveWeights(again);
        for (const name of ['bRec', 'bOut', 'x0', 'alpha'] as const) expect(again[name]).toBe(params[name]);
        const { positivity, masks = {} } = network.options;
        const fractions = Object.values(masks).some((m) => isTensor(m) && m.data.includes(2.5));
        // Masks of 0, 1/2 and 1 divide exactly; softplus and 2.5 round, as 1 - exp(-m) does near 0: 2^-24 beside m.
        const exact = positivity !== 'softplus' && !fractions;
        for (const name of weightNames) {
          assertClose(back[name], effective[name], exact ? tolerances.exact : tolerances.f32, name);
        }
        expect(violations(network, back)).toEqual([]);
        expect(unprojected(network, again)).toEqual([]);
      }),
    );
  });

  it('masked and fixed entries have a gradient of exactly 0', () => {
    fc.assert(
      fc.property(fc.oneof(cases, allCases()), ({ network, params, inputs, key: noise }) => {
        const loss = (p: RateParams): Value => sum(network.run(p, inputs, noise).z);
        expect(strayGradients(network, grad(loss)(params) as Params)).toEqual([]);
      }),
      runs(0.5),
    );
  });
});

describe('controls: the checkers see', () => {
  const network = createRateNetwork({
    nIn: 2,
    nRec: 4,
    nOut: 2,
    daleRatio: 0.5,
    readout: 'excitatory',
    signs: { wOut: 'positive' },
    positivity: 'projected',
    masks: {
      wIn: tensor([
        [1, 0],
        [1, 1],
        [1, 1],
        [0, 1],
      ]),
    },
    constants: {
      wIn: tensor([
        [0, 0],
        [0, 0],
        [0, 0],
        [0.5, 0],
      ]),
    },
    fixed: {
      wOut: tensor([
        [1, 0],
        [0, 0],
      ]),
      bRec: true,
    },
  });
  const params = network.initialize(key(5));
  const good = network.effectiveWeights(params);
  const change = (x: Tensor, at: number, f: (v: number) => number): Tensor =>
    fromArray(
      Float32Array.from(x.data, (v, i) => (i === at ? f(v) : v)),
      x.shape,
    );

  it('nothing in a network as it should be', () => {
    expect(violations(network, good)).toEqual([]);
    expect(
      movedFixed(
        network,
        params,
        mapParams((x) => ({ ...x }), params),
      ),
    ).toEqual([]);
  });

  it.each([
    ['one flipped excitatory sign', 'wRec', 1 * 4 + 0, (v: number) => -v, 'wRec[1, 0]', 'wrong sign'],
    ['one flipped inhibitory sign', 'wRec', 0 * 4 + 3, (v: number) => -v, 'wRec[0, 3]', 'wrong sign'],
    ['a tiny autapse', 'wRec', 2 * 4 + 2, () => -1e-30, 'wRec[2, 2]', 'nothing is connected'],
    ['a read-out below 0', 'wOut', 0, (v: number) => -v, 'wOut[0, 0]', 'wrong sign'],
    ['a constant that moved', 'wIn', 6, () => 0.25, 'wIn[3, 0]', 'not its constant 0.5'],
    ['a masked input', 'wIn', 1, () => 0.1, 'wIn[0, 1]', 'nothing is connected'],
    ['a read-out of inhibition', 'wOut', 1 * 4 + 2, () => 0.1, 'wOut[1, 2]', 'nothing is connected'],
    ['NaN', 'wIn', 0, () => Number.NaN, 'wIn[0, 0]', 'not finite'],
  ] as const)('%s', (_, name, at, f, where, what) => {
    const found = violations(network, { ...good, [name]: change(good[name], at, f) });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(where);
    expect(found[0]).toContain(what);
  });

  it('a fixed weight that moves by one bit, and not one that is free', () => {
    const nextUp = (v: number): number => Math.fround(v * (1 + 2 ** -23));
    expect(movedFixed(network, params, { ...params, wOut: change(params.wOut, 0, nextUp) })).toEqual([
      'wOut(0)',
    ]);
    expect(movedFixed(network, params, { ...params, wOut: change(params.wOut, 1, nextUp) })).toEqual([]);
  });

  it('an update past 0 of weights that are not projected, and one of fixed weights that are not held', async () => {
    const options = {
      ...{
        params: params as RateParams<Tensor>,
        loss: targetLoss(network),
        optimizer: pull,
        steps: 40,
        key: key(0),
      },
      batch: () => batchOf(network, key(2)),
    };
    const [free, held] = [train(options), train({ ...options, network })];
    for (const training of [free, held]) for await (const _ of training);
    expect(unprojected(network, free.params).length).toBeGreaterThan(0);
    expect(unprojected(network, held.params)).toEqual([]);
    expect(movedFixed(network, params, free.params)).toContain('wOut(0)');
    expect(movedFixed(network, params, free.params)).toContain('bRec(3)');
    expect(movedFixed(network, params, held.params)).toEqual([]);
    // Signs hold even so: the effective weight of what was not projected is 0.
    expect(violations(network, network.effectiveWeights(free.params))).toEqual([]);
  });

  it('a gradient where nothing learns, and that the others do have one', () => {
    const gradient = mapParams(
      (x) =>
        fromArray(
          x.data.map(() => 1),
          x.shape,
        ),
      params,
    );
    expect(strayGradients(network, gradient)).toEqual([
      'wIn[0, 1]: 1',
      'wIn[3, 0]: 1',
      ...[0, 1, 2, 3].map((i) => `wRec[${i}, ${i}]: 1`),
      'wOut[0, 0]: 1',
      ...[0, 1, 2, 3].map((i) => `bRec[${i}]: 1`),
    ]);
    const inputs = normal(key(1), [4, 3, 2]);
    const real = grad((p: RateParams) => sum(network.run(p, inputs, null).z))(params) as Params;
    expect(strayGradients(network, real)).toEqual([]);
    expect(real.wIn.data.filter((v) => v !== 0).length).toBeGreaterThan(2);
    expect(real.wOut.data.filter((v) => v !== 0).length).toBeGreaterThan(0);
  });

  it('that |w| without a sign breaks the rule, through the factors that the checker derives', () => {
    const inhibitory = factorOf(network, 'wRec', 0, 3);
    expect([factorOf(network, 'wRec', 0, 1), factorOf(network, 'wRec', 1, 1), inhibitory]).toEqual([
      1, 0, -1,
    ]);
    const wRec = fromArray(Float32Array.from(good.wRec.data, Math.abs), [4, 4]);
    expect(violations(network, { ...good, wRec })).toHaveLength(2 * 3);
  });
});

describe('sparse, structured and constant weights', () => {
  it('stay as they are for 1000 updates: entries without connection exactly 0, constants exactly theirs', async () => {
    const n = 8;
    const place = (f: (post: number, pre: number) => number): Tensor =>
      tensor(Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => f(i, j))));
    const [mask, constant] = [
      place((i, j) => Number((i + j) % 3 === 0)),
      place((i, j) => (i === j + 1 && (i + j) % 3 !== 0 ? (j < 6 ? 0.25 : -0.5) : 0)),
    ];
    const network = createRateNetwork({
      ...{ nIn: 2, nRec: n, nOut: 2, daleRatio: 0.75, readout: 'excitatory', sigmaRec: 0.1 },
      ...{ masks: { wRec: mask }, constants: { wRec: constant } },
    });
    const params = network.initialize(key(1)) as RateParams<Tensor>;
    const optimizer = adamW({ learningRate: 0.01, weightDecay: 0.1 });
    const batch = batchOf(network, key(2));
    const training = train({
      ...{
        params,
        loss: targetLoss(network),
        optimizer,
        network,
        steps: 1000,
        key: key(3),
        batch: () => batch,
      },
    });
    for await (const _ of training);
    const { wRec } = network.effectiveWeights(training.params);
    expect(violations(network, { ...network.effectiveWeights(training.params) })).toEqual([]);
    wRec.data.forEach((w, i) => {
      const learns = mask.data[i] === 1 && i % (n + 1) !== 0;
      if (!learns) expect(Math.abs(w - constant.data[i])).toBe(0);
      else expect(training.params.wRec.data[i]).not.toBe(params.wRec.data[i]);
    });
    expect(constant.data.filter((v) => v !== 0).length).toBeGreaterThan(3);
  });
});

describe('projected weights', () => {
  it('are effective as [w]_+ before any projection, with a derivative of 1', () => {
    const rule = { factor: tensor([2, -1, 1]), positivity: 'projected' as const, constant: null };
    const w = tensor([0.3, -0.5, -0]);
    const effective = effectiveWeight(w, rule) as Tensor;
    expect([...effective.data]).toEqual([Math.fround(0.6), -0, 0]);
    const gradient = grad((p: { w: Value }) => sum(effectiveWeight(p.w, rule)))({ w }) as { w: Tensor };
    expect([...gradient.w.data]).toEqual([2, -1, 1]);
  });
});
