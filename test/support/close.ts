/** Comparison of arrays within stated tolerances, with messages that show the worst element. @module */

import { flatten } from '../../src/autograd/tree.ts';
import { formatShape, sameShape, stridesOf } from '../../src/tensor/shape.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';

/**
 * Every tolerance of the suites, each with its reason; errors are relative to max(1, |expected|).
 * Where none of them fits, the computation or the comparison is wrong, not the tolerance.
 */
export const tolerances = {
  /** The same operations in the same order, or exact on the grid of multiples of 1/16. */
  exact: 0,
  /** The same sums in f64 in another order: up to some 1e3 roundings of 2^-53 = 1.1e-16. */
  f64: 1e-12,
  /** A handful of roundings to f32, 2^-24 = 6e-8 each. */
  f32: 1e-6,
} as const;

function describe(value: number): string {
  return Number.isFinite(value) ? value.toExponential(2) : String(value);
}

/** The distance of two numbers relative to max(1, |expected|); 0 for equal infinities and NaN, Infinity for unequal ones. */
function errorOf(actual: number, expected: number): number {
  if (Object.is(actual, expected) || actual === expected) return 0;
  const error = Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
  return Number.isNaN(error) ? Infinity : error;
}

/**
 * Asserts that two arrays have the same type and elements that differ by at most the tolerance.
 * @throws Error with the worst index, both values, both errors and the tolerance
 */
export function assertClose(actual: Tensor, expected: Tensor, tolerance: number, where = 'arrays'): void {
  if (actual.dtype !== expected.dtype || !sameShape(actual.shape, expected.shape)) {
    const [a, b] = [actual, expected].map(({ dtype, shape }) => `${dtype} ${formatShape(shape)}`);
    throw new Error(`${where}: expected ${b}, got ${a}`);
  }
  const errors = Array.from(actual.data, (v, i) => errorOf(v, expected.data[i]));
  const worst = errors.reduce((best, error, i) => (error > errors[best] ? i : best), 0);
  if (errors.length === 0 || errors[worst] <= tolerance) return;
  const index = stridesOf(actual.shape).map((stride, axis) =>
    Math.floor((worst % (stride * actual.shape[axis])) / stride),
  );
  const [a, b] = [actual.data[worst], expected.data[worst]];
  const absolute = Math.abs(a - b);
  const wrong = errors.filter((error) => error > tolerance).length;
  throw new Error(
    `${where}: expected ${b}, got ${a} at ${formatShape(index)} (absolute error ${describe(absolute)}, ` +
      `relative ${describe(absolute / Math.abs(b))}, tolerance ${tolerance}; ${wrong} of ${errors.length} differ)`,
  );
}

/** Asserts that two trees have the same form and close leaves. */
export function assertCloseTrees(actual: unknown, expected: unknown, tolerance: number): void {
  const [a, b] = [flatten('actual', actual), flatten('expected', expected)];
  if (a.paths.join(' ') !== b.paths.join(' ')) {
    throw new Error(`trees: expected leaves ${b.paths.join(' ')}, got ${a.paths.join(' ')}`);
  }
  a.leaves.forEach((leaf, i) => {
    assertClose(leaf as Tensor, b.leaves[i] as Tensor, tolerance, `leaf ${a.paths[i] || '.'}`);
  });
}
