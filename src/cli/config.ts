/** From the words of a command to the configuration of a run. @module */

import { readFileSync } from 'node:fs';
import {
  changedExperiment,
  differences,
  type ExperimentConfig,
  type PartialConfig,
  readExperiment,
} from '../experiments/experiment-config.ts';
import { experimentPresets } from '../experiments/experiment-presets.ts';
import type { RunRecord } from '../experiments/experiment-record.ts';
import { asUsage, messageOf, UsageError } from './errors.ts';
import { unknown } from './words.ts';

/** What a command says about the run: where its configuration comes from, and what differs. */
export interface RunSource {
  /** A preset, or the path of a JSON file. */
  readonly preset: string;
  readonly steps: number | undefined;
  readonly seed: number | undefined;
  readonly batch: number | undefined;
  /** Other parts of the configuration. */
  readonly set: PartialConfig;
}

/** The names of the presets. */
export const PRESETS: readonly string[] = Object.keys(experimentPresets);

function fileConfig(path: string): ExperimentConfig {
  try {
    return readExperiment(JSON.parse(readFileSync(path, 'utf8')) as PartialConfig);
  } catch (error) {
    throw new Error(
      `train: expected a configuration in '${path}', got one that cannot be read (${messageOf(error)})`,
    );
  }
}

/** The configuration that a name means: that of a preset, or of a file whose name ends in .json. */
function sourceConfig(preset: string): ExperimentConfig {
  if (Object.hasOwn(experimentPresets, preset))
    return experimentPresets[preset as keyof typeof experimentPresets];
  if (preset.endsWith('.json')) return fileConfig(preset);
  throw unknown('a known preset or a file that ends in .json', preset, PRESETS);
}

/** The configuration of a command. */
export function commandConfig({ preset, steps, seed, batch, set }: RunSource): ExperimentConfig {
  const training = {
    ...(steps === undefined ? {} : { steps }),
    ...(batch === undefined ? {} : { batchSize: batch }),
  };
  const base = sourceConfig(preset);
  return asUsage(() => {
    const changed = changedExperiment(base, set);
    return changedExperiment(changed, {
      training,
      ...(seed === undefined ? {} : { seed }),
      name: changed.name,
    });
  });
}

/** What a run has in common with the one that is taken up: an option that contradicts it is an error. */
function agreed(name: string, given: number | undefined, saved: number): number {
  if (given === undefined || given === saved) return saved;
  throw new UsageError(`expected ${name} ${saved}, that of the checkpoint, got ${given}`);
}

/** The configuration of a run that is taken up: that of its checkpoint, perhaps with more steps. */
export function resumedConfig(source: RunSource, { config, state }: RunRecord): ExperimentConfig {
  const { batchSize } = config.training;
  const seed = agreed('--seed', source.seed, config.seed);
  const batch = agreed('--batch', source.batch, batchSize);
  const steps = source.steps ?? Math.max(config.training.steps, state.step);
  const wanted = commandConfig({ ...source, seed, batch, steps });
  const [path] = differences(config, wanted).filter((each) => each !== 'training.steps');
  if (path === 'name') {
    throw new UsageError(`expected a checkpoint of ${wanted.name}, got one of ${config.name}`);
  }
  if (path !== undefined) {
    throw new UsageError(
      `expected the configuration of the checkpoint, got another '${path}' - leave it out`,
    );
  }
  if (state.step > steps) {
    throw new UsageError(`expected --steps of at least ${state.step}, those of the checkpoint, got ${steps}`);
  }
  return wanted;
}
