/** Trains the network of Song et al. (2016) for a few steps and condenses the weights: the same in every engine. @module */

import { createHash } from 'node:crypto';
import { startSong2016 } from '../../src/cli/song2016.ts';

/** The SHA-256 of all parameters, in the order of their names, after `steps` compiled steps from a seed. */
export async function hashAfter(steps: number, seed: number): Promise<string> {
  const { training } = startSong2016({ steps, seed, batchSize: 16, signal: new AbortController().signal });
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
