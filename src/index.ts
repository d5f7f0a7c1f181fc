/** Synaptape: trains brain-constrained recurrent networks on cognitive tasks. @module */

export * from './autograd/index.ts';
export * from './compile/index.ts';
export * from './experiments/index.ts';
export * from './io/index.ts';
export * from './rnn/index.ts';
export * from './tasks/index.ts';
export {
  choice,
  type DType,
  type Eigenvalues,
  eigenvalues,
  fromArray,
  full,
  integers,
  isTensor,
  item,
  type Key,
  key,
  type Nested,
  ones,
  orthonormalColumns,
  permutation,
  type Shape,
  ShapeError,
  spectralRadius,
  split,
  type Tensor,
  type TypedArray,
  tensor,
  toNested,
  zeros,
} from './tensor/index.ts';
