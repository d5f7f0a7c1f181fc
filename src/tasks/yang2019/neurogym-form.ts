/** The tasks of Yang et al. (2019) as neurogym's collection yang19 has them. @module */

import { checkInteger, checkNumber } from '../../tensor/index.ts';
import { checkName, checkRecord, show } from '../../tensor/options.ts';
import { flag, indexBelow, levelOf, oneOf } from '../core/conditions.ts';
import {
  type CommonOptions,
  type ConditionRules,
  type DescribedTask,
  defineTask,
  type Filled,
} from '../core/define-task.ts';
import { numbered } from '../core/names.ts';
import { ringBump, TURN } from '../core/ring.ts';
import type { Timing } from '../core/timing.ts';
import { type Yang2019Rule, yang2019Rules } from './rules.ts';

/** Options of `yang2019Neurogym`; dt is 100 ms by default. */
export interface Yang2019NeurogymOptions
  extends CommonOptions<
    'fixation' | 'stimulus' | 'stim1' | 'stim2' | 'sample' | 'delay' | 'test' | 'decision'
  > {
  /** Channels of a ring, and places to respond at; even, 16 by default. */
  readonly dimRing?: number;
  /** Standard deviation of the noise that one ms gathers, 1 by default; not for the go and anti rules. */
  readonly sigma?: number;
  /**
   * For decisions: signed differences of strength, drawn with either sign from 0.08, 0.16, 0.32, 0.64 by default; with
   * a delay, strengths, two different ones of 0.3, 0.6, 1 by default.
   */
  readonly cohs?: readonly number[];
  /**
   * When the fixation input is on: `'untilDecision'` (default), so that its end is the signal to answer, or
   * `'fixationOnly'`, as neurogym has it for decisions and matching since June 2025. Not for reactgo and reactanti,
   * where the two are the same.
   */
  readonly fixationCue?: 'untilDecision' | 'fixationOnly';
}

interface AllConditions {
  groundTruth: number;
  modality: number;
  location: number;
  offset: number;
  coherence1: number;
  coherence2: number;
  first1: number;
  second1: number;
  first2: number;
  second2: number;
  tie: number;
  match: boolean;
  test: number;
}

/**
 * What sets trials apart. Go and anti: `groundTruth` (place to respond at, 0 .. dimRing - 1), `modality` (ring, 1 or 2).
 * Decisions: `location` of stimulus 1, `offset` of stimulus 2 from it; at once, the signed `coherence1` and `coherence2`
 * of the rings shown; with a delay, the strengths `first1` and `second1` in ring 1, `first2` and `second2` in ring 2;
 * where both rings count, the stimulus that a tie goes to, `tie`, 1 or 2. Matching: `location`, `match`, `modality`, and
 * by category `test`, the place of the test within its half of the ring.
 */
export type Yang2019NeurogymConditions = Partial<AllConditions>;

interface Shown {
  readonly ring: number;
  readonly at: number;
  readonly strength: number;
  readonly during: string;
}

interface Parts {
  readonly timing: Readonly<Record<string, Timing>>;
  readonly cohs?: readonly number[];
  /** Periods with noise. */
  readonly noisy: readonly string[];
  readonly conditions: (n: number, cohs: readonly number[]) => ConditionRules<Yang2019NeurogymConditions>;
  readonly stimuli: (trial: AllConditions, n: number) => readonly Shown[];
  /** Place to respond at, or null. */
  readonly answer: (trial: AllConditions, n: number) => number | null;
}

const eitherRing = oneOf([1, 2]);

function go(timing: Readonly<Record<string, Timing>>, during: string, anti: boolean): Parts {
  return {
    timing: { fixation: 500, ...timing, decision: 500 },
    noisy: [],
    conditions: (n) => ({ groundTruth: indexBelow(n), modality: eitherRing }),
    stimuli: ({ groundTruth, modality }, n) => [
      { ring: modality, at: anti ? (groundTruth + n / 2) % n : groundTruth, strength: 1, during },
    ],
    answer: ({ groundTruth }) => groundTruth,
  };
}

/** Where stimulus 1 is for k = 0, and stimulus 2 for k = 1. */
const place = ({ location, offset }: AllConditions, k: number, n: number): number =>
  (location + k * offset) % n;

const FIXATION: Timing = { uniform: [200, 500] };

/** A decision: `rings` are shown, `counted` count. `strengths` are those of stimulus 1 and 2 in a ring. */
function decision(
  rings: readonly number[],
  counted: readonly number[],
  delayed: boolean,
  stimulus: Timing = 500,
): Parts {
  const during = delayed ? ['stim1', 'stim2'] : ['stimulus', 'stimulus'];
  const strengths = (trial: AllConditions, ring: number): readonly [number, number] => {
    if (delayed) return ring === 1 ? [trial.first1, trial.second1] : [trial.first2, trial.second2];
    const half = (ring === 1 ? trial.coherence1 : trial.coherence2) / 2;
    return [0.5 + half, 0.5 - half];
  };
  return {
    timing: delayed
      ? { fixation: FIXATION, stim1: 500, delay: 1000, stim2: 500, decision: 200 }
      : { fixation: FIXATION, stimulus, decision: 200 },
    cohs: delayed ? [0.3, 0.6, 1] : [0.08, 0.16, 0.32, 0.64],
    noisy: [...new Set(during)],
    conditions(n, cohs) {
      const other = (first: number | undefined) => oneOf(cohs.filter((coh) => coh !== first));
      const signed = levelOf([...cohs, ...cohs.map((coh) => -coh)], -1, 1);
      const ofRing = (ring: number): ConditionRules<Yang2019NeurogymConditions> => {
        if (!delayed) return ring === 1 ? { coherence1: signed } : { coherence2: signed };
        return ring === 1
          ? { first1: oneOf(cohs), second1: ({ first1 }) => other(first1) }
          : { first2: oneOf(cohs), second2: ({ first2 }) => other(first2) };
      };
      return {
        location: indexBelow(n),
        offset: oneOf(Array.from({ length: n - 1 }, (_, i) => i + 1)),
        ...Object.assign({}, ...rings.map(ofRing)),
        ...(counted.length > 1 ? { tie: eitherRing } : {}),
      };
    },
    stimuli: (trial, n) =>
      rings.flatMap((ring) =>
        strengths(trial, ring).map((strength, k) => ({
          ring,
          at: place(trial, k, n),
          strength,
          during: during[k],
        })),
      ),
    answer(trial, n) {
      let difference = 0;
      for (const ring of counted) {
        const [first, second] = strengths(trial, ring);
        difference += first - second;
      }
      // Sums of strengths that are equal on paper may differ in their last bits.
      if (Math.abs(difference) < 1e-9) return place(trial, trial.tie === 1 ? 0 : 1, n);
      return place(trial, difference > 0 ? 0 : 1, n);
    },
  };
}

function matching(byCategory: boolean, goOn: boolean): Parts {
  const testPlace = ({ location, match, test }: AllConditions, n: number): number => {
    if (!byCategory) return match ? location : (location + n / 2) % n;
    const low = location < n / 2;
    return low === match ? test : n / 2 + test;
  };
  return {
    timing: { fixation: 300, sample: 500, delay: 1000, test: 500, decision: 900 },
    noisy: ['sample', 'test'],
    conditions: (n) => ({
      location: indexBelow(n),
      match: flag(),
      modality: eitherRing,
      ...(byCategory ? { test: indexBelow(n / 2) } : {}),
    }),
    stimuli: (trial, n) => [
      { ring: trial.modality, at: trial.location, strength: 1, during: 'sample' },
      { ring: trial.modality, at: testPlace(trial, n), strength: 1, during: 'test' },
    ],
    answer: (trial, n) => (trial.match === goOn ? testPlace(trial, n) : null),
  };
}

const SHOWN: Readonly<Record<string, Timing>> = { stimulus: 500, delay: 0 };
const DELAYED: Readonly<Record<string, Timing>> = { stimulus: 500, delay: 500 };

const partsOf: { readonly [R in Yang2019Rule]: Parts } = {
  fdgo: go(SHOWN, 'stimulus', false),
  reactgo: go({}, 'decision', false),
  delaygo: go(DELAYED, 'stimulus', false),
  fdanti: go(SHOWN, 'stimulus', true),
  reactanti: go({}, 'decision', true),
  delayanti: go(DELAYED, 'stimulus', true),
  dm1: decision([1], [1], false, { choice: [200, 400, 600] }),
  dm2: decision([2], [2], false),
  contextdm1: decision([1, 2], [1], false),
  contextdm2: decision([1, 2], [2], false),
  multidm: decision([1, 2], [1, 2], false),
  delaydm1: decision([1], [1], true),
  delaydm2: decision([2], [2], true),
  contextdelaydm1: decision([1, 2], [1], true),
  contextdelaydm2: decision([1, 2], [2], true),
  multidelaydm: decision([1, 2], [1, 2], true),
  dmsgo: matching(false, true),
  dmsnogo: matching(false, false),
  dmcgo: matching(true, true),
  dmcnogo: matching(true, false),
};

type Options = Required<Omit<Yang2019NeurogymOptions, 'timing'>> & Pick<Yang2019NeurogymOptions, 'timing'>;

function check(fn: string, { dimRing, sigma, cohs, fixationCue }: Filled<Options>, parts: Parts): void {
  checkInteger(fn, 'dimRing', dimRing, 4, 2 ** 16);
  if (dimRing % 2 !== 0) throw new RangeError(`${fn}: expected an even dimRing, got ${dimRing}`);
  if (sigma !== undefined) checkNumber(fn, 'sigma', sigma, 0);
  if (fixationCue !== undefined) {
    checkName(fn, 'fixationCue', fixationCue, ['untilDecision', 'fixationOnly']);
  }
  if (parts.cohs === undefined) return;
  const fewest = 'stim1' in parts.timing ? 2 : 1;
  if (!Array.isArray(cohs) || new Set(cohs).size < fewest) {
    throw new RangeError(
      `${fn}: expected cohs to list at least ${fewest} different numbers, got ${show(cohs)}`,
    );
  }
  cohs.forEach((coh, i) => {
    checkNumber(fn, `cohs[${i}]`, coh, 0, 1);
  });
}

/**
 * Makes one of the twenty tasks as neurogym has them, by the name that `yang2019` gives its rule: fdgo is neurogym's
 * go, reactgo rtgo, delaygo dlygo, contextdm1 ctxdm1, dmsnogo dnms, and so on.
 *
 * Inputs: the fixation cue and two rings of `dimRing` channels, 33 in all; there is no rule input (`mixture` adds one).
 * A stimulus adds 0.8 strength exp(-(d / (pi / 8))^2 / 2). Classes: 0 fixate, 1 + place; the target is the answer in the
 * decision period and 0 before it; every step counts. Noise of sigma / sqrt(dt) is on both rings while stimuli of a
 * decision are shown, on the ring shown in matching, and nowhere in go and anti.
 *
 * Differences to neurogym: the fixation cue is on until the decision unless asked otherwise; the ring of go, anti and
 * matching is drawn for each trial, where neurogym lets the two alternate; categories are halves of the ring, where
 * neurogym counts the first place of the second half as one of the first in the sample, but not in the test.
 *
 * With both rings counting, equal sums occur in 1/8 of multidm and 1/6 of multidelaydm: nobody can answer more than
 * 15/16 and 11/12 of the trials correctly.
 * @param rule one of `yang2019Rules`
 * @throws TypeError for unknown options, RangeError for values out of range
 * @example yang2019Neurogym('multidm', { sigma: 0.5 })
 */
export function yang2019Neurogym(
  rule: Yang2019Rule,
  options: Yang2019NeurogymOptions = {},
): DescribedTask<Yang2019NeurogymConditions, 'classes'> {
  checkName('yang2019Neurogym', 'rule', rule, yang2019Rules);
  checkRecord(rule, 'options', options);
  const parts = partsOf[rule];
  const { timing, cohs, noisy, conditions, stimuli, answer } = parts;
  return defineTask<Options, Yang2019NeurogymConditions, 'classes'>(rule, {
    kind: 'classes',
    defaults: {
      dt: 100,
      timing,
      dimRing: 16,
      ...(noisy.length === 0 ? {} : { sigma: 1 }),
      ...(cohs === undefined ? {} : { cohs }),
      ...(Object.keys(timing).length === 2 ? {} : { fixationCue: 'untilDecision' }),
    } as Filled<Options>,
    check: (fn, filled) => check(fn, filled, parts),
    build({ dt, dimRing, sigma = 0, cohs: list = [], fixationCue }) {
      const periods = Object.keys(timing);
      const cueOn = fixationCue === 'fixationOnly' ? ['fixation'] : periods.slice(0, -1);
      const channels = (ring: number): number[] =>
        Array.from({ length: dimRing }, (_, i) => 1 + (ring - 1) * dimRing + i);
      return {
        inputs: ['fixation', ...numbered('ring 1:', dimRing), ...numbered('ring 2:', dimRing)],
        outputs: ['fixate', ...numbered('place', dimRing)],
        response: ['decision'],
        ...(fixationCue === 'fixationOnly' ? {} : { cue: 0 }),
        conditions: conditions(dimRing, list),
        paint(trial, canvas) {
          const drawn = trial as unknown as AllConditions;
          canvas.add(cueOn, 0, 1);
          const shown = stimuli(drawn, dimRing);
          for (const { ring, at, strength, during } of shown) {
            const bump = ringBump(dimRing, (TURN * at) / dimRing, { height: 0.8 * strength });
            canvas.add(during, channels(ring), bump);
          }
          const rings = cohs === undefined ? [drawn.modality] : [1, 2];
          if (noisy.length > 0) canvas.noise(noisy, rings.flatMap(channels), sigma / Math.sqrt(dt));
          const at = answer(drawn, dimRing);
          if (at !== null) canvas.label('decision', 1 + at);
        },
      };
    },
  })(options as Options);
}
