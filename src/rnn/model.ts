/** A network together with its parameters: build, train, test, save and load. @module */

import type { Value } from '../autograd/tape.ts';
import { flatten, type Tensors, type Tree } from '../autograd/tree.ts';
import type { Engine } from '../compile/compile.ts';
import { checkInteger, checkName, checkOptions, checkRecord, show } from '../tensor/options.ts';
import { foldIn, type Key, key } from '../tensor/random.ts';
import { formatShape } from '../tensor/shape.ts';
import { isTensor, type Tensor } from '../tensor/tensor.ts';
import type { Network, Readings } from './networks/network.ts';
import {
  isSavable,
  loadNetwork,
  type NetworkOverrides,
  type SavableNetwork,
  type SavedNetwork,
  saveNetwork,
} from './networks/saved-network.ts';
import { adam, type Optimizer } from './optimizers/index.ts';
import type { Curriculum } from './training/curriculum.ts';
import type { DataSource, Recorded } from './training/data.ts';
import { evaluator } from './training/evaluate.ts';
import { type FitResult, fit } from './training/fit.ts';
import { FIT_OPTION_NAMES, type FitLog, type FitOptions } from './training/fit-options.ts';
import { partsOf, type Saved, type SavedTree, type SavedValue } from './training/saved.ts';
import { taskLoss } from './training/task-loss.ts';
import type { TrainState } from './training/train.ts';

/** Options of a `Model`. */
export interface ModelOptions<P> {
  /** Seed of initial parameters, and of the noise of training and tests; 1 by default. */
  readonly seed?: number;
  /** Where training starts; drawn from the seed by default. */
  readonly params?: P;
  /** WebAssembly or plain loops; `'compiled'` by default. */
  readonly engine?: Engine;
}

/** Options of `fit` that a model decides. */
const KNOWN = ['network', 'params', 'data', 'key', 'from', 'engine'] as const;

type Known = (typeof KNOWN)[number] | 'loss';

/** Options of `Model.train`: those of `fit`, but for what the model knows. */
export interface ModelTrainOptions<P, B, Y extends Readings> extends Omit<FitOptions<P, B, Y>, Known> {
  /** The loss of a batch; `taskLoss(network)` by default. */
  readonly loss?: FitOptions<P, B, Y>['loss'];
  /** Called with each entry of the log. */
  readonly log?: (entry: FitLog) => void;
}

/** A batch of a task. */
export interface TrialsOf {
  readonly inputs: Tensor;
  readonly targets: Tensor;
}

const KIND = 'model';

const TRAIN_OPTION_NAMES = [...FIT_OPTION_NAMES, 'log'].filter((name) => !KNOWN.includes(name as never));

/** @throws TypeError for options of `train` that are unknown, or that the model decides */
function checkTrainOptions(options: object): void {
  const fn = 'Model.train';
  checkRecord(fn, 'options', options);
  const known = KNOWN.find((name) => Object.hasOwn(options, name));
  if (known !== undefined) {
    throw new TypeError(
      `${fn}: expected no option '${known}', which the model decides, got one - leave it out`,
    );
  }
  checkOptions(fn, options, TRAIN_OPTION_NAMES);
  const { updates, trials, log } = options as { [name: string]: unknown };
  if (updates !== undefined && trials !== undefined) {
    throw new TypeError(`${fn}: expected updates or trials, got both - give one of them`);
  }
  if (log !== undefined && typeof log !== 'function') {
    throw new TypeError(`${fn}: expected log to be a function, got ${show(log)}`);
  }
}

/** Whether two trees of tensors have the same places, dtypes and shapes. */
function sameForm(a: Tree, b: Tree): boolean {
  const form = (tree: Tree): string => {
    const { leaves, paths } = flatten('Model', tree);
    return leaves.map(({ dtype, shape }, i) => `${paths[i]} ${dtype} ${formatShape(shape)}`).join();
  };
  return form(a) === form(b);
}

/**
 * A network that keeps its parameters, for those who like an object that learns. Each call of `train` goes on where
 * the last one stopped, with the next batches and fresh noise.
 * @example
 * const model = new Model(createRateNetwork({ nIn: 2, nRec: 50, nOut: 2 }), { seed: 1 });
 * await model.train(data, { trials: 50_000 });
 * const { z, r } = model.test(inputs);
 */
export class Model<P, Y extends Readings = Readings> {
  readonly network: Network<P, unknown, Y>;
  readonly #engine: Engine;
  readonly #run: (params: P, inputs: Value, noise: readonly Value[]) => Y;
  #key: Key;
  #params: Tensors<P>;
  #trained: TrainState<Tensors<P>> | null = null;

  /** @throws TypeError for an unknown option, RangeError for a seed that is none */
  constructor(network: Network<P, unknown, Y>, options: ModelOptions<Tensors<P>> = {}) {
    checkRecord('Model', 'options', options);
    checkOptions('Model', options, ['seed', 'params', 'engine']);
    const { seed = 1, params, engine = 'compiled' } = options;
    checkInteger('Model', 'seed', seed, 0);
    checkName('Model', 'engine', engine, ['compiled', 'interpreted']);
    this.network = network;
    this.#key = key(seed);
    this.#engine = engine;
    this.#params = params ?? network.initialize(foldIn(this.#key, -1));
    this.#run = evaluator(
      (values: P, inputs: Value, [noise]: readonly Value[]) => network.run(values, inputs, noise ?? null),
      engine,
    );
  }

  /** The free parameters as they are now. */
  get params(): Tensors<P> {
    return this.#params;
  }

  /** Updates made so far. */
  get updates(): number {
    return this.#trained?.step ?? 0;
  }

  /**
   * Trains on a source of batches, or on a curriculum of them. `updates` or `trials` count from here on. The state of
   * the optimiser is kept from call to call if it fits the one that is given (`adam()` by default).
   * @throws TypeError for unknown options, and those that the model decides
   * @throws RangeError when the loss is not finite: the parameters are then those before that update
   */
  async train<B extends TrialsOf>(
    data: DataSource<B> | Curriculum<B>,
    options: ModelTrainOptions<P, B, Y>,
  ): Promise<FitResult<Tensors<P>>> {
    checkTrainOptions(options);
    checkRecord('Model.train', 'data', data);
    const { log, loss, optimizer = adam(), updates, trials, ...rest } = options;
    const before = this.updates;
    const batchSize = 'stages' in data ? data.stages[0].data.batchSize : data.batchSize;
    const more = updates ?? (trials === undefined ? undefined : Math.ceil(trials / batchSize));
    const run = fit<P, B, Y>({
      ...rest,
      network: this.network,
      data,
      loss: loss ?? (taskLoss(this.network) as (params: P, batch: Recorded<B>, noise: Value) => Value),
      optimizer,
      key: this.#key,
      engine: this.#engine,
      ...(more === undefined ? {} : { updates: before + more }),
      from: {
        train: this.#resume(optimizer),
        curriculum: 'stages' in data ? data.begin : { stage: 0, streak: 0, values: [] },
        performance: null,
        best: null,
        checksSinceBest: 0,
        losses: [],
      },
    });
    try {
      for await (const entry of run) log?.(entry);
      return await run.finish();
    } finally {
      this.#trained = run.state().train;
      this.#params = this.#trained.params;
    }
  }

  #resume(optimizer: Optimizer): TrainState<Tensors<P>> {
    const fresh = optimizer.init(this.#params as Tree);
    const kept = this.#trained?.optimizer;
    return {
      step: this.updates,
      params: this.#params,
      optimizer: kept !== undefined && sameForm(kept, fresh) ? kept : fresh,
      key: this.#key,
    };
  }

  /**
   * Runs the network on inputs [T, B, nIn] of any length and number of trials.
   * @param noise key of its noise; null, the default, for none
   */
  test(inputs: Tensor, noise: Key | null = null): Tensors<Y> {
    return this.#run(this.#params as P, inputs, noise === null ? [] : [noise]) as Tensors<Y>;
  }

  /**
   * Takes the model apart for a file: network, parameters, the state of the optimiser, and the place in noise and data.
   * A network of a cell of one's own is left out.
   * @example await writeFileWhole('model.safetensors', encodeCheckpoint(model.save()))
   */
  save(): Saved {
    const network: SavedNetwork | null = isSavable(this.network as never)
      ? saveNetwork(this.network as unknown as SavableNetwork)
      : null;
    return {
      kind: KIND,
      tensors: {
        network: network?.tensors ?? {},
        params: this.#params as SavedTree,
        optimizer: (this.#trained?.optimizer ?? {}) as SavedTree,
        key: this.#key,
      },
      settings: {
        network: (network?.settings ?? null) as SavedValue,
        updates: this.updates,
        trained: this.#trained !== null,
      },
    };
  }

  /**
   * Puts a model together from what `save` returned.
   * @param network the network, for a cell of one's own; made from the file by default
   * @throws Error for a file of another kind; TypeError for a network that has to be given
   * @example Model.load(decodeCheckpoint(bytes))
   */
  static load<P, Y extends Readings>(
    saved: Saved,
    {
      network,
      engine,
      ...overrides
    }: NetworkOverrides & { network?: Network<P, unknown, Y>; engine?: Engine } = {},
  ): Model<P, Y> {
    const fn = 'Model.load';
    const { tensors, settings } = partsOf(fn, KIND, saved);
    checkInteger(fn, 'updates', settings.updates, 0);
    if (!isTensor(tensors.key)) throw new Error(`${fn}: expected a tensor 'key', got ${show(tensors.key)}`);
    if (network === undefined && settings.network === null) {
      throw new TypeError(
        `${fn}: expected the network, which is of a cell that no file holds, got none - give { network }`,
      );
    }
    const [override] = Object.keys(overrides);
    if (network !== undefined && override !== undefined) {
      throw new TypeError(
        `${fn}: expected a network or options that replace those of the file, got both: '${override}'`,
      );
    }
    const parts = { settings: settings.network, tensors: tensors.network } as unknown as SavedNetwork;
    const made = network ?? (loadNetwork(parts, overrides) as unknown as Network<P, unknown, Y>);
    const model = new Model(made, {
      params: tensors.params as unknown as Tensors<P>,
      ...(engine ? { engine } : {}),
    });
    model.#key = tensors.key;
    if (settings.trained === true) {
      const { params } = model;
      const optimizer = tensors.optimizer as Tree;
      model.#trained = { step: settings.updates as number, params, optimizer, key: tensors.key };
    }
    return model;
  }
}
