/** Targeted dimensionality reduction: the directions of population activity in which given variables show. @module */

import { floatsOf } from '../tensor/linalg/matrix.ts';
import { orthonormalColumns } from '../tensor/linalg/orthonormal.ts';
import { checkInteger, checkOptions, checkRecord } from '../tensor/options.ts';
import { matmul } from '../tensor/reference.ts';
import { formatShape, type Shape, ShapeError } from '../tensor/shape.ts';
import { fromArray, type Tensor } from '../tensor/tensor.ts';
import { type Condition, type ConditionValue, conditionsOf } from './conditions.ts';
import { pca } from './pca.ts';
import { coefficientsOf, designOf, type Regressors } from './targeted-regression.ts';

export interface TargetedOptions {
  /**
   * What the rates are regressed on, one number per trial for each: `{ choice: [1, -1, ...], motion: ... }`. Axes are
   * made orthogonal in this order, so what two share goes to the first. Of similar size they make coefficients comparable.
   */
  readonly regressors: Regressors;
  /** The condition of each trial, a number or a name; trials with NaN are in no average. */
  readonly conditions: ArrayLike<ConditionValue>;
  /** How many principal components of the averages are kept; 12 by default, or as many as there are. */
  readonly components?: number;
}

/** Axes of task variables. R regressors, n units, T steps, B trials, C conditions; tensors are f64. */
export interface TargetedAxes {
  /** The names of the regressors, in the order of the axes. */
  readonly names: readonly string[];
  /** Orthonormal rows [R, n]. */
  readonly axes: Tensor;
  /** Regression coefficients [R, T, n] of the z-scored rates, before components are dropped. */
  readonly coefficients: Tensor;
  /** For each regressor the step at which its coefficients are largest. */
  readonly steps: readonly number[];
  /** The conditions, ascending. */
  readonly conditions: readonly ConditionValue[];
  /** Averages of the conditions on the axes [T, C, R]. */
  readonly projections: Tensor;
  /** Coordinates [..., R] on the axes of rates [..., n], z-scored as those that the axes were made from. */
  project(rates: Tensor): Tensor;
}

/** The z-scores of rows of n units, by the moments of other rows or of these. */
function scoresBy(rows: Float64Array, n: number): (x: Float64Array) => Float64Array {
  const count = rows.length / n;
  const mean = new Float64Array(n);
  for (let k = 0; k < rows.length; k++) mean[k % n] += rows[k];
  for (let i = 0; i < n; i++) mean[i] /= count;
  const square = new Float64Array(n);
  const constant = new Array<boolean>(n).fill(true);
  for (let k = 0; k < rows.length; k++) {
    const off = rows[k] - mean[k % n];
    square[k % n] += off * off;
    // The mean of equal numbers is rounded, so the deviations of a unit that never changes are not exactly 0.
    if (rows[k] !== rows[k % n]) constant[k % n] = false;
  }
  const std = square.map((sum) => Math.sqrt(sum / count));
  return (x) => x.map((rate, k) => (constant[k % n] ? 0 : (rate - mean[k % n]) / std[k % n]));
}

/** Means [T, C, n] of rates [T, B, n] over the trials of each condition. */
function averagesOf(
  z: Float64Array,
  [steps, batchSize, n]: readonly [number, number, number],
  conditions: readonly Condition<ConditionValue>[],
): Float64Array {
  const out = new Float64Array(steps * conditions.length * n);
  for (let t = 0; t < steps; t++) {
    conditions.forEach(({ trials }, c) => {
      const to = (t * conditions.length + c) * n;
      for (const b of trials) {
        for (let i = 0; i < n; i++) out[to + i] += z[(t * batchSize + b) * n + i] / trials.length;
      }
    });
  }
  return out;
}

/** The step of the largest 2-norm of each regressor, in vectors [R, T, k]. */
function peaksOf(vectors: ArrayLike<number>, count: number, steps: number): number[] {
  const k = vectors.length / (count * steps);
  return Array.from({ length: count }, (_, r) => {
    const norms = new Float64Array(steps);
    for (let at = 0; at < steps * k; at++) {
      norms[Math.floor(at / k)] += vectors[r * steps * k + at] * vectors[r * steps * k + at];
    }
    return norms.indexOf(Math.max(...norms));
  });
}

/** Rows [..., n], of which there are `count`, times axes [k, n]: f64 [..., k]. */
function along(rows: Float64Array, axes: Tensor, leading: Shape): Tensor {
  const [k, n] = axes.shape;
  const count = rows.length / n;
  const type = { dtype: 'f64', shape: [count, k] } as const;
  return fromArray(matmul(fromArray(rows, [count, n]), axes, false, true, type).data, [...leading, k]);
}

/** How many components are kept: of the averages, only `most` can have a variance. */
function componentsOf({ components }: TargetedOptions, count: number, most: number): number {
  if (most < count) {
    const got = `${most} of variance for ${count} regressors`;
    throw new RangeError(
      `targetedAxes: expected as many components of the averages as regressors, got ${got} - tell more conditions apart`,
    );
  }
  const kept = components ?? Math.max(count, Math.min(12, most));
  checkInteger('targetedAxes', 'components', kept, count, most);
  return kept;
}

/**
 * Finds the axes of task variables in population activity (Mante et al. 2013, Context-dependent computation by
 * recurrent dynamics in prefrontal cortex, supplementary information; pycog's analysis of that task):
 *
 * 1. rates are z-scored per unit over all steps and trials, z = (r - mean) / std; a unit that never changes has z = 0;
 * 2. per unit i and step t, z_i,t(k) = sum over v of beta_v,i(t) x_v(k) + beta_0,i(t) over trials k, by least squares;
 * 3. D = sum over a of p_a p_a^T, with p_a the principal components of the condition averages over steps and conditions;
 * 4. for each regressor, b_v = D beta_v(t_v) at the step t_v where |D beta_v(t)| is largest;
 * 5. [b_1 b_2 ...] = Q R; the axes are the columns of Q, with the signs that make the diagonal of R positive: z grows
 *    along an axis with its variable;
 * 6. projections are Q^T times the condition averages of z.
 * @param rates `f32` or `f64` [T, B, n]; give the steps that count
 * @throws TypeError for another kind of value or an unknown option; ShapeError for shapes that do not fit; RangeError for
 * numbers that are not finite, rates that do not vary, regressors that depend on each other, fewer components than
 * regressors
 * @example const { axes, projections } = targetedAxes(r, { regressors: { choice, motion, colour }, conditions })
 */
export function targetedAxes(rates: Tensor, options: TargetedOptions): TargetedAxes {
  const form = 'of shape [T, B, n]';
  const raw = floatsOf('targetedAxes', rates, 'rates', form, (rank) => rank === 3);
  checkRecord('targetedAxes', 'options', options);
  checkOptions('targetedAxes', options, ['regressors', 'conditions', 'components']);
  const sizes = [rates.shape[0], rates.shape[1], rates.shape[2]] as const;
  const [steps, batchSize, n] = sizes;
  const design = designOf(options.regressors, batchSize);
  const names = Object.keys(options.regressors);
  const conditions = conditionsOf('targetedAxes', 'conditions', options.conditions, batchSize);
  const components = componentsOf(
    options,
    names.length,
    Math.min(n, Math.max(0, steps * conditions.length - 1)),
  );

  const score = scoresBy(raw, n);
  const z = score(raw);
  if (z.every((x) => x === 0)) {
    throw new RangeError('targetedAxes: expected rates that vary, got the same of each unit everywhere');
  }
  const averages = averagesOf(z, sizes, conditions);
  const coefficients = coefficientsOf(z, sizes, design);

  const kept = pca(fromArray(averages, [steps, conditions.length, n]), { components }).components;
  // The kept components are orthonormal, so norms and angles in their coordinates are those of D beta.
  const denoised = along(coefficients, kept, [names.length, steps]).data;
  const peaks = peaksOf(denoised, names.length, steps);
  const largest = Float64Array.from({ length: components * names.length }, (_, k) => {
    const [a, r] = [Math.floor(k / names.length), k % names.length];
    return denoised[(r * steps + peaks[r]) * components + a];
  });
  const turned = orthonormalColumns(fromArray(largest, [components, names.length]));
  const axes = matmul(turned, kept, true, false, { dtype: 'f64', shape: [names.length, n] });
  return {
    names,
    axes,
    coefficients: fromArray(coefficients, [names.length, steps, n]),
    steps: peaks,
    conditions: conditions.map(({ value }) => value),
    projections: along(averages, axes, [steps, conditions.length]),
    project: (x) => {
      const rows = floatsOf('project', x, 'rates', `of shape [..., ${n}]`, (rank) => rank >= 1);
      if (x.shape.at(-1) !== n) {
        throw new ShapeError(
          `project: expected rates of shape [..., ${n}], got shape ${formatShape(x.shape)}`,
          [x.shape],
        );
      }
      return along(score(rows), axes, x.shape.slice(0, -1));
    },
  };
}
