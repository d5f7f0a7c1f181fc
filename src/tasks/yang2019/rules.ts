/** The twenty rules of Yang et al. (2019), and what sets trials of each apart. @module */

/** Rules whose response is at the stimulus, or opposite to it. */
export type GoRule = 'fdgo' | 'reactgo' | 'delaygo' | 'fdanti' | 'reactanti' | 'delayanti';
/** Rules that choose the stronger of two stimuli in one ring. */
export type DecisionRule = 'dm1' | 'dm2' | 'delaydm1' | 'delaydm2';
/** Rules that choose the stronger stimulus in one of two rings that both show stimuli. */
export type ContextRule = 'contextdm1' | 'contextdm2' | 'contextdelaydm1' | 'contextdelaydm2';
/** Rules that choose the stimulus that is stronger in both rings together. */
export type MultiRule = 'multidm' | 'multidelaydm';
/** Rules that respond, or not, when two stimuli are at the same place. */
export type MatchRule = 'dmsgo' | 'dmsnogo';
/** Rules that respond, or not, when two stimuli are on the same half of the ring. */
export type CategoryRule = 'dmcgo' | 'dmcnogo';

/** A rule by its name in the authors' code. */
export type Yang2019Rule = GoRule | DecisionRule | ContextRule | MultiRule | MatchRule | CategoryRule;

/** The twenty rules in the order of their input channels. */
export const yang2019Rules: readonly Yang2019Rule[] = [
  'fdgo',
  'reactgo',
  'delaygo',
  'fdanti',
  'reactanti',
  'delayanti',
  'dm1',
  'dm2',
  'contextdm1',
  'contextdm2',
  'multidm',
  'delaydm1',
  'delaydm2',
  'contextdelaydm1',
  'contextdelaydm2',
  'multidelaydm',
  'dmsgo',
  'dmsnogo',
  'dmcgo',
  'dmcnogo',
];

/** Trials of the go and anti rules. */
export interface GoConditions {
  /** Angle of the stimulus in radians, uniform on the ring. */
  location: number;
  /** Ring that shows it, 1 or 2. */
  modality: number;
}

/** Where the two stimuli of a decision are. */
export interface PairConditions {
  /** Angle of stimulus 1 in radians, uniform on the ring. */
  location: number;
  /** Angle from stimulus 1 on to stimulus 2, uniform in [pi / 2, 3 pi / 2]. */
  separation: number;
}

/** Trials of dm1, dm2, delaydm1 and delaydm2: strengths mean + coherence and mean - coherence. */
export interface DecisionConditions extends PairConditions {
  /** Uniform in [0.8, 1.2]. */
  mean: number;
  coherence: number;
  /** The stronger stimulus, 1 or 2: the one to choose. */
  stronger: number;
}

/** Trials of the context rules: strengths in each ring. */
export interface ContextConditions extends PairConditions {
  mean1: number;
  coherence1: number;
  /** The stronger stimulus in ring 1: the one to choose by contextdm1 and contextdelaydm1. */
  stronger1: number;
  mean2: number;
  coherence2: number;
  /** The stronger stimulus in ring 2: the one to choose by contextdm2 and contextdelaydm2. */
  stronger2: number;
}

/** Trials of multidm and multidelaydm: a stimulus of strength s is s (1 + split / 2) in ring 1, s (1 - split / 2) in ring 2. */
export interface MultiConditions extends DecisionConditions {
  /** Split of stimulus 1: of either sign, its size uniform in [0.2, 0.8]. */
  split1: number;
  /** Split of stimulus 2. */
  split2: number;
}

/** Trials of dmsgo and dmsnogo. */
export interface MatchConditions {
  /** Angle of stimulus 1 in radians, uniform on the ring. */
  location: number;
  /** Whether stimulus 2 is at the same angle, in half of the trials. */
  match: boolean;
  /** Angle from stimulus 1 on to stimulus 2 where they do not match, uniform in [pi / 9, 17 pi / 9]. */
  separation: number;
  /** Ring that shows stimulus 1, 1 or 2. */
  modality1: number;
  /** Ring that shows stimulus 2. */
  modality2: number;
}

/** Trials of dmcgo and dmcnogo. Angles below pi are one category, the others the other. */
export interface CategoryConditions {
  /** Angle of stimulus 1 in radians, one of 0.1 pi, 0.3 pi, .. 1.9 pi. */
  location1: number;
  /** Angle of stimulus 2, likewise. */
  location2: number;
  /** Ring that shows stimulus 1, 1 or 2. */
  modality1: number;
  /** Ring that shows stimulus 2. */
  modality2: number;
}

/** What sets trials of a rule apart. */
export type Yang2019Conditions<R extends Yang2019Rule> = R extends GoRule
  ? GoConditions
  : R extends DecisionRule
    ? DecisionConditions
    : R extends ContextRule
      ? ContextConditions
      : R extends MultiRule
        ? MultiConditions
        : R extends MatchRule
          ? MatchConditions
          : CategoryConditions;
