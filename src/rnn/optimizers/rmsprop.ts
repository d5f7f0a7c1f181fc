/** RMSProp, in the forms of PyTorch and TensorFlow. @module */

import { add, div, mul, sqrt } from '../../autograd/ops/elementwise.ts';
import type { Value } from '../../autograd/tape.ts';
import { mapTree } from '../../autograd/tree.ts';
import { checkName, checkNumber } from '../../tensor/options.ts';
import {
  average,
  checkBelowOne,
  checkSettings,
  checkUpdate,
  filledLike,
  LEAST_EPSILON,
  type Optimizer,
  type State,
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

/** Options of `rmsprop`. */
export interface RmspropOptions {
  /** Step size, or a schedule of it; 0.01 by default. */
  readonly learningRate?: LearningRate;
  /** Decay of the mean of squared gradients, in [0, 1); 0.99 by default, 0.9 in TensorFlow's form. PyTorch's `alpha`. */
  readonly decay?: number;
  /** Share of the past steps that is added, in [0, 1); 0 by default. */
  readonly momentum?: number;
  /** Added to the root, 1e-8 by default; in TensorFlow's form to what is under the root, 1e-10 by default. */
  readonly epsilon?: number;
  /** Coefficient of |theta|^2 / 2, whose gradient is added; 0 by default. */
  readonly weightDecay?: number;
  /** Whose formula; `'pytorch'` by default. */
  readonly form?: 'pytorch' | 'tensorflow';
}

/** What the formulas differ in. */
const FORMS = {
  pytorch: { decay: 0.99, epsilon: 1e-8, start: 0 },
  tensorflow: { decay: 0.9, epsilon: 1e-10, start: 1 },
} as const;

/**
 * RMSProp (Tieleman and Hinton 2012, lecture 6.5): v' = decay v + (1 - decay) g^2, where g includes weightDecay theta.
 * PyTorch's form: v starts at 0, b' = momentum b + g / (sqrt(v') + epsilon), theta' = theta - learningRate b'.
 * TensorFlow 1's: v starts at 1, b' = momentum b + learningRate g / sqrt(v' + epsilon), theta' = theta - b'.
 * State: `square` (v), `velocity` (b) with momentum, `step` with a schedule.
 * @throws TypeError for unknown options
 * @throws RangeError for values outside their range
 */
export function rmsprop(options: RmspropOptions = {}): Optimizer {
  const known = ['learningRate', 'decay', 'momentum', 'epsilon', 'weightDecay', 'form'];
  checkSettings('rmsprop', options, known);
  const { form = 'pytorch', learningRate = 0.01, momentum = 0, weightDecay = 0 } = options;
  checkName('rmsprop', 'form', form, Object.keys(FORMS));
  const { decay = FORMS[form].decay, epsilon = FORMS[form].epsilon } = options;
  checkRate('rmsprop', learningRate);
  checkBelowOne('rmsprop', 'decay', decay);
  checkBelowOne('rmsprop', 'momentum', momentum);
  checkNumber('rmsprop', 'epsilon', epsilon, LEAST_EPSILON);
  checkNumber('rmsprop', 'weightDecay', weightDecay, 0);
  const names = ['square', ...(momentum > 0 ? ['velocity'] : []), ...countNames(learningRate)];
  // TensorFlow takes the rate into the velocity, PyTorch applies it afterwards.
  const early = form === 'tensorflow';
  return {
    init: (params) => ({
      square: filledLike('rmsprop', params, FORMS[form].start),
      ...(momentum > 0 ? { velocity: filledLike('rmsprop', params, 0) } : {}),
      ...firstCount(learningRate),
    }),
    update(params, gradients, state) {
      checkUpdate('rmsprop', params, gradients, state, names);
      const old = state as State;
      const rate = currentRate(learningRate, old);
      const count = nextCount(learningRate, old);
      const g = withDecay('rmsprop', params, gradients, weightDecay);
      const square = mapTree('rmsprop', (v, x) => average(v, mul(x, x), decay), old.square, g);
      const step = (x: Value, v: Value): Value =>
        early ? timesRate(div(x, sqrt(add(v, epsilon))), rate) : div(x, add(sqrt(v), epsilon));
      const steps = mapTree('rmsprop', step, g, square);
      const velocity =
        momentum > 0 ? mapTree('rmsprop', (b, x) => add(mul(b, momentum), x), old.velocity, steps) : steps;
      const updated = descend('rmsprop', params, velocity, early ? 1 : rate);
      return [updated, { square, ...(momentum > 0 ? { velocity } : {}), ...count }];
    },
  };
}
