/** A trained network and its test, as analyses and figures look at them. @module */

import type { Experiment } from '../experiments/experiment.ts';
import { performanceCeiling } from '../experiments/experiment-reference.ts';
import type { TestResult } from '../experiments/experiment-test.ts';
import type { EffectiveWeights, RateParams } from '../rnn/networks/rate-network.ts';
import { checkNumber, checkOptions, checkRecord, show } from '../tensor/options.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { choicesOf, spanOf, type TwoChoices } from './trials.ts';

/** What is looked at. */
export interface StudyOptions {
  /** Those of the training by default; others to see what a lesion does. */
  readonly params?: RateParams<Tensor>;
  /** The loss before each update. */
  readonly losses: readonly number[];
  /** Training time; a report leaves it out where it is not given. */
  readonly seconds?: number;
}

/** Steps of each trial, from <= t < to. */
export interface Steps {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** A trained network and its test. */
export interface Study {
  readonly experiment: Experiment;
  readonly params: RateParams<Tensor>;
  readonly losses: readonly number[];
  /** null where it is not known. */
  readonly seconds: number | null;
  readonly tested: TestResult;
  /** Weights in use, before training and after it, `[post, pre]`. */
  readonly weights: { readonly before: EffectiveWeights<Tensor>; readonly after: EffectiveWeights<Tensor> };
  /** Excitatory units come first; all units without Dale's principle. */
  readonly nExc: number;
  /** From the end of the first period to the first response: what is shown, and the delay. */
  readonly span: Steps;
  /** The trials as those of a task with two answers; null for other tasks. */
  readonly choices: TwoChoices | null;
  /** The best performance that can be reached; null where it is not known. */
  readonly ceiling: number | null;
}

/**
 * Tests a network and prepares what figures need.
 * @throws TypeError or RangeError for what is no experiment, and for options that are unknown or not of their kind
 */
export function studyOf(experiment: Experiment, options: StudyOptions): Study {
  const fn = 'studyOf';
  checkRecord(fn, 'experiment.training', experiment?.training);
  checkRecord(fn, 'options', options);
  checkOptions(fn, options, ['params', 'losses', 'seconds']);
  const { losses, seconds } = options;
  if (!Array.isArray(losses)) {
    throw new TypeError(`${fn}: expected losses to be a list of numbers, got ${show(losses)}`);
  }
  if (seconds !== undefined) checkNumber(fn, 'seconds', seconds, 0);
  const { network, config, entry, task, initial, training } = experiment;
  const params = options.params ?? training.params;
  const tested = experiment.test(params);
  return {
    experiment,
    params,
    losses,
    seconds: seconds ?? null,
    tested,
    weights: { before: network.effectiveWeights(initial), after: network.effectiveWeights(params) },
    nExc: network.nExc,
    span: spanOf(tested.batch.trials, task.response),
    choices: choicesOf(tested, task.outputs),
    ceiling: performanceCeiling(config, entry),
  };
}
