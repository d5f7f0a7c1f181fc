/** Differentiable operations, the tape that records them, and derivatives. @module */

export { type CheckOptions, checkGradients } from './check-gradients.ts';
export {
  abs,
  add,
  type Binary,
  type Cast,
  cast,
  cos,
  div,
  equal,
  exp,
  greater,
  log,
  maximum,
  minimum,
  mul,
  neg,
  relu,
  type Select,
  select,
  sigmoid,
  sign,
  sin,
  sqrt,
  stopGradient,
  sub,
  tanh,
  type Unary,
} from './ops/elementwise.ts';
export { type Axes, broadcastTo, concat, max, pad, reshape, slice, sum, transpose } from './ops/layout.ts';
export { type MatmulAttrs, matmul } from './ops/matmul.ts';
export { foldIn, normal, oneHot, uniform } from './ops/random.ts';
export { interpret, type Program } from './program.ts';
export { type ScanOptions, scan } from './scan.ts';
export { type Value, Var } from './tape.ts';
export { type GradOptions, grad, jacobian, type Traced, trace, valueAndGrad, vjp } from './transforms.ts';
export { mapTree, type Tensors, type Tree, type Values } from './tree.ts';
