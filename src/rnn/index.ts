/** Networks, constraints, initialisers, losses, optimisers and training. @module */

export { balanceColumns, kaimingUniform } from './initializers/initializers.ts';
export { logSoftmax, meanSquaredError, softmaxCrossEntropy } from './losses/losses.ts';
export {
  type Activity,
  createRateNetwork,
  type EffectiveWeights,
  leakStep,
  type Matrix,
  type RateNetwork,
  type RateNetworkOptions,
  type RateParams,
} from './networks/rate-network.ts';
export { type ClassBatch, classLoss, createSong2016Network, song2016Options } from './networks/song2016.ts';
export {
  type AdamOptions,
  adam,
  clipByGlobalNorm,
  clipByNorm,
  type Optimizer,
  type SgdOptions,
  sgd,
} from './optimizers/optimizers.ts';
export { type Training, type TrainOptions, type TrainStep, train } from './training/train.ts';
