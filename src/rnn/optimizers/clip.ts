/** Bounds on gradients, as functions over ops. NaN stays NaN: training reports it. @module */

import { add, div, greater, maximum, minimum, mul, select, sqrt } from '../../autograd/ops/elementwise.ts';
import { sum } from '../../autograd/ops/layout.ts';
import type { Value } from '../../autograd/tape.ts';
import { flatten, mapTree, type Tree } from '../../autograd/tree.ts';
import { checkPositive } from '../../tensor/options.ts';
import { full } from '../../tensor/tensor.ts';

const sumOfSquares = (list: readonly Value[]): Value =>
  list.map((g) => sum(mul(g, g))).reduce((total, s) => add(total, s));

/** Above this sum of squares, far from overflow in f32, arrays are first made smaller by a power of 2. */
const LARGE = 2 ** 100;
const SMALLER = 2 ** -80;

/**
 * Scales arrays together by maxNorm / norm if their common norm exceeds maxNorm. Scaling by a power of 2 is exact: it
 * changes no bits but those of entries below 2^-46 beside a norm above 2^50.
 */
function shrink(list: readonly Value[], maxNorm: number): Value[] {
  if (list.length === 0) return [];
  const scale = select(greater(sumOfSquares(list), LARGE), full([], SMALLER, list[0].dtype), 1);
  const scaled = list.map((g) => mul(g, scale));
  const norm = sqrt(sumOfSquares(scaled));
  const factor = div(maxNorm, maximum(norm, mul(scale, maxNorm)));
  return scaled.map((g) => mul(g, factor));
}

/**
 * Scales all gradients together so that their common Euclidean norm is at most `maxNorm` (Pascanu et al. 2013,
 * algorithm 1); those of a smaller norm stay identical to the bit. One NaN or infinite entry makes NaN, at least of
 * itself. In f32, norms below 1e-18 lose digits: their squares are subnormal.
 * @throws RangeError unless `maxNorm` is above 0 and finite
 */
export function clipByGlobalNorm(gradients: Tree, maxNorm: number): Tree {
  checkPositive('clipByGlobalNorm', 'maxNorm', maxNorm);
  const { leaves, rebuild } = flatten('clipByGlobalNorm', gradients);
  return rebuild(shrink(leaves, maxNorm)) as Tree;
}

/**
 * Scales each gradient by itself so that its Euclidean norm is at most `maxNorm`, as PsychRNN does with 1; otherwise
 * as `clipByGlobalNorm`.
 * @throws RangeError unless `maxNorm` is above 0 and finite
 */
export function clipByNorm(gradients: Tree, maxNorm: number): Tree {
  checkPositive('clipByNorm', 'maxNorm', maxNorm);
  return mapTree('clipByNorm', (g) => shrink([g], maxNorm)[0], gradients);
}

/**
 * Bounds each entry of the gradients to [-limit, limit]; infinite ones too, while NaN stays NaN.
 * @throws RangeError unless `limit` is above 0 and finite
 */
export function clipByValue(gradients: Tree, limit: number): Tree {
  checkPositive('clipByValue', 'limit', limit);
  return mapTree('clipByValue', (g) => minimum(maximum(g, -limit), limit), gradients);
}
