/** A model as tensors and plain values, for a file, and back. @module */

import type { Tensors, Tree } from '../../autograd/tree.ts';
import { checkInteger, show } from '../../tensor/options.ts';
import type { Key } from '../../tensor/random.ts';
import { isTensor } from '../../tensor/tensor.ts';
import { checkParams } from '../networks/check-params.ts';
import type { Network, Readings } from '../networks/network.ts';
import {
  isSavable,
  loadNetwork,
  type NetworkOverrides,
  type SavableNetwork,
  type SavedNetwork,
  saveNetwork,
} from '../networks/saved-network.ts';
import { partsOf, type Saved, type SavedTree, type SavedValue } from './saved.ts';
import type { TrainState } from './train.ts';

/** What a model is. */
export interface ModelParts<P, Y extends Readings> {
  readonly network: Network<P, unknown, Y>;
  readonly params: Tensors<P>;
  /** Root of noise and tests. */
  readonly key: Key;
  /** Where training stands; null before the first. */
  readonly trained: TrainState<Tensors<P>> | null;
  /** Trials so far. */
  readonly trials: number;
}

const KIND = 'model';

/** Takes a model apart for a file; a network of a cell of one's own is left out. */
export function saveModel<P, Y extends Readings>(model: ModelParts<P, Y>): Saved {
  const { params, key, trained, trials } = model;
  const network: SavedNetwork | null = isSavable(model.network as never)
    ? saveNetwork(model.network as unknown as SavableNetwork)
    : null;
  return {
    kind: KIND,
    tensors: {
      network: network?.tensors ?? {},
      params: params as SavedTree,
      optimizer: (trained?.optimizer ?? {}) as SavedTree,
      key,
    },
    settings: {
      network: (network?.settings ?? null) as SavedValue,
      updates: trained?.step ?? 0,
      trials,
      trained: trained !== null,
    },
  };
}

/**
 * Puts a model together.
 * @param given the network, for a cell of one's own; made from the file by default
 * @throws Error for a file of another kind; TypeError or ShapeError for a network that does not fit it
 */
export function loadModel<P, Y extends Readings>(
  fn: string,
  saved: Saved,
  given: Network<P, unknown, Y> | undefined,
  overrides: NetworkOverrides,
): ModelParts<P, Y> {
  const { tensors, settings } = partsOf(fn, KIND, saved);
  checkInteger(fn, 'updates', settings.updates, 0);
  const { key } = tensors;
  if (!isTensor(key)) throw new Error(`${fn}: expected a tensor 'key', got ${show(key)}`);
  checkInteger(fn, 'trials', settings.trials, 0);
  if (given === undefined && settings.network === null) {
    throw new TypeError(
      `${fn}: expected the network, which is of a cell that no file holds, got none - give { network }`,
    );
  }
  const [override] = Object.keys(overrides);
  if (given !== undefined && override !== undefined) {
    throw new TypeError(
      `${fn}: expected a network or options that replace those of the file, got both: '${override}'`,
    );
  }
  const parts = { settings: settings.network, tensors: tensors.network } as unknown as SavedNetwork;
  const network = given ?? (loadNetwork(parts, overrides) as unknown as Network<P, unknown, Y>);
  checkParams(fn, network as never, tensors.params);
  const params = tensors.params as unknown as Tensors<P>;
  const trained =
    settings.trained === true
      ? { step: settings.updates as number, params, optimizer: tensors.optimizer as Tree, key }
      : null;
  return { network, params, key, trained, trials: settings.trials as number };
}
