/** Regression of the rates of each unit at each step on variables of the trials. @module */

import { dependentColumn, leastSquares } from '../tensor/linalg/least-squares.ts';
import { checkRecord, show } from '../tensor/options.ts';
import { fromArray, type Tensor } from '../tensor/tensor.ts';
import { checkPerTrial } from './trials.ts';

/** Variables of the trials, each with one number per trial [B]. */
export type Regressors = Readonly<Record<string, ArrayLike<number>>>;

function checkRegressor(name: string, values: ArrayLike<number>, batchSize: number): void {
  checkPerTrial('targetedAxes', name, values, batchSize);
  const bad = Array.from(values).findIndex((x) => !Number.isFinite(x));
  if (bad < 0) return;
  throw new RangeError(
    `targetedAxes: expected finite numbers in ${name}, got ${show(values[bad])} at ${bad}`,
  );
}

/**
 * The design matrix [B, R + 1]: 1, then the regressors.
 * @throws TypeError, ShapeError or RangeError for what is not one finite number per trial, or where they depend on each other
 */
export function designOf(regressors: Regressors, batchSize: number): Tensor {
  checkRecord('targetedAxes', 'regressors', regressors);
  const names = Object.keys(regressors);
  if (names.length === 0) throw new RangeError('targetedAxes: expected at least one regressor, got none');
  for (const name of names) checkRegressor(`regressors.${name}`, regressors[name], batchSize);
  const width = names.length + 1;
  if (batchSize < width) {
    throw new RangeError(
      `targetedAxes: expected more trials than regressors, got ${batchSize} and ${names.length}`,
    );
  }
  const design = fromArray(
    Float64Array.from({ length: batchSize * width }, (_, k) =>
      k % width === 0 ? 1 : regressors[names[(k % width) - 1]][Math.floor(k / width)],
    ),
    [batchSize, width],
  );
  const dependent = dependentColumn(design);
  if (dependent > 0) {
    const got = `${show(names[dependent - 1])} a combination of a constant and those before it`;
    throw new RangeError(`targetedAxes: expected independent regressors, got ${got} - leave it out`);
  }
  return design;
}

/** Coefficients [R, T, n] of the regression of each unit at each step, without the constant. */
export function coefficientsOf(
  z: Float64Array,
  [steps, batchSize, n]: readonly [number, number, number],
  design: Tensor,
): Float64Array {
  const count = design.shape[1] - 1;
  const out = new Float64Array(count * steps * n);
  for (let t = 0; t < steps; t++) {
    const rates = fromArray(z.subarray(t * batchSize * n, (t + 1) * batchSize * n), [batchSize, n]);
    const { data } = leastSquares(design, rates);
    for (let r = 0; r < count; r++) out.set(data.subarray((r + 1) * n, (r + 2) * n), (r * steps + t) * n);
  }
  return out;
}
