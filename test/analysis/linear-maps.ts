/** Linear maps with one fixed point each, and checkers of what is said of a point of any map. @module */

import fc from 'fast-check';
import type { FixedPoint } from '../../src/analysis/fixed-points.ts';
import type { StateMap } from '../../src/analysis/jacobians.ts';
import { add, matmul } from '../../src/autograd/index.ts';
import { cast, fromArray, normal, orthonormalColumns, type Tensor, uniform } from '../../src/tensor/index.ts';
import { foldIn } from '../../src/tensor/random.ts';
import { keys } from '../support/arbitraries.ts';

/** F(x) = A x + b with its fixed point. */
export interface LinearMap {
  readonly a: Tensor;
  readonly b: Tensor;
  readonly fixed: Float64Array;
  readonly step: StateMap;
}

export const linearStep =
  (a: Tensor, b: Tensor): StateMap =>
  (x) =>
    add(matmul(x, cast(a, x.dtype), { transB: true }), cast(b, x.dtype));

/**
 * Maps of up to 6 numbers with I - A = P S Q^T, P and Q orthogonal, S diagonal within [0.5, 2]: stable and unstable,
 * normal or not, and never close to a line of fixed points. Entries of A and b are `f32` numbers, and the fixed point
 * (I - A)^-1 b = Q S^-1 P^T b is found again by iterating on the error of that.
 */
export const linearMaps: fc.Arbitrary<LinearMap> = fc
  .tuple(fc.integer({ min: 1, max: 6 }), keys)
  .map(([n, k]) => {
    const p = orthonormalColumns(normal(foldIn(k, 0), [n, n], 'f64')).data;
    const q = orthonormalColumns(normal(foldIn(k, 1), [n, n], 'f64')).data;
    const s = Float64Array.from(uniform(foldIn(k, 2), [n], { low: 0.5, high: 2 }).data);
    const entry = (i: number, j: number): number =>
      s.reduce((sum, size, m) => sum - p[i * n + m] * size * q[j * n + m], i === j ? 1 : 0);
    const a = fromArray(
      Float32Array.from({ length: n * n }, (_, i) => entry(Math.floor(i / n), i % n)),
      [n, n],
    );
    const b = normal(foldIn(k, 3), [n]);
    const inverse = (r: Float64Array): Float64Array => {
      const inner = Array.from(
        s,
        (size, m) => r.reduce((sum, value, i) => sum + p[i * n + m] * value, 0) / size,
      );
      return r.map((_, j) => inner.reduce((sum, value, m) => sum + q[j * n + m] * value, 0));
    };
    let fixed = new Float64Array(n);
    // A was rounded to f32, so that the inverse is right to some 1e-7, each round of this.
    for (let round = 0; round < 5; round++) {
      const rest = fixed.map((x, i) =>
        fixed.reduce((sum, v, j) => sum + a.data[i * n + j] * v, b.data[i] - x),
      );
      const by = inverse(rest);
      fixed = fixed.map((x, i) => x + by[i]);
    }
    return { a, b, fixed, step: linearStep(a, b) };
  });

/** Applies a map to one state in doubles. */
export const applied = (step: StateMap, x: Float64Array): Float64Array =>
  Float64Array.from((step(fromArray(x, [1, x.length])) as Tensor).data);

/**
 * Says in words what is wrong with a point that is called fixed: it moves, or its Jacobian is not that of central
 * differences. `slack` is the error of those, whose steps are 1e-5: some 1e-16 / 1e-5 = 1e-11, and 1e-10 third
 * derivatives.
 */
export function faults(
  step: StateMap,
  { x, jacobian }: Pick<FixedPoint, 'x' | 'jacobian'>,
  slack = 1e-8,
): string[] {
  const found: string[] = [];
  applied(step, x).forEach((value, i) => {
    // q <= 1e-20 says that |x - F(x)| <= 1.5e-10.
    if (!(Math.abs(value - x[i]) <= 1.5e-10)) found.push(`x[${i}] moves`);
  });
  const h = 1e-5;
  const n = x.length;
  for (let j = 0; j < n; j++) {
    const [above, below] = [h, -h].map((by) =>
      applied(
        step,
        x.map((value, k) => (k === j ? value + by : value)),
      ),
    );
    for (let i = 0; i < n; i++) {
      const slope = (above[i] - below[i]) / (2 * h);
      if (!(Math.abs(slope - jacobian.data[i * n + j]) <= slack)) found.push(`J[${i}][${j}] is off`);
    }
  }
  return found;
}
