/** Cognitive tasks, and two ways to serve them: batches of whole trials, and windows of a continuous stream. @module */

export { idealObserver } from './ideal-observer.ts';
export {
  type PerceptualDecisionMakingConditions,
  type PerceptualDecisionMakingOptions,
  perceptualDecisionMaking,
} from './perceptual-decision-making.ts';
export {
  type StreamDataset,
  type StreamOptions,
  type StreamPosition,
  streamDataset,
} from './stream.ts';
export {
  consecutivePeriods,
  type Period,
  periodOf,
  type Task,
  type Trial,
  type TrialFrame,
  type TrialView,
} from './task.ts';
export { checkTiming, sampleDuration, type Timing, type TruncatedExponential } from './timing.ts';
export { type TrialBatch, trialBatch, trialsFromKeys } from './trial-batch.ts';
