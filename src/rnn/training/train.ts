/** Training: one recorded step - loss, gradient, update - run over batches, as an async iterator. @module */

import { add, equal, select, sub } from '../../autograd/ops/elementwise.ts';
import { sum } from '../../autograd/ops/layout.ts';
import type { Value } from '../../autograd/tape.ts';
import { valueAndGrad } from '../../autograd/transforms.ts';
import { flatten, leavesLike, mapTree, type Tree, type Values } from '../../autograd/tree.ts';
import { compileStep, type Engine, interpretStep, type Stepper } from '../../compile/compile.ts';
import type { Inspection } from '../../compile/inspect.ts';
import { simdSupported } from '../../compile/wasm/features.ts';
import { checkInteger, checkName, checkOptions, checkRecord } from '../../tensor/options.ts';
import { checkKey, foldIn, type Key } from '../../tensor/random.ts';
import { isTensor, item, type Tensor } from '../../tensor/tensor.ts';
import { checkFixed, type FixedMasks, freeze, holdFixed, joinFixed } from '../constraints/fixed.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { checkFunction, checkGiven, checkNetwork, checkTraining } from './checks.ts';
import { type Recorded, tensorsOf } from './data.ts';

/** What a network demands of its parameters after an update. */
export interface ParameterRules {
  readonly fixed: FixedMasks;
  project(params: never): unknown;
}

/** Options of `train`. `P` is the type of the parameters, a tree of tensors, `B` that of a batch. */
export interface TrainOptions<P, B> {
  /** Where training starts; not modified. */
  readonly params: P;
  /** The loss of the tensors of a batch, a scalar. `key` differs from step to step: draw noise from it. */
  readonly loss: (params: Values<NoInfer<P>>, batch: Recorded<NoInfer<B>>, key: Value) => Value;
  readonly optimizer: Optimizer;
  /** Makes the batch of a step (0, 1, ...); every batch has the shapes of the first. */
  readonly batch: (step: number) => B;
  /** Number of updates, counting those before `from`. */
  readonly steps: number;
  /** Root of the noise of all steps. */
  readonly key: Key;
  /** Changes the gradients before the update, e.g. `(g) => clipByGlobalNorm(g, 1)`; nothing by default. */
  readonly clip?: (gradients: Tree) => Tree;
  /**
   * The network that the parameters belong to: what it fixes stays fixed, whatever the optimiser does, and what it
   * projects is projected, before the first update too. Without it only what the network computes is constrained.
   */
  readonly network?: ParameterRules;
  /** What does not learn in this training, by parameter, besides what the network fixes. */
  readonly fixed?: FixedMasks;
  /**
   * What runs the steps: WebAssembly, by default, or plain loops, which also take f64. Where the platform lacks
   * SIMD, plain loops run in any case; `Training.engine` says which it is.
   */
  readonly engine?: Engine;
  /** One rounding for a product and its addition where the platform can: faster, but bits depend on the machine. */
  readonly fma?: boolean;
  /** Where an earlier training stopped: goes on from there, to the bit. `params` is then not read. */
  readonly from?: TrainState<P>;
  /** Ends training before the next step once it is aborted. */
  readonly signal?: AbortSignal;
}

/** All that training needs to go on: plain data, to be kept in a file. Noise and data follow from `key` and `step`. */
export interface TrainState<P> {
  /** Updates made. */
  readonly step: number;
  readonly params: P;
  readonly optimizer: Tree;
  readonly key: Key;
}

/** One finished update: its number, from 1, and the loss before it. */
export interface TrainStep {
  readonly step: number;
  readonly loss: number;
}

/** Training under way: iterate to advance it; `params` are those after the last finished step. */
export interface Training<P> extends AsyncIterable<TrainStep> {
  readonly params: P;
  readonly engine: Engine;
  /** What `from` takes. */
  state(): TrainState<P>;
  /** What a step costs in kernels and memory; null before the first step, and for plain loops. */
  inspect(): Inspection | null;
}

const OPTION_NAMES = [
  'params',
  'loss',
  'optimizer',
  'batch',
  'steps',
  'key',
  'clip',
  'network',
  'fixed',
  'engine',
  'fma',
  'from',
  'signal',
];

/** Checks that a state belongs to this training: the same noise, and the arrays that the optimiser keeps. */
function checkState(from: TrainState<unknown>, key: Key, fresh: Tree): void {
  checkInteger('train', 'from.step', from.step, 0);
  checkKey('train', from.key);
  if (from.key.data.some((word, i) => word !== key.data[i])) {
    throw new RangeError(
      `train: expected the key of the state, [${from.key.data}], got [${key.data}] - take the seed of the run that was saved`,
    );
  }
  leavesLike('train: the optimizer of the state', flatten('train', fresh), from.optimizer);
}

/** Words for a loss that is not finite: the batch is to blame if it is not finite either. */
function notFinite(step: number, loss: number, batch: unknown): Error {
  const { leaves, paths } = flatten('train', batch);
  const bad = leaves.findIndex((x) => isTensor(x) && x.data.some((v) => !Number.isFinite(v)));
  if (bad >= 0) {
    return new RangeError(
      `train: expected finite data, got a batch with NaN or infinite entries at batch${paths[bad]} in step ${step}`,
    );
  }
  const what = Number.isFinite(loss)
    ? `finite gradients, got others beside a loss of ${loss}`
    : `a finite loss, got ${loss}`;
  return new RangeError(
    `train: expected ${what} in step ${step} - lower the learning rate or clip the gradients`,
  );
}

/** What a step turns into its successor. */
interface StepState<P> {
  readonly params: P;
  readonly optimizer: Tree;
}

interface Outcome {
  readonly loss: Value;
  /** The sum of all numbers, which is finite when each is. */
  readonly total: Value;
}

type StepFunction<P, B> = (state: StepState<P>, batch: B, key: Value) => readonly [StepState<P>, Outcome];

/** One step, to be recorded: loss, gradient, update, and what holds after it. */
function stepOf<P, B>(
  { loss, optimizer, clip, network }: TrainOptions<P, B>,
  fixed: FixedMasks,
): StepFunction<P, B> {
  const lossAndGrad = valueAndGrad((params: P, batch: B, key: Value) =>
    loss(freeze(params, fixed) as Values<P>, batch as Recorded<B>, key),
  );
  return (state, batch, key) => {
    const [value, gradients] = lossAndGrad(state.params, batch, key);
    const clipped = clip ? clip(gradients as Tree) : (gradients as Tree);
    checkGiven('train', 'what clip returns', clipped);
    const [updated, optimizerState] = optimizer.update(state.params as Tree, clipped, state.optimizer);
    // What is put back was projected before the first update, so that rules and fixed entries both hold.
    const params = holdFixed(state.params as Tree, projected(network, updated), fixed) as P;
    // What is not finite must not stay: the sum of everything tells, and x - x is 0 for finite x only.
    const total = flatten('train', params).leaves.reduce((sofar, p) => add(sofar, sum(p)), value);
    const holds = equal(sub(total, total), 0);
    const keep = (after: Value, before: Value): Value => select(holds, after, before);
    return [mapTree('train', keep, { params, optimizer: optimizerState }, state), { loss: value, total }];
  };
}

const projected = <T>(network: ParameterRules | undefined, params: T): T =>
  network ? (network.project(params as never) as T) : params;

/** Reads and checks the options of `train`: what is fixed, what runs the steps, and where they start. */
function readTrainOptions<P, B>(
  options: TrainOptions<P, B>,
): {
  readonly fixed: FixedMasks;
  readonly engine: Engine;
  readonly start: StepState<P>;
} {
  checkRecord('train', 'options', options);
  checkOptions('train', options, OPTION_NAMES);
  const { optimizer, steps, key, network, fixed = {}, from, engine = 'compiled' } = options;
  checkTraining('train', options);
  checkFunction('train', 'batch', options.batch);
  checkInteger('train', 'steps', steps, 0);
  checkKey('train', key);
  checkName('train', 'engine', engine, ['compiled', 'interpreted']);
  const { params: given } = from ?? options;
  checkGiven('train', 'params', given, 'network.initialize(key)');
  if (network !== undefined) checkNetwork('train', network, ['project']);
  const always = network?.fixed ?? {};
  for (const masks of [fixed, always]) checkFixed('train', given, masks);
  const params = projected(network, given);
  const fresh = optimizer.init(params as Tree);
  if (from) checkState(from, key, fresh);
  return {
    fixed: joinFixed(always, fixed),
    engine: engine === 'compiled' && simdSupported() ? 'compiled' : 'interpreted',
    start: { params, optimizer: from?.optimizer ?? fresh },
  };
}

/**
 * Trains parameters: each step computes the loss of a batch, its gradient, and an update. The step is recorded
 * once, for the shapes of the first batch. Nothing is printed and no timer is set; between steps the caller may
 * wait as long as it likes, e.g. to let a page draw.
 *
 * The loss sees parameters whose fixed entries have no gradient (in part, for fractions), penalties included.
 * @throws TypeError for an unknown option, and for what is not of its kind
 * @throws RangeError, while iterating, when the loss is not finite; `params` are then those before that step
 * @example
 * const training = train({ params, network, loss, optimizer: adam(), batch, steps: 100, key: key(1) });
 * for await (const { step, loss } of training) console.log(step, loss);
 */
export function train<P, B>(options: TrainOptions<P, B>): Training<P> {
  const { fixed, engine, start } = readTrainOptions(options);
  const { batch: makeBatch, steps, key, fma = false, signal, from } = options;
  const advance = stepOf(options, fixed);
  let stepper: Stepper<StepState<P>, [B, Value], Outcome> | null = null;
  let done = from?.step ?? 0;
  const current = (): StepState<P> => stepper?.read() ?? start;
  return {
    engine,
    get params(): P {
      return current().params;
    },
    state: () => ({ step: done, ...current(), key }),
    inspect: () => stepper?.inspect() ?? null,
    async *[Symbol.asyncIterator](): AsyncGenerator<TrainStep> {
      while (done < steps && !signal?.aborted) {
        const batch = tensorsOf(makeBatch(done));
        const stepKey = foldIn(key, done);
        const example: [B, Value] = [batch, stepKey];
        stepper ??=
          engine === 'compiled'
            ? compileStep(advance, start, example, { fma })
            : interpretStep(advance, start, example);
        const { loss, total } = stepper.run(batch, stepKey);
        const value = item(loss as Tensor);
        if (!Number.isFinite(item(total as Tensor))) throw notFinite(done + 1, value, batch);
        done++;
        yield { step: done, loss: value };
      }
    },
  };
}
