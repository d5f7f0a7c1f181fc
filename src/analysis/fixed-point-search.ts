/** The search for fixed points from many states at once, by gradient descent in one compiled program. @module */

import { mul, sub } from '../autograd/ops/elementwise.ts';
import { sum } from '../autograd/ops/layout.ts';
import type { Value } from '../autograd/tape.ts';
import { vjp } from '../autograd/transforms.ts';
import type { Tree } from '../autograd/tree.ts';
import { compileStep, type Engine, interpretStep, type Step } from '../compile/compile.ts';
import { adam } from '../rnn/optimizers/adam.ts';
import { cosineDecay } from '../rnn/optimizers/schedules.ts';
import { ones, type Tensor } from '../tensor/tensor.ts';
import type { StateMap } from './jacobians.ts';

/** q = |x - F(x)|^2 / 2 of each row: [S, n] to [S]. */
export function speeds(step: StateMap, x: Value): Value {
  const moved = sub(x, step(x));
  return mul(sum(mul(moved, moved), 1), 0.5);
}

/** What the search is told. */
export interface Descent {
  readonly iterations: number;
  readonly learningRate: number;
  readonly engine: Engine;
}

interface SearchState {
  readonly x: Value;
  readonly optimizer: Tree;
}

// Of states of the order of 1 the rounding of f32 leaves q at some n 1e-15; there is no use in going on far below this.
const ENOUGH = 1e-13;
// Looking at all q at every iteration would cost as much as an iteration of a small network.
const LOOK_EVERY = 20;
// The second moment has to follow q down over many orders of magnitude within the iterations: with the usual 0.999
// steps are divided by gradients of a thousand iterations before.
const BETA2 = 0.95;

/**
 * Moves each row down the gradient of its q with Adam; the rate falls to 0 as a cosine. Rows do not meet: Adam works
 * element by element, and the gradient of the sum of q is that of each q.
 * @param starts `f32` [S, n]
 * @returns where they end, `f32` [S, n]
 */
export function descend(step: StateMap, starts: Tensor, options: Descent): Tensor {
  const { iterations, learningRate, engine } = options;
  if (iterations === 0) return starts;
  const rate = cosineDecay({ initial: learningRate, steps: iterations });
  const optimizer = adam({ learningRate: rate, beta2: BETA2 });
  const iterate: Step<SearchState, [], Value> = (state) => {
    const [q, pullback] = vjp((x: Value) => speeds(step, x), [state.x]);
    const [x, after] = optimizer.update(state.x, pullback(ones(q.shape)), state.optimizer);
    return [{ x: x as Value, optimizer: after }, q];
  };
  const first: SearchState = { x: starts, optimizer: optimizer.init(starts) };
  const stepper = (engine === 'compiled' ? compileStep : interpretStep)(iterate, first, []);
  for (let i = 1; i <= iterations; i++) {
    const q = stepper.run() as Tensor;
    if (i % LOOK_EVERY === 0 && (q.data as Float32Array).every((value) => !(value > ENOUGH))) break;
  }
  return stepper.read().x as Tensor;
}
