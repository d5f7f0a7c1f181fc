/** A trained run, taken from its folder. @module */

import { type Experiment, startExperiment } from '../experiments/experiment.ts';
import { type Study, studyOf } from '../report/study.ts';
import { findTask } from '../tasks/catalogue.ts';
import { loadRun } from './checkpoint.ts';

/** A run as it was left. */
export interface OpenRun {
  readonly experiment: Experiment;
  /** Tests the network and prepares figures and analyses. */
  study(): Study;
}

/** What the documents of a run have in common: which run it is. */
export interface RunFacts {
  readonly name: string;
  readonly seed: number;
  /** Updates made. */
  readonly steps: number;
}

/**
 * Opens the run in a folder, and says how far it is where it has not all of its steps.
 * @param command whose name the message begins with
 * @throws Error naming the checkpoint when there is none or it is not whole
 */
export async function openRun(
  folder: string,
  command: string,
  tell: (text: string) => void,
): Promise<OpenRun & RunFacts> {
  const { config, state, losses, seconds } = await loadRun(folder, command, {
    missing: "name the folder of a run, which 'synaptape train' writes",
    damaged: 'train again, with --replace',
  });
  const experiment = startExperiment(config, { findTask, from: state });
  if (losses.length < config.training.steps) {
    tell(`${folder} holds ${losses.length} of ${config.training.steps} steps of ${config.name}\n`);
  }
  return {
    experiment,
    study: () => studyOf(experiment, { losses, seconds }),
    ...{ name: config.name, seed: config.seed, steps: losses.length },
  };
}
