/** Tasks from a short description: options with defaults, conditions, periods, and what a trial looks like. @module */

import { checkOptions, foldIn, type Key, split, uniform } from '../../tensor/index.ts';
import { checkPositive, checkRecord } from '../../tensor/options.ts';
import { type Canvas, canvasOf } from './canvas.ts';
import type { Condition } from './conditions.ts';
import {
  consecutivePeriods,
  type LayOut,
  type TargetKind,
  type Task,
  type Trial,
  type TrialFrame,
} from './task.ts';
import { checkTiming, type Timing } from './timing.ts';

/** Options that every described task has. */
export interface CommonOptions<P extends string = string> {
  /** Time step in ms. */
  readonly dt?: number;
  /** Durations of periods in ms; those that are not given keep their defaults. */
  readonly timing?: { readonly [name in P]?: Timing };
}

/** The same options with everything decided. */
export type Filled<O extends CommonOptions> = Required<Omit<O, 'timing'>> & {
  readonly dt: number;
  readonly timing: Readonly<Record<string, Timing>>;
};

/**
 * How a condition is drawn; where it depends on others, from those that stand before it, and from those that are forced
 * and follow.
 */
export type ConditionRules<C> = {
  readonly [N in keyof C]: Condition<C[N]> | ((before: Partial<C>, forced: Partial<C>) => Condition<C[N]>);
};

/** What options make of a task. */
export interface TaskParts<C extends object, K extends TargetKind> {
  /** Names of the input channels. */
  readonly inputs: readonly string[];
  /** Names of the outputs, or of the classes. */
  readonly outputs: readonly string[];
  readonly conditions: ConditionRules<C>;
  /** Periods of a trial, where they are not those of `timing` one after the other. */
  readonly layOut?: (conditions: C, frame: TrialFrame) => TrialFrame;
  /** Steps that a trial has at most, for a task with its own `layOut`. */
  readonly maxSteps?: number;
  /** Names of the periods in which the answer is given. */
  readonly response: readonly string[];
  /** Channel that is on from the first step until the response, and tells by its end that it is time to answer. */
  readonly cue?: number;
  /** Writes a planned trial. */
  readonly paint: (trial: Trial<C>, canvas: Canvas) => void;
  readonly accuracy?: Task<C, K>['accuracy'];
}

/** A task with the names of its channels, and where the answer is given. */
export interface DescribedTask<C extends object, K extends TargetKind> extends Task<C, K> {
  /** As that of every task; trials that share `timingKey` have periods of the same lengths. */
  readonly plan: (key: Key, forced?: Partial<C>, timingKey?: Key) => Trial<C>;
  readonly maxSteps: number;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly response: readonly string[];
  readonly cue?: number;
  /** Its options, with the defaults for those that were not given. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** A description of a task. */
export interface TaskDescription<O extends CommonOptions, C extends object, K extends TargetKind> {
  readonly kind: K;
  /** The default of every option. */
  readonly defaults: Filled<O>;
  /** Checks the values of the options besides `dt` and `timing`. */
  readonly check?: (fn: string, options: Filled<O>) => void;
  readonly build: (options: Filled<O>) => TaskParts<C, K>;
}

function fill<O extends CommonOptions>(name: string, options: O, defaults: Filled<O>): Filled<O> {
  checkRecord(name, 'options', options);
  checkOptions(name, options, Object.keys(defaults));
  const { timing = {} } = options;
  checkRecord(name, 'timing', timing);
  checkOptions(`${name}: timing`, timing, Object.keys(defaults.timing));
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const filled = { ...defaults, ...given, timing: { ...defaults.timing, ...timing } } as Filled<O>;
  checkPositive(name, 'dt', filled.dt);
  return filled;
}

/** Draws the conditions that are not forced, in their order; each has its own number, whatever is forced. */
function drawConditions<C extends object>(
  rules: ConditionRules<C>,
  draws: ArrayLike<number>,
  forced: Partial<C>,
  fn: string,
): C {
  const drawn: Partial<C> = {};
  (Object.keys(rules) as (keyof C & string)[]).forEach((name, i) => {
    const rule = rules[name] as
      | Condition<C[typeof name]>
      | ((before: Partial<C>, forced: Partial<C>) => Condition<C[typeof name]>);
    const condition = typeof rule === 'function' ? rule(drawn, forced) : rule;
    const value = forced[name];
    if (value !== undefined) condition.check(fn, `forced ${name}`, value);
    drawn[name] = value ?? condition.draw(draws[i]);
  });
  return drawn as C;
}

/**
 * Describes a task: returns the function that makes it from options.
 * @example
 * const detect = defineTask<CommonOptions, { present: number }, 'classes'>('detect', {
 *   kind: 'classes',
 *   defaults: { dt: 20, timing: { wait: { uniform: [100, 400] }, answer: 100 } },
 *   build: () => ({
 *     inputs: ['cue', 'signal'], outputs: ['no', 'yes'], response: ['answer'], cue: 0,
 *     conditions: { present: indexBelow(2) },
 *     paint({ present }, canvas) {
 *       canvas.add('wait', 0, 1);
 *       canvas.add('wait', 1, present);
 *       canvas.label('answer', present);
 *     },
 *   }),
 * });
 */
export function defineTask<O extends CommonOptions, C extends object, K extends TargetKind>(
  name: string,
  { kind, defaults, check, build }: TaskDescription<O, C, K>,
): (options?: O) => DescribedTask<C, K> {
  return (options = {} as O) => {
    const filled = fill(name, options, defaults);
    check?.(name, filled);
    const { dt, timing } = filled;
    // Before `build`, which may reckon with durations.
    const inOrder: LayOut = consecutivePeriods(name, dt, timing);
    const { inputs, outputs, conditions, layOut, response, cue, paint, accuracy, maxSteps } = build(filled);
    for (const period of response) checkTiming(name, `timing.${period}`, timing[period] ?? dt, dt, true);
    const names = Object.keys(conditions);
    return {
      name,
      kind,
      dt,
      nIn: inputs.length,
      nOut: outputs.length,
      inputs,
      outputs,
      response,
      options: filled,
      maxSteps: maxSteps ?? inOrder.maxSteps,
      ...(cue === undefined ? {} : { cue }),
      ...(accuracy === undefined ? {} : { accuracy }),
      plan(key, forced = {}, sharedTiming) {
        checkRecord(name, 'forced', forced);
        checkOptions(`${name}: forced`, forced, names);
        const [ownTiming, conditionKey] = split(key);
        const draws = uniform(conditionKey, [Math.max(names.length, 1)]).data;
        const drawn = drawConditions(conditions, draws, forced, name);
        const frame = inOrder(sharedTiming ?? ownTiming);
        return { ...drawn, ...(layOut === undefined ? frame : layOut(drawn, frame)) };
      },
      fill: (trial, key, view) => paint(trial, canvasOf(trial, view, foldIn(key, 0))),
    };
  };
}
