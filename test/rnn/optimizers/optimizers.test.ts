import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpret, type Tree } from '../../../src/autograd/index.ts';
import {
  type AdamOptions,
  adam,
  clipByGlobalNorm,
  clipByNorm,
  type Optimizer,
  sgd,
} from '../../../src/rnn/index.ts';
import { fromArray, normal, type Tensor, tensor, zeros } from '../../../src/tensor/index.ts';
import { foldIn } from '../../../src/tensor/random.ts';
import { keys, onGrid, shapes } from '../../support/arbitraries.ts';
import { assertClose, assertCloseTrees, tolerances } from '../../support/close.ts';
import { runs } from '../../support/runs.ts';

/** Applies gradients one after the other and returns the parameters after each. */
function follow(optimizer: Optimizer, start: Tree, gradients: readonly Tree[]): Tree[] {
  let params = start;
  let state = optimizer.init(start);
  return gradients.map((g) => {
    [params, state] = optimizer.update(params, g, state);
    return params;
  });
}

/** Adam as PyTorch writes it, on one number. */
function plainAdam(theta: number, gradients: readonly number[], options: Required<AdamOptions>): number[] {
  const { learningRate, beta1, beta2, epsilon } = options;
  let [m, v] = [0, 0];
  return gradients.map((g, i) => {
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g * g;
    const mHat = m / (1 - beta1 ** (i + 1));
    const vHat = v / (1 - beta2 ** (i + 1));
    theta -= (learningRate * mHat) / (Math.sqrt(vHat) + epsilon);
    return theta;
  });
}

const one = (x: number): Tensor => tensor([x], 'f64');

describe('adam', () => {
  it('with learning rate .001 and gradients 1, .5 goes from 0 to -.001 to -.00193218', () => {
    const [first, second] = follow(adam({ learningRate: 1e-3 }), one(0), [one(1), one(0.5)]) as Tensor[];
    expect(first.data[0]).toBeCloseTo(-0.001, 10);
    expect(second.data[0]).toBeCloseTo(-0.00193218, 8);
    // Control: with corrections left out, or a step of another sign, the first step would not be -.001.
    expect(follow(adam({ learningRate: 1e-3, beta1: 0, beta2: 0 }), one(0), [one(1)])[0]).toEqual(
      one(-0.001 / (1 + 1e-8)),
    );
  });

  it('has the defaults of the paper: .001, .9, .999, 1e-8', () => {
    const gradients = [one(3), one(-1), one(0.1)];
    const stated = adam({ learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
    expect(follow(adam(), one(1), gradients)).toEqual(follow(stated, one(1), gradients));
  });

  it('agrees with plain loops in f64 over 50 steps of random gradients', () => {
    const options = fc.record({
      learningRate: fc.constantFrom(1e-3, 0.1, 10),
      beta1: fc.constantFrom(0, 0.5, 0.9),
      beta2: fc.constantFrom(0, 0.9, 0.999),
      epsilon: fc.constantFrom(1e-8, 1e-2),
    });
    fc.assert(
      fc.property(options, keys, (chosen, from) => {
        const gradients = Array.from({ length: 50 }, (_, t) => normal(foldIn(from, t), [3], 'f64'));
        const start = normal(foldIn(from, 50), [3], 'f64');
        const ends = follow(
          adam(chosen),
          { w: start },
          gradients.map((w) => ({ w })),
        ).map((p) => (p as { w: Tensor }).w.data);
        for (const i of [0, 1, 2]) {
          const expected = plainAdam(
            start.data[i],
            gradients.map((g) => g.data[i]),
            chosen,
          );
          const actual = ends.map((data) => data[i]);
          assertClose(tensor(actual, 'f64'), tensor(expected, 'f64'), tolerances.f64);
        }
      }),
      runs(0.3),
    );
  });

  it('takes first steps of the learning rate whatever the size of the gradient', () => {
    fc.assert(
      fc.property(fc.integer({ min: -12, max: 12 }), fc.boolean(), (exponent, positive) => {
        const g = (positive ? 1 : -1) * 2 ** exponent;
        const [theta] = follow(adam({ learningRate: 0.25 }), one(0), [one(g)]) as Tensor[];
        expect(theta.data[0]).toBeCloseTo(positive ? -0.25 : 0.25, 4);
      }),
    );
  });

  it('does not move where the gradient is 0, and keeps each entry and array to itself', () => {
    const params = { a: tensor([1, 2]), b: [tensor(3)] };
    const gradients = { a: tensor([0, 1]), b: [tensor(0)] };
    const [moved] = follow(adam({ learningRate: 0.5 }), params, [gradients]);
    assertCloseTrees(moved, { a: tensor([1, 1.5]), b: [tensor(3)] }, tolerances.f32);
    expect((moved as typeof params).a.data[0]).toBe(1);
  });

  it('does the same recorded as at once', () => {
    const optimizer = adam();
    const params = { w: tensor([1, -2]) };
    const state = optimizer.init(params);
    const gradients = { w: tensor([0.5, 3]) };
    const update = interpret(optimizer.update, [params, gradients, state]);
    expect(update(params, gradients, state)).toEqual(optimizer.update(params, gradients, state));
  });
});

describe('sgd', () => {
  it('is theta - learningRate g, exactly', () => {
    fc.assert(
      fc.property(onGrid([4]), onGrid([4]), fc.constantFrom(0, 0.25, 2), (theta, g, learningRate) => {
        const expected = theta.data.map((v, i) => v - learningRate * g.data[i]);
        const [moved] = follow(sgd({ learningRate }), { theta }, [{ theta: g }]);
        assertCloseTrees(moved, { theta: fromArray(expected, [4]) }, tolerances.exact);
      }),
    );
    expect(follow(sgd(), one(1), [one(1)])).toEqual([one(0.99)]);
  });
});

/** The Euclidean norm of all arrays together. */
const normOf = (list: readonly Tensor[]): number =>
  Math.sqrt(list.flatMap((g) => [...g.data]).reduce((s, v) => s + v * v, 0));
const trees = fc.array(
  shapes().chain((shape) => onGrid(shape)),
  { minLength: 1, maxLength: 3 },
);
const limits = fc.constantFrom(0.25, 1, 5, 100);

describe('clipping', () => {
  it('clipByGlobalNorm(., 1) turns (3, 4) into (.6, .8), in one array or two', () => {
    const both = clipByGlobalNorm([tensor([3, 4], 'f64')], 1);
    assertCloseTrees(both, [tensor([0.6, 0.8], 'f64')], tolerances.f64);
    const apart = clipByGlobalNorm({ a: one(3), b: one(4) }, 1);
    assertCloseTrees(apart, { a: one(0.6), b: one(0.8) }, tolerances.f64);
  });

  it('clipByNorm(., 1) takes each array by itself', () => {
    const clipped = clipByNorm({ a: one(3), b: tensor([6, 8], 'f64'), c: one(0.5) }, 1);
    assertCloseTrees(clipped, { a: one(1), b: tensor([0.6, 0.8], 'f64'), c: one(0.5) }, tolerances.f64);
  });

  it('scales above the limit to the limit, all arrays alike, and leaves the rest as it is to the bit', () => {
    fc.assert(
      fc.property(trees, limits, (gradients, maxNorm) => {
        const norm = normOf(gradients);
        const clipped = clipByGlobalNorm(gradients, maxNorm) as Tensor[];
        if (norm <= maxNorm) expect(clipped).toEqual(gradients);
        else {
          const scaled = gradients.map((g) =>
            fromArray(
              g.data.map((v) => (v * maxNorm) / norm),
              g.shape,
            ),
          );
          assertCloseTrees(clipped, scaled, tolerances.f64);
        }
      }),
    );
  });

  it('by array does to each what clipping by the global norm does to it alone', () => {
    fc.assert(
      fc.property(trees, limits, (gradients, maxNorm) => {
        const alone = gradients.map((g) => (clipByGlobalNorm([g], maxNorm) as Tensor[])[0]);
        expect(clipByNorm(gradients, maxNorm)).toEqual(alone);
      }),
    );
  });

  it('of zeros gives zeros, of nothing nothing', () => {
    expect(clipByGlobalNorm({ a: zeros([2]) }, 1)).toEqual({ a: zeros([2]) });
    expect(clipByNorm({ a: zeros([2]) }, 1)).toEqual({ a: zeros([2]) });
    expect([clipByGlobalNorm([], 1), clipByNorm({}, 1)]).toEqual([[], {}]);
  });
});

describe('NaN is passed on, not hidden', () => {
  const bad = { a: tensor([Number.NaN, 1]), b: tensor([2]) };

  it('to everything by clipping with the global norm, to its array by clipping by array', () => {
    const all = clipByGlobalNorm(bad, 1) as typeof bad;
    expect([...all.a.data, ...all.b.data]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    const each = clipByNorm(bad, 1) as typeof bad;
    expect([...each.a.data, ...each.b.data]).toEqual([Number.NaN, Number.NaN, 1]);
  });

  it.each([
    ['sgd', sgd()],
    ['adam', adam()],
  ])('to its entry by %s', (_, optimizer) => {
    const params = { a: tensor([1, 1]), b: tensor([1]) };
    const [moved] = follow(optimizer, params, [bad]) as (typeof params)[];
    expect([...moved.a.data, ...moved.b.data].map(Number.isNaN)).toEqual([true, false, false]);
  });
});

describe('options', () => {
  it.each<[string, () => unknown, string]>([
    [
      'adam learningrate',
      () => adam({ learningrate: 1 } as never),
      "'learningrate' - did you mean 'learningRate'?",
    ],
    ['adam eps', () => adam({ epsilom: 1 } as never), "'epsilom' - did you mean 'epsilon'?"],
    ['sgd lr', () => sgd({ leraningRate: 1 } as never), "'leraningRate' - did you mean 'learningRate'?"],
    ['a negative rate', () => sgd({ learningRate: -1 }), 'learningRate to be a finite number >= 0, got -1'],
    [
      'a NaN rate',
      () => adam({ learningRate: Number.NaN }),
      'learningRate to be a finite number >= 0, got NaN',
    ],
    ['beta 1', () => adam({ beta1: 1 }), 'got 1'],
    ['beta below 0', () => adam({ beta2: -0.1 }), 'got -0.1'],
    [
      'a rate of another kind',
      () => adam({ learningRate: '1' as never }),
      'learningRate to be a finite number',
    ],
    ['a negative norm', () => clipByGlobalNorm([one(1)], -1), 'clipByGlobalNorm: expected maxNorm'],
    ['no norm', () => clipByNorm([one(1)], 0), 'clipByNorm: expected maxNorm'],
  ])('%s', (_, call, words) => {
    expect(call).toThrow(words);
    expect(call).toThrow(/^(adam|sgd|clipBy\w+): expected /);
  });
});
