import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grad, mapTree, mul, sub, sum, type Value } from '../../../src/autograd/index.ts';
import type { Engine } from '../../../src/compile/compile.ts';
import {
  adam,
  clipByGlobalNorm,
  clipByNorm,
  createRateNetwork,
  meanSquaredError,
  type Optimizer,
  type RateNetwork,
  type RateParams,
  sgd,
  train,
} from '../../../src/rnn/index.ts';
import { fromArray, key, normal, type Tensor, tensor, zeros } from '../../../src/tensor/index.ts';
import { keys } from '../../support/arbitraries.ts';
import { assertClose, tolerances } from '../../support/close.ts';
import { runs } from '../../support/runs.ts';
import {
  cases,
  factorOf,
  mapParams,
  movedFixed,
  networkOptions,
  type Params,
  plainWeights,
  strayGradients,
  violations,
  weightNames,
} from '../networks/networks.ts';

/** An optimiser that pulls every parameter, fixed or not, towards 0. */
const weightDecay: Optimizer = {
  init: () => ({}),
  update: (params, gradients, state) => [
    mapTree('weightDecay', (p, g) => sub(mul(p, 0.9), mul(g, 0.1)), params, gradients),
    state,
  ],
};

const optimizers: fc.Arbitrary<Optimizer> = fc.oneof(
  fc.constantFrom(1e-3, 0.1, 10, 1e3).map((learningRate) => sgd({ learningRate })),
  fc.constantFrom(1e-3, 0.1, 10, 1e3).map((learningRate) => adam({ learningRate })),
  fc.constant(weightDecay),
);

const engines = fc.constantFrom<Engine[]>('compiled', 'interpreted');

const clips = fc.constantFrom(
  {},
  { clip: (g: Value) => clipByGlobalNorm(g, 0.5) as Value },
  { clip: (g: Value) => clipByNorm(g, 0.1) as Value },
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

describe('constraints hold by construction', () => {
  it('after every update of any optimiser, with any learning rate and clipping', async () => {
    let updates = 0;
    await fc.assert(
      fc.asyncProperty(
        networkOptions,
        optimizers,
        clips,
        engines,
        keys,
        async (options, optimizer, clip, engine, from) => {
          const network = createRateNetwork({ ...options, sigmaRec: 0.1 });
          const params = network.initialize(from);
          expect(violations(network, network.effectiveWeights(params))).toEqual([]);
          const training = train({
            params: params as RateParams<Tensor>,
            loss: targetLoss(network),
            optimizer,
            engine,
            batch: () => batchOf(network, from),
            steps: 4,
            key: from,
            fixed: network.fixed,
            ...(clip as object),
          });
          try {
            for await (const _ of training) {
              expect(movedFixed(network, params, training.params)).toEqual([]);
              // Rates may grow without bound at a learning rate of 1000; there is no sign in NaN.
              if (!finite(training.params)) return;
              expect(violations(network, network.effectiveWeights(training.params))).toEqual([]);
              updates++;
            }
          } catch (error) {
            expect((error as Error).message).toMatch(/^train: expected a finite loss/);
          }
        },
      ),
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

  it('effective weights are the free ones times mask and sign, |w| with Dale', () => {
    fc.assert(
      fc.property(cases, ({ network, params }) => {
        const effective = network.effectiveWeights(params);
        const expected = plainWeights(network, params);
        for (const name of weightNames) assertClose(effective[name], expected[name], tolerances.exact, name);
      }),
    );
  });

  it('masked and fixed entries have a gradient of exactly 0', () => {
    fc.assert(
      fc.property(cases, ({ network, params, inputs, key: noise }) => {
        const loss = (p: RateParams): Value => sum(network.run(p, inputs, noise).z);
        expect(strayGradients(network, grad(loss)(params) as Params)).toEqual([]);
      }),
      runs(0.5),
    );
  });

  it('fixed entries take part in the run, and only their learning stops', () => {
    const network = createRateNetwork({
      nIn: 1,
      nRec: 2,
      nOut: 1,
      fixedRec: tensor([
        [0, 1],
        [1, 0],
      ]),
    });
    const params = network.initialize(key(3));
    expect(network.effectiveWeights(params).wRec).toEqual(params.wRec);
    const gradient = grad((p: RateParams) => sum(network.effectiveWeights(p).wRec))(params);
    expect((gradient.wRec as Tensor).data).toEqual(Float32Array.of(1, 0, 0, 1));
    expect(Object.keys(network.fixed)).toEqual(['wRec']);
  });
});

describe("Dale's principle at 0", () => {
  const sumOfWeights = (network: RateNetwork, w: Tensor): Tensor => {
    const params = { ...network.initialize(key(0)), wRec: w };
    const total = (p: RateParams): Value => sum(network.effectiveWeights(p).wRec);
    return (grad(total)(params) as Params).wRec;
  };
  const square = { nIn: 1, nRec: 2, nOut: 1, autapses: true };

  it('d|w|/dw is 0 at 0, at -0 too', () => {
    const network = createRateNetwork({ ...square, daleRatio: 0.5 });
    expect([...sumOfWeights(network, zeros([2, 2])).data].map(Math.abs)).toEqual([0, 0, 0, 0]);
    const nearZero = tensor([
      [-0, 1e-30],
      [-1e-30, 0],
    ]);
    expect([...sumOfWeights(network, nearZero).data].map(Math.abs)).toEqual([0, 1, 1, 0]);
  });

  it('without signs the derivative at 0 is 1', () => {
    expect(sumOfWeights(createRateNetwork(square), zeros([2, 2])).data).toEqual(Float32Array.of(1, 1, 1, 1));
  });

  it('the gradient changes its sign with the weight and with the sign of the column', () => {
    const w = tensor([
      [2, 2],
      [-2, -2],
    ]);
    const gradient = sumOfWeights(createRateNetwork({ ...square, daleRatio: 0.5 }), w);
    expect(gradient.data).toEqual(Float32Array.of(1, -1, -1, 1));
  });
});

describe('signs follow the ratio', () => {
  it.each([
    [10, 0.8, 8],
    [50, 0.8, 40],
    [10, 0.7, 7],
    [3, 0.5, 1],
    [5, 0, 0],
    [5, 1, 5],
    [100, 0.29, 29],
  ])('of %i units with ratio %f, %i are excitatory and come first', (nRec, daleRatio, nExc) => {
    const network = createRateNetwork({ nIn: 1, nRec, nOut: 1, daleRatio, autapses: true });
    expect(network.nExc).toBe(nExc);
    const { wRec } = network.effectiveWeights(network.initialize(key(0)));
    const lastRow = Array.from(wRec.data.subarray(-nRec), Math.sign);
    expect(lastRow).toEqual(Array.from({ length: nRec }, (_, pre) => (pre < nExc ? 1 : -1)));
  });
});

describe('controls: the checkers see', () => {
  const network = createRateNetwork({
    nIn: 2,
    nRec: 4,
    nOut: 2,
    daleRatio: 0.5,
    readout: 'excitatory',
    maskIn: tensor([
      [1, 0],
      [1, 1],
      [1, 1],
      [1, 1],
    ]),
    fixedOut: tensor([
      [1, 0],
      [0, 0],
    ]),
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
      ...[0, 1, 2, 3].map((i) => `wRec[${i}, ${i}]: 1`),
      'wOut[0, 0]: 1',
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
