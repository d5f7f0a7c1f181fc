/** The state of a run as tensors and plain values, for a file, and back. @module */

import type { Tree } from '../../autograd/tree.ts';
import { checkInteger, checkName, checkRecord, show } from '../../tensor/options.ts';
import { fromArray, isTensor, type Tensor } from '../../tensor/tensor.ts';
import type { FitState, StoppedBy } from './fit-options.ts';

/** Tensors in plain objects and arrays, as `encodeCheckpoint` takes them. */
export type SavedTree = Tensor | readonly SavedTree[] | { readonly [name: string]: SavedTree };

/** What JSON can hold. */
export type SavedValue =
  | string
  | number
  | boolean
  | null
  | readonly SavedValue[]
  | { readonly [name: string]: SavedValue };

/** What a file keeps: the argument of `encodeCheckpoint`, and what `decodeCheckpoint` returns. */
export interface Saved {
  readonly kind: string;
  readonly tensors: SavedTree;
  readonly settings: SavedValue;
}

/** The parts of what a file kept, by name. */
export function partsOf(
  fn: string,
  kind: string,
  saved: Saved,
): {
  readonly tensors: { readonly [name: string]: SavedTree };
  readonly settings: { readonly [name: string]: SavedValue };
} {
  if (saved.kind !== kind) {
    throw new Error(`${fn}: expected a file of kind '${kind}', got ${show(saved.kind)}`);
  }
  checkRecord(fn, 'tensors', saved.tensors);
  checkRecord(fn, 'settings', saved.settings);
  return saved as never;
}

const KIND = 'fit';

/** Pairs of numbers as f64 [n, 2]: exact, and NaN survives. */
const pairs = (rows: readonly (readonly [number, number])[]): Tensor =>
  fromArray(Float64Array.from(rows.flat()), [rows.length, 2]);

const unpair = ({ data, shape }: Tensor): [number, number][] =>
  Array.from({ length: shape[0] }, (_, i) => [data[2 * i], data[2 * i + 1]]);

const scalars = (values: readonly number[]): Tensor => fromArray(Float64Array.from(values), [values.length]);

/**
 * Takes the state of a run apart for a file.
 * @example await writeFileWhole('run.safetensors', encodeCheckpoint(saveFit(run.state())))
 */
export function saveFit<P>(state: FitState<P>): Saved {
  const { train, trials, curriculum, performance, best, checksSinceBest, losses, stoppedBy } = state;
  return {
    kind: KIND,
    tensors: {
      params: train.params as SavedTree,
      optimizer: train.optimizer as SavedTree,
      key: train.key,
      losses: pairs(losses),
      curriculum: pairs(curriculum.values),
      performance: scalars(performance === null ? [] : [performance]),
      best: best === null ? {} : { params: best.params as SavedTree, loss: scalars([best.loss]) },
    },
    settings: {
      step: train.step,
      trials,
      stage: curriculum.stage,
      streak: curriculum.streak,
      checksSinceBest,
      bestUpdate: best?.update ?? null,
      stoppedBy,
    },
  };
}

/**
 * Puts the state of a run together from a file. `P` are its parameters; `fit` checks them by those of its network.
 * @throws Error for a file of another kind, or without a part
 * @example fit({ ...options, from: loadFit(decodeCheckpoint(bytes)) })
 */
export function loadFit<P = never>(saved: Saved): FitState<P> {
  const fn = 'loadFit';
  const { tensors, settings } = partsOf(fn, KIND, saved);
  const array = (name: string): Tensor => {
    const found = tensors[name];
    if (isTensor(found)) return found;
    throw new Error(`${fn}: expected a tensor '${name}', got ${found === undefined ? 'none' : typeof found}`);
  };
  const count = (name: string): number => {
    checkInteger(fn, name, settings[name], 0);
    return settings[name] as number;
  };
  const reasons = ['updates', 'performance', 'curriculum', 'validation', 'signal'];
  if (settings.stoppedBy !== null) checkName(fn, 'stoppedBy', settings.stoppedBy, reasons);
  const best = tensors.best as unknown as { readonly params?: P; readonly loss?: Tensor };
  return {
    train: {
      step: count('step'),
      params: tensors.params as unknown as P,
      optimizer: tensors.optimizer as Tree,
      key: array('key'),
    },
    trials: count('trials'),
    curriculum: { stage: count('stage'), streak: count('streak'), values: unpair(array('curriculum')) },
    performance: array('performance').data[0] ?? null,
    best:
      best.params && best.loss
        ? { params: best.params, loss: best.loss.data[0], update: count('bestUpdate') }
        : null,
    checksSinceBest: count('checksSinceBest'),
    losses: unpair(array('losses')),
    stoppedBy: settings.stoppedBy as StoppedBy | null,
  };
}
