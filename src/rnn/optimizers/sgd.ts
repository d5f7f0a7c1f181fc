/** Stochastic gradient descent, with momentum. @module */

import { add, mul } from '../../autograd/ops/elementwise.ts';
import { mapTree } from '../../autograd/tree.ts';
import { checkFlag, checkNumber } from '../../tensor/options.ts';
import {
  checkBelowOne,
  checkSettings,
  checkUpdate,
  filledLike,
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
} from './rate.ts';

/** Options of `sgd`. */
export interface SgdOptions {
  /** Step size, or a schedule of it; 0.01 by default. */
  readonly learningRate?: LearningRate;
  /** Share of the velocity that stays, in [0, 1); 0, no momentum, by default. */
  readonly momentum?: number;
  /** Whether to step along the velocity to come (Sutskever et al. 2013); false by default. */
  readonly nesterov?: boolean;
  /** Coefficient of |theta|^2 / 2, whose gradient is added; 0 by default. */
  readonly weightDecay?: number;
}

/**
 * Stochastic gradient descent in PyTorch's form: with d = g + weightDecay theta, v' = momentum v + d,
 * theta' = theta - learningRate v', or theta - learningRate (d + momentum v') with `nesterov`. Without momentum
 * v' = d. The learning rate is not part of the velocity (as it is in Sutskever et al. 2013), so a schedule scales
 * past gradients too. Weight decay is the L2 term of the loss here, and moves entries that have no gradient.
 * State: `velocity` with momentum, `step` with a schedule.
 * @throws TypeError for unknown options
 * @throws RangeError for values outside their range, and for `nesterov` without momentum
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  checkSettings('sgd', options, ['learningRate', 'momentum', 'nesterov', 'weightDecay']);
  const { learningRate = 0.01, momentum = 0, nesterov = false, weightDecay = 0 } = options;
  checkRate('sgd', learningRate);
  checkBelowOne('sgd', 'momentum', momentum);
  checkFlag('sgd', 'nesterov', nesterov);
  checkNumber('sgd', 'weightDecay', weightDecay, 0);
  if (nesterov && momentum === 0) {
    throw new RangeError('sgd: expected momentum above 0 with nesterov, got 0 - set momentum: 0.9');
  }
  const names = [...(momentum > 0 ? ['velocity'] : []), ...countNames(learningRate)];
  return {
    init: (params) => ({
      ...(momentum > 0 ? { velocity: filledLike('sgd', params, 0) } : {}),
      ...firstCount(learningRate),
    }),
    update(params, gradients, state) {
      checkUpdate('sgd', params, gradients, state, names);
      const old = state as State;
      const rate = currentRate(learningRate, old);
      const count = nextCount(learningRate, old);
      const d = withDecay('sgd', params, gradients, weightDecay);
      if (momentum === 0) return [descend('sgd', params, d, rate), count];
      const velocity = mapTree('sgd', (v, g) => add(mul(v, momentum), g), old.velocity, d);
      const ahead = nesterov ? mapTree('sgd', (g, v) => add(g, mul(v, momentum)), d, velocity) : velocity;
      return [descend('sgd', params, ahead, rate), { velocity, ...count }];
    },
  };
}
