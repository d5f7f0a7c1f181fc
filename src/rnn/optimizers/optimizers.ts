/** Optimisers and gradient clipping as functions over ops, so that an update compiles with the step it ends. @module */

import { add, div, maximum, mul, select, sqrt, sub } from '../../autograd/ops/elementwise.ts';
import { sum } from '../../autograd/ops/layout.ts';
import type { Value } from '../../autograd/tape.ts';
import { flatten, mapTree, type Tree } from '../../autograd/tree.ts';
import { checkNumber, checkOptions, checkPositive } from '../../tensor/options.ts';
import { type Tensor, zeros } from '../../tensor/tensor.ts';

/** A rule that turns gradients into new parameters. Its state is a tree of arrays that starts from `init`. */
export interface Optimizer {
  init(params: Tree): Tree;
  /** Returns [parameters, state] after one update. */
  update(params: Tree, gradients: Tree, state: Tree): [Tree, Tree];
}

/** Options of `sgd`. */
export interface SgdOptions {
  /** Step size, 0.01 by default. */
  readonly learningRate?: number;
}

/** Stochastic gradient descent: theta' = theta - learningRate g. */
export function sgd(options: SgdOptions = {}): Optimizer {
  checkOptions('sgd', options, ['learningRate']);
  const { learningRate = 0.01 } = options;
  checkNumber('sgd', 'learningRate', learningRate, 0);
  return {
    init: () => ({}),
    update: (params, gradients, state) => [
      mapTree('sgd', (p, g) => sub(p, mul(g, learningRate)), params, gradients),
      state,
    ],
  };
}

/** Options of `adam`. */
export interface AdamOptions {
  /** Step size, 0.001 by default. */
  readonly learningRate?: number;
  /** Decay of the mean of gradients, 0.9 by default. */
  readonly beta1?: number;
  /** Decay of the mean of squared gradients, 0.999 by default. */
  readonly beta2?: number;
  /** Added to the root of the second moment, 1e-8 by default. */
  readonly epsilon?: number;
}

type AdamState = { m: Tree; v: Tree; c1: Value; c2: Value };

/**
 * Adam (Kingma and Ba 2015, algorithm 1, PyTorch's form): m' = b1 m + (1-b1) g, v' = b2 v + (1-b2) g^2,
 * theta' = theta - learningRate (m' / c1) / (sqrt(v' / c2) + epsilon) with the bias corrections c = 1 - b^t.
 */
export function adam(options: AdamOptions = {}): Optimizer {
  checkOptions('adam', options, ['learningRate', 'beta1', 'beta2', 'epsilon']);
  const { learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  checkNumber('adam', 'learningRate', learningRate, 0);
  for (const [name, beta] of [['beta1', beta1] as const, ['beta2', beta2] as const]) {
    if (!(beta >= 0 && beta < 1)) throw new RangeError(`adam: expected ${name} to be in [0, 1), got ${beta}`);
  }
  // Weights without a gradient would be divided 0 by 0 if this vanished in f32.
  checkNumber('adam', 'epsilon', epsilon, 2 ** -126);
  const average = (mean: Value, x: Value, decay: number): Value => add(mul(mean, decay), mul(x, 1 - decay));
  return {
    init(params) {
      const { leaves } = flatten('adam', params);
      const zerosLike = (p: Value): Tensor => zeros(p.shape, p.dtype);
      const dtype = leaves[0]?.dtype ?? 'f32';
      return {
        m: mapTree('adam', zerosLike, params),
        v: mapTree('adam', zerosLike, params),
        c1: zeros([], dtype),
        c2: zeros([], dtype),
      };
    },
    update(params, gradients, state) {
      const old = state as AdamState;
      const m = mapTree('adam', (mean, g) => average(mean, g, beta1), old.m, gradients);
      const v = mapTree('adam', (mean, g) => average(mean, mul(g, g), beta2), old.v, gradients);
      // 1 - b^t is the same average of ones; computed so, it keeps its digits for b near 1.
      const c1 = add(mul(old.c1, beta1), 1 - beta1);
      const c2 = add(mul(old.c2, beta2), 1 - beta2);
      const step = (p: Value, mean: Value, square: Value): Value =>
        sub(p, mul(div(div(mean, c1), add(sqrt(div(square, c2)), epsilon)), learningRate));
      return [mapTree('adam', step, params, m, v), { m, v, c1, c2 }];
    },
  };
}

const squaredNorm = (g: Value): Value => sum(mul(g, g));

/** Scales g by maxNorm / norm if norm exceeds maxNorm. */
const shrink = (g: Value, norm: Value, maxNorm: number): Value =>
  mul(g, div(maxNorm, maximum(norm, maxNorm)));

/** Scales all gradients together so that their common Euclidean norm is at most `maxNorm` (Pascanu et al. 2013). */
export function clipByGlobalNorm(gradients: Tree, maxNorm: number): Tree {
  checkPositive('clipByGlobalNorm', 'maxNorm', maxNorm);
  const { leaves } = flatten('clipByGlobalNorm', gradients);
  if (leaves.length === 0) return gradients;
  const norm = sqrt(leaves.map(squaredNorm).reduce((total, s) => add(total, s)));
  return mapTree('clipByGlobalNorm', (g) => shrink(g, norm, maxNorm), gradients);
}

/** Scales each gradient by itself so that its Euclidean norm is at most `maxNorm`. */
export function clipByNorm(gradients: Tree, maxNorm: number): Tree {
  checkPositive('clipByNorm', 'maxNorm', maxNorm);
  return mapTree('clipByNorm', (g) => shrink(g, sqrt(squaredNorm(g)), maxNorm), gradients);
}

/** Keeps the old value where the mask of a parameter is 1: fixed entries stay identical to the bit. */
export function holdFixed(params: Tree, updated: Tree, fixed: { readonly [name: string]: Tensor }): Tree {
  const before = params as { [name: string]: Value };
  const after = updated as { [name: string]: Value };
  return Object.fromEntries(
    Object.entries(after).map(([name, p]) => [name, fixed[name] ? select(fixed[name], before[name], p) : p]),
  );
}
