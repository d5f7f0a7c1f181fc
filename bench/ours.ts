/**
 * Our own contestants: `train` on a workload, through one of its engines.
 * Bundled by run.mjs and served to the harness by peers/ours_step.mjs, so that other Node versions can run it too.
 * @module
 */

import type { Value } from '../src/autograd/tape.ts';
import { softmaxCrossEntropy } from '../src/rnn/losses/cross-entropy.ts';
import { meanSquaredError } from '../src/rnn/losses/squared-error.ts';
import type { RateParams } from '../src/rnn/networks/rate-network.ts';
import { adam, type Optimizer } from '../src/rnn/optimizers/index.ts';
import { type Training, type TrainOptions, train } from '../src/rnn/training/train.ts';
import { key } from '../src/tensor/random.ts';
import { type Batch, networkOf, type Workload } from './workloads.ts';

/** THE PLACE OF THE ENGINES: what `train` is told, by the name that contestants.ts uses. */
const engines: { readonly [engine: string]: Pick<TrainOptions<unknown, unknown>, 'engine' | 'fma'> } = {
  interpreted: { engine: 'interpreted' },
  compiled: { engine: 'compiled' },
  'compiled with fma': { engine: 'compiled', fma: true },
};

/** Starts training a workload on an engine; the first step records and compiles. */
export function startTraining(
  engine: string,
  workload: Workload,
  optimizer: Optimizer = adam({ learningRate: workload.learningRate }),
): Training<RateParams> {
  const chosen = engines[engine];
  if (chosen === undefined) {
    throw new RangeError(`ours: expected one of ${Object.keys(engines).join(', ')}, got '${engine}'`);
  }
  const network = networkOf(workload);
  const loss = (params: RateParams, batch: Batch<Value>, stepKey: Value): Value => {
    const { z } = network.run(params, batch.inputs, stepKey);
    return workload.loss === 'crossEntropy'
      ? softmaxCrossEntropy(z, batch.targets)
      : meanSquaredError(z, batch.targets, batch.mask);
  };
  const { params, batch } = workload;
  const training = train({
    ...chosen,
    params,
    loss,
    optimizer,
    batch: () => batch,
    steps: Number.MAX_SAFE_INTEGER,
    key: key(1),
  });
  if (training.engine !== chosen.engine) throw new Error(`ours: expected WebAssembly SIMD for '${engine}'`);
  return training;
}

/** Returns the function that trains one step and returns the loss. */
export function stepsOf(training: Training<RateParams>): () => Promise<number> {
  const steps = training[Symbol.asyncIterator]();
  return async () => {
    const { value, done } = await steps.next();
    if (done) throw new Error('internal: training ended');
    return value.loss;
  };
}

/** Returns the function that trains one step of a workload on an engine and returns the loss. */
export const ours = (engine: string, workload: Workload): (() => Promise<number>) =>
  stepsOf(startTraining(engine, workload));
