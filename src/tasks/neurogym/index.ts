/** Tasks of neurogym. @module */

export { type AntiReachConditions, type AntiReachOptions, antiReach } from './anti-reach.ts';
export type { FixationCue, NoiseOn } from './coherence.ts';
export {
  type ContextDecisionMakingConditions,
  type ContextDecisionMakingOptions,
  contextDecisionMaking,
} from './context-decision-making.ts';
export {
  type DelayComparisonConditions,
  type DelayComparisonOptions,
  delayComparison,
} from './delay-comparison.ts';
export {
  type DelayMatchCategoryConditions,
  type DelayMatchCategoryOptions,
  delayMatchCategory,
} from './delay-match-category.ts';
export {
  type DelayMatchSampleConditions,
  type DelayMatchSampleOptions,
  delayMatchSample,
} from './delay-match-sample.ts';
export {
  type DelayMatchSampleDistractor1DConditions,
  type DelayMatchSampleDistractor1DOptions,
  delayMatchSampleDistractor1D,
} from './delay-match-sample-distractor.ts';
export {
  type DelayPairedAssociationConditions,
  type DelayPairedAssociationOptions,
  delayPairedAssociation,
} from './delay-paired-association.ts';
export {
  type DualDelayMatchSampleConditions,
  type DualDelayMatchSampleOptions,
  dualDelayMatchSample,
} from './dual-delay-match-sample.ts';
export { type GoNogoConditions, type GoNogoOptions, goNogo } from './go-nogo.ts';
export {
  type HierarchicalReasoningConditions,
  type HierarchicalReasoningOptions,
  hierarchicalReasoning,
} from './hierarchical-reasoning.ts';
export { idealObserver } from './ideal-observer.ts';
export { pulseCeiling, reasoningCeiling } from './ideal-observer-ceilings.ts';
export {
  type IntervalDiscriminationConditions,
  type IntervalDiscriminationOptions,
  intervalDiscrimination,
} from './interval-discrimination.ts';
export { type MotorTimingConditions, type MotorTimingOptions, motorTiming } from './motor-timing.ts';
export {
  type MultiSensoryIntegrationConditions,
  type MultiSensoryIntegrationOptions,
  multiSensoryIntegration,
} from './multi-sensory-integration.ts';
export {
  type OneTwoThreeGoConditions,
  type OneTwoThreeGoOptions,
  oneTwoThreeGo,
} from './one-two-three-go.ts';
export {
  type PerceptualDecisionMakingConditions,
  type PerceptualDecisionMakingOptions,
  perceptualDecisionMaking,
} from './perceptual-decision-making.ts';
export {
  type PerceptualDecisionMakingDelayResponseConditions,
  type PerceptualDecisionMakingDelayResponseOptions,
  perceptualDecisionMakingDelayResponse,
} from './perceptual-decision-making-delay-response.ts';
export {
  type PostDecisionWagerConditions,
  type PostDecisionWagerOptions,
  postDecisionWager,
} from './post-decision-wager.ts';
export {
  type ProbabilisticReasoningConditions,
  type ProbabilisticReasoningOptions,
  probabilisticReasoning,
} from './probabilistic-reasoning.ts';
export type { AfterSetOptions, CountFrom } from './produced-interval.ts';
export {
  type PulseDecisionMakingConditions,
  type PulseDecisionMakingOptions,
  type Pulses,
  pulseDecisionMaking,
} from './pulse-decision-making.ts';
export { type ReadySetGoConditions, type ReadySetGoOptions, readySetGo } from './ready-set-go.ts';
