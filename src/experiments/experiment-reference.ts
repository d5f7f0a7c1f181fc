/** What an experiment is compared with: published losses, levels that mean something, the best performance there can be. @module */

import type { TaskEntry } from '../tasks/catalogue/entry.ts';
import { idealObserver } from '../tasks/neurogym/ideal-observer.ts';
import { differences, type ExperimentConfig } from './experiment-config.ts';
import { experimentPresets } from './experiment-presets.ts';

/** The loss of another run. */
export interface PublishedLosses {
  readonly name: string;
  /** Steps over which each is the mean. */
  readonly every: number;
  readonly losses: readonly number[];
}

/** A loss that means something. */
export interface LossLevel {
  readonly name: string;
  readonly loss: number;
}

/** What the losses of a configuration are compared with. */
export interface LossReference {
  readonly published: readonly PublishedLosses[];
  readonly levels: readonly LossLevel[];
}

/** Mean losses per 200 steps printed by the two published runs of song2016, and the levels of its loss. */
const SONG2016: LossReference = {
  published: [
    {
      name: 'PyTorch',
      every: 200,
      losses: [
        0.54, 0.3113, 0.1957, 0.1415, 0.1166, 0.0997, 0.0891, 0.0791, 0.0786, 0.0735, 0.0705, 0.0692, 0.0682,
        0.0648, 0.0636, 0.0632, 0.0625, 0.064, 0.061, 0.0606, 0.0591, 0.0607, 0.0587, 0.0604, 0.0586,
      ],
    },
    {
      name: 'BrainPy',
      every: 200,
      losses: [
        0.5044, 0.3405, 0.2425, 0.1826, 0.142, 0.1171, 0.1033, 0.0928, 0.0866, 0.08, 0.0792, 0.0739, 0.0739,
        0.0709, 0.0694, 0.068, 0.0674, 0.066, 0.0658, 0.0678, 0.0638, 0.0641, 0.0649, 0.0636, 0.0633,
      ],
    },
  ],
  // The decision takes 2.5 + 2.5 of the 33 steps of the mean trial: -sum p log p, (5/33) log 2, and the integral over
  // what an ideal observer of windows, whose first trial may be cut, knows.
  levels: [
    { name: 'how often each class is right', loss: 0.5304 },
    { name: 'when to answer, but not what', loss: 0.105 },
    { name: 'ideal observer', loss: 0.0531 },
  ],
};

/** Parts of a configuration on which the levels of its loss depend: what is shown, and which steps count. */
const SHOWN = /^(task|taskOptions\..*|training\.(seqLen|masked|l2Rate))$/;

/**
 * Finds what the losses of an experiment are compared with: published runs are those of a preset by its name, the levels
 * hold for any network that is trained on the same windows.
 */
export function lossReference(config: ExperimentConfig): LossReference {
  const isSong2016 = config.name === 'song2016';
  const sameWindows = !differences(experimentPresets.song2016, config).some((path) => SHOWN.test(path));
  return {
    published: isSong2016 ? SONG2016.published : [],
    levels: sameWindows ? SONG2016.levels : [],
  };
}

interface DecisionOptions {
  readonly dt: number;
  readonly cohs: readonly number[];
  readonly sigma: number;
  readonly dimRing: number;
  readonly timing: { readonly stimulus: number | { readonly choice?: readonly number[] } };
}

/** Tasks whose best observer sums the evidence of the stimulus: `idealObserver` says how often it is right. */
const SUMMING: readonly string[] = ['perceptualDecisionMaking', 'contextDecisionMaking'];

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

/** The mean of the ideal observer over coherences and durations that are drawn at equal odds; null for others. */
function decisionCeiling({ dt, cohs, sigma, dimRing, timing }: DecisionOptions): number | null {
  const { stimulus } = timing;
  const durations = typeof stimulus === 'number' ? [stimulus] : stimulus.choice;
  if (dimRing !== 2 || sigma === 0 || durations === undefined) return null;
  // A duration is cut to whole steps.
  const seen = durations.map((ms) => Math.floor(ms / dt) * dt);
  return mean(seen.flatMap((ms) => cohs.map((coherence) => idealObserver(coherence, ms, sigma))));
}

/**
 * Returns the best performance that can be reached in the test of an experiment; null where it is not known. That of the
 * catalogue holds for a task whose options are its defaults, but for the time step.
 */
export function performanceCeiling({ taskOptions, test }: ExperimentConfig, entry: TaskEntry): number | null {
  const given = { ...taskOptions, ...test.taskOptions };
  if (SUMMING.includes(entry.name)) {
    return decisionCeiling(entry.make(given).options as unknown as DecisionOptions);
  }
  return Object.keys(given).every((name) => name === 'dt') ? entry.ceiling : null;
}
