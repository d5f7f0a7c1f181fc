import { describe, expect, it } from 'vitest';
import { grad, sum, type Value } from '../../../src/autograd/index.ts';
import { freeWeight, startWeight } from '../../../src/rnn/constraints/weight-rules.ts';
import {
  createRateNetwork,
  type Positivity,
  type RateNetwork,
  type RateParams,
} from '../../../src/rnn/index.ts';
import { full, key, type Tensor, tensor, toNested, zeros } from '../../../src/tensor/index.ts';
import { assertClose, tolerances } from '../../support/close.ts';
import type { Params } from '../networks/networks.ts';

describe("Dale's principle at 0", () => {
  const sumOfWeights = (network: RateNetwork, w: Tensor): Tensor => {
    const params = { ...network.initialize(key(0)), wRec: w };
    const total = (p: RateParams): Value => sum(network.effectiveWeights(p).wRec);
    return (grad(total)(params) as Params).wRec;
  };
  const square = { nIn: 1, nRec: 2, nOut: 1, autapses: true };

  const halves = tensor([
    [-0, 1e-30],
    [-1e-30, 0],
  ]);

  // Exact zeros learn with 'absolute'; they stay in PsychRNN, with [w]_+ also those below.
  it.each<[Positivity, number[], number[]]>([
    ['absolute', [1, -1, 1, -1], [1, -1, -1, -1]],
    ['psychrnn', [0, 0, 0, 0], [0, -1, -1, 0]],
    ['rectified', [0, 0, 0, 0], [0, -1, 0, 0]],
    ['softplus', [0.5, -0.5, 0.5, -0.5], [0.5, -0.5, 0.5, -0.5]],
    ['projected', [1, -1, 1, -1], [1, -1, 1, -1]],
  ])('derivatives at 0 and beside it: %s', (positivity, atZero, beside) => {
    const network = createRateNetwork({ ...square, daleRatio: 0.5, positivity });
    const plus = (x: Tensor): number[] => [...x.data].map((v) => v + 0);
    expect(plus(sumOfWeights(network, zeros([2, 2])))).toEqual(atZero);
    expect(plus(sumOfWeights(network, halves))).toEqual(beside);
  });

  it('at -0 is that at 0', () => {
    const network = createRateNetwork({ ...square, daleRatio: 0.5 });
    const { data } = sumOfWeights(network, full([2, 2], -0));
    expect([...data]).toEqual([1, -1, 1, -1]);
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
    // PsychRNN truncates .58 * 50 = 28.999999999999996 to 28, and .29 * 100 to 28; the product means 29.
    [50, 0.58, 29],
    [100, 0.29, 29],
  ])('of %i units with ratio %f, %i are excitatory and come first', (nRec, daleRatio, nExc) => {
    const network = createRateNetwork({ nIn: 1, nRec, nOut: 1, daleRatio, autapses: true });
    expect(network.nExc).toBe(nExc);
    const { wRec } = network.effectiveWeights(network.initialize(key(0)));
    const lastRow = Array.from(wRec.data.subarray(-nRec), Math.sign);
    expect(lastRow).toEqual(Array.from({ length: nRec }, (_, pre) => (pre < nExc ? 1 : -1)));
  });
});

describe('effective weights that break the rules', () => {
  const network = createRateNetwork({ nIn: 1, nRec: 2, nOut: 1, daleRatio: 0.5 });
  const params = network.initialize(key(0)) as RateParams<Tensor>;
  const broken = tensor([
    [9, 2],
    [-3, -4],
  ]);

  it('give the nearest that keep them: 0 for a wrong sign and for an autapse', () => {
    const next = network.withWeights(params, { ...network.effectiveWeights(params), wRec: broken });
    // Unit 0 is excitatory, unit 1 inhibitory: 2 and -3 have the wrong sign, 9 and -4 lead from a unit to itself.
    expect([...network.effectiveWeights(next).wRec.data].every((w) => w === 0)).toBe(true);
    const open = createRateNetwork({ ...network.options, autapses: true });
    const free = open.withWeights(params, { ...open.effectiveWeights(params), wRec: broken });
    expect([...open.effectiveWeights(free).wRec.data].map((w) => w + 0)).toEqual([9, 0, 0, -4]);
  });

  it('are 2^-20 with softplus, which does not reach 0, and free weights are 0 where nothing is learned', () => {
    const rule = {
      ...{ factor: tensor([[1, 0, -1]]), constant: tensor([[0, 7, 0]]) },
      positivity: 'softplus' as const,
    };
    const free = freeWeight(tensor([[-1, 7, -1]], 'f64'), rule) as Tensor;
    expect(Math.log1p(Math.exp(free.data[0]))).toBeCloseTo(2 ** -20, 15);
    expect(free.data[1]).toBe(0);
    expect(free.data[2]).toBeCloseTo(Math.log(Math.E - 1), 12);
  });
});

describe('weights that were drawn', () => {
  const drawn = tensor([[0.5, -0.25]], 'f64');
  const rule = (positivity: Positivity | null) => ({ factor: tensor([[1, -1]]), constant: null, positivity });

  it.each<[Positivity | null, number[][]]>([
    [null, [[0.5, -0.25]]],
    ['absolute', [[0.5, -0.25]]],
    ['psychrnn', [[0.5, -0.25]]],
    ['rectified', [[0.5, 0.25]]],
    ['projected', [[0.5, 0.25]]],
  ])('start, with positivity %s, as free weights %j', (positivity, expected) => {
    expect(toNested(startWeight(drawn, rule(positivity)))).toEqual(expected);
  });

  it('start with softplus where the size of the weight is that drawn', () => {
    const start = startWeight(drawn, rule('softplus'));
    const sizes = Float64Array.from(start.data, (w) => Math.log1p(Math.exp(w)));
    assertClose({ ...drawn, data: sizes }, tensor([[0.5, 0.25]], 'f64'), tolerances.f64);
  });
});
