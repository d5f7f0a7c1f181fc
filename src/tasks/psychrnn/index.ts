/** PsychRNN's tasks. @module */

export {
  type DelayedDiscriminationConditions,
  type DelayedDiscriminationDurations,
  type DelayedDiscriminationOptions,
  delayedDiscrimination,
} from './delayed-discrimination.ts';
export type { FixedTimeOptions } from './fixed-time.ts';
export {
  type MatchToCategoryConditions,
  type MatchToCategoryOptions,
  matchToCategory,
} from './match-to-category.ts';
export {
  type PerceptualDiscriminationConditions,
  type PerceptualDiscriminationOptions,
  perceptualDiscrimination,
} from './perceptual-discrimination.ts';
