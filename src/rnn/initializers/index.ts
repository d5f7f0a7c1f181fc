/** Rules for initial values; they compose, as in `spectralRadius(1.1, balanced(gaussian()))`. @module */

export { type BalancedOptions, type BalanceForm, balanced } from './balanced.ts';
export {
  type GaussianOptions,
  gaussian,
  type UniformBetweenOptions,
  uniformBetween,
} from './fixed-scale.ts';
export { glorotNormal, glorotUniform } from './glorot.ts';
export { dividedExcitation, type KaimingOptions, kaimingNormal, kaimingUniform } from './kaiming.ts';
export { type GammaOptions, gamma, type LognormalOptions, lognormal } from './positive.ts';
export { type SpectralRadiusOptions, spectralRadius } from './spectral-radius.ts';
export { type OrthogonalOptions, orthogonal, scaledIdentity } from './structured.ts';
