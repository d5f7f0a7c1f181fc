/** Trains the network of Song et al. (2016) for a few steps and condenses the weights: the same in every engine. @module */

import { createHash } from 'node:crypto';
import { startExperiment } from '../../src/experiments/experiment.ts';
import { changedExperiment } from '../../src/experiments/experiment-config.ts';
import { experimentPresets } from '../../src/experiments/experiment-presets.ts';
import { findTask } from '../../src/tasks/catalogue.ts';

/** The SHA-256 of all parameters, in the order of their names, after `steps` compiled steps from a seed. */
export async function hashAfter(steps: number, seed: number): Promise<string> {
  const config = changedExperiment(experimentPresets.song2016, { seed, training: { steps } });
  const { training } = startExperiment(config, { findTask });
  if (training.engine !== 'compiled') throw new Error(`expected compiled steps, got ${training.engine}`);
  for await (const _ of training);
  const hash = createHash('sha256');
  const params = Object.entries(training.params).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, { shape, data }] of params) {
    // Little-endian on every platform that WebAssembly's memory is.
    hash.update(`${name} [${shape}]`).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex');
}
