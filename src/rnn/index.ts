/** Networks, constraints, initialisers, losses, optimisers and training. @module */

export { balanceColumns, kaimingUniform } from './initializers.ts';
export { logSoftmax, meanSquaredError, softmaxCrossEntropy } from './losses.ts';
export {
  type AdamOptions,
  adam,
  clipByGlobalNorm,
  clipByNorm,
  type Optimizer,
  type SgdOptions,
  sgd,
} from './optimizers.ts';
export {
  type Activity,
  createRateNetwork,
  type EffectiveWeights,
  leakStep,
  type Matrix,
  type RateNetwork,
  type RateNetworkOptions,
  type RateParams,
} from './rate-network.ts';
export { type ClassBatch, classLoss, createSong2016Network, song2016Options } from './song2016.ts';
export { type Training, type TrainOptions, type TrainStep, train } from './train.ts';
