/** Adam, in the forms of PyTorch and TensorFlow, and AdamW. @module */

import { add, div, mul, sqrt, sub } from '../../autograd/ops/elementwise.ts';
import type { Value } from '../../autograd/tape.ts';
import { flatten, mapTree, type Tree } from '../../autograd/tree.ts';
import { checkName, checkNumber } from '../../tensor/options.ts';
import { zeros } from '../../tensor/tensor.ts';
import {
  average,
  checkBelowOne,
  checkSettings,
  checkUpdate,
  filledLike,
  LEAST_EPSILON,
  type Optimizer,
  withDecay,
} from './optimizer.ts';
import {
  checkRate,
  countNames,
  currentRate,
  descend,
  firstCount,
  type LearningRate,
  nextCount,
  timesRate,
} from './rate.ts';

/** Options of `adamW`. */
export interface AdamWOptions {
  /** Step size, or a schedule of it; 0.001 by default. */
  readonly learningRate?: LearningRate;
  /** Decay of the mean of gradients, in [0, 1); 0.9 by default. */
  readonly beta1?: number;
  /** Decay of the mean of squared gradients, in [0, 1); 0.999 by default. */
  readonly beta2?: number;
  /** Added to the root of the second moment, at least 2^-126; 1e-8 by default. */
  readonly epsilon?: number;
  /** Share of theta, times the learning rate, that an update takes off; 0.01 by default. */
  readonly weightDecay?: number;
}

/** Options of `adam`. */
export interface AdamOptions extends Omit<AdamWOptions, 'weightDecay'> {
  /** Coefficient of |theta|^2 / 2, whose gradient is added; 0 by default. */
  readonly weightDecay?: number;
  /** Whose formula; `'pytorch'` by default. TensorFlow 1's is PsychRNN's. */
  readonly form?: 'pytorch' | 'tensorflow';
}

type AdamState = { readonly m: Tree; readonly v: Tree; readonly c1: Value; readonly c2: Value };

/** What is done to parameters and gradients on account of weight decay, before Adam's step. */
interface Decay {
  params(params: Tree, rate: Value | number): Tree;
  gradients(params: Tree, gradients: Tree): Tree;
}

function build(fn: string, options: AdamOptions, form: 'pytorch' | 'tensorflow', decay: Decay): Optimizer {
  const { learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  checkRate(fn, learningRate);
  checkBelowOne(fn, 'beta1', beta1);
  checkBelowOne(fn, 'beta2', beta2);
  // Weights without a gradient would be divided 0 by 0 if this vanished in f32.
  checkNumber(fn, 'epsilon', epsilon, LEAST_EPSILON);
  const names = ['m', 'v', 'c1', 'c2', ...countNames(learningRate)];
  return {
    init(params) {
      const dtype = flatten(fn, params).leaves[0]?.dtype ?? 'f32';
      const [m, v] = [filledLike(fn, params, 0), filledLike(fn, params, 0)];
      return { m, v, c1: zeros([], dtype), c2: zeros([], dtype), ...firstCount(learningRate) };
    },
    update(params, gradients, state) {
      checkUpdate(fn, params, gradients, state, names);
      const old = state as AdamState & { readonly step: Value };
      const rate = currentRate(learningRate, old);
      const g = decay.gradients(params, gradients);
      const m = mapTree(fn, (mean, x) => average(mean, x, beta1), old.m, g);
      const v = mapTree(fn, (mean, x) => average(mean, mul(x, x), beta2), old.v, g);
      // 1 - b^t is the same average of ones; computed so, it keeps its digits for b near 1.
      const c1 = add(mul(old.c1, beta1), 1 - beta1);
      const c2 = add(mul(old.c2, beta2), 1 - beta2);
      const corrected = (mean: Value, square: Value): Value =>
        form === 'pytorch'
          ? div(div(mean, c1), add(sqrt(div(square, c2)), epsilon))
          : mul(div(mean, add(sqrt(square), epsilon)), div(sqrt(c2), c1));
      const direction = mapTree(fn, corrected, m, v);
      const updated = descend(fn, decay.params(params, rate), direction, rate);
      return [updated, { m, v, c1, c2, ...nextCount(learningRate, old) }];
    },
  };
}

/**
 * Adam (Kingma and Ba 2015): g includes weightDecay theta, m' = b1 m + (1-b1) g, v' = b2 v + (1-b2) g^2, with bias
 * corrections c = 1 - b^t. PyTorch's form (algorithm 1): theta' = theta - learningRate (m' / c1) / (sqrt(v' / c2) +
 * epsilon). TensorFlow's (end of their section 2): theta' = theta - learningRate sqrt(c2) / c1 m' / (sqrt(v') +
 * epsilon), whose epsilon is that of the other over sqrt(c2).
 * State: `m`, `v`, `c1`, `c2`, and `step` with a schedule. An entry whose gradient was always 0 does not move.
 * @throws TypeError for unknown options
 * @throws RangeError for values outside their range
 */
export function adam(options: AdamOptions = {}): Optimizer {
  const known = ['learningRate', 'beta1', 'beta2', 'epsilon', 'weightDecay', 'form'];
  checkSettings('adam', options, known);
  const { form = 'pytorch', weightDecay = 0 } = options;
  checkName('adam', 'form', form, ['pytorch', 'tensorflow']);
  checkNumber('adam', 'weightDecay', weightDecay, 0);
  return build('adam', options, form, {
    params: (params) => params,
    gradients: (params, gradients) => withDecay('adam', params, gradients, weightDecay),
  });
}

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2, with the learning rate as PyTorch
 * applies it): theta' = theta - learningRate weightDecay theta - learningRate (m' / c1) / (sqrt(v' / c2) + epsilon).
 * The decay is not divided by the size of the gradients, and moves entries that have none. It pulls free parameters to
 * 0: magnitudes with `positivity: 'softplus'` thus to log 2, and trained time constants to longer ones. State as of
 * `adam`.
 * @throws TypeError for unknown options
 * @throws RangeError for values outside their range
 */
export function adamW(options: AdamWOptions = {}): Optimizer {
  checkSettings('adamW', options, ['learningRate', 'beta1', 'beta2', 'epsilon', 'weightDecay']);
  const { weightDecay = 0.01 } = options;
  checkNumber('adamW', 'weightDecay', weightDecay, 0);
  const shrink = (p: Value, rate: Value | number): Value =>
    sub(p, typeof rate === 'number' ? mul(p, rate * weightDecay) : timesRate(mul(p, weightDecay), rate));
  return build('adamW', options, 'pytorch', {
    params: (params, rate) => (weightDecay === 0 ? params : mapTree('adamW', (p) => shrink(p, rate), params)),
    gradients: (_, gradients) => gradients,
  });
}
