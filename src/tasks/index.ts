/** Cognitive tasks, and two ways to serve them: batches of whole trials, and windows of a continuous stream. @module */

export { type CatalogueTask, type Collection, findTask, type TaskEntry, taskCatalogue } from './catalogue.ts';
export { type Answer, answersOf, classAccuracy, maskedAccuracy, taskAccuracy } from './core/accuracy.ts';
export type { Canvas, Channels, Span } from './core/canvas.ts';
export * as conditions from './core/conditions.ts';
export {
  type CommonOptions,
  type ConditionRules,
  type DescribedTask,
  defineTask,
  type TaskDescription,
  type TaskParts,
} from './core/define-task.ts';
export { type LengthStats, type LengthStatsOptions, trialLengthStats } from './core/length-stats.ts';
export { type Mixture, type MixtureConditions, type MixtureOptions, mixture } from './core/mixture.ts';
export type { Blocked, Interleaved, MixtureSchedule, Sequential } from './core/mixture-schedule.ts';
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
export { type AnyTask, type Ruled, withRule } from './core/with-rule.ts';
export { type FlipFlopConditions, type FlipFlopOptions, flipFlop } from './flip-flop.ts';
export * from './neurogym/index.ts';
export * from './psychrnn/index.ts';
export * from './pycog/index.ts';
export * from './yang2019/index.ts';
