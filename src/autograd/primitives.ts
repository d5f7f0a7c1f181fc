/** Every primitive operation: what an executor must know how to run. @module */

import type { Op } from './op.ts';
import * as elementwise from './ops/elementwise.ts';
import * as layout from './ops/layout.ts';
import { matmulOp } from './ops/matmul.ts';
import * as random from './ops/random.ts';
import { scanOp } from './scan.ts';

/** The name of a primitive: a table over it that lacks one does not compile. */
export type PrimitiveName =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'maximum'
  | 'minimum'
  | 'greater'
  | 'equal'
  | 'neg'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'sin'
  | 'cos'
  | 'tanh'
  | 'sigmoid'
  | 'relu'
  | 'abs'
  | 'sign'
  | 'stopGradient'
  | 'select'
  | 'cast'
  | 'reshape'
  | 'transpose'
  | 'broadcastTo'
  | 'slice'
  | 'pad'
  | 'concat'
  | 'sum'
  | 'max'
  | 'matmul'
  | 'normal'
  | 'uniform'
  | 'foldIn'
  | 'oneHot'
  | 'scan';

export const primitives: { readonly [N in PrimitiveName]: Op<N> } = {
  add: elementwise.add.op,
  sub: elementwise.sub.op,
  mul: elementwise.mul.op,
  div: elementwise.div.op,
  maximum: elementwise.maximum.op,
  minimum: elementwise.minimum.op,
  greater: elementwise.greater.op,
  equal: elementwise.equal.op,
  neg: elementwise.neg.op,
  exp: elementwise.exp.op,
  log: elementwise.log.op,
  sqrt: elementwise.sqrt.op,
  sin: elementwise.sin.op,
  cos: elementwise.cos.op,
  tanh: elementwise.tanh.op,
  sigmoid: elementwise.sigmoid.op,
  relu: elementwise.relu.op,
  abs: elementwise.abs.op,
  sign: elementwise.sign.op,
  stopGradient: elementwise.stopGradient.op,
  select: elementwise.select.op,
  cast: elementwise.cast.op,
  reshape: layout.reshapeOp,
  transpose: layout.transposeOp,
  broadcastTo: layout.broadcastToOp,
  slice: layout.sliceOp,
  pad: layout.padOp,
  concat: layout.concatOp,
  sum: layout.sumOp,
  max: layout.maxOp,
  matmul: matmulOp,
  normal: random.normalOp,
  uniform: random.uniformOp,
  foldIn: random.foldInOp,
  oneHot: random.oneHotOp,
  scan: scanOp,
};
