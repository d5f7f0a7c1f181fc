/** Constraints as functions: effective weights are computed from free ones, so no update can break them. @module */

import { abs, mul, select, stopGradient } from '../../autograd/ops/elementwise.ts';
import { pad } from '../../autograd/ops/layout.ts';
import type { Value } from '../../autograd/tape.ts';
import { cast, full, type Tensor } from '../../tensor/tensor.ts';

/** How one matrix of weights `[post, pre]` is constrained. */
export interface WeightRule {
  /** Factor of each entry, 0 where there is no connection; with Dale's principle it carries the sign of the column. */
  readonly factor: Tensor;
  /** Whether |w| takes the place of w, so that `factor` alone decides the sign. */
  readonly absolute: boolean;
  /** 1 where the free weight keeps its initial value, 0 where it learns; null if all of them learn. */
  readonly fixed: Tensor | null;
}

/** Signs of the presynaptic units: +1 for the first `nExc`, -1 for the others; shape [nRec]. */
export function daleSigns(nRec: number, nExc: number): Tensor {
  const signs = full([nRec], -1);
  signs.data.fill(1, 0, nExc);
  return signs;
}

/** Multiplies each column of a mask by its sign and clears the diagonal unless units may excite themselves. */
export function signedMask(mask: Tensor, signs: Tensor, autapses: boolean): Tensor {
  const [rows, columns] = mask.shape;
  const out = full([rows, columns], 0);
  for (let post = 0; post < rows; post++) {
    for (let pre = 0; pre < columns; pre++) {
      const entry = mask.data[post * columns + pre];
      // Where there is no connection the factor is +0, so that the effective weight is +0 as well.
      if (entry === 0 || (post === pre && !autapses)) continue;
      out.data[post * columns + pre] = entry * signs.data[pre];
    }
  }
  return out;
}

/**
 * Computes effective weights from free ones: w * factor, or |w| * factor (Song et al. 2016, eq. 14, with the
 * absolute value of the PyTorch original in place of rectification). At w = 0 the derivative of |w| is 0.
 */
export function effectiveWeight(w: Value, { factor, absolute, fixed }: WeightRule): Value {
  const free = fixed === null ? w : select(cast(fixed, w.dtype), stopGradient(w), w);
  return mul(absolute ? abs(free) : free, cast(factor, w.dtype));
}

/** Widens read-out weights [nOut, nFrom] to all units, with zeros for those that are not read. */
export function widenReadout(wOut: Value, nRec: number): Value {
  const [nOut, nFrom] = wOut.shape;
  return nFrom === nRec ? wOut : pad(wOut, [0, 0], [nOut, nRec]);
}
