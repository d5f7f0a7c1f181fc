/** What came of a run, in numbers: the head of a report, and what scripts ask for. @module */

import { type PreferenceWeights, preferenceConnectivity } from '../analysis/selectivity-weights.ts';
import { weightSpectrum } from '../analysis/spectrum.ts';
import { lossReference } from '../experiments/experiment-reference.ts';
import { type CheckedConstraint, checkConstraints } from './constraints.ts';
import { mean, psychometricOf } from './learning-figures.ts';
import type { Study } from './study.ts';
import { selectivityOf } from './weight-figures.ts';

/** What came of a run. */
export interface Findings {
  /** Updates made, and those that were asked for. */
  readonly steps: number;
  readonly of: number;
  readonly performance: number;
  readonly ceiling: number | null;
  readonly trials: number;
  /** Mean loss of the last 200 updates, or of all where there were fewer. */
  readonly finalLoss: number;
  /** Final losses of published runs. */
  readonly published: readonly { readonly name: string; readonly loss: number }[];
  readonly constraints: readonly CheckedConstraint[];
  /** Training time; null where it is not known. */
  readonly seconds: number | null;
  /** Spectral radius of the effective recurrent weights. */
  readonly radius: { readonly before: number; readonly after: number };
  /** For tasks with two answers: units by the sign of d', and mean weights between units that agree and that do not. */
  readonly selectivity: {
    readonly answer0: number;
    readonly answer1: number;
    /** Units whose d' is exactly 0. */
    readonly none: number;
    readonly weights: readonly PreferenceWeights[];
  } | null;
  /** The fitted psychometric curve: P = 1/2 at the bias, and 1/sigma is the slope. */
  readonly psychometric: {
    readonly status: 'fitted' | 'separated' | 'constant';
    readonly bias: number;
    readonly sigma: number;
  } | null;
}

/** Updates whose mean loss is the final one, as the published runs print it. */
export const LAST = 200;

/** Says in numbers what came of a run. */
export function findingsOf(study: Study): Findings {
  const { experiment, losses, tested, ceiling, seconds, weights, nExc, choices } = study;
  const { config } = experiment;
  const last = losses.slice(-LAST);
  const dPrime = choices === null ? null : selectivityOf(study);
  const fit = psychometricOf(study)?.fit ?? null;
  return {
    steps: losses.length,
    of: config.training.steps,
    performance: tested.performance,
    ceiling,
    trials: config.test.trials,
    finalLoss: mean(last),
    published: lossReference(config).published.map(({ name, losses: each }) => ({
      name,
      loss: each[each.length - 1],
    })),
    constraints: checkConstraints(study),
    seconds,
    radius: {
      before: weightSpectrum(weights.before.wRec).radius,
      after: weightSpectrum(weights.after.wRec).radius,
    },
    selectivity: dPrime && {
      answer0: dPrime.filter((d) => d > 0).length,
      answer1: dPrime.filter((d) => d < 0).length,
      none: dPrime.filter((d) => d === 0).length,
      weights: preferenceConnectivity(weights.after.wRec, dPrime, nExc),
    },
    psychometric: fit && { status: fit.status, bias: fit.bias.value, sigma: fit.sigma.value },
  };
}
