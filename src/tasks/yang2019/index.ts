/** The twenty tasks of Yang et al. (2019). @module */

export {
  type Yang2019NeurogymConditions,
  type Yang2019NeurogymOptions,
  yang2019Neurogym,
} from './neurogym-form.ts';
export {
  type CategoryConditions,
  type CategoryRule,
  type ContextConditions,
  type ContextRule,
  type DecisionConditions,
  type DecisionRule,
  type GoConditions,
  type GoRule,
  type MatchConditions,
  type MatchRule,
  type MultiConditions,
  type MultiRule,
  type PairConditions,
  type Yang2019Conditions,
  type Yang2019Rule,
  yang2019Rules,
} from './rules.ts';
export {
  type Yang2019Options,
  type Yang2019Period,
  type Yang2019Task,
  yang2019,
  yang2019All,
  yang2019Shared,
} from './yang2019.ts';
