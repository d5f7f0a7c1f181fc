/** For every option of every task a value that makes another batch, beside those that follow from the defaults. @module */

import { type CatalogueTask, taskCatalogue } from '../../src/tasks/catalogue.ts';
import type { Timing } from '../../src/tasks/index.ts';

/** A value to try instead of the default, where needed beside other options. */
export interface Change {
  readonly value: unknown;
  readonly given?: object;
  /** For an option of the accuracy alone, which no batch shows. */
  readonly unseen?: boolean;
}

/** A value, or a change that needs other options. */
type Row = Readonly<Record<string, unknown>>;

const beside = (given: object, value: unknown): Change => ({ given, value });

const isChange = (value: unknown): value is Change =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && 'value' in value;

const unseen = (value: unknown): Change => ({ value, unseen: true });

const twoChoice: Row = { pCatch: 0.5, catchDuration: beside({ pCatch: 0.5 }, 1000), low: 0.1, high: 0.9 };

const randomDots: Row = { ...twoChoice, cohs: [4], scale: 2 };

const yang: Row = { dimRing: 16, tauIn: 50, targets: 'classes', ruleInput: { fdgo: 1, dm1: 1 } };

const psychrnn: Row = { tau: 50, T: 2100, noise: beside({ dt: 20 }, 'psychrnn') };

/** One row per task; options that are left out follow from their defaults: dt, timing, sigma. */
export const optionChanges: Readonly<Record<string, Row>> = {
  perceptualDiscrimination: { ...psychrnn, coherence: 0.2, direction: 0, gap: 'masked' },
  delayedDiscrimination: { ...psychrnn, durations: 'psychrnn' },
  matchToCategory: {
    ...psychrnn,
    nIn: 15,
    nOut: 3,
    channels: 'psychrnn',
    'timing.fixation': 100,
    'timing.stimulus': 500,
    'timing.decision': 700,
  },
  perceptualDecisionMaking: { cohs: [51.2], dimRing: 3, fixationCue: 'fixationOnly' },
  perceptualDecisionMakingDelayResponse: { cohs: [51.2] },
  contextDecisionMaking: {
    ...{ cohs: [50], dimRing: 3, context: 'explicit', fixationCue: 'fixationOnly' },
  },
  multiSensoryIntegration: { cohs: [50], dimRing: 3, noiseOn: 'all' },
  pulseDecisionMaking: { pPulse: [0.2, 0.8], nBins: 5 },
  postDecisionWager: { cohs: [51.2], sureReward: 0.9, target: 'direction', noiseOn: 'all' },
  probabilisticReasoning: { weights: [-1, 1], nLocations: 3 },
  antiReach: { anti: false, dimRing: 16 },
  goNogo: {},
  delayMatchSample: { dimRing: 3 },
  delayMatchSampleDistractor1D: { dimRing: 16, fixationCue: 'fixationOnly' },
  delayMatchCategory: { dimRing: 4 },
  delayComparison: { vpairs: [[30, 20]], noiseOn: 'all' },
  delayPairedAssociation: {},
  dualDelayMatchSample: { noiseOn: 'all' },
  readySetGo: { gain: 1.5, countFrom: 'setOffset', prodMargin: unseen(0.1) },
  motorTiming: { intervals: [900, 1400], countFrom: 'setOffset', prodMargin: unseen(0.1) },
  oneTwoThreeGo: { prodMargin: unseen(0.1) },
  intervalDiscrimination: { ties: 'second' },
  hierarchicalReasoning: { threshold: 700, atThreshold: 'short', ruleCue: 'hidden' },
  sinewave: { period: 400, amplitude: 0.5, tolerance: unseen(0.1) },
  rdm: { ...randomDots, startCue: true, reactionTime: true },
  rdmVarstim: { ...randomDots, startCue: false, reactionTime: true },
  rdmRt: { ...randomDots, startCue: false, reactionTime: false },
  mante: { ...twoChoice, cohs: [10], scale: 2 },
  multisensory: { ...twoChoice, frequencies: [10, 15], boundary: 13.5 },
  romo: { ...twoChoice, pairs: [[30, 20]] },
  lee: { tolerance: unseen(0.1) },
  flipFlop: { bits: 2, probability: 0.1, steps: 32, noise: 0.1 },
  ...Object.fromEntries(
    taskCatalogue
      .filter(({ collection }) => collection === 'Yang et al. 2019')
      .map(({ name, make }) => [
        name,
        { ...yang, ...('coherences' in (make().options ?? {}) ? { coherences: 'easy' } : {}) },
      ]),
  ),
};

/** Another duration than that of a timing. */
function otherTiming(spec: Timing, dt: number): number {
  if (typeof spec === 'number') return spec === 0 ? 3 * dt : 2 * spec;
  if ('choice' in spec) return spec.choice[0];
  if ('uniform' in spec) return spec.uniform[0] || spec.uniform[1] / 2;
  return spec.truncatedExponential.mean;
}

/** A value that follows from the default; `undefined` where none does. */
function derived(name: string, value: unknown, dt: number): unknown {
  if (name === 'dt') return dt / 2;
  if (name === 'sigma') return value === 0 ? 1 : 2 * (value as number);
  return name.startsWith('timing.') ? otherTiming(value as Timing, dt) : undefined;
}

/** The names of a task's options, periods as 'timing.NAME', with their defaults. */
export function optionsOf(task: CatalogueTask): Readonly<Record<string, unknown>> {
  const { timing = {}, ...options } = task.options ?? {};
  const periods = Object.entries(timing as object).map(([name, spec]) => [`timing.${name}`, spec]);
  return { ...options, ...Object.fromEntries(periods) };
}

/** Returns a change for every option of a task, `undefined` for those without one. */
export function changesOf(task: CatalogueTask, row: Row = {}): Readonly<Record<string, Change | undefined>> {
  return Object.fromEntries(
    Object.entries(optionsOf(task)).map(([name, value]) => {
      const other = Object.hasOwn(row, name) ? row[name] : derived(name, value, task.dt);
      return [name, other === undefined ? undefined : isChange(other) ? other : { value: other }];
    }),
  );
}

/** Writes options by their names, periods as 'timing.NAME'. */
export function withOption(options: object, name: string, value: unknown): object {
  if (!name.startsWith('timing.')) return { ...options, [name]: value };
  const { timing = {} } = options as { timing?: object };
  return { ...options, timing: { ...timing, [name.slice('timing.'.length)]: value } };
}
