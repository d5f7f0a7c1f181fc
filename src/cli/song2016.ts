/** The perceptual decision experiment with the network of Song et al. (2016): data, training and test. @module */

import type { Value } from '../autograd/tape.ts';
import { compile } from '../compile/compile.ts';
import type { Activity, RateNetwork, RateParams } from '../rnn/networks/rate-network.ts';
import { createSong2016Network } from '../rnn/networks/song2016.ts';
import { adam } from '../rnn/optimizers/adam.ts';
import { taskLoss } from '../rnn/training/task-loss.ts';
import { type Training, type TrainState, train } from '../rnn/training/train.ts';
import { streamDataset } from '../tasks/core/stream.ts';
import type { Task } from '../tasks/core/task.ts';
import { trialBatch } from '../tasks/core/trial-batch.ts';
import { idealObserver } from '../tasks/neurogym/ideal-observer.ts';
import {
  type PerceptualDecisionMakingConditions,
  perceptualDecisionMaking,
} from '../tasks/neurogym/perceptual-decision-making.ts';
import { type Key, key, split } from '../tensor/random.ts';
import { fromArray, type Tensor } from '../tensor/tensor.ts';

const COHERENCES = [0, 6.4, 12.8, 25.6, 51.2];
const TEST_MS = 500;
/** Steps of a training window. */
const SEQ_LEN = 100;

/** Steps over which losses are averaged, as in the published runs. */
export const LOSS_WINDOW = 200;
export const TEST_TRIALS = 500;

/** Mean losses per 200 steps printed by the two published runs. */
export const PUBLISHED_LOSSES: {
  readonly pytorch: readonly number[];
  readonly brainpy: readonly number[];
} = {
  pytorch: [
    0.54, 0.3113, 0.1957, 0.1415, 0.1166, 0.0997, 0.0891, 0.0791, 0.0786, 0.0735, 0.0705, 0.0692, 0.0682,
    0.0648, 0.0636, 0.0632, 0.0625, 0.064, 0.061, 0.0606, 0.0591, 0.0607, 0.0587, 0.0604, 0.0586,
  ],
  brainpy: [
    0.5044, 0.3405, 0.2425, 0.1826, 0.142, 0.1171, 0.1033, 0.0928, 0.0866, 0.08, 0.0792, 0.0739, 0.0739,
    0.0709, 0.0694, 0.068, 0.0674, 0.066, 0.0658, 0.0678, 0.0638, 0.0641, 0.0649, 0.0636, 0.0633,
  ],
};

type DecisionTask = Task<PerceptualDecisionMakingConditions>;

/** The task with the durations of training: 33 steps of 20 ms per trial in the mean. */
function trainingTask(): DecisionTask {
  const timing = { fixation: { choice: [50, 100, 200, 400] }, stimulus: { choice: [100, 200, 400, 800] } };
  return perceptualDecisionMaking({ dt: 20, timing });
}

/** The task of the test: 500 ms of fixation, 500 ms of stimulus, 100 ms to decide. */
function testTask(): DecisionTask {
  return perceptualDecisionMaking({ dt: 20, timing: { fixation: TEST_MS, stimulus: TEST_MS } });
}

/** What a test shows: the choices, and the activity behind them. */
export interface TestResult {
  /** Fraction of trials in which the largest output at the last step is the right choice. */
  readonly performance: number;
  /** By name: inputs, r, z over time, and coherence, groundTruth, choice, correct by trial. */
  readonly arrays: { readonly [name: string]: Tensor };
}

/** Tests a network on whole trials with noise; fixating at the last step counts as wrong. */
export function testSong2016(network: RateNetwork, params: RateParams<Tensor>, testKey: Key): TestResult {
  const [trialKey, noiseKey] = split(testKey);
  const { inputs, trials } = trialBatch(testTask(), trialKey, TEST_TRIALS);
  const run = compile(
    (p: RateParams, u: Value, k: Value) => network.run(p, u, k),
    [params, inputs, noiseKey],
  );
  const { r, z } = run(params, inputs, noiseKey) as Activity<Tensor>;
  const [nSteps, count, nOut] = z.shape;
  const choice = Int32Array.from({ length: count }, (_, trial) => {
    const at = ((nSteps - 1) * count + trial) * nOut;
    const outputs = Array.from(z.data.subarray(at, at + nOut));
    return outputs.indexOf(Math.max(...outputs));
  });
  const groundTruth = Int32Array.from(trials, (trial) => trial.groundTruth);
  const correct = choice.map((c, trial) => (c === groundTruth[trial] + 1 ? 1 : 0));
  const perTrial = (data: Int32Array | Float64Array): Tensor => fromArray(data, [count]);
  return {
    performance: correct.reduce((sum, c) => sum + c, 0) / count,
    arrays: {
      inputs,
      r,
      z,
      coherence: perTrial(Float64Array.from(trials, (trial) => trial.coherence)),
      groundTruth: perTrial(groundTruth),
      choice: perTrial(choice),
      correct: perTrial(correct),
    },
  };
}

/** The performance of an ideal observer of the test trials, in the mean over coherences: 0.8645. */
export function testCeiling(): number {
  const each = COHERENCES.map((coherence) => idealObserver(coherence, TEST_MS, 1));
  return each.reduce((sum, p) => sum + p, 0) / each.length;
}

/** Options of `startSong2016`. */
export interface Song2016Run {
  readonly steps: number;
  readonly seed: number;
  readonly batchSize: number;
  readonly signal: AbortSignal;
  /** Where an earlier run of the same seed and batch size stopped. */
  readonly from?: TrainState<RateParams<Tensor>>;
}

/** A run of the experiment. */
export interface Song2016Experiment {
  readonly network: RateNetwork;
  readonly training: Training<RateParams<Tensor>>;
  test(): TestResult;
}

/** Sets up the experiment from one seed: windows of 100 steps, Adam with learning rate 0.001, no clipping. */
export function startSong2016({ steps, seed, batchSize, signal, from }: Song2016Run): Song2016Experiment {
  const [initKey, dataKey, noiseKey, testKey] = split(key(seed), 4);
  const network = createSong2016Network();
  const data = streamDataset(trainingTask(), { batchSize, seqLen: SEQ_LEN, key: dataKey });
  const training = train({
    params: network.initialize(initKey),
    loss: taskLoss(network),
    optimizer: adam({ learningRate: 1e-3 }),
    // Every step counts alike: there is no mask to take along.
    batch(step) {
      const { inputs, targets } = data.batch(step);
      return { inputs, targets };
    },
    steps,
    key: noiseKey,
    signal,
    ...(from ? { from } : {}),
  });
  return { network, training, test: () => testSong2016(network, training.params, testKey) };
}
