/** Cognitive tasks, and two ways to serve them: batches of whole trials, and windows of a continuous stream. @module */

export { classAccuracy, maskedAccuracy, taskAccuracy } from './accuracy.ts';
export {
  type DelayedDiscriminationConditions,
  type DelayedDiscriminationDurations,
  type DelayedDiscriminationOptions,
  delayedDiscrimination,
} from './delayed-discrimination.ts';
export type { FixedTimeOptions } from './fixed-time.ts';
export { idealObserver } from './ideal-observer.ts';
export {
  type MatchToCategoryConditions,
  type MatchToCategoryOptions,
  matchToCategory,
} from './match-to-category.ts';
export {
  type PerceptualDecisionMakingConditions,
  type PerceptualDecisionMakingOptions,
  perceptualDecisionMaking,
} from './perceptual-decision-making.ts';
export {
  type PerceptualDiscriminationConditions,
  type PerceptualDiscriminationOptions,
  perceptualDiscrimination,
} from './perceptual-discrimination.ts';
export { type StepTaskOptions, stepTask, type TrialStep } from './step-task.ts';
export {
  type StreamDataset,
  type StreamOptions,
  type StreamPosition,
  type StreamWindow,
  streamDataset,
} from './stream.ts';
export {
  consecutivePeriods,
  type LayOut,
  type Period,
  periodOf,
  type TargetArrays,
  type TargetKind,
  type Task,
  type Trial,
  type TrialBatch,
  type TrialFrame,
  type TrialView,
} from './task.ts';
export { checkTiming, sampleDuration, type Timing, type TruncatedExponential } from './timing.ts';
export { type Forced, type Padding, trialBatch, trialsFromKeys } from './trial-batch.ts';
export { type TrialDataset, type TrialDatasetOptions, trialDataset } from './trial-dataset.ts';
