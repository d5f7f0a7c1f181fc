/** What is special about the tasks of the catalogue, for the laws that all obey. @module */

import type { Trial } from '../../src/tasks/index.ts';
import type { Peculiarities } from './laws.ts';

/** More that the suite has to know. */
export interface Special extends Peculiarities {
  /** Options with which the cue ends before the response, as published. */
  readonly cueless?: (options: object) => boolean;
  /** The name of the factory, where it is not that of the task. */
  readonly factory?: string;
}

const has =
  (option: string, value: unknown) =>
  (options: object): boolean =>
    (options as Record<string, unknown>)[option] === value;

const even = (n: number, from = 0): readonly number[] =>
  Array.from({ length: n + from }, (_, i) => (i < from ? 0 : 1 / n));

const without =
  (name: string) =>
  ({ periods }: Trial<object>): boolean =>
    periods.every((period) => period.name !== name || period.start === period.end);

export const peculiarities: Readonly<Record<string, Special>> = {
  perceptualDiscrimination: { shares: even(2) },
  // As published a trial may have no decision.
  delayedDiscrimination: { shares: even(2), silent: without('decision') },
  matchToCategory: { shares: even(2) },
  perceptualDecisionMaking: { shares: even(2, 1), cueless: has('fixationCue', 'fixationOnly') },
  goNogo: { shares: even(2) },
  perceptualDecisionMakingDelayResponse: { shares: even(2, 1) },
  contextDecisionMaking: { shares: even(2, 1), cueless: has('fixationCue', 'fixationOnly') },
  multiSensoryIntegration: { shares: even(2, 1) },
  pulseDecisionMaking: { shares: even(2, 1) },
  antiReach: { shares: even(32, 1) },
  delayMatchSample: { shares: even(2, 1) },
  delayMatchCategory: { shares: even(2, 1) },
  delayComparison: { shares: even(2, 1) },
  delayPairedAssociation: { shares: even(2) },
  dualDelayMatchSample: { shares: even(2, 1) },
  delayMatchSampleDistractor1D: { cueless: has('fixationCue', 'fixationOnly') },
  sinewave: { constant: true },
  rdm: { shares: even(2), silent: without('decision') },
  rdmVarstim: { shares: even(2), silent: without('decision') },
  rdmRt: { shares: even(2), silent: without('decision') },
  mante: { shares: even(2), silent: without('decision') },
  multisensory: { shares: even(2), silent: without('decision') },
  romo: { shares: even(2), silent: without('decision') },
};
