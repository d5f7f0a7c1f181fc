/** Optimisers, learning-rate schedules and gradient clipping, as functions over ops that compile with the step they end. @module */

export { type AdamOptions, type AdamWOptions, adam, adamW } from './adam.ts';
export { clipByGlobalNorm, clipByNorm, clipByValue } from './clip.ts';
export type { Optimizer } from './optimizer.ts';
export type { LearningRate, Schedule } from './rate.ts';
export { type RmspropOptions, rmsprop } from './rmsprop.ts';
export {
  cosineDecay,
  type DecayOptions,
  type ExponentialDecayOptions,
  exponentialDecay,
  linearDecay,
  type StepDecayOptions,
  stepDecay,
  warmup,
} from './schedules.ts';
export { type SgdOptions, sgd } from './sgd.ts';
