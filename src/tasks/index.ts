/** Cognitive tasks, and two ways to serve them: batches of whole trials, and windows of a continuous stream. @module */

export { classAccuracy, maskedAccuracy, taskAccuracy } from './core/accuracy.ts';
export { type StepTaskOptions, stepTask, type TrialStep } from './core/step-task.ts';
export {
  type StreamDataset,
  type StreamOptions,
  type StreamPosition,
  type StreamWindow,
  streamDataset,
} from './core/stream.ts';
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
} from './core/task.ts';
export { checkTiming, sampleDuration, type Timing, type TruncatedExponential } from './core/timing.ts';
export { type Forced, type Padding, trialBatch, trialsFromKeys } from './core/trial-batch.ts';
export { type TrialDataset, type TrialDatasetOptions, trialDataset } from './core/trial-dataset.ts';
export { idealObserver } from './neurogym/ideal-observer.ts';
export {
  type PerceptualDecisionMakingConditions,
  type PerceptualDecisionMakingOptions,
  perceptualDecisionMaking,
} from './neurogym/perceptual-decision-making.ts';
export {
  type DelayedDiscriminationConditions,
  type DelayedDiscriminationDurations,
  type DelayedDiscriminationOptions,
  delayedDiscrimination,
} from './psychrnn/delayed-discrimination.ts';
export type { FixedTimeOptions } from './psychrnn/fixed-time.ts';
export {
  type MatchToCategoryConditions,
  type MatchToCategoryOptions,
  matchToCategory,
} from './psychrnn/match-to-category.ts';
export {
  type PerceptualDiscriminationConditions,
  type PerceptualDiscriminationOptions,
  perceptualDiscrimination,
} from './psychrnn/perceptual-discrimination.ts';
