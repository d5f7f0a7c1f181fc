/** Trains song2016 for a few steps and condenses the weights, with what Node, pages and their workers share. @module */

import { startExperiment } from '../../../src/experiments/experiment.ts';
import { experimentPresets } from '../../../src/experiments/experiment-presets.ts';
import { findTask } from '../../../src/tasks/catalogue.ts';

/** The SHA-256 of all parameters after `steps` compiled steps from seed 1; as `hashAfter` of test/support makes it. */
export async function weightsHash(steps: number): Promise<string> {
  const { song2016 } = experimentPresets;
  const config = { ...song2016, seed: 1, training: { ...song2016.training, steps } };
  const { training } = startExperiment(config, { findTask });
  if (training.engine !== 'compiled') throw new Error(`expected compiled steps, got ${training.engine}`);
  for await (const _ of training);
  const params = Object.entries(training.params).sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = params.flatMap(([name, { shape, data }]) => [
    `${name} [${shape}]`,
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  ]);
  const digest = await crypto.subtle.digest('SHA-256', await new Blob(parts as BlobPart[]).arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
