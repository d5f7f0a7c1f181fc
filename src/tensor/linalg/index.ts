/** Linear algebra of small real matrices, in doubles and with `+ - * / sqrt` only: the same bits in every engine. @module */

export { eigenvalues, spectralRadius } from './eigenvalues.ts';
export type { Eigenvalues } from './francis.ts';
export { orthonormalColumns } from './orthonormal.ts';
