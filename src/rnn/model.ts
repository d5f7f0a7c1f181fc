/** A network together with its parameters: build, train, test, save and load. @module */

import type { Value } from '../autograd/tape.ts';
import { flatten, type Tensors, type Tree } from '../autograd/tree.ts';
import type { Engine } from '../compile/compile.ts';
import { checkInteger, checkName, checkOptions, checkRecord } from '../tensor/options.ts';
import { foldIn, type Key, key } from '../tensor/random.ts';
import { formatShape } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkParams } from './networks/check-params.ts';
import type { Network, Readings } from './networks/network.ts';
import type { NetworkOverrides } from './networks/saved-network.ts';
import { adam, type Optimizer } from './optimizers/index.ts';
import { checkFunction, checkNetwork, checkOptimizer } from './training/checks.ts';
import type { Curriculum } from './training/curriculum.ts';
import type { DataSource, Recorded } from './training/data.ts';
import { runner } from './training/evaluate.ts';
import { type FitResult, fit } from './training/fit.ts';
import type { FitLog, FitOptions } from './training/fit-options.ts';
import { FIT_OPTION_NAMES } from './training/fit-plan.ts';
import type { Saved } from './training/saved.ts';
import { loadModel, saveModel } from './training/saved-model.ts';
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

/** Those, and what a model takes in a form of its own. */
type Known = (typeof KNOWN)[number] | 'loss' | 'save';

/** Saving a model while it is trained. */
export interface ModelSaving {
  /** Updates between saves, 100 by default. */
  readonly every?: number;
  /**
   * Called with what `Model.load` takes, after every `every` updates and at the end; training goes on when it has
   * resolved.
   */
  readonly write: (saved: Saved) => void | Promise<void>;
}

/** Options of `Model.train`: those of `fit`, but for what the model knows. */
export interface ModelTrainOptions<P, B, Y extends Readings> extends Omit<FitOptions<P, B, Y>, Known> {
  /** The loss of a batch; `taskLoss(network)` by default. */
  readonly loss?: FitOptions<P, B, Y>['loss'];
  readonly save?: ModelSaving;
  /** Called with each entry of the log. */
  readonly log?: (entry: FitLog) => void;
}

/** A batch of a task. */
export interface TrialsOf {
  readonly inputs: Tensor;
  readonly targets: Tensor;
}

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
  const { updates, trials, log, save, optimizer } = options as { [name: string]: unknown };
  if (updates !== undefined && trials !== undefined) {
    throw new TypeError(`${fn}: expected updates or trials, got both - give one of them`);
  }
  for (const [name, count] of Object.entries({ updates, trials })) {
    if (count !== undefined) checkInteger(fn, name, count, 0);
  }
  if (log !== undefined) checkFunction(fn, 'log', log);
  if (optimizer !== undefined) checkOptimizer(fn, optimizer);
  if (save === undefined) return;
  checkRecord(fn, 'save', save);
  checkOptions(`${fn}: save`, save as object, ['every', 'write']);
  checkFunction(fn, 'save.write', (save as Partial<ModelSaving>).write);
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
  readonly #run: (params: Tensors<P>, inputs: Tensor, noise: Key | null) => Tensors<Y>;
  #key: Key;
  #params: Tensors<P>;
  #trained: TrainState<Tensors<P>> | null = null;
  #trials = 0;
  #training = false;

  /**
   * @throws TypeError for an unknown option, and for what is no network; RangeError for a seed that is none; ShapeError for
   * parameters of another network
   */
  constructor(network: Network<P, unknown, Y>, options: ModelOptions<Tensors<P>> = {}) {
    checkNetwork('Model', network);
    checkRecord('Model', 'options', options);
    checkOptions('Model', options, ['seed', 'params', 'engine']);
    const { seed = 1, params, engine = 'compiled' } = options;
    checkInteger('Model', 'seed', seed, 0);
    checkName('Model', 'engine', engine, ['compiled', 'interpreted']);
    this.network = network;
    this.#key = key(seed);
    this.#engine = engine;
    if (params !== undefined) checkParams('Model', network as never, params);
    this.#params = params ?? network.initialize(foldIn(this.#key, -1));
    this.#run = runner(network, engine);
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
   * @throws TypeError for unknown options, and those that the model decides; Error while another call has not ended
   * @throws RangeError when the loss is not finite: the parameters are then those before that update
   */
  async train<B extends TrialsOf>(
    data: DataSource<B> | Curriculum<B>,
    options: ModelTrainOptions<P, B, Y>,
  ): Promise<FitResult<Tensors<P>>> {
    const fn = 'Model.train';
    checkTrainOptions(options);
    checkRecord(fn, 'data', data);
    if (this.#training) {
      throw new Error(
        `${fn}: expected one training at a time, got another before it ended - await the first`,
      );
    }
    const { log, loss, optimizer = adam(), updates, trials, save, ...rest } = options;
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
      ...(save
        ? { save: { ...save, write: (state) => save.write(this.#saved(state.train, state.trials)) } }
        : {}),
      from: {
        train: this.#resume(optimizer),
        trials: this.#trials,
        curriculum: 'stages' in data ? data.begin : { stage: 0, streak: 0, values: [] },
        performance: null,
        best: null,
        checksSinceBest: 0,
        losses: [],
        stoppedBy: null,
      },
    });
    this.#training = true;
    try {
      for await (const entry of run) log?.(entry);
      return await run.finish();
    } finally {
      const { train, trials: made } = run.state();
      this.#trained = train;
      this.#params = train.params;
      this.#trials = made;
      this.#training = false;
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
    return this.#run(this.#params, inputs, noise);
  }

  /**
   * Takes the model apart for a file: network, parameters, the state of the optimiser, and the place in noise and data.
   * A network of a cell of one's own is left out.
   * @example await writeFileWhole('model.safetensors', encodeCheckpoint(model.save()))
   */
  save(): Saved {
    return this.#saved(this.#trained, this.#trials);
  }

  #saved(trained: TrainState<Tensors<P>> | null, trials: number): Saved {
    const params = trained?.params ?? this.#params;
    return saveModel({ network: this.network, params, key: this.#key, trained, trials });
  }

  /**
   * Puts a model together from what `save` returned.
   * @param network the network, for a cell of one's own; made from the file by default
   * @throws Error for a file of another kind; TypeError for a network that has to be given; ShapeError for one that the
   * parameters do not fit
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
    const parts = loadModel('Model.load', saved, network, overrides);
    const model = new Model(parts.network, { params: parts.params, ...(engine ? { engine } : {}) });
    model.#key = parts.key;
    model.#trained = parts.trained;
    model.#trials = parts.trials;
    return model;
  }
}
