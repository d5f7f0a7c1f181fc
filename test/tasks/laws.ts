/** Laws that every task obeys. Each returns what it finds wrong, in words; nothing for a task that obeys. @module */

import type { CatalogueTask } from '../../src/tasks/catalogue.ts';
import {
  type Trial,
  type TrialBatch,
  taskAccuracy,
  trialBatch,
  trialsFromKeys,
} from '../../src/tasks/index.ts';
import { foldIn, type Key, type Tensor, tensor, zeros } from '../../src/tensor/index.ts';
import { chiSquareScore } from '../support/statistics.ts';
import { batchEqualsSingles } from './arbitraries.ts';

type AnyBatch = TrialBatch<object, 'classes' | 'values'>;

/** What is special about a task, beside its metadata. */
export interface Peculiarities {
  /** Whether a trial asks for no answer, such as a catch trial. */
  readonly silent?: (trial: Trial<object>) => boolean;
  /** How often the answer at the last step that counts is 0, 1, ..: the class, or the largest target. */
  readonly shares?: readonly number[];
  /** Outputs that are never wanted, or always the same. */
  readonly unused?: readonly number[];
  /** Whether all trials are the same. */
  readonly constant?: boolean;
}

/** Fewer trials for a task of many channels: its batches are ten times as large. */
const few = ({ nIn }: CatalogueTask, count: number): number => (nIn > 60 ? Math.ceil(count / 4) : count);

const trialsOf = (task: CatalogueTask, key: Key, count = 6): AnyBatch => trialBatch(task, key, count);

/** Weight of a step: the largest of its outputs. */
function weightAt({ mask }: AnyBatch, t: number, b: number): number {
  const width = mask.shape[2] ?? 1;
  const at = (t * mask.shape[1] + b) * width;
  return Math.max(...mask.data.subarray(at, at + width));
}

/** Targets of a step. */
function targetsAt({ targets }: AnyBatch, t: number, b: number): number[] {
  const width = targets.shape[2] ?? 1;
  const at = (t * targets.shape[1] + b) * width;
  return Array.from(targets.data.subarray(at, at + width));
}

const indices = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** Arrays have the stated shapes, all numbers are finite and in range, names are there, periods lie in the trial. */
export function shapes(task: CatalogueTask, key: Key): string[] {
  const batch = trialsOf(task, key);
  const { inputs, targets, mask, trials } = batch;
  const longest = Math.max(...trials.map(({ nSteps }) => nSteps));
  const wanted = task.kind === 'classes' ? [longest, 6] : [longest, 6, task.nOut];
  const wrong: string[] = [];
  const claim = (holds: boolean, otherwise: string): void => void (holds || wrong.push(otherwise));
  claim(`${inputs.shape}` === `${[longest, 6, task.nIn]}`, `inputs of shape ${inputs.shape}`);
  claim(`${targets.shape}` === `${wanted}`, `targets of shape ${targets.shape}`);
  claim(`${mask.shape}` === `${wanted}`, `mask of shape ${mask.shape}`);
  claim(targets.dtype === (task.kind === 'classes' ? 'i32' : 'f32'), `targets of ${targets.dtype}`);
  claim(
    inputs.data.every((x) => Math.abs(x) < 1000),
    'an input that is not finite or not below 1000',
  );
  claim(
    targets.data.every((y) => (task.kind === 'classes' ? y >= 0 && y < task.nOut : Math.abs(y) < 1000)),
    'a target out of range',
  );
  claim(
    mask.data.every((weight) => weight >= 0 && weight < Infinity),
    'a weight that is negative or not finite',
  );
  claim(task.inputs.length === task.nIn, `${task.inputs.length} names for ${task.nIn} inputs`);
  claim(task.outputs.length === task.nOut, `${task.outputs.length} names for ${task.nOut} outputs`);
  claim(new Set(task.inputs).size === task.nIn, 'two inputs of one name');
  claim(task.response.length > 0, 'no response period');
  for (const { periods, nSteps, dt } of trials) {
    claim(dt === task.dt, `a trial of dt ${dt}`);
    claim(
      periods.every(({ start, end }) => 0 <= start && start <= end && end <= nSteps),
      'a period that is not within its trial',
    );
    claim(
      indices(nSteps).every((t) => periods.some(({ start, end }) => start <= t && t < end)),
      'a step that belongs to no period',
    );
  }
  return wrong;
}

/** The cue is on until the response, and off in it. The task is to have no noise. */
export function cue(task: CatalogueTask, key: Key, { silent }: Peculiarities = {}): string[] {
  const channel = task.cue;
  if (channel === undefined) return [];
  const { inputs, trials } = trialsOf(task, key);
  return trials.flatMap((trial, b) => {
    if (silent?.(trial)) return [];
    const response = trial.periods.filter(({ name }) => task.response.includes(name));
    const first = Math.min(...response.map(({ start }) => start));
    const at = (t: number): number => inputs.data[(t * trials.length + b) * task.nIn + channel];
    const before = indices(first).filter((t) => !(at(t) > 0.5));
    const within = response.flatMap(({ start, end }) =>
      indices(end).filter((t) => t >= start && at(t) > 0.5),
    );
    return [
      ...before.map((t) => `the cue is off at step ${t}, the response starts at ${first}`),
      ...within.map((t) => `the cue is on at step ${t} of the response`),
    ];
  });
}

/** Every trial has its response periods, with weight in each. */
export function response(task: CatalogueTask, key: Key, { silent }: Peculiarities = {}): string[] {
  const batch = trialsOf(task, key, few(task, 12));
  return batch.trials.flatMap((trial, b) => {
    if (silent?.(trial)) return [];
    const periods = trial.periods.filter(({ name }) => task.response.includes(name));
    const missing = task.response.filter((name) => !periods.some((period) => period.name === name));
    const left = periods.filter(
      ({ start, end }) => !indices(end).some((t) => t >= start && weightAt(batch, t, b) > 0),
    );
    return [
      ...missing.map((name) => `a trial without ${name}`),
      ...left.map(({ name }) => `a response period ${name} that the mask leaves out`),
    ];
  });
}

/** Another key gives other bytes, and not all trials ask for the same in their response. For the default options. */
export function variety(task: CatalogueTask, key: Key, { constant = false }: Peculiarities = {}): string[] {
  // Two answers at equal odds: 24 trials are all the same once in 10^7.
  const count = Math.max(24, few(task, 40));
  const [batch, other] = [key, foldIn(key, 1)].map((from) => trialsOf(task, from, count));
  const answers = batch.trials.map(({ periods }, b) =>
    periods
      .filter(({ name }) => task.response.includes(name))
      .map(({ start, end }) => indices(end).flatMap((t) => (t < start ? [] : targetsAt(batch, t, b))))
      .join(';'),
  );
  const same = [
    ...(bytesOf(batch) === bytesOf(other) ? ['two keys, one batch'] : []),
    ...(new Set(answers).size === 1 ? [`the same answer in ${count} trials`] : []),
  ];
  return constant === same.length > 0 ? [] : constant ? ['trials that differ'] : same;
}

/** Every class or output is wanted at some time, and the answers have the stated shares. */
export function labels(
  task: CatalogueTask,
  key: Key,
  { silent, shares, unused = [] }: Peculiarities = {},
): string[] {
  const count = shares === undefined ? few(task, 200) : Math.max(400, 25 * task.nOut);
  const batch = trialsOf(task, key, count);
  const seen = indices(task.nOut).map(() => new Set<number>());
  const answers = new Array<number>(task.nOut).fill(0);
  batch.trials.forEach((trial, b) => {
    let last: number[] | undefined;
    for (let t = 0; t < trial.nSteps; t++) {
      if (weightAt(batch, t, b) === 0) continue;
      last = targetsAt(batch, t, b);
      if (task.kind === 'classes') seen[last[0]].add(0).add(1);
      else last.forEach((value, i) => void seen[i].add(value));
    }
    if (last === undefined || silent?.(trial)) return;
    answers[task.kind === 'classes' ? last[0] : last.indexOf(Math.max(...last))]++;
  });
  const wrong = seen.flatMap((values, i) =>
    values.size > 1 || unused.includes(i) ? [] : [`output ${i} is never wanted`],
  );
  if (shares === undefined) return wrong;
  const possible = indices(task.nOut).filter((i) => (shares[i] ?? 0) > 0);
  const impossible = answers.filter((n, i) => n > 0 && !possible.includes(i));
  if (impossible.length > 0) wrong.push(`answers that should not be: ${answers}`);
  if (possible.length > 1) {
    const score = chiSquareScore(
      possible.map((i) => answers[i]),
      possible.map((i) => shares[i]),
    );
    // A chi-square of at least one degree of freedom exceeds this with probability below 1e-6.
    if (score > 18) wrong.push(`answers ${answers} where the shares are ${shares}`);
  }
  return wrong;
}

/** A batch is its trials one by one, padded. */
export function singles(task: CatalogueTask, key: Key): string[] {
  if (!batchEqualsSingles(task, key, 4)) return ['a batch that is not its trials'];
  const padTo = Math.max(...trialsOf(task, key, 4).trials.map(({ nSteps }) => nSteps)) + 3;
  return batchEqualsSingles(task, key, 4, padTo) ? [] : ['a padded batch that is not its trials'];
}

/** One text per batch, different for different bytes. */
export const bytesOf = ({ inputs, targets, mask }: AnyBatch): string =>
  [inputs, targets, mask]
    .map(
      ({ shape, data }) =>
        `${shape} ${Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')}`,
    )
    .join('\n');

/** The same key gives the same bytes. */
export function keys(task: CatalogueTask, key: Key): string[] {
  const [first, again] = [key, key].map((from) => bytesOf(trialsOf(task, from)));
  return first === again ? [] : ['one key, two batches'];
}

/** No trial is longer than maxSteps, and trials of one length have it. */
export function lengths(task: CatalogueTask, key: Key): string[] {
  let [shortest, longest] = [Infinity, 0];
  const undecided = (): boolean => shortest === longest && longest !== task.maxSteps;
  // Of mante's trials 1 in 73 is longer: 200 lack it in 6 % of the cases, 2500 in one of 10^15.
  for (let trial = 0; trial < 200 || (trial < 2500 && undecided()); trial++) {
    const { nSteps } = task.plan(foldIn(key, trial));
    [shortest, longest] = [Math.min(shortest, nSteps), Math.max(longest, nSteps)];
  }
  if (longest > task.maxSteps) return [`${longest} steps where maxSteps is ${task.maxSteps}`];
  return undecided() ? [`always ${longest} steps, maxSteps ${task.maxSteps}`] : [];
}

/** What is wanted, as outputs of a network. */
export function perfect({ nOut }: CatalogueTask, { kind, targets }: AnyBatch): Tensor {
  if (kind === 'values') return targets;
  const shape = [...targets.shape, nOut];
  const outputs = zeros(shape);
  targets.data.forEach((label, i) => {
    // Logits: by softmax all but certain.
    outputs.data[i * nOut + label] = 20;
  });
  return outputs;
}

/** Who answers what is wanted is right; where nothing is asked the accuracy is NaN or a share. */
export function accuracy(task: CatalogueTask, key: Key): string[] {
  const batch = trialsOf(task, key, few(task, 24));
  const outputs = perfect(task, batch);
  const best = taskAccuracy(task, batch, outputs);
  const masked = { ...batch, mask: zeros(batch.mask.shape) };
  const asked = taskAccuracy(task, masked, outputs);
  return [
    ...(best === 1 ? [] : [`accuracy ${best} of the targets themselves`]),
    ...(Number.isNaN(asked) || (asked >= 0 && asked <= 1)
      ? []
      : [`accuracy ${asked} where nothing is asked`]),
  ];
}

/** The conditions of a trial may be forced on another one, which then has them. */
export function forcing(task: CatalogueTask, key: Key): string[] {
  const conditionsOf = (trial: Trial<object>): Record<string, unknown> => {
    const { periods, nSteps, dt, ...conditions } = trial;
    return conditions;
  };
  return trialsOf(task, key).trials.flatMap((trial, i) => {
    const wanted = conditionsOf(trial);
    const [given] = trialsFromKeys(task, [foldIn(key, i)], wanted).trials.map(conditionsOf);
    return JSON.stringify(given) === JSON.stringify(wanted)
      ? []
      : [`forced ${JSON.stringify(wanted)}, got ${JSON.stringify(given)}`];
  });
}

/** A text that is thrown, '' without one. */
function thrown(f: () => unknown): string {
  try {
    f();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

/** Misspelled options, periods and conditions are errors with the nearest name. */
export function misspelled(make: (options?: object) => CatalogueTask, key: Key): string[] {
  const task = make();
  const { timing = {}, ...options } = task.options ?? {};
  const { periods, nSteps, dt, ...conditions } = task.plan(key);
  const check = (what: string, name: string, f: (bad: object) => unknown): string[] => {
    const message = thrown(() => f({ [`${name}x`]: 1 }));
    const hint = `got '${name}x' - did you mean '${name}'?`;
    return /^\w+: /.test(message) && message.endsWith(hint) ? [] : [`${what} ${name}x: '${message}'`];
  };
  return [
    ...Object.keys(options).flatMap((name) => check('option', name, make)),
    ...Object.keys(timing as object).flatMap((name) => check('period', name, (bad) => make({ timing: bad }))),
    ...Object.keys(conditions).flatMap((name) => check('condition', name, (bad) => task.plan(key, bad))),
  ];
}

/** A key for whoever needs always the same. */
export const fixedKey: Key = tensor([3, 5], 'i32');

/** A batch of a task, as text, for comparisons of options. */
export const batchText = (task: CatalogueTask): string => bytesOf(trialsOf(task, fixedKey, few(task, 40)));
