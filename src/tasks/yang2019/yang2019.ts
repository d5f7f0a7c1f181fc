/** The twenty tasks that one network learns together (Yang et al. 2019). @module */

import { checkInteger, checkNumber, checkOptions } from '../../tensor/index.ts';
import { checkName, checkPositive, checkRecord, show } from '../../tensor/options.ts';
import type { Canvas } from '../core/canvas.ts';
import {
  type CommonOptions,
  type ConditionRules,
  type DescribedTask,
  defineTask,
  type Filled,
} from '../core/define-task.ts';
import { numbered } from '../core/names.ts';
import { nearestChannel, ringBump } from '../core/ring.ts';
import { periodOf, type TargetKind, type Trial, type TrialFrame } from '../core/task.ts';
import { checkTiming, fewestSteps, wholeSteps } from '../core/timing.ts';
import { ringAccuracy, ringJudge } from './accuracy.ts';
import { type RuleParts, ruleParts } from './families.ts';
import { type Yang2019Conditions, type Yang2019Rule, yang2019Rules } from './rules.ts';

/** Names of periods; each rule has some of them. */
export type Yang2019Period =
  | 'fixation'
  | 'stimulus'
  | 'stimulus1'
  | 'delay'
  | 'stimulus2'
  | 'wait'
  | 'response';

/** Options of `yang2019`; dt is 20 ms by default, the timing that of the rule. */
export interface Yang2019Options<K extends TargetKind = TargetKind> extends CommonOptions<Yang2019Period> {
  /** Inputs and outputs of a ring, 32 by default. */
  readonly dimRing?: number;
  /**
   * Noise on all inputs, the cue and the rule too: sqrt(2 tauIn / dt) sigma per step, that of a unit with time
   * constant `tauIn`. 0.01 by default: 0.0316 per step of 20 ms. A rate network with `sigmaIn: 0.01` adds the same noise
   * in its compiled step: beside one, give 0.
   */
  readonly sigma?: number;
  /** Time constant that the noise is scaled by, in ms; 100 by default. */
  readonly tauIn?: number;
  /**
   * Half the difference in strength of two stimuli, for the rules that decide by it: drawn at equal odds from the
   * published list (default: 0.01, 0.02, 0.04, 0.08, or 0.08, 0.16, 0.32 with a delay), from that of the authors'
   * `easy_task` (ten times and twice as much), or from a list of numbers in [0, 0.8].
   */
  readonly coherences?: 'published' | 'easy' | readonly number[];
  /**
   * `'values'` (default): outputs are to be 0.05, fixation 0.8 until the response, and in the response 0.05 and a
   * bump at the answer: the authors' loss `lsq`. `'classes'`: class 0 for fixation, 1 + i for channel i of the ring,
   * the nearest to the answer: their `ce`.
   */
  readonly targets?: K;
  /**
   * Inputs of the rule channels, by rule; 1 at the task's own rule by default. Mixtures show what rules are made of:
   * `{ fdanti: 1, delaygo: 1, fdgo: -1 }` for delayanti.
   */
  readonly ruleInput?: { readonly [R in Yang2019Rule]?: number } | null;
}

/** A task with the channel of its rule, so that `mixture` adds none. */
export interface Yang2019Task<R extends Yang2019Rule, K extends TargetKind>
  extends DescribedTask<Yang2019Conditions<R>, K> {
  /** The input that is on throughout the trials of this rule. */
  readonly ruleChannel: number;
}

/** Conditions that the authors draw once per batch: `mixture(yang2019All(), { shared: yang2019Shared, .. })`. */
export const yang2019Shared: readonly string[] = ['timing', 'modality', 'modality1', 'modality2'];

// Neither the first 100 ms of a trial nor those of the response count in the loss.
const GRACE = 100;

type Options = Required<Omit<Yang2019Options, 'coherences'>> & Pick<Yang2019Options, 'coherences'>;

function check<C extends object>(fn: string, options: Filled<Options>, { coherences }: RuleParts<C>): void {
  const { dt, timing, dimRing, sigma, tauIn, ruleInput } = options;
  checkTiming(fn, 'timing.response', timing.response, dt, true);
  if (fewestSteps(timing.response, dt) <= wholeSteps(GRACE, dt)) {
    throw new RangeError(
      `${fn}: expected timing.response to last longer than the ${GRACE} ms that do not count, got ${show(timing.response)}`,
    );
  }
  checkInteger(fn, 'dimRing', dimRing, 3, 2 ** 16);
  checkNumber(fn, 'sigma', sigma, 0);
  checkPositive(fn, 'tauIn', tauIn);
  if (ruleInput !== null) {
    checkRecord(fn, 'ruleInput', ruleInput);
    checkOptions(`${fn}: ruleInput`, ruleInput, yang2019Rules);
    for (const [rule, value] of Object.entries(ruleInput)) {
      checkNumber(fn, `ruleInput.${rule}`, value, -Number.MAX_VALUE, Number.MAX_VALUE);
    }
  }
  if (coherences === undefined) return;
  const given = options.coherences;
  if (!Array.isArray(given)) {
    checkName(fn, 'coherences', given, ['published', 'easy']);
    return;
  }
  checkInteger(fn, 'the number of coherences', given.length, 1);
  given.forEach((coherence, i) => {
    checkNumber(fn, `coherences[${i}]`, coherence, 0, 0.8);
  });
}

const range = (start: number, n: number): number[] => Array.from({ length: n }, (_, i) => start + i);

/** Writes what counts in the loss: 1 from 100 ms to the response, 5 from 100 ms into it; the fixation output twice. */
function weigh(trial: TrialFrame, canvas: Canvas, kind: TargetKind): void {
  const grace = wholeSteps(GRACE, trial.dt);
  const { start, end } = periodOf(trial, 'response');
  const spans = [
    [{ start: 0, end: Math.min(grace, start) }, 0],
    [{ start: Math.min(grace, start), end: start }, 1],
    [{ start, end: start + grace }, 0],
    [{ start: start + grace, end }, 5],
  ] as const;
  for (const [span, weight] of spans) {
    canvas.weigh(span, weight);
    if (kind === 'values') canvas.weigh(span, 2 * weight, 0);
  }
}

/** Writes what is to be answered. */
function aim(
  trial: TrialFrame,
  canvas: Canvas,
  kind: TargetKind,
  answer: number | null,
  dimRing: number,
): void {
  const { start, end } = periodOf(trial, 'response');
  if (kind === 'classes') {
    if (answer !== null) canvas.label({ start, end }, 1 + nearestChannel(dimRing, answer));
    return;
  }
  canvas.target(null, null, 0.05);
  canvas.target({ start: 0, end: answer === null ? end : start }, 0, 0.8);
  if (answer === null) return;
  const bump = ringBump(dimRing, answer).map((y) => 0.05 + y);
  canvas.target({ start, end }, range(1, dimRing), bump);
}

/**
 * Makes one of the twenty tasks of Yang et al. (2019), Nature Neuroscience 22, by its rule.
 *
 * Inputs: the fixation cue, two rings of `dimRing` channels (modality 1 and 2), and one channel per rule, on throughout
 * the trial: 85. A stimulus at an angle adds strength * 0.8 exp(-(d / (pi / 8))^2 / 2) to its ring, d the distance from
 * theta_i = 2 pi i / dimRing. The cue goes off with the response, but stays on for reactgo, reactanti and the matching
 * rules (dms.., dmc..), where a stimulus tells when to respond. Outputs: fixation and one ring, 33.
 *
 * Mask: 0 in the first 100 ms, 1 until the response, 0 in its first 100 ms, 5 in the rest; twice that for the fixation
 * output of `'values'`. The authors square it with the error: `meanSquaredError(z, targets, mask, { form: 'psychrnn' })`.
 *
 * Accuracy, at the last step: output 0 is above 0.5 where fixation is asked for; or it is not, and the population vector
 * of the ring is less than 36 degrees from the answer. The outputs are read as they are compared with the targets: for
 * a loss of sigmoid(z), as the authors have it, give `fit` the measure `accuracy(batch, sigmoid(z))`.
 *
 * Trials are independent, each with its own durations. The authors draw durations, and the rings of the go and
 * matching rules, once per batch: option `shared: yang2019Shared` of `mixture`.
 * @param rule one of `yang2019Rules`
 * @throws TypeError for unknown options, RangeError for values out of range
 * @example yang2019('contextdm1', { coherences: 'easy' })
 */
export function yang2019<R extends Yang2019Rule, K extends TargetKind = 'values'>(
  rule: R,
  options: Yang2019Options<K> = {},
): Yang2019Task<R, K> {
  type C = Yang2019Conditions<R>;
  checkName('yang2019', 'rule', rule, yang2019Rules);
  checkRecord(rule, 'options', options);
  const kind = (options.targets ?? 'values') as K;
  checkName(rule, 'targets', kind, ['values', 'classes']);
  const parts = ruleParts[rule] as unknown as RuleParts<C>;
  const { coherences: lists, cued, stimuli, answer } = parts;
  const { dimRing = 32 } = options;
  const ruleStart = 1 + 2 * dimRing;

  const task = defineTask<Options, C, K>(rule, {
    kind,
    defaults: {
      dt: 20,
      timing: parts.timing,
      dimRing: 32,
      sigma: 0.01,
      tauIn: 100,
      targets: 'values',
      ruleInput: null,
      ...(lists === undefined ? {} : { coherences: 'published' }),
    } as Filled<Options>,
    check: (fn, filled) => check(fn, filled, parts),
    build({ dt, sigma, tauIn, coherences = 'published', ruleInput }) {
      const list = typeof coherences === 'string' ? lists?.[coherences] : coherences;
      const std = Math.sqrt((2 * tauIn) / dt) * sigma;
      const rules = Object.entries(ruleInput ?? { [rule]: 1 });
      const judge = ringJudge(dimRing);
      return {
        inputs: [
          'fixation',
          ...numbered('ring 1:', dimRing),
          ...numbered('ring 2:', dimRing),
          ...yang2019Rules.map((each) => `rule ${each}`),
        ],
        outputs: ['fixation', ...numbered('ring', dimRing)],
        response: ['response'],
        ...(cued ? { cue: 0 } : {}),
        conditions: parts.conditions(list ?? []) as ConditionRules<C>,
        paint(trial: Trial<C>, canvas) {
          const { start } = periodOf(trial, 'response');
          canvas.add(cued ? { start: 0, end: start } : null, 0, 1);
          for (const { ring, angle, strength, during } of stimuli(trial)) {
            const bump = ringBump(dimRing, angle, { height: 0.8 * strength });
            canvas.add(during, range(1 + (ring - 1) * dimRing, dimRing), bump);
          }
          for (const [name, value] of rules) {
            canvas.add(null, ruleStart + yang2019Rules.indexOf(name as Yang2019Rule), value);
          }
          canvas.noise(null, null, std);
          aim(trial, canvas, kind, answer(trial), dimRing);
          weigh(trial, canvas, kind);
        },
        accuracy: ({ trials }, outputs) =>
          ringAccuracy(rule, judge, trials, answer, outputs, { nOut: 1 + dimRing, kind }),
      };
    },
  })(options as Options);
  return { ...task, ruleChannel: ruleStart + yang2019Rules.indexOf(rule) };
}

/**
 * Makes all twenty tasks, by rule, for `mixture`.
 * @param options what `yang2019` takes; `coherences` and periods reach the rules that have them
 * @example mixture(yang2019All({ targets: 'classes' }), { batchSize: 64, key: key(0) })
 */
export function yang2019All<K extends TargetKind = 'values'>(
  options: Yang2019Options<K> = {},
): { readonly [R in Yang2019Rule]: Yang2019Task<R, K> } {
  checkRecord('yang2019All', 'options', options);
  const { coherences, timing = {}, ...common } = options;
  const known = yang2019Rules.flatMap((rule) => Object.keys(ruleParts[rule].timing));
  checkOptions('yang2019All: timing', timing, [...new Set(known)]);
  const tasks = yang2019Rules.map((rule) => {
    const { coherences: lists, timing: own } = ruleParts[rule];
    const has = lists !== undefined && coherences !== undefined;
    const periods = Object.entries(timing).filter(([name]) => Object.hasOwn(own, name));
    return [
      rule,
      yang2019(rule, {
        ...common,
        ...(has ? { coherences } : {}),
        ...(periods.length > 0 ? { timing: Object.fromEntries(periods) } : {}),
      }),
    ];
  });
  return Object.fromEntries(tasks);
}
