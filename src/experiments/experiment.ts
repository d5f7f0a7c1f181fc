/** An experiment: a task, a network, its training and its test, made from a configuration and one seed. @module */

import { regularization } from '../rnn/losses/regularizers.ts';
import type { RateNetwork, RateParams } from '../rnn/networks/rate-network.ts';
import { adam, clipByNorm } from '../rnn/optimizers/index.ts';
import { type TaskBatch, taskLoss } from '../rnn/training/task-loss.ts';
import { type Training, type TrainState, type TrainStep, train } from '../rnn/training/train.ts';
import type { CatalogueTask, TaskEntry } from '../tasks/catalogue/entry.ts';
import { streamDataset } from '../tasks/core/stream.ts';
import { trialDataset } from '../tasks/core/trial-dataset.ts';
import { checkInteger } from '../tensor/options.ts';
import { foldIn, type Key, key, split } from '../tensor/random.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type ExperimentConfig, type PartialConfig, readExperiment } from './experiment-config.ts';
import { experimentNetwork } from './experiment-network.ts';
import { type Respond, responder, type TestResult, testOf } from './experiment-test.ts';

/** Options of `startExperiment`. */
export interface StartOptions {
  /** Finds the task by its name: `findTask`, which knows all of them, or a function that knows fewer. */
  readonly findTask: (name: string) => TaskEntry;
  /** Where an earlier run of the same configuration stopped. */
  readonly from?: TrainState<RateParams<Tensor>>;
  /** Ends training before the next step once it is aborted. */
  readonly signal?: AbortSignal;
}

/** An experiment under way. */
export interface Experiment {
  /** Complete and checked. */
  readonly config: ExperimentConfig;
  readonly entry: TaskEntry;
  /** The task of the test; that of training has other durations, perhaps, and the same channels. */
  readonly task: CatalogueTask;
  readonly network: RateNetwork;
  /** The parameters before the first step. */
  readonly initial: RateParams<Tensor>;
  readonly training: Training<RateParams<Tensor>>;
  /**
   * Trains until the last step, the signal, or the performance to stop at, which is tested after every 200 steps on
   * trials of its own.
   */
  run(): AsyncGenerator<TrainStep>;
  /** Shows trials of the test's task to a network. */
  readonly respond: Respond;
  /**
   * Tests parameters, those of the training by default, on new trials with noise. The same number gives the same trials.
   * @param number 0, the default, is the test that is reported
   */
  test(params?: RateParams<Tensor>, number?: number): TestResult;
}

/** Steps between tests where a performance ends training. */
export const TEST_EVERY = 200;

type Batch = TaskBatch & { readonly inputs: Tensor; readonly targets: Tensor; readonly mask?: Tensor };

/** The batches of training, by the number of the step. */
function batches({ training }: ExperimentConfig, task: CatalogueTask, key: Key): (step: number) => Batch {
  const { batchSize, seqLen, masked } = training;
  const data =
    seqLen === null
      ? trialDataset(task, { batchSize, key })
      : streamDataset(task, { batchSize, seqLen, key });
  return (step) => {
    const { inputs, targets, mask } = data.batch(step);
    return masked ? { inputs, targets, mask } : { inputs, targets };
  };
}

/** @throws RangeError for a task whose batches of whole trials have no common length */
function checkLength({ training }: ExperimentConfig, task: CatalogueTask): void {
  if (training.seqLen !== null || Number.isFinite(task.maxSteps)) return;
  throw new RangeError(
    `experiment: expected a task with a longest trial, got '${task.name}' - set training.seqLen to train on windows`,
  );
}

/**
 * Sets up an experiment. Weights, data, noise and test have keys of their own, all from one seed, so a configuration
 * gives the same bits on every machine.
 * @throws TypeError or RangeError for a configuration that `readExperiment`, the task or the network refuses
 * @example
 * const experiment = startExperiment(experimentPresets.song2016, { findTask });
 * for await (const { step, loss } of experiment.training) if (step % 200 === 0) console.log(step, loss);
 * console.log(experiment.test().performance);
 */
export function startExperiment(given: PartialConfig, options: StartOptions): Experiment {
  const config = readExperiment(given);
  const entry = options.findTask(config.task);
  const task = entry.make(config.taskOptions);
  const testTask = entry.make({ ...config.taskOptions, ...config.test.taskOptions });
  checkLength(config, task);
  const [initKey, dataKey, noiseKey, testKey] = split(key(config.seed), 4);
  const network = experimentNetwork(config.network, task, foldIn(initKey, 1));
  const { learningRate, clipNorm, l2Rate, steps } = config.training;
  const initial = network.initialize(initKey) as RateParams<Tensor>;
  const training = train<RateParams<Tensor>, Batch>({
    params: initial,
    network,
    loss: taskLoss(network, l2Rate === 0 ? {} : { penalty: regularization({ l2Rate }) }),
    optimizer: adam({ learningRate }),
    ...(clipNorm === null ? {} : { clip: (gradients) => clipByNorm(gradients, clipNorm) }),
    batch: batches(config, task, dataKey),
    steps,
    key: noiseKey,
    ...(options.signal ? { signal: options.signal } : {}),
    ...(options.from ? { from: options.from } : {}),
  });
  const respond = responder(network, testTask);
  const test = (params: RateParams<Tensor> = training.params, number = 0): TestResult => {
    checkInteger('test', 'number', number, 0);
    const key = number === 0 ? testKey : foldIn(testKey, number);
    return testOf(testTask, respond(params, { key, count: config.test.trials }));
  };
  const isGoodEnough = (step: number): boolean => {
    const { stopAt } = config.training;
    if (stopAt === null || step === 0 || step % TEST_EVERY !== 0) return false;
    return test(training.params, step).performance >= stopAt;
  };
  return {
    config,
    entry,
    task: testTask,
    network,
    initial,
    training,
    respond,
    async *run() {
      const steps = training[Symbol.asyncIterator]();
      // Tested before a step rather than behind it: a run that had ended and is taken up again ends at once.
      for (let step = options.from?.step ?? 0; !isGoodEnough(step); ) {
        const next = await steps.next();
        if (next.done) return;
        step = next.value.step;
        yield next.value;
      }
    },
    test,
  };
}
