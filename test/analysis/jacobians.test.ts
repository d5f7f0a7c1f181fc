/** Jacobians of maps of states, against the transform and against differences. @module */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jacobianAt, type StateMap } from '../../src/analysis/jacobians.ts';
import { add, jacobian, matmul, mul, reshape, tanh, type Value } from '../../src/autograd/index.ts';
import { foldIn, normal } from '../../src/tensor/random.ts';
import { cast, type Tensor } from '../../src/tensor/tensor.ts';
import { keys } from '../support/arbitraries.ts';
import { assertClose, tolerances } from '../support/close.ts';
import { faults } from './linear-maps.ts';

test('of x tanh(W x) + x are those of the transform, in doubles, and those of differences', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), keys, (n, k) => {
      const w = normal(foldIn(k, 0), [n, n]);
      const step: StateMap = (x) => add(mul(x, tanh(matmul(x, cast(w, x.dtype), { transB: true }))), x);
      const x = normal(foldIn(k, 1), [n], 'f64');
      const at = jacobianAt(step, Float64Array.from(x.data));
      const one = (row: Value): Value => reshape(step(reshape(row, [1, n])), [n]);
      assertClose(at, jacobian(one)(x) as Tensor, tolerances.f64);
      const slopes = faults(step, { x: Float64Array.from(x.data), jacobian: at });
      // This is no fixed point: only what is said of the Jacobian counts here. Third derivatives are some 100.
      expect(slopes.filter((fault) => fault.startsWith('J'))).toEqual([]);
    }),
  );
});
