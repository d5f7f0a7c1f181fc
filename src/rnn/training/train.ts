/** Training: one recorded step - loss, gradient, update - run over batches, as an async iterator. @module */

import { add, equal, select, sub } from '../../autograd/ops/elementwise.ts';
import { sum } from '../../autograd/ops/layout.ts';
import type { Value } from '../../autograd/tape.ts';
import { valueAndGrad } from '../../autograd/transforms.ts';
import { flatten, mapTree, type Tree, type Values } from '../../autograd/tree.ts';
import { compileStep, type Engine, interpretStep, type Stepper } from '../../compile/compile.ts';
import type { Inspection } from '../../compile/inspect.ts';
import { simdSupported } from '../../compile/wasm/features.ts';
import { checkInteger, checkOptions, nearestName } from '../../tensor/options.ts';
import { checkKey, foldIn, type Key } from '../../tensor/random.ts';
import { formatShape, ShapeError, sameShape } from '../../tensor/shape.ts';
import { isTensor, item, type Tensor } from '../../tensor/tensor.ts';
import { holdFixed, type Optimizer } from '../optimizers/optimizers.ts';

/** Options of `train`. `P` is the type of the parameters, `B` that of a batch: both trees of tensors. */
export interface TrainOptions<P, B> {
  /** Where training starts; not modified. */
  readonly params: P;
  /** The loss of a batch, a scalar. `key` differs from step to step: draw noise from it. */
  readonly loss: (params: Values<NoInfer<P>>, batch: Values<NoInfer<B>>, key: Value) => Value;
  readonly optimizer: Optimizer;
  /** Makes the batch of a step (0, 1, ...); every batch has the shapes of the first. */
  readonly batch: (step: number) => B;
  /** Number of updates. */
  readonly steps: number;
  /** Root of the noise of all steps. */
  readonly key: Key;
  /** Changes the gradients before the update, e.g. `(g) => clipByGlobalNorm(g, 1)`; nothing by default. */
  readonly clip?: (gradients: Tree) => Tree;
  /** By parameter, 1 where it keeps its value: those entries stay identical to the bit. */
  readonly fixed?: { readonly [name: string]: Tensor };
  /**
   * What runs the steps: WebAssembly, by default, or plain loops, which also take f64. Where the platform lacks
   * SIMD, plain loops run in any case; `Training.engine` says which it is.
   */
  readonly engine?: Engine;
  /** One rounding for a product and its addition where the platform can: faster, but bits depend on the machine. */
  readonly fma?: boolean;
  /** Ends training before the next step once it is aborted. */
  readonly signal?: AbortSignal;
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
  /** What a step costs in kernels and memory; null before the first step, and for plain loops. */
  inspect(): Inspection | null;
}

const OPTION_NAMES = [
  ...['params', 'loss', 'optimizer', 'batch', 'steps', 'key', 'clip', 'fixed', 'engine', 'fma', 'signal'],
];

function checkFixed(params: unknown, fixed: { readonly [name: string]: Tensor }): void {
  const names = Object.keys(params as object);
  for (const [name, mask] of Object.entries(fixed)) {
    if (!names.includes(name)) {
      const advice = `did you mean '${nearestName(name, names)}'?`;
      throw new TypeError(`train: expected fixed to name parameters, got '${name}' - ${advice}`);
    }
    const { shape } = (params as { [name: string]: Tensor })[name];
    if (!sameShape(mask.shape, shape)) {
      const want = `fixed.${name} of shape ${formatShape(shape)}`;
      throw new ShapeError(`train: expected ${want}, got ${formatShape(mask.shape)}`, [shape, mask.shape]);
    }
  }
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

/**
 * Trains parameters: each step computes the loss of a batch, its gradient, and an update. The step is recorded
 * once, for the shapes of the first batch. Nothing is printed and no timer is set; between steps the caller may
 * wait as long as it likes, e.g. to let a page draw.
 * @throws TypeError for an unknown option
 * @throws RangeError, while iterating, when the loss is not finite; `params` are then those before that step
 * @example
 * const training = train({ params, loss, optimizer: adam(), batch, steps: 100, key: key(1) });
 * for await (const { step, loss } of training) console.log(step, loss);
 */
export function train<P, B>(options: TrainOptions<P, B>): Training<P> {
  checkOptions('train', options, OPTION_NAMES);
  const { loss, optimizer, batch: makeBatch, steps, key, clip, fixed = {}, fma = false, signal } = options;
  checkInteger('train', 'steps', steps, 0);
  checkKey('train', key);
  checkFixed(options.params, fixed);
  const wanted = options.engine ?? 'compiled';
  if (wanted !== 'compiled' && wanted !== 'interpreted') {
    throw new RangeError(`train: expected engine 'compiled' or 'interpreted', got '${String(wanted)}'`);
  }
  const engine: Engine = wanted === 'compiled' && simdSupported() ? 'compiled' : 'interpreted';

  type State = { readonly params: P; readonly optimizer: Tree };
  type Outcome = { readonly loss: Value; readonly total: Value };
  const lossAndGrad = valueAndGrad(loss as unknown as (params: P, batch: B, key: Value) => Value);
  const advance = (state: State, batch: B, stepKey: Value): readonly [State, Outcome] => {
    const [value, gradients] = lossAndGrad(state.params, batch, stepKey);
    const clipped = clip ? clip(gradients as Tree) : (gradients as Tree);
    const [updated, optimizerState] = optimizer.update(state.params as Tree, clipped, state.optimizer);
    const params = holdFixed(state.params as Tree, updated, fixed) as P;
    // What is not finite must not stay: the sum of everything tells, and x - x is 0 for finite x only.
    const total = flatten('train', params).leaves.reduce((sofar, p) => add(sofar, sum(p)), value);
    const holds = equal(sub(total, total), 0);
    const keep = (after: Value, before: Value): Value => select(holds, after, before);
    return [mapTree('train', keep, { params, optimizer: optimizerState }, state), { loss: value, total }];
  };

  const initial: State = { params: options.params, optimizer: optimizer.init(options.params as Tree) };
  let stepper: Stepper<State, [B, Value], Outcome> | null = null;
  let done = 0;
  return {
    engine,
    get params(): P {
      return (stepper?.read() ?? initial).params;
    },
    inspect: () => stepper?.inspect() ?? null,
    async *[Symbol.asyncIterator](): AsyncGenerator<TrainStep> {
      while (done < steps && !signal?.aborted) {
        const batch = makeBatch(done);
        const stepKey = foldIn(key, done);
        const example: [B, Value] = [batch, stepKey];
        stepper ??=
          engine === 'compiled'
            ? compileStep(advance, initial, example, { fma })
            : interpretStep(advance, initial, example);
        const { loss, total } = stepper.run(batch, stepKey);
        const value = item(loss as Tensor);
        if (!Number.isFinite(item(total as Tensor))) throw notFinite(done + 1, value, batch);
        done++;
        yield { step: done, loss: value };
      }
    },
  };
}
