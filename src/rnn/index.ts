/** Networks, constraints, initialisers, losses, optimisers and training. @module */

export {
  type ActivationFunction,
  type ActivationName,
  activations,
  power,
  softplus,
} from './activations.ts';
export {
  type Area,
  type AreaConnection,
  type AreaMaskOptions,
  type AreaMasks,
  type AreaUnits,
  areaMasks,
  type UnitKind,
} from './constraints/areas.ts';
export {
  type Density,
  isStronglyConnected,
  type SparseMaskOptions,
  sparseMask,
} from './constraints/connectivity.ts';
export type { FixedMasks } from './constraints/fixed.ts';
export type { Positivity } from './constraints/weight-rules.ts';
export * as init from './initializers/index.ts';
export type { Initial, Initializer, InitialSite, Matrix } from './initializers/initializer.ts';
export { type BinaryCrossEntropyOptions, binaryCrossEntropy } from './losses/binary-cross-entropy.ts';
export {
  logSoftmax,
  type SoftmaxCrossEntropyOptions,
  softmaxCrossEntropy,
} from './losses/cross-entropy.ts';
export {
  l1,
  l1Rate,
  l2,
  l2Rate,
  type PenalizedActivity,
  type PenalizedWeights,
  type Regularization,
  type RegularizationOptions,
  regularization,
} from './losses/regularizers.ts';
export { meanSquaredError, rootMeanSquaredError, type SquaredErrorOptions } from './losses/squared-error.ts';
export { type VanishingGradientOptions, vanishingGradient } from './losses/vanishing-gradient.ts';
export {
  Model,
  type ModelOptions,
  type ModelSaving,
  type ModelTrainOptions,
  type TrialsOf,
} from './model.ts';
export type { Leak, RateState } from './networks/dynamics.ts';
export type { DynamicsOptions } from './networks/dynamics-options.ts';
export type { FirstState, GatedOptions } from './networks/gated-cell.ts';
export {
  createGru,
  type GruNetwork,
  type GruOptions,
  type GruParams,
  type GruState,
} from './networks/gru.ts';
export {
  createLstm,
  type LstmNetwork,
  type LstmOptions,
  type LstmParams,
  type LstmReadings,
  type LstmState,
  type LstmVariant,
} from './networks/lstm.ts';
export {
  lstmParamsFromPsychrnn,
  lstmParamsToPsychrnn,
  type PsychrnnGates,
} from './networks/lstm-psychrnn.ts';
export {
  type Cell,
  createNetwork,
  type Network,
  type Perturbation,
  type Readings,
  type RunOptions,
  type StepInput,
} from './networks/network.ts';
export {
  fromPsychrnn,
  type PsychrnnOptions,
  type PsychrnnParts,
  psychrnnOptions,
  toPsychrnn,
} from './networks/psychrnn.ts';
export {
  type Activity,
  createRateNetwork,
  type EffectiveWeights,
  type RateNetwork,
  type RateParams,
} from './networks/rate-network.ts';
export type { PerMatrix, RateNetworkOptions, SignRule } from './networks/rate-options.ts';
export {
  loadNetwork,
  type NetworkOverrides,
  type SavableNetwork,
  type SavedNetwork,
  saveNetwork,
} from './networks/saved-network.ts';
export { createSong2016Network, song2016Options } from './networks/song2016.ts';
export {
  type AdamOptions,
  type AdamWOptions,
  adam,
  adamW,
  clipByGlobalNorm,
  clipByNorm,
  clipByValue,
  cosineDecay,
  type DecayOptions,
  type ExponentialDecayOptions,
  exponentialDecay,
  type LearningRate,
  linearDecay,
  type Optimizer,
  type RmspropOptions,
  rmsprop,
  type Schedule,
  type SgdOptions,
  type StepDecayOptions,
  sgd,
  stepDecay,
  warmup,
} from './optimizers/index.ts';
export { type PulseOptions, pulse } from './pulse.ts';
export {
  createSimulator,
  type Simulator,
  type SimulatorActivity,
  type SimulatorOptions,
  type SimulatorPerturbation,
  type SimulatorRunOptions,
  type SimulatorState,
  type SimulatorStepOptions,
  stateAfter,
} from './simulator.ts';
export { lesion, type SimulatorWeights, simulatorOptions } from './simulator-weights.ts';
export {
  type Curriculum,
  type CurriculumOptions,
  type CurriculumState,
  curriculum,
  type Stage,
} from './training/curriculum.ts';
export type { DataSource, Recorded } from './training/data.ts';
export { type Fit, type FitResult, fit } from './training/fit.ts';
export type {
  Best,
  FitLog,
  FitOptions,
  FitState,
  Measure,
  PerformanceStop,
  Saving,
  StoppedBy,
  Test,
  ValidationStop,
} from './training/fit-options.ts';
export { loadFit, type Saved, type SavedTree, type SavedValue, saveFit } from './training/saved.ts';
export { type ErrorFunction, type TaskBatch, type TaskLossOptions, taskLoss } from './training/task-loss.ts';
export {
  type ParameterRules,
  type Training,
  type TrainOptions,
  type TrainState,
  type TrainStep,
  train,
} from './training/train.ts';
