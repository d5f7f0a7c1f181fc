/** The regulariser Omega against vanishing gradients (Pascanu, Mikolov and Bengio 2013). @module */

import { add, div, greater, mul, select, stopGradient, sub } from '../../autograd/ops/elementwise.ts';
import { reshape, slice, sum } from '../../autograd/ops/layout.ts';
import { matmul } from '../../autograd/ops/matmul.ts';
import type { Value } from '../../autograd/tape.ts';
import { isValue } from '../../autograd/tree.ts';
import { checkName, checkNumber, checkOptions, checkRecord, show } from '../../tensor/options.ts';
import { formatShape, ShapeError } from '../../tensor/shape.ts';
import { zeros } from '../../tensor/tensor.ts';
import { checkDType, checkShapeOf, ratio, readVector, shown } from './masked-mean.ts';

const FN = 'vanishingGradient';

/** What `vanishingGradient` is computed from: a run of x_t = (1-a) x_{t-1} + a (wRec f(x_{t-1}) + ...). */
export interface VanishingGradientOptions {
  /** Effective recurrent weights [post, pre], nRec x nRec; the only ones through which Omega is differentiated. */
  readonly wRec: Value;
  /** dE/dx_t of the loss without penalties [T, B, nRec]; a constant to Omega. */
  readonly d: Value;
  /** f'(x_t) of the activation f [T, B, nRec]; a constant to Omega. */
  readonly slope: Value;
  /** a = dt / tau: a number, or one for each unit [nRec]; in [0, 1]. */
  readonly alpha: number | readonly number[] | Value;
  /** Weights >= 0 of the time points that belong to a trial [T, B], by the time of d; all 1 by default. */
  readonly mask?: Value | null;
  /** Terms whose ||d_t||^2 is below this are left out; 1e-20 by default. */
  readonly bound?: number;
  /**
   * The time of f' in the step from t-1 to t: `'previous'`, the default, is f'(x_{t-1}), as the chain rule has it,
   * for t = 2 .. T; `'same'` is f'(x_t), for t = 1 .. T, as in pycog (Song et al. 2016).
   */
  readonly at?: 'previous' | 'same';
}

const OPTION_NAMES: readonly string[] = ['wRec', 'd', 'slope', 'alpha', 'mask', 'bound', 'at'];
const TIMES: readonly string[] = ['previous', 'same'];

/** The steps of a run as rows [steps * B, ...]. */
interface Rows {
  readonly d: Value;
  readonly slope: Value;
  /** [steps * B, 1] */
  readonly mask: Value | null;
  readonly count: number;
}

function checkArrays({ wRec, d, slope, mask }: VanishingGradientOptions): void {
  for (const [name, value] of Object.entries({ wRec, d, slope })) {
    if (!isValue(value)) throw new TypeError(`${FN}: expected ${name} to be an array, got ${show(value)}`);
  }
  if (d.shape.length !== 3) {
    throw new ShapeError(`${FN}: expected d of shape [T, B, nRec], got ${formatShape(d.shape)}`, [d.shape]);
  }
  const [nSteps, batchSize, nRec] = d.shape;
  checkShapeOf(FN, 'slope', slope.shape, [d.shape]);
  checkShapeOf(FN, 'wRec', wRec.shape, [[nRec, nRec]]);
  checkDType(FN, 'slope', slope.dtype, d.dtype);
  checkDType(FN, 'wRec', wRec.dtype, d.dtype);
  if (mask === undefined || mask === null) return;
  checkShapeOf(FN, 'mask', mask.shape, [[nSteps, batchSize]]);
  checkDType(FN, 'mask', mask.dtype, d.dtype);
}

/** Pairs d_t with f' of the step that leads to t. */
function rowsOf({ d, slope, mask = null, at = 'previous' }: VanishingGradientOptions): Rows {
  const [nSteps, batchSize, nRec] = d.shape;
  const first = at === 'previous' ? 1 : 0;
  const steps = Math.max(nSteps - first, 0);
  const block = (x: Value, from: number): Value => {
    const rest = x.shape.slice(1);
    return steps === nSteps ? x : slice(x, [from, ...rest.map(() => 0)], [steps, ...rest]);
  };
  const rows = (x: Value, from: number, width: number): Value =>
    stopGradient(reshape(block(x, from), [steps * batchSize, width]));
  const shownRows = mask === null ? null : rows(mask, first, 1);
  return {
    d: shown(rows(d, first, nRec), shownRows),
    slope: shown(rows(slope, 0, nRec), shownRows),
    mask: shownRows,
    count: steps * batchSize,
  };
}

/** a as a number, or as an array of one number per unit. */
function readAlpha(alpha: VanishingGradientOptions['alpha'], { dtype, shape }: Value): number | Value {
  if (typeof alpha !== 'number')
    return stopGradient(readVector(FN, 'alpha', alpha, { length: shape[0], dtype, high: 1 }));
  checkNumber(FN, 'alpha', alpha, 0, 1);
  return alpha;
}

/**
 * Omega, small where gradients keep their size from step to step (Pascanu, Mikolov and Bengio 2013, section 3.3; in the
 * form for leaky units, with squared norms, of pycog, Song et al. 2016): the mean over trials and time of (q_t - 1)^2 with
 *
 *     q_t = || (1-a) d_t + (wRec^T (a d_t)) f'(x_{t-1}) ||^2 / || d_t ||^2,   d_t = dE/dx_t.
 *
 * d and f' count as constants, so its gradient is the "immediate" derivative by wRec only; pycog adds 2 Omega to its
 * loss. It is 0 where no term is left. A run of one step has no step between states, so Omega of `at: 'previous'` is
 * 0 there; the step from the initial state is not counted.
 * @throws TypeError, ShapeError or RangeError for options that are unknown or do not fit together
 * @example
 * // d is the gradient of the loss by a perturbation of the states, zeros [T, B, nRec].
 * const omega = vanishingGradient({ wRec: weights.wRec, d, slope, alpha: 0.2 });
 * const total = add(loss, mul(omega, 2));
 */
export function vanishingGradient(options: VanishingGradientOptions): Value {
  checkRecord(FN, 'options', options);
  checkOptions(FN, options, OPTION_NAMES);
  checkArrays(options);
  const { wRec, alpha, bound = 1e-20, at = 'previous' } = options;
  checkNumber(FN, 'bound', bound, 0);
  checkName(FN, 'at', at, TIMES);
  const { dtype } = wRec;
  const leak = readAlpha(alpha, wRec);
  const { d, slope, mask, count } = rowsOf(options);
  if (count === 0) return zeros([], dtype);

  const fromDrive = mul(matmul(mul(d, leak), wRec), slope);
  const back = add(mul(d, typeof leak === 'number' ? 1 - leak : sub(1, leak)), fromDrive);
  const [before, after] = [d, back].map((x) => sum(mul(x, x), -1));
  // A bound of 0 must not let 0 / 0 in; a NaN in d is kept, so that it shows.
  const kept = select(before, sub(1, greater(bound, before)), 0);
  const excess = sub(div(after, select(kept, before, 1)), 1);
  const terms = shown(mul(excess, excess), kept);
  const weights = mask === null ? kept : mul(kept, reshape(mask, [count]));
  return ratio(sum(mul(terms, weights)), sum(weights));
}
