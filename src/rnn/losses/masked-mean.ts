/** Means over the entries that a mask shows, and the checks that losses share. @module */

import { cast, div, mul, select } from '../../autograd/ops/elementwise.ts';
import { broadcastTo, reshape, sum } from '../../autograd/ops/layout.ts';
import type { Value } from '../../autograd/tape.ts';
import { isValue } from '../../autograd/tree.ts';
import { show } from '../../tensor/options.ts';
import { formatShape, type Shape, ShapeError, sameShape, sizeOf } from '../../tensor/shape.ts';
import { type DType, isTensor, tensor } from '../../tensor/tensor.ts';

/** @throws ShapeError when the shape of a named value is none of those wanted */
export function checkShapeOf(fn: string, name: string, got: Shape, want: readonly Shape[]): void {
  if (want.some((shape) => sameShape(shape, got))) return;
  const expected = want.map(formatShape).join(' or ');
  throw new ShapeError(`${fn}: expected ${name} of shape ${expected}, got ${formatShape(got)}`, [
    ...want,
    got,
  ]);
}

/** @throws TypeError when a named value has another dtype than the values beside it */
export function checkDType(fn: string, name: string, got: DType, want: DType): void {
  if (got === want) return;
  throw new TypeError(`${fn}: expected ${name} of dtype ${want}, got ${got} - convert with cast()`);
}

/** @throws TypeError when outputs are whole numbers, ShapeError when they have no axis of outputs */
export function checkOutputs(fn: string, z: Value): void {
  if (z.dtype === 'i32')
    throw new TypeError(`${fn}: expected z of dtype f32 or f64, got i32 - convert with cast()`);
  if (z.shape.length === 0) {
    throw new ShapeError(`${fn}: expected z of shape [T, B, nOut], got ${formatShape(z.shape)}`, [z.shape]);
  }
}

/** The mask of every entry of z, from one of time points [T, B] or of entries [T, B, nOut]; null shows everything. */
export function entryMask(fn: string, mask: Value | null, z: Value): Value | null {
  if (mask === null) return null;
  const times = z.shape.slice(0, -1);
  checkShapeOf(fn, 'mask', mask.shape, [times, z.shape]);
  checkDType(fn, 'mask', mask.dtype, z.dtype);
  return mask.shape.length === times.length ? reshape(mask, [...times, 1]) : mask;
}

/** The shown entries of x, and 0 for the others: whatever stands there, NaN too, reaches neither loss nor gradient. */
export function shown(x: Value, mask: Value | null): Value {
  return mask === null ? x : select(mask, x, 0);
}

/** Mean over all entries; 0 if there are none. */
export function mean(x: Value): Value {
  return div(sum(x), Math.max(sizeOf(x.shape), 1));
}

/** total / weight, and 0 where the weight is 0. */
export function ratio(total: Value, weight: Value): Value {
  return div(total, select(weight, weight, 1));
}

/** Mean of x where the mask is 1, weighted where it is between; 0 where the mask is 0 everywhere. */
export function maskedMean(x: Value, mask: Value | null): Value {
  if (mask === null) return mean(x);
  const wide = broadcastTo(mask, x.shape);
  return ratio(sum(mul(x, wide)), sum(wide));
}

/** Reads one number per unit or class, from 0 to `high`, given as a list or an array. */
export function readVector(
  fn: string,
  name: string,
  given: readonly number[] | Value,
  { length, dtype, high = Infinity }: { length: number; dtype: DType; high?: number },
): Value {
  if (!isValue(given) && !Array.isArray(given)) {
    throw new TypeError(`${fn}: expected ${name} to be ${length} numbers, got ${show(given)}`);
  }
  const vector = isValue(given) ? given : tensor(given, dtype);
  checkShapeOf(fn, name, vector.shape, [[length]]);
  const bad = isTensor(vector) ? vector.data.find((x) => !(x >= 0 && x <= high && x < Infinity)) : undefined;
  if (bad !== undefined) {
    const range = high === Infinity ? 'finite numbers >= 0' : `numbers in [0, ${high}]`;
    throw new RangeError(`${fn}: expected ${name} to be ${range}, got ${bad}`);
  }
  return vector.dtype === dtype ? vector : cast(vector, dtype);
}
