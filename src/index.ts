/** Synaptape: trains brain-constrained recurrent networks on cognitive tasks. @module */

export * from './analysis/index.ts';
export * from './autograd/index.ts';
export * from './compile/index.ts';
export * from './experiments/index.ts';
export * from './io/index.ts';
export * from './rnn/index.ts';
export * from './tasks/index.ts';
export {
  type Complex,
  choice,
  type DType,
  type EigenDecomposition,
  type Eigenvalues,
  eigen,
  eigenvalues,
  fromArray,
  full,
  integers,
  isTensor,
  item,
  type Key,
  key,
  leastSquares,
  type Nested,
  normalCdf,
  normalQuantile,
  ones,
  orthonormalColumns,
  permutation,
  type Shape,
  ShapeError,
  type SymmetricEigen,
  solve,
  spectralRadius,
  split,
  symmetricEigen,
  type Tensor,
  type TypedArray,
  tensor,
  toNested,
  zeros,
} from './tensor/index.ts';
