/** One run of the lab: an experiment that is advanced step by step, and what it has cost so far. @module */

import { type Experiment, startExperiment, TEST_EVERY } from '../../src/experiments/experiment.ts';
import { type PartialConfig, readExperiment } from '../../src/experiments/experiment-config.ts';
import type { RunRecord } from '../../src/experiments/experiment-record.ts';
import { lossReference, performanceCeiling } from '../../src/experiments/experiment-reference.ts';
import { key, split } from '../../src/tensor/random.ts';
import { choosableConditions } from './conditions.ts';
import type { Ended, Facts } from './protocol.ts';
import { labTask } from './tasks.ts';
import { createViews, type Views } from './views.ts';
import { stepsText } from './words.ts';

/** A run under way. */
export interface Run {
  readonly experiment: Experiment;
  readonly views: Views;
  /** The loss before each update. */
  readonly losses: readonly number[];
  /** Updates so far. */
  readonly step: number;
  /** Training time so far; waiting does not count. */
  readonly seconds: number;
  /** Null while the run can go on. */
  readonly ended: Ended | null;
  /** Makes one update, or finds that the run is over. */
  advance(): Promise<void>;
  /** What a checkpoint keeps. */
  record(): RunRecord;
}

/** Where a run starts that does not start anew. */
export type RunStart = Omit<RunRecord, 'config'>;

/** Units that a page trains at most: the first eigenvalues of 512 units take two seconds, those of 4096 a quarter of an hour. */
const MOST_UNITS = 512;

/** @throws RangeError for a network that would keep the page waiting */
function checkSize({ nRec }: { readonly nRec: number }): void {
  if (nRec <= MOST_UNITS) return;
  throw new RangeError(
    `lab: expected network.nRec of at most ${MOST_UNITS}, got ${nRec} - train it on the command line`,
  );
}

/** Rates that a test keeps at most, trials * steps * units: 5 s and half a gigabyte; 500 trials of 200 steps in 512 units are fewer. */
const MOST_RATES = 6e7;
/** Trials that are drawn to see how long those of a task without a longest one are. */
const DRAWN = 100;

/** @throws RangeError for a test that would keep the page waiting, or take more memory than it has */
function checkTest({ config, task }: Experiment): void {
  const { nRec } = config.network;
  const { trials } = config.test;
  const longest = Number.isFinite(task.maxSteps)
    ? task.maxSteps
    : Math.max(...split(key(0), DRAWN).map((each) => task.plan(each).nSteps));
  const most = Math.floor(MOST_RATES / (longest * nRec));
  if (trials <= most) return;
  throw new RangeError(
    `lab: expected test.trials of at most ${most} with ${nRec} units and trials of ${stepsText(longest)}, got ${trials} - the page would wait for the test`,
  );
}

/** What the page is told of an experiment before it runs; tests the network once. */
export function factsOf(run: Run): Facts {
  const { experiment, views } = run;
  const { config, entry, task, network, initial, training } = experiment;
  return {
    config,
    title: entry.title,
    description: entry.description,
    inputs: task.inputs,
    outputs: task.outputs,
    nExc: network.nExc,
    parameters: Object.values(initial).reduce((sum, { data }) => sum + data.length, 0),
    ceiling: performanceCeiling(config, entry),
    reference: lossReference(config),
    conditions: choosableConditions(task),
    views: views.names(run),
    engine: training.engine,
  };
}

/**
 * Sets up a run; nothing is trained before the first `advance`.
 * @throws TypeError or RangeError for a configuration that is refused, with the sentence to show
 */
export function startRun(given: PartialConfig, from?: RunStart): Run {
  const config = readExperiment(given);
  checkSize(config.network);
  const experiment = startExperiment(config, {
    findTask: labTask,
    ...(from === undefined ? {} : { from: from.state }),
  });
  checkTest(experiment);
  const updates = experiment.run();
  const losses = [...(from?.losses ?? [])];
  const { steps, stopAt } = config.training;
  let step = from?.state.step ?? 0;
  let seconds = from?.seconds ?? 0;
  let ended: Ended | null = null;
  const end = (reason: Ended['reason'], message: string): void => {
    ended = { kind: 'ended', reason, message };
  };
  const endGood = (): void =>
    end('performance', `After ${step} steps the performance has reached ${stopAt}: training is over.`);
  const endDone = (): void => {
    if (ended === null && step >= steps) end('steps', `All ${stepsText(steps)} are done.`);
  };
  // A run from a file may be over.
  const isTested = stopAt !== null && step > 0 && step % TEST_EVERY === 0;
  if (isTested && experiment.test(experiment.training.params, step).performance >= stopAt) endGood();
  endDone();
  const advanceOnce = async (): Promise<void> => {
    const next = await updates.next();
    if (next.done) {
      endGood();
      return;
    }
    losses.push(next.value.loss);
    step = next.value.step;
  };
  return {
    experiment,
    views: createViews(experiment),
    losses,
    get step() {
      return step;
    },
    get seconds() {
      return seconds;
    },
    get ended() {
      return ended;
    },
    async advance() {
      if (ended !== null) return;
      const began = performance.now();
      try {
        if (step < steps) await advanceOnce();
      } catch (error) {
        end('failure', `${(error as Error).message}; the weights before that step are kept`);
      }
      endDone();
      seconds += (performance.now() - began) / 1000;
    },
    record: () => ({ config, state: experiment.training.state(), losses: [...losses], seconds }),
  };
}

/** Starts a run again from its seed. */
export const restarted = ({ experiment }: Run): Run => startRun(experiment.config);
