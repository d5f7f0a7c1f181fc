/** Published experiments as they are trained: tasks, networks, losses and stopping rules together. @module */

export { type CheckedDataOptions, checkedData } from './checked-data.ts';
export {
  type Experiment,
  type StartOptions,
  startExperiment,
} from './experiment.ts';
export {
  changedExperiment,
  type ExperimentConfig,
  type NetworkConfig,
  type PartialConfig,
  readExperiment,
  type StartName,
  type TrainingConfig,
  type WeightBlock,
} from './experiment-config.ts';
export { experimentPresets, type PresetName } from './experiment-presets.ts';
export { decodeRun, encodeRun, type RunRecord } from './experiment-record.ts';
export {
  type LossLevel,
  type LossReference,
  lossReference,
  type PublishedLosses,
  performanceCeiling,
} from './experiment-reference.ts';
export type { Answered, Respond, RespondOptions, TestResult } from './experiment-test.ts';
export { type Learned, type LearnOptions, learnTask } from './learn-task.ts';
export { type MeanStop, type MeanStopOptions, stopAtMean } from './mean-stop.ts';
export {
  type PycogFit,
  type PycogFitOptions,
  type PycogName,
  type PycogPreset,
  type PycogPresetOptions,
  pycogFit,
  pycogNames,
  pycogPreset,
} from './pycog.ts';
export type { PycogConditions } from './pycog-recipes.ts';
export { encodeWeights } from './weight-archive.ts';
