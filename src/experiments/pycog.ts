/** The eleven examples of pycog with their training: tasks, networks, losses and stopping rules (Song, Yang and Wang 2016). @module */

import {
  type Activity,
  createRateNetwork,
  type RateNetwork,
  type RateParams,
} from '../rnn/networks/rate-network.ts';
import type { RateNetworkOptions } from '../rnn/networks/rate-options.ts';
import { clipByGlobalNorm, sgd } from '../rnn/optimizers/index.ts';
import type { FitOptions } from '../rnn/training/fit-options.ts';
import { type TaskLossOptions, taskLoss } from '../rnn/training/task-loss.ts';
import type { DescribedTask } from '../tasks/core/define-task.ts';
import type { TrialBatch } from '../tasks/core/task.ts';
import { batchRmse } from '../tasks/pycog/within-error.ts';
import { checkInteger, checkName, checkOptions, checkRecord } from '../tensor/options.ts';
import { foldIn, type Key } from '../tensor/random.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkedData } from './checked-data.ts';
import { type MeanStop, stopAtMean } from './mean-stop.ts';
import { pycogNetworkOptions } from './pycog-networks.ts';
import { conditionOfCheck, type PycogConditions, pycogRecipes, type Recipe } from './pycog-recipes.ts';

/** Names of pycog's examples. */
export type PycogName = keyof PycogConditions;

/** The names of pycog's examples, in the order of its documentation. */
export const pycogNames: readonly PycogName[] = Object.keys(pycogRecipes) as PycogName[];

/** Options of `pycogPreset`. */
export interface PycogPresetOptions {
  /** Number of units; pycog's by default. */
  readonly nRec?: number;
}

/** An example of pycog: what is trained on what, how, and until when. */
export interface PycogPreset<C extends object> {
  readonly name: PycogName;
  readonly task: DescribedTask<C, 'values'>;
  /** The task as pycog's analyses run it, with a longer fixation; what `task` is where they change nothing. */
  readonly testTask: DescribedTask<C, 'values'>;
  /** Options of `createRateNetwork`. */
  readonly network: RateNetworkOptions;
  /** Options of `taskLoss`, whose error is the mean squared one where the mask shows it. */
  readonly loss: Pick<TaskLossOptions<RateParams, Activity>, 'vanishingGradient' | 'vanishingGradientAt'>;
  /** Learning rate of stochastic gradient descent. */
  readonly learningRate: number;
  /** What the norm of all gradients together is clipped to. */
  readonly maxNorm: number;
  /** Trials per update. */
  readonly batchSize: number;
  readonly maxUpdates: number;
  /** Updates between checks. */
  readonly checkEvery: number;
  /** Trials per check: fresh ones each time. */
  readonly checkTrials: number;
  /** Conditions of the trials of a check, by their number: every condition equally often. */
  readonly checkConditions: (trial: number) => Partial<C>;
  /** What checks measure: the fraction of correct trials, that in the worst condition, or minus the error. */
  readonly measure: (batch: TrialBatch<C, 'values'>, z: Tensor) => number;
  /** When training ends, by the measure. */
  readonly stop: MeanStop;
}

/**
 * Returns an example of pycog as plain data, to be trained with `fit(pycogFit(preset, { key }))`.
 *
 * All of them: tau 100 ms (50 for lee) and dt = tau / 5; Dale's principle with 80 % excitatory units kept by
 * rectification (but rdmNodale); a first state of 0.1 that is trained; biases of 0 that are not (both are trained in
 * sinewave); mean squared error plus 2 Omega; stochastic gradient descent with rate 0.01, gradients clipped together to
 * norm 1, 20 trials per update (50 for mante); a check every 10,000 trials; at most 10^7 updates.
 *
 * Differences to pycog: connections that it draws by its own generator are drawn by ours; sinewave and lee train
 * one trial per update from a first state that stays 0.1, which is what pycog's "continuous" mode comes to in training;
 * pycog keeps the parameters of the lowest validation loss and loses patience after 100 checks without a new one (give
 * `fit` its option `validation`); its mean of the last five checks has to exceed what here suffices; a check before the
 * first update is taken to be at chance.
 * @throws TypeError for unknown options, RangeError for an unknown name or a number of units that is too small
 * @example pycogPreset('rdmDense', { nRec: 50 }).network.nRec // 50
 */
export function pycogPreset<N extends PycogName>(
  name: N,
  options: PycogPresetOptions = {},
): PycogPreset<PycogConditions[N]> {
  const fn = 'pycogPreset';
  checkName(fn, 'name', name, pycogNames);
  checkRecord(fn, 'options', options);
  checkOptions(fn, options, ['nRec']);
  const recipe = pycogRecipes[name] as unknown as Recipe<PycogConditions[N]>;
  const { nRec = recipe.nRec } = options;
  // Ten units are the fewest of which every group of every example has one.
  checkInteger(fn, 'nRec', nRec, 10, 2 ** 15);
  const { batchSize = 20, measure, factors } = recipe;
  const task = recipe.task();
  const { nIn, nOut, dt, accuracy } = task;
  return {
    name,
    task,
    testTask: recipe.testTask?.() ?? task,
    network: pycogNetworkOptions(recipe.network, { nIn, nRec, nOut, dt }),
    loss: { vanishingGradient: 2, vanishingGradientAt: 'same' },
    learningRate: 0.01,
    maxNorm: 1,
    batchSize,
    maxUpdates: 1e7,
    checkEvery: 10_000 / batchSize,
    checkTrials: recipe.checkTrials,
    checkConditions: (trial) => conditionOfCheck(factors, trial),
    measure:
      measure === 'error'
        ? (batch, z) => -batchRmse(batch, z)
        : measure === 'accuracy'
          ? (accuracy as NonNullable<typeof accuracy>)
          : measure,
    stop: recipe.stop,
  };
}

/** Options of `pycogFit`. */
export interface PycogFitOptions {
  /** Root of initial parameters, data and noise. */
  readonly key: Key;
}

/** What `pycogFit` returns. */
export type PycogFit<C extends object> = FitOptions<RateParams, TrialBatch<C, 'values'>, Activity> & {
  readonly network: RateNetwork;
};

const DATA_KEY = -3;

/**
 * Makes the options of `fit` that train an example of pycog until its rule is met (`stoppedBy` is then `'curriculum'`)
 * or `maxUpdates` are made. To change a preset, spread it: `pycogFit({ ...preset, checkTrials: 200 }, { key })`; to change
 * what `fit` does, spread the result.
 *
 * A check holds currents and rates of all its units and trials: with pycog's numbers of trials 0.1 GB for rdmDense, 0.4 GB
 * for mante and 1.1 GB for romo, whose process takes 2.3 GB in all. Lower `checkTrials` where that is too much.
 * @throws TypeError for unknown options and a key that is none
 * @example
 * const preset = pycogPreset('rdmDense');
 * const { params, stoppedBy } = await fit(pycogFit(preset, { key: key(1) })).finish();
 */
export function pycogFit<C extends object>(preset: PycogPreset<C>, options: PycogFitOptions): PycogFit<C> {
  const fn = 'pycogFit';
  checkRecord(fn, 'preset', preset);
  checkRecord(fn, 'options', options);
  checkOptions(fn, options, ['key']);
  const { key } = options;
  const { task, batchSize, checkEvery, checkTrials, checkConditions, maxNorm, measure, maxUpdates } = preset;
  const network = createRateNetwork(preset.network);
  const data = checkedData(task, { batchSize, key: foldIn(key, DATA_KEY), checkTrials, checkConditions });
  return {
    network,
    loss: taskLoss(network, preset.loss),
    data: stopAtMean({ data, every: checkEvery, ...preset.stop }),
    updates: maxUpdates,
    key,
    optimizer: sgd({ learningRate: preset.learningRate }),
    clip: (gradients) => clipByGlobalNorm(gradients, maxNorm),
    measure: ({ batch, readings }) => measure(batch, readings.z),
    logEvery: checkEvery,
  };
}
