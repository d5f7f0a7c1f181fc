/** Arrays, shapes and random numbers. @module */

export {
  type Complex,
  type EigenDecomposition,
  type Eigenvalues,
  eigen,
  eigenvalues,
  leastSquares,
  orthonormalColumns,
  type SymmetricEigen,
  solve,
  spectralRadius,
  symmetricEigen,
} from './linalg/index.ts';
export { noise } from './noise.ts';
export { normalCdf, normalQuantile } from './normal-distribution.ts';
export { checkInteger, checkNumber, checkOptions, checkPositive, nearestName } from './options.ts';
export {
  bits,
  choice,
  foldIn,
  integers,
  type Key,
  key,
  normal,
  permutation,
  split,
  type UniformOptions,
  uniform,
} from './random.ts';
export { broadcastShapes, formatShape, type Shape, ShapeError, sameShape, sizeOf } from './shape.ts';
export {
  cast,
  type DType,
  fromArray,
  full,
  isTensor,
  item,
  type Nested,
  ones,
  type Tensor,
  type TypedArray,
  tensor,
  toNested,
  zeros,
} from './tensor.ts';
