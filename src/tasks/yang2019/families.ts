/** Timing, stimuli and answers of the twenty rules of Yang et al. (2019). @module */

import { between, type Condition, eitherSign, flag, levelOf, oneOf } from '../core/conditions.ts';
import type { ConditionRules } from '../core/define-task.ts';
import { TURN, wrapped } from '../core/ring.ts';
import type { Timing } from '../core/timing.ts';
import type {
  CategoryConditions,
  ContextConditions,
  DecisionConditions,
  GoConditions,
  MatchConditions,
  MultiConditions,
  PairConditions,
  Yang2019Conditions,
  Yang2019Rule,
} from './rules.ts';

/** A bump in ring 1 or 2 at an angle in radians. */
export interface Stimulus {
  readonly ring: number;
  readonly angle: number;
  readonly strength: number;
  /** The periods that show it. */
  readonly during: readonly string[];
}

/** What a rule shows and asks for. */
export interface RuleParts<C extends object> {
  /** Periods in their order, in ms; the last is `response`. */
  readonly timing: Readonly<Record<string, Timing>>;
  readonly conditions: (coherences: readonly number[]) => ConditionRules<C>;
  /** Differences of strength, halved, for rules that have them: as published, and of the option `easy_task`. */
  readonly coherences?: { readonly published: readonly number[]; readonly easy: readonly number[] };
  /** Whether the fixation input goes off when it is time to respond. */
  readonly cued: boolean;
  readonly stimuli: (trial: Readonly<C>) => readonly Stimulus[];
  /** Angle to respond at, in radians, or null to keep fixating. */
  readonly answer: (trial: Readonly<C>) => number | null;
}

const SHORT: Timing = { choice: [200, 400, 600] };
const GAP: Timing = { choice: [200, 400, 800, 1600] };
const RESPONSE = 500;

const anywhere = between(0, TURN);
const eitherRing = oneOf([1, 2]);

function goFamily(
  timing: Readonly<Record<string, Timing>>,
  during: readonly string[],
  turn: number,
  cued: boolean,
): RuleParts<GoConditions> {
  return {
    timing: { ...timing, response: RESPONSE },
    conditions: () => ({ location: anywhere, modality: eitherRing }),
    cued,
    stimuli: ({ location, modality }) => [{ ring: modality, angle: location, strength: 1, during }],
    answer: ({ location }) => wrapped(location + turn),
  };
}

const fixedDelay = (turn: number): RuleParts<GoConditions> =>
  goFamily(
    { fixation: { uniform: [300, 700] }, stimulus: { uniform: [500, 1500] } },
    ['stimulus', 'response'],
    turn,
    true,
  );

const reaction = (turn: number): RuleParts<GoConditions> =>
  goFamily({ fixation: { uniform: [500, 2500] } }, ['response'], turn, false);

const memory = (turn: number): RuleParts<GoConditions> =>
  goFamily({ fixation: { choice: [300, 500, 700] }, stimulus: SHORT, delay: GAP }, ['stimulus'], turn, true);

/** The two forms of a decision: stimuli side by side, or one after the other. */
interface Form {
  readonly timing: Readonly<Record<string, Timing>>;
  readonly coherences: { readonly published: readonly number[]; readonly easy: readonly number[] };
  /** The period that shows stimulus 1 and that which shows stimulus 2. */
  readonly during: readonly [string, string];
  readonly cued: true;
}

const atOnce: Form = {
  timing: {
    fixation: { uniform: [100, 400] },
    stimulus: { choice: [400, 800, 1600] },
    response: RESPONSE,
  },
  coherences: { published: [0.01, 0.02, 0.04, 0.08], easy: [0.1, 0.2, 0.4, 0.8] },
  during: ['stimulus', 'stimulus'],
  cued: true,
};

const inTurn: Form = {
  timing: {
    fixation: SHORT,
    stimulus1: SHORT,
    delay: GAP,
    stimulus2: SHORT,
    wait: { uniform: [100, 300] },
    response: RESPONSE,
  },
  coherences: { published: [0.08, 0.16, 0.32], easy: [0.16, 0.32, 0.64] },
  during: ['stimulus1', 'stimulus2'],
  cued: true,
};

const pair: ConditionRules<PairConditions> = {
  location: anywhere,
  separation: between(Math.PI / 2, 1.5 * Math.PI),
};
const meanStrength = between(0.8, 1.2);
const levels = (coherences: readonly number[]): Condition<number> => levelOf(coherences, 0, 0.8);

const angleOf = ({ location, separation }: PairConditions, stimulus: number): number =>
  wrapped(stimulus === 1 ? location : location + separation);

const strengthOf = (mean: number, coherence: number, stronger: number, stimulus: number): number =>
  stronger === stimulus ? mean + coherence : mean - coherence;

/** Both stimuli in the rings named, their strengths by ring and stimulus. */
function shown<C extends PairConditions>(
  { during }: Form,
  rings: readonly number[],
  trial: C,
  strength: (ring: number, stimulus: number) => number,
): Stimulus[] {
  return rings.flatMap((ring) =>
    [1, 2].map((stimulus) => ({
      ring,
      angle: angleOf(trial, stimulus),
      strength: strength(ring, stimulus),
      during: [during[stimulus - 1]],
    })),
  );
}

const decision = (form: Form, ring: number): RuleParts<DecisionConditions> => ({
  ...form,
  conditions: (coherences) => ({
    ...pair,
    mean: meanStrength,
    coherence: levels(coherences),
    stronger: eitherRing,
  }),
  stimuli: (trial) =>
    shown(form, [ring], trial, (_, stimulus) =>
      strengthOf(trial.mean, trial.coherence, trial.stronger, stimulus),
    ),
  answer: (trial) => angleOf(trial, trial.stronger),
});

const context = (form: Form, attended: number): RuleParts<ContextConditions> => ({
  ...form,
  conditions: (coherences) => ({
    ...pair,
    mean1: meanStrength,
    coherence1: levels(coherences),
    stronger1: eitherRing,
    mean2: meanStrength,
    coherence2: levels(coherences),
    stronger2: eitherRing,
  }),
  stimuli: (trial) =>
    shown(form, [1, 2], trial, (ring, stimulus) =>
      ring === 1
        ? strengthOf(trial.mean1, trial.coherence1, trial.stronger1, stimulus)
        : strengthOf(trial.mean2, trial.coherence2, trial.stronger2, stimulus),
    ),
  answer: (trial) => angleOf(trial, attended === 1 ? trial.stronger1 : trial.stronger2),
});

const multi = (form: Form): RuleParts<MultiConditions> => ({
  ...form,
  conditions: (coherences) => ({
    ...pair,
    mean: meanStrength,
    coherence: levels(coherences),
    stronger: eitherRing,
    split1: eitherSign(0.2, 0.8),
    split2: eitherSign(0.2, 0.8),
  }),
  stimuli: (trial) =>
    shown(form, [1, 2], trial, (ring, stimulus) => {
      const split = (stimulus === 1 ? trial.split1 : trial.split2) / 2;
      const strength = strengthOf(trial.mean, trial.coherence, trial.stronger, stimulus);
      return strength * (ring === 1 ? 1 + split : 1 - split);
    }),
  answer: (trial) => angleOf(trial, trial.stronger),
});

const MATCHING = { fixation: SHORT, stimulus1: SHORT, delay: GAP };

const showTwo = (angles: readonly number[], rings: readonly number[]): Stimulus[] =>
  ['stimulus1', 'response'].map((period, i) => ({
    ring: rings[i],
    angle: angles[i],
    strength: 1,
    during: [period],
  }));

const secondLocation = ({ location, match, separation }: MatchConditions): number =>
  wrapped(match ? location : location + separation);

const matching = (goOn: boolean): RuleParts<MatchConditions> => ({
  timing: { ...MATCHING, response: RESPONSE },
  conditions: () => ({
    location: anywhere,
    match: flag(),
    separation: between(Math.PI / 9, (17 * Math.PI) / 9),
    modality1: eitherRing,
    modality2: eitherRing,
  }),
  cued: false,
  stimuli: (trial) => showTwo([trial.location, secondLocation(trial)], [trial.modality1, trial.modality2]),
  answer: (trial) => (trial.match === goOn ? secondLocation(trial) : null),
});

const TEN = Array.from({ length: 10 }, (_, i) => (0.1 + 0.2 * i) * Math.PI);

const category = (goOn: boolean): RuleParts<CategoryConditions> => ({
  timing: { ...MATCHING, response: SHORT },
  conditions: () => ({
    location1: levelOf(TEN, 0, TURN),
    location2: levelOf(TEN, 0, TURN),
    modality1: eitherRing,
    modality2: eitherRing,
  }),
  cued: false,
  stimuli: (trial) => showTwo([trial.location1, trial.location2], [trial.modality1, trial.modality2]),
  answer({ location1, location2 }) {
    const match = wrapped(location1) < Math.PI === wrapped(location2) < Math.PI;
    return match === goOn ? wrapped(location2) : null;
  },
});

/** The parts of every rule. */
export const ruleParts: { readonly [R in Yang2019Rule]: RuleParts<Yang2019Conditions<R>> } = {
  fdgo: fixedDelay(0),
  reactgo: reaction(0),
  delaygo: memory(0),
  fdanti: fixedDelay(Math.PI),
  reactanti: reaction(Math.PI),
  delayanti: memory(Math.PI),
  dm1: decision(atOnce, 1),
  dm2: decision(atOnce, 2),
  contextdm1: context(atOnce, 1),
  contextdm2: context(atOnce, 2),
  multidm: multi(atOnce),
  delaydm1: decision(inTurn, 1),
  delaydm2: decision(inTurn, 2),
  contextdelaydm1: context(inTurn, 1),
  contextdelaydm2: context(inTurn, 2),
  multidelaydm: multi(inTurn),
  dmsgo: matching(true),
  dmsnogo: matching(false),
  dmcgo: category(true),
  dmcnogo: category(false),
};
