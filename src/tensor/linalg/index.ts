/** Linear algebra of small real matrices, in doubles and with `+ - * / sqrt` only: the same bits in every engine. @module */

export type { Complex } from './back-substitution.ts';
export { type EigenDecomposition, eigen } from './eigen.ts';
export { eigenvalues, spectralRadius } from './eigenvalues.ts';
export type { Eigenvalues } from './francis.ts';
export { leastSquares } from './least-squares.ts';
export { orthonormalColumns } from './orthonormal.ts';
export { solve } from './solve.ts';
export { type SymmetricEigen, symmetricEigen } from './symmetric.ts';
