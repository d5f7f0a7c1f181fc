/** The checkpoint of a run on the command line: where it stopped, and what it has printed so far. @module */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeCheckpoint, encodeCheckpoint } from '../io/checkpoint.ts';
import { writeFileWhole } from '../node/files.ts';
import type { RateParams } from '../rnn/networks/rate-network.ts';
import { partsOf, type SavedTree } from '../rnn/training/saved.ts';
import type { TrainState } from '../rnn/training/train.ts';
import { fromArray, isTensor, type Tensor } from '../tensor/tensor.ts';
import { messageOf } from './errors.ts';

/** A run as it can be taken up again. */
export interface SavedRun {
  readonly preset: string;
  readonly seed: number;
  readonly batch: number;
  /** Training time so far. */
  readonly seconds: number;
  readonly losses: readonly number[];
  readonly state: TrainState<RateParams<Tensor>>;
}

export const CHECKPOINT = 'checkpoint.safetensors';
const KIND = 'command';

/** Writes the checkpoint of a run; until it is whole the last one stays. */
export async function saveRun(folder: string, run: SavedRun): Promise<string> {
  const { preset, seed, batch, seconds, losses, state } = run;
  const bytes = encodeCheckpoint({
    kind: KIND,
    tensors: {
      params: state.params as unknown as SavedTree,
      optimizer: state.optimizer as SavedTree,
      key: state.key,
      losses: fromArray(Float64Array.from(losses), [losses.length]),
    },
    settings: { preset, seed, batch, seconds, step: state.step },
  });
  return writeFileWhole(join(folder, CHECKPOINT), bytes);
}

/**
 * Reads the checkpoint of a folder.
 * @throws Error naming the file when it is not there or not whole
 */
export async function loadRun(folder: string): Promise<SavedRun> {
  const path = join(folder, CHECKPOINT);
  try {
    const { tensors, settings } = partsOf(
      'resume',
      KIND,
      decodeCheckpoint(new Uint8Array(await readFile(path))),
    );
    const { params, optimizer, key, losses } = tensors;
    const { preset, seed, batch, seconds, step } = settings;
    if (!isTensor(key) || !isTensor(losses)) throw new Error('expected a key and losses, got none');
    return {
      preset: preset as string,
      seed: seed as number,
      batch: batch as number,
      seconds: seconds as number,
      losses: Array.from(losses.data),
      state: {
        step: step as number,
        params: params as unknown as RateParams<Tensor>,
        optimizer: optimizer as never,
        key,
      },
    };
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const got = missing
      ? 'none - train without --resume first'
      : `one that cannot be read (${messageOf(error)}) - train into another folder, or replace it with --replace`;
    throw new Error(`--resume: expected a checkpoint at '${path}', got ${got}`);
  }
}
