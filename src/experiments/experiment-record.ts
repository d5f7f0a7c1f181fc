/** A run as it is kept in a file: its configuration, where it stands, and what it cost. @module */

import { decodeCheckpoint, encodeCheckpoint } from '../io/checkpoint.ts';
import type { Json } from '../io/json.ts';
import type { RateParams } from '../rnn/networks/rate-network.ts';
import { partsOf, type SavedTree } from '../rnn/training/saved.ts';
import type { TrainState } from '../rnn/training/train.ts';
import { checkInteger, checkNumber } from '../tensor/options.ts';
import { fromArray, isTensor, type Tensor } from '../tensor/tensor.ts';
import { type ExperimentConfig, readExperiment } from './experiment-config.ts';

/** A run: everything else - initial weights, trials, the test - follows from its configuration. */
export interface RunRecord {
  readonly config: ExperimentConfig;
  readonly state: TrainState<RateParams<Tensor>>;
  /** The loss before each update. */
  readonly losses: readonly number[];
  /** Training time so far. */
  readonly seconds: number;
}

const KIND = 'experiment';

/** Writes a run as a checkpoint, a safetensors file that tells kind, version and checksum. */
export function encodeRun({ config, state, losses, seconds }: RunRecord): Uint8Array {
  return encodeCheckpoint({
    kind: KIND,
    tensors: {
      params: state.params as unknown as SavedTree,
      optimizer: state.optimizer as SavedTree,
      key: state.key,
      losses: fromArray(Float64Array.from(losses), [losses.length]),
    },
    settings: { config: config as unknown as Json, step: state.step, seconds },
  });
}

/**
 * Reads a run.
 * @throws Error for a file that is damaged, of another kind, or without a part
 */
export function decodeRun(bytes: Uint8Array): RunRecord {
  const fn = 'decodeRun';
  const { tensors, settings } = partsOf(fn, KIND, decodeCheckpoint(bytes));
  const { params, optimizer, key, losses } = tensors;
  const { config, step, seconds } = settings;
  if (!isTensor(key) || !isTensor(losses)) {
    throw new Error(`${fn}: expected a key and losses, got none - is the file of a later version?`);
  }
  checkInteger(fn, 'step', step, 0);
  checkNumber(fn, 'seconds', seconds, 0);
  return {
    config: readExperiment(config as object),
    state: {
      step: step as number,
      params: params as unknown as RateParams<Tensor>,
      optimizer: optimizer as never,
      key,
    },
    losses: Array.from(losses.data),
    seconds: seconds as number,
  };
}
